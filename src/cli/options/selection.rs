//! Which articles a command is about: the words, and the options beside them that every command that searches has.

use std::io::{self, Write};

use clap::Args;
use jiff::ZonedDateTime;
use jiff::civil::{Date, DateTime};
use kiosque::date::{Period, period};
use kiosque::engine::Engine;
use kiosque::output::count::grouped;
use kiosque::output::sanitise;
use kiosque::query;
use kiosque::query::ast::{Field, Query};
use kiosque::query::filters::{Filter, Filters};
use kiosque::search::newspapers::{UnknownNewspaper, unknown};
use kiosque::search::request::Matching;

use crate::cli::failure::Failure;
use crate::cli::names;
use crate::cli::screen::caution;
use crate::cli::screen::terminal;

/// How words are read.
#[derive(Debug, Args)]
pub struct ReadingOptions {
    /// The moment that ages and `hier` are counted from [default: the newest article for ages, today for `hier`]
    #[arg(long, value_name = "DATE", value_parser = parse_now)]
    pub now: Option<DateTime>,
    /// Only articles with all the words: never fall back to some of them
    #[arg(long, overrides_with = "any")]
    all: bool,
    /// Articles with any of the words
    #[arg(long)]
    any: bool,
}

/// What restricts a search, beside its words.
#[derive(Debug, Args)]
pub struct FilterOptions {
    /// Only articles published on this date or later: 2025, 2025-07, 2025-07-01, "juillet 2025", hier, "il y a 2 semaines"
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only articles published on this date or before
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    #[command(flatten)]
    source: SourceOption,
}

/// `--source`: which newspapers.
#[derive(Debug, Args)]
pub struct SourceOption {
    /// Only articles of the newspaper of this name, else of those with this as a part of their names, or at this address
    /// (lemonde.fr); case and accents make no difference; may be given several times
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
}

impl ReadingOptions {
    pub fn today(&self) -> Date {
        self.now.map_or_else(today, DateTime::date)
    }

    pub fn matching(&self) -> Matching {
        match (self.all, self.any) {
            (true, _) => Matching::All,
            (_, true) => Matching::Any,
            _ => Matching::AllElseAny,
        }
    }

    /// The same for what is counted: a count of what was not asked for would pass for one of what was.
    pub fn whole(&self) -> Matching {
        if self.any { Matching::Any } else { Matching::All }
    }
}

impl FilterOptions {
    /// The days from `--since` to `--until`.
    fn period(&self, today: Date) -> Result<Period, Failure> {
        let since = date_option(self.since.as_deref(), "--since", today)?;
        let until = date_option(self.until.as_deref(), "--until", today)?;
        let period =
            Period { first: since.and_then(|period| period.first), last: until.and_then(|period| period.last) };
        match (period.first, period.last) {
            (Some(since), Some(until)) if since > until => Err(Failure::NoDayLeft { since, until }),
            _ => Ok(period),
        }
    }

    /// The filters of `--since`, `--until` and `--source`.
    pub fn filters(&self, today: Date) -> Result<Filters, Failure> {
        let mut filters = Vec::new();
        let period = self.period(today)?;
        if period != Period::default() {
            filters.push(Filter::Published(period));
        }
        Ok(Filters(filters).and(&self.source.filters()))
    }
}

impl SourceOption {
    /// The filter of `--source`; none where it is not given.
    pub fn filters(&self) -> Filters {
        let mut names: Vec<Query> = self.source.iter().map(|name| as_typed(name)).collect();
        match names.len() {
            0 => Filters::default(),
            1 => Filters(vec![Filter::Named(Field::Source, names.remove(0))]),
            _ => Filters(vec![Filter::Named(Field::Source, Query::Or(names))]),
        }
    }
}

/// The name of a newspaper as it is typed behind `source:`.
fn as_typed(name: &str) -> Query {
    match name.contains(char::is_whitespace) {
        true => Query::Phrase { text: name.to_owned(), slop: 0 },
        false => Query::Term(name.to_owned()),
    }
}

/// Says which newspapers a search names in vain.
pub fn write_unknown(
    said: &mut dyn Write,
    index: &dyn Engine,
    query: &Query,
    filters: &Filters,
    found: bool,
) -> Result<(), Failure> {
    for UnknownNewspaper { name, near } in unknown(index, query, filters, found)? {
        let name = sanitise::line(&name);
        let near: Vec<String> =
            near.iter().map(|(name, count)| format!("{} ({})", sanitise::line(name), grouped(*count))).collect();
        match near.as_slice() {
            [] => {
                writeln!(
                    said,
                    "kiosque: no newspaper `{name}`; `kiosque facets --by source` lists those of the index"
                )?;
            }
            near => writeln!(said, "kiosque: no newspaper `{name}`; near: {}", near.join(", "))?,
        }
    }
    Ok(())
}

/// Says that no article can match, where the periods that are asked for have no day in common.
pub fn write_no_day(said: &mut dyn Write, query: &Query, filters: &Filters) -> io::Result<()> {
    let filters = Filters::lift(query).1.and(filters);
    let Period { first: Some(first), last: Some(last) } = filters.period() else { return Ok(()) };
    if first > last {
        let is_period = |filter: &&Filter| matches!(filter, Filter::Published(_));
        let periods: Vec<String> = filters.0.iter().filter(is_period).map(ToString::to_string).collect();
        writeln!(said, "kiosque: no day is in {}", periods.join(" and in "))?;
    }
    Ok(())
}

/// Reads a query with those that it names, and says what of it may not be read as it was meant.
pub fn parse(said: &mut dyn Write, text: &str, today: Date) -> Result<Query, Failure> {
    let text = names::expanded(text)?;
    let parsed = query::parse(&text, today);
    for warning in &parsed.warnings {
        caution::write(said, &text, warning, terminal::columns())?;
    }
    if !parsed.warnings.is_empty() {
        writeln!(said)?;
    }
    Ok(parsed.query)
}

/// Reads the words of a command line as one query.
pub fn parse_words(said: &mut dyn Write, words: &[String], today: Date) -> Result<Query, Failure> {
    if words.is_empty() { Ok(Query::All) } else { parse(said, &words.join(" "), today) }
}

/// A number of lines, or `all`.
pub fn parse_limit(text: &str) -> Result<usize, String> {
    match text {
        "all" | "0" => Ok(usize::MAX),
        number => number.parse().map_err(|_| "neither a number nor `all`".to_owned()),
    }
}

fn date_option(text: Option<&str>, option: &'static str, today: Date) -> Result<Option<Period>, Failure> {
    let parse = |text| period::parse(text, today).map_err(|error| Failure::Date { option, error });
    text.map(parse).transpose()
}

/// The end of the day, month or year that `--now` names, so that nothing published in it lies in the future.
pub fn parse_now(text: &str) -> Result<DateTime, String> {
    if let Ok(now) = text.parse() {
        return Ok(now);
    }
    let period = period::parse(text, today()).map_err(|error| error.to_string())?;
    period.last.map(|day| day.at(23, 59, 0, 0)).ok_or_else(|| "an open period is no date".to_owned())
}

#[expect(clippy::disallowed_methods, reason = "the command line is the one that asks what day it is")]
pub fn today() -> Date {
    ZonedDateTime::now().date()
}
