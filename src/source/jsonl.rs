//! JSON Lines: a record a line, of a stream of any length. The records are parsed by whoever asks for them.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::path::Path;

use serde::de::IgnoredAny;

use super::{Item, LINE_LIMIT, Origin, RawPage, Unreadable};

/// An overlong line is skipped without being kept, yet after this many bytes of it the rest of the file is given up: a
/// few megabytes of gzip inflate to a line that would take hours.
const SKIP_LIMIT: usize = 64 * LINE_LIMIT;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Whether a file that begins with `head` is JSON Lines: it opens with a brace, and one of its first lines is an object
/// or, where `head` ends within the line, the beginning of one.
pub fn sniff(head: &[u8]) -> bool {
    let text = head.strip_prefix(BOM).unwrap_or(head).trim_ascii_start();
    text.starts_with(b"{")
        && text.split_inclusive(|&byte| byte == b'\n').any(|line| match serde_json::from_slice::<IgnoredAny>(line) {
            Ok(_) => line.starts_with(b"{"),
            Err(error) => error.is_eof() && !line.ends_with(b"\n") && line.starts_with(b"{\""),
        })
}

/// Hands the lines of `stream` to `each`; blank ones are passed over, and numbers start at 1.
pub fn read(
    mut stream: Box<dyn BufRead + '_>,
    path: &Path,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        let origin = || Origin { container: path.to_owned(), member: Some(number.to_string()) };
        line.clear();
        match read_line(&mut stream, &mut line) {
            Ok(Line::End) => break,
            Ok(Line::Complete) => {
                let text = if number == 1 { line.strip_prefix(BOM).unwrap_or(&line) } else { &line };
                let text = text.trim_ascii();
                if !text.is_empty() {
                    each(Item::Record(RawPage { origin: origin(), bytes: text.to_vec(), ..RawPage::default() }))?;
                }
            }
            Ok(Line::TooLong) => each(Item::Unreadable { origin: origin(), reason: Unreadable::TooLarge })?,
            Ok(Line::Endless) => return each(Item::Unreadable { origin: origin(), reason: Unreadable::TooLarge }),
            Err(error) => return each(Item::Unreadable { origin: origin(), reason: Unreadable::from_io(&error) }),
        }
    }
    ControlFlow::Continue(())
}

enum Line {
    Complete,
    TooLong,
    /// So long that its end was not looked for.
    Endless,
    End,
}

fn read_line(stream: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<Line> {
    let read = Read::take(&mut *stream, LINE_LIMIT as u64 + 1).read_until(b'\n', line)?;
    if read == 0 {
        return Ok(Line::End);
    }
    if read <= LINE_LIMIT || line.ends_with(b"\n") {
        return Ok(Line::Complete);
    }
    let mut skipped = read;
    while skipped < SKIP_LIMIT {
        let buffer = stream.fill_buf()?;
        if buffer.is_empty() {
            return Ok(Line::TooLong);
        }
        if let Some(end) = buffer.iter().position(|&byte| byte == b'\n') {
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

    #[test]
    fn json_lines_are_told_from_pages() {
        #[track_caller]
        fn check(head: &str, expected: bool) {
            assert_eq!(sniff(head.as_bytes()), expected, "{head:?}");
        }
        check("{\"id\": 1}\n{\"id\": 2}\n", true);
        check("\n\u{feff}\n{\"id\": 1}", false);
        check("\u{feff}\n{\"id\": 1}", true);
        check("{\"id\": 1, \"text\": \"cut by the end of the he", true);
        check("{\"id\": broken}\n{\"id\": 2}\n", true);
        check("{{ template }}\n<p>", false);
        check("{\n  \"id\": 1\n}\n", false);
        check("[{\"id\": 1}]", false);
        check("<html>", false);
        check("12\n", false);
    }

    #[test]
    fn lines_are_numbered_and_blank_ones_passed_over() {
        #[track_caller]
        fn check(content: Vec<u8>, expected: &[&str]) {
            let mut found = Vec::new();
            let flow = read(Box::new(content.as_slice()), Path::new("f"), &mut |item| {
                found.push(match item {
                    Item::Record(record) => format!("{} {} bytes", record.origin, record.bytes.len()),
                    Item::Unreadable { origin, reason } => format!("{origin} {reason}"),
                    Item::Page(_) | Item::File { .. } => unreachable!("lines are records"),
                });
                ControlFlow::Continue(())
            });
            assert_eq!(flow, ControlFlow::Continue(()));
            assert_eq!(found, expected);
        }
        check(b"\xEF\xBB\xBF{\"a\":1}\r\n\n  \n{}".to_vec(), &["f#1 7 bytes", "f#4 2 bytes"]);
        let overlong = [b"{}\n".to_vec(), vec![b'a'; LINE_LIMIT + 7], b"\n{}\n".to_vec()].concat();
        check(overlong, &["f#1 2 bytes", "f#2 too-large", "f#3 2 bytes"]);
    }
}
