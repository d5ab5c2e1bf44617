//! WARC and ARC: the records of a crawler, plain or compressed with gzip, which puts each record into a member of its own. A
//! record is known by where it begins, so that it can be opened again.
//!
//! Lengths in records may be wrong, and files may be cut or damaged: what is whole is read, and the reader goes on at the next
//! record that it finds. Digests are never trusted.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use jiff::civil::DateTime;
use memchr::memchr;

use super::bounds::{self, Bounds};
use super::fields::{self, Fields};
use super::members::Members;
use super::tape::Tape;
use super::{Capture, Item, NoPage, Origin, Passed, Revisit, Unreadable, kind, moment};

/// Bytes of the fields of a record; nobody writes a hundredth of it.
const HEAD: usize = 1 << 20;

/// Bytes of a block by which it is decided whether it may be a page.
const TELLING: u64 = 16 << 10;

/// Passes the records of a stream, whose first byte has the number `start`, to `each`. `origin` is that of the stream.
pub fn read(
    stream: impl BufRead,
    gzip: bool,
    start: u64,
    origin: &Origin,
    bounds: &Bounds,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let tape = Tape::new(stream, start);
    let mut stream = match gzip {
        true => Stream::Members(Box::new(Members::new(tape, bounds))),
        false => Stream::Plain(tape),
    };
    loop {
        let place = match stream.next_record() {
            Ok(Some(place)) => place,
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => {
                go_on(&mut stream, &error, origin.clone(), each)?;
                continue;
            }
        };
        let origin = origin.with(&place);
        if let Err(reason) = bounds.meet() {
            return each(Item::Unreadable { origin, reason });
        }
        let head = match stream.head() {
            Ok(head) => head,
            Err(error) => {
                go_on(&mut stream, &error, origin, each)?;
                continue;
            }
        };
        let (item, ended) = stream.item(head, origin.clone());
        each(item)?;
        if let Err(error) = ended {
            go_on(&mut stream, &error, origin, each)?;
        }
    }
}

/// Says that a stream is damaged at a place, and goes on behind it, if that is possible.
fn go_on<R: BufRead>(
    stream: &mut Stream<R>,
    error: &io::Error,
    origin: Origin,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let reason = Unreadable::from_io(error);
    each(Item::Unreadable { origin, reason })?;
    let is_damage = matches!(
        reason,
        Unreadable::TruncatedGzip | Unreadable::CorruptGzip | Unreadable::TruncatedArchive | Unreadable::CorruptArchive
    );
    match is_damage && stream.recover().unwrap_or(false) {
        true => ControlFlow::Continue(()),
        false => {
            stream.end();
            ControlFlow::Continue(())
        }
    }
}

/// What the fields of a record say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Head {
    kind: String,
    url: Option<String>,
    fetched: Option<DateTime>,
    content_type: Option<String>,
    length: u64,
    refers_to_url: Option<String>,
    refers_to_date: Option<DateTime>,
}

/// The records of a file, with what it takes to go on after damage.
enum Stream<'a, R: BufRead> {
    Plain(Tape<R>),
    Members(Box<Members<'a, R>>),
    Ended,
}

impl<R: BufRead> Stream<'_, R> {
    /// Goes to the next record, and gives its place as text; `None` at the end.
    fn next_record(&mut self) -> io::Result<Option<String>> {
        loop {
            let bytes = self.fill()?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let blank = bytes.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0).count();
            let is_blank = blank == bytes.len();
            self.take(blank);
            if !is_blank {
                break;
            }
        }
        if let Self::Plain(tape) = self {
            tape.peek(kind::RECORD)?;
        }
        if !kind::is_record(self.fill()?) {
            return Err(io::Error::other(Unreadable::CorruptArchive));
        }
        Ok(Some(match self {
            Self::Plain(tape) => tape.position().to_string(),
            Self::Members(members) => match members.place() {
                (member, 0) => member.to_string(),
                (member, within) => format!("{member}+{within}"),
            },
            Self::Ended => String::new(),
        }))
    }

    /// Reads the fields of a record.
    fn head(&mut self) -> io::Result<Head> {
        let mut bytes = Vec::new();
        // Another record is searched for from here on, if this one is damaged.
        if let Self::Plain(tape) = self {
            tape.mark();
        }
        let is_whole = |bytes: &[u8]| match bytes.starts_with(b"WARC/") {
            true => fields::length(bytes),
            false => memchr(b'\n', bytes).map(|end| end + 1),
        };
        loop {
            let available = self.fill()?;
            if available.is_empty() {
                return Err(io::Error::other(Unreadable::TruncatedArchive));
            }
            // What comes in is looked at once, and the line before it again.
            let (before, taken) = (bytes.len(), available.len());
            bytes.extend_from_slice(available);
            match is_whole(&bytes) {
                Some(length) => {
                    self.take(length - before);
                    bytes.truncate(length);
                    break;
                }
                None if bytes.len() > HEAD => return Err(io::Error::other(Unreadable::CorruptArchive)),
                None => self.take(taken),
            }
        }
        let head = if bytes.starts_with(b"WARC/") { Head::of_warc(&bytes) } else { Head::of_arc(&bytes) };
        head.ok_or_else(|| io::Error::other(Unreadable::CorruptArchive))
    }

    /// Reads the block of a record, as far as it is wanted, and says what it is, and whether it was whole.
    fn item(&mut self, head: Head, origin: Origin) -> (Item, io::Result<()>) {
        let Head { kind, url, fetched, content_type, length, refers_to_url, refers_to_date } = head;
        let passed = match kind.as_str() {
            "response" | "resource" => None,
            "revisit" => {
                let revisit = Revisit { origin, url, fetched, refers_to_url, refers_to_date };
                return (Item::Revisit(revisit), self.block(length, 0, &mut Vec::new()));
            }
            "request" => Some(Passed::Request),
            "metadata" => Some(Passed::Metadata),
            "warcinfo" => Some(Passed::WarcInfo),
            _ => Some(Passed::OtherRecord),
        };
        if let Some(what) = passed {
            return (Item::PassedOver { origin, what }, self.block(length, 0, &mut Vec::new()));
        }
        let mut capture = Capture { origin, url, fetched, content_type, block: Vec::new() };
        let first = length.min(TELLING);
        if let Err(error) = self.block(first, TELLING, &mut capture.block) {
            return (Item::Capture(capture), Err(error));
        }
        let what = capture.what().or((length > bounds::RECORD as u64).then_some(Unreadable::TooLarge.into()));
        let most = if what.is_some() { 0 } else { bounds::RECORD as u64 };
        let ended = self.block(length - first, most, &mut capture.block);
        let item = match what {
            Some(NoPage::PassedOver(what)) => Item::PassedOver { origin: capture.origin, what },
            Some(NoPage::Unreadable(reason)) => Item::Unreadable { origin: capture.origin, reason },
            None => Item::Capture(capture),
        };
        (item, ended)
    }

    /// Reads the next bytes of a block, and keeps at most so many of them.
    fn block(&mut self, length: u64, most: u64, kept: &mut Vec<u8>) -> io::Result<()> {
        let (mut left, mut room) = (length, most);
        while left > 0 {
            // This record is shorter than it says.
            if self.is_at_next_record()? {
                return Err(io::Error::other(Unreadable::CorruptArchive));
            }
            let available = self.fill()?;
            if available.is_empty() {
                return Err(io::Error::other(Unreadable::TruncatedArchive));
            }
            let taken = left.min(available.len() as u64) as usize;
            let wanted = room.min(taken as u64) as usize;
            kept.extend_from_slice(&available[..wanted]);
            self.take(taken);
            (left, room) = (left - taken as u64, room - wanted as u64);
        }
        Ok(())
    }

    /// Goes to the next record after damage, and says whether there is one.
    fn recover(&mut self) -> io::Result<bool> {
        match self {
            Self::Plain(tape) => {
                tape.rewind(1);
                find_record(tape)
            }
            Self::Members(members) => {
                loop {
                    match members.fill().map(<[u8]>::len) {
                        Err(_) => return members.recover(),
                        Ok(0) => return Ok(false),
                        Ok(_) if members.is_at_record() => return Ok(true),
                        // The member is sound, but not what is in it. The next begins where it ends.
                        Ok(length) => members.take(length),
                    }
                }
            }
            Self::Ended => Ok(false),
        }
    }

    /// Whether a member begins here, and with it a record.
    fn is_at_next_record(&mut self) -> io::Result<bool> {
        match self {
            Self::Members(members) => members.fill().map(drop).map(|()| members.is_at_record()),
            Self::Plain(_) | Self::Ended => Ok(false),
        }
    }

    fn end(&mut self) {
        *self = Self::Ended;
    }

    fn fill(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Plain(tape) => tape.fill_buf(),
            Self::Members(members) => members.fill(),
            Self::Ended => Ok(&[]),
        }
    }

    fn take(&mut self, bytes: usize) {
        match self {
            Self::Plain(tape) => tape.consume(bytes),
            Self::Members(members) => members.take(bytes),
            Self::Ended => {}
        }
    }
}

/// Goes to the next line that a record begins with.
fn find_record<R: BufRead>(tape: &mut Tape<R>) -> io::Result<bool> {
    loop {
        let bytes = tape.peek(kind::RECORD + 1)?;
        if bytes.len() <= 1 {
            return Ok(false);
        }
        match memchr(b'\n', bytes) {
            Some(end) => {
                tape.consume(end + 1);
                if kind::is_record(tape.peek(kind::RECORD)?) {
                    return Ok(true);
                }
            }
            None => {
                let passed = bytes.len();
                tape.consume(passed);
            }
        }
    }
}

impl Head {
    fn of_warc(bytes: &[u8]) -> Option<Self> {
        let (fields, _) = Fields::read(bytes);
        let get = |name: &str| fields.get(name).map(|value| value.into_owned());
        let date = |name: &str| fields.get(name).and_then(|value| moment::read(&value));
        Some(Self {
            kind: get("WARC-Type")?.to_ascii_lowercase(),
            url: get("WARC-Target-URI").and_then(|url| address(&url)),
            fetched: date("WARC-Date"),
            content_type: get("Content-Type"),
            length: get("Content-Length")?.parse().ok()?,
            refers_to_url: get("WARC-Refers-To-Target-URI").and_then(|url| address(&url)),
            refers_to_date: date("WARC-Refers-To-Date"),
        })
    }

    /// The head of an ARC record: `http://a.fr/ 192.0.2.1 20250303120000 text/html 1234`, with more before the length in the
    /// second version.
    fn of_arc(line: &[u8]) -> Option<Self> {
        let line = String::from_utf8_lossy(line);
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let date = words.iter().rposition(|word| word.len() == 14 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
        // An address may have blanks.
        let url = words.get(..date.checked_sub(1)?)?.join(" ");
        let kind = match url.split_once(':')?.0 {
            "filedesc" => "warcinfo",
            "http" | "https" => "response",
            _ => "other",
        };
        Some(Self {
            kind: kind.to_owned(),
            url: address(&url),
            fetched: moment::read(words[date]),
            content_type: words.get(date + 1).filter(|_| words.len() > date + 2).map(|word| (*word).to_owned()),
            length: words[date + 1..].last()?.parse().ok()?,
            ..Self::default()
        })
    }
}

/// An address of the web, which some tools write in angle brackets.
fn address(text: &str) -> Option<String> {
    let url = text.trim_matches(['<', '>', ' ']);
    fields::is_web_address(url).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const PAGE: &str = "<p>Le ferry est resté à quai.";

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    /// A record of this type with further fields, and this block.
    fn record(kind: &str, fields: &str, block: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://quai.example/a\r\nWARC-Date: 2025-03-03T12:00:00Z\r\n\
             {fields}Content-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn response(head: &str, body: &[u8]) -> Vec<u8> {
        let head = format!("HTTP/1.1 {head}\n\n").replace('\n', "\r\n");
        record("response", "Content-Type: application/http; msgtype=response\r\n", &[head.as_bytes(), body].concat())
    }

    fn page(body: &[u8]) -> Vec<u8> {
        response("200 OK\nContent-Type: text/html", body)
    }

    /// The items of a file, each as a text, and the places of those that are captures.
    fn found(bytes: &[u8], gzip: bool) -> (Vec<String>, Vec<String>) {
        let (mut found, mut places) = (Vec::new(), Vec::new());
        let (origin, bounds) = (Origin { container: "f".into(), member: None }, Bounds::of_length(bytes.len() as u64));
        for piece in [1, 1 << 16] {
            found.clear();
            places.clear();
            let flow = read(io::BufReader::with_capacity(piece, bytes), gzip, 0, &origin, &bounds, &mut |item| {
                found.push(match item {
                    Item::Capture(capture) => {
                        places.push(capture.origin.member.clone().unwrap());
                        match capture.page() {
                            Ok(page) => String::from_utf8_lossy(&page.bytes).into_owned(),
                            Err(NoPage::PassedOver(what)) => what.to_string(),
                            Err(NoPage::Unreadable(reason)) => reason.to_string(),
                        }
                    }
                    Item::Revisit(revisit) => {
                        let to = revisit.refers_to_url.as_deref().or(revisit.url.as_deref()).unwrap_or("nowhere");
                        format!("revisit of {to}")
                    }
                    Item::PassedOver { what, .. } => what.to_string(),
                    Item::Unreadable { reason, .. } => reason.to_string(),
                    _ => unreachable!("it is no record"),
                });
                ControlFlow::Continue(())
            });
            assert_eq!(flow, ControlFlow::Continue(()));
        }
        (found, places)
    }

    /// A file of these records, plain or with each in a member, gives these items.
    #[track_caller]
    fn check(records: &[Vec<u8>], expected: &[&str]) {
        assert_eq!(found(&records.concat(), false).0, expected, "plain");
        let members: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
        assert_eq!(found(&members.concat(), true).0, expected, "by member");
    }

    #[test]
    fn captures_become_pages() {
        let page_is = |head: &str, body: &[u8]| check(&[response(head, body)], &[PAGE]);
        let html = "200 OK\nContent-Type: text/html";
        let chunked = format!("8\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n", &PAGE[..8], PAGE.len() - 8, &PAGE[8..]);
        let packed = gzip(PAGE.as_bytes());
        page_is(html, PAGE.as_bytes());
        page_is("200\nContent-Type: text/html", PAGE.as_bytes());
        page_is("203 Non-Authoritative\nContent-Type: text/html", PAGE.as_bytes());
        page_is("206 Partial\nContent-Type: text/html", PAGE.as_bytes());
        page_is("OK\nContent-Type: text/html", PAGE.as_bytes());
        page_is("200 OK\nContent-Type: application/xhtml+xml", PAGE.as_bytes());
        page_is("200 OK\nContent-Type: TEXT/HTML;charset=iso-8859-1", PAGE.as_bytes());
        page_is("200 OK\nContent-Type: text/plain", PAGE.as_bytes());
        page_is("200 OK\nContent-Type: application/octet-stream", PAGE.as_bytes());
        page_is("200 OK\nServer: sans type", PAGE.as_bytes());
        page_is("200 OK\njunk\n: x\nContent-Type:\n text/html\nVia: a,\n\tb", PAGE.as_bytes());
        page_is(&format!("{html}\nTransfer-Encoding: chunked"), chunked.as_bytes());
        page_is(&format!("{html}\nTransfer-Encoding: chunked"), PAGE.as_bytes());
        page_is(html, chunked.as_bytes());
        page_is(&format!("{html}\nContent-Encoding: gzip"), &packed);
        page_is(&format!("{html}\nContent-Encoding: gzip"), PAGE.as_bytes());
        page_is(&format!("{html}\nContent-Encoding: br"), &packed);
        page_is(&format!("{html}\nContent-Encoding: br"), PAGE.as_bytes());
        page_is(html, &packed);
        page_is(&format!("100 Continue\n\nHTTP/1.1 {html}"), PAGE.as_bytes());
        page_is(&format!("{html}\nX-Long: {}", "a".repeat(3 << 20)), PAGE.as_bytes());
        check(&[page(b"")], &[""]);
        let lf_only = [b"HTTP/1.0 200 OK\nContent-type: text/html\n\n", PAGE.as_bytes()].concat();
        check(&[record("response", "", &lf_only)], &[PAGE]);
        check(&[record("response", "Content-Type: text/html\r\n", PAGE.as_bytes())], &[PAGE]);
        check(&[record("resource", "Content-Type: text/html\r\n", PAGE.as_bytes())], &[PAGE]);
        check(&[record("RESPONSE", "warc-junk\r\n", &lf_only)], &[PAGE]);
        let old = String::from_utf8(page(PAGE.as_bytes())).unwrap();
        check(&[old.replace("WARC/1.1", "WARC/0.17").into_bytes()], &[PAGE]);
        let (head, block) = old.split_once("\r\n\r\n").unwrap();
        check(&[format!("{}\n\n{block}", head.replace("\r\n", "\n")).into_bytes()], &[PAGE]);
    }

    #[test]
    fn what_is_no_page_is_counted_by_what_it_is() {
        let is = |head: &str, body: &[u8], expected: &str| check(&[response(head, body)], &[expected]);
        is("204 No Content", b"", "no-content");
        is("301 Moved\nContent-Type: text/html", b"<p>", "redirect");
        is("304 Not Modified", b"", "redirect");
        is("404 Not Found\nContent-Type: text/html", b"<p>", "client-error");
        is("503 Unavailable\nContent-Type: text/html", b"<p>", "server-error");
        is("200 OK\nContent-Type: image/png", b"\x89PNG\r\n\x1a\n", "image");
        is("200 OK\nContent-Type: text/html", b"\x89PNG\r\n\x1a\n", "image");
        is("200 OK\nContent-Type: image/svg+xml", b"<svg>", "data");
        is("200 OK\nContent-Type: text/css", b"p {}", "style-sheet");
        is("200 OK\nContent-Type: application/javascript", b"var a", "script");
        is("200 OK\nContent-Type: application/json; charset=utf-8", b"{}", "data");
        is("200 OK\nContent-Type: application/rss+xml", b"<rss>", "data");
        is("200 OK\nContent-Type: text/plain", b"User-agent: *", "text");
        is("200 OK\nContent-Type: font/woff2", b"wOF2", "font");
        is("200 OK\nContent-Type: video/mp4", b"\0\0\0\x20ftypisom", "video");
        is("200 OK\nContent-Type: application/pdf", b"%PDF-1.7", "pdf");
        is("200 OK\nContent-Type: application/x-shockwave-flash", b"FWS", "other-type");
        check(&[record("request", "", b"GET / HTTP/1.1\r\n\r\n")], &["request"]);
        check(&[record("metadata", "", b"a: b")], &["metadata"]);
        check(&[record("warcinfo", "", b"software: x")], &["warc-info"]);
        check(&[record("conversion", "", b"texte")], &["other-record"]);
        check(&[record("resource", "Content-Type: text/dns\r\n", b"20250303\nquai.example. A")], &["text"]);
        check(&[record("revisit", "", b"HTTP/1.1 200 OK\r\n\r\n")], &["revisit of https://quai.example/a"]);
        check(
            &[record("revisit", "WARC-Refers-To-Target-URI: <https://quai.example/b>\r\n", b"")],
            &["revisit of https://quai.example/b"],
        );
        check(&[b"\r\n\r\n".to_vec()], &[]);
    }

    #[test]
    fn records_have_places() {
        let (one, two) = (page(b"1"), page(b"2"));
        let expected = |places: &[usize]| places.iter().map(usize::to_string).collect::<Vec<_>>();
        assert_eq!(found(&[&one[..], &two].concat(), false).1, expected(&[0, one.len()]));
        assert_eq!(found(&[gzip(&one), gzip(&two)].concat(), true).1, expected(&[0, gzip(&one).len()]));
        // Two records in a member, and a record in two.
        let (found, places) = found(&gzip(&[&one[..], &two].concat()), true);
        assert_eq!((found, places[1].as_str()), (vec!["1".to_owned(), "2".to_owned()], &*format!("0+{}", one.len())));
        let (begin, end) = two.split_at(9);
        check_members(&[&gzip(&one), &gzip(begin), &gzip(end), &gzip(&one)], &["1", "2", "1"]);
    }

    #[track_caller]
    fn check_members(members: &[&[u8]], expected: &[&str]) {
        assert_eq!(found(&members.concat(), true).0, expected);
    }

    #[test]
    fn damaged_files_are_read_as_far_as_they_go() {
        let (one, long) = (page(b"<p>1"), page(&[b'a'; 3000]));
        let body = "a".repeat(3000);
        let cut = |length: usize| long[..long.len() - length].to_vec();
        let plain = |records: &[Vec<u8>], expected: &[&str]| assert_eq!(found(&records.concat(), false).0, expected);
        // The file ends early: in the body, in the head of the answer, in the head of the record.
        plain(&[one.clone(), cut(1004)], &["<p>1", &body[..2000], "truncated-archive"]);
        plain(&[one.clone(), cut(3030)], &["<p>1", "other-type", "truncated-archive"]);
        plain(&[one.clone(), long[..40].to_vec()], &["<p>1", "truncated-archive"]);
        // A record is too short, or says so, or what stands between two is none.
        let (after_short, _) = found(&[cut(500), b"\n".to_vec(), one.clone(), one.clone()].concat(), false);
        assert_eq!(after_short[1..], ["truncated-archive", "<p>1", "<p>1"]);
        plain(&[one.clone(), b"garbage\r\n\r\n".to_vec(), one.clone()], &["<p>1", "corrupt-archive", "<p>1"]);
        let text = String::from_utf8(one.clone()).unwrap();
        let short = text.replace("Content-Length: 48", "Content-Length: 47").into_bytes();
        plain(&[short, one.clone()], &["<p>", "corrupt-archive", "<p>1"]);
        let none = text.replace("Content-Length: 48\r\n", "").into_bytes();
        plain(&[none.clone(), one.clone()], &["corrupt-archive", "<p>1"]);
        check_members(&[&gzip(&none), &gzip(&one)], &["corrupt-archive", "<p>1"]);
        // A member is cut, and the next runs into it; or damaged; or no record is in it.
        let packed = gzip(&page(
            &(0..4000_u32).flat_map(|it| it.wrapping_mul(2_654_435_761).to_le_bytes()).collect::<Vec<u8>>(),
        ));
        let whole = found(&packed, true).0.remove(0);
        for cut in [packed.len() / 2, packed.len() - 4] {
            let (found, _) = found(&[&gzip(&one)[..], &packed[..cut], &gzip(&one), &gzip(&one)].concat(), true);
            assert!(whole.starts_with(&found[1][..100]), "{:?}", &found[1][..100]);
            assert_eq!((found[0].as_str(), found.last().unwrap().as_str()), ("<p>1", "<p>1"), "{cut}");
            assert_eq!(found.iter().filter(|it| *it == "<p>1").count(), 3, "{cut}");
        }
        let mut flipped = packed.clone();
        flipped[packed.len() / 2] ^= 0x55;
        assert_eq!(found(&[&flipped[..], &gzip(&one)].concat(), true).0.last().unwrap(), "<p>1");
        check_members(&[&gzip(b"garbage"), &gzip(&one)], &["corrupt-archive", "<p>1"]);
        check_members(&[&gzip(&one), &[0; 600], &gzip(&one), b"\n"], &["<p>1", "<p>1"]);
        check_members(&[&gzip(&long[..long.len() - 500]), &gzip(&one)], &[&body[..2504], "corrupt-archive", "<p>1"]);
        check_members(&[&gzip(&one)[..20]], &["truncated-gzip"]);
    }

    #[test]
    fn arc_files_are_read() {
        let head = "filedesc://a.arc 0.0.0.0 20250303120000 text/plain 20\n1 0 Crawler\nURL IP\n\n";
        let answer = format!("HTTP/1.1 200 OK\nContent-Type: text/html\n\n{PAGE}");
        let one =
            |url: &str, middle: &str| format!("{url} 192.0.2.1 20250303120000 {middle}{}\n{answer}\n", answer.len());
        let records = [
            head.to_owned(),
            one("http://quai.example/a", "text/html "),
            one("http://quai.example/a b", "text/html 200 - - 0 a.arc "),
            one("dns:quai.example", "text/dns "),
        ];
        let records: Vec<Vec<u8>> = records.into_iter().map(String::into_bytes).collect();
        check(&records, &["warc-info", PAGE, PAGE, "other-record"]);
        let origin = Origin::default();
        let mut captures = Vec::new();
        let _ = read(records.concat().as_slice(), false, 0, &origin, &Bounds::default(), &mut |item| {
            captures.extend(if let Item::Capture(capture) = item { Some(capture) } else { None });
            ControlFlow::Continue(())
        });
        assert_eq!(captures[1].url.as_deref(), Some("http://quai.example/a b"));
        assert_eq!(captures[1].fetched.unwrap().to_string(), "2025-03-03T12:00:00");
        let damaged = [records[0].clone(), records[1].clone(), b"garbage\n".to_vec(), records[2].clone()];
        assert_eq!(found(&damaged.concat(), false).0, ["warc-info", PAGE, "corrupt-archive", PAGE]);
    }

    #[test]
    fn what_is_too_long_is_not_read() {
        check(&[page(&vec![b'a'; bounds::RECORD]), page(b"<p>")], &["too-large", "<p>"]);
        check(&[page(&vec![b'a'; bounds::RECORD - (1 << 20)]), page(b"<p>")], &["too-large", "<p>"]);
        let picture = response("200 OK\nContent-Type: image/png", &vec![0; bounds::RECORD]);
        check(&[picture, page(b"<p>")], &["image", "<p>"]);
        let head =
            [b"WARC/1.0\r\nWARC-Type: response\r\nX: ".to_vec(), vec![b'a'; 2 * HEAD], b"\r\n\r\n".to_vec()].concat();
        check(&[head, page(b"<p>")], &["corrupt-archive", "<p>"]);
    }

    #[test]
    fn addresses_are_those_of_the_web() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            assert_eq!(address(text).as_deref(), expected);
        }
        check("https://quai.example/a", Some("https://quai.example/a"));
        check("<HTTP://quai.example/a>", Some("HTTP://quai.example/a"));
        check("urn:pageinfo:https://quai.example/a", None);
        check("dns:quai.example", None);
    }
}
