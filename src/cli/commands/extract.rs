//! `kiosque extract`: what extraction makes of pages, to read or to compare.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicU64;

use clap::Args;
use kiosque::article::{Article, Captured, Evidence, Rejection};
use kiosque::date::Moment;
use kiosque::extract::{self, Explanation};
use kiosque::output::{json, sanitise};
use kiosque::source::names::Names;
use kiosque::source::skip::Skip;
use kiosque::source::{self, Item, Origin, RawPage, Unreadable};
use serde::Serialize;

use super::index;
use crate::cli::failure::{Failure, UNREADABLE};
use crate::cli::screen::feeds;
use crate::cli::screen::terminal::Screen;

/// Print the article found in each page, a JSON line a page
///
/// PATH is a file with a page, as HTML or as HTML in gzip, a folder of such files, or - for standard input.
///
/// Exit status: 3 when something could not be read; the rest is printed.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque extract page.html | jq -r .text
  curl -s https://example.org/ | kiosque extract -
  kiosque extract --explain page.html")]
pub struct Arguments {
    /// Pages, as HTML or as HTML in gzip
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Show what each field was chosen from, and each line of the page with what became of it and why
    #[arg(long)]
    explain: bool,
}

/// A page as `kiosque extract` prints it. The names are documented in docs/formats-and-fields.md and do not change.
#[derive(Serialize)]
struct Record<'a> {
    path: &'a str,
    title: &'a str,
    date: Option<Moment>,
    date_evidence: Option<Evidence>,
    modified: Option<Moment>,
    source: Option<&'a str>,
    authors: &'a [String],
    section: Option<&'a str>,
    lang: Option<&'a str>,
    url: Option<&'a str>,
    image: Option<&'a str>,
    lead: Option<&'a str>,
    /// Standfirst and body.
    text: String,
    truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    captures: Option<Captured>,
}

/// A page that is no article.
#[derive(Serialize)]
struct Rejected<'a> {
    path: &'a str,
    rejected: Rejection,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    feeds::announce(&arguments.paths);
    let mut out = screen.out();
    // Of a folder that the output goes to, too.
    let skip = Skip { outputs: index::outputs(None), ..Skip::default() };
    let (mut unread, mut records, mut written) = (false, 0_u64, Ok(()));
    for path in &arguments.paths {
        let _ = source::paths::read(path, &skip, &Names::default(), &AtomicU64::new(0), &mut |item| {
            let several = if let Item::Lines(lines) = &item { lines.places().count() as u64 } else { 1 };
            match page(item) {
                Some(Ok(page)) => written = write(&mut out, &page, arguments.explain),
                Some(Err((origin, reason))) => {
                    eprintln!("kiosque: {}: {reason}: {}", sanitise::line(&origin.to_string()), reason.advice());
                    unread = true;
                }
                None => records += several,
            }
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        if written.is_err() {
            break;
        }
    }
    written?;
    out.finish()?;
    if records > 0 {
        eprintln!(
            "kiosque: {records} records passed over: JSON Lines come with their text, and `kiosque index` reads them"
        );
    }
    Ok(if unread || records > 0 { ExitCode::from(UNREADABLE) } else { ExitCode::SUCCESS })
}

/// The page, or why there is none; nothing for a record or what kiosque wrote, which are no pages.
fn page(item: Item) -> Option<Result<RawPage, (Origin, Unreadable)>> {
    match item {
        Item::File { origin, .. } => {
            Some(source::file::load(&origin.container, &AtomicU64::new(0)).map_err(|reason| (origin, reason)))
        }
        Item::Page(page) => Some(Ok(page)),
        Item::Unreadable { origin, reason } => Some(Err((origin, reason))),
        Item::Lines(_) | Item::Opened { .. } | Item::Unchanged { .. } | Item::Own { .. } => None,
    }
}

fn write(out: &mut impl Write, page: &RawPage, explain: bool) -> io::Result<()> {
    let path = &page.origin.container;
    if explain {
        write_explanation(out, path, &extract::explain(page, None))
    } else {
        write_record(out, path, &extract::extract(page))
    }
}

fn write_record(out: &mut impl Write, path: &Path, outcome: &Result<Article, Rejection>) -> io::Result<()> {
    let path = &source::path_text(path);
    let line = match outcome {
        Ok(article) => json::to_string(&record(path, article)),
        Err(rejected) => json::to_string(&Rejected { path, rejected: *rejected }),
    };
    writeln!(out, "{line}")
}

fn record<'a>(path: &'a str, article: &'a Article) -> Record<'a> {
    Record {
        path,
        title: &article.title,
        date: article.published.map(|published| published.moment),
        date_evidence: article.published.map(|published| published.evidence),
        modified: article.modified,
        source: article.source.as_deref(),
        authors: &article.authors,
        section: article.section.as_deref(),
        lang: article.language.as_deref(),
        url: article.url.as_deref(),
        image: article.image.as_deref(),
        lead: article.lead.as_deref(),
        text: article.text(),
        truncated: article.truncated,
        captures: article.captured(),
    }
}

fn write_explanation(out: &mut impl Write, path: &Path, explanation: &Explanation) -> io::Result<()> {
    writeln!(out, "{}", sanitise::line(&source::path_text(path)))?;
    match &explanation.outcome {
        Ok(article) => {
            let or_none = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
            let chosen = [
                ("title", article.title.clone()),
                ("source", or_none(article.source.clone())),
                ("authors", article.authors.join(", ")),
                ("section", or_none(article.section.clone())),
                ("date", or_none(article.published.map(|published| published.moment.to_string()))),
                ("modified", or_none(article.modified.map(|modified| modified.to_string()))),
                ("language", or_none(article.language.clone())),
            ];
            for (field, value) in chosen {
                writeln!(out, "  {field:<12} {}", sanitise::line(&value))?;
            }
        }
        Err(rejection) => {
            writeln!(out, "  rejected     {rejection}")?;
        }
    }
    writeln!(out, "\n  chosen from")?;
    for clue in &explanation.clues {
        writeln!(out, "  {:<12} {:<24} {}", clue.field, clue.place, sanitise::line(&clue.value))?;
    }
    writeln!(out, "\n  lines")?;
    for line in &explanation.lines {
        writeln!(out, "  [{}] {}", line.verdict, sanitise::line(&line.text))?;
    }
    writeln!(out)
}
