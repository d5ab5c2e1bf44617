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
        true => Stream::Members(Members::new(tape, bounds)),
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
    Members(Members<'a, R>),
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
