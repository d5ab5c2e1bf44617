//! The head of a message: lines with a name, a colon and a value, up to a blank line, as HTTP, WARC and MIME have them. It is
//! read as tolerantly as browsers do: lines may end in a mere line feed, go on in the next line, or be no field at all.

use std::borrow::Cow;

use memchr::memchr;

/// The fields of a head, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fields<'a>(Vec<(&'a [u8], Cow<'a, [u8]>)>);

impl<'a> Fields<'a> {
    /// Reads the fields that `bytes` begin with. Gives the bytes that they take, with the blank line.
    pub fn read(bytes: &'a [u8]) -> (Self, usize) {
        let mut fields: Vec<(&[u8], Cow<[u8]>)> = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
            let line = bytes[at..end].trim_ascii_end();
            // A server without a blank line behind its head begins with markup, which no name does.
            if line.starts_with(b"<") {
                return (Self(fields), at);
            }
            at = end;
            if line.is_empty() {
                break;
            }
            if line[0].is_ascii_whitespace() {
                if let Some((_, value)) = fields.last_mut() {
                    let value = value.to_mut();
                    value.push(b' ');
                    value.extend_from_slice(line.trim_ascii_start());
                }
            } else if let Some(colon) = memchr(b':', line) {
                fields.push((line[..colon].trim_ascii_end(), line[colon + 1..].trim_ascii_start().into()));
            }
        }
        (Self(fields), at)
    }

    /// The first value of a field that has one.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let is_it = |field: &&(&[u8], Cow<[u8]>)| field.0.eq_ignore_ascii_case(name.as_bytes()) && !field.1.is_empty();
        self.0.iter().find(is_it).map(|(_, value)| String::from_utf8_lossy(value))
    }
}

/// The bytes of the head that `bytes` begin with, with its blank line; `None` if it is not whole.
pub fn length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let end = at + memchr(b'\n', &bytes[at..])? + 1;
        if bytes[at..end].trim_ascii_end().is_empty() {
            return Some(end);
        }
        at = end;
    }
}

/// A parameter of a value, as the boundary of `multipart/related; boundary="a"`.
pub fn parameter<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    let rest = value.split_once(';')?.1;
    // A quoted value may have a semicolon.
    let mut rest = rest.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let (value, after) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_once(';').unwrap_or((after, "")),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value.trim());
        }
        rest = after.trim_start_matches([';', ' ', '\t']);
    }
    None
}

/// The type that a `Content-Type` names, in small letters and without its parameters.
pub fn media_type(value: &str) -> String {
    value.split([';', ',', ' ']).next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether an address is one of the web.
pub fn is_web_address(url: &str) -> bool {
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_tolerantly() {
        #[track_caller]
        fn check(bytes: &str, name: &str, expected: Option<&str>, rest: &str) {
            let (fields, length) = Fields::read(bytes.as_bytes());
            assert_eq!(fields.get(name).as_deref(), expected, "{bytes:?}");
            assert_eq!(&bytes[length..], rest, "{bytes:?}");
        }
        check("A: b\r\nC: d\r\n\r\nrest", "c", Some("d"), "rest");
        check("A: b\nC:d\n\nrest", "C", Some("d"), "rest");
        check("A: b\r\n  c\r\n\td\r\n\r\n", "a", Some("b c d"), "");
        check("junk\r\n: \r\nA : b\r\n\r\n", "a", Some("b"), "");
        check("A:\r\nA: b\r\n\r\n", "a", Some("b"), "");
        check("A: b\r\nA: c\r\n\r\n", "a", Some("b"), "");
        check("A: b\r\n<html>\n\n", "a", Some("b"), "<html>\n\n");
        check("A: b", "a", Some("b"), "");
        check("\r\nA: b\r\n\r\n", "a", None, "A: b\r\n\r\n");
        check("  a\r\n\r\n", "a", None, "");
    }

    #[test]
    fn parameters_are_found() {
        #[track_caller]
        fn check(value: &str, expected: Option<&str>) {
            assert_eq!(parameter(value, "boundary"), expected, "{value}");
        }
        check("multipart/related; boundary=\"a;b\"; type=x", Some("a;b"));
        check("multipart/related;type=\"text/html\";Boundary=ab", Some("ab"));
        check("multipart/related; boundary = ab ; x=y", Some("ab"));
        check("multipart/related; boundary=\"ab", Some("ab"));
        check("multipart/related", None);
        check("multipart/related; boundary", None);
    }

    #[test]
    fn the_end_of_a_head_is_its_blank_line() {
        assert_eq!(length(b"A: b\r\n\r\nrest"), Some(8));
        assert_eq!(length(b"A: b\n\nrest"), Some(6));
        assert_eq!(length(b"A: b\r\n"), None);
    }
}
