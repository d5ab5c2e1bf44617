//! Any bytes as an archive, a file of records or a message: the first byte chooses the kind. All of it ends in items of bounded
//! size, the same however little is read at a time.

#![no_main]

use std::io::{BufReader, Read, Write};
use std::ops::ControlFlow;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use kiosque::source::names::Names;
use kiosque::source::{self, Item, PAGE_LIMIT};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let warc = [b"WARC/1.0\r\nWARC-Type: response\r\n", bytes].concat();
    let content = match kind % 6 {
        0 => warc,
        1 => gzip(&warc),
        2 => [b"filedesc://a.arc 0.0.0.0 20250303120000 text/plain ", bytes].concat(),
        3 => [b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", bytes].concat(),
        4 => tar(bytes),
        _ => [b"PK\x03\x04", bytes].concat(),
    };
    let whole = items(content.as_slice());
    for item in &whole {
        let page = match item {
            Item::Capture(capture) => capture.page().ok(),
            Item::Page(page) => Some(page.clone()),
            _ => None,
        };
        assert!(page.is_none_or(|page| page.bytes.len() <= PAGE_LIMIT));
    }
    assert_eq!(items(BufReader::with_capacity(1, content.as_slice())), whole, "read byte by byte");
});

/// An archive whose first header is sound, and whose rest is any.
fn tar(bytes: &[u8]) -> Vec<u8> {
    let mut header = [0; 512];
    let length = bytes.len().min(100);
    header[..length].copy_from_slice(&bytes[..length]);
    header[0] |= 1;
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    [&header, bytes].concat()
}

fn items(stream: impl Read) -> Vec<Item> {
    let mut items = Vec::new();
    let stream = Box::new(BufReader::with_capacity(64, stream));
    let _ = source::file::read_stream(stream, Path::new("f"), &Names::default(), &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    items
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}
