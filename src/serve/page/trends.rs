//! The page of what is written about more than before.

use std::fmt::Write;

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use super::frame::Frame;
use super::study::{self, Asked, Choice};
use super::tab::Tab;
use super::{dates, results};
use crate::query::warning::Warning;
use crate::study::trends::{Trend, Trends, TrendsPart};

/// What may be asked about it. The dates of the search, where it has any, are the time that is asked about.
const OPTIONS: [Asked; 4] = [
    (
        "last",
        "Les derniers",
        "The last",
        Choice::Of(&[
            ("7d", "7 jours", "7 days"),
            ("1d", "1 jour", "1 day"),
            ("30d", "30 jours", "30 days"),
            ("90d", "90 jours", "90 days"),
            ("1y", "365 jours", "365 days"),
        ]),
    ),
    (
        "against",
        "Face à",
        "Against",
        Choice::Of(&[
            ("previous", "autant de temps avant", "as long a time before"),
            ("year", "l’année d’avant", "the year before"),
            ("rest", "tout le reste", "all the rest"),
        ]),
    ),
    (
        "by",
        "Un tableau par",
        "A table for each",
        Choice::Of(&[("", "–", "–"), ("source", "journal", "newspaper"), ("section", "rubrique", "section")]),
    ),
    ("min-articles", "Articles au moins", "Articles at least", Choice::From(1, Some(3))),
];

/// The page of the trends of some days, at most so many a part; without any where one of the two times has no article.
pub fn page(found: Option<&(Trends, (Date, Date))>, limit: usize, warnings: &[Warning], frame: &Frame) -> Markup {
    let language = frame.language;
    let shown = match found {
        None => html! {
            p role="status" { (language.say("L’une des deux périodes n’a aucun article.", "One of the two times has no article.")) }
        },
        Some((found, days)) => html! {
            (study::parts(&found.parts, |part| !part.rows.is_empty(), |part| part_of(part, *days, limit, frame)))
            @if found.copies > 0 {
                p.note { (language.articles(found.copies)) " " (language.say("de plus racontent une histoire déjà comptée", "more tell a story that is counted already")) }
            }
            (study::files("/api/v1/trends", frame))
        },
    };
    study::page(Tab::Trends, warnings, &OPTIONS, &shown, frame)
}

fn part_of(part: &TrendsPart, (first, last): (Date, Date), limit: usize, frame: &Frame) -> Markup {
    let language = frame.language;
    let number = |number| language.number(number);
    let days = [first, last].map(|day| dates::day(day, language));
    let caption = language.say(
        format!("{} articles du {} au {}, face à {}", number(part.now), days[0], days[1], number(part.before)),
        format!("{} articles from {} to {}, against {}", number(part.now), days[0], days[1], number(part.before)),
    );
    let names = match language.say(true, false) {
        true => ["Mots", "Maintenant", "Avant", "Rapport", "z", "Évolution", "Premier article"],
        false => ["Words", "Now", "Before", "Ratio", "z", "Course", "First article"],
    };
    let row = |row: &Trend| {
        vec![
            study::word(&row.words, frame),
            html! { (number(row.now)) },
            html! { (number(row.before)) },
            html! { (language.decimal(row.ratio)) },
            html! { (language.decimal(row.z)) },
            course(&row.over_time),
            results::copy_of(&row.first, frame),
        ]
    };
    let rows: Vec<Vec<Markup>> = part.rows.iter().take(limit).map(row).collect();
    study::part(part.name.as_deref(), &caption, &names, &rows, frame)
}

/// Bars that are drawn; behind the last one stand more than can be told apart.
const BARS: usize = 60;

/// A bar for each period, and the numbers for those who do not see them.
fn course(counts: &[u64]) -> Markup {
    let together = counts.len().div_ceil(BARS).max(1);
    let sums: Vec<u64> = counts.rchunks(together).rev().map(|chunk| chunk.iter().sum()).collect();
    let most = sums.iter().copied().max().unwrap_or(0).max(1) as f64;
    let mut svg = format!(
        "<svg class=\"course\" viewBox=\"0 0 {} 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">",
        sums.len() * 3
    );
    for (n, count) in sums.iter().enumerate() {
        let tall = 20.0 * *count as f64 / most;
        let _ = write!(svg, "<rect x=\"{}\" y=\"{:.1}\" width=\"2\" height=\"{tall:.1}\"/>", n * 3, 20.0 - tall);
    }
    let numbers: Vec<String> = sums.iter().map(u64::to_string).collect();
    html! { (PreEscaped(svg + "</svg>")) span.hidden { (numbers.join(" ")) } }
}
