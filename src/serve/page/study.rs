//! What the pages of all studies share: the heading, the options, the table, and the same as a file.

use maud::{Markup, html};

use super::frame::Frame;
use super::results::{caution, narrowed};
use super::tab::{Tab, shared, tabs};
use crate::query::warning::Warning;

/// An option of a study, as a form asks for it.
#[derive(Debug, Clone, Copy)]
pub enum Choice {
    /// One of some values, each with its French and its English name; the first is the usual one.
    Of(&'static [(&'static str, &'static str, &'static str)]),
    /// A number from this one on; the other one is the usual one.
    From(u32, Option<u32>),
    /// Yes or no.
    Whether,
    /// Words.
    Words,
}

/// An option: its parameter, its French and its English name.
pub type Asked = (&'static str, &'static str, &'static str, Choice);

/// The page of a study: its options, and what was found.
pub fn page(tab: Tab, warnings: &[Warning], options: &[Asked], found: &Markup, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let (name, query) = (tab.name(language), here.get("q"));
    let about = match query {
        "" => name.to_owned(),
        query => language.say(format!("{name}\u{a0}: {query}"), format!("{name}: {query}")),
    };
    let main = html! {
        h1 { (about) }
        (narrowed(here, frame))
        @for warning in warnings { (caution(query, warning)) }
        (tabs(tab, language, here))
        (form(tab.path(), options, language.say("Montrer", "Show"), frame))
        (found)
    };
    frame.page(&about, &main)
}

/// A form that asks for options beside the search.
pub fn form(to: &str, options: &[Asked], submit: &str, frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    html! {
        form.options action=(here.to(to, &[])) method="get" {
            @for (name, value) in shared(here) { input type="hidden" name=(name) value=(value); }
            div.fields {
                @for (name, french, english, choice) in options {
                    @let about = language.say(french, english);
                    @let value = here.get(name);
                    @match choice {
                        Choice::Whether => label { input type="checkbox" name=(name) value="1" checked[value == "1" || value == "true"]; " " (about) },
                        Choice::Of(values) => label { (about) " " select name=(name) {
                            @for (n, (known, french, english)) in values.iter().enumerate() {
                                option value=(if n == 0 { "" } else { known }) selected[value == *known] { (language.say(french, english)) }
                            }
                        } },
                        Choice::From(least, usual) => label { (about) " "
                            input.number type="number" name=(name) min=(least) value=(value) placeholder=[*usual];
                        },
                        Choice::Words => label { (about) " " input type="text" name=(name) value=(value) maxlength="4000"; },
                    }
                }
                button type="submit" { (submit) }
            }
        }
    }
}

/// The parts of a study, those first that have something to show.
pub fn parts<P>(parts: &[P], has_rows: impl Fn(&P) -> bool, shown: impl Fn(&P) -> Markup) -> Markup {
    let (with_rows, without): (Vec<&P>, Vec<&P>) = parts.iter().partition(|part| has_rows(part));
    html! { @for part in with_rows.into_iter().chain(without) { (shown(part)) } }
}

/// A part, under its name where it has one: the table of the words that stand out in it.
pub fn part(name: Option<&str>, caption: &str, names: &[&str], rows: &[Vec<Markup>], frame: &Frame) -> Markup {
    let language = frame.language;
    html! {
        @if rows.is_empty() {
            p.note {
                @if let Some(name) = name { (name) " – " }
                (language.say("Aucun mot ne ressort", "No word stands out")) (language.say("\u{a0}: ", ": ")) (caption) "."
            }
        } @else {
            @if let Some(name) = name { h2 { (name) } }
            (table(name, caption, names, rows))
        }
    }
}

/// A table, of a part where it has one, that may be wider than the screen. The first cell of a row is its heading.
pub fn table(part: Option<&str>, caption: &str, names: &[&str], rows: &[Vec<Markup>]) -> Markup {
    html! {
        // Two parts may have the same counts, and no two regions the same name.
        div.wide tabindex="0" role="region" aria-label=(part.map_or(caption.to_owned(), |part| format!("{part} – {caption}"))) {
            table {
                caption { (caption) }
                thead { tr { @for name in names { th scope="col" { (name) } } } }
                tbody { @for row in rows { tr {
                    @for (n, cell) in row.iter().enumerate() {
                        @if n == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
                    }
                } } }
            }
        }
    }
}

/// Links to what a page shows, and to the rows that it has no room for, as a program gets them.
pub fn files(path: &str, frame: &Frame) -> Markup {
    let here = &frame.address;
    let kept: Vec<(&str, &str)> =
        here.parameters().iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let link = |format| {
        let kept = kept.iter().copied().filter(|(name, _)| *name != "limit");
        let limit = (path.starts_with("/api/")).then_some(("limit", "1000"));
        here.to(path, &kept.chain(limit).chain([("format", format)]).collect::<Vec<_>>())
    };
    html! {
        p.exports {
            (frame.language.say("Le tableau entier : ", "The whole table: "))
            a href=(link("csv")) download { "CSV" } " "
            a href=(link("jsonl")) download { "JSON Lines" }
        }
    }
}

/// A word that leads to the articles that have it beside the query.
pub fn word(word: &str, frame: &Frame) -> Markup {
    let here = &frame.address;
    let query = here.get("q");
    let query = if query.contains(char::is_whitespace) { format!("({query})") } else { query.to_owned() };
    // A pair is a phrase; a word might be an operator.
    let both = format!("{query} \"{}\"", word.replace('"', " "));
    let mut parameters = shared(here);
    parameters.retain(|(name, _)| *name != "q");
    parameters.insert(0, ("q", both.trim()));
    html! { a href=(here.to("/", &parameters)) { (word) } }
}

/// What is said where there is nothing to count.
pub fn nothing(frame: &Frame) -> Markup {
    html! { p role="status" { (frame.language.say("Aucun article.", "No article.")) } }
}
