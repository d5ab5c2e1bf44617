//! Pages in containers: archives, records of crawlers and saved pages, written by hand.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::scene::gzip;

/// Files by their names.
pub type Files = Vec<(String, Vec<u8>)>;

/// The containers of these pages by name, and whether they know the addresses that the pages came from.
pub fn containers(files: &[(String, Vec<u8>)]) -> Vec<(&'static str, Vec<u8>, bool)> {
    let plain = <[u8]>::to_vec as fn(&[u8]) -> Vec<u8>;
    let packed: Files = files.iter().map(|(name, content)| (format!("{name}.gz"), gzip(content))).collect();
    let saved: Files = files.iter().map(mhtml).collect();
    let one = |name: &str, content: Vec<u8>| vec![(name.to_owned(), content)];
    vec![
        ("tar", tar(files), false),
        ("tar.gz", gzip(&tar(files)), false),
        ("tar.zst", zstd(&tar(files)), false),
        ("tar.bz2", bzip2(&tar(files)), false),
        ("tar of gzip", tar(&packed), false),
        ("zip", zip(files), false),
        ("zip of MHTML", zip(&saved), true),
        ("WARC", warc(files, plain), true),
        ("WARC.gz", warc(files, gzip), true),
        ("WARC.gz, whole", gzip(&warc(files, plain)), true),
        ("WARC.zst", zstd(&warc(files, plain)), true),
        ("WARC.bz2", bzip2(&warc(files, gzip)), true),
        ("WACZ", wacz(files), true),
        ("tar.gz of zip", gzip(&tar(&one("a.zip", zip(files)))), false),
        ("zip of tar.zst", zip(&one("a.tar.zst", zstd(&tar(files)))), false),
        ("tar.zst of WACZ of WARC.gz", zstd(&tar(&one("a#b/y.wacz", wacz(files)))), true),
    ]
}

pub fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

pub fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
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
pub fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
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

pub fn warc(files: &[(String, Vec<u8>)], packed: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
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

pub fn wacz(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    zip(&[
        ("archive/a.warc.gz".to_owned(), warc(files, gzip)),
        ("pages/pages.jsonl".to_owned(), b"{\"title\": \"Ferry\", \"text\": \"Le ferry\"}\n".to_vec()),
        ("datapackage.json".to_owned(), b"{}".to_vec()),
    ])
}

pub fn mhtml((name, content): &(String, Vec<u8>)) -> (String, Vec<u8>) {
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
