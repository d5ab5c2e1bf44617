//! From a path to the raw pages in it. What a file is, its content says, not its name.
//!
//! | content | becomes | read by |
//! |---|---|---|
//! | gzip, once or twice | what is inside | `file` |
//! | JSON Lines | a record a line | `jsonl` |
//! | other JSON | its beginning, which is no article | `file` |
//! | an answer or a report of kiosque's, another index | one item that holds no page | `own` |
//! | anything else | one page | `file` |
//!
//! A further kind of container is one more line here, one more variant of `file::Kind` and one more file beside `jsonl`.
//! Nothing is read into memory beyond [`PAGE_LIMIT`] or [`LINE_LIMIT`], whatever a container claims or inflates to.

use std::fmt;
use std::io::BufRead;
use std::ops::ControlFlow;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::atomic::AtomicU64;

use jiff::civil::DateTime;
use serde::Serialize;

use folder::Found;

pub mod own;
mod skip;
mod file;
mod folder;
mod json;
mod jsonl;
mod utf16;

pub use skip::{FileId, Skip};

/// A longer page, after inflation, is not read. The longest articles we have met are below 4 MiB.
pub const PAGE_LIMIT: usize = 8 << 20;

/// A longer line of JSON Lines is not read: the longest page, with every other character escaped.
pub const LINE_LIMIT: usize = 2 * PAGE_LIMIT;

/// As much of a file as is looked at to tell what it is.
const HEAD: usize = 8 << 10;

/// The path that stands for standard input.
pub const STDIN: &str = "-";

/// What is found at a path, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A file that is one page. Reading it is left to [`load`], on any thread.
    File {
        /// Where it is.
        origin: Origin,
        /// Its bytes on disk.
        length: u64,
    },
    /// A page of a container.
    Page(RawPage),
    /// A record of JSON Lines: its bytes are the object, not yet parsed.
    Record(RawPage),
    /// A file or a folder that kiosque itself made.
    Own {
        /// Where it is.
        origin: Origin,
    },
    /// A file, or a record in one, whose bytes cannot be had.
    Unreadable {
        /// Where it is.
        origin: Origin,
        /// Why.
        reason: Unreadable,
    },
}

/// A page as it was stored, before anything is known of its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawPage {
    /// Where it was found.
    pub origin: Origin,
    /// The address the page was fetched from, where its container tells.
    pub url: Option<String>,
    /// The `Content-Type` header, where its container tells.
    pub content_type: Option<String>,
    /// When the page was fetched, where its container tells.
    pub fetched: Option<DateTime>,
    /// Its bytes, inflated, in whatever encoding the page has.
    pub bytes: Vec<u8>,
}

/// Where a page was found, exactly enough to open it again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The file, or [`STDIN`].
    pub container: PathBuf,
    /// The name of an archive's member, or the line of a JSON Lines file.
    pub member: Option<String>,
}

/// Why the bytes of a page could not be had: data, counted and named, never an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unreadable {
    /// The system does not let us read it.
    PermissionDenied,
    /// It was there when its folder was listed, or a symbolic link points nowhere.
    Vanished,
    /// A named pipe, a device or a socket: reading it could wait for ever.
    SpecialFile,
    /// Longer than [`PAGE_LIMIT`] or [`LINE_LIMIT`].
    TooLarge,
    /// The gzip stream ends early. Lines that were complete before that are kept.
    TruncatedGzip,
    /// The gzip stream is no such stream.
    CorruptGzip,
    /// A line of JSON Lines that is no JSON object, or whose fields have other types than theirs.
    BrokenRecord,
    /// Any other failure of the file system.
    ReadError,
    /// Reading it made a worker panic, which is a bug of ours.
    Crash,
}

impl Item {
    /// Where it was found.
    pub fn origin(&self) -> &Origin {
        match self {
            Self::Page(page) | Self::Record(page) => &page.origin,
            Self::File { origin, .. } | Self::Own { origin } | Self::Unreadable { origin, .. } => origin,
        }
    }

    /// Bytes of memory that its page takes, once it is read.
    pub fn length(&self) -> usize {
        match self {
            Self::File { length, .. } => usize::try_from(*length).unwrap_or(PAGE_LIMIT).min(PAGE_LIMIT),
            Self::Page(page) | Self::Record(page) => page.bytes.len(),
            Self::Own { .. } | Self::Unreadable { .. } => 0,
        }
    }
}

/// Whether what is at `path` is no file, but comes as somebody writes it: standard input, or a pipe or a device.
pub fn is_feed(path: &Path) -> bool {
    path == Path::new(STDIN) || path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Reads what is at `path` (a folder, a file, a pipe, or `-` for standard input) and hands every item to `each`, until that
/// breaks off. A pipe is read where it is named, and in a folder left out. A folder is read in the order of its names,
/// without hidden files and without what is in `skip`. The bytes taken from disk are added to `consumed` as they are read.
pub fn read(
    path: &Path,
    skip: &Skip,
    consumed: &AtomicU64,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if is_feed(path) {
        return file::read_feed(path, consumed, each);
    }
    for found in folder::files(path, skip) {
        match found {
            Found::File(path) => file::read(&path, skip, consumed, each)?,
            Found::Index(path) => each(Item::Own { origin: Origin { container: path, member: None } })?,
            Found::Unreadable(path, reason) => {
                each(Item::Unreadable { origin: Origin { container: path, member: None }, reason })?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// Hands the items in a stream to `each`, as if it were the file at `path`; none of them is an [`Item::File`].
pub fn read_stream(
    stream: Box<dyn BufRead + '_>,
    path: &Path,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    file::read_stream(stream, path, each)
}

/// Whether a file of these bytes is JSON, of whatever shape.
pub fn is_json(bytes: &[u8]) -> bool {
    json::shape(&bytes[..bytes.len().min(HEAD)]).is_some()
}

/// Reads the page that is the file at `path`.
pub fn load(path: &Path, consumed: &AtomicU64) -> Result<RawPage, Unreadable> {
    file::load(path, consumed)
}

/// How many bytes of files there are below `path`, for a forecast of the time left.
pub fn measure(path: &Path, skip: &Skip) -> u64 {
    let length = |found| {
        let Found::File(path) = found else { return None };
        path.metadata().ok().filter(|metadata| !skip.is_output(&path, metadata)).map(|metadata| metadata.len())
    };
    folder::files(path, skip).filter_map(length).sum()
}

/// A path as text, with `/` between its parts. A byte that is not UTF-8 becomes `\xE9`, and a backslash in a name `\x5C`, so
/// that no two paths are alike; [`text_path`] reads it back.
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

/// The path that is written so.
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

/// The path that is written so.
#[cfg(not(unix))]
pub fn text_path(text: &str) -> PathBuf {
    text.into()
}

impl Origin {
    /// `lemonde/2024.jsonl.gz#12`, of a container by that name.
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
    /// What is wrong, and the way out, for who reads no table of names.
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
