//! The ids of pages and records. An id is the key of an article, so no two sources of different kinds may share one, whatever
//! their names are.
//!
//! | what | its id | as in |
//! |---|---|---|
//! | a page | its path, after `./` if that is a bare word, `#` as `\x23` | `lemonde/a.html`, `./b`, `a\x23.html` |
//! | an article among several of a page, with a name of its own or without | the page's id and that, or its place | `a.html#id=b`, `a.html#2` |
//! | a record with an `id`, or such an article | that, after `#` if it could be a path | `a17`, `https://lemonde.fr/a`, `#lemonde/a.html` |
//! | a record or a capture with an address | its canonical form, before a number as `id` | `https://lemonde.fr/a` |
//! | a record with a number as `id` | its file and the number | `feed.jsonl#id=12` |
//! | a record with half an address | its file and that | `feed.jsonl#url=/a.html` |
//! | a record of a file, with none of these | its file and its line | `feed.jsonl#4` |
//! | a record of standard input with none of these, or a page of it | a hash of it | `-#8c5f4c5a2d1be0f3` |
//!
//! Different rows give different ids. An id that begins with the name of a file has a `.` or a `/` before any `#`, and never
//! `://`, for a path has no empty part. An id that a user gave has `://`, or begins with `#`, or has neither `.` nor `/` and
//! does not begin with the `-#` of standard input. `tests::ids_of_different_things_never_meet` holds it to that.

use jiff::civil::DateTime;
use twox_hash::XxHash3_64;

use crate::extract::record;
use crate::extract::sites::split::PartName;
use crate::source::names::Part;
use crate::source::record::Record;
use crate::source::{RawPage, STDIN, address};

/// Bytes of an `id` or address; a longer one is ignored, for the index could not look it up.
const LIMIT: usize = 4096;

/// The id of a page, which is the file that the index calls `container`.
pub fn of_page(container: &str) -> String {
    let name = container.replace('#', "\\x23");
    if name.contains(['.', '/']) { name } else { format!("./{name}") }
}

/// The id of a page that is a member of an archive, or of the whole file if it is none.
pub fn of_member(container: &str, member: Option<&str>) -> String {
    let container = if container == STDIN { STDIN.to_owned() } else { of_page(container) };
    match member {
        Some(member) => format!("{container}#{member}"),
        None => container,
    }
}

/// The id of a page that its container knows the address of; with the moment of its capture, where each is an article.
pub fn of_capture(url: &str, fetched: Option<DateTime>) -> String {
    match (address::canonical(url), fetched) {
        (address, Some(fetched)) => format!("{address}#{fetched}"),
        (address, None) => address,
    }
}

/// The id of one of several articles on a page, which has the id `page`.
pub fn of_part(page: &str, part: &PartName) -> String {
    match part {
        PartName::Given(id) if !id.bytes().all(|byte| byte.is_ascii_digit()) => given(id.clone()),
        part => format!("{page}{part}"),
    }
}

/// The id of a page that came through standard input, which has no file name.
pub fn of_fed_page(page: &RawPage) -> String {
    format!("{STDIN}#{:016x}", XxHash3_64::oneshot(&page.bytes))
}

/// The id of a record in the file that the index calls `container`, or in a member `within` it, where it has the number that
/// `number` gives. `bytes` are those of the record.
pub fn of_record(
    record: &Record,
    bytes: &[u8],
    container: &str,
    within: Option<&str>,
    number: &dyn Fn() -> String,
) -> String {
    let local = |part: &str| format!("{}#{part}", of_member(container, within));
    match Key::of(record) {
        Key::Given(id) => given(id),
        Key::Address(url) => given(address::canonical(&url)),
        Key::Number(number) => local(&format!("id={number}")),
        Key::Relative(url) => local(&format!("url={url}")),
        // Line numbers of standard input mean nothing to the next run.
        Key::None if container == STDIN => local(&format!("{:016x}", XxHash3_64::oneshot(bytes))),
        Key::None => local(&number()),
    }
}

/// An id that a record gives: as it is, unless it might be taken for a path or for another id that is made here.
fn given(id: String) -> String {
    let is_address = id.contains("://");
    let is_other = id.contains(['.', '/']) || id.starts_with(['#']) || id.starts_with("-#");
    if is_other && !is_address { format!("#{id}") } else { id }
}

/// The field by which a record is identified.
#[derive(Debug, PartialEq, Eq)]
enum Key {
    /// Its `id`, if that is no mere number.
    Given(String),
    /// Its whole address.
    Address(String),
    /// Its `id`, where that is a number: exports number their rows from 1, so it identifies a record within its file alone.
    Number(String),
    /// An address without its site.
    Relative(String),
    /// It has neither.
    None,
}

impl Key {
    /// The key of a record. An address comes before a number, since the number of a row changes with the next export.
    fn of(record: &Record) -> Self {
        let is_number = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit());
        // Numbers are kept as they are written, however long.
        let written = record.written(Part::Id).next().filter(|raw| is_json_number(raw) && raw.len() <= LIMIT);
        let id = if written.is_none() { usable(record::first(record, Part::Id)) } else { None };
        let url = usable(record::address(record));
        let key = || usable(record::first(record, Part::Key)).filter(|key| !is_number(key));
        match (id, url) {
            (Some(id), _) if !is_number(&id) => Self::Given(id),
            (_, Some(url)) if url.contains("://") => Self::Address(url),
            (Some(number), _) => Self::Number(number),
            (None, _) if written.is_some() => Self::Number(written.unwrap_or_default().to_owned()),
            (None, Some(url)) => Self::Relative(url),
            (None, None) => key().map_or(Self::None, Self::Given),
        }
    }
}

fn is_json_number(value: &str) -> bool {
    value.starts_with(|c: char| c == '-' || c.is_ascii_digit())
}

/// An id or address that is not too long.
fn usable(text: Option<String>) -> Option<String> {
    text.filter(|text| text.len() <= LIMIT)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use serde_json::json;

    use super::super::corpus::Corpus;
    use super::*;
    use crate::source::names::Names;

    fn fourth(line: &str, container: &str) -> String {
        let names = Names::default();
        of_record(&Record::read(line.as_bytes(), &names).unwrap(), line.as_bytes(), container, None, &|| "4".to_owned())
    }

    #[test]
    fn pages() {
        #[track_caller]
        fn check(container: &str, expected: &str) {
            assert_eq!(of_page(container), expected);
        }
        check("lemonde/a.html", "lemonde/a.html");
        check("b", "./b");
        check("./-", "./-");
        check("a#4.html", "a\\x234.html");
        check("#4", "./\\x234");
    }

    #[test]
    fn records() {
        #[track_caller]
        fn check(line: &str, expected: &str) {
            assert_eq!(fourth(line, "feed.jsonl"), expected, "{line}");
        }
        check(r#"{"id": " a17 ", "url": "https://exemple.fr/b"}"#, "a17");
        check(r#"{"id": "https://exemple.fr/a#b"}"#, "https://exemple.fr/a#b");
        check(r#"{"id": "lemonde/a.html"}"#, "#lemonde/a.html");
        check(r##"{"id": "#lemonde/a.html"}"##, "##lemonde/a.html");
        check(r##"{"id": "#a"}"##, "##a");
        check(r#"{"id": "a#4"}"#, "a#4");
        check(r#"{"id": "feed.jsonl#4"}"#, "#feed.jsonl#4");
        check(r#"{"id": "-#4"}"#, "#-#4");
        check(r#"{"id": "caf\u00e9"}"#, "café");

        check(r#"{"id": 12}"#, "feed.jsonl#id=12");
        check(r#"{"id": "12"}"#, "feed.jsonl#id=12");
        check(r#"{"id": -1.5}"#, "feed.jsonl#id=-1.5");
        check(
            r#"{"id": 340282366920938463463374607431768211455}"#,
            "feed.jsonl#id=340282366920938463463374607431768211455",
        );
        check(r#"{"id": 12, "url": "https://exemple.fr/b"}"#, "https://exemple.fr/b");
        check(r#"{"id": 12, "url": "/b"}"#, "feed.jsonl#id=12");

        check(r#"{"url": "http://www.exemple.fr/b?utm_source=x#haut"}"#, "https://exemple.fr/b");
        check(r#"{"id": null, "url": "https://exemple.fr/b"}"#, "https://exemple.fr/b");
        check(r#"{"id": " ", "source": "https://exemple.fr/b"}"#, "https://exemple.fr/b");
        check(r#"{"url": "/b.html"}"#, "feed.jsonl#url=/b.html");
        check(r#"{"_id": {"$oid": "65f0"}, "link": "https://exemple.fr/b"}"#, "https://exemple.fr/b");
        check(r#"{"_id": {"$oid": "65f0"}, "title": "T"}"#, "65f0");
        check(r#"{"_id": 7, "title": "T"}"#, "feed.jsonl#4");
        check(r#"{"id": 1, "id": "a17"}"#, "a17");
        check(r#"{"source": "Le Phare", "text": {"any": [1]}}"#, "feed.jsonl#4");
        check(&json!({"id": "a".repeat(LIMIT + 1)}).to_string(), "feed.jsonl#4");
    }

    #[test]
    fn nameless_records_of_standard_input_are_called_by_what_they_hold() {
        let ids: Vec<String> =
            [r#"{"title": "Un"}"#, r#"{"title": "Deux"}"#, r#"{"title": "Un"}"#].map(|line| fourth(line, STDIN)).into();
        assert_eq!(ids[0], ids[2]);
        assert_ne!(ids[0], ids[1]);
        assert_eq!(ids[0].strip_prefix("-#").map(str::len), Some(16));
        assert_eq!(fourth(r#"{"id": 12}"#, STDIN), "-#id=12");
    }

    /// Names in which everything stands that ids are made with.
    fn name() -> impl Strategy<Value = String> {
        prop_oneof![
            "[-#./:=\\\\a0-9x]{1,8}",
            "(./|-|#)?(b|a\\.html|feed\\.jsonl)(#|\\\\x23)?(id=|url=)?(/b|[0-9]{0,2})",
            "(-|-a|b|feed\\.jsonl)(#|\\\\x23)(id=)?[0-3]",
            "https?://a(/b)?(#4)?",
        ]
    }

    /// Something that has an id.
    #[derive(Debug, Clone, PartialEq)]
    enum Thing {
        Page(String),
        Given(String),
        Number(String, u8),
        Relative(String, String),
        Line(String, u8),
    }

    fn thing() -> impl Strategy<Value = Thing> {
        let file = || prop_oneof![name().prop_map(|name| file(&name)), Just(STDIN.to_owned())];
        prop_oneof![
            name().prop_map(|name| Thing::Page(self::file(&name))),
            name().prop_map(Thing::Given),
            (file(), 0..4_u8).prop_map(|(file, number)| Thing::Number(file, number)),
            (file(), name()).prop_map(|(file, url)| Thing::Relative(file, url)),
            (file(), 0..4_u8).prop_map(|(file, line)| Thing::Line(file, line)),
        ]
    }

    /// What a file by this name is called below the root.
    fn file(name: &str) -> String {
        let path: std::path::PathBuf = Path::new("/data").join(name.trim_start_matches('/')).components().collect();
        Corpus::new(Some("/data")).name(&path)
    }

    fn id_of(thing: &Thing) -> Option<String> {
        let of = |value: serde_json::Value, file: &str, line: u8| {
            let (json, names) = (value.to_string(), Names::default());
            let record = Record::read(json.as_bytes(), &names).unwrap();
            Some((Key::of(&record), of_record(&record, json.as_bytes(), file, None, &|| line.to_string())))
        };
        let (key, id) = match thing {
            Thing::Page(file) if file != STDIN => return Some(of_page(file)),
            Thing::Page(_) => return None,
            Thing::Given(id) => of(json!({"id": id}), "feed.jsonl", 1)?,
            Thing::Number(file, number) => of(json!({"id": number}), file, 1)?,
            Thing::Relative(file, url) => of(json!({"url": url}), file, 1)?,
            Thing::Line(file, line) => of(json!({"title": line}), file, *line)?,
        };
        // Digits are a number and a whole address is given, wherever they stand.
        match (thing, key) {
            (Thing::Given(_), Key::Given(_)) | (Thing::Number(..), Key::Number(_)) => Some(id),
            (Thing::Relative(..), Key::Relative(_)) | (Thing::Line(..), Key::None) => Some(id),
            _ => None,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn ids_of_different_things_never_meet(one in thing(), other in thing()) {
            let (Some(id), Some(other_id)) = (id_of(&one), id_of(&other)) else { return Ok(()) };
            prop_assert_eq!(id == other_id, one == other, "{} {}", id, other_id);
        }
    }
}
