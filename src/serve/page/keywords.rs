//! The page of the words that set articles apart, a table for each part of them.

use maud::{Markup, html};

use super::frame::Frame;
use super::study::{self, Asked, Choice};
use super::tab::Tab;
use crate::query::warning::Warning;
use crate::study::keywords::{Keyword, Keywords, Part};

/// What may be asked about them.
const OPTIONS: [Asked; 4] = [
    (
        "by",
        "Un tableau par",
        "A table for each",
        Choice::Of(&[
            ("", "–", "–"),
            ("source", "journal", "newspaper"),
            ("section", "rubrique", "section"),
            ("year", "année", "year"),
            ("month", "mois", "month"),
        ]),
    ),
    ("against", "Face à (recherche)", "Against (query)", Choice::Words),
    (
        "measure",
        "Mesure",
        "Measure",
        Choice::Of(&[
            ("specificity", "spécificité", "specificity"),
            ("ll", "vraisemblance (LL)", "log-likelihood"),
            ("logodds", "log-odds", "log-odds"),
        ]),
    ),
    ("min-articles", "Articles au moins", "Articles at least", Choice::From(1, Some(3))),
];

/// The page of keywords, at most so many a part; without any where no article matches, or where nothing is asked.
pub fn page(found: Option<&Keywords>, is_asked: bool, limit: usize, warnings: &[Warning], frame: &Frame) -> Markup {
    let language = frame.language;
    let shown = match found {
        None if !is_asked => html! {
            p role="status" { (language.say("Cherchez, ou choisissez un tableau par journal ou par mois.", "Search, or choose a table for each newspaper or month.")) }
        },
        None => study::nothing(frame),
        Some(found) => html! {
            (study::parts(&found.parts, |part| !part.rows.is_empty(), |part| part_of(part, limit, frame)))
            @if found.without > 0 {
                p.note { (language.articles(found.without)) " " (language.say("d’aucune partie", "of no part")) }
            }
            (study::files("/api/v1/keywords", frame))
        },
    };
    study::page(Tab::Keywords, warnings, &OPTIONS, &shown, frame)
}

fn part_of(part: &Part, limit: usize, frame: &Frame) -> Markup {
    let language = frame.language;
    let number = |number| language.number(number);
    let size = |articles, words| {
        let articles = language.articles(articles);
        language.say(format!("{articles} ({} mots)", number(words)), format!("{articles} ({} words)", number(words)))
    };
    let caption = format!(
        "{} {} {}",
        size(part.articles, part.words),
        language.say("face à", "against"),
        size(part.other_articles, part.other_words)
    );
    let names = match language.say(true, false) {
        true => {
            ["Mot", "Mesure", "Rapport (log2)", "Fois", "Articles", "Journaux", "Fois ailleurs", "Articles ailleurs"]
        }
        false => [
            "Word",
            "Measure",
            "Ratio (log2)",
            "Times",
            "Articles",
            "Newspapers",
            "Times elsewhere",
            "Articles elsewhere",
        ],
    };
    let row = |row: &Keyword| {
        let counts = [row.times, row.articles, row.sources, row.other_times, row.other_articles];
        let measures = [row.score, row.log_ratio].map(|measure| html! { (language.decimal(measure)) });
        let counts = counts.map(|count| html! { (number(count)) });
        [study::word(&row.word, frame)].into_iter().chain(measures).chain(counts).collect()
    };
    let rows: Vec<Vec<Markup>> = part.rows.iter().take(limit).map(row).collect();
    study::part(part.name.as_deref(), &caption, &names, &rows, frame)
}
