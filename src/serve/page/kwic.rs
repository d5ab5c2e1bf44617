//! The page of a concordance: the occurrences below each other in one column.

use maud::{Markup, html};

use super::study::{self, Asked, Choice};
use super::tab::Tab;
use super::{dates, frame::Frame};
use crate::query::warning::Warning;
use crate::study::kwic::Line;

/// The lines of a page, unless its address asks for more.
pub const LINES: usize = 50;

/// What may be asked about it.
const OPTIONS: [Asked; 2] = [
    (
        "sort",
        "Ordre",
        "Order",
        Choice::Of(&[
            ("hits", "des articles", "of the articles"),
            ("left", "de ce qui précède", "of what stands before"),
            ("right", "de ce qui suit", "of what follows"),
            ("date", "des dates", "of the dates"),
            ("source", "des journaux", "of the newspapers"),
        ]),
    ),
    ("context", "Mots de chaque côté", "Words on each side", Choice::From(0, Some(8))),
];

/// The page of the first lines of some articles; without articles where nothing was asked for.
pub fn page(lines: &[Line], articles: usize, limit: usize, warnings: &[Warning], frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let is_all = lines.len() < limit;
    let number = language.number(lines.len() as u64);
    let of = language.articles(articles as u64);
    let caption = match is_all {
        true => language.say(format!("{number} lignes de {of}"), format!("{number} lines of {of}")),
        false => {
            language.say(format!("Les {number} premières lignes de {of}"), format!("The first {number} lines of {of}"))
        }
    };
    let found = html! {
        @if here.get("q").is_empty() {
            p role="status" { (language.say("Cherchez un mot pour voir ce qui l’entoure.", "Search for a word to see what stands around it.")) }
        } @else if lines.is_empty() {
            (study::nothing(frame))
        } @else {
            // On a narrow screen a row is a block, which would be no row any more.
            table.kwic role="table" {
                caption { (caption) }
                thead role="rowgroup" { tr role="row" {
                    th scope="col" role="columnheader" { (language.say("Avant", "Before")) }
                    th scope="col" role="columnheader" { (language.say("Occurrence", "Match")) }
                    th scope="col" role="columnheader" { (language.say("Après", "After")) }
                    th scope="col" role="columnheader" { (language.say("Date", "Date")) }
                    th scope="col" role="columnheader" { (language.say("Journal", "Newspaper")) }
                } }
                tbody role="rowgroup" { @for line in lines { tr role="row" {
                    td.left role="cell" { (line.left) }
                    td.hit role="cell" { a href=(here.to("/article", &[("id", &line.id), ("q", here.get("q"))])) { mark { (line.hit) } } }
                    td.right role="cell" { (line.right) }
                    td.when role="cell" { @match line.date {
                        Some(date) => (dates::without_clock(date, language)),
                        None => (language.say("sans date", "undated")),
                    } }
                    td.source role="cell" { (line.source.as_deref().unwrap_or("–")) }
                } } }
            }
            @if !is_all {
                p.note {
                    (language.say("Montrer plus de lignes : ", "Show more lines: "))
                    @for more in ["200", "1000"] { @if more.parse().is_ok_and(|more: usize| more > limit) {
                        a href=(here.with(&[("limit", more)])) { (more) } " "
                    } }
                }
            }
            (study::files("/export/kwic", frame))
        }
    };
    study::page(Tab::Kwic, warnings, &OPTIONS, &found, frame)
}
