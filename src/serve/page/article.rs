//! The page of an article: its text with the matches marked, how its date is known, its copies, and what is like it.

use maud::{Markup, html};

use super::frame::Frame;
use super::marked::{inline, paragraphs};
use super::{dates, results};
use crate::article::{Evidence, is_web_address};
use crate::engine::shown::{Filed, Occurrences};
use crate::search::response::Hit;

/// What is shown of an article.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The article with the matches.
    pub occurrences: &'a Occurrences,
    /// The other articles of its story.
    pub copies: &'a [Filed],
    /// Articles on its subject.
    pub similar: &'a [Hit],
}

/// So many matches have a link each; those behind them are reached from one to the next.
const LINKED: usize = 30;

/// The page of an article.
pub fn page(shown: &Shown, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let Shown { occurrences: Occurrences { filed, title, text: marks }, copies, similar } = shown;
    let article = &filed.article;
    let matches = marks.len();
    let query = here.get("q");
    let name = if article.title.trim().is_empty() { &filed.id } else { &article.title };
    let main = html! {
        @if !query.is_empty() {
            p { a #back href=(here.to("/", &[("q", query)])) { (language.say("← Recherche : ", "← Search: ")) (query) } }
        }
        article.whole lang=[article.language.as_deref()] {
            h1 { @if article.title.trim().is_empty() { (filed.id) } @else { (inline(&article.title, title)) } }
            (results::about(article, frame))
            @if matches > 0 {
                nav.matches aria-label=(language.say("Passages trouvés", "Matches")) lang=(language.code()) {
                    (language.say("Passages : ", "Matches: "))
                    @for n in 1..=matches.min(LINKED) { a href=(format!("#m{n}")) { (n) } " " }
                    @if matches > LINKED { "… " (language.number(matches as u64)) }
                }
            }
            (paragraphs(&article.text(), marks, article.lead.as_deref().map_or(0, str::len)))
        }
        section aria-labelledby="known" {
            h2 #known { (language.say("Ce que l’on sait de cet article", "What is known of this article")) }
            dl {
                dt { (language.say("Date", "Date")) }
                dd {
                    @match article.published {
                        Some(published) => { (dates::moment(published.moment, language)) ", " (evidence(published.evidence, frame)) }
                        None => (language.say("la page n’en donne aucune qui soit sûre", "the page gives none to trust")),
                    }
                }
                @if let Some(modified) = article.modified {
                    dt { (language.say("Modifié", "Changed")) } dd { (dates::moment(modified, language)) }
                }
                @if let Some(url) = &article.url {
                    dt { (language.say("Original", "Original")) }
                    dd { @if is_web_address(url) { a href=(url) rel="external noreferrer noopener" { (url) } } @else { (url) } }
                }
                dt { (language.say("Identifiant", "Id")) }
                dd { code { (filed.id) } " · " a href=(here.to("/api/v1/article", &[("id", &filed.id)])) { "JSON" } }
            }
        }
        @if !copies.is_empty() {
            section aria-labelledby="copies" {
                h2 #copies { (language.say("La même histoire ailleurs", "The same story elsewhere")) }
                ul { @for copy in *copies { li { (results::copy_of(copy, frame)) } } }
            }
        }
        @if !similar.is_empty() {
            section aria-labelledby="similar" {
                h2 #similar { (language.say("Sur le même sujet", "On the same subject")) }
                ul { @for hit in *similar {
                    @let like = Filed { id: hit.id.clone(), path: hit.path.clone(), member: None, article: hit.article.clone() };
                    li { (results::copy_of(&like, frame)) }
                } }
            }
        }
    };
    frame.page(name, &main)
}

/// Where a date was found.
fn evidence(evidence: Evidence, frame: &Frame) -> &'static str {
    let say = |french, english| frame.language.say(french, english);
    match evidence {
        Evidence::JsonLd => {
            say("d’après les données structurées de la page (JSON-LD)", "from the page’s structured data (JSON-LD)")
        }
        Evidence::Meta => say("d’après les métadonnées de la page", "from the page’s metadata"),
        Evidence::Microdata => say("d’après les microdonnées de la page", "from the page’s microdata"),
        Evidence::TimeElement => say("d’après une date balisée dans la page", "from a date marked up in the page"),
        Evidence::Url => say("d’après l’adresse", "from the address"),
        Evidence::VisibleText => say("telle que la page l’affiche", "as the page shows it"),
        Evidence::Rule => say("d’après une règle pour ce site", "by a rule for this site"),
        Evidence::Record => say("d’après la notice", "from the record"),
    }
}
