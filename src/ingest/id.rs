//! The ids of pages and records. An id is the key of an article, so no two sources of different kinds may share one, whatever
//! their names are.
//!
//! | what | its id | as in |
//! |---|---|---|
//! | a page | its path, after `./` if that is a bare word, `#` as `\x23` | `lemonde/a.html`, `./b`, `a\x23.html` |
//! | a record with an `id` | that, after `#` if it could be a path | `a17`, `https://lemonde.fr/a`, `#lemonde/a.html` |
//! | a record or a capture with an address | its canonical form, before a number as `id` | `https://lemonde.fr/a` |
//! | a record with a number as `id` | its file and the number | `feed.jsonl#id=12` |
//! | a record with half an address | its file and that | `feed.jsonl#url=/a.html` |
//! | a record of a file, with none of these | its file and its line | `feed.jsonl#4` |
//! | a record of standard input with none of these, or a page of it | a hash of it | `-#8c5f4c5a2d1be0f3` |
//!
//! Different rows give different ids. An id that begins with the name of a file has a `.` or a `/` before any `#`, and never
//! `://`, for a path has no empty part. An id that a user gave has `://`, or begins with `#`, or has neither `.` nor `/` and
//! does not begin with the `-#` of standard input. `tests::ids_of_different_things_never_meet` holds it to that.

use std::borrow::Cow;

use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::value::RawValue;
use twox_hash::XxHash3_64;

use crate::extract::record::is_address;
use crate::source::{RawPage, STDIN, Unreadable, address};

/// Bytes of an `id` or address; a longer one is ignored, for the index could not look it up.
const LIMIT: usize = 4096;

/// The id of a page, which is the file that the index calls `container`.
pub fn of_page(container: &str) -> String {
    let name = container.replace('#', "\\x23");
    if name.contains(['.', '/']) { name } else { format!("./{name}") }
}

/// The id of a page that its container knows the address of; with the moment of its capture, where each is an article.
pub fn of_capture(url: &str, fetched: Option<DateTime>) -> String {
    match (address::canonical(url), fetched) {
        (address, Some(fetched)) => format!("{address}#{fetched}"),
        (address, None) => address,
    }
}

/// The id of a page that came through standard input, which has no file name.
pub fn of_fed_page(page: &RawPage) -> String {
    format!("{STDIN}#{:016x}", XxHash3_64::oneshot(&page.bytes))
}

/// The id of a record in the file that the index calls `container`, where it has the number that `member` gives. It parses only
/// the fields that it needs; a record that is no JSON object is an error.
pub fn of_record(record: &[u8], container: &str, member: &dyn Fn() -> String) -> Result<String, Unreadable> {
    let local = |member: &str| {
        let container = if container == STDIN { STDIN.to_owned() } else { of_page(container) };
        format!("{container}#{member}")
    };
    Ok(match Key::of(record)? {
        Key::Given(id) => given(id),
        Key::Address(url) => given(address::canonical(&url)),
        Key::Number(number) => local(&format!("id={number}")),
        Key::Relative(url) => local(&format!("url={url}")),
        // Line numbers of standard input mean nothing to the next run.
        Key::None if container == STDIN => local(&format!("{:016x}", XxHash3_64::oneshot(record))),
        Key::None => local(&member()),
    })
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
    /// Reads the key of a record. An address comes before a number, since the number of a row changes with the next export.
    fn of(record: &[u8]) -> Result<Self, Unreadable> {
        // Raw values keep numbers as they are written, however long.
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Fields<'a> {
            #[serde(borrow)]
            id: Option<&'a RawValue>,
            #[serde(borrow)]
            url: Option<&'a RawValue>,
            #[serde(borrow)]
            source: Option<&'a RawValue>,
        }
        // serde would accept an array for a struct.
        if !record.starts_with(b"{") {
            return Err(Unreadable::BrokenRecord);
        }
        let fields: Fields = serde_json::from_slice(record).map_err(|_| Unreadable::BrokenRecord)?;
        let id = text(fields.id);
        let url = text(fields.url).or_else(|| text(fields.source).filter(|source| is_address(source)));
        let is_number = |id: &str| id.bytes().all(|byte| byte.is_ascii_digit());
        Ok(match (id, url) {
            (Some(id), _) if !is_number(&id) && !is_json_number(fields.id) => Self::Given(id),
            (_, Some(url)) if url.contains("://") => Self::Address(url),
            (Some(number), _) => Self::Number(number),
            (None, Some(url)) => Self::Relative(url),
            (None, None) => Self::None,
        })
    }
}

fn is_json_number(value: Option<&RawValue>) -> bool {
    value.is_some_and(|value| value.get().starts_with(|c: char| c == '-' || c.is_ascii_digit()))
}

/// A text, or a number as it is written; neither blank nor too long.
fn text(value: Option<&RawValue>) -> Option<String> {
    let text: Cow<str> = match value? {
        number if is_json_number(Some(number)) => number.get().into(),
        value => serde_json::from_str::<String>(value.get()).ok()?.into(),
    };
    let text = text.trim();
    (!text.is_empty() && text.len() <= LIMIT).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use serde_json::json;

    use super::super::corpus::Corpus;
    use super::*;

    fn fourth(line: &str, container: &str) -> Result<String, Unreadable> {
        of_record(line.as_bytes(), container, &|| "4".to_owned())
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
        fn check(line: &str, expected: Result<&str, Unreadable>) {
            assert_eq!(fourth(line, "feed.jsonl"), expected.map(str::to_owned), "{line}");
        }
        check(r#"{"id": " a17 ", "url": "https://exemple.fr/b"}"#, Ok("a17"));
        check(r#"{"id": "https://exemple.fr/a#b"}"#, Ok("https://exemple.fr/a#b"));
        check(r#"{"id": "lemonde/a.html"}"#, Ok("#lemonde/a.html"));
        check(r##"{"id": "#lemonde/a.html"}"##, Ok("##lemonde/a.html"));
        check(r##"{"id": "#a"}"##, Ok("##a"));
        check(r#"{"id": "a#4"}"#, Ok("a#4"));
        check(r#"{"id": "feed.jsonl#4"}"#, Ok("#feed.jsonl#4"));
        check(r#"{"id": "-#4"}"#, Ok("#-#4"));
        check(r#"{"id": "caf\u00e9"}"#, Ok("café"));

        check(r#"{"id": 12}"#, Ok("feed.jsonl#id=12"));
        check(r#"{"id": "12"}"#, Ok("feed.jsonl#id=12"));
        check(r#"{"id": -1.5}"#, Ok("feed.jsonl#id=-1.5"));
        check(
            r#"{"id": 340282366920938463463374607431768211455}"#,
            Ok("feed.jsonl#id=340282366920938463463374607431768211455"),
        );
        check(r#"{"id": 12, "url": "https://exemple.fr/b"}"#, Ok("https://exemple.fr/b"));
        check(r#"{"id": 12, "url": "/b"}"#, Ok("feed.jsonl#id=12"));

        check(r#"{"url": "http://www.exemple.fr/b?utm_source=x#haut"}"#, Ok("https://exemple.fr/b"));
        check(r#"{"id": null, "url": "https://exemple.fr/b"}"#, Ok("https://exemple.fr/b"));
        check(r#"{"id": " ", "source": "https://exemple.fr/b"}"#, Ok("https://exemple.fr/b"));
        check(r#"{"url": "/b.html"}"#, Ok("feed.jsonl#url=/b.html"));
        check(r#"{"source": "Le Phare", "text": {"any": [1]}}"#, Ok("feed.jsonl#4"));
        check(&json!({"id": "a".repeat(LIMIT + 1)}).to_string(), Ok("feed.jsonl#4"));
        check(r#"{"id": "a"#, Err(Unreadable::BrokenRecord));
        check(r#"["a", "b", "c"]"#, Err(Unreadable::BrokenRecord));
        check("12", Err(Unreadable::BrokenRecord));
    }

    #[test]
    fn nameless_records_of_standard_input_are_called_by_what_they_hold() {
        let ids: Vec<String> = [r#"{"title": "Un"}"#, r#"{"title": "Deux"}"#, r#"{"title": "Un"}"#]
            .map(|line| fourth(line, STDIN).unwrap())
            .into();
        assert_eq!(ids[0], ids[2]);
        assert_ne!(ids[0], ids[1]);
        assert_eq!(ids[0].strip_prefix("-#").map(str::len), Some(16));
        assert_eq!(fourth(r#"{"id": 12}"#, STDIN).unwrap(), "-#id=12");
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
            let record = value.to_string();
            let key = Key::of(record.as_bytes()).unwrap();
            Some((key, of_record(record.as_bytes(), file, &|| line.to_string()).unwrap()))
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
