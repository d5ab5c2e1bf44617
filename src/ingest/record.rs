//! A line of JSON Lines, on its way to an article. It lies here and not in `source`, which knows no articles, nor in
//! `extract`, which a record that is an article already has no need of.

use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::article::{Article, Evidence, Published, Rejection};
use crate::date::written::{self, Context};
use crate::extract::extract;
use crate::source::{RawPage, Unreadable};

/// An `id` beyond this is no id: the index could not look it up.
const ID_LIMIT: usize = 4096;

/// The record's `id`, else its address; parses no more of the line than that.
pub fn id(record: &RawPage) -> Result<Option<String>, Unreadable> {
    #[derive(Deserialize)]
    #[serde(default)]
    struct Key {
        id: Value,
        url: Value,
        source: Value,
    }
    impl Default for Key {
        fn default() -> Self {
            Self { id: Value::Null, url: Value::Null, source: Value::Null }
        }
    }
    // serde would take an array for a struct, too.
    if !record.bytes.starts_with(b"{") {
        return Err(Unreadable::BrokenRecord);
    }
    let key: Key = serde_json::from_slice(&record.bytes).map_err(|_| Unreadable::BrokenRecord)?;
    let id = text(&key.id).or_else(|| text(&key.url)).or_else(|| text(&key.source).filter(|source| is_address(source)));
    Ok(id.filter(|id| id.len() <= ID_LIMIT))
}

/// The article that the record is, or that its `html` holds.
pub fn article(record: &RawPage) -> Result<Result<Article, Rejection>, Unreadable> {
    let mut fields: Map<String, Value> = serde_json::from_slice(&record.bytes).map_err(|_| Unreadable::BrokenRecord)?;
    match fields.remove("html") {
        Some(Value::String(html)) if !html.trim().is_empty() => Ok(extract(&RawPage {
            origin: record.origin.clone(),
            url: first(&fields, &["url"]),
            content_type: Some("text/html; charset=utf-8".to_owned()),
            fetched: None,
            bytes: html.into_bytes(),
        })),
        _ => Ok(extracted(&fields)),
    }
}

/// An article extracted elsewhere, under the names that trafilatura's JSON and ours give its parts.
fn extracted(fields: &Map<String, Value>) -> Result<Article, Rejection> {
    let title = first(fields, &["title"]).unwrap_or_default();
    let body = first(fields, &["text", "body"]).unwrap_or_default();
    if title.is_empty() && body.is_empty() {
        return Err(Rejection::Empty);
    }
    let source = first(fields, &["source"]);
    let (address, source) = match source {
        Some(source) if is_address(&source) => (Some(source), None),
        source => (None, source),
    };
    Ok(Article {
        lead: first(fields, &["lead", "excerpt", "description"]).filter(|lead| !repeats(&body, lead)),
        authors: names(fields, &["authors", "author"]),
        source: source.or_else(|| first(fields, &["sitename", "source-hostname", "hostname"])),
        section: first(fields, &["section"]).or_else(|| names(fields, &["categories"]).into_iter().next()),
        published: text(fields.get("date").unwrap_or(&Value::Null)).and_then(|date| published(&date)),
        modified: None,
        language: first(fields, &["lang", "language"]).and_then(|language| language_code(&language)),
        url: first(fields, &["url"]).or(address),
        image: first(fields, &["image"]),
        truncated: false,
        title,
        body,
    })
}

/// A date that cannot be read leaves the article without one.
fn published(date: &str) -> Option<Published> {
    let zone = TimeZone::get("Europe/Paris").expect("a zone of the bundled database");
    let moment = written::parse(date, &Context { zone, now: None })?;
    Some(Published { moment, evidence: Evidence::Record })
}

/// The first of the fields that has a text.
fn first(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(fields.get(*name)?))
}

/// The first of the fields that has names: a list of them, or one string with semicolons between.
fn names(fields: &Map<String, Value>, keys: &[&str]) -> Vec<String> {
    let listed = |value: &Value| -> Vec<String> {
        let mut names: Vec<String> = match value {
            Value::Array(values) => {
                values.iter().filter_map(|value| text(value.get("name").unwrap_or(value))).collect()
            }
            value => text(value).iter().flat_map(|names| names.split(';')).map(|name| name.trim().to_owned()).collect(),
        };
        names.retain(|name| !name.is_empty());
        names.dedup();
        names
    };
    keys.iter().filter_map(|key| fields.get(*key)).map(listed).find(|names| !names.is_empty()).unwrap_or_default()
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// trafilatura writes a page's address under `source`.
fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// A description is often the beginning of the text, cut short.
fn repeats(body: &str, lead: &str) -> bool {
    body.contains(lead.trim_end_matches(['.', '…', ' ']))
}

/// `fr` of `fr`, `fr-CA` or `FR_be`.
fn language_code(language: &str) -> Option<String> {
    let code = language.split(['-', '_']).next()?.to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(code)
}
