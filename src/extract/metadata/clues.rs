//! Clues: the values that a page offers for each metadatum, before one is chosen. `kiosque extract --explain` shows
//! them.

use super::dates::Dates;
use super::declared::Declared;
use super::{authors, section};
use crate::article::Evidence;
use crate::extract::dom::tags::Tag;
use crate::extract::lines::blocks::Block;

/// One value that a page offers for a metadatum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    /// `title`, `source`, `authors`, `section`, `description` or `date`.
    pub field: &'static str,
    /// Where the page says it: `json-ld`, a `<meta>` name, an element, or the evidence of a date.
    pub place: String,
    /// The value, as the page says it.
    pub value: String,
}

/// Collects the page's clues: title, source, authors, section, description, then dates, the most trusted first.
pub fn collect(blocks: &[Block], declared: &Declared, dates: &Dates) -> Vec<Clue> {
    let Declared { head, described, .. } = declared;
    let mut clues = Vec::new();
    let mut add = |field, place: &str, value: &str| {
        if !value.is_empty() {
            clues.push(Clue { field, place: place.to_owned(), value: value.to_owned() });
        }
    };
    add("title", "json-ld", described.headline.as_deref().unwrap_or_default());
    for key in ["og:title", "twitter:title"] {
        head.all(key).for_each(|value| add("title", key, value));
    }
    add("title", "title", head.title.as_deref().unwrap_or_default());
    blocks.iter().filter(|block| block.tag == Tag::H1).for_each(|block| add("title", "h1", &block.text));
    head.all("og:site_name").for_each(|value| add("source", "og:site_name", value));
    add("source", "json-ld", described.publisher.as_deref().unwrap_or_default());
    described.authors.iter().for_each(|value| add("authors", "json-ld", value));
    for key in authors::KEYS {
        head.all(key).for_each(|value| add("authors", key, value));
    }
    add("section", "json-ld", described.section.as_deref().unwrap_or_default());
    described.breadcrumb.iter().for_each(|value| add("section", "breadcrumb", value));
    for key in section::KEYS {
        head.all(key).for_each(|value| add("section", key, value));
    }
    add("description", "json-ld", described.description.as_deref().unwrap_or_default());
    for key in ["og:description", "description"] {
        head.all(key).for_each(|value| add("description", key, value));
    }
    for date in &dates.candidates {
        add("date", evidence(date.evidence), &format!("{} ({})", date.moment, date.written));
    }
    clues
}

fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::JsonLd => "json-ld",
        Evidence::Meta => "meta",
        Evidence::Microdata => "microdata",
        Evidence::TimeElement => "time",
        Evidence::Url => "url",
        Evidence::VisibleText => "text",
        Evidence::Record => "record",
        Evidence::Rule => "rule",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dom::builder;

    #[test]
    fn clues_in_their_order() {
        let html = "<title>Le pont | Le Quai</title><meta property=og:site_name content='Le Quai'>\
            <meta name=author content='Odile Kermarec'><h1>Le pont</h1>";
        let declared = Declared::read(&builder::parse(html), None);
        let clues = collect(&Block::of_page(html), &declared, &Dates::default());
        let clues: Vec<(&str, &str, &str)> =
            clues.iter().map(|it| (it.field, it.place.as_str(), it.value.as_str())).collect();
        let expected = [
            ("title", "title", "Le pont | Le Quai"),
            ("title", "h1", "Le pont"),
            ("source", "og:site_name", "Le Quai"),
            ("authors", "author", "Odile Kermarec"),
        ];
        assert_eq!(clues, expected);
    }
}
