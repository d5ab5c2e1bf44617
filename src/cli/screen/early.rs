//! What is shown while a long study counts, where somebody waits at a terminal: an answer from a sample, and how far the exact one
//! is. The exact one takes their place.

use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressStyle};
use kiosque::study::chosen::Chosen;

use super::terminal::{Printed, Waiting};
use crate::cli::failure::Failure;

/// Articles of a sample: they are read in a few tenths of a second.
pub const SAMPLE: usize = 1500;

/// A study of fewer articles is there before anyone has read what a sample has.
const LONG: usize = 6 * SAMPLE;

/// Makes a study of articles. A terminal first gets what `print` makes of a sample, if there are many.
pub fn study<R>(
    to: &Printed,
    chosen: &Chosen,
    make: &dyn Fn(&Chosen) -> Result<R, Failure>,
    print: &dyn Fn(&R, &mut Vec<u8>) -> io::Result<()>,
) -> Result<R, Failure> {
    let count = |to: &Printed| with_bar(to, chosen.articles.len(), &|each| make(&Chosen { each, ..chosen.clone() }));
    let Waiting::BeforeScreen { rows } = to.waiting else { return count(to) };
    if chosen.articles.len() <= LONG {
        return make(chosen);
    }
    let mut early = Vec::new();
    print(&make(&chosen.sample(SAMPLE))?, &mut early)?;
    let shown = show(&early, rows)?;
    let found = count(to);
    erase(shown)?;
    found
}

/// What is called for each article that was read.
type Each<'a> = &'a (dyn Fn() + Sync);

/// Does work on so many articles, of which each tells when it was read; a terminal shows how far it is.
pub fn with_bar<R>(to: &Printed, articles: usize, work: &dyn Fn(Each) -> Result<R, Failure>) -> Result<R, Failure> {
    // Nobody needs one that is gone at once.
    if articles <= LONG || to.waiting == Waiting::Nobody {
        return work(&|| ());
    }
    let style = ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} articles, {eta} left");
    let bar = ProgressBar::new(articles as u64).with_style(style.expect("a template without mistakes"));
    let done = work(&|| bar.inc(1));
    bar.finish_and_clear();
    done
}

/// Shows the end of an answer on a screen of so many rows: how many lines that were. What it was counted on stands last.
fn show(answer: &[u8], rows: usize) -> io::Result<usize> {
    let lines: Vec<&[u8]> = answer.split_inclusive(|byte| *byte == b'\n').collect();
    // The bar and the prompt take a row each.
    let room = rows.saturating_sub(2);
    let (head, last) = lines.split_at(lines.len().saturating_sub(1));
    let shown: Vec<&[u8]> = head.iter().take(room.saturating_sub(last.len())).chain(last).copied().collect();
    let mut out = io::stdout().lock();
    // A line that is longer than the screen is cut, for else it would take two of its rows.
    out.write_all(b"\x1b[?7l")?;
    out.write_all(&shown.concat())?;
    out.write_all(b"\x1b[?7h")?;
    out.flush()?;
    Ok(shown.len())
}

/// Takes the last lines of the screen away.
fn erase(lines: usize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if lines > 0 {
        write!(out, "\u{1b}[{lines}A\u{1b}[J")?;
    }
    out.flush()
}
