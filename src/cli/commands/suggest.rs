//! `kiosque suggest`: what might be typed on, for a person or for a shell's completion.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::output::sanitise;
use kiosque::output::wrap::fit;

use crate::cli::failure::Failure;
use crate::cli::failure::NO_HITS;
use crate::cli::options::index::IndexOption;
use crate::cli::screen::terminal;
use crate::cli::screen::terminal::Screen;

/// Suggest how a query may go on: words, the likeliest first, then titles that contain them, one a line
///
/// A shell may complete the words of a search with `kiosque suggest --words "$word"`. On a terminal, a title is cut to the
/// width of a line.
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
    pub index: IndexOption,
    /// How many words, and how many titles
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
    let index = arguments.index.open()?;
    let beginning = arguments.beginning.join(" ");
    let mut lines = Vec::new();
    if !arguments.titles {
        lines.extend(index.complete_words(&beginning, arguments.limit)?);
    }
    if !arguments.words {
        lines.extend(index.complete_titles(&beginning, arguments.limit)?);
    }
    let (mut out, width) = (screen.out(), terminal::columns_on_screen());
    for line in &lines {
        match width {
            Some(width) => writeln!(out, "{}", fit(line, width))?,
            None => writeln!(out, "{}", sanitise::line(line))?,
        }
    }
    out.finish()?;
    Ok(if lines.is_empty() { ExitCode::from(NO_HITS) } else { ExitCode::SUCCESS })
}
