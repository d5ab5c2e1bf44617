//! The page of a search: hits, facets, attention over time, and what is worth saying beside them.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::address::Address;
use super::chart::chart;
use super::dates;
use super::frame::Frame;
use super::marked::inline;
use super::tab::{Tab, tabs};
use crate::article::{Article, is_web_address};
use crate::engine::calendar::Unit;
use crate::engine::count::{By, Facet};
use crate::engine::shown::Filed;
use crate::query::warning::Warning;
use crate::search::response::{Alternative, Hit, Response};
use crate::search::timeline::Bin;

/// What a search came to.
#[derive(Debug, Clone, Copy)]
pub struct Results<'a> {
    /// The hits, the facets and the rest.
    pub response: &'a Response,
    /// The query as it was understood, written out.
    pub query: &'a str,
    /// What may not have been read as it was meant.
    pub warnings: &'a [Warning],
    /// When the matches were published, in periods of this length.
    pub over_time: (Unit, &'a [Bin]),
    /// The hits that are passed over, and those of a page.
    pub offset: usize,
    /// The hits of a page.
    pub limit: usize,
}

/// The page of a search.
pub fn page(results: &Results, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let Results { response, over_time, .. } = results;
    let query = here.get("q");
    let heading = match query {
        "" => language.say("Tous les articles".to_owned(), "All articles".to_owned()),
        query => language.say(format!("Recherche : {query}"), format!("Search: {query}")),
    };
    let main = html! {
        h1 { (heading) }
        (narrowed(here, frame))
        p #count role="status" {
            (if response.total == 0 { language.say("Aucun article".to_owned(), "No article".to_owned()) }
             else { language.articles(response.total as u64) })
            @if response.relaxed { ". " (language.say("Aucun n’a tous les mots ; ceux-ci en ont quelques-uns.", "None has all the words; these have some.")) }
        }
        (said(results, frame))
        @if response.total > 0 { (tabs(Tab::Articles, language, here)) }
        @if response.total > 0 {
            div.columns {
                div.hits {
                    ol #hits start=(results.offset.saturating_add(1)) { @for hit in &response.hits { li { (hit_of(hit, frame)) } } }
                    (pages(results, frame))
                    (exports(here, frame))
                }
                aside aria-label=(language.say("Affiner la recherche", "Narrow the search")) {
                    (chart(over_time.0, over_time.1, frame))
                    @for facet in &response.facets { (facet_of(facet, frame)) }
                }
            }
        } @else { (less(response, frame)) }
    };
    frame.page(if query.is_empty() { &heading } else { query }, &main)
}

/// What narrows the search beside its words, each with a link that takes it away.
pub(super) fn narrowed(here: &Address, frame: &Frame) -> Markup {
    let language = frame.language;
    let dates = [("since", language.say("depuis", "since")), ("until", language.say("jusqu’à", "until"))];
    let dates = dates.into_iter().flat_map(|(name, about)| here.all(name).map(move |value| (name, about, value)));
    let sources = here.all("source").map(|value| ("source", language.say("journal", "newspaper"), value));
    let all: Vec<_> = dates.chain(sources).collect();
    html! {
        @if !all.is_empty() {
            ul.chips aria-label=(language.say("Filtres", "Filters")) {
                @for (name, about, value) in all {
                    li { a href=(here.without(name, value)) {
                        (about) " " (value) span aria-hidden="true" { " ×" }
                        span.hidden { " – " (language.say("retirer ce filtre", "remove this filter")) }
                    } }
                }
            }
        }
    }
}

/// What is worth saying: what was understood, what may have been meant, what is left out.
fn said(results: &Results, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let Results { response, query, warnings, .. } = results;
    let typed = here.get("q");
    html! {
        @if let Some(better) = &response.suggestion {
            @let better = better.to_string();
            p.meant { (language.say("Vouliez-vous dire ", "Did you mean ")) a #meant href=(here.with(&[("q", &better)])) { (better) } (language.say("\u{202f}?", "?")) }
        }
        @if response.undated > 0 {
            p.note { (language.number(response.undated as u64)) " " (language.say("sans date, laissés de côté", "undated, left out")) }
        }
        @if !typed.is_empty() && *query != typed {
            p.note { (language.say("Compris : ", "Understood as: ")) code { (query) } }
        }
        @for warning in *warnings { (caution(typed, warning)) }
    }
}

/// A warning with the part of the query that it is about, underlined in the text and by carets.
pub(super) fn caution(query: &str, warning: &Warning) -> Markup {
    let piece = |range: std::ops::Range<usize>| query.get(range).unwrap_or_default();
    let spot = piece(warning.span.clone());
    let count = |text: &str| text.chars().count();
    let carets = " ".repeat(count(piece(0..warning.span.start))) + &"^".repeat(count(spot).max(1));
    html! {
        div.caution {
            @if count(query) <= 120 {
                pre { (piece(0..warning.span.start)) strong { (spot) } (piece(warning.span.end..query.len())) "\n"
                    span aria-hidden="true" { (carets) } }
            } @else { pre { strong { (spot.chars().take(120).collect::<String>()) } } }
            p lang="en" { (warning.message) }
        }
    }
}

fn hit_of(hit: &Hit, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let papers: BTreeSet<&str> = hit.copies.iter().filter_map(|copy| copy.article.source.as_deref()).collect();
    let link = here.to("/article", &[("id", &hit.id), ("q", here.get("q"))]);
    html! {
        article lang=[hit.article.language.as_deref()] {
            h2 { a href=(link) { @if hit.title.text.trim().is_empty() { (hit.id) } @else { (inline(&hit.title.text, &hit.title.marks)) } } }
            (about(&hit.article, frame))
            @if !hit.snippet.text.is_empty() { p.snippet { (inline(&hit.snippet.text, &hit.snippet.marks)) } }
            @if !hit.copies.is_empty() {
                details.copies lang=(language.code()) {
                    summary {
                        @if papers.is_empty() {
                            (language.say("Autres copies : ", "Other copies: ")) (hit.copies.len())
                        } @else {
                            @let count = papers.len() as u64;
                            @let paper = language.say(if count > 1 { "journaux" } else { "journal" }, if count > 1 { "newspapers" } else { "newspaper" });
                            (language.say("Repris par ", "Also in ")) (language.number(count)) " " (paper)
                        }
                    }
                    ul { @for copy in &hit.copies { li { (copy_of(copy, frame)) } } }
                }
            }
        }
    }
}

/// A line with a link to another article of the same story.
pub(super) fn copy_of(copy: &Filed, frame: &Frame) -> Markup {
    let here = &frame.address;
    html! {
        a href=(here.to("/article", &[("id", &copy.id), ("q", here.get("q"))])) lang=[copy.article.language.as_deref()] {
            @if copy.article.title.trim().is_empty() { (copy.id) } @else { (copy.article.title) }
        }
        (about(&copy.article, frame))
    }
}

/// The newspaper, the date, the section, the authors, and the page that the article came from.
pub(super) fn about(article: &Article, frame: &Frame) -> Markup {
    let language = frame.language;
    html! {
        p.about lang=(language.code()) {
            span.source { (article.source.as_deref().unwrap_or(language.say("journal inconnu", "unknown newspaper"))) }
            " · "
            @match article.published {
                Some(published) => (dates::moment(published.moment, language)),
                None => (language.say("sans date", "undated")),
            }
            @if let Some(section) = &article.section { " · " (section) }
            @if !article.authors.is_empty() { " · " (article.authors.join(", ")) }
            @if article.truncated { " · " (language.say("début seul", "beginning only")) }
            @if let Some(url) = article.url.as_deref().filter(|url| is_web_address(url)) {
                " · " a.original href=(url) rel="external noreferrer noopener" { (language.say("original", "original")) }
            }
        }
    }
}

/// Links to the hits before and after.
fn pages(results: &Results, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let Results { response, offset, limit, .. } = *results;
    let before = offset.saturating_sub(limit).to_string();
    let after = offset.saturating_add(limit);
    let is_more = response.hits.len() == limit && after < response.total;
    html! {
        @if offset > 0 || is_more {
            nav.pages aria-label=(language.say("Pages de résultats", "Pages of results")) {
                @if offset > 0 { a rel="prev" href=(here.with(&[("offset", if before == "0" { "" } else { &before })])) { (language.say("← Précédents", "← Previous")) } }
                " "
                @if is_more { a rel="next" href=(here.with(&[("offset", &after.to_string())])) { (language.say("Suivants →", "Next →")) } }
            }
        }
    }
}

/// Links to all hits, as a program gets them.
fn exports(here: &Address, frame: &Frame) -> Markup {
    let language = frame.language;
    let narrowing: Vec<(&str, &str)> =
        here.parameters().iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let kept = |format| {
        let kept = narrowing.iter().copied().filter(|(name, _)| EXPORTED.contains(name));
        kept.chain([("format", format)]).collect::<Vec<_>>()
    };
    html! {
        p.exports {
            (language.say("Tous les résultats : ", "All results: "))
            a href=(here.to("/export", &kept("csv"))) download { "CSV" } " "
            a href=(here.to("/export", &kept("jsonl"))) download { "JSON Lines" } " · "
            a href=(here.to("/api/v1/search", &kept("").into_iter().filter(|(name, _)| *name != "format").collect::<Vec<_>>())) { "JSON" }
            @if let Some(feed) = frame.feed() {
                " · " (language.say("nouveautés : ", "what is new: ")) a href=(feed) type="application/atom+xml" { "Atom" }
            }
        }
    }
}

/// The parameters of the page that the API has too.
const EXPORTED: [&str; 5] = ["q", "since", "until", "source", "sort"];

/// Values that are shown before one asks for all.
const SHOWN: usize = 8;

/// Values that are listed at all.
const LISTED: usize = 100;

fn facet_of(facet: &Facet, frame: &Frame) -> Markup {
    let language = frame.language;
    let name = match facet.by {
        By::Source => language.say("Journal", "Newspaper"),
        By::Section => language.say("Rubrique", "Section"),
        By::Author => language.say("Auteur", "Author"),
        By::Year => language.say("Année", "Year"),
        By::Month => language.say("Mois", "Month"),
        By::Language => language.say("Langue", "Language"),
    };
    let value = |(value, count): &(String, u64)| {
        html! { li { a href=(narrower(facet.by, value, &frame.address)) { (value) } " " span.number { (language.number(*count)) } } }
    };
    let (first, others) = facet.counts.split_at(facet.counts.len().min(SHOWN));
    html! {
        @if !first.is_empty() {
            section.facet aria-labelledby=(facet.by.name()) {
                h2 id=(facet.by.name()) { (name) }
                ul { @for counted in first { (value(counted)) } }
                @if !others.is_empty() {
                    details {
                        summary { (language.say("Plus", "More")) span.hidden { " – " (name) } }
                        ul { @for counted in others.iter().take(LISTED) { (value(counted)) } }
                    }
                }
            }
        }
    }
}

/// The address of the same search among the articles that have this value.
fn narrower(by: By, value: &str, here: &Address) -> String {
    let field = match by {
        By::Source => return here.with(&[("source", value)]),
        By::Year | By::Month => return here.with(&[("since", value), ("until", value)]),
        By::Section => "rubrique",
        By::Author => "auteur",
        By::Language => "langue",
    };
    let quoted: String = value.chars().map(|c| if matches!(c, '"' | '\\') { ' ' } else { c }).collect();
    let query = here.get("q");
    // Either side of `OU` would take the field for its own.
    let query = if query.contains(char::is_whitespace) { format!("({query})") } else { query.to_owned() };
    here.with(&[("q", format!("{query} {field}:\"{quoted}\"").trim())])
}

/// What less would find, where nothing is found.
fn less(response: &Response, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    html! {
        @if !response.alternatives.is_empty() {
            h2 { (language.say("Avec moins", "With less")) }
            ul.less {
                @for alternative in &response.alternatives {
                    @match alternative {
                        Alternative::Alone { part, total } => li {
                            a href=(here.to("/", &[("q", part)])) { (part) } " " span.number { (language.articles(*total as u64)) }
                        },
                        Alternative::Without { filters, total } => li {
                            (language.say("sans ", "without ")) code { (filters) } " " span.number { (language.articles(*total as u64)) }
                        },
                    }
                }
            }
        }
    }
}
