//! Sources: from a path to the raw pages in it. The content of a file says what it is, not its name.
//!
//! | content | becomes | read by |
//! |---|---|---|
//! | gzip, zstd, bzip2, xz | what is inside | `compression` |
//! | zip, also WACZ; tar | their members | `zip`, `tar` |
//! | WARC, ARC | the records of a crawler | `warc` |
//! | JSON Lines | lines with records | `jsonl` |
//! | a JSON array, objects over several lines, a list in an object, of articles | lines with records | `objects` |
//! | RSS, Atom | lines with records | `feed` |
//! | CSV, TSV of articles | lines with records | `table` |
//! | a report of minet | the pages that it names | `report` |
//! | other JSON | its beginning, which is no article | `file` |
//! | an answer or a report of kiosque's, another index | one item that holds no page | `own` |
//! | a picture, a PDF, … | one item that says what it is | `kind` |
//! | MHTML | the page in it | `mime` |
//! | anything else | one page | `page` |
//!
//! A further kind of file is one more line here, one more variant of `kind::Kind` and one more file beside `tar`.
//! Nothing is read into memory beyond [`PAGE_LIMIT`], [`LINE_LIMIT`] or what [`bounds`] has, whatever a container claims or inflates to.

use std::fmt;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

pub mod address;
pub mod look;
pub mod skip;
pub mod bounds;
mod tape;
mod compression;
mod utf16;
pub mod json;
pub mod names;
pub mod record;
pub mod own;
mod jsonl;
mod objects;
mod table;
mod feed;
mod tar;
mod kind;
pub(crate) mod moment;
mod fields;
mod http;
mod capture;
mod members;
mod warc;
mod zip;
mod mime;
mod saved;
mod page;
pub mod mirror;
pub mod file;
mod report;
pub mod reopen;
mod folder;
pub mod paths;
pub mod pieces;

use look::Look;

/// Bytes of a page after inflation, and without the pictures in it if it is longer; a longer one is not read. The longest articles we have met are below 4 MiB.
pub const PAGE_LIMIT: usize = 8 << 20;

/// Bytes of a line of JSON Lines; a longer one is not read. It is the longest page with every other character escaped.
pub const LINE_LIMIT: usize = 2 * PAGE_LIMIT;

/// Bytes at the head of a file by which its kind is known.
const HEAD: usize = 8 << 10;

/// The path that stands for standard input.
pub const STDIN: &str = "-";

/// One thing that is found at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A file that is one page. [`file::load`] reads it, on any thread.
    File {
        /// Where it is.
        origin: Origin,
        /// Its bytes on disk.
        length: u64,
    },
    /// A page of a container.
    Page(RawPage),
    /// Lines of JSON Lines, whose records are not yet parsed.
    Lines(Lines),
    /// A record of a WARC or an ARC file, as its crawler stored it. [`Capture::page`] decodes it, on any thread.
    Capture(Capture),
    /// A further capture of a page, which had not changed since another.
    Revisit(Revisit),
    /// A large file with many pages, which come after this.
    Opened {
        /// Where it is.
        origin: Origin,
        /// How it looked when it was opened.
        look: Look,
    },
    /// A large file with many pages that has not changed, so that none of them is read.
    Unchanged {
        /// Where it is.
        origin: Origin,
    },
    /// A file or a folder that kiosque itself wrote.
    Own {
        /// Where it is.
        origin: Origin,
    },
    /// A file, or a part of one, that holds no page, which is as it should be.
    PassedOver {
        /// Where it is.
        origin: Origin,
        /// What it is.
        what: Passed,
    },
    /// A file, or a record in one, that could not be read.
    Unreadable {
        /// Where it is.
        origin: Origin,
        /// Why.
        reason: Unreadable,
    },
}

/// A page as it was stored, not yet decoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawPage {
    /// Where it was found.
    pub origin: Origin,
    /// The address that the page was fetched from, if its container has it.
    pub url: Option<String>,
    /// The `Content-Type` header, if the container of the page has it.
    pub content_type: Option<String>,
    /// When the page was fetched, in UTC, if its container or a comment in it says so.
    pub fetched: Option<DateTime>,
    /// Its bytes, inflated, in whatever encoding the page has.
    pub bytes: Vec<u8>,
}

/// A record of a WARC or an ARC file, not yet decoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capture {
    /// Where it was found.
    pub origin: Origin,
    /// The address that it was fetched from.
    pub url: Option<String>,
    /// When it was fetched, in UTC.
    pub fetched: Option<DateTime>,
    /// The type of its block by the record's own fields. Where the block is an HTTP message, the message has another.
    pub content_type: Option<String>,
    /// The message of the server with its head, or the page alone.
    pub block: Vec<u8>,
}

/// A further capture of a page: its crawler found the page as it had been, and stored only when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Revisit {
    /// Where it was found.
    pub origin: Origin,
    /// The address that was fetched.
    pub url: Option<String>,
    /// When it was fetched, in UTC.
    pub fetched: Option<DateTime>,
    /// The address of the capture that has the page, if the record names it; else it is a former one of `url`.
    pub refers_to_url: Option<String>,
    /// When that capture was made, in UTC, if the record says so.
    pub refers_to_date: Option<DateTime>,
}

/// Lines that were read together, so that a thread has work for a while: all that one read gave, up to the end of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The file that they stand in, or [`STDIN`].
    pub container: PathBuf,
    /// The member of an archive that they stand in.
    pub within: Option<String>,
    /// The number of the first.
    first: u64,
    /// What ends each but perhaps the last.
    separator: u8,
    /// In UTF-8.
    bytes: Vec<u8>,
}

/// Where a record stands in its [`Lines`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    line: u64,
    /// Which it is on its line, from 1.
    nth: usize,
    start: usize,
    end: usize,
    /// Whether it is strict JSON, as far as that shows without parsing it.
    is_strict: bool,
}

/// The place of a page, by which it can be opened again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The file, or [`STDIN`].
    pub container: PathBuf,
    /// The name of an archive's member, the place of a record in a WARC file, or the line of a JSON Lines file; of nested
    /// ones all, with `#` between them. A `#` in a name is written as `\x23`.
    pub member: Option<String>,
}

/// The reason why a page could not be read. It is a value that reports count, not an error that ends a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unreadable {
    /// The system does not allow us to read it.
    PermissionDenied,
    /// It was there when its folder was listed, or a symbolic link points nowhere.
    Vanished,
    /// A named pipe, a device or a socket: reading it could wait for ever.
    SpecialFile,
    /// Longer than [`PAGE_LIMIT`] or [`LINE_LIMIT`].
    TooLarge,
    /// The gzip stream ends early. Lines that were complete before that are kept.
    TruncatedGzip,
    /// The gzip stream is damaged.
    CorruptGzip,
    /// An archive, a record in it or another compressed stream ends early. What was complete before that is kept.
    TruncatedArchive,
    /// An archive, a record in it or another compressed stream is damaged. What is whole is kept.
    CorruptArchive,
    /// A member of an archive that only a password opens.
    Encrypted,
    /// A member that is compressed in a way that kiosque does not know.
    UnknownCompression,
    /// A zip archive of more than [`bounds::ZIP_IN_STREAM`] bytes in another file, where it can only be read in memory.
    LargeZip,
    /// An archive in more than [`bounds::DEPTH`] others, or more layers of compression than any tool makes.
    TooDeep,
    /// A container with more than [`bounds::MEMBERS`] members.
    TooManyMembers,
    /// A container that inflates to more than [`bounds::RATIO`] times its size.
    Bomb,
    /// A PDF.
    Pdf,
    /// A RAR archive.
    Rar,
    /// A 7-Zip archive.
    #[serde(rename = "7z")]
    SevenZip,
    /// An archive or compressed file of a kind that is not read, as of lzip or cab.
    OtherArchive,
    /// A document, a table or slides of an office program.
    Office,
    /// An electronic book.
    Ebook,
    /// A SQLite database.
    Sqlite,
    /// A program or a library.
    Executable,
    /// A line of JSON Lines that is no JSON object, or whose fields have other types than theirs.
    BrokenRecord,
    /// Any other failure of the file system.
    ReadError,
    /// Reading it made a worker panic, which is a bug of ours.
    Crash,
}

/// What a file or a record is that holds no page and is no problem. Reports count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Passed {
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// A film.
    Video,
    /// A typeface.
    Font,
    /// A program of a page.
    Script,
    /// A style sheet.
    StyleSheet,
    /// An answer of a server that is JSON, XML or the like.
    Data,
    /// An answer of a server that is plain text.
    Text,
    /// An answer of a server of any other type.
    OtherType,
    /// An answer of a server without content: HTTP status 204, 205 or 1xx.
    NoContent,
    /// An answer that sends to another address (HTTP status 3xx), or the page that a mirror has in its place.
    Redirect,
    /// An answer that the page is not there or not for the crawler: HTTP status 4xx.
    ClientError,
    /// An answer that the server failed: HTTP status 5xx.
    ServerError,
    /// A record of what the crawler asked for.
    Request,
    /// A record about another record.
    Metadata,
    /// A record about a file of records.
    WarcInfo,
    /// A further capture of a page.
    Revisit,
    /// A record of any other type.
    OtherRecord,
    /// A page that a mirror has once more: the unchanged copy of wget (`.orig`), or the same article under an address that only
    /// adds parameters (`?p=3`).
    Double,
    /// What a crawler keeps for itself: lists of records or of pages, logs, a cache.
    CrawlerFile,
}

/// Why there is no page to extract where one was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPage {
    /// It is something else.
    PassedOver(Passed),
    /// It cannot be read.
    Unreadable(Unreadable),
}

/// The name under which it is counted.
impl fmt::Display for NoPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PassedOver(what) => what.fmt(f),
            Self::Unreadable(reason) => reason.fmt(f),
        }
    }
}

impl From<Unreadable> for NoPage {
    fn from(reason: Unreadable) -> Self {
        Self::Unreadable(reason)
    }
}

impl Item {
    /// Where it was found, or one of its records.
    pub fn origin(&self, record: Option<Place>) -> Origin {
        match (self, record) {
            (Self::Lines(lines), Some(place)) => lines.origin(place),
            (Self::Lines(lines), None) => Origin { container: lines.container.clone(), member: lines.within.clone() },
            (Self::Page(RawPage { origin, .. }) | Self::Capture(Capture { origin, .. }), _)
            | (Self::Revisit(Revisit { origin, .. }) | Self::PassedOver { origin, .. }, _)
            | (Self::File { origin, .. } | Self::Own { origin } | Self::Unreadable { origin, .. }, _)
            | (Self::Opened { origin, .. } | Self::Unchanged { origin }, _) => origin.clone(),
        }
    }

    /// The file that it is or stands in.
    pub fn container(&self) -> &Path {
        match self {
            Self::Lines(lines) => &lines.container,
            Self::Page(RawPage { origin, .. })
            | Self::Capture(Capture { origin, .. })
            | Self::Revisit(Revisit { origin, .. })
            | Self::PassedOver { origin, .. }
            | Self::Opened { origin, .. }
            | Self::Unchanged { origin }
            | Self::File { origin, .. }
            | Self::Own { origin }
            | Self::Unreadable { origin, .. } => &origin.container,
        }
    }

    /// Bytes of memory that it takes now.
    pub fn held(&self) -> usize {
        match self {
            Self::Page(page) => page.bytes.len(),
            Self::Lines(lines) => lines.length(),
            Self::Capture(capture) => capture.block.len(),
            Self::File { .. }
            | Self::Revisit(_)
            | Self::Opened { .. }
            | Self::Unchanged { .. }
            | Self::Own { .. }
            | Self::PassedOver { .. }
            | Self::Unreadable { .. } => 0,
        }
    }

    /// Bytes of memory that its pages take, once they are read.
    pub fn length(&self) -> usize {
        match self {
            Self::File { length, .. } => usize::try_from(*length).unwrap_or(PAGE_LIMIT).min(PAGE_LIMIT),
            Self::Capture(capture) => capture.length(),
            item => item.held(),
        }
    }
}

/// A path as text, with `/` between its parts. A byte that is not UTF-8 becomes `\xE9`, and a backslash in a name `\x5C`, so
/// that different paths give different texts; [`text_path`] is the inverse.
pub fn path_text(path: &Path) -> String {
    let text = bytes_text(path.as_os_str().as_encoded_bytes());
    // Where this is the separator, it was written as `\x5C`.
    if MAIN_SEPARATOR == '\\' { text.replace("\\x5C", "/") } else { text }
}

/// Bytes as text, as in [`path_text`].
fn bytes_text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(&chunk.valid().replace('\\', "\\x5C"));
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02X}"));
        }
    }
    text
}

/// The inverse of [`path_text`].
#[cfg(unix)]
pub fn text_path(text: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;

    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => bytes.extend([b"\\x", part.as_bytes()].concat()),
        }
    }
    std::ffi::OsString::from_vec(bytes).into()
}

/// The inverse of [`path_text`].
#[cfg(not(unix))]
pub fn text_path(text: &str) -> PathBuf {
    text.into()
}

impl Origin {
    /// The place of a part of it.
    fn with(&self, part: &str) -> Self {
        let member = match &self.member {
            Some(member) => format!("{member}#{part}"),
            None => part.to_owned(),
        };
        Self { container: self.container.clone(), member: Some(member) }
    }

    /// The place as text, with this name for the container: `lemonde/2024.jsonl.gz#12`.
    pub fn name_in(&self, container: &str) -> String {
        match &self.member {
            Some(member) => format!("{container}#{member}"),
            None => container.to_owned(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name_in(&path_text(&self.container)))
    }
}

impl Unreadable {
    /// Whether the next run may well be able to read it, though its file does not change.
    pub fn may_pass(self) -> bool {
        matches!(self, Self::PermissionDenied | Self::Vanished | Self::ReadError | Self::Crash)
    }

    /// What is wrong and what to do about it, in a sentence.
    pub fn advice(self) -> &'static str {
        match self {
            Self::PermissionDenied => "you may not read it; change its permissions or ask its owner",
            Self::Vanished => "there is no such file",
            Self::SpecialFile => "a pipe, a device or a socket; name it by itself to have it read",
            Self::TooLarge => "longer than the 8 MiB of a page or the 16 MiB of a record",
            Self::TruncatedGzip => "its gzip ends early; fetch it again",
            Self::CorruptGzip => "its gzip is damaged; fetch it again",
            Self::TruncatedArchive => "it ends early; what was whole before that is read; fetch it again",
            Self::CorruptArchive => "it is damaged; what is whole is read; fetch it again",
            Self::Encrypted => "it has a password; unpack it",
            Self::UnknownCompression => "it is compressed in a way that kiosque does not know; unpack it",
            Self::LargeZip => {
                "a zip archive of more than 128 MiB in another file, where it is read in memory; unpack the file around it"
            }
            Self::TooDeep => "it lies in more than three archives; unpack one",
            Self::TooManyMembers => "it has more than ten million members; unpack it into several",
            Self::Bomb => "it inflates to more than 500 times its size; unpack it, if you know it",
            Self::Pdf => "a PDF, which kiosque does not read; convert it to HTML",
            Self::Rar => "a RAR archive, which kiosque does not read; unpack it",
            Self::SevenZip => "a 7-Zip archive, which kiosque does not read; unpack it",
            Self::OtherArchive => "an archive of a kind that kiosque does not read; unpack it",
            Self::Office => "a document of an office program, which kiosque does not read; save it as HTML",
            Self::Ebook => "an electronic book, which kiosque does not read",
            Self::Sqlite => "a SQLite database, which kiosque does not read; export it as JSON Lines",
            Self::Executable => "a program, which holds no pages",
            Self::BrokenRecord => "a line that is no JSON object",
            Self::ReadError => "the file system could not read it; is its disk sound and connected?",
            Self::Crash => "a fault of kiosque; please report it with this page",
        }
    }
}

impl Unreadable {
    /// Whether it is said of a file of a kind that never holds a page.
    pub fn is_of_no_page(self) -> bool {
        matches!(self, Self::Pdf | Self::Office | Self::Ebook | Self::Sqlite | Self::Executable)
    }

    /// Whether it says nothing of what else is in the container of a member.
    pub fn is_of_the_member(self) -> bool {
        self.is_of_no_page()
            || matches!(
                self,
                Self::Encrypted
                    | Self::UnknownCompression
                    | Self::LargeZip
                    | Self::Rar
                    | Self::SevenZip
                    | Self::OtherArchive
            )
    }
}

/// The name under which it is counted.
impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A decoder hands it on through [`std::io::Error`].
impl std::error::Error for Unreadable {}

/// The name under which it is counted.
impl fmt::Display for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_text() {
        #[track_caller]
        fn check(path: &[u8], expected: &str) {
            #[cfg(unix)]
            {
                use std::os::unix::ffi::OsStrExt;
                let path = Path::new(std::ffi::OsStr::from_bytes(path));
                assert_eq!(path_text(path), expected);
                assert_eq!(text_path(expected), path);
            }
        }
        check(b"lemonde/2024/a.html", "lemonde/2024/a.html");
        check("été/à.html".as_bytes(), "été/à.html");
        check(b"\xE9t\xE9.html", "\\xE9t\\xE9.html");
        check(b"\\xE9t\\xE9.html", "\\x5CxE9t\\x5CxE9.html");
        check(b"est\\a.html", "est\\x5Ca.html");
    }

    #[test]
    fn reasons_have_names() {
        assert_eq!(Unreadable::TruncatedGzip.to_string(), "truncated-gzip");
    }
}
