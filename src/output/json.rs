//! JSON: one object with all that the index answered, or one object a line and hit.

use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use super::fields::HitField;
use super::records::FacetRecord;
use super::sanitise;
use crate::date::{Moment, Precision};
use crate::engine::candidate::Sort;
use crate::engine::reading::WordReading;
use crate::engine::shown::Filed;
use crate::search::response::{Hit, Response};

/// What `--format json` says beside the hits. The names are documented in docs/formats-and-fields.md and do not change.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<&'a [WordReading]>,
    relaxed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
    sort: &'static str,
    now: Option<Moment>,
    undated: usize,
    took_ms: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facets: Vec<FacetRecord<'a>>,
}

/// Writes one object, a hit a line; it says which `topic` it answers if that is among the fields.
pub fn write<E: From<io::Error>>(
    out: &mut impl Write,
    response: &Response,
    hits: impl Iterator<Item = Result<Hit, E>>,
    fields: &[HitField],
    topic: &str,
) -> Result<(), E> {
    let answer = Answer {
        topic: fields.contains(&HitField::Topic).then_some(topic),
        total: response.total,
        query: response.reading.as_ref().map(|reading| reading.query.to_string()),
        words: response.reading.as_ref().map(|reading| reading.words.as_slice()),
        relaxed: response.relaxed,
        suggestion: response.suggestion.as_ref().map(ToString::to_string),
        sort: sort_name(response.sort),
        now: response.now.map(|now| Moment::new(now, Precision::Minute)),
        undated: response.undated,
        took_ms: response.took.as_micros() as f64 / 1e3,
        facets: response.facets.iter().map(FacetRecord::from).collect(),
    };
    let answer = to_string(&answer);
    // The hits come one by one and may be many, so they are written into the object before it ends.
    write!(out, "{},\"hits\":[", answer.strip_suffix('}').unwrap_or(&answer))?;
    for (n, hit) in hits.enumerate() {
        out.write_all(if n == 0 { b"\n" } else { b",\n" })?;
        write_hit(out, &hit?, fields, topic)?;
    }
    writeln!(out, "\n]}}")?;
    Ok(())
}

/// Writes a hit as one object, without a line end.
pub fn write_hit(out: &mut impl Write, hit: &Hit, fields: &[HitField], topic: &str) -> io::Result<()> {
    out.write_all(to_string(&Record { hit, fields, topic }).as_bytes())
}

/// How the command line calls it too.
pub fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Best => "best",
        Sort::Relevance => "relevance",
        Sort::Newest => "newest",
        Sort::Oldest => "oldest",
    }
}

struct Record<'a> {
    hit: &'a Hit,
    fields: &'a [HitField],
    topic: &'a str,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for field in self.fields {
            map.serialize_entry(field.name(), &field.value(self.hit, self.topic))?;
        }
        map.end()
    }
}

/// An article that was not searched for, as one object with the fields that were chosen.
pub struct ArticleRecord<'a> {
    /// The article.
    pub filed: &'a Filed,
    /// Its fields, in their order.
    pub fields: &'a [HitField],
}

impl Serialize for ArticleRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Filed { id, path, article, .. } = self.filed;
        serializer.collect_map(self.fields.iter().map(|field| (field.name(), field.of_article(id, path, article))))
    }
}

/// JSON that a terminal may show: what it might obey is escaped, which changes no value.
pub fn to_string(value: &impl Serialize) -> String {
    let mut json = Vec::new();
    value
        .serialize(&mut serde_json::Serializer::with_formatter(&mut json, Escaping))
        .expect("what is printed holds only strings, numbers and dates");
    String::from_utf8(json).expect("JSON is UTF-8")
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut units = [0; 2];
        for piece in fragment.split_inclusive(sanitise::is_unsafe) {
            let last = piece.chars().next_back().filter(|c| sanitise::is_unsafe(*c));
            let safe = &piece[..piece.len() - last.map_or(0, char::len_utf8)];
            CompactFormatter.write_string_fragment(writer, safe)?;
            for unit in last.iter().flat_map(|c| c.encode_utf16(&mut units).to_vec()) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_might_obey_is_escaped() {
        let check = |text: &str, expected: &str| {
            let json = to_string(&text);
            assert_eq!(json, expected);
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        };
        check("L'été « bleu »\n", "\"L'été « bleu »\\n\"");
        check("\u{1b}[31m \u{9b}31m \u{202e}\"", "\"\\u001b[31m \\u009b31m \\u202e\\\"\"");
        check("a\u{e0041}\u{7f}", "\"a\\udb40\\udc41\\u007f\"");
    }
}
