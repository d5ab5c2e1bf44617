//! Sources: from a path to the raw pages in it. The content of a file says what it is, not its name.
//!
//! | content | becomes | read by |
//! |---|---|---|
//! | gzip, once or twice | what is inside | `file` |
//! | JSON Lines | lines with records | `jsonl` |
//! | a JSON array, objects over several lines, a list in an object, of articles | lines with records | `objects` |
//! | RSS, Atom | lines with records | `feed` |
//! | CSV, TSV of articles | lines with records | `table` |
//! | a report of minet | the pages that it names | `report` |
//! | other JSON | its beginning, which is no article | `file` |
//! | an answer or a report of kiosque's, another index | one item that holds no page | `own` |
//! | anything else | one page | `file` |
//!
//! A further kind of container is one more line here, one more variant of `file::Kind` and one more file beside `jsonl`.
//! Nothing is read into memory beyond [`PAGE_LIMIT`] or [`LINE_LIMIT`], whatever a container claims or inflates to.

use std::fmt;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

pub mod address;
pub mod look;
pub mod skip;
mod utf16;
pub mod json;
pub mod names;
pub mod record;
pub mod own;
mod jsonl;
mod objects;
mod table;
mod feed;
pub mod file;
mod report;
mod folder;
pub mod paths;
pub mod pieces;

use look::Look;

/// Bytes of a page after inflation; a longer one is not read. The longest articles we have met are below 4 MiB.
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
    /// When the page was fetched, in UTC, if its container has it.
    pub fetched: Option<DateTime>,
    /// Its bytes, inflated, in whatever encoding the page has.
    pub bytes: Vec<u8>,
}

/// Lines that were read together, so that a thread has work for a while: all that one read gave, up to the end of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The file that they stand in, or [`STDIN`].
    pub container: PathBuf,
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
    /// The name of an archive's member, or the line of a JSON Lines file.
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
    /// A line of JSON Lines that is no JSON object, or whose fields have other types than theirs.
    BrokenRecord,
    /// Any other failure of the file system.
    ReadError,
    /// Reading it made a worker panic, which is a bug of ours.
    Crash,
}

impl Item {
    /// Where it was found, or one of its records.
    pub fn origin(&self, record: Option<Place>) -> Origin {
        match (self, record) {
            (Self::Lines(lines), Some(place)) => lines.origin(place),
            (Self::Lines(lines), None) => Origin { container: lines.container.clone(), member: None },
            (Self::Page(page), _) => page.origin.clone(),
            (
                Self::File { origin, .. }
                | Self::Opened { origin, .. }
                | Self::Unchanged { origin }
                | Self::Own { origin }
                | Self::Unreadable { origin, .. },
                _,
            ) => origin.clone(),
        }
    }

    /// The file that it is or stands in.
    pub fn container(&self) -> &Path {
        match self {
            Self::Lines(lines) => &lines.container,
            Self::Page(page) => &page.origin.container,
            Self::File { origin, .. }
            | Self::Opened { origin, .. }
            | Self::Unchanged { origin }
            | Self::Own { origin }
            | Self::Unreadable { origin, .. } => &origin.container,
        }
    }

    /// Bytes of memory that it takes now.
    pub fn held(&self) -> usize {
        match self {
            Self::Page(page) => page.bytes.len(),
            Self::Lines(lines) => lines.length(),
            Self::File { .. }
            | Self::Opened { .. }
            | Self::Unchanged { .. }
            | Self::Own { .. }
            | Self::Unreadable { .. } => 0,
        }
    }

    /// Bytes of memory that its pages take, once they are read.
    pub fn length(&self) -> usize {
        match self {
            Self::File { length, .. } => usize::try_from(*length).unwrap_or(PAGE_LIMIT).min(PAGE_LIMIT),
            item => item.held(),
        }
    }
}

/// A path as text, with `/` between its parts. A byte that is not UTF-8 becomes `\xE9`, and a backslash in a name `\x5C`, so
/// that different paths give different texts; [`text_path`] is the inverse.
pub fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        match MAIN_SEPARATOR {
            '/' => text.push_str(&chunk.valid().replace('\\', "\\x5C")),
            separator => text.push_str(&chunk.valid().replace(separator, "/")),
        }
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
            Self::TooLarge => "longer than the 8 MiB of a page, or the 16 MiB of a record",
            Self::TruncatedGzip => "its gzip ends early; fetch it again",
            Self::CorruptGzip => "its gzip is damaged; fetch it again",
            Self::BrokenRecord => "a line that is no JSON object",
            Self::ReadError => "the file system could not read it; is its disk sound and connected?",
            Self::Crash => "a fault of kiosque; please report it with this page",
        }
    }
}

/// The name under which it is counted.
impl fmt::Display for Unreadable {
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
