//! Articles from records: a line of JSON Lines holds a page with its markup, or an article that was extracted
//! elsewhere.

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::lines::noise::points_elsewhere;
use super::{extract, language};
use crate::article::{Article, Evidence, Published, Rejection, Repeated};
use crate::date::context::Context;
use crate::date::written;
use crate::source::{RawPage, Unreadable};

/// Fields of an article. A record with none of them is about something else.
const PARTS: &[&str] = &["title", "text", "body"];

/// The article that a record is or that its `html` holds, or the reason why there is none.
///
/// A record that is no JSON object is an error.
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
        None if !PARTS.iter().any(|name| fields.contains_key(*name)) => Ok(Err(Rejection::Json)),
        _ => Ok(extracted(&fields)),
    }
}

/// An article that was extracted elsewhere. Its parts have the names that trafilatura's JSON or ours gives them.
fn extracted(fields: &Map<String, Value>) -> Result<Article, Rejection> {
    let title = first(fields, &["title"]).unwrap_or_default();
    let body = first(fields, &["text", "body"]).map(without_pointers).unwrap_or_default();
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
        language: language::of(&body, first(fields, &["lang", "language"]).as_deref()),
        url: first(fields, &["url"]).or(address),
        image: first(fields, &["image"]),
        truncated: false,
        captures: Vec::new(),
        repeated: Repeated::default(),
        title,
        body,
    })
}

/// The text without the lines that point to other articles. Other extractors leave them in, and who looks for the title
/// of one of those does not look for this one.
fn without_pointers(text: String) -> String {
    let mut left = text.lines().filter(|line| !points_elsewhere(line)).peekable();
    if left.peek().is_none() { text } else { left.collect::<Vec<_>>().join("\n") }
}

/// The date of an article; none if it cannot be read.
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

/// Whether a text is an address on the web. trafilatura writes a page's address under `source`, where others write a
/// name.
pub fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Whether a description repeats the text: it is often its beginning, cut short.
fn repeats(body: &str, lead: &str) -> bool {
    body.contains(lead.trim_end_matches(['.', '…', ' ']))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(line: &str) -> RawPage {
        RawPage { bytes: line.as_bytes().to_vec(), ..RawPage::default() }
    }

    /// The article as JSON, without the fields that say nothing.
    #[track_caller]
    fn check(line: &str, expected: Value) {
        let article = article(&record(line)).unwrap().unwrap();
        let Value::Object(mut fields) = serde_json::to_value(article).unwrap() else { unreachable!("a struct") };
        fields.retain(|_, value| !matches!(value, Value::Null | Value::Bool(false)) && *value != json!([]));
        assert_eq!(Value::Object(fields), expected, "{line}");
    }

    #[test]
    fn our_names_for_the_parts_of_an_article() {
        check(
            r#"{"id": "7", "title": "La digue tient bon", "text": "Un.\nDeux.", "date": "1er juillet 2025",
                "source": "Le Phare", "authors": ["Awa Diop", "Luc Rey"], "section": "Régions", "lang": "fr-FR",
                "url": "https://phare.example/digue", "unknown": {"a": [1, 2]}}"#,
            json!({
                "title": "La digue tient bon", "body": "Un.\nDeux.", "authors": ["Awa Diop", "Luc Rey"],
                "published": {"moment": "2025-07-01", "evidence": "record"}, "source": "Le Phare",
                "section": "Régions", "language": "fr", "url": "https://phare.example/digue"
            }),
        );
    }

    #[test]
    fn trafilatura_s_names_for_the_parts_of_an_article() {
        check(
            r#"{"title": "La digue tient bon", "author": "Awa Diop; Luc Rey", "hostname": "phare.example",
                "date": "2025-07-01", "categories": "Régions;Mer", "source": "https://phare.example/digue",
                "source-hostname": "Le Phare", "excerpt": "Après la tempête.", "language": null, "text": "Un."}"#,
            json!({
                "title": "La digue tient bon", "lead": "Après la tempête.", "body": "Un.",
                "authors": ["Awa Diop", "Luc Rey"], "published": {"moment": "2025-07-01", "evidence": "record"},
                "source": "Le Phare", "section": "Régions", "url": "https://phare.example/digue"
            }),
        );
    }

    #[test]
    fn lines_that_point_to_other_articles_are_none_of_this_one() {
        check(
            r#"{"title": "La digue", "text": "Elle tient.\nLire aussi : Le port ferme\nElle tiendra."}"#,
            json!({"title": "La digue", "body": "Elle tient.\nElle tiendra."}),
        );
        check(
            r#"{"title": "La digue", "text": "À voir : la digue"}"#,
            json!({"title": "La digue", "body": "À voir : la digue"}),
        );
    }

    #[test]
    fn fields_of_another_kind_are_passed_over() {
        check(
            r#"{"title": "Titre", "text": 12, "date": "on ne sait", "authors": 3.5, "source": ["a"]}"#,
            json!({
                "title": "Titre", "body": "12", "authors": ["3.5"]
            }),
        );
        check(
            r#"{"body": "Texte.", "date": {"day": 1}, "authors": [{"name": "Awa Diop"}, null, ""]}"#,
            json!({
                "title": "", "body": "Texte.", "authors": ["Awa Diop"]
            }),
        );
        check(
            r#"{"text": "Le début du texte et la suite.", "excerpt": "Le début du texte…"}"#,
            json!({
                "title": "", "body": "Le début du texte et la suite."
            }),
        );
    }

    #[test]
    fn what_is_no_article() {
        assert_eq!(article(&record(r#"{"id": 1, "title": "  "}"#)), Ok(Err(Rejection::Empty)));
        assert_eq!(article(&record(r#"{"id": 1, "html": null, "text": null}"#)), Ok(Err(Rejection::Empty)));
        assert_eq!(article(&record(r#"{"id": 1, "html": "rien"}"#)), Ok(Err(Rejection::NotHtml)));
        assert_eq!(article(&record(r#"{"type": "FeatureCollection"}"#)), Ok(Err(Rejection::Json)));
        assert_eq!(article(&record("{\"text\": \"\u{1}\"}")), Err(Unreadable::BrokenRecord));
    }
}
