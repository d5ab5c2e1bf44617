//! `kiosque trends`: what is written about more than before.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::ToSpan;
use jiff::civil::Date;
use kiosque::date::minutes::from_minutes;
use kiosque::date::{Period, period};
use kiosque::engine::Engine;
use kiosque::engine::candidate::Sort;
use kiosque::engine::count::By;
use kiosque::output::study as output;
use kiosque::query::ast::Query;
use kiosque::search::answer::stream;
use kiosque::search::request::Request;
use kiosque::study::chosen::Chosen;
use kiosque::study::trends::{Trends, TrendsRequest, trends};

use crate::cli::failure::Failure;
use crate::cli::options::facet::ByOption;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, ReadingOptions, SourceOption};
use crate::cli::options::study::TableOptions;
use crate::cli::screen::early;
use crate::cli::screen::terminal::{Printed, Screen};

/// List the words, and pairs of words, that more articles have than before
///
/// Articles are counted, and of a story the first one alone, so that neither a long article nor a wire copy makes a
/// trend. A word must have become more frequent than chance would have it. docs/study.md has the formulas.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque trends
  kiosque trends --last 30d --against year
  kiosque trends port --period 2025-06..2025-07 --by source --format csv")]
pub struct Arguments {
    /// The articles; every one if it is left out
    words: Vec<String>,
    #[command(flatten)]
    pub index: AskedIndex,
    /// The last days, weeks, months or years up to --now: 7d, 2w, 1m, 1y
    #[arg(long, value_name = "TIME", value_parser = parse_last, default_value = "7d", conflicts_with = "period")]
    last: i64,
    /// A period, as `date:` takes it: 2025-06, 2025-06-10..2025-06-20, "juin 2025"
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// What to compare with
    #[arg(long, value_enum, default_value_t)]
    against: AgainstOption,
    /// A table for each of these
    #[arg(long, value_enum)]
    by: Option<ByOption>,
    /// How many articles must have a word at least
    #[arg(long, value_name = "N", default_value_t = 3)]
    min_articles: u64,
    #[command(flatten)]
    source: SourceOption,
    #[command(flatten)]
    reading: ReadingOptions,
    #[command(flatten)]
    table: TableOptions,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum AgainstOption {
    /// The time before, as long as the period
    #[default]
    Previous,
    /// The year before
    Year,
    /// All that was published before or since
    Rest,
}

/// Days.
fn parse_last(text: &str) -> Result<i64, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let days = match text[digits.len()..].trim() {
        "d" | "j" => 1,
        "w" | "s" => 7,
        "m" => 30,
        "y" | "a" => 365,
        _ => return Err("no time such as 7d, 2w, 1m or 1y".to_owned()),
    };
    let number: i64 = digits.parse().map_err(|_| "no time such as 7d, 2w, 1m or 1y".to_owned())?;
    if (1..=100_000).contains(&number) { Ok(number * days) } else { Err("from 1 to 100000".to_owned()) }
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &*index, to))
}

/// Prints the trends; whether there are any.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let Some((found, days)) = found(arguments, index, to)? else { return Ok(false) };
    output::write_trends(&mut to.out, &found, days, &arguments.table.layout(to.style))?;
    Ok(found.parts.iter().any(|part| !part.rows.is_empty()))
}

/// The first and the last day of a time.
type Days = (Date, Date);

/// The trends, with the days that they are of; none where one of the two times has no article, which is
/// said.
pub fn found(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<Option<(Trends, Days)>, Failure> {
    let today = arguments.reading.today();
    let newest = match arguments.reading.now {
        Some(now) => Some(now.date()),
        None => index.newest()?.map(|minutes| from_minutes(minutes).date()),
    };
    let now = match &arguments.period {
        Some(text) => period::parse(text, today).map_err(|error| Failure::Date { option: "--period", error })?,
        None => {
            let last = newest.unwrap_or(today);
            Period { first: Some(back(last, arguments.last - 1)), last: Some(last) }
        }
    };
    let (Some(first), Some(last)) = (now.first, now.last.or(newest)) else {
        return Err(Failure::Options("--period needs a first day: 2025-06 or 2025-06-10..2025-06-20 for example"));
    };
    let days = i64::from(first.duration_until(last).as_hours() as i32) / 24 + 1;
    let before = match arguments.against {
        AgainstOption::Previous => vec![Period { first: Some(back(first, days)), last: Some(back(first, 1)) }],
        AgainstOption::Year => vec![Period { first: Some(back(first, 365)), last: Some(back(first, 1)) }],
        AgainstOption::Rest => vec![
            Period { first: None, last: Some(back(first, 1)) },
            Period { first: Some(last.saturating_add(1.day())), last: None },
        ],
    };
    let now = vec![Period { first: Some(first), last: Some(last) }];
    let query = selection::parse_words(to.said, &arguments.words, today)?;
    let request = |periods: &[Period]| Request {
        filters: arguments.source.filters(),
        matching: arguments.reading.whole(),
        sort: Sort::Oldest,
        ..Request::new(published_in(&query, periods))
    };
    let (asked, against) = (request(&now), request(&before));
    let (response, hits) = stream(index, &asked)?;
    let (earlier, earlier_hits) = stream(index, &against)?;
    selection::write_unknown(to.said, index, &query, &asked.filters, response.total > 0)?;
    for (total, periods) in [(response.total, &now), (earlier.total, &before)] {
        if total == 0 {
            let shown: Vec<String> = periods.iter().map(ToString::to_string).collect();
            let shown = shown.join(" or ");
            writeln!(to.said, "kiosque: no article of {shown}; --last or --period takes another time")?;
            return Ok(None);
        }
    }
    let wanted = TrendsRequest { by: arguments.by.map(By::from), min_articles: arguments.min_articles };
    let (now, before) = (Chosen::all(&hits), Chosen::all(&earlier_hits));
    // They are read twice where anything is found.
    let found = early::with_bar(to, 2 * (now.articles.len() + before.articles.len()), &|each| {
        Ok(trends(index, &Chosen { each, ..now.clone() }, &Chosen { each, ..before.clone() }, &wanted)?)
    })?;
    Ok(Some((found, (first, last))))
}

fn back(day: Date, days: i64) -> Date {
    day.saturating_sub(days.days())
}

/// The query, of articles of any of the periods alone.
fn published_in(query: &Query, periods: &[Period]) -> Query {
    let dates: Vec<Query> = periods.iter().map(|period| Query::Date(*period)).collect();
    let dates = if dates.len() == 1 { dates[0].clone() } else { Query::Or(dates) };
    match query {
        Query::All => dates,
        words => Query::And(vec![words.clone(), dates]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(parse_last(text).ok(), expected, "{text}");
        check("7d", Some(7));
        check("2 s", Some(14));
        check("1m", Some(30));
        check("1y", Some(365));
        check("0d", None);
        check("d", None);
        check("7", None);
        check("99999999999999999999d", None);
    }
}
