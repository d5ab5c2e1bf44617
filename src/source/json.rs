//! The structure of JSON: whether a file is JSON or a page, whether it is JSON Lines, and where an object ends.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use serde::de::IgnoredAny;

use super::{HEAD, utf16};

/// The kind of a text that begins as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An object a line, or after each record separator.
    Records,
    /// Any other: an array, an object over several lines.
    Other,
}

/// The character before each record of a JSON text sequence (RFC 7464).
pub const RECORD_SEPARATOR: u8 = 0x1E;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The kind of JSON in a file that begins with `head`; none for other files. JSON is recognised by a key in quotes and a colon
/// behind its brace: a page begins with a tag, a template with two braces, a style sheet with words.
pub fn shape(head: &[u8]) -> Option<Shape> {
    let head = utf16::decoded(head);
    let head = head.strip_prefix(BOM).unwrap_or(&head);
    let is_sequence = head.starts_with(&[RECORD_SEPARATOR]);
    let text = after_blank(head);
    match text.first()? {
        b'<' => None,
        b'{' if is_sequence => Some(Shape::Records),
        b'{' if opens_object(text) => Some(shape_of_object(text)),
        b'[' => is_array(text).then_some(Shape::Other),
        _ => are_records_but_first(text).then_some(Shape::Records),
    }
}

/// Whether a file of these bytes is JSON, of any shape.
pub fn is_json(bytes: &[u8]) -> bool {
    shape(&bytes[..bytes.len().min(HEAD)]).is_some()
}

/// The bytes of a head behind the white space and the comments that it begins with.
pub fn length_of_text(head: &[u8]) -> usize {
    let head = utf16::decoded(head);
    after_blank(head.strip_prefix(BOM).unwrap_or(&head)).len()
}

/// Whether a stream that begins with `head` is read as records before more of it has come.
pub fn may_be_records(head: &[u8]) -> bool {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    matches!(after_blank(head).first(), None | Some(b'{'))
}

/// The text after white space, record separators and lines that are comments.
pub fn after_blank(mut text: &[u8]) -> &[u8] {
    loop {
        while let [b' ' | b'\t' | b'\r' | b'\n' | b'\x0C' | RECORD_SEPARATOR, rest @ ..] = text {
            text = rest;
        }
        if !is_comment(text) {
            return text;
        }
        text = memchr::memchr(b'\n', text).map_or(&[], |end| &text[end..]);
    }
}

/// Whether a line is a comment. Many tools write one before the first record, on how the file was made.
pub fn is_comment(line: &[u8]) -> bool {
    line.starts_with(b"#") || line.starts_with(b"//")
}

/// The end of the object that `text` begins with, and whether all of it may be strict JSON: nothing in it begins as `NaN` and
/// `Infinity` do. None if it is cut off.
pub fn end_of_object(text: &[u8]) -> Option<(usize, bool)> {
    let mut depth = 0_usize;
    let mut at = 0;
    let mut is_strict = true;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => at = end_of_string(text, at)? - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return Some((at + 1, is_strict)),
            b'}' | b']' => depth -= 1,
            b'N' | b'I' => is_strict = false,
            _ => {}
        }
        at += 1;
    }
    None
}

/// An object with `null` for `NaN` and `Infinity`, which Python writes and JSON does not have. No field of an article is a
/// number.
pub fn without_nan(object: &[u8]) -> Vec<u8> {
    let mut strict = Vec::with_capacity(object.len());
    let mut rest = object;
    while let Some(&byte) = rest.first() {
        let (kept, length) = match byte {
            b'"' => {
                let end = end_of_string(rest, 0).unwrap_or(rest.len());
                (&rest[..end], end)
            }
            b'N' if rest.starts_with(b"NaN") => (b"null".as_slice(), 3),
            b'I' if rest.starts_with(b"Infinity") => (b"null".as_slice(), 8),
            b'-' if rest.starts_with(b"-Infinity") => (b"null".as_slice(), 9),
            _ => (&rest[..1], 1),
        };
        strict.extend_from_slice(kept);
        rest = &rest[length..];
    }
    strict
}

/// A record as text. If it is not UTF-8 but for some bytes, those are read as windows-1252, of which most texts in French are
/// that are not UTF-8; halves of characters become U+FFFD.
pub fn text(record: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(record) {
        return text.into();
    }
    let is_utf8 = record.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    let mut text = String::with_capacity(record.len() + 16);
    for chunk in record.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            [0xC2 | 0xC3 | 0xC5] | [_, _, ..] if is_utf8 => text.push(char::REPLACEMENT_CHARACTER),
            other => text.push_str(&WINDOWS_1252.decode_without_bom_handling(other).0),
        }
    }
    text.into()
}

/// JSON with `\uFFFD` for every escape that is half a surrogate pair, as programs write that cut texts by UTF-16 units.
pub fn without_lone_surrogates(json: &str) -> String {
    let unit = |text: &str| text.strip_prefix("\\u").and_then(|text| u16::from_str_radix(text.get(..4)?, 16).ok());
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        mended.push_str(&rest[..at]);
        rest = &rest[at..];
        let escape = match unit(rest) {
            Some(0xD800..=0xDBFF) if matches!(unit(&rest[6..]), Some(0xDC00..=0xDFFF)) => &rest[..12],
            Some(0xD800..=0xDFFF) => {
                mended.push_str("\\uFFFD");
                rest = &rest[6..];
                continue;
            }
            _ => &rest[..rest.char_indices().nth(2).map_or(rest.len(), |(end, _)| end)],
        };
        mended.push_str(escape);
        rest = &rest[escape.len()..];
    }
    mended + rest
}

/// The end of the string whose first quote is at `start`.
fn end_of_string(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Whether a text begins with `{}`, or with a brace, a key and a colon, as far as it goes.
fn opens_object(text: &[u8]) -> bool {
    let Some((b'{', rest)) = text.split_first() else { return false };
    let rest = after_blank(rest);
    match rest.first() {
        Some(b'"') => {
            let after_key = end_of_string(rest, 0).map_or(&[][..], |end| after_blank(&rest[end..]));
            matches!(after_key.first(), None | Some(b':'))
        }
        Some(b'}') => true,
        _ => false,
    }
}

/// The kind of JSON of a text that begins with an object: records, if the object ends on its line. An object that is cut off
/// at the end of its line is a broken record; it differs from an object over several lines by the next line, which begins
/// with a brace where there can be none.
fn shape_of_object(text: &[u8]) -> Shape {
    let mut open = Vec::new();
    let (mut before, mut at, mut shape) = (b' ', 0, Shape::Records);
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => {
                let end = end_of_string(text, at).unwrap_or(text.len());
                if text[at..end].contains(&b'\n') {
                    return shape;
                }
                at = end - 1;
            }
            b'{' | b'[' => {
                let may_be = open.is_empty() || matches!((before, open.last()), (b':' | b'[', _) | (b',', Some(b'[')));
                if !may_be {
                    return Shape::Records;
                }
                open.push(byte);
            }
            b'}' | b']' => {
                open.pop();
                if open.is_empty() {
                    return shape;
                }
            }
            b'\n' => shape = Shape::Other,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
        at += 1;
    }
    shape
}

/// Whether a text is an array of objects, or any array that is JSON as far as it goes. Notes and links begin with brackets too.
fn is_array(text: &[u8]) -> bool {
    let mut inside = text;
    while let [b'[', rest @ ..] = inside {
        inside = after_blank(rest);
    }
    if opens_object(inside) {
        return true;
    }
    match serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>().next() {
        Some(Ok(_)) => true,
        Some(Err(error)) => error.is_eof(),
        None => false,
    }
}

/// Whether all lines but the first are records. The first may be the end of a record, in a file that was cut in two.
fn are_records_but_first(text: &[u8]) -> bool {
    let mut lines =
        text.split(|&byte| byte == b'\n').skip(1).map(after_blank).filter(|line| !line.is_empty()).peekable();
    lines.peek().is_some() && lines.all(opens_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_pages() {
        #[track_caller]
        fn check(head: impl AsRef<[u8]>, expected: Option<Shape>) {
            let head = head.as_ref();
            assert_eq!(shape(head), expected, "{}", String::from_utf8_lossy(head));
        }
        let records = Some(Shape::Records);
        check("{\"id\": 1}\n{\"id\": 2}\n", records);
        check("{}", records);
        check("\u{feff}\n { \"id\" : 1}", records);
        check("{\"id\": 1, \"text\": \"cut by the end of the he", records);
        check("{ \"id\": 1, \"text\": \"cut by the end of the he", records);
        check("{\"id\": NaN, \"x\": [-Infinity", records);
        check("{\"cut in the k", records);
        check("# made by hand\n// twice\n{\"id\": 1}", records);
        check("{\"id\": 1} {\"id\": 2}\n", records);
        check("\u{1e}{\"id\": 1}\n\u{1e}{\"id\": 2}\n", records);
        check("\u{1e}{\n  \"id\": 1\n}\n\u{1e}{", records);
        check("{\"text\": \"caf\u{e9}\"}".chars().map(|c| c as u8).collect::<Vec<_>>(), records);

        // A first record that is broken.
        check("{\"id\": broken}\n{\"id\": 2}\n", records);
        check("{\"id\": 1, \n{\"id\": 2}\n", records);
        check("{\"id\": \n{\"id\": 2}\n{\"id\": 3}\n", records);
        check("{\"id\": 1, \"text\": \"cut\n{\"id\": 2}\n", records);
        check("{\"id\": [1, 2\n{\"id\": 2}\n", records);
        check("{broken\n{\"id\": 2}\n{\"id", records);
        check("end of a text\"}\n{\"id\": 2}\n", records);

        let other = Some(Shape::Other);
        check("[{\"id\": 1}]", other);
        check("[\n  {\n    \"id\": NaN", other);
        check("[]", other);
        check("[1, 2, \"cut", other);
        check("[[1, 2], [3", other);
        check("{\n  \"name\": \"kiosque\",\n  \"files\": [\n    {\"a\": 1},\n    {\"b\": 2}\n  ]\n}\n", other);
        check("{\n\"a\":\n{\n\"b\": [\n{\"c\": 1},\n{", other);
        check("{\n  // a comment\n  \"a\": 1,\n}", other);
        check("{ \"type\": \"FeatureCollection\",\n  \"features\": [", other);

        check("", None);
        check("{", None);
        check("{{ template }}\n<p>", None);
        check("{% block %}{\"id\": 1}", None);
        check("{ margin: 0 }", None);
        check("{\"quoted\" words}", None);
        check("<html>", None);
        check("<script type=\"application/ld+json\">\n{\"@type\": \"NewsArticle\"}\n", None);
        check("12\n", None);
        check("[a link](https://exemple.fr)", None);
        check("# A title\n\nA text.\n", None);
    }

    #[test]
    fn json_in_utf_16() {
        #[track_caller]
        fn check(text: &str, expected: Option<Shape>) {
            let units: Vec<u16> = text.encode_utf16().collect();
            let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            assert_eq!((shape(&little), shape(&big)), (expected, expected), "{text}");
        }
        for mark in ["", "\u{feff}"] {
            check(&format!("{mark}{{\"id\": 1}}\n"), Some(Shape::Records));
            check(&format!("{mark}\n# note\n{{\"id\": 1"), Some(Shape::Records));
            check(&format!("{mark}[{{\"id\": 1}}]"), Some(Shape::Other));
            check(&format!("{mark}<html>"), None);
        }
    }

    #[test]
    fn objects_end() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            assert_eq!(end_of_object(text.as_bytes()).map(|(end, _)| &text[..end]), expected);
        }
        check("{} {}", Some("{}"));
        check(r#"{"a": {"b": ["}", "\"}", "\\"]}}{"#, Some(r#"{"a": {"b": ["}", "\"}", "\\"]}}"#));
        check(r#"{"a": "}"#, None);
        check(r#"{"a": "\"#, None);
        check("{", None);
    }

    #[test]
    fn nan_and_infinity_become_null() {
        #[track_caller]
        fn check(object: &str, expected: &str) {
            assert_eq!(String::from_utf8(without_nan(object.as_bytes())).unwrap(), expected);
        }
        check(
            r#"{"a":NaN,"b":[-Infinity,Infinity],"NaN":"NaN \" NaN"}"#,
            r#"{"a":null,"b":[null,null],"NaN":"NaN \" NaN"}"#,
        );
        check(r#"{"a": -1, "b": "cut NaN"#, r#"{"a": -1, "b": "cut NaN"#);
    }

    #[test]
    fn bytes_that_are_no_utf_8_become_characters() {
        #[track_caller]
        fn check(bytes: &[u8], expected: &str) {
            assert_eq!(text(bytes), expected);
        }
        check("été".as_bytes(), "été");
        check(b"\xE9t\xE9 \x9Cuvre \x80", "été œuvre €");
        check(b"d\xC3\xA9j\xC3\xA0, \xE9t\xE9", "déjà, été");
        check(b"d\xC3\xA9j\xC3", "déj\u{fffd}");
        check(b"caf\xC3", "cafÃ");
    }

    #[test]
    fn halves_of_surrogate_pairs() {
        #[track_caller]
        fn check(json: &str, expected: &str) {
            assert_eq!(without_lone_surrogates(json), expected);
        }
        check(r#""\ud83d\ude00""#, r#""\ud83d\ude00""#);
        check(r#""a\ud83d""#, r#""a\uFFFD""#);
        check(r#""\ude00\ud83d\u0041""#, r#""\uFFFD\uFFFD\u0041""#);
        check(r#""\\ud83d é\"\""#, r#""\\ud83d é\"\""#);
        check(r#""\ud83"#, r#""\ud83"#);
    }
}
