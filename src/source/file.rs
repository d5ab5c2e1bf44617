//! One file or stream: what it holds, and the items in it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::{Item, Origin, PAGE_LIMIT, RawPage, STDIN, Unreadable, jsonl};

/// Servers compress a page, and then crawlers compress it again.
const GZIP_LAYERS: usize = 2;

/// As much of a file as is looked at to tell what it is.
const HEAD: usize = 8 << 10;

const BUFFER: usize = 64 << 10;

/// What a file or the inside of a gzip stream is.
enum Kind {
    Gzip,
    JsonLines,
    Page,
}

/// Hands the items in the file at `path` to `each`.
pub fn read(path: &Path, consumed: &AtomicU64, each: &mut dyn FnMut(Item) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut head = [0; HEAD];
    let opened = File::open(path).and_then(|mut file| Ok((file.metadata()?.len(), file.read(&mut head)?, file)));
    let (length, read, file) = match opened {
        Ok(opened) => opened,
        Err(error) => return each(unreadable(path, Unreadable::from_io(&error))),
    };
    let head = &head[..read];
    match sniff(head) {
        Kind::Page => each(Item::File { origin: whole(path), length }),
        Kind::Gzip | Kind::JsonLines => {
            let stream = Counted { inner: head.chain(file), consumed };
            read_stream(Box::new(BufReader::with_capacity(BUFFER, stream)), path, GZIP_LAYERS, each)
        }
    }
}

/// Hands the lines of standard input to `each`. Its kind is known beforehand, so that a slow feed need not be waited for.
pub fn read_stdin(consumed: &AtomicU64, each: &mut dyn FnMut(Item) -> ControlFlow<()>) -> ControlFlow<()> {
    let stream = Counted { inner: io::stdin(), consumed };
    jsonl::read(Box::new(BufReader::with_capacity(BUFFER, stream)), Path::new(STDIN), each)
}

/// Reads the file at `path` as one page.
pub fn load(path: &Path, consumed: &AtomicU64) -> Result<RawPage, Unreadable> {
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (length, file) = opened.map_err(|error| Unreadable::from_io(&error))?;
    if length > PAGE_LIMIT as u64 {
        return Err(Unreadable::TooLarge);
    }
    // One byte more, or the end of the file would be looked for in a buffer of twice the size. Read through `Counted`,
    // which cannot take memory that holds nothing yet, the buffer would be filled with zeros first.
    let page = read_page(file, length as usize + 1, path)?;
    consumed.fetch_add(page.bytes.len() as u64, Ordering::Relaxed);
    Ok(page)
}

fn read_stream<'a>(
    mut stream: Box<dyn BufRead + 'a>,
    path: &Path,
    layers: usize,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let kind = match stream.fill_buf() {
        Ok(head) => sniff(head),
        Err(error) => return each(unreadable(path, Unreadable::from_io(&error))),
    };
    match kind {
        Kind::Gzip if layers > 0 => {
            let inflated = BufReader::with_capacity(BUFFER, MultiGzDecoder::new(stream));
            read_stream(Box::new(inflated), path, layers - 1, each)
        }
        Kind::JsonLines => jsonl::read(stream, path, each),
        Kind::Gzip | Kind::Page => match read_page(stream, BUFFER, path) {
            Ok(page) => each(Item::Page(page)),
            Err(reason) => each(unreadable(path, reason)),
        },
    }
}

fn sniff(head: &[u8]) -> Kind {
    if head.starts_with(&[0x1f, 0x8b]) {
        Kind::Gzip
    } else if jsonl::sniff(head) {
        Kind::JsonLines
    } else {
        Kind::Page
    }
}

fn read_page(stream: impl Read, capacity: usize, path: &Path) -> Result<RawPage, Unreadable> {
    let mut bytes = Vec::with_capacity(capacity);
    match stream.take(PAGE_LIMIT as u64 + 1).read_to_end(&mut bytes) {
        Err(error) => Err(Unreadable::from_io(&error)),
        Ok(read) if read > PAGE_LIMIT => Err(Unreadable::TooLarge),
        Ok(_) => Ok(RawPage { origin: whole(path), bytes, ..RawPage::default() }),
    }
}

fn unreadable(path: &Path, reason: Unreadable) -> Item {
    Item::Unreadable { origin: whole(path), reason }
}

fn whole(path: &Path) -> Origin {
    Origin { container: path.to_owned(), member: None }
}

impl Unreadable {
    /// What an error of reading or of inflating says of the file. A plain file never ends "unexpectedly" and holds no
    /// "invalid data": only the gzip decoder says so.
    pub(super) fn from_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied => Self::PermissionDenied,
            io::ErrorKind::NotFound => Self::Vanished,
            io::ErrorKind::UnexpectedEof => Self::TruncatedGzip,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::CorruptGzip,
            _ => Self::ReadError,
        }
    }
}

/// Counts the bytes that are taken from `inner`.
struct Counted<'a, R> {
    inner: R,
    consumed: &'a AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.consumed.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// What is found in a stream, a word an item.
    #[track_caller]
    fn check(content: &[u8], expected: &str) {
        let mut found = Vec::new();
        let flow = read_stream(
            Box::new(BufReader::with_capacity(BUFFER, content)),
            Path::new("f"),
            GZIP_LAYERS,
            &mut |item| {
                found.push(match item {
                    Item::Page(page) => format!("page:{}", page.bytes.len()),
                    Item::File { .. } => unreachable!("a stream is no file"),
                    Item::Record(record) => {
                        format!("{}:{}", record.origin.member.unwrap(), String::from_utf8_lossy(&record.bytes))
                    }
                    Item::Unreadable { origin, reason } => format!("{origin}:{reason}"),
                });
                ControlFlow::Continue(())
            },
        );
        assert_eq!(flow, ControlFlow::Continue(()));
        assert_eq!(found.join(" "), expected);
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn content_says_what_a_file_is() {
        check(b"", "page:0");
        check(b"<p>a", "page:4");
        check(&gzip(b"<p>a"), "page:4");
        check(&gzip(&gzip(b"<p>a")), "page:4");
        check(b"{\"id\":1}", "1:{\"id\":1}");
        check(&gzip(b"{\"id\":1}\n{\"id\":2}\n"), "1:{\"id\":1} 2:{\"id\":2}");
        check(&[gzip(b"{\"id\":1}\n"), gzip(b"{\"id\":2}\n")].concat(), "1:{\"id\":1} 2:{\"id\":2}");
        check(b"{ margin: 0 }", "page:13");
    }

    #[test]
    fn a_third_gzip_layer_is_a_page_of_bytes() {
        let thrice = gzip(&gzip(&gzip(b"<p>a")));
        let inside = gzip(b"<p>a").len();
        check(&thrice, &format!("page:{inside}"));
    }

    #[test]
    fn truncated_and_corrupt_gzip() {
        let page = gzip(b"<p>some words that deflate cannot fold away");
        check(&page[..page.len() - 9], "f:truncated-gzip");
        let mut flipped = page.clone();
        *flipped.last_mut().unwrap() ^= 1;
        check(&flipped, "f:corrupt-gzip");
        check(&[0x1f, 0x8b], "f:truncated-gzip");
    }

    #[test]
    fn complete_lines_before_the_cut_are_kept() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
        encoder.write_all(b"{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n").unwrap();
        let lines = encoder.finish().unwrap();
        check(&lines[..lines.len() - 12], "1:{\"id\":1} 2:{\"id\":2} f#3:truncated-gzip");
    }

    #[test]
    fn a_page_beyond_the_limit_is_not_read() {
        check(&vec![b'a'; PAGE_LIMIT], &format!("page:{PAGE_LIMIT}"));
        check(&vec![b'a'; PAGE_LIMIT + 1], "f:too-large");
        check(&gzip(&vec![b'a'; PAGE_LIMIT + 1]), "f:too-large");
    }
}
