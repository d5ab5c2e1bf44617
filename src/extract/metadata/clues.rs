//! Clues: the values that a page offers for each metadatum, and which of them was chosen. `kiosque extract --explain`
//! shows them.

use super::dates::{Candidate, Dates};
use super::declared::Declared;
use super::page::Page;
use super::{authors, newspaper, section, title};
use crate::article::{Article, Evidence};
use crate::date::Moment;
use crate::text::squeeze;

/// One value that a page offers for a metadatum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clue {
    /// `title`, `source`, `authors`, `section`, `description`, `date` or `modified`.
    pub field: &'static str,
    /// Where the page says it: `json-ld`, a `<meta>` name, an element, or the evidence of a date.
    pub place: String,
    /// The value, as the page says it.
    pub value: String,
    /// Whether the article has it from here: this is the first place that says what the article has.
    pub chosen: bool,
}

/// Collects the page's clues to the metadata of its article: title, source, authors, section, description, then dates,
/// the most trusted first.
pub fn collect(page: &Page, declared: &Declared, dates: &Dates, article: &Article) -> Vec<Clue> {
    let mut clues = Vec::new();
    let one = |it: &Option<String>| it.iter().cloned().collect::<Vec<_>>();
    let titles = title::offers(page.blocks, declared);
    add(&mut clues, "title", titles, std::slice::from_ref(&article.title));
    add(&mut clues, "source", newspaper::offers(page, declared, &article.title), &one(&article.source));
    add(&mut clues, "authors", authors::offers(page, declared), &article.authors);
    add(&mut clues, "section", section::offers(page, declared, &article.title).collect(), &one(&article.section));
    let summaries = declared.summaries().into_iter().map(|(place, text)| (place, text.to_owned()));
    add(&mut clues, "description", summaries.collect(), &[]);
    add_dates(&mut clues, "date", &dates.candidates, article.published.map(|it| (it.moment, it.evidence)));
    let change = dates.modifications.first().map(|it| it.evidence);
    add_dates(&mut clues, "modified", &dates.modifications, article.modified.zip(change));
    clues
}

fn add(clues: &mut Vec<Clue>, field: &'static str, mut offers: Vec<(&'static str, String)>, chosen: &[String]) {
    offers.dedup();
    let chosen: Vec<String> = chosen.iter().map(|it| squeeze(it)).filter(|it| !it.is_empty()).collect();
    let says = |value: &str| {
        let value = squeeze(value);
        chosen.iter().any(|it| value.contains(it))
    };
    let source = offers.iter().find(|(_, value)| says(value)).map(|(place, _)| *place);
    for (place, value) in offers.into_iter().filter(|(_, value)| !value.is_empty()) {
        let chosen = source == Some(place) && says(&value);
        clues.push(Clue { field, place: place.to_owned(), value, chosen });
    }
}

fn add_dates(clues: &mut Vec<Clue>, field: &'static str, candidates: &[Candidate], chosen: Option<(Moment, Evidence)>) {
    let is_chosen = |it: &Candidate| {
        chosen.is_some_and(|(moment, evidence)| it.evidence == evidence && it.moment.at.date() == moment.at.date())
    };
    let first = candidates.iter().position(is_chosen);
    for (at, it) in candidates.iter().enumerate() {
        let place = it.key.unwrap_or(evidence(it.evidence)).to_owned();
        let value = format!("{} ({})", it.moment, it.written);
        clues.push(Clue { field, place, value, chosen: first == Some(at) });
    }
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
    use crate::extract::explain;
    use crate::source::RawPage;

    #[test]
    fn clues_in_their_order() {
        let text = "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence du maire.";
        let html = format!(
            "<title>Le pont | Le Quai</title><meta property=og:site_name content='Le Quai'>\
             <meta name=author content='La rédaction'><meta name=date content=2025-03-02>\
             <ol class=fil-ariane><li>Accueil<li>Port<li>Le pont</ol><h1>Le pont</h1>\
             <p>Par Odile Kermarec, publié le 3 mars 2025, mis à jour le 4 mars 2025</p><div>{}</div><p>© Le Quai",
            text.repeat(5)
        );
        let clues = explain(&RawPage { bytes: html.into_bytes(), ..RawPage::default() }, None).clues;
        let clues: Vec<(bool, &str, &str, &str)> =
            clues.iter().map(|it| (it.chosen, it.field, it.place.as_str(), it.value.as_str())).collect();
        let line = "Par Odile Kermarec, publié le 3 mars 2025, mis à jour le 4 mars 2025";
        let (published, modified) = (format!("2025-03-03 ({line})"), format!("2025-03-04 ({line})"));
        let expected = [
            (true, "title", "title", "Le pont | Le Quai"),
            (false, "title", "h1", "Le pont"),
            (true, "source", "og:site_name", "Le Quai"),
            (false, "source", "title", "Le Quai"),
            (false, "source", "copyright", "Le Quai"),
            (false, "authors", "author", "La rédaction"),
            (true, "authors", "signature", "Odile Kermarec"),
            (true, "section", "breadcrumb", "Port"),
            (false, "date", "date", "2025-03-02 (2025-03-02)"),
            (true, "date", "text", &published),
            (true, "modified", "text", &modified),
        ];
        assert_eq!(clues, expected);
    }
}
