//! `kiosque facets`: who wrote about it, where, when.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kiosque::engine::Engine;
use kiosque::engine::count::By;
use kiosque::output::{facets as output, sanitise, text};
use kiosque::search::answer::search;
use kiosque::search::request::Request;

use crate::cli::failure::Failure;
use crate::cli::options::facet::ByOption;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions};
use crate::cli::options::tables::CellsOption;
use crate::cli::options::topics::TopicsOption;
use crate::cli::screen::mixed;
use crate::cli::screen::no_hits::write_no_hits;
use crate::cli::screen::terminal::{Printed, Screen};

/// Count the articles that match, by source, section, author, year, month or language
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque facets retraites --by source
  kiosque facets 'titre:budget' --by month,section --since 2024
  kiosque facets --by lang --format csv
  kiosque facets retraites --by source,month --cross --format csv
  kiosque facets --topics topics.tsv --by year --format csv")]
pub struct Arguments {
    /// What to look for; every article if it is left out
    #[arg(conflicts_with = "topics")]
    words: Vec<String>,
    #[command(flatten)]
    topics: TopicsOption,
    #[command(flatten)]
    pub index: AskedIndex,
    /// What to count by; several with commas between them
    #[arg(long, value_enum, value_delimiter = ',', required = true)]
    by: Vec<ByOption>,
    /// Count by two at once: a table with a row for each value of the first and a column for each of the second
    #[arg(long, conflicts_with = "topics")]
    cross: bool,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
    /// Lines to show of each; the other formats have them all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    #[command(flatten)]
    cells: CellsOption,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormatOption {
    /// To read, with bars
    #[default]
    Text,
    /// One JSON object for a query
    Json,
    /// Rows of by, value, count; with --topics, with topic before
    Csv,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let crossed = crossed(arguments)?;
    let index = arguments.index.open()?;
    screen.print(|to| count(arguments, crossed, &*index, to))
}

/// Prints what `index` has; whether that is anything.
#[cfg(feature = "serve")]
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    count(arguments, crossed(arguments)?, index, to)
}

/// The two values that are counted by at once, where `--cross` asks for it.
fn crossed(arguments: &Arguments) -> Result<Option<[By; 2]>, Failure> {
    Ok(match (arguments.cross, arguments.by.as_slice()) {
        (false, _) => None,
        (true, _) if matches!(arguments.format, FormatOption::Text) => {
            return Err(Failure::Options("--cross makes a table for programs: add --format csv or json"));
        }
        (true, [first, second]) => Some([By::from(*first), By::from(*second)]),
        (true, _) => return Err(Failure::Options("--cross takes two: --by source,month for example")),
    })
}

fn count(
    arguments: &Arguments,
    crossed: Option<[By; 2]>,
    index: &dyn Engine,
    to: &mut Printed,
) -> Result<bool, Failure> {
    let Printed { out, said, style, .. } = to;
    let today = arguments.reading.today();
    let several = arguments.topics.topics.is_some();
    if matches!(arguments.format, FormatOption::Csv) && crossed.is_none() {
        output::write_csv_header(out, several)?;
    }
    let mut found = false;
    for (n, topic) in arguments.topics.or_words(&arguments.words)?.iter().enumerate() {
        let request = Request {
            filters: arguments.filters.filters(today)?,
            matching: arguments.reading.matching(),
            limit: 0,
            crossed,
            facets: arguments.by.iter().copied().map(By::from).collect(),
            ..Request::new(selection::parse(said, &topic.query, today)?)
        };
        let response = search(index, &request)?;
        selection::write_unknown(said, index, &request.query, &request.filters, response.total > 0)?;
        selection::write_no_day(said, &request.query, &request.filters)?;
        found |= response.total > 0;
        let named = several.then_some(topic.id.as_str());
        match arguments.format {
            FormatOption::Text => {
                if n > 0 {
                    writeln!(out)?;
                }
                if several {
                    output::write_heading(out, topic, style)?;
                }
                if response.total == 0 && !several {
                    write_no_hits(said, &response, *style)?;
                } else if response.total == 0 {
                    text::write_total(out, &response, style)?;
                } else {
                    output::write_text(out, &response.facets, arguments.limit, style)?;
                    writeln!(out)?;
                    text::write_total(out, &response, style)?;
                }
            }
            FormatOption::Json => output::write_json(out, named, &response)?,
            FormatOption::Csv if crossed.is_some() => {
                output::write_csv_table(out, &response, arguments.cells.formulas())?;
            }
            FormatOption::Csv => output::write_csv(out, named, &response.facets, arguments.cells.formulas())?,
        }
        let about = named.map(|id| format!("{}: ", sanitise::line(id))).unwrap_or_default();
        // What is said where nothing was found has it.
        let is_said = response.total == 0 && !several && matches!(arguments.format, FormatOption::Text);
        if let Some(better) = response.suggestion.as_ref().filter(|_| !is_said) {
            writeln!(said, "kiosque: {about}did you mean {}?", sanitise::line(&better.to_string()))?;
        }
        if matches!(arguments.format, FormatOption::Text) && !several {
            mixed::write(said, index, &request.query, &request.filters)?;
        }
        if response.relaxed {
            writeln!(said, "kiosque: {about}no article has all the words; these have some")?;
        }
    }
    Ok(found)
}
