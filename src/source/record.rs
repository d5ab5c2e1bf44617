//! A record: a JSON object with the parts of an article. It is scanned once, for the places of its fields; the values that are
//! wanted are parsed when they are.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

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
    raw: &'a RawValue,
}

impl<'a> Record<'a> {
    /// Reads a JSON object. Anything else is an error. An article that stands in an object of its record is read with it.
    pub fn read(json: &'a str, names: &'a Names) -> Result<Self, Unreadable> {
        let mut record = Self { fields: fields(json, names)?, names };
        if !record.makes_article() {
            let inner = record.fields.iter().rev().find(|field| AROUND.contains(&&*field.name));
            if let Some(inner) = inner.and_then(|field| fields(field.raw.get(), names).ok()) {
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
        self.raw(part).filter_map(|raw| if let Found::Whole(raw) = raw { Some(raw.get()) } else { None })
    }

    /// The names of the fields that hold texts, or have them inside, and are no known part of an article.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let is_unknown = |field: &&Field| field.part.is_none() && !self.names.is_mapped(&field.name);
        let holds_text = |field: &&Field| says_something(field.raw) && field.raw.get().starts_with(['"', '{', '[']);
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
        let mut of_part: Vec<(u8, &'a RawValue)> = Vec::new();
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
    Whole(&'a RawValue),
    /// It stands in an object, under names with dots between.
    Inside(&'a RawValue, &'a str),
}

fn says_something(raw: &RawValue) -> bool {
    !matches!(raw.get(), "null" | "\"\"" | "[]" | "{}" | "false")
}

/// Parses a value. One with half a surrogate pair gets U+FFFD for it; one that is nested too deeply is none.
fn value(raw: &RawValue) -> Option<Value> {
    serde_json::from_str(raw.get())
        .or_else(|_| serde_json::from_str(&json::without_lone_surrogates(raw.get())))
        .ok()
        .filter(|value| *value != Value::Null)
}

fn fields<'a>(json: &'a str, names: &Names) -> Result<Vec<Field<'a>>, Unreadable> {
    struct Fields<'n>(&'n Names);

    impl<'de> Visitor<'de> for Fields<'_> {
        type Value = Vec<Field<'de>>;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = Vec::with_capacity(16);
            while let Some((Name(name), raw)) = map.next_entry()? {
                let raw: &RawValue = raw;
                let is_around = AROUND.contains(&&*name) && raw.get().starts_with('{');
                let part = self.0.part(&name).filter(|_| !is_around);
                fields.push(Field { name, part, raw });
            }
            Ok(fields)
        }
    }

    let mut json = serde_json::Deserializer::from_str(json);
    let fields = json.deserialize_map(Fields(names)).and_then(|fields| json.end().map(|()| fields));
    fields.map_err(|_| Unreadable::BrokenRecord)
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

/// The name of a field, borrowed unless it has escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(name.into()))
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(name.to_owned().into()))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: &str, map: &str, part: Part, expected: Value) {
        let names: Names = map.parse().unwrap();
        let record = Record::read(json, &names).unwrap();
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
    fn anything_but_an_object_is_broken() {
        for json in ["", "12", "[\"text\"]", "{\"text\"", "{\"text\": \"\u{1}\"}", "{} {}", "{\"a\": 1,}"] {
            let names = Names::default();
            assert_eq!(Record::read(json, &names).err(), Some(Unreadable::BrokenRecord), "{json}");
        }
    }

    #[test]
    fn fields_that_nobody_foresaw() {
        let names: Names = "text=billet".parse().unwrap();
        let json = r#"{"title": "T", "billet": "a", "paru_le": "2025", "vide": "", "rien": null, "autre": "b"}"#;
        let record = Record::read(json, &names).unwrap();
        assert_eq!(record.unknown().collect::<Vec<_>>(), ["paru_le", "autre"]);
        assert!(record.has(Part::Text) && !record.has(Part::Html));
    }
}
