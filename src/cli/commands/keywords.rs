//! `kiosque keywords`: what sets some articles apart.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kiosque::engine::Engine;
use kiosque::engine::count::By;
use kiosque::output::study as output;
use kiosque::search::answer::stream;
use kiosque::search::request::Request;
use kiosque::study::chosen::Chosen;
use kiosque::study::keywords::{Keywords, KeywordsRequest, Measure, keywords};

use crate::cli::failure::Failure;
use crate::cli::options::facet::ByOption;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions};
use crate::cli::options::study::TableOptions;
use crate::cli::screen::early;
use crate::cli::screen::no_hits::write_no_hits;
use crate::cli::screen::terminal::{Printed, Screen};

/// List the words that the articles of a query say more often than others do
///
/// The others are all other articles of the index, or those of --against; with --by, each newspaper or month of the
/// articles is compared with the rest of them. A word must also stand in more articles than chance would have it, so that one long
/// article makes no keyword. docs/study.md has the formulas.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque keywords port
  kiosque keywords 'source:\"Fil 24\"' --against 'source:\"La Rade\"'
  kiosque keywords --by source -n 10
  kiosque keywords grève --by month --measure logodds --format csv")]
pub struct Arguments {
    /// The articles; every one if it is left out
    words: Vec<String>,
    #[command(flatten)]
    pub index: AskedIndex,
    /// Compare with the articles of this query that are not among the others; --since, --until and --source hold for both
    #[arg(long, value_name = "QUERY")]
    against: Option<String>,
    /// A table for each of these
    #[arg(long, value_enum)]
    by: Option<ByOption>,
    /// What to sort by
    #[arg(long, value_enum, default_value_t)]
    measure: MeasureOption,
    /// How many articles must have a word at least
    #[arg(long, value_name = "N", default_value_t = 3)]
    min_articles: u64,
    /// Show stop words, single letters, numbers and signatures too
    #[arg(long)]
    small_words: bool,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
    #[command(flatten)]
    table: TableOptions,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum MeasureOption {
    /// How improbable it is that so many are there by chance, as a power of ten (Lafon, TXM)
    #[default]
    Specificity,
    /// The log-likelihood ratio (Rayson and Garside)
    Ll,
    /// The log-odds ratio with a prior, in standard deviations (Monroe and others)
    Logodds,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &*index, to))
}

/// Prints the keywords; whether there are any.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let Some(found) = found(arguments, index, to)? else { return Ok(false) };
    output::write_keywords(&mut to.out, &found, &arguments.table.layout(to.style))?;
    Ok(found.parts.iter().any(|part| !part.rows.is_empty()))
}

/// The keywords of each part; none where no article matches, which is said.
pub fn found(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<Option<Keywords>, Failure> {
    let today = arguments.reading.today();
    let filters = arguments.filters.filters(today)?;
    let mut request = |words: &[String]| -> Result<Request, Failure> {
        let query = selection::parse_words(to.said, words, today)?;
        Ok(Request { filters: filters.clone(), matching: arguments.reading.whole(), ..Request::new(query) })
    };
    let asked = request(&arguments.words)?;
    let against = arguments.against.clone().map(|words| request(&[words])).transpose()?;
    let (response, hits) = stream(index, &asked)?;
    let other = against.as_ref().map(|against| stream(index, against)).transpose()?;
    for (request, total) in
        [(Some(&asked), response.total), (against.as_ref(), other.as_ref().map_or(0, |(other, _)| other.total))]
    {
        let Some(request) = request else { continue };
        selection::write_unknown(to.said, index, &request.query, &request.filters, total > 0)?;
        selection::write_no_day(to.said, &request.query, &request.filters)?;
    }
    if let Some(nothing) = [Some(&response), other.as_ref().map(|(other, _)| other)]
        .into_iter()
        .flatten()
        .find(|response| response.total == 0)
    {
        write_no_hits(to.said, nothing, to.style)?;
        return Ok(None);
    }
    let wanted = KeywordsRequest {
        measure: match arguments.measure {
            MeasureOption::Specificity => Measure::Specificity,
            MeasureOption::Ll => Measure::LogLikelihood,
            MeasureOption::Logodds => Measure::LogOdds,
        },
        by: arguments.by.map(By::from),
        min_articles: arguments.min_articles,
        small_words: arguments.small_words,
    };
    let others = other.as_ref().map(|(_, other)| Chosen::all(other));
    let make = |chosen: &Chosen| {
        let others = others.as_ref().map(|others| match chosen.is_sample() {
            true => others.sample(early::SAMPLE),
            false => others.clone(),
        });
        Ok(keywords(index, chosen, others.as_ref(), &wanted)?)
    };
    let layout = arguments.table.layout(to.style);
    let print = |found: &Keywords, mut out: &mut Vec<u8>| output::write_keywords(&mut out, found, &layout);
    let found = early::study(to, &Chosen::all(&hits), &make, &print)?;
    if arguments.by.is_none() && found.parts[0].other_articles == 0 {
        return Err(Failure::Options(
            "there are no other articles to compare with: name fewer, or part them by --by source or the like",
        ));
    }
    Ok(Some(found))
}
