//! `kiosque extract`: what extraction makes of pages, to read or to compare.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicU64;

use clap::Args;
use kiosque::article::{Article, Captured, Evidence, Rejection};
use kiosque::date::Moment;
use kiosque::extract::sites::Sites;
use kiosque::extract::sites::tally::Tally;
use kiosque::extract::{self, Explanation};
use kiosque::output::{json, sanitise};
use kiosque::source::names::Names;
use kiosque::source::pieces;
use kiosque::source::skip::Skip;
use kiosque::source::{self, Item, NoPage, Origin, RawPage, Unreadable};
use serde::Serialize;

use super::{index, run_report};
use crate::cli::failure::{Failure, UNREADABLE};
use crate::cli::options::index::IndexOption;
use crate::cli::options::sites::SitesOption;
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
    #[command(flatten)]
    index: IndexOption,
    #[command(flatten)]
    sites: SitesOption,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
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
    let sites = arguments.sites.read(arguments.index.folder())?;
    let mut tally = Tally::default();
    let (mut unread, mut records, mut written) = (false, 0_u64, Ok(()));
    for path in &arguments.paths {
        let mut each = |item| {
            let several = match &item {
                Item::Lines(lines) => lines.places().count() as u64,
                Item::Own { .. } => 1,
                _ => 0,
            };
            match page(item) {
                Some(Ok(page)) => written = write(&mut out, &page, &sites, &mut tally, arguments.explain),
                Some(Err((origin, reason))) => {
                    eprintln!("kiosque: {}: {reason}: {}", sanitise::line(&origin.to_string()), reason.advice());
                    unread = true;
                }
                None => records += several,
            }
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let consumed = AtomicU64::new(0);
        let cut = |head: &[u8]| sites.cut(head);
        let _ = source::paths::read(path, &skip, &Names::default(), &consumed, &mut |item| {
            pieces::read(item, &skip, &cut, &consumed, &mut each)
        });
        if written.is_err() {
            break;
        }
    }
    written?;
    out.finish()?;
    run_report::warn_of_rules(&tally.idle());
    if records > 0 {
        eprintln!("kiosque: {records} records passed over: they come with their text, and `kiosque index` reads them");
    }
    Ok(if unread || records > 0 { ExitCode::from(UNREADABLE) } else { ExitCode::SUCCESS })
}

/// The page, or why there is none; nothing for a record or what kiosque wrote, which are no pages.
fn page(item: Item) -> Option<Result<RawPage, (Origin, Unreadable)>> {
    let origin = item.origin(None);
    let page = match item {
        Item::File { .. } => source::file::load(&origin.container, &AtomicU64::new(0)),
        Item::Capture(capture) => capture.page(),
        Item::Page(page) => Ok(page),
        Item::Unreadable { reason, .. } => Err(NoPage::Unreadable(reason)),
        Item::PassedOver { what, .. } => Err(NoPage::PassedOver(what)),
        Item::Lines(_) | Item::Revisit(_) | Item::Opened { .. } | Item::Unchanged { .. } | Item::Own { .. } => {
            return None;
        }
    };
    match page {
        Ok(page) => Some(Ok(page)),
        Err(NoPage::Unreadable(reason)) => Some(Err((origin, reason))),
        Err(NoPage::PassedOver(_)) => None,
    }
}

/// Writes the article of a page, or each of several where the rules of its site cut it.
fn write(out: &mut impl Write, page: &RawPage, sites: &Sites, tally: &mut Tally, explain: bool) -> io::Result<()> {
    let path = &source::path_text(&page.origin.container);
    let ruled = sites.of(page);
    let parts = ruled.filter(|ruled| !ruled.is_excluded).and_then(|ruled| ruled.site.split(page));
    let mut write = |page: &RawPage, name: &str| {
        let (written, applied) = if explain {
            let explanation = extract::explain(page, ruled);
            (write_explanation(out, &format!("{path}{name}"), &explanation), explanation.applied)
        } else {
            let (outcome, applied) = extract::extract_by(page, ruled);
            (write_record(out, path, &outcome), applied)
        };
        applied.into_iter().for_each(|applied| tally.add(applied));
        written
    };
    match parts {
        Some(parts) => parts.iter().try_for_each(|part| write(&part.page, &part.name.to_string())),
        None => write(page, ""),
    }
}

fn write_record(out: &mut impl Write, path: &str, outcome: &Result<Article, Rejection>) -> io::Result<()> {
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
        page: article.page.as_deref(),
    }
}

fn write_explanation(out: &mut impl Write, name: &str, explanation: &Explanation) -> io::Result<()> {
    writeln!(out, "{}", sanitise::line(name))?;
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
    if let Some(applied) = &explanation.applied {
        writeln!(out, "\n  rules of {}", sanitise::line(&applied.site))?;
        for given in &applied.keys {
            let selector = sanitise::line(given.selector.as_deref().unwrap_or("nothing found"));
            writeln!(out, "  {:<12} {selector:<24} {}", given.key, sanitise::line(&given.value))?;
        }
    }
    writeln!(out, "\n  chosen (*) from")?;
    for clue in &explanation.clues {
        let mark = if clue.chosen { '*' } else { ' ' };
        writeln!(out, "{mark} {:<12} {:<24} {}", clue.field, clue.place, sanitise::line(&clue.value))?;
    }
    writeln!(out, "\n  lines")?;
    for line in &explanation.lines {
        writeln!(out, "  [{}] {}", line.verdict, sanitise::line(&line.text))?;
    }
    writeln!(out)
}
