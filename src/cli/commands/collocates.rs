//! `kiosque collocates`: what stands beside it.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kiosque::engine::Engine;
use kiosque::output::study as output;
use kiosque::search::answer::stream;
use kiosque::search::request::Request;
use kiosque::study::chosen::Chosen;
use kiosque::study::collocates::{Collocates, CollocatesRequest, Measure, Reach, Side, collocates};

use crate::cli::failure::Failure;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions};
use crate::cli::options::study::TableOptions;
use crate::cli::screen::early;
use crate::cli::screen::no_hits::write_no_hits;
use crate::cli::screen::terminal::{Printed, Screen};

/// List the words that stand beside a query more often than chance would have it
///
/// Words count in all their forms. Each is shown in its commonest one, with how often it stands beside an occurrence, how often in the
/// whole index, the measure, and an article where it does. docs/study.md has the formulas.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque collocates port
  kiosque collocates digue --within sentence --measure logdice
  kiosque collocates grève --side right --window 3 -n all --format csv")]
pub struct Arguments {
    /// What to look for
    #[arg(required = true)]
    words: Vec<String>,
    #[command(flatten)]
    pub index: AskedIndex,
    /// How many words away a word may be
    #[arg(long, value_name = "N", default_value_t = 5, conflicts_with = "within")]
    window: usize,
    /// Count all words of the same sentence or paragraph instead
    #[arg(long, value_enum)]
    within: Option<WithinOption>,
    /// On which side
    #[arg(long, value_enum, default_value_t)]
    side: SideOption,
    /// What to sort by
    #[arg(long, value_enum, default_value_t)]
    measure: MeasureOption,
    /// How often a word must stand beside an occurrence at least
    #[arg(long, value_name = "N", default_value_t = 5)]
    min: u64,
    /// Show stop words, single letters and numbers too
    #[arg(long)]
    small_words: bool,
    /// Show all forms of each word, with how often each stands there
    #[arg(long)]
    forms: bool,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
    #[command(flatten)]
    table: TableOptions,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WithinOption {
    Sentence,
    Paragraph,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum SideOption {
    Left,
    Right,
    #[default]
    Both,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum MeasureOption {
    /// The log-likelihood ratio: how sure it is
    #[default]
    Ll,
    /// How exclusive, in corpora of any size; at most 14
    Logdice,
    /// Mutual information: how exclusive; it prefers rare words
    Mi,
    /// The t-score; it prefers frequent words
    T,
    /// The z-score
    Z,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &*index, to))
}

/// Prints the words beside the query; whether there are any.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let Some(found) = found(arguments, index, to)? else { return Ok(false) };
    output::write_collocates(&mut to.out, &found, arguments.forms, &arguments.table.layout(to.style))?;
    Ok(!found.rows.is_empty())
}

/// The words beside the query; none where no article matches, which is said.
pub fn found(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<Option<Collocates>, Failure> {
    let today = arguments.reading.today();
    let request = Request {
        filters: arguments.filters.filters(today)?,
        matching: arguments.reading.whole(),
        ..Request::new(selection::parse_words(to.said, &arguments.words, today)?)
    };
    let (response, hits) = stream(index, &request)?;
    selection::write_unknown(to.said, index, &request.query, &request.filters, response.total > 0)?;
    selection::write_no_day(to.said, &request.query, &request.filters)?;
    if response.total == 0 {
        write_no_hits(to.said, &response, to.style)?;
        return Ok(None);
    }
    let wanted = CollocatesRequest {
        reach: match arguments.within {
            None => Reach::Words(arguments.window),
            Some(WithinOption::Sentence) => Reach::Sentence,
            Some(WithinOption::Paragraph) => Reach::Paragraph,
        },
        side: match arguments.side {
            SideOption::Left => Side::Left,
            SideOption::Right => Side::Right,
            SideOption::Both => Side::Both,
        },
        measure: match arguments.measure {
            MeasureOption::Ll => Measure::LogLikelihood,
            MeasureOption::Logdice => Measure::LogDice,
            MeasureOption::Mi => Measure::MutualInformation,
            MeasureOption::T => Measure::T,
            MeasureOption::Z => Measure::Z,
        },
        min: arguments.min,
        small_words: arguments.small_words,
    };
    let layout = arguments.table.layout(to.style);
    let make = |chosen: &Chosen| Ok(collocates(index, chosen, &wanted)?);
    let print =
        |found: &Collocates, mut out: &mut Vec<u8>| output::write_collocates(&mut out, found, arguments.forms, &layout);
    early::study(to, &Chosen::all(&hits), &make, &print).map(Some)
}
