//! One file or stream: its kind, by its content, and the items in it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::feed::{self, Feed};
use super::json::{self, Shape};
use super::look::Look;
use super::names::Names;
use super::objects::{self, Form};
use super::skip::Skip;
use super::{HEAD, Item, Origin, PAGE_LIMIT, RawPage, STDIN, Unreadable, jsonl, own, table};

/// Layers of gzip that are undone: servers compress a page, and crawlers compress it again.
const GZIP_LAYERS: usize = 2;

const BUFFER: usize = 64 << 10;

/// The kind of a file, or of the inside of a gzip stream.
enum Kind {
    Gzip,
    /// Written by kiosque.
    Own,
    JsonLines,
    /// Other JSON that holds records.
    Objects(Form),
    Feed(Feed),
    /// A table of articles, and what stands between its columns.
    Table(u8),
    /// Other JSON, which is neither read nor taken for a page.
    OtherJson,
    Page,
}

/// Passes the items in the file at `path` to `each`, unless it is to be skipped.
pub fn read(
    path: &Path,
    skip: &Skip,
    names: &Names,
    consumed: &AtomicU64,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let opened = File::open(path).and_then(|mut file| {
        let mut head = Vec::with_capacity(HEAD);
        read_head(&mut file, &mut head)?;
        Ok((file.metadata()?, head, file))
    });
    let (metadata, head, mut file) = match opened {
        Ok(opened) => opened,
        Err(error) => return each(unreadable(path, Unreadable::from_io(&error))),
    };
    if skip.is_output(path, &metadata) {
        return ControlFlow::Continue(());
    }
    match sniff(&head, names) {
        Kind::Page => each(Item::File { origin: whole(path), length: metadata.len() }),
        Kind::Own => each(Item::Own { origin: whole(path) }),
        Kind::OtherJson => {
            consumed.fetch_add(metadata.len(), Ordering::Relaxed);
            each(other_json(path, head))
        }
        Kind::Gzip | Kind::JsonLines | Kind::Objects(_) | Kind::Feed(_) | Kind::Table(_) => {
            if metadata.len() >= skip.large
                && let Ok(Some(look)) = Look::at(&mut file, &metadata)
            {
                if skip.read.get(path) == Some(&look) {
                    consumed.fetch_add(metadata.len(), Ordering::Relaxed);
                    return each(Item::Unchanged { origin: whole(path) });
                }
                each(Item::Opened { origin: whole(path), look })?;
            }
            let stream = Counted { inner: Cursor::new(head).chain(file), consumed };
            read_stream(Box::new(BufReader::with_capacity(BUFFER, stream)), path, names, each)
        }
    }
}

/// Passes the items in a stream to `each`, as if it were the file at `path`. None of them is an [`Item::File`].
pub fn read_stream(
    stream: Box<dyn BufRead + '_>,
    path: &Path,
    names: &Names,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    read_layer(stream, path, names, GZIP_LAYERS, each)
}

/// Passes the items of standard input, or of the pipe at `path`, to `each`. All have the name of standard input, since the
/// name of a pipe is another one in the next run.
pub fn read_feed(
    path: &Path,
    names: &Names,
    consumed: &AtomicU64,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let inner: Box<dyn Read> = match path == Path::new(STDIN) {
        true => Box::new(io::stdin()),
        false => match File::open(path) {
            Ok(pipe) => Box::new(pipe),
            Err(error) => return each(unreadable(path, Unreadable::from_io(&error))),
        },
    };
    read_as_it_comes(Box::new(BufReader::with_capacity(BUFFER, Counted { inner, consumed })), names, each)
}

/// Reads a stream whose writer may be slow: if it begins as records do, it is JSON Lines, before a whole line has come.
fn read_as_it_comes(
    mut stream: Box<dyn BufRead + '_>,
    names: &Names,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let path = Path::new(STDIN);
    match stream.fill_buf() {
        Ok(head) if json::may_be_records(head) => match sniff(head, names) {
            Kind::Objects(form) => objects::read(stream, path, form, each),
            _ => jsonl::read(stream, path, each),
        },
        _ => read_stream(stream, path, names, each),
    }
}

/// Reads the page that is the file at `path`, and adds its bytes to `consumed`.
pub fn load(path: &Path, consumed: &AtomicU64) -> Result<RawPage, Unreadable> {
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (length, file) = opened.map_err(|error| Unreadable::from_io(&error))?;
    if length > PAGE_LIMIT as u64 {
        return Err(Unreadable::TooLarge);
    }
    // One byte more, else the buffer would double to find the end of the file. It is not read through `Counted`, which
    // would have the buffer filled with zeros first.
    let page = read_page(file, length as usize + 1, path)?;
    consumed.fetch_add(page.bytes.len() as u64, Ordering::Relaxed);
    Ok(page)
}

fn read_layer(
    mut stream: Box<dyn BufRead + '_>,
    path: &Path,
    names: &Names,
    layers: usize,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    // A gzip stream may give few bytes at a time. The bytes before it breaks off are kept.
    let mut head = Vec::with_capacity(HEAD);
    let error = read_head(&mut stream, &mut head).err();
    let kind = sniff(&head, names);
    if let Kind::OtherJson = kind {
        return each(other_json(path, head));
    }
    let stream = Cursor::new(head).chain(Failure(error)).chain(stream);
    match kind {
        Kind::Gzip if layers > 0 => {
            let inflated = BufReader::with_capacity(BUFFER, MultiGzDecoder::new(stream));
            read_layer(Box::new(inflated), path, names, layers - 1, each)
        }
        Kind::JsonLines => jsonl::read(Box::new(stream), path, each),
        Kind::Objects(form) => objects::read(Box::new(stream), path, form, each),
        Kind::Feed(feed) => feed::read(Box::new(stream), path, feed, each),
        Kind::Table(delimiter) => table::read(Box::new(stream), path, delimiter, each),
        Kind::Own => each(Item::Own { origin: whole(path) }),
        Kind::Gzip | Kind::OtherJson | Kind::Page => match read_page(stream, BUFFER, path) {
            Ok(page) => each(Item::Page(page)),
            Err(reason) => each(unreadable(path, reason)),
        },
    }
}

/// Reads as much of a file as shows its kind: more where comments or empty lines come first.
fn read_head(stream: &mut impl Read, head: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let wanted = head.len().max(HEAD);
        let read = stream.take(wanted as u64).read_to_end(head)?;
        if read < wanted || head.len() >= LONGEST_HEAD || json::length_of_text(head) >= TELLING {
            return Ok(());
        }
    }
}

/// Bytes that are read at most to find the kind of a file.
const LONGEST_HEAD: usize = 1 << 20;
/// Bytes behind the comments that suffice for it.
const TELLING: usize = HEAD / 2;

fn sniff(head: &[u8], names: &Names) -> Kind {
    if head.starts_with(&[0x1f, 0x8b]) {
        Kind::Gzip
    } else if own::is_document(head) {
        Kind::Own
    } else {
        let shape = json::shape(head);
        match (shape, shape.and_then(|_| objects::form(head, names))) {
            (Some(_), Some(Form::Enveloped)) => Kind::Objects(Form::Enveloped),
            (Some(Shape::Records), _) => Kind::JsonLines,
            (Some(Shape::Other), Some(Form::Bare)) => Kind::Objects(Form::Bare),
            (Some(Shape::Other), None) => Kind::OtherJson,
            (None, _) => match (feed::sniff(head), table::delimiter(head, names)) {
                (Some(feed), _) => Kind::Feed(feed),
                (None, Some(delimiter)) => Kind::Table(delimiter),
                (None, None) => Kind::Page,
            },
        }
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

/// The item of other JSON. Extraction rejects it by its head, so the rest is not read, however long it is.
fn other_json(path: &Path, head: Vec<u8>) -> Item {
    Item::Page(RawPage { origin: whole(path), bytes: head, ..RawPage::default() })
}

fn unreadable(path: &Path, reason: Unreadable) -> Item {
    Item::Unreadable { origin: whole(path), reason }
}

fn whole(path: &Path) -> Origin {
    Origin { container: path.to_owned(), member: None }
}

impl Unreadable {
    /// The reason behind an error of reading or of inflating. Only the gzip decoder gives `UnexpectedEof` and `InvalidData`; a
    /// plain file never does.
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

/// A stream without bytes that fails once, if there is an error.
struct Failure(Option<io::Error>);

impl Read for Failure {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl BufRead for Failure {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.take().map_or(Ok(&[]), Err)
    }

    fn consume(&mut self, _: usize) {}
}

/// A stream that counts the bytes taken from `inner`.
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

    /// The items of a stream, each as a word.
    #[track_caller]
    fn check(content: &[u8], expected: &str) {
        let mut found = Vec::new();
        let flow = read_stream(Box::new(content), Path::new("f"), &Names::default(), &mut |item| {
            found.push(match item {
                Item::Page(page) => format!("page:{}", page.bytes.len()),
                Item::File { .. } | Item::Opened { .. } | Item::Unchanged { .. } => unreachable!("a stream is no file"),
                Item::Own { origin } => format!("{origin}:own"),
                Item::Lines(lines) => {
                    found.extend(lines.places().map(|place| {
                        let member = lines.origin(place).member.unwrap();
                        format!("{member}:{}", String::from_utf8_lossy(&lines.record(place)))
                    }));
                    return ControlFlow::Continue(());
                }
                Item::Unreadable { origin, reason } => format!("{origin}:{reason}"),
            });
            ControlFlow::Continue(())
        });
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
        check(b"[{\"id\":1}]", "page:10");
        check(b"[{\"text\":1},\n{\"text\":2}]", "1:{\"text\":1} 2:{\"text\":2}");
        check(&gzip(b"{\n\"text\":1\n}\n"), "1:{\n\"text\":1\n}");
        check(b"{\"items\":[{\"text\":1}]}", "1:{\"text\":1}");
        check(&[b"[{\"id\":1}".to_vec(), vec![b' '; PAGE_LIMIT]].concat(), &format!("page:{HEAD}"));
        check(&gzip(&[b"{\n  \"id\":1,".to_vec(), vec![b' '; PAGE_LIMIT]].concat()), &format!("page:{HEAD}"));
        check(&gzip(b"{\"total\":1,\"relaxed\":false,\"hits\":[\n{\"rank\":1}\n]}\n"), "f:own");
    }

    #[test]
    fn json_lines_are_no_page() {
        let long = format!("{{ \"id\":1, \"n\":NaN, \"text\":\"{}\"}}", "a".repeat(HEAD));
        let record = format!("1:{}", long.replace("NaN", "null"));
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        for wrapped in [|content: &[u8]| content.to_vec(), gzip, |content: &[u8]| gzip(&gzip(content))] {
            check(&wrapped(long.as_bytes()), &record);
            check(&wrapped(&utf16(&long)), &record);
            check(&wrapped(b"# note\n{\"id\":1}"), "2:{\"id\":1}");
            let long_note = format!("# {}\n{{\"id\":1}}", "note ".repeat(HEAD));
            check(&wrapped(long_note.as_bytes()), "2:{\"id\":1}");
            check(&wrapped(&utf16(&long_note)), "2:{\"id\":1}");
            check(&wrapped(format!("{}{{\"id\":1}}", "\n".repeat(HEAD - 1)).as_bytes()), "8192:{\"id\":1}");
            check(&wrapped(b"{\"id\":1} {\"id\":2}"), "1:{\"id\":1} 1.2:{\"id\":2}");
            check(&wrapped(b"\x1e{\"id\":1}\n\x1e{\"id\":2}\n"), "1:{\"id\":1} 2:{\"id\":2}");
            check(&wrapped(b"{\"id\":1\n{\"id\":2}\n"), "1:{\"id\":1 2:{\"id\":2}");
        }
        let lines = ["# note\n", "{\"id\":", "1}\n"];
        check(&lines.map(|line| gzip(line.as_bytes())).concat(), "2:{\"id\":1}");
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
        check(&lines[..12], "f:truncated-gzip");
    }

    #[test]
    fn a_page_beyond_the_limit_is_not_read() {
        check(&vec![b'a'; PAGE_LIMIT], &format!("page:{PAGE_LIMIT}"));
        check(&vec![b'a'; PAGE_LIMIT + 1], "f:too-large");
        check(&gzip(&vec![b'a'; PAGE_LIMIT + 1]), "f:too-large");
    }
}
