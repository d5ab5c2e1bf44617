//! JSON Lines: a reader of streams of any length with a record on each line. Records are not parsed here. It also reads what
//! tools make of JSON Lines: two objects on a line, comments, `NaN`, UTF-16, JSON text sequences (RFC 7464).

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::ops::ControlFlow;
use std::{iter, mem};

use super::utf16::{self, Transcoded};
use super::{Item, LINE_LIMIT, Lines, Origin, Place, RawPage, Unreadable, json};

/// Bytes of an overlong line after which the rest of the file is given up. Shorter ones are skipped; but a few megabytes of
/// gzip may inflate to a line that would take hours.
pub(super) const SKIP_LIMIT: usize = 64 * LINE_LIMIT;

const BOM: &[u8] = b"\xEF\xBB\xBF";

impl Lines {
    /// The records, numbered by their lines, or by the separators before them. Blank lines and comments are skipped. A second
    /// object on line 4 has the number `4.2`. Anything else on a line is a record too, to be counted.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let mut start = 0;
        let lines = self.bytes.split_inclusive(|byte| *byte == self.separator).zip(self.first..);
        lines.flat_map(move |(line, number)| {
            let line_start = start;
            start += line.len();
            objects(line, number, line_start)
        })
    }

    /// A record, as strict JSON.
    pub fn record(&self, place: Place) -> Cow<'_, [u8]> {
        let object = &self.bytes[place.start..place.end];
        if place.is_strict { object.into() } else { json::without_nan(object).into() }
    }

    /// Where a record was found.
    pub fn origin(&self, place: Place) -> Origin {
        let within = Origin { container: self.container.clone(), member: self.within.clone() };
        within.with(&self.number(place))
    }

    /// The number of a record in its file.
    pub fn number(&self, place: Place) -> String {
        let Place { line, nth, .. } = place;
        if nth == 1 { line.to_string() } else { format!("{line}.{nth}") }
    }

    /// A record with its origin.
    pub fn page(&self, place: Place) -> RawPage {
        RawPage { origin: self.origin(place), bytes: self.record(place).into_owned(), ..RawPage::default() }
    }

    /// Bytes of memory that they take.
    pub fn length(&self) -> usize {
        self.bytes.len()
    }
}

/// Passes the lines of a stream, which is found at `origin`, to `each`, as they come.
pub fn read(
    stream: Box<dyn BufRead + '_>,
    origin: &Origin,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let unreadable = |number: u64, reason| Item::Unreadable { origin: origin.with(&number.to_string()), reason };
    let (mut stream, separator) = match opened(stream) {
        Ok(opened) => opened,
        Err(error) => return each(unreadable(1, Unreadable::from_io(&error))),
    };
    let Origin { container, member: within } = origin;
    let lines = |first, bytes| {
        Item::Lines(Lines { container: container.clone(), within: within.clone(), first, separator, bytes })
    };
    // `rest` is the beginning of the line `number`.
    let (mut rest, mut number) = (Vec::new(), 1);
    loop {
        let available = match stream.fill_buf() {
            Ok([]) if rest.is_empty() => return ControlFlow::Continue(()),
            Ok([]) => return each(lines(number, rest)),
            Ok(available) => available,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return each(unreadable(number, Unreadable::from_io(&error))),
        };
        // No more is taken than fits into a line, and one byte.
        let most = (LINE_LIMIT + 1 - rest.len()).min(available.len());
        let end = memchr::memrchr(separator, &available[..most]).map(|end| end + 1);
        let taken = end.unwrap_or(most);
        rest.extend_from_slice(&available[..taken]);
        stream.consume(taken);
        if end.is_some() {
            let bytes = mem::take(&mut rest);
            let ended = memchr::memchr_iter(separator, &bytes).count() as u64;
            each(lines(number, bytes))?;
            number += ended;
        } else if rest.len() > LINE_LIMIT {
            rest.clear();
            let skipped = skip_line(&mut *stream, separator);
            let reason = skipped.as_ref().err().map_or(Unreadable::TooLarge, Unreadable::from_io);
            each(unreadable(number, reason))?;
            if !skipped.unwrap_or(false) {
                return ControlFlow::Continue(());
            }
            number += 1;
        }
    }
}

/// The stream as UTF-8, behind its byte order mark, and the byte that ends its records. A text sequence (RFC 7464) begins with
/// its separator, which is skipped.
pub(super) fn opened(mut stream: Box<dyn BufRead + '_>) -> io::Result<(Box<dyn BufRead + '_>, u8)> {
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

/// The objects on a line with this number, which begins at `start`.
fn objects(line: &[u8], number: u64, start: usize) -> impl Iterator<Item = Place> {
    let mut rest = json::after_blank(line);
    let mut nth = 0;
    iter::from_fn(move || {
        let is_object = rest.starts_with(b"{");
        let (end, is_strict) = is_object.then(|| json::end_of_object(rest)).flatten().unwrap_or((rest.len(), false));
        let (object, after) = rest.split_at(end);
        let start = start + line.len() - rest.len();
        rest = json::after_blank(after.strip_prefix(b",").unwrap_or(after));
        nth += 1;
        let end = start + object.trim_ascii_end().len();
        (!object.is_empty()).then_some(Place { line: number, nth, start, end, is_strict })
    })
}

/// Skips the rest of an overlong line, and says whether there may be further lines: the file ends, or the line is so long that
/// its end is not searched for.
fn skip_line(stream: &mut dyn BufRead, separator: u8) -> io::Result<bool> {
    let mut skipped = LINE_LIMIT;
    while skipped < SKIP_LIMIT {
        let buffer = match stream.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            filled => filled?,
        };
        if buffer.is_empty() {
            return Ok(false);
        }
        let end = memchr::memchr(separator, buffer).map(|end| end + 1);
        let length = end.unwrap_or(buffer.len());
        stream.consume(length);
        if end.is_some() {
            return Ok(true);
        }
        skipped += length;
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items of a stream, each as a text.
    fn found(content: &[u8], show: impl Fn(RawPage) -> String) -> Vec<String> {
        let mut found = Vec::new();
        let file = Origin { container: "f".into(), member: None };
        let flow = read(Box::new(content), &file, &mut |item| {
            found.push(match item {
                Item::Lines(lines) => {
                    found.extend(lines.places().map(|place| show(lines.page(place))));
                    return ControlFlow::Continue(());
                }
                Item::Unreadable { origin, reason } => format!("{origin} {reason}"),
                _ => unreachable!("lines are records"),
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
