//! When articles that match were published: calendar periods with exact counts, the empty ones too.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use rustc_hash::FxHashMap;
use tantivy::Searcher;

use super::matching::Articles;
use super::{Matching, selected};
use crate::date::{self, Precision};
use crate::index::schema::{PUBLISHED, from_minutes, precision};
use crate::index::{Index, IndexError};
use crate::query::ast::Query;

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Day,
    /// From Monday to Sunday, numbered as ISO 8601 does.
    Week,
    Month,
    Year,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub queries: Vec<Query>,
    /// What all articles of a period are.
    pub of: Query,
    /// The days to show; an open end is where the first or the last match is.
    pub within: date::Period,
    /// Articles that have only some of the words never stand in for those that have all.
    pub matching: Matching,
    pub unit: Unit,
}

/// Some queries over the same periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    pub unit: Unit,
    /// One after the other, the empty ones too.
    pub periods: Vec<Period>,
    /// For each query, its matches whose date is not known as exactly as the periods are long, or not at all.
    pub undated: Vec<u64>,
}

/// A period with what was published in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub first: Date,
    /// Matches of each query.
    pub counts: Vec<u64>,
    /// All articles.
    pub total: u64,
}

impl Unit {
    /// The first day of the period that `day` is in.
    pub fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        }
    }

    /// The first day of the next period.
    fn next(self, start: Date) -> Option<Date> {
        let span = match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Year => 1.year(),
        };
        start.checked_add(span).ok()
    }

    /// The name of the period that begins on `start`: `2025-07-01`, `2025-W27`, `2025-07`, `2025`.
    pub fn name(self, start: Date) -> String {
        match self {
            Self::Day => start.to_string(),
            Self::Week => {
                let week = start.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => start.strftime("%Y-%m").to_string(),
            Self::Year => start.strftime("%Y").to_string(),
        }
    }

    /// The least exact date that tells in which of these periods it is.
    fn precision(self) -> Precision {
        match self {
            Self::Day | Self::Week => Precision::Day,
            Self::Month => Precision::Month,
            Self::Year => Precision::Year,
        }
    }
}

/// Answers `request`.
pub fn timeline(index: &Index, request: &Request) -> Result<Timeline, IndexError> {
    let searcher = index.searcher()?;
    let Request { queries, of, within, matching, unit } = request;
    let count = |query: &Query| -> Result<_, IndexError> {
        let articles = selected(index, &searcher, query, *matching)?;
        Ok(days(&searcher, &articles).map_err(|source| index.storage(source))?.by(*unit))
    };
    let by_query = queries.iter().map(count).collect::<Result<Vec<_>, _>>()?;
    let (totals, _) = count(of)?;

    let starts = || by_query.iter().flat_map(|(counts, _)| counts.keys().copied());
    let mut next = within.first.map(|day| unit.start(day)).or_else(|| starts().min());
    let last = within.last.or_else(|| starts().max());
    let mut periods = Vec::new();
    while let Some(first) = next.filter(|first| Some(*first) <= last) {
        let counts = by_query.iter().map(|(counts, _)| counts.get(&first).copied().unwrap_or(0)).collect();
        periods.push(Period { first, counts, total: totals.get(&first).copied().unwrap_or(0) });
        next = unit.next(first);
    }
    let undated = by_query.into_iter().map(|(_, undated)| undated).collect();
    Ok(Timeline { unit: *unit, periods, undated })
}

/// How many articles were published on each day.
pub(super) struct Days {
    /// By minutes since 1970 of the day's beginning, and by how exactly the date is known.
    counts: FxHashMap<(i64, Precision), u64>,
    undated: u64,
}

pub(super) fn days(searcher: &Searcher, articles: &Articles) -> tantivy::Result<Days> {
    let mut days = Days { counts: FxHashMap::default(), undated: 0 };
    articles.each_segment(searcher, |_, segment, docs| {
        let published = segment.fast_fields().i64(PUBLISHED)?;
        let precisions = segment.fast_fields().u64("precision")?;
        for doc in docs {
            match (published.first(*doc), precisions.first(*doc).and_then(precision)) {
                (Some(minutes), Some(precision)) => {
                    let day = minutes - minutes.rem_euclid(DAY);
                    *days.counts.entry((day, precision)).or_default() += 1;
                }
                _ => days.undated += 1,
            }
        }
        Ok(())
    })?;
    Ok(days)
}

const DAY: i64 = SignedDuration::from_hours(24).as_mins();

impl Days {
    /// The articles of each period by its first day, and the number of those whose date does not tell the period.
    pub(super) fn by(self, unit: Unit) -> (BTreeMap<Date, u64>, u64) {
        let mut counts = BTreeMap::new();
        let mut undated = self.undated;
        for ((day, precision), count) in self.counts {
            if precision < unit.precision() {
                undated += count;
            } else {
                *counts.entry(unit.start(from_minutes(day).date())).or_default() += count;
            }
        }
        (counts, undated)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;
    use crate::article::{Article, Evidence, Published};
    use crate::date::Moment;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;

    #[test]
    fn periods() {
        let check = |unit: Unit, day, first, name: &str| {
            assert_eq!((unit.start(day), unit.name(first).as_str()), (first, name), "{day} {unit:?}");
        };
        check(Unit::Day, day(2025, 7, 1), day(2025, 7, 1), "2025-07-01");
        check(Unit::Week, day(2025, 7, 1), day(2025, 6, 30), "2025-W27");
        // The first days of a year may lie in the last week of the year before, and the other way round.
        check(Unit::Week, day(2021, 1, 3), day(2020, 12, 28), "2020-W53");
        check(Unit::Week, day(2024, 12, 31), day(2024, 12, 30), "2025-W01");
        check(Unit::Month, day(2024, 2, 29), day(2024, 2, 1), "2024-02");
        check(Unit::Year, day(2024, 2, 29), day(2024, 1, 1), "2024");
    }

    #[test]
    fn empty_periods_are_shown_and_vague_dates_are_not_guessed_at() {
        let entry = |id: &str, title: &str, at: jiff::civil::DateTime, precision| {
            let published = Published { moment: Moment::new(at, precision), evidence: Evidence::Meta };
            let article = Article { title: title.to_owned(), published: Some(published), ..Article::default() };
            Entry { id: id.to_owned(), container: String::new(), fingerprint: 0, outcome: Ok(article) }
        };
        let undated = Article { title: "La digue".to_owned(), ..Article::default() };
        let index = in_memory(&[
            entry("a", "La digue", day(2024, 12, 31).at(23, 59, 0, 0), Precision::Minute),
            entry("b", "La digue", day(2025, 3, 1).at(0, 0, 0, 0), Precision::Month),
            entry("c", "Le port", day(2025, 3, 5).at(0, 0, 0, 0), Precision::Day),
            entry("d", "La digue", day(2025, 1, 1).at(0, 0, 0, 0), Precision::Year),
            Entry { id: "e".to_owned(), container: String::new(), fingerprint: 0, outcome: Ok(undated) },
        ]);
        let all_time = date::Period::default();
        let within = |within, queries: &[&str], unit, expected: &str, undated: &[u64]| {
            let queries = queries.iter().map(|text| query::parse(text, day(2025, 7, 1)).query).collect();
            let request = Request { queries, of: Query::All, within, matching: Matching::All, unit };
            let found = timeline(&index, &request).unwrap();
            let shown = |period: &Period| format!("{} {:?}/{}", unit.name(period.first), period.counts, period.total);
            let lines: Vec<_> = found.periods.iter().map(shown).collect();
            assert_eq!((lines.join(", ").as_str(), found.undated.as_slice()), (expected, undated), "{request:?}");
        };
        let check =
            |queries: &[&str], unit, expected, undated: &[u64]| within(all_time, queries, unit, expected, undated);
        check(&["digue"], Unit::Month, "2024-12 [1]/1, 2025-01 [0]/0, 2025-02 [0]/0, 2025-03 [1]/2", &[2]);
        check(&["digue", "port"], Unit::Year, "2024 [1, 0]/1, 2025 [2, 1]/3", &[1, 0]);
        check(&["digue"], Unit::Day, "2024-12-31 [1]/1", &[3]);
        check(&["introuvable"], Unit::Day, "", &[0]);
        let spring = date::Period { first: Some(day(2025, 2, 10)), last: Some(day(2025, 4, 1)) };
        within(spring, &["port"], Unit::Month, "2025-02 [0]/0, 2025-03 [1]/2, 2025-04 [0]/0", &[0]);
    }
}
