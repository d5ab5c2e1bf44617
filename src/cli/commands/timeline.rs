//! `kiosque timeline`: when was it written about.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use kiosque::date::Period;
use kiosque::engine::Engine;
use kiosque::engine::calendar::Unit;
use kiosque::output::timeline::{self as output, Chart};
use kiosque::output::{sanitise, svg};
use kiosque::query::ast::Query;
use kiosque::search::timeline::{TimelineRequest, timeline};
use kiosque::study::bursts::bursts;

use crate::cli::failure::Failure;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions};
use crate::cli::options::tables::CellsOption;
use crate::cli::options::topics::TopicsOption;
use crate::cli::screen::mixed;
use crate::cli::screen::terminal::{Printed, Screen};

/// Chart how many articles match in each day, week, month or year; several queries are compared
///
/// An article must have all the words of a query, unless --any is given. Periods are those of the calendar, the empty
/// ones are shown, and articles without a date, or with one too vague for the period, are counted apart.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque timeline retraites --by week --since 2025
  kiosque timeline 'grève -faim' manifestation --by month --relative
  kiosque timeline budget mégabassine --own-scale
  kiosque timeline port --by week --bursts
  kiosque timeline inflation --by year --format csv --svg inflation.svg")]
pub struct Arguments {
    /// What to look for; each is a query of its own: quote those of several words. Every article if it is left out
    #[arg(value_name = "QUERY", conflicts_with = "topics")]
    queries: Vec<String>,
    #[command(flatten)]
    topics: TopicsOption,
    #[command(flatten)]
    pub index: AskedIndex,
    #[arg(long, value_enum, default_value_t)]
    by: ByOption,
    /// Chart shares of all articles of each period, instead of numbers
    #[arg(long)]
    relative: bool,
    /// Mark the periods in which a query is written about more than its own usual (Kleinberg's bursts)
    #[arg(long)]
    bursts: bool,
    /// Give each query a scale of its own, so that the shape of small ones shows beside great ones
    #[arg(long)]
    own_scale: bool,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    #[command(flatten)]
    cells: CellsOption,
    /// Draw the chart into this file too
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum ByOption {
    Day,
    Week,
    #[default]
    Month,
    Year,
}

impl From<ByOption> for Unit {
    fn from(by: ByOption) -> Self {
        match by {
            ByOption::Day => Self::Day,
            ByOption::Week => Self::Week,
            ByOption::Month => Self::Month,
            ByOption::Year => Self::Year,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormatOption {
    /// A chart
    #[default]
    Text,
    /// An array of objects: query, period, count, total; with --topics, topic too
    Json,
    /// Rows of period, count, total; of several queries, with query before; with --topics, with topic before that
    Csv,
}

/// Nobody looks at more, and the days of centuries for hundreds of queries would not fit into memory.
const MOST_ROWS: i64 = 1_000_000;

/// How many rows a timeline has, of a period that was typed; between the first match and the last there are not so many.
fn rows(request: &TimelineRequest, today: Date) -> i64 {
    let Period { first, last } = request.filters.period();
    let Some(first) = first else { return 0 };
    let days = first.duration_until(last.unwrap_or(today)).as_hours() / 24;
    let length = match request.unit {
        Unit::Day => 1,
        Unit::Week => 7,
        Unit::Month => 30,
        Unit::Year => 365,
    };
    days / length * request.queries.len() as i64
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &*index, to))
}

/// Prints what `index` has; whether that is anything.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let Printed { out, said, style, .. } = to;
    let Arguments { filters, reading, .. } = arguments;
    let topics = arguments.topics.read()?;
    let names: Vec<String> = match &topics {
        Some(topics) => topics.iter().map(|topic| topic.query.clone()).collect(),
        None if arguments.queries.is_empty() => vec!["*".to_owned()],
        None => arguments.queries.clone(),
    };
    let ids: Option<Vec<String>> = topics.map(|topics| topics.into_iter().map(|topic| topic.id).collect());
    let today = reading.today();
    let request = TimelineRequest {
        queries: names.iter().map(|text| selection::parse(said, text, today)).collect::<Result<_, _>>()?,
        filters: filters.filters(today)?,
        operator: reading.matching().operator(),
        unit: arguments.by.into(),
    };
    if rows(&request, today) > MOST_ROWS {
        return Err(Failure::Options(
            "that timeline would have more than a million rows: choose a longer --by, a later --since or fewer queries",
        ));
    }
    let timeline = timeline(index, &request)?;
    selection::write_unknown(said, index, &Query::Or(request.queries.clone()), &request.filters, false)?;
    for query in &request.queries {
        selection::write_no_day(said, query, &request.filters)?;
    }
    let of_query = |n: usize| -> Vec<bool> {
        let counts: Vec<(u64, u64)> = timeline.bins.iter().map(|bin| (bin.counts[n], bin.total)).collect();
        bursts(&counts)
    };
    let marked: Option<Vec<Vec<bool>>> = arguments.bursts.then(|| (0..names.len()).map(of_query).collect());
    let chart = Chart {
        timeline: &timeline,
        names: &names,
        topics: ids.as_deref(),
        relative: arguments.relative,
        bursts: marked.as_deref(),
        own_scale: arguments.own_scale,
    };
    if let Some(path) = &arguments.svg {
        File::create(path)
            .and_then(|mut file| svg::write(&mut file, &chart))
            .map_err(|error| Failure::Unwritable { path: path.clone(), error })?;
    }
    match arguments.format {
        FormatOption::Text => {
            output::write_text(out, &chart, style)?;
            output::write_bursts(out, &chart, style)?;
        }
        FormatOption::Json => output::write_json(out, &chart)?,
        FormatOption::Csv => output::write_csv(out, &chart, arguments.cells.formulas())?,
    }
    out.flush()?;
    if matches!(arguments.format, FormatOption::Text) && ids.is_none() {
        for query in &request.queries {
            mixed::write(said, index, query, &request.filters)?;
        }
    }
    if !matches!(arguments.format, FormatOption::Text) {
        for (name, undated) in names.iter().zip(&timeline.undated).filter(|(_, undated)| **undated > 0) {
            writeln!(said, "kiosque: {name:?}: {undated} more whose date is missing or too vague")?;
        }
        for (name, left_out) in names.iter().zip(&timeline.left_out).filter(|(_, left_out)| **left_out > 0) {
            writeln!(said, "kiosque: {name:?}: {left_out} undated left out")?;
        }
    }
    for (name, better) in names.iter().zip(&timeline.suggestions) {
        if let Some(better) = better {
            writeln!(said, "kiosque: {name:?}: did you mean {}?", sanitise::line(&better.to_string()))?;
        }
    }
    let found = timeline.bins.iter().any(|bin| bin.counts.iter().any(|count| *count > 0))
        || timeline.undated.iter().any(|undated| *undated > 0);
    Ok(found)
}
