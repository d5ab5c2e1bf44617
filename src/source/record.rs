//! A record: a JSON object with the parts of an article. It is scanned once, for the places of its fields; the values that are
//! wanted are parsed when they are.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::names::{Names, Part};
use super::{Unreadable, json};

/// Objects that stand around an article in the answers of servers, such as Elasticsearch's.
const AROUND: &[&str] = &["_source", "article", "data", "item", "doc", "document", "attributes", "fields"];

/// The fields of a record.
#[derive(Debug)]
pub struct Record<'a> {
    fields: Vec<Field<'a>>,
    names: &'a Names,
}

#[derive(Debug, Clone)]
struct Field<'a> {
    name: Cow<'a, str>,
    /// The part that it holds, and the rank of its name.
    part: Option<(Part, u8)>,
    raw: &'a [u8],
}

impl<'a> Record<'a> {
    /// Reads a JSON object. Anything else is an error. An article that stands in an object of its record is read with it.
    pub fn read(json: &'a [u8], names: &'a Names) -> Result<Self, Unreadable> {
        let mut record = Self { fields: fields(json, names).ok_or(Unreadable::BrokenRecord)?, names };
        if !record.makes_article() {
            let inner = record.fields.iter().rev().find(|field| AROUND.contains(&&*field.name));
            if let Some(inner) = inner.and_then(|field| fields(field.raw, names)) {
                record.fields.extend(inner);
            }
        }
        Ok(record)
    }

    /// The names of its fields, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| &*field.name)
    }

    /// Whether a field should hold a headline, a text or a page.
    pub fn makes_article(&self) -> bool {
        [Part::Title, Part::Text, Part::Html].iter().any(|part| self.raw(*part).next().is_some())
    }

    /// The values of a part, the best first: those of the user's map, and then those of the table of names. Of several fields
    /// with one name, the last counts, as it does for all who read JSON.
    pub fn values(&self, part: Part) -> impl Iterator<Item = Value> {
        self.raw(part).filter_map(|raw| match raw {
            Found::Whole(raw) => value(raw),
            Found::Inside(raw, path) => {
                path.split('.').try_fold(value(raw)?, |mut outer, name| outer.get_mut(name).map(Value::take))
            }
        })
    }

    /// The values of a part as they are written, for numbers of any length. Those inside of objects are left out.
    pub fn written(&self, part: Part) -> impl Iterator<Item = &'a str> {
        self.raw(part).filter_map(|raw| if let Found::Whole(raw) = raw { str::from_utf8(raw).ok() } else { None })
    }

    /// The names of the fields that hold texts, or have them inside, and are no known part of an article.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let is_unknown = |field: &&Field| field.part.is_none() && !self.names.is_mapped(&field.name);
        let holds_text =
            |field: &&Field| says_something(field.raw) && matches!(field.raw.first(), Some(b'"' | b'{' | b'['));
        self.fields.iter().filter(is_unknown).filter(holds_text).map(|field| &*field.name)
    }

    /// Whether a field of this part says something.
    pub fn has(&self, part: Part) -> bool {
        self.raw(part).any(|found| match found {
            Found::Whole(raw) | Found::Inside(raw, _) => says_something(raw),
        })
    }

    fn raw(&self, part: Part) -> impl Iterator<Item = Found<'a>> {
        let mapped = self.names.mapped(part).filter_map(|path| self.mapped(path));
        let mut of_part: Vec<(u8, &'a [u8])> = Vec::new();
        for field in self.fields.iter().rev() {
            if let Some((own, rank)) = field.part
                && own == part
            {
                of_part.push((rank, field.raw));
            }
        }
        of_part.sort_by_key(|(rank, _)| *rank);
        mapped.collect::<Vec<_>>().into_iter().chain(of_part.into_iter().map(|(_, raw)| Found::Whole(raw)))
    }

    /// The field that a mapped name means: one of that very name, else the object that its first part names.
    fn mapped(&self, path: &'a str) -> Option<Found<'a>> {
        let named = |name: &str| self.fields.iter().rev().find(|field| field.name == name).map(|field| field.raw);
        named(path).map(Found::Whole).or_else(|| {
            let (outer, inner) = path.split_once('.')?;
            Some(Found::Inside(named(outer)?, inner))
        })
    }
}

/// A value of a record, or the way to it.
enum Found<'a> {
    Whole(&'a [u8]),
    /// It stands in an object, under names with dots between.
    Inside(&'a [u8], &'a str),
}

fn says_something(raw: &[u8]) -> bool {
    !matches!(raw, b"null" | b"\"\"" | b"[]" | b"{}" | b"false")
}

/// Parses a value. What is not UTF-8 in it, and half a surrogate pair, is mended; one that is nested too deeply is none.
fn value(raw: &[u8]) -> Option<Value> {
    let mended = || serde_json::from_str(&json::without_lone_surrogates(&json::text(raw)));
    serde_json::from_slice(raw).or_else(|_| mended()).ok().filter(|value| *value != Value::Null)
}

/// The fields of an object and nothing else. All of it must be JSON, but for bytes that are not UTF-8.
fn fields<'a>(json: &'a [u8], names: &Names) -> Option<Vec<Field<'a>>> {
    let mut fields = Vec::with_capacity(16);
    let mut rest = json.trim_ascii().strip_prefix(b"{")?.trim_ascii_start();
    if rest == b"}" {
        return Some(fields);
    }
    loop {
        let (name, behind) = one_value(rest.starts_with(b"\"").then_some(rest)?)?;
        let (raw, behind) = one_value(behind.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start())?;
        let name = match name.contains(&b'\\') {
            true => serde_json::from_slice::<String>(name).ok()?.into(),
            false => json::text(&name[1..name.len() - 1]),
        };
        let is_around = AROUND.contains(&&*name) && raw.starts_with(b"{");
        let part = names.part(&name).filter(|_| !is_around);
        fields.push(Field { name, part, raw });
        match behind.trim_ascii_start() {
            b"}" => return Some(fields),
            behind => rest = behind.strip_prefix(b",")?.trim_ascii_start(),
        }
    }
}

/// The value that `json` begins with, and what stands behind it.
fn one_value(json: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut values = serde_json::Deserializer::from_slice(json).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(json.split_at(values.byte_offset()))
}

/// The names of the fields of the object that `json` begins with, up to where it is cut off or a text of an article comes.
pub fn beginning(json: &[u8]) -> Vec<String> {
    struct Names<'a>(&'a mut Vec<String>);

    impl<'de> Visitor<'de> for Names<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(name) = map.next_key::<String>()? {
                let is_text = matches!(name.as_str(), "text" | "body" | "html");
                self.0.push(name);
                if is_text {
                    break;
                }
                map.next_value::<IgnoredAny>()?;
            }
            Ok(())
        }
    }

    let mut names = Vec::new();
    // An object that is cut off gives the names before the cut.
    let _ = serde_json::Deserializer::from_slice(json).deserialize_map(Names(&mut names));
    names
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: &str, map: &str, part: Part, expected: Value) {
        let names: Names = map.parse().unwrap();
        let record = Record::read(json.as_bytes(), &names).unwrap();
        assert_eq!(Value::Array(record.values(part).collect()), expected, "{json}");
    }

    #[test]
    fn values_of_a_part_in_their_order() {
        check(r#"{"content": "b", "text": "a"}"#, "", Part::Text, json!(["a", "b"]));
        check(r#"{"Text": 1, "texte": null}"#, "", Part::Text, json!([1]));
        check(r#"{"text": "old", "text": "new"}"#, "", Part::Text, json!(["new", "old"]));
        check(r#"{"text": "a", "billet": "b"}"#, "text=billet", Part::Text, json!(["b", "a"]));
        check(r#"{"data": {"body": "b"}, "title": "T"}"#, "text=data.body", Part::Text, json!(["b"]));
        check(r#"{"data.body": "c", "data": {"body": "b"}}"#, "text=data.body", Part::Text, json!(["c"]));
        check(r#"{"data": 1, "title": "T"}"#, "text=data.body", Part::Text, json!([]));
        check(r#"{"_id": 1, "_source": {"titre": "T"}}"#, "", Part::Title, json!(["T"]));
        check(r#"{"article": {"titre": "T"}, "url": "/a"}"#, "", Part::Title, json!(["T"]));
        check(r#"{"title": "T", "data": {"text": "a"}}"#, "", Part::Text, json!([]));
        check(r#"{"te\u0078t": "\ud83d\ude00 \ud83d!"}"#, "", Part::Text, json!(["😀 \u{fffd}!"]));
    }

    #[test]
    fn bytes_that_are_no_utf_8_break_nothing() {
        let names = Names::default();
        let record = Record::read(b"{\"titre\": \"L'\xE9t\xE9\", \"cl\xE9\": 1}", &names).unwrap();
        assert_eq!(record.values(Part::Title).collect::<Vec<_>>(), [json!("L'été")]);
        assert_eq!(record.names().collect::<Vec<_>>(), ["titre", "clé"]);
    }

    proptest! {
        #[test]
        fn what_is_an_object_is_what_serde_json_takes_for_one(
            parts in prop::collection::vec(prop::sample::select(vec![
                "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "1", "-", "null", " ", "\\u00e9", "\\", "é", "\"b\":", "{}", "\n", "\"a\":1",
            ]), 0..12),
        ) {
            let json = format!("{{{}}}", parts.concat());
            let names = Names::default();
            let record = Record::read(json.as_bytes(), &names);
            let is_object = serde_json::from_str::<serde_json::Map<String, Value>>(&json).is_ok();
            prop_assert_eq!(record.is_ok(), is_object, "{}", json);
        }
    }

    #[test]
    fn anything_but_an_object_is_broken() {
        for json in [
            "",
            "12",
            "[\"text\"]",
            "{\"text\"",
            "{\"text\": \"\u{1}\"}",
            "{} {}",
            "{\"a\": 1,}",
            "{\"a\" 1}",
            "{a: 1}",
            "{\"a\": b}",
        ] {
            let names = Names::default();
            assert_eq!(Record::read(json.as_bytes(), &names).err(), Some(Unreadable::BrokenRecord), "{json}");
        }
    }

    #[test]
    fn fields_that_nobody_foresaw() {
        let names: Names = "text=billet".parse().unwrap();
        let json = r#"{"title": "T", "billet": "a", "paru_le": "2025", "vide": "", "rien": null, "autre": "b"}"#;
        let record = Record::read(json.as_bytes(), &names).unwrap();
        assert_eq!(record.unknown().collect::<Vec<_>>(), ["paru_le", "autre"]);
        assert!(record.has(Part::Text) && !record.has(Part::Html));
    }
}
