//! The article that a page describes in JSON-LD, read as leniently as search engines read it.

use memchr::memmem;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::extract::dom::{builder, text};
use crate::extract::lines::blocks;

/// An article as JSON-LD describes it. Texts are lines, with their entities decoded.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Described {
    pub headline: Option<String>,
    pub description: Option<String>,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    /// The names of the steps of the `BreadcrumbList`.
    pub breadcrumb: Vec<String>,
    pub image: Option<String>,
    pub language: Option<String>,
    /// The date of publication, as the page writes it.
    pub published: Option<String>,
    pub modified: Option<String>,
    /// The lines of `articleBody`.
    pub body: Vec<String>,
    /// `isAccessibleForFree` is false.
    pub paid: bool,
    /// The page calls itself a list, a gallery, a search or a front.
    pub collection: bool,
    /// The thing described is an article, and not merely a web page.
    pub is_article: bool,
    /// The thing described is a film, which may be older than the article that shows it.
    pub is_film: bool,
}

/// Reads the page's `<script type="application/ld+json">` elements. Of several articles, the first at the lowest depth
/// counts.
pub fn read(scripts: &[&str]) -> Described {
    let values: Vec<Value> = scripts.iter().flat_map(|script| values(script)).collect();
    let mut things = Vec::new();
    for value in &values {
        collect(value, 0, &mut things);
    }
    let collection = things.iter().any(|(_, thing)| types(thing).any(is_collection));
    let best = things.iter().min_by_key(|(depth, thing)| (rank(thing), *depth)).filter(|(_, thing)| rank(thing) < 9);
    let mut described = best.map(|(_, thing)| describe(thing, &things)).unwrap_or_default();
    described.breadcrumb = breadcrumb(&things);
    described.is_article = best.is_some_and(|(_, thing)| rank(thing) <= 1);
    described.collection = collection && !described.is_article;
    described
}

/// The JSON values in a script. Some scripts hold several, some have raw line breaks in strings, some stand in a
/// comment.
fn values(script: &str) -> Vec<Value> {
    let script =
        script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let script =
        script.trim_start_matches('\u{feff}').trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>");
    let parse = |text: &str| -> Vec<Value> {
        serde_json::Deserializer::from_str(text).into_iter::<Value>().map_while(Result::ok).collect()
    };
    let values = parse(script);
    if values.is_empty() { parse(&repaired(script)) } else { values }
}

/// A script with spaces for the control characters in its strings, without what is no escape, and without commas before
/// closing brackets.
fn repaired(script: &str) -> String {
    let mut repaired = String::with_capacity(script.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in script.chars() {
        match c {
            _ if in_string && escaped => {
                escaped = false;
                // "\'" is no escape of JSON.
                if !matches!(c, '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') {
                    repaired.pop();
                }
            }
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            ']' | '}' if !in_string && repaired.trim_end().ends_with(',') => {
                repaired.truncate(repaired.trim_end().len() - 1);
            }
            _ => {}
        }
        repaired.push(if c.is_control() { ' ' } else { c });
    }
    repaired
}

/// Collects everything with a type, and its depth, through `@graph`, lists and the properties that nest an article.
fn collect<'v>(value: &'v Value, depth: usize, things: &mut Vec<(usize, &'v Thing)>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, depth, things)),
        Value::Object(thing) => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "hasPart"] {
                if let Some(inner) = thing.get(key).filter(|inner| inner.is_object() || inner.is_array()) {
                    let depth = depth + usize::from(key != "@graph");
                    collect(inner, depth, things);
                }
            }
            if thing.contains_key("@type") {
                things.push((depth, thing));
            }
        }
        _ => {}
    }
}

type Thing = serde_json::Map<String, Value>;

fn types(thing: &Thing) -> impl Iterator<Item = &str> {
    let (one, many) = match thing.get("@type") {
        Some(Value::String(one)) => (Some(one.as_str()), None),
        Some(Value::Array(many)) => (None, Some(many)),
        _ => (None, None),
    };
    let name = |it: &'_ str| -> usize { it.rfind(['/', ':']).map_or(0, |at| at + 1) };
    one.into_iter().chain(many.into_iter().flatten().filter_map(Value::as_str)).map(move |it| &it[name(it)..])
}

fn is_collection(kind: &str) -> bool {
    matches!(
        kind,
        "CollectionPage" | "SearchResultsPage" | "ImageGallery" | "ItemList" | "MediaGallery" | "ProfilePage"
    )
}

/// The rank of a thing as the page's article: 0 is surest, and 9 is none.
fn rank(thing: &Thing) -> u8 {
    let of = |kind: &str| match kind {
        kind if kind.ends_with("NewsArticle") || kind == "Article" || kind == "BlogPosting" => 0,
        kind if kind.ends_with("Article") || kind == "LiveBlogPosting" || kind == "SocialMediaPosting" => 0,
        "Report" | "Review" | "Recipe" => 1,
        "WebPage" | "ItemPage" | "AboutPage" | "VideoObject" | "CreativeWork" => 2,
        _ => 9,
    };
    types(thing).map(of).min().unwrap_or(9)
}

fn describe(thing: &Thing, things: &[(usize, &Thing)]) -> Described {
    let text =
        |key: &str| thing.get(key).and_then(first_text).map(|text| text::line(&text)).filter(|it| !it.is_empty());
    let named = named(things);
    let mut authors = Vec::new();
    for key in ["author", "creator"] {
        if authors.is_empty()
            && let Some(value) = thing.get(key)
        {
            names(value, &named, &mut authors);
        }
    }
    Described {
        headline: text("headline").or_else(|| text("name")),
        description: text("description").or_else(|| text("abstract")),
        authors,
        publisher: thing.get("publisher").and_then(|value| {
            let mut found = Vec::new();
            names(value, &named, &mut found);
            found.into_iter().next()
        }),
        section: text("articleSection"),
        breadcrumb: Vec::new(),
        image: thing.get("image").and_then(image),
        language: text("inLanguage"),
        published: text("datePublished").or_else(|| text("dateCreated")).or_else(|| text("uploadDate")),
        modified: text("dateModified"),
        body: thing.get("articleBody").and_then(Value::as_str).map(lines).unwrap_or_default(),
        paid: match thing.get("isAccessibleForFree") {
            Some(Value::Bool(free)) => !free,
            Some(Value::String(free)) => free.eq_ignore_ascii_case("false"),
            _ => false,
        },
        collection: false,
        is_article: false,
        is_film: types(thing).all(|kind| kind == "VideoObject"),
    }
}

/// The lines of a text, which may be markup.
fn lines(raw: &str) -> Vec<String> {
    let lines: Vec<String> = match memmem::find(raw.as_bytes(), b"</p>") {
        Some(_) => {
            let tree = builder::parse(raw);
            let blocks = blocks::split(&tree, &blocks::own_marks(&tree, false));
            blocks.into_iter().map(|block| block.text).collect()
        }
        None => raw.lines().map(text::line).collect(),
    };
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// The names of the steps of a breadcrumb, in its order.
fn breadcrumb(things: &[(usize, &Thing)]) -> Vec<String> {
    let list = things.iter().find(|(_, thing)| types(thing).any(|kind| kind == "BreadcrumbList"));
    let steps = list.and_then(|(_, thing)| thing.get("itemListElement")).and_then(Value::as_array);
    let name = |step: &Value| {
        let named = step.get("name").or_else(|| step.get("item").and_then(|item| item.get("name")));
        named.and_then(first_text).map(|name| text::line(&name))
    };
    steps.into_iter().flatten().filter_map(name).collect()
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(first_text),
        Value::Object(thing) => thing.get("@value").or_else(|| thing.get("name")).and_then(first_text),
        _ => None,
    }
}

/// The names of things by their `@id`, which other things refer to.
fn named<'v>(things: &[(usize, &'v Thing)]) -> FxHashMap<&'v str, &'v Value> {
    let mut named = FxHashMap::default();
    for (_, thing) in things {
        if let (Some(id), Some(name)) = (thing.get("@id").and_then(Value::as_str), thing.get("name")) {
            named.entry(id).or_insert(name);
        }
    }
    named
}

/// Names of persons or organisations: strings, things, references to things, or lists of them.
fn names(value: &Value, named: &FxHashMap<&str, &Value>, found: &mut Vec<String>) {
    match value {
        Value::String(name) => found.push(text::line(name)),
        Value::Array(values) => values.iter().for_each(|value| names(value, named, found)),
        Value::Object(thing) => {
            if let Some(name) = thing.get("name").and_then(first_text) {
                found.push(text::line(&name));
            } else if let Some(id) = thing.get("@id").and_then(Value::as_str) {
                found.extend(named.get(id).and_then(|name| first_text(name)).map(|it| text::line(&it)));
            }
        }
        _ => {}
    }
}

fn image(value: &Value) -> Option<String> {
    match value {
        Value::String(address) => Some(address.clone()),
        Value::Array(values) => values.first().and_then(image),
        Value::Object(thing) => thing.get("url").or_else(|| thing.get("contentUrl")).and_then(image),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_in_all_their_forms() {
        let check = |author: &str, expected: &[&str]| {
            let script = format!(r#"{{"@type": "NewsArticle", "author": {author}}}"#);
            assert_eq!(read(&[&script]).authors, expected, "{author}");
        };
        check(r#""Jeanne Morel""#, &["Jeanne Morel"]);
        check(r#"["Jeanne Morel", {"@type": "Person", "name": "Luc No&euml;l"}]"#, &["Jeanne Morel", "Luc Noël"]);
        check(r#"{"@type": "Person", "name": ["Jeanne Morel"]}"#, &["Jeanne Morel"]);
        check("null", &[]);
    }

    #[test]
    fn the_article_is_found_where_it_is() {
        let graph = r#"{"@graph": [
            {"@type": "WebPage", "name": "Page"},
            {"@type": ["Article", "ReportageNewsArticle"], "headline": "Titre", "author": {"@id": "/j"}, "isAccessibleForFree": "False"},
            {"@type": "Person", "@id": "/j", "name": "Jeanne Morel"},
            {"@type": "BreadcrumbList", "itemListElement": [{"name": "Accueil"}, {"item": {"name": "Monde"}}]}]}"#;
        let described = read(&[graph]);
        assert_eq!(described.headline.as_deref(), Some("Titre"));
        assert_eq!(described.authors, ["Jeanne Morel"]);
        assert_eq!(described.breadcrumb, ["Accueil", "Monde"]);
        assert!(described.paid && described.is_article);
    }

    #[test]
    fn broken_scripts_are_mended() {
        let check = |script: &str| assert_eq!(read(&[script]).headline.as_deref(), Some("Un titre"), "{script}");
        check("{\"@type\": \"NewsArticle\", \"headline\": \"Un\ntitre\",}");
        check(r#"{"@type": "NewsArticle", "headline": "\Un titre", "text": "L\'été \\ \" \x41"}"#);
        check("<!-- {\"@type\": \"NewsArticle\", \"headline\": \"Un titre\"} -->");
        check("//<![CDATA[\n[{\"@type\": \"http://schema.org/NewsArticle\", \"headline\": \"Un titre\"}]\n//]]>");
        check("{\"@type\": \"WebSite\"} {\"@type\": \"NewsArticle\", \"headline\": \"Un titre\"}");
        assert_eq!(read(&["{", "[[[[", &"[".repeat(100_000)]), Described::default());
    }
}
