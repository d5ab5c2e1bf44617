//! Prints the pages of a container, one a line: where each stands, its address, its length and the CRC-32 of its bytes.
//! `warcio_bytes.py` holds these to what another reader finds.

use std::env;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use flate2::Crc;
use kiosque::source::names::Names;
use kiosque::source::skip::Skip;
use kiosque::source::{self, Item};

fn main() {
    let path = env::args().nth(1).expect("name a container");
    let consumed = AtomicU64::new(0);
    let _ = source::paths::read(Path::new(&path), &Skip::default(), &Names::default(), &consumed, &mut |item| {
        let page = match item {
            Item::Capture(capture) => capture.page().ok(),
            Item::Page(page) => Some(page),
            _ => None,
        };
        if let Some(page) = page {
            let mut crc = Crc::new();
            crc.update(&page.bytes);
            let (member, url) = (page.origin.member.unwrap_or_default(), page.url.unwrap_or_default());
            println!("{member}\t{url}\t{}\t{:08x}", page.bytes.len(), crc.sum());
        }
        ControlFlow::Continue(())
    });
}
