//! `kiosque suggest`: what might be typed on, for a person or for a shell's completion.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use kiosque::index::Index;
use kiosque::output::sanitise;
use kiosque::search::spelling;

use super::terminal::Screen;
use super::{Failure, IndexOption, NO_HITS};

/// Complete the beginning of a query: one line each, words by frequency, then titles that have them
///
/// A shell may complete the words of a search with `kiosque suggest --words "$word"`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque suggest 'grève des f'
  kiosque suggest --words retr")]
pub struct Arguments {
    /// What is typed so far
    #[arg(required = true)]
    beginning: Vec<String>,
    #[command(flatten)]
    index: IndexOption,
    /// Words and titles to give, so many of each
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Only words
    #[arg(long, conflicts_with = "titles")]
    words: bool,
    /// Only titles
    #[arg(long)]
    titles: bool,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = Index::open(&arguments.index.dir)?;
    let beginning = arguments.beginning.join(" ");
    let mut lines = Vec::new();
    if !arguments.titles {
        lines.extend(spelling::complete_word(&index, &beginning, arguments.limit)?);
    }
    if !arguments.words {
        lines.extend(spelling::complete_title(&index, &beginning, arguments.limit)?);
    }
    let mut out = screen.out();
    for line in &lines {
        writeln!(out, "{}", sanitise::line(line))?;
    }
    out.finish()?;
    Ok(if lines.is_empty() { ExitCode::from(NO_HITS) } else { ExitCode::SUCCESS })
}
