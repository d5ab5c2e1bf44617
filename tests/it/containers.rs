//! The same pages as a folder and in every container are the same articles. The containers are written here, by hand.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use kiosque::source::names::Names;
use kiosque::source::reopen::reopen;
use kiosque::source::skip::Skip;
use kiosque::source::{self, Item, NoPage, RawPage};

use crate::scene::Scene;

type Files = Vec<(String, Vec<u8>)>;

fn pages() -> Files {
    let page = |number: usize| {
        let text = format!("Le ferry numéro {number} est resté à quai, faute de passagers, # ou presque. ")
            .repeat(20 + number);
        (format!("est/p{number}.html"), format!("<html><title>Ferry {number}</title><p>{text}").into_bytes())
    };
    (0..12).map(page).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content) in files {
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        block[148..157].copy_from_slice(b"        0");
        block[257..263].copy_from_slice(b"ustar\0");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend_from_slice(&block);
        archive.extend_from_slice(content);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

/// A zip archive with deflated members, whose first has a data descriptor.
fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut archive, mut list) = (Vec::new(), Vec::new());
    for (number, (name, content)) in files.iter().enumerate() {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let sizes = [crc.sum(), packed.len() as u32, content.len() as u32].map(u32::to_le_bytes).concat();
        let is_described = number == 0;
        let flags = if is_described { 8_u16 } else { 0 };
        // Needed version, flags, method, time and date.
        let common = [&20_u16.to_le_bytes()[..], &flags.to_le_bytes(), &8_u16.to_le_bytes(), &[0; 4]].concat();
        let lengths = [&(name.len() as u16).to_le_bytes()[..], &[0; 2]].concat();
        let place = (archive.len() as u32).to_le_bytes();
        let known = if is_described { vec![0; 12] } else { sizes.clone() };
        archive.extend([b"PK\x03\x04", &common[..], &known, &lengths, name.as_bytes(), &packed].concat());
        if is_described {
            archive.extend([b"PK\x07\x08", &sizes[..]].concat());
        }
        let head = [b"PK\x01\x02", &20_u16.to_le_bytes()[..], &common, &sizes, &lengths].concat();
        // No comment, disk, attributes.
        list.extend([&head[..], &[0; 10], &place, name.as_bytes()].concat());
    }
    let (count, place) = ((files.len() as u16).to_le_bytes(), (archive.len() as u32).to_le_bytes());
    let length = (list.len() as u32).to_le_bytes();
    archive.extend(list);
    archive.extend([b"PK\x05\x06", &[0; 4][..], &count, &count, &length, &place, &[0; 2]].concat());
    archive
}

fn warc(files: &[(String, Vec<u8>)], packed: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let record = |kind: &str, name: &str, block: &[u8]| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://quai.example/{name}\r\n\
             WARC-Date: 2025-03-03T12:00:00Z\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        packed(&[head.as_bytes(), block, b"\r\n\r\n"].concat())
    };
    let both = |(name, content): &(String, Vec<u8>)| {
        let answer = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", &content[..]].concat();
        [record("request", name, b"GET / HTTP/1.1\r\n\r\n"), record("response", name, &answer)].concat()
    };
    files.iter().flat_map(both).collect()
}

fn wacz(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    zip(&[
        ("archive/a.warc.gz".to_owned(), warc(files, gzip)),
        ("pages/pages.jsonl".to_owned(), b"{\"title\": \"Ferry\", \"text\": \"Le ferry\"}\n".to_vec()),
        ("datapackage.json".to_owned(), b"{}".to_vec()),
    ])
}

fn mhtml((name, content): &(String, Vec<u8>)) -> (String, Vec<u8>) {
    let quoted: String = content
        .iter()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(*byte).to_string() } else { format!("={byte:02X}") })
        .collect::<Vec<_>>()
        .chunks(20)
        .map(|line| format!("{}=\r\n", line.concat()))
        .collect();
    let message = format!(
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"--x--\"\r\n\r\n\
         ----x--\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
         Content-Location: https://quai.example/{name}\r\n\r\n{quoted}\r\n\
         ----x--\r\nContent-Type: image/png\r\n\r\nPNG\r\n----x----\r\n"
    );
    (name.replace(".html", ".mhtml"), message.into_bytes())
}

/// The pages at a path, and what else there is.
fn read(path: &Path) -> (Vec<RawPage>, BTreeMap<String, usize>) {
    let (mut pages, mut others) = (Vec::new(), BTreeMap::new());
    let consumed = AtomicU64::new(0);
    let _ = source::paths::read(path, &Skip::default(), &Names::default(), &consumed, &mut |item| {
        let page = match item {
            Item::File { origin, .. } => source::file::load(&origin.container, &consumed),
            Item::Capture(capture) => capture.page(),
            Item::Page(page) => Ok(page),
            Item::Opened { .. } => return ControlFlow::Continue(()),
            Item::PassedOver { what, .. } => Err(NoPage::PassedOver(what)),
            Item::Unreadable { reason, .. } => Err(NoPage::Unreadable(reason)),
            item => panic!("{item:?}"),
        };
        match page {
            Ok(page) => pages.push(page),
            Err(NoPage::PassedOver(what)) => *others.entry(what.to_string()).or_default() += 1,
            Err(NoPage::Unreadable(reason)) => *others.entry(reason.to_string()).or_default() += 1,
        }
        ControlFlow::Continue(())
    });
    (pages, others)
}

/// A file of this content has the pages, and each can be opened again.
#[track_caller]
fn check(name: &str, content: &[u8], has_urls: bool) {
    let scene = Scene::new();
    scene.write("x", content);
    let path = scene.path("x");
    let (found, _) = read(&path);
    let expected = pages();
    assert_eq!(found.len(), expected.len(), "{name}");
    for (page, (file, content)) in found.iter().zip(expected) {
        assert!(page.bytes == content, "{name}: {file}");
        assert_eq!(page.url.as_deref(), has_urls.then(|| format!("https://quai.example/{file}")).as_deref(), "{name}");
        let reopened = reopen(&path, page.origin.member.as_deref(), &Names::default()).unwrap();
        assert!(reopened.bytes == content, "{name}: {:?} again", page.origin.member);
    }
}

#[test]
fn every_container_has_the_same_pages() {
    let (files, plain) = (pages(), <[u8]>::to_vec as fn(&[u8]) -> Vec<u8>);
    let packed: Files = files.iter().map(|(name, content)| (format!("{name}.gz"), gzip(content))).collect();
    let saved: Files = files.iter().map(mhtml).collect();
    let one = |name: &str, content: Vec<u8>| vec![(name.to_owned(), content)];
    check("tar", &tar(&files), false);
    check("tar.gz", &gzip(&tar(&files)), false);
    check("tar.zst", &zstd(&tar(&files)), false);
    check("tar.bz2", &bzip2(&tar(&files)), false);
    check("tar of gzip", &tar(&packed), false);
    check("zip", &zip(&files), false);
    check("zip of MHTML", &zip(&saved), true);
    check("WARC", &warc(&files, plain), true);
    check("WARC.gz", &warc(&files, gzip), true);
    check("WARC.gz, whole", &gzip(&warc(&files, plain)), true);
    check("WARC.zst", &zstd(&warc(&files, plain)), true);
    check("WARC.bz2", &bzip2(&warc(&files, gzip)), true);
    check("WACZ", &wacz(&files), true);
    check("tar.gz of zip", &gzip(&tar(&one("a.zip", zip(&files)))), false);
    check("zip of tar.zst", &zip(&one("a.tar.zst", zstd(&tar(&files)))), false);
    check("tar.zst of WACZ of WARC.gz", &zstd(&tar(&one("a#b/y.wacz", wacz(&files)))), true);
}

#[test]
fn members_have_names_that_open_them() {
    #[track_caller]
    fn check(content: &[u8], expected: &[&str]) {
        let scene = Scene::new();
        scene.write("x", content);
        let (found, _) = read(&scene.path("x"));
        let members: Vec<_> = found.iter().map(|page| page.origin.member.as_deref().unwrap_or_default()).collect();
        assert_eq!(members, expected);
    }
    let files = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), b"<p>a".to_vec())).collect::<Files>();
    check(
        &tar(&files(&["a/b.html", "./c", "/etc/passwd", "../../d", "a#4", "e\\f"])),
        &["a/b.html", "c", "etc/passwd", "../../d", "a\\x234", "e\\x5Cf"],
    );
    check(&zip(&files(&["a", ".git/b", "__MACOSX/._a", "c.html.orig", "d/"])), &["a"]);
    let inner = zip(&files(&["a"]));
    check(&tar(&[("x.zip".to_owned(), inner)]), &["x.zip#a"]);
}

#[test]
fn what_holds_no_page_is_counted_by_what_it_is() {
    let scene = Scene::new();
    let named = |name: &str, content: &[u8]| (name.to_owned(), content.to_vec());
    let deep = (0..4).fold(b"<p>a".to_vec(), |content, _| tar(&[named("x", &content)]));
    let mut locked = zip(&[named("a", b""), named("b", b"<p>b")]);
    // The flag of encryption, in the list of members.
    let list = locked.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    locked[list + 8] |= 1;
    scene.write(
        "all.zip",
        zip(&[
            named("a.png", b"\x89PNG\r\n\x1a\n"),
            named("b.js", b"var a"),
            named("c.css?v=1", b"p {}"),
            named("d.pdf", b"%PDF-1.4"),
            named("e.rar", b"Rar!\x1a\x07\0"),
            named("f.tar", &deep),
            named("g.zip", &locked),
            named("h.docx", &zip(&[named("[Content_Types].xml", b"<x>")])),
            named("i.epub", &zip(&[named("META-INF/container.xml", b"<x>")])),
            named("j.gz", &gzip(&gzip(&gzip(b"<p>a")))),
            named("k.zip", b"PK\x03\x04, but no more"),
        ]),
    );
    scene.write("mirror/a.html", "<p>a");
    scene.write("mirror/a.html.orig", "<p>a");
    scene.write("mirror/b.html.orig", "<p>a");
    scene.write("mirror/hts-cache/new.zip", "PK");
    let (pages, others) = read(&scene.path(""));
    let others: Vec<String> = others.into_iter().map(|(what, count)| format!("{count} {what}")).collect();
    assert_eq!(
        others.join(", "),
        "1 corrupt-archive, 1 crawler-file, 1 double, 1 ebook, 1 encrypted, 1 image, 1 office, 1 pdf, 1 rar, 1 script, \
         1 style-sheet, 2 too-deep"
    );
    let members: Vec<String> = pages.iter().map(|page| page.origin.name_in("")).collect();
    assert_eq!(members, ["#g.zip#a", "", ""]);
}

#[test]
fn bombs_are_bounded() {
    let scene = Scene::new();
    // A gigabyte of zeros in a member, in a compressed tar; and hundreds of members that are each a long page.
    let header = {
        let mut archive = tar(&[("zeros".to_owned(), Vec::new())]);
        archive.truncate(512);
        archive[124..136].copy_from_slice(b"10000000000\0");
        archive[148..156].fill(b' ');
        let sum: u32 = archive.iter().map(|byte| u32::from(*byte)).sum();
        archive[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive
    };
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&header).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..600 {
        encoder.write_all(&zeros).unwrap();
    }
    scene.write("bomb.tar.gz", encoder.finish().unwrap());
    let (pages, others) = read(&scene.path("bomb.tar.gz"));
    assert_eq!(
        (pages.len(), others.into_keys().collect::<Vec<_>>()),
        (0, vec!["bomb".to_owned(), "too-large".to_owned()])
    );

    let files: Files = (0..60).map(|number| (number.to_string(), vec![b' '; 7 << 20])).collect();
    scene.write("bomb.zip", zip(&files));
    let (pages, others) = read(&scene.path("bomb.zip"));
    assert!(pages.len() < 60 && others.contains_key("bomb"), "{} {others:?}", pages.len());
}
