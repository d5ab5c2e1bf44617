//! One file or stream: its kind, by its content, and the items in it, through archives in archives and compressed streams.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rawzip::{ReaderAt, ZipArchive};

use super::bounds::{Bounds, DEPTH, LAYERS, Taken};
use super::kind::{self, Kind};
use super::look::Look;
use super::names::Names;
use super::objects;
use super::skip::Skip;
use super::tar::Tar;
use super::zip::{self, Purpose};
use super::{
    HEAD, Item, NoPage, Origin, PAGE_LIMIT, Passed, RawPage, STDIN, Unreadable, bytes_text, feed, json, jsonl, mirror,
    page, table, warc,
};

const BUFFER: usize = 64 << 10;

/// What gets the items, and says whether it wants more.
type Each<'a> = dyn FnMut(Item) -> ControlFlow<()> + 'a;

/// Passes the items in the file at `path` to `each`, unless it is to be skipped.
pub fn read(path: &Path, skip: &Skip, names: &Names, consumed: &AtomicU64, each: &mut Each) -> ControlFlow<()> {
    read_wanted(path, skip, names, None, consumed, each)
}

/// Passes the items of the file at `path` that are, or lie in, the member called `wanted` to `each`, and perhaps others.
pub fn read_wanted(
    path: &Path,
    skip: &Skip,
    names: &Names,
    wanted: Option<&str>,
    consumed: &AtomicU64,
    each: &mut Each,
) -> ControlFlow<()> {
    let opened = File::open(path).and_then(|mut file| {
        let mut head = Vec::with_capacity(HEAD);
        read_head(&mut file, &mut head)?;
        Ok((file.metadata()?, head, file))
    });
    let (metadata, head, mut file) = match opened {
        Ok(opened) => opened,
        Err(error) => return each(unreadable(whole(path), Unreadable::from_io(&error))),
    };
    if skip.is_output(path, &metadata) {
        return ControlFlow::Continue(());
    }
    let (length, origin) = (metadata.len(), whole(path));
    let bounds = Bounds::of_length(length);
    let mut walk = Walk { bounds: &bounds, names, wanted, each };
    let kind = kind::of(&head, names);
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let has_many = !matches!(kind, Kind::Page | Kind::Own | Kind::OtherJson | Kind::PassedOver(_) | Kind::NotRead(_));
    if has_many
        && length >= skip.large
        && let Ok(Some(look)) = Look::at(&mut file, &metadata)
    {
        if skip.read.get(path) == Some(&look) {
            consumed.fetch_add(length, Ordering::Relaxed);
            return (walk.each)(Item::Unchanged { origin });
        }
        (walk.each)(Item::Opened { origin: origin.clone(), look })?;
    }
    let start = wanted.and_then(offset).filter(|start| *start < length);
    match (kind, start) {
        (Kind::Page, _) if kind::of_text(name, &head).is_none() => (walk.each)(Item::File { origin, length }),
        (Kind::Records { gzip }, Some(start)) if file.seek(SeekFrom::Start(start)).is_ok() => {
            warc::read(BufReader::new(file), gzip, start, &origin, &bounds, walk.each)
        }
        (Kind::Compressed(_) | Kind::Records { .. } | Kind::Tar | Kind::JsonLines | Kind::Objects(_), _)
        | (Kind::Feed(_) | Kind::Table(_), _) => {
            let stream = Counted { inner: Cursor::new(head).chain(file), consumed };
            walk.read(Box::new(BufReader::with_capacity(BUFFER, stream)), origin, 1, 0)
        }
        (kind, _) => {
            consumed.fetch_add(length, Ordering::Relaxed);
            match kind {
                Kind::Zip => walk.zip(zip::of_file(file), &origin, 1),
                kind => walk.tell(kind, origin, head, name),
            }
        }
    }
}

/// Passes the items in a stream to `each`, as if it were the file at `path`. None of them is an [`Item::File`].
pub fn read_stream(stream: Box<dyn BufRead + '_>, path: &Path, names: &Names, each: &mut Each) -> ControlFlow<()> {
    let bounds = Bounds::default();
    let stream = BufReader::with_capacity(BUFFER, Taken { inner: stream, bounds: &bounds });
    Walk { bounds: &bounds, names, wanted: None, each }.read(Box::new(stream), whole(path), 1, 0)
}

/// Passes the items of standard input, or of the pipe at `path`, to `each`. All have the name of standard input, since the
/// name of a pipe is another one in the next run.
pub fn read_feed(path: &Path, names: &Names, consumed: &AtomicU64, each: &mut Each) -> ControlFlow<()> {
    let inner: Box<dyn Read> = match path == Path::new(STDIN) {
        true => Box::new(io::stdin()),
        false => match File::open(path) {
            Ok(pipe) => Box::new(pipe),
            Err(error) => return each(unreadable(whole(path), Unreadable::from_io(&error))),
        },
    };
    read_as_it_comes(Box::new(BufReader::with_capacity(BUFFER, Counted { inner, consumed })), names, each)
}

/// Reads a stream whose writer may be slow: if it begins as records do, it is JSON Lines, before a whole line has come.
fn read_as_it_comes(mut stream: Box<dyn BufRead + '_>, names: &Names, each: &mut Each) -> ControlFlow<()> {
    let path = Path::new(STDIN);
    match stream.fill_buf() {
        Ok(head) if json::may_be_records(head) => match kind::of(head, names) {
            Kind::Objects(form) => objects::read(stream, &whole(path), form, each),
            _ => jsonl::read(stream, &whole(path), each),
        },
        _ => read_stream(stream, path, names, each),
    }
}

/// Reads the page that is the file at `path`, and adds its bytes to `consumed`.
pub fn load(path: &Path, consumed: &AtomicU64) -> Result<RawPage, NoPage> {
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (length, file) = opened.map_err(|error| Unreadable::from_io(&error))?;
    if length > page::WITH_PICTURES as u64 {
        return Err(Unreadable::TooLarge.into());
    }
    // One byte more, else the buffer would double to find the end of the file. It is not read through `Counted`, which
    // would have the buffer filled with zeros first.
    let page = page::read(file, (length as usize).min(PAGE_LIMIT) + 1, whole(path));
    consumed.fetch_add(length, Ordering::Relaxed);
    page.map(|page| RawPage { url: page.url.or_else(|| mirror::address(path)), ..page })
}

/// A walk through a container and those in it.
struct Walk<'a, 'e> {
    bounds: &'a Bounds,
    names: &'a Names,
    /// The member that is looked for, if not all are.
    wanted: Option<&'a str>,
    each: &'e mut Each<'e>,
}

impl Walk<'_, '_> {
    /// Reads a stream that would be the archive number `depth` in each other, if it is one, and that came out of so many layers
    /// of compression.
    fn read(
        &mut self,
        mut stream: Box<dyn BufRead + '_>,
        origin: Origin,
        depth: usize,
        layers: usize,
    ) -> ControlFlow<()> {
        // A decoder may give few bytes at a time. The bytes before it breaks off are kept.
        let mut head = Vec::with_capacity(HEAD);
        let error = read_head(&mut stream, &mut head).err();
        let kind = kind::of(&head, self.names);
        let is_archive = matches!(kind, Kind::Records { .. } | Kind::Tar | Kind::Zip);
        let is_too_deep = matches!(kind, Kind::Compressed(_)) && layers == LAYERS;
        if is_too_deep || (is_archive && depth > DEPTH) {
            return (self.each)(unreadable(origin, Unreadable::TooDeep));
        }
        match kind {
            Kind::Page => {
                let name = origin.member.as_deref().unwrap_or_default();
                if let Some(what) = kind::of_text(name.as_bytes(), &head) {
                    return (self.each)(Item::PassedOver { origin, what });
                }
            }
            Kind::Compressed(_) | Kind::Records { .. } | Kind::Tar | Kind::Zip => {}
            Kind::JsonLines | Kind::Objects(_) | Kind::Feed(_) | Kind::Table(_) => {}
            kind => return self.tell(kind, origin, head, b""),
        }
        let stream = Cursor::new(head).chain(Failure(error)).chain(stream);
        match kind {
            Kind::Compressed(compression) => {
                let inflated = compression.inflated(Box::new(stream), self.bounds);
                self.read(inflated, origin, depth, layers + 1)
            }
            Kind::Records { gzip } => warc::read(stream, gzip, 0, &origin, self.bounds, self.each),
            Kind::Tar => self.tar(Tar::new(stream), &origin, depth),
            Kind::Zip => self.zip(zip::of_stream(stream), &origin, depth),
            Kind::JsonLines => jsonl::read(Box::new(stream), &origin, self.each),
            Kind::Objects(form) => objects::read(Box::new(stream), &origin, form, self.each),
            Kind::Feed(feed) => feed::read(Box::new(stream), &origin, feed, self.each),
            Kind::Table(delimiter) => table::read(Box::new(stream), &origin, delimiter, self.each),
            _ => {
                let item = match page::read(stream, BUFFER, origin.clone()) {
                    Ok(page) => Item::Page(page),
                    Err(NoPage::PassedOver(what)) => Item::PassedOver { origin, what },
                    Err(NoPage::Unreadable(reason)) => unreadable(origin, reason),
                };
                (self.each)(item)
            }
        }
    }

    /// Says what something is of which no more than the head is read.
    fn tell(&mut self, kind: Kind, origin: Origin, head: Vec<u8>, name: &[u8]) -> ControlFlow<()> {
        (self.each)(match kind {
            Kind::Own => Item::Own { origin },
            // Extraction rejects it by its head, however long it is.
            Kind::OtherJson => Item::Page(RawPage { origin, bytes: head, ..RawPage::default() }),
            Kind::PassedOver(what) => Item::PassedOver { origin, what },
            Kind::NotRead(reason) => unreadable(origin, reason),
            _ => Item::PassedOver { origin, what: kind::of_text(name, &head).unwrap_or(Passed::OtherType) },
        })
    }

    fn tar(&mut self, mut tar: Tar<impl BufRead>, origin: &Origin, depth: usize) -> ControlFlow<()> {
        loop {
            let member = match tar.next() {
                Ok(Some(member)) => member,
                Ok(None) => return ControlFlow::Continue(()),
                Err(error) => {
                    let reason = Unreadable::from_io(&error);
                    (self.each)(unreadable(origin.clone(), reason))?;
                    match reason {
                        Unreadable::CorruptArchive if self.bounds.meet().is_ok() => continue,
                        _ => return ControlFlow::Continue(()),
                    }
                }
            };
            let name = member_name(&member.name);
            if !is_hidden(&name) && self.is_wanted(&origin.with(&name)) {
                self.member(origin.with(&name), || Ok(Box::new(tar.content())), depth)?;
            }
        }
    }

    fn zip<R: ReaderAt>(
        &mut self,
        archive: Result<ZipArchive<R>, Unreadable>,
        origin: &Origin,
        depth: usize,
    ) -> ControlFlow<()> {
        let archive = match archive {
            Ok(archive) => archive,
            Err(reason) => return (self.each)(unreadable(origin.clone(), reason)),
        };
        let is_crawl = match zip::purpose(&archive) {
            Purpose::Office => return (self.each)(unreadable(origin.clone(), Unreadable::Office)),
            Purpose::Ebook => return (self.each)(unreadable(origin.clone(), Unreadable::Ebook)),
            purpose => purpose == Purpose::Crawl,
        };
        let bounds = self.bounds;
        let read = zip::read(&archive, &mut |name, content| {
            let name = member_name(name.as_bytes());
            let member = origin.with(&name);
            if is_hidden(&name) || !self.is_wanted(&member) {
                ControlFlow::Continue(())
            } else if is_crawl && !name.starts_with("archive/") {
                (self.each)(Item::PassedOver { origin: member, what: Passed::CrawlerFile })
            } else {
                self.member(member, || content(bounds), depth)
            }
        });
        read.unwrap_or_else(|reason| (self.each)(unreadable(origin.clone(), reason)))
    }

    fn member<'c>(
        &mut self,
        origin: Origin,
        content: impl FnOnce() -> Result<Box<dyn BufRead + 'c>, Unreadable>,
        depth: usize,
    ) -> ControlFlow<()> {
        if let Err(reason) = self.bounds.meet() {
            (self.each)(unreadable(origin, reason))?;
            return ControlFlow::Break(());
        }
        if origin.member.as_deref().is_some_and(|name| name.ends_with(".orig")) {
            return (self.each)(Item::PassedOver { origin, what: Passed::Double });
        }
        match content() {
            Ok(stream) => self.read(stream, origin, depth + 1, 0),
            Err(reason) => (self.each)(unreadable(origin, reason)),
        }
    }

    fn is_wanted(&self, origin: &Origin) -> bool {
        let member = origin.member.as_deref().unwrap_or_default();
        self.wanted.is_none_or(|wanted| {
            wanted.strip_prefix(member).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
        })
    }
}

/// The name of a member as text, as paths are written. It names no place on disk, so `..` in it does no harm.
fn member_name(bytes: &[u8]) -> String {
    let name = bytes_text(bytes).replace('#', "\\x23");
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    parts.join("/")
}

/// Whether a member is hidden, as files in folders may be. Archives made on a Mac have such a file beside each other one.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') && part != "..")
}

/// The place in a file that a member begins with, as `182734` or `182734+5321`.
fn offset(member: &str) -> Option<u64> {
    member.split('+').next()?.parse().ok()
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

fn unreadable(origin: Origin, reason: Unreadable) -> Item {
    Item::Unreadable { origin, reason }
}

fn whole(path: &Path) -> Origin {
    Origin { container: path.to_owned(), member: None }
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
    use proptest::prelude::*;

    use super::*;

    /// The items of a stream, each as a word.
    #[track_caller]
    fn check(content: &[u8], expected: &str) {
        let mut found = Vec::new();
        let flow = read_stream(Box::new(content), Path::new("f"), &Names::default(), &mut |item| {
            found.push(match item {
                Item::Page(page) => {
                    format!("{}:{}", page.origin.member.as_deref().unwrap_or("page"), page.bytes.len())
                }
                Item::Capture(capture) => format!("{}:capture", capture.origin),
                Item::Revisit(revisit) => format!("{}:revisit", revisit.origin),
                Item::PassedOver { origin, what } => format!("{origin}:{what}"),
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
    fn a_third_layer_of_compression_is_not_undone() {
        check(&gzip(&gzip(&gzip(b"<p>a"))), "f:too-deep");
    }

    #[test]
    fn what_follows_a_gzip_stream_is_ignored() {
        for rest in [&b"\n"[..], b"\0\0\0\0", b"garbage", b"\x1f"] {
            check(&[&gzip(b"<p>a"), rest].concat(), "page:4");
            check(&[&gzip(b"{\"id\":1}"), rest].concat(), "1:{\"id\":1}");
        }
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

    /// A file of records or an archive, of which a part is damaged.
    fn damaged() -> impl Strategy<Value = Vec<u8>> {
        let warc = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 49\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>ab\r\n\r\n";
        let mail =
            b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>=\n--x--\n".to_vec();
        let mut header = [0; 512];
        header[..11].copy_from_slice(b"a/page.html");
        header[124..136].copy_from_slice(b"00000000004\0");
        header[148..157].copy_from_slice(b"        0");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        let tar = [&header[..], b"<p>a", &[0; 508]].concat().repeat(2);
        let whole = vec![warc.repeat(3), gzip(warc).repeat(3), gzip(&warc.repeat(2)), mail, tar.clone(), gzip(&tar)];
        let cuts = prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, any::<u8>()), 0..4);
        (prop::sample::select(whole), cuts).prop_map(|(mut bytes, cuts)| {
            for (place, how, byte) in cuts {
                let place = place.index(bytes.len().max(1));
                match how {
                    0 => bytes.truncate(place),
                    1 if place < bytes.len() => bytes[place] = byte,
                    _ => bytes.insert(place.min(bytes.len()), byte),
                }
            }
            bytes
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn damaged_archives_are_survived(bytes in damaged()) {
            let items = |capacity| {
                let mut items = Vec::new();
                let stream = BufReader::with_capacity(capacity, bytes.as_slice());
                let _ = read_stream(Box::new(stream), Path::new("f"), &Names::default(), &mut |item| {
                    items.push(item);
                    ControlFlow::Continue(())
                });
                items
            };
            prop_assert_eq!(items(1), items(BUFFER));
        }
    }
}
