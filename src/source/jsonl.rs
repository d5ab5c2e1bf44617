//! JSON Lines: a reader of streams of any length with a record on each line. Records are not parsed here. It also reads what
//! tools make of JSON Lines: two objects on a line, comments, `NaN`, UTF-16, JSON text sequences (RFC 7464).

use std::io::{self, BufRead, BufReader, Read};
use std::iter;
use std::ops::ControlFlow;
use std::path::Path;

use super::utf16::{self, Transcoded};
use super::{Item, LINE_LIMIT, Origin, RawPage, Unreadable, json};

/// Bytes of an overlong line after which the rest of the file is given up. Shorter ones are skipped; but a few megabytes of
/// gzip may inflate to a line that would take hours.
const SKIP_LIMIT: usize = 64 * LINE_LIMIT;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Passes the records of a stream to `each`, numbered by their lines, or by the separators before them. Blank lines and
/// comments are skipped. A second object on line 4 has the number `4.2`. Anything else on a line is passed as it is, to be
/// counted.
pub fn read(
    stream: Box<dyn BufRead + '_>,
    path: &Path,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let origin = |member| Origin { container: path.to_owned(), member: Some(member) };
    let unreadable = |number: u64, reason| Item::Unreadable { origin: origin(number.to_string()), reason };
    let (mut stream, separator) = match opened(stream) {
        Ok(opened) => opened,
        Err(error) => return each(unreadable(1, Unreadable::from_io(&error))),
    };
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        match read_line(&mut stream, separator, &mut line) {
            Ok(Line::End) => break,
            Ok(Line::Complete) => {
                for (n, bytes) in (1..).zip(objects(&line)) {
                    let member = if n == 1 { number.to_string() } else { format!("{number}.{n}") };
                    each(Item::Record(RawPage { origin: origin(member), bytes, ..RawPage::default() }))?;
                }
            }
            Ok(Line::TooLong) => each(unreadable(number, Unreadable::TooLarge))?,
            Ok(Line::Endless) => return each(unreadable(number, Unreadable::TooLarge)),
            Err(error) => return each(unreadable(number, Unreadable::from_io(&error))),
        }
    }
    ControlFlow::Continue(())
}

/// The stream as UTF-8, behind its byte order mark, and the byte that ends its records. A text sequence (RFC 7464) begins with
/// its separator, which is skipped.
fn opened(mut stream: Box<dyn BufRead + '_>) -> io::Result<(Box<dyn BufRead + '_>, u8)> {
    // A pipe may give a byte at a time.
    let mut start = Vec::new();
    Read::take(&mut stream, BOM.len() as u64).read_to_end(&mut start)?;
    let encoding = utf16::encoding(&start);
    if encoding.is_none() && start == BOM {
        start.clear();
    }
    let mut stream: Box<dyn BufRead> = Box::new(io::Cursor::new(start).chain(stream));
    if let Some(encoding) = encoding {
        stream = Box::new(BufReader::new(Transcoded::new(stream, encoding)));
    }
    let is_sequence = stream.fill_buf()?.starts_with(&[json::RECORD_SEPARATOR]);
    stream.consume(usize::from(is_sequence));
    Ok((stream, if is_sequence { json::RECORD_SEPARATOR } else { b'\n' }))
}

/// The objects on a line, as strict JSON.
fn objects(line: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let mut rest = json::after_blank(line);
    iter::from_fn(move || {
        let is_object = rest.starts_with(b"{");
        let end = is_object.then(|| json::end_of_object(rest)).flatten().unwrap_or(rest.len());
        let (object, after) = rest.split_at(end);
        rest = json::after_blank(after.strip_prefix(b",").unwrap_or(after));
        (!object.is_empty()).then(|| json::without_nan(object.trim_ascii_end()))
    })
}

enum Line {
    Complete,
    TooLong,
    /// It is so long that its end was not searched for.
    Endless,
    End,
}

fn read_line(stream: &mut dyn BufRead, separator: u8, line: &mut Vec<u8>) -> io::Result<Line> {
    let read = Read::take(&mut *stream, LINE_LIMIT as u64 + 1).read_until(separator, line)?;
    if read == 0 {
        return Ok(Line::End);
    }
    if read <= LINE_LIMIT || line.ends_with(&[separator]) {
        return Ok(Line::Complete);
    }
    let mut skipped = read;
    while skipped < SKIP_LIMIT {
        let buffer = stream.fill_buf()?;
        if buffer.is_empty() {
            return Ok(Line::TooLong);
        }
        if let Some(end) = memchr::memchr(separator, buffer) {
            stream.consume(end + 1);
            return Ok(Line::TooLong);
        }
        let length = buffer.len();
        stream.consume(length);
        skipped += length;
    }
    Ok(Line::Endless)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items of a stream, each as a text.
    fn found(content: &[u8], show: impl Fn(RawPage) -> String) -> Vec<String> {
        let mut found = Vec::new();
        let flow = read(Box::new(content), Path::new("f"), &mut |item| {
            found.push(match item {
                Item::Record(record) => show(record),
                Item::Unreadable { origin, reason } => format!("{origin} {reason}"),
                Item::Page(_) | Item::File { .. } | Item::Own { .. } => unreachable!("lines are records"),
            });
            ControlFlow::Continue(())
        });
        assert_eq!(flow, ControlFlow::Continue(()));
        found
    }

    #[test]
    fn lines_are_numbered_and_blank_ones_passed_over() {
        #[track_caller]
        fn check(content: Vec<u8>, expected: &[&str]) {
            let show = |record: RawPage| format!("{} {} bytes", record.origin, record.bytes.len());
            assert_eq!(found(&content, show), expected);
        }
        check(b"\xEF\xBB\xBF{\"a\":1}\r\n\n  \n{}".to_vec(), &["f#1 7 bytes", "f#4 2 bytes"]);
        let overlong = [b"{}\n".to_vec(), vec![b'a'; LINE_LIMIT + 7], b"\n{}\n".to_vec()].concat();
        check(overlong, &["f#1 2 bytes", "f#2 too-large", "f#3 2 bytes"]);
    }

    #[test]
    fn variants_of_json_lines_are_read() {
        #[track_caller]
        fn check(content: &str, expected: &[&str]) {
            let show = |record: RawPage| format!("{} {}", record.origin, String::from_utf8(record.bytes).unwrap());
            assert_eq!(found(content.as_bytes(), show), expected, "{content:?}");
            let encoded = |bytes: fn(u16) -> [u8; 2]| content.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
            assert_eq!(found(&encoded(u16::to_le_bytes), show), expected, "{content:?} in UTF-16LE");
            assert_eq!(found(&encoded(u16::to_be_bytes), show), expected, "{content:?} in UTF-16BE");
        }
        check("", &[]);
        check("\u{feff}{\"a\":1}\n", &["f#1 {\"a\":1}"]);
        check("{} {}{\"a\": [{}]}\n{}", &["f#1 {}", "f#1.2 {}", "f#1.3 {\"a\": [{}]}", "f#2 {}"]);
        check("{},\n{} , {}\n", &["f#1 {}", "f#2 {}", "f#2.2 , {}"]);
        check("{} end\n{}\n", &["f#1 {}", "f#1.2 end", "f#2 {}"]);
        check("{\"a\": {}\n{}\n", &["f#1 {\"a\": {}", "f#2 {}"]);
        check("# {}\n  // {}\n{} # {}\n", &["f#3 {}"]);
        check("{\"a\": NaN}\n", &["f#1 {\"a\": null}"]);
        check("\u{1e}{\"a\":\n1}\n\u{1e}{}\u{1e}\n\u{1e}{\"a", &["f#1 {\"a\":\n1}", "f#2 {}", "f#4 {\"a"]);
        check("{}\n\u{1e}{}\n", &["f#1 {}", "f#2 {}"]);
        check("cut\"}\n{}", &["f#1 cut\"}", "f#2 {}"]);
    }
}
