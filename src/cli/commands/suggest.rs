//! `kiosque suggest`: what might be typed on, for a person or for a shell's completion.

use std::process::ExitCode;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::output::wrap::fit;
use kiosque::output::{json, sanitise};
use kiosque::search::completion::{complete, in_place};
use serde::Serialize;

use crate::cli::failure::Failure;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::report::ReportFormat;
use crate::cli::screen::terminal;
use crate::cli::screen::terminal::{Printed, Screen};

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
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &*index, to))
}

/// What may be typed on. The names are documented in docs/formats-and-fields.md and do not change.
#[derive(Serialize)]
struct Suggestions {
    /// With what was typed before them, or ids with `--ids`.
    words: Vec<String>,
    titles: Vec<String>,
}

/// Prints what `index` has; whether that is anything.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let beginning = arguments.beginning.join(" ");
    let mut found = Suggestions { words: Vec::new(), titles: Vec::new() };
    if arguments.ids {
        found.words = index.complete_ids(&beginning, arguments.limit)?;
    } else if !arguments.titles {
        found.words = complete(index, &beginning, arguments.limit)?;
    }
    if arguments.in_place {
        found.words = in_place(&beginning, found.words);
    }
    if !arguments.words && !arguments.ids {
        found.titles = index.complete_titles(&beginning, arguments.limit)?;
    }
    if arguments.format == ReportFormat::Json {
        writeln!(to.out, "{}", json::to_string(&found))?;
    } else {
        let width = terminal::columns_on_screen();
        for line in found.words.iter().chain(&found.titles) {
            match width {
                Some(width) => writeln!(to.out, "{}", fit(line, width))?,
                None => writeln!(to.out, "{}", sanitise::line(line))?,
            }
        }
    }
    Ok(!found.words.is_empty() || !found.titles.is_empty())
}
