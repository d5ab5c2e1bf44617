//! The report of a run, to read; and what somebody should see to after it.

use std::io::{self, Write};

use kiosque::extract::sites::tally::Idle;
use kiosque::ingest::reached::Doubt;
use kiosque::ingest::report::{Kept, Large, Moved, Report, Textless, Twice};
use kiosque::output::count::grouped;
use kiosque::output::sanitise;
use kiosque::source::{self, Unreadable};

use crate::cli::crash;

/// Prints the counts of a run.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let seconds = report.elapsed.as_secs_f64();
    let megabytes = report.bytes as f64 / 1e6;
    writeln!(
        out,
        "{} pages read, {megabytes:.1} MB in {seconds:.1} s ({:.0} pages/s, {:.1} MB/s)",
        grouped(report.read),
        report.read as f64 / seconds,
        megabytes / seconds,
    )?;
    for (name, count) in [("added", report.added), ("updated", report.updated), ("unchanged", report.unchanged)] {
        writeln!(out, "{:>9} {name}", grouped(count))?;
    }
    if report.captures > 0 {
        writeln!(out, "{:>9} further captures of their addresses", grouped(report.captures))?;
    }
    print_reasons("rejected", report.rejected.iter(), out)?;
    print_reasons("unreadable", report.unreadable.iter(), out)?;
    if !report.passed_over.is_empty() {
        print_reasons("no pages", report.passed_over.iter(), out)?;
    }
    let textless: u64 = report.textless.iter().map(|file| file.records).sum();
    if textless > 0 {
        writeln!(out, "{:>9} records without text", grouped(textless))?;
    }
    if report.healed > 0 {
        writeln!(out, "{:>9} stood twice, and are there once now", grouped(report.healed))?;
    }
    if report.pruned > 0 {
        writeln!(out, "{:>9} pruned", grouped(report.pruned))?;
    }
    if report.gone > 0 {
        writeln!(out, "{:>9} known, but gone; --prune removes them", grouped(report.gone))?;
    }
    Ok(())
}

fn print_reasons<'a, R: ToString + 'a>(
    name: &str,
    counts: impl Iterator<Item = (&'a R, &'a u64)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let counts: Vec<(String, u64)> = counts.map(|(reason, count)| (reason.to_string(), *count)).collect();
    let total = counts.iter().map(|(_, count)| count).sum();
    let reasons: Vec<String> = counts.iter().map(|(reason, count)| format!("{} {reason}", grouped(*count))).collect();
    match reasons.as_slice() {
        [] => writeln!(out, "{:>9} {name}", 0),
        reasons => writeln!(out, "{:>9} {name}: {}", grouped(total), reasons.join(", ")),
    }
}

/// Whether a page may be lost by this. A pipe, a socket or a PDF in a folder of pages never held one.
pub fn is_lost(reason: &Unreadable) -> bool {
    *reason != Unreadable::SpecialFile && !reason.is_of_no_page()
}

/// Says on standard error what somebody should see to. Where an errors file was asked for, pages are `named` there.
pub fn warn(report: &Report, named: bool) {
    for path in &report.missing {
        eprintln!("kiosque: {} cannot be found", sanitise::line(&source::path_text(path)));
    }
    let pages = || report.unreadable.iter().filter(|(reason, _)| !reason.is_of_no_page());
    let unreadable: u64 = pages().map(|(_, count)| count).sum();
    if unreadable > 0 {
        let them = if unreadable == 1 { "it" } else { "them" };
        let counted = counted(unreadable, "page");
        eprintln!("kiosque: {counted} could not be read; what the index had of {them} stays");
        for (reason, _) in pages() {
            eprintln!("  {reason}: {}", reason.advice());
            if let (Unreadable::Crash, Some(panic)) = (reason, crash::first()) {
                eprintln!("  {}", sanitise::line(&panic));
            }
        }
        if !named {
            eprintln!("  `kiosque index --errors FILE` names {them}");
        }
    }
    for Large { path, bytes, reason } in &report.large {
        let megabytes = grouped(bytes / 1_000_000);
        eprintln!("kiosque: {} was not read, {megabytes} MB: {reason}: {}", sanitise::line(path), reason.advice());
    }
    if let Some(Moved { from, to }) = &report.moved {
        let (from, to) = (sanitise::line(from), sanitise::line(to));
        eprintln!("kiosque: the corpus of this index has moved from {from} to {to}; its pages keep their ids");
    }
    if let Some(Twice { pages, before }) = &report.twice {
        let were = if *pages == 1 { "was" } else { "were" };
        let (pages, before) = (counted(*pages, "page"), sanitise::line(before));
        eprintln!(
            "kiosque: {pages} that {were} added the index has from {before}, too; --forget PATH removes one or the other"
        );
    }
    warn_of_textless(&report.textless);
    warn_of_kept(&report.kept);
    warn_of_rules(&report.idle_rules);
    if report.interrupted {
        eprintln!("kiosque: stopped; what was read is in the index, and the next run goes on from here");
    }
}

/// Names the rules for sites that gave nothing on most pages: the site may have changed.
pub fn warn_of_rules(idle: &[Idle]) {
    for Idle { site, key, pages, matched } in idle.iter().take(NAMED) {
        let missed = grouped(pages - matched);
        eprintln!("kiosque: the rule `{key}` of {site} gave nothing on {missed} of {} pages", grouped(*pages));
    }
    if idle.len() > NAMED {
        eprintln!("  and {} more rules", grouped((idle.len() - NAMED) as u64));
    }
}

/// Files and folders that are named on the screen.
const NAMED: usize = 10;

/// Names what fields records have instead of a text. Where they have none, a headline is all there is.
fn warn_of_textless(files: &[Textless]) {
    let mut named = files.iter().filter(|file| !file.fields.is_empty()).peekable();
    if named.peek().is_none() {
        return;
    }
    for Textless { records, path, fields } in named.by_ref().take(NAMED) {
        let have = if *records == 1 { "has no text; its" } else { "have no text; their" };
        let told = format!("{} of {path} {have} other fields are: {}", counted(*records, "record"), fields.join(", "));
        eprintln!("kiosque: {}", sanitise::line(&told));
    }
    let others = named.count() as u64;
    if others > 0 {
        eprintln!("kiosque: … and those of {} more files; --format json names all", grouped(others));
    }
    eprintln!("kiosque: if one of these fields holds the text, --map text=FIELD says so");
}

fn warn_of_kept(kept: &[Kept]) {
    for Kept { pages, path, reason } in kept.iter().take(NAMED) {
        let why = match reason {
            Doubt::Unreadable => "could not be read, or not to its end",
            Doubt::Changed => "is there, but is no longer what they came from",
            Doubt::NothingRead => "has nothing in it that could be read",
        };
        let (pages, path) = (counted(*pages, "known page"), sanitise::line(path));
        eprintln!("kiosque: {pages} of {path} kept: it {why}");
    }
    if kept.len() > NAMED {
        eprintln!(
            "kiosque: … and {} more files and folders; --format json names all",
            grouped((kept.len() - NAMED) as u64)
        );
    }
    if !kept.is_empty() {
        eprintln!("kiosque: if they are gone for good, --prune=all removes them, and --forget PATH those of one place");
    }
}

/// `1 page`, `2,000 pages`.
pub fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}
