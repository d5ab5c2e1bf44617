//! The page that asks how the articles of a search are written for another program.

use maud::{Markup, html};

use super::frame::Frame;
use super::results::{caution, narrowed};
use super::study::{self, Asked, Choice};
use super::tab::{Tab, shared, tabs};
use crate::query::warning::Warning;

/// What may be asked of an export.
const OPTIONS: [Asked; 6] = [
    (
        "to",
        "Pour",
        "For",
        Choice::Of(&[
            ("csv", "R, un tableur (CSV)", "R, a spreadsheet (CSV)"),
            ("iramuteq", "IRaMuTeQ, Alceste", "IRaMuTeQ, Alceste"),
            ("txm", "TXM (archive)", "TXM (archive)"),
            ("tei", "XML-TEI (archive)", "XML-TEI (archive)"),
            ("gargantext", "Gargantext", "Gargantext"),
            ("cortext", "CorText", "CorText"),
            ("ris", "Zotero (RIS)", "Zotero (RIS)"),
            ("jsonl", "JSON Lines", "JSON Lines"),
            ("txt", "des textes (archive)", "texts (archive)"),
        ]),
    ),
    (
        "unit",
        "Un texte par",
        "A text for each",
        Choice::Of(&[
            ("article", "article", "article"),
            ("paragraph", "paragraphe", "paragraph"),
            ("sentence", "phrase", "sentence"),
        ]),
    ),
    ("min-words", "Mots au moins", "Words at least", Choice::From(0, None)),
    ("sample", "Articles tirés au sort", "Articles drawn by lot", Choice::From(1, None)),
    ("seed", "Graine du tirage", "Seed of the lots", Choice::From(0, None)),
    ("stories", "une fois chaque histoire", "each story once", Choice::Whether),
];

/// The page of the export of so many articles.
pub fn page(articles: usize, warnings: &[Warning], frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let about = Tab::Corpus.name(language);
    let query = here.get("q");
    let note = language.say(
        "Les articles, du plus ancien au plus récent. Une archive contient un manifeste, qui dit ce qui a été écrit et laissé de côté.",
        "The articles, the oldest first. An archive has a manifest, which says what was written and what was left out.",
    );
    let main = html! {
        h1 { (about) @if !query.is_empty() { (language.say("\u{a0}: ", ": ")) (query) } }
        (narrowed(here, frame))
        @for warning in warnings { (caution(query, warning)) }
        (tabs(Tab::Corpus, language, here))
        p role="status" { (language.articles(articles as u64)) }
        @if articles > 0 {
            (study::form("/export/corpus", &OPTIONS, language.say("Télécharger", "Download"), frame))
            p.note { (note) }
            h2 { (language.say("Les résultats seuls", "The hits alone")) }
            p.exports {
                @for (format, name) in [("csv", "CSV"), ("tsv", "TSV"), ("jsonl", "JSON Lines"), ("json", "JSON")] {
                    @let parameters: Vec<_> = shared(here).into_iter().chain([("format", format)]).collect();
                    a href=(here.to("/export", &parameters)) download { (name) } " "
                }
            }
        }
    };
    frame.page(about, &main)
}
