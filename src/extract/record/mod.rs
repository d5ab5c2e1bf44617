//! Articles from records: an object of JSON that holds a page with its markup, or an article that was extracted elsewhere,
//! under whatever names its tool gave the parts (see [`source::names`](crate::source::names)).

mod values;

use jiff::Span;
use jiff::civil::DateTime;

use super::lines::noise::points_elsewhere;
use super::sites::Ruled;
use super::sites::site::Applied;
use super::{extract_by, language};
use crate::article::{Article, Evidence, Published, Rejection, Repeated};
use crate::date::Moment;
use crate::source::RawPage;
use crate::source::moment;
use crate::source::names::Part;
use crate::source::record::Record;

/// The article that a record is or that its page holds, or the reason why there is none. What the page does not say, such as its
/// date, is taken from the record; and the whole article is, if the page is no article.
pub fn article(record: &Record) -> Result<Article, Rejection> {
    explain(record, None).0
}

/// The same, by the rules of the record's site, if there are some; with what they gave.
pub fn explain(record: &Record, ruled: Option<Ruled>) -> (Result<Article, Rejection>, Option<Applied>) {
    if ruled.is_some_and(|ruled| ruled.is_excluded) {
        return (Err(Rejection::Excluded), None);
    }
    let texts = texts(record);
    match page_of(record, &texts) {
        Some(page) => {
            let (outcome, applied) = extract_by(&page, ruled);
            (completed(outcome, record, texts), applied)
        }
        None if record.makes_article() => (extracted(record, texts), None),
        None => (Err(Rejection::Json), None),
    }
}

/// The article of a record's page, with what the record says beside it.
fn completed(page: Result<Article, Rejection>, record: &Record, texts: Vec<String>) -> Result<Article, Rejection> {
    let own = extracted(record, texts);
    match (page, own) {
        (Ok(page), Ok(own)) => Ok(Article {
            title: if page.title.is_empty() { own.title } else { page.title },
            authors: if page.authors.is_empty() { own.authors } else { page.authors },
            source: page.source.clone().filter(|name| !is_host(name)).or(own.source).or(page.source),
            section: page.section.or(own.section),
            published: page.published.or(own.published),
            ..page
        }),
        (Ok(page), Err(_)) => Ok(page),
        (Err(_), Ok(own)) if !own.body.is_empty() => Ok(own),
        (Err(rejection), _) => Err(rejection),
    }
}

/// The page that a record holds, if it does.
pub fn page(record: &Record) -> Option<RawPage> {
    page_of(record, &texts(record))
}

fn page_of(record: &Record, texts: &[String]) -> Option<RawPage> {
    Some(RawPage {
        url: address(record),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        fetched: fetched(record),
        bytes: html(record, texts)?.into_bytes(),
        ..RawPage::default()
    })
}

/// The markup in a record: under a name of its own, or under that of a text.
fn html(record: &Record, texts: &[String]) -> Option<String> {
    first(record, Part::Html).or_else(|| texts.iter().find(|text| values::is_page(text)).cloned())
}

/// What stands under the names of a text.
fn texts(record: &Record) -> Vec<String> {
    record.values(Part::Text).filter_map(|text| values::text(&text)).collect()
}

/// An article that was extracted elsewhere.
fn extracted(record: &Record, texts: Vec<String>) -> Result<Article, Rejection> {
    let texts = texts.into_iter().filter(|text| !values::is_page(text));
    let body = texts.map(|text| values::plain(&text)).find(|text| !text.is_empty());
    let body = body.map(without_pointers).unwrap_or_default();
    let title = line(record, Part::Title).unwrap_or_default();
    if title.is_empty() && body.is_empty() {
        return Err(Rejection::Empty);
    }
    let named = |part| record.values(part).map(|value| values::names(&value)).find(|names| !names.is_empty());
    let fetched = fetched(record);
    let is_past = |moment: &Moment| {
        fetched.is_none_or(|fetched| moment.at.date() <= fetched.date().saturating_add(Span::new().days(1)))
    };
    let date = record.values(Part::Date).find_map(|date| values::date(&date, fetched).filter(is_past));
    Ok(Article {
        lead: first(record, Part::Lead).map(|lead| values::plain(&lead)).filter(|lead| !repeats(&body, lead)),
        authors: named(Part::Authors).unwrap_or_default(),
        source: record.values(Part::Source).filter_map(|source| values::text(&source)).find(|it| !is_address(it)),
        section: named(Part::Section).and_then(|names| names.into_iter().next()),
        page: None,
        published: date.map(|moment| Published { moment, evidence: Evidence::Record }),
        modified: None,
        language: language::of(&body, first(record, Part::Language).as_deref()),
        url: address(record),
        image: first(record, Part::Image),
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

/// The address of a record's article: a whole one, else what its file has instead.
pub fn address(record: &Record) -> Option<String> {
    let urls: Vec<String> = record.values(Part::Url).filter_map(|url| values::text(&url)).collect();
    let whole = urls.iter().find(|url| is_address(url)).or(urls.first()).cloned();
    whole.or_else(|| record.values(Part::Source).filter_map(|source| values::text(&source)).find(|it| is_address(it)))
}

/// When the page of a record was fetched, in UTC, if the record says so.
pub fn fetched(record: &Record) -> Option<DateTime> {
    record.values(Part::Fetched).filter_map(|value| values::text(&value)).find_map(|text| moment::of_record(&text))
}

/// The first value of a part that is a text.
pub fn first(record: &Record, part: Part) -> Option<String> {
    record.values(part).find_map(|value| values::text(&value))
}

/// The first value of a part, as one line.
fn line(record: &Record, part: Part) -> Option<String> {
    first(record, part).map(|text| values::plain(&text))
}

/// Whether a text is an address on the web. trafilatura writes a page's address under `source`, where others write a
/// name.
fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Whether the name of a newspaper is but that of its site.
fn is_host(name: &str) -> bool {
    name.contains('.') && !name.contains(' ')
}

/// Whether a description repeats the text: it is often its beginning, cut short.
fn repeats(body: &str, lead: &str) -> bool {
    body.contains(lead.trim_end_matches(['.', '…', ' ']))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::source::names::Names;

    fn article(line: &str) -> Result<Article, Rejection> {
        let names = Names::default();
        super::article(&Record::read(line.as_bytes(), &names).unwrap())
    }

    /// The article as JSON, without the fields that say nothing.
    #[track_caller]
    fn check(line: &str, expected: Value) {
        let article = article(line).unwrap();
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
                "title": "Titre", "body": "12", "authors": ["3.5"], "source": "a"
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
    fn a_record_says_when_it_was_fetched() {
        #[track_caller]
        fn check(fields: &str, expected: Option<&str>) {
            let article = article(&format!(r#"{{"title": "La digue", "text": "Elle tient.", {fields}}}"#)).unwrap();
            let date = article.published.map(|published| published.moment.to_string());
            assert_eq!(date.as_deref(), expected, "{fields}");
        }
        check(r#""crawled_at": "2025-03-04T08:00:00Z", "date": "hier""#, Some("2025-03-03"));
        check(r#""crawled_at": "2025-03-04T08:00:00Z", "date": "2025-03-05""#, Some("2025-03-05"));
        check(r#""crawled_at": "2025-03-04T08:00:00Z", "date": "2026-03-05""#, None);
        check(r#""crawled_at": 1741075200, "date": "2026-03-05", "pubDate": "2025-03-01""#, Some("2025-03-01"));
        check(r#""date": "hier""#, None);
    }

    #[test]
    fn what_is_no_article() {
        assert_eq!(article(r#"{"id": 1, "title": "  "}"#), Err(Rejection::Empty));
        assert_eq!(article(r#"{"id": 1, "html": null, "text": null}"#), Err(Rejection::Empty));
        assert_eq!(article(r#"{"id": 1, "html": "rien"}"#), Err(Rejection::NotHtml));
        assert_eq!(article(r#"{"type": "FeatureCollection"}"#), Err(Rejection::Json));
    }
}
