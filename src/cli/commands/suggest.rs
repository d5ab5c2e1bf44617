//! `kiosque suggest`: what might be typed on, for a person or for a shell's completion.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::output::sanitise;
use kiosque::output::wrap::fit;
use kiosque::search::completion::{complete, in_place};

use crate::cli::failure::{Failure, NO_HITS};
use crate::cli::options::index::AskedIndex;
use crate::cli::screen::terminal;
use crate::cli::screen::terminal::Screen;

/// Suggest how a query may go on: words, the likeliest first, then titles that contain them, one a line
///
/// Words that follow those before come first: `réforme des re` becomes `réforme des retraites`. Behind `source:`, `auteur:`,
/// `rubrique:` and `langue:` come names that articles have. On a terminal, a title is cut to the width of a line.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque suggest 'grève des f'
  kiosque suggest --words retr
  kiosque suggest source:ph")]
pub struct Arguments {
    /// What is typed so far
    #[arg(required = true)]
    beginning: Vec<String>,
    #[command(flatten)]
    pub index: AskedIndex,
    /// How many words, and how many titles
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Only words
    #[arg(long, conflicts_with_all = ["titles", "ids"])]
    words: bool,
    /// Only titles
    #[arg(long, conflicts_with = "ids")]
    titles: bool,
    /// Ids of articles instead, in their order
    #[arg(long)]
    ids: bool,
    /// Only what a shell may put in the place of what was typed
    #[arg(long, hide = true)]
    in_place: bool,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    let beginning = arguments.beginning.join(" ");
    let mut lines = Vec::new();
    if arguments.ids {
        lines.extend(index.complete_ids(&beginning, arguments.limit)?);
    } else if !arguments.titles {
        lines.extend(complete(&index, &beginning, arguments.limit)?);
    }
    if arguments.in_place {
        lines = in_place(&beginning, lines);
    }
    if !arguments.words && !arguments.ids {
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
