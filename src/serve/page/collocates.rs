//! The page of the words that stand beside a query.

use maud::{Markup, html};

use super::frame::Frame;
use super::study::{self, Asked, Choice};
use super::tab::Tab;
use crate::query::warning::Warning;
use crate::study::collocates::{Collocate, Collocates};

/// What may be asked about them.
const OPTIONS: [Asked; 6] = [
    (
        "measure",
        "Mesure",
        "Measure",
        Choice::Of(&[
            ("ll", "vraisemblance (LL)", "log-likelihood"),
            ("logdice", "logDice", "logDice"),
            ("mi", "information mutuelle", "mutual information"),
            ("t", "score t", "t-score"),
            ("z", "score z", "z-score"),
        ]),
    ),
    ("window", "À combien de mots", "Within how many words", Choice::From(1, Some(5))),
    (
        "within",
        "ou dans",
        "or in",
        Choice::Of(&[
            ("", "–", "–"),
            ("sentence", "la phrase", "the sentence"),
            ("paragraph", "le paragraphe", "the paragraph"),
        ]),
    ),
    (
        "side",
        "Côté",
        "Side",
        Choice::Of(&[("both", "les deux", "both"), ("left", "avant", "before"), ("right", "après", "behind")]),
    ),
    ("min", "Fois au moins", "Times at least", Choice::From(1, Some(5))),
    ("small-words", "avec les mots-outils", "with stop words", Choice::Whether),
];

/// The page of collocates, at most so many; without any where nothing was asked for or found.
pub fn page(found: Option<&Collocates>, limit: usize, warnings: &[Warning], frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let shown = match found {
        _ if here.get("q").is_empty() => html! {
            p role="status" { (language.say("Cherchez un mot pour voir ceux qui l’accompagnent.", "Search for a word to see those beside it.")) }
        },
        None => study::nothing(frame),
        Some(found) => table(found, limit, frame),
    };
    study::page(Tab::Collocates, warnings, &OPTIONS, &shown, frame)
}

fn table(found: &Collocates, limit: usize, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let number = |number| language.number(number);
    let caption = language.say(
        format!(
            "{} occurrences dans {}, {} mots à côté ; {} mots dans l’index",
            number(found.occurrences),
            language.articles(found.articles),
            number(found.beside),
            number(found.words)
        ),
        format!(
            "{} occurrences in {}, {} words beside them; {} words in the index",
            number(found.occurrences),
            language.articles(found.articles),
            number(found.beside),
            number(found.words)
        ),
    );
    let names = match language.say(true, false) {
        true => ["Mot", "À côté", "En tout", "Mesure", "Exemple"],
        false => ["Word", "Beside", "In all", "Measure", "Example"],
    };
    let row = |row: &Collocate| {
        vec![
            study::word(&row.word, frame),
            html! { (number(row.beside)) },
            html! { (number(row.times)) },
            html! { (language.decimal(row.score)) },
            html! { a href=(here.to("/article", &[("id", &row.example), ("q", here.get("q"))])) { (row.example) } },
        ]
    };
    let rows: Vec<Vec<Markup>> = found.rows.iter().take(limit).map(row).collect();
    html! {
        @if rows.is_empty() { p role="status" { (caption) ". " (language.say("Aucun mot n’est assez fréquent à côté.", "No word is frequent enough beside them.")) } }
        @else { (study::table(None, &caption, &names, &rows)) (study::files("/api/v1/collocates", frame)) }
    }
}
