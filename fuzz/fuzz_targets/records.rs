//! Whatever a feed holds, each of its records has an id and becomes an article with text, or a reason why there is none; and
//! lines that are objects already are its records, to the byte.

#![no_main]

use std::ops::ControlFlow;
use std::path::Path;

use kiosque::extract::record;
use kiosque::ingest::id;
use kiosque::source::names::Names;
use kiosque::source::record::Record;
use kiosque::source::{self, Item};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

const FEED: &str = "feed.jsonl";

fuzz_target!(|bytes: &[u8]| {
    let names = Names::default();
    let mut records = Vec::new();
    let flow = source::file::read_stream(Box::new(bytes), Path::new(FEED), &names, &mut |item| {
        if let Item::Lines(lines) = item {
            records.extend(lines.places().map(|place| lines.page(place)));
        }
        ControlFlow::Continue(())
    });
    assert_eq!(flow, ControlFlow::Continue(()));

    for raw in &records {
        if let Ok(record) = Record::read(&raw.bytes, &names) {
            let id = id::of_record(&record, &raw.bytes, FEED, None, &|| raw.origin.member.clone().unwrap_or_default());
            assert!(!id.is_empty() && id.trim() == id, "{id:?}");
            // Nothing of a record is called as a page is: pages have a dot or a slash, and no #.
            assert!(id.contains("://") || id.contains('#') || !id.contains(['.', '/']), "{id:?}");
            assert!(raw.bytes.starts_with(b"{"), "{id:?}");
            if let Ok(article) = record::article(&record) {
                assert!(!article.title.is_empty() || !article.body.is_empty());
            }
        }
    }

    let lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).collect();
    let lines: Vec<&[u8]> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    if lines.iter().all(|line| serde_json::from_slice::<Map<String, Value>>(line).is_ok()) {
        assert_eq!(records.iter().map(|record| record.bytes.as_slice()).collect::<Vec<_>>(), lines);
    }
});
