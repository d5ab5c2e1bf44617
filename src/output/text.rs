//! The format for the eye: hits with a hierarchy, wrapped to the terminal's width.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::style::{BOLD, DIM, MATCH, Style, Target};
use super::wrap::{wrap, wrap_marked};
use super::{count, explanation, facets, heading, place, sanitise};
use crate::article::Article;
use crate::engine::candidate::Sort;
use crate::engine::shown::Marked;
use crate::query::ast::Query;
use crate::search::response::{Alternative, Hit, Response};

/// Long titles wrap, but no page may fill the screen with its title, or with its source and section.
const TITLE_LINES: usize = 6;
const ABOUT_LINES: usize = 2;
/// The lines of a facet below the hits.
const FACET_LINES: usize = 10;
/// An article is read whole, and lines longer than this tire the eye, however wide the terminal.
const READING_WIDTH: usize = 100;

/// Writes the hits, and below them what they alone do not tell.
pub fn write<E: From<io::Error>>(
    out: &mut impl Write,
    response: &Response,
    hits: impl Iterator<Item = Result<Hit, E>>,
    style: &Style,
) -> Result<(), E> {
    if response.relaxed {
        write_line(out, "No article has all the words; these have some.", style)?;
        writeln!(out)?;
    }
    if let Some(reading) = &response.reading {
        explanation::write_reading(out, reading, style)?;
    }
    let (mut shown, mut copies) = (None, 0);
    for hit in hits {
        let hit = hit?;
        write_hit(out, &hit, style)?;
        writeln!(out)?;
        copies += hit.copies.len();
        let (first, _) = shown.unwrap_or((hit.rank, hit.rank));
        shown = Some((first, hit.rank));
    }
    if !response.facets.is_empty() {
        facets::write_text(out, &response.facets, FACET_LINES, style)?;
        writeln!(out)?;
    }
    if let Some(query) = &response.suggestion {
        write_suggestion(out, query, style)?;
    }
    // With their copies they may be all.
    let shown = shown.filter(|(first, last)| last - first + 1 + copies < response.total);
    write_line(out, &summary(response, shown), style)?;
    Ok(())
}

fn write_suggestion(out: &mut impl Write, query: &Query, style: &Style) -> io::Result<()> {
    for line in wrap(&format!("Did you mean {query}?"), style.width) {
        writeln!(out, "{}", style.paint(&line, BOLD))?;
    }
    Ok(())
}

/// Writes what is to be said where nothing was found.
pub fn write_no_hits(out: &mut impl Write, response: &Response, style: &Style) -> io::Result<()> {
    for line in wrap(&summary(response, None), style.width) {
        writeln!(out, "{line}")?;
    }
    if let Some(query) = &response.suggestion {
        write_suggestion(out, query, style)?;
    }
    for less in &response.alternatives {
        let text = match less {
            Alternative::Alone { part, total: 0 } => format!("{part} alone: none either"),
            Alternative::Alone { part, total } => format!("{part} alone: {}", articles(*total)),
            Alternative::Without { filters, total } => format!("without {filters}: {}", articles(*total)),
        };
        let line = Marked { text, marks: Vec::new() };
        for line in wrap_marked(&line, style.width.saturating_sub(2), ABOUT_LINES) {
            writeln!(out, "  {}", line.text)?;
        }
    }
    Ok(())
}

fn write_line(out: &mut impl Write, text: &str, style: &Style) -> io::Result<()> {
    for line in wrap(text, style.width) {
        writeln!(out, "{}", style.paint(&line, DIM))?;
    }
    Ok(())
}

/// Writes how many articles match, below what is counted of them.
pub fn write_total(out: &mut impl Write, response: &Response, style: &Style) -> io::Result<()> {
    let parts = [articles(response.total)].into_iter().chain(undated(response)).chain([took(response)]);
    write_line(out, &parts.collect::<Vec<_>>().join(", "), style)
}

/// How many there are, which of them are shown if not all are, in which order, and what "now" was.
fn summary(response: &Response, shown: Option<(usize, usize)>) -> String {
    let mut parts = vec![articles(response.total)];
    parts.extend(shown.map(|(first, last)| format!("{first} to {last}")));
    if response.total > 0 {
        parts.push(match response.sort {
            Sort::Best => "best first".to_owned(),
            Sort::Relevance => "most relevant first".to_owned(),
            Sort::Newest => "newest first".to_owned(),
            Sort::Oldest => "oldest first".to_owned(),
        });
        parts.extend(response.now.map(|now| format!("ages counted from {}", now.date())));
    }
    parts.extend(undated(response));
    parts.push(took(response));
    parts.join(", ")
}

fn undated(response: &Response) -> Option<String> {
    (response.undated > 0).then(|| format!("{} undated left out", count::grouped(response.undated as u64)))
}

fn took(response: &Response) -> String {
    format!("{:.1}\u{a0}ms", response.took.as_secs_f64() * 1e3)
}

fn articles(total: usize) -> String {
    if total == 0 { "No article".to_owned() } else { count::articles(total as u64) }
}

/// Writes a whole article, to read.
pub fn write_article(out: &mut impl Write, article: &Article, style: &Style) -> io::Result<()> {
    let width = style.width.min(READING_WIDTH);
    for line in wrap(&article.title, width) {
        writeln!(out, "{}", style.paint(&line, BOLD))?;
    }
    for line in wrap(&about(article), width).into_iter().chain(wrap(&article.authors.join(", "), width)) {
        writeln!(out, "{}", style.paint(&line, DIM))?;
    }
    if let Some(url) = &article.url {
        writeln!(out, "{}", address(url, &Target::Page(url), width, style))?;
    }
    for paragraph in article.lead.iter().map(String::as_str).chain(article.body.lines()) {
        writeln!(out)?;
        for line in wrap(paragraph, width) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Writes one hit.
pub(crate) fn write_hit(out: &mut impl Write, hit: &Hit, style: &Style) -> io::Result<()> {
    let number = format!("{}. ", hit.rank);
    let indent = number.width();
    let margin = " ".repeat(indent);
    let width = style.width.saturating_sub(indent).max(NARROWEST);
    let place = place::of(&hit.id, &hit.path, hit.article.url.as_deref());
    let link = |text: &str| place.map_or_else(|| text.to_owned(), |place| style.link(text, &place));
    let mut title = wrap_marked(&hit.title, width, TITLE_LINES);
    if title.is_empty() {
        let heading = Marked { text: heading::of(&hit.article), marks: Vec::new() };
        title = wrap_marked(&heading, width, TITLE_LINES);
    }
    for (n, line) in title.iter().enumerate() {
        let margin = if n == 0 { &number } else { &margin };
        writeln!(out, "{margin}{}", link(&paint_marks(line, BOLD, style)))?;
    }
    let about = Marked { text: about(&hit.article), marks: Vec::new() };
    for line in wrap_marked(&about, width, ABOUT_LINES) {
        writeln!(out, "{margin}{}", style.paint(&line.text, DIM))?;
    }
    if !hit.copies.is_empty() {
        let copies = Marked { text: copied(hit), marks: Vec::new() };
        for line in wrap_marked(&copies, width, ABOUT_LINES) {
            writeln!(out, "{margin}{}", style.paint(&line.text, DIM))?;
        }
    }
    for line in wrap_marked(&hit.snippet, width, usize::MAX) {
        writeln!(out, "{margin}{}", paint_marks(&line, "", style))?;
    }
    match &place {
        Some(place @ Target::Page(url)) => writeln!(out, "{margin}{}", address(url, place, width, style))?,
        Some(place @ Target::File(path)) => writeln!(out, "{margin}{}", address(path, place, width, style))?,
        None => writeln!(out, "{margin}{}", style.paint(&sanitise::line(&hit.path), DIM))?,
    }
    // An article that is in a file of its own goes by its path, the end of which is its id.
    if !matches!(place, Some(Target::File(_))) && !matches!(place, Some(Target::Page(url)) if url == hit.id) {
        writeln!(out, "{margin}{}", style.paint(&sanitise::line(&format!("id: {}", hit.id)), DIM))?;
    }
    match &hit.explanation {
        Some(explained) => explanation::write(out, explained, indent, style),
        None => Ok(()),
    }
}

/// Words are not broken for a narrower screen than this.
const NARROWEST: usize = 20;

/// Where an article is: whole, to be copied, or on one line where it can be followed by a click.
fn address(shown: &str, target: &Target, width: usize, style: &Style) -> String {
    let line = if style.links {
        let marked = Marked { text: shown.to_owned(), marks: Vec::new() };
        wrap_marked(&marked, width, 1).pop().unwrap_or_default().text
    } else {
        sanitise::line(shown).into_owned()
    };
    style.link(&style.paint(&line, DIM), target)
}

/// So many newspapers need not be counted.
const FEW: usize = 3;

/// Who else tells the story in the same words.
fn copied(hit: &Hit) -> String {
    let mut sources: Vec<&str> = hit.copies.iter().filter_map(|copy| copy.article.source.as_deref()).collect();
    sources.sort_unstable();
    sources.dedup();
    sources.retain(|source| Some(*source) != hit.article.source.as_deref());
    let times = match hit.copies.len() {
        1 => "1 copy".to_owned(),
        copies => format!("{copies} copies"),
    };
    match sources.len() {
        0 => times,
        1..=FEW => format!("{times}, also in {}", sources.join(", ")),
        many => format!("{times}, also in {many} other newspapers: {}", sources.join(", ")),
    }
}

/// Source, date, section and page, as far as they are known.
fn about(article: &Article) -> String {
    let date = article
        .published
        .map_or_else(|| "undated".to_owned(), |published| published.moment.to_string().replace('T', " "));
    let captured = article.captured().filter(|captured| captured.count > 1).map(|captured| captured.to_string());
    let page = article.page.as_ref().map(|page| format!("p. {page}"));
    let known = [article.source.clone(), Some(date), article.section.clone(), page, captured];
    known.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn paint_marks(line: &Marked, code: &str, style: &Style) -> String {
    let mut painted = String::new();
    let mut from = 0;
    for mark in &line.marks {
        painted += &style.paint(&line.text[from..mark.start], code);
        painted += &style.paint(&line.text[mark.clone()], MATCH);
        from = mark.end;
    }
    painted + &style.paint(&line.text[from..], code)
}
