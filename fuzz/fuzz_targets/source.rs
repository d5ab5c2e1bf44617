//! Any bytes as a file: all of it ends in items of bounded size, the same however little is read at a time and however it
//! is compressed; and of a gzip that was cut off, the items before the cut.

#![no_main]

use std::io::{BufReader, Read, Write};
use std::ops::ControlFlow;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use kiosque::article::Rejection;
use kiosque::extract::extract;
use kiosque::source::names::Names;
use kiosque::source::{self, Item, LINE_LIMIT, PAGE_LIMIT};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let whole = items(bytes);
    assert!(!whole.is_empty());
    for item in &whole {
        match item {
            Item::File { .. } => panic!("a stream is no file"),
            Item::Page(page) => {
                assert!(page.bytes.len() <= PAGE_LIMIT);
                if source::json::is_json(&page.bytes) {
                    assert!(matches!(extract(page), Err(Rejection::Json | Rejection::Empty)));
                }
            }
            Item::Lines(lines) => {
                for place in lines.places() {
                    let record = lines.record(place);
                    assert!(!record.is_empty() && record.len() <= 2 * LINE_LIMIT);
                }
            }
            Item::Capture(capture) => assert!(capture.page().is_ok_and(|page| page.bytes.len() <= PAGE_LIMIT) || capture.page().is_err()),
            _ => {}
        }
    }
    assert_eq!(items(BufReader::with_capacity(1, bytes)), whole, "read byte by byte");

    let is_gzip = bytes.starts_with(&[0x1f, 0x8b]);
    let packed = gzip(bytes);
    if !is_gzip {
        assert_eq!(items(packed.as_slice()), whole, "compressed");
        assert_eq!(items(gzip(&packed).as_slice()), whole, "compressed twice");
        let (half, rest) = bytes.split_at(bytes.len() / 2);
        assert_eq!(items([gzip(half), gzip(rest)].concat().as_slice()), whole, "in two members");
    }
    for cut in [packed.len() - 8, packed.len() / 2] {
        let cut = items(&packed[..cut]);
        assert!(matches!(cut.last(), Some(Item::Unreadable { .. })) || is_told_by_its_beginning(&cut), "{cut:?}");
    }
});

/// Of JSON that is not read, of what is of our own making, and of what holds no page, the rest is not looked at.
fn is_told_by_its_beginning(items: &[Item]) -> bool {
    match items {
        [Item::Page(page)] => source::json::is_json(&page.bytes),
        [Item::Own { .. } | Item::PassedOver { .. }] => true,
        _ => false,
    }
}

fn items(stream: impl Read) -> Vec<Item> {
    let mut items = Vec::new();
    let stream = Box::new(BufReader::with_capacity(64, stream));
    let flow = source::file::read_stream(stream, Path::new("f"), &Names::default(), &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    assert_eq!(flow, ControlFlow::Continue(()));
    items
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}
