//! When articles that match were published: calendar periods with exact counts, the empty ones too.

use jiff::civil::Date;

use super::correction::corrected;
use super::request::Matching;
use super::undated::undated;
use super::{meaning, pieces};
use crate::date::Period;
use crate::engine::calendar::Unit;
use crate::engine::count::Days;
use crate::engine::ranking::Ranking;
use crate::engine::selection::{Operator, Selection};
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// Queries whose matches are to be counted by period.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineRequest {
    /// Each is counted for itself.
    pub queries: Vec<Query>,
    /// The filters of every query, and of all articles that they are compared with. The days of their period are shown; an
    /// open end is where the first or the last match is.
    pub filters: Filters,
    /// How many of its words a query needs. Articles that have only some never stand in for those that have all.
    pub operator: Operator,
    /// The length of a period.
    pub unit: Unit,
}

/// Some queries over the same periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The length of a period.
    pub unit: Unit,
    /// One after the other, the empty ones too.
    pub bins: Vec<Bin>,
    /// For each query, its matches whose date is not known as exactly as the periods are long, or not at all.
    pub undated: Vec<u64>,
    /// For each query, the articles that a date filter leaves out only because nobody knows when they were published.
    pub left_out: Vec<u64>,
    /// For each query, the same with words of the index for those that find next to nothing, where there are some.
    pub suggestions: Vec<Option<Query>>,
}

/// A period with what was published in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bin {
    /// Its first day.
    pub first: Date,
    /// Matches of each query.
    pub counts: Vec<u64>,
    /// All articles.
    pub total: u64,
}

/// Answers `request`.
pub fn timeline(engine: &dyn Engine, request: &TimelineRequest) -> Result<Timeline, EngineError> {
    let TimelineRequest { queries, filters, operator, unit } = request;
    // A count of what was not asked for would pass for one of what was.
    let matching = if *operator == Operator::And { Matching::All } else { Matching::Any };
    let (mut left_out, mut suggestions, mut by_query) = (Vec::new(), Vec::new(), Vec::new());
    for query in queries {
        let (words, typed) = Filters::lift(query);
        let ranking = Ranking::default();
        let selection = meaning::selections(engine, &words, typed.clone().and(filters), matching)?.remove(0);
        let matches = engine.matches(&selection, &ranking)?;
        let as_typed = Selection { query: pieces::as_typed(&selection.query), ..selection.clone() };
        suggestions.push(corrected(engine, &as_typed, matches.total()?)?.map(|better| typed.beside(better)));
        left_out.push(undated(engine, &selection)? as u64);
        by_query.push(matches.days()?);
    }
    let (bins, undated) = OverTime::of(engine, by_query, filters)?.by(*unit);
    Ok(Timeline { unit: *unit, bins, undated, left_out, suggestions })
}

/// When the matches of some queries were published, and all articles, to be counted by any period.
pub struct OverTime {
    by_query: Vec<Days>,
    all: Days,
    period: Period,
}

impl OverTime {
    /// Sets the days of some matches beside those of all articles that `filters` let through. The days of the filters' period are
    /// shown; an open end is where the first or the last match is.
    pub fn of(engine: &dyn Engine, by_query: Vec<Days>, filters: &Filters) -> Result<Self, EngineError> {
        let everything = Selection { query: Query::All, filters: filters.clone(), operator: Operator::And };
        let all = engine.matches(&everything, &Ranking::default())?.days()?;
        Ok(Self { by_query, all, period: filters.period() })
    }

    /// The periods, the empty ones too, and for each query the matches whose date is not known as exactly as they are long.
    pub fn by(&self, unit: Unit) -> (Vec<Bin>, Vec<u64>) {
        let (by_query, vague): (Vec<_>, Vec<_>) = self.by_query.iter().map(|days| days.by(unit)).unzip();
        let (totals, _) = self.all.by(unit);
        let Period { first, last } = self.period;
        let starts = || by_query.iter().flat_map(|counts| counts.keys().copied());
        let mut next = first.map(|day| unit.start(day)).or_else(|| starts().min());
        let last = last.or_else(|| starts().max());
        let mut bins = Vec::new();
        while let Some(first) = next.filter(|first| Some(*first) <= last) {
            let counts = by_query.iter().map(|counts| counts.get(&first).copied().unwrap_or(0)).collect();
            bins.push(Bin { first, counts, total: totals.get(&first).copied().unwrap_or(0) });
            next = unit.next(first);
        }
        (bins, vague)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;
    use crate::article::{Article, Evidence, Published};
    use crate::date::{self, Moment, Precision};
    use crate::embedded::Embedded;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;
    use crate::query::filters::Filter;

    #[test]
    fn empty_periods_are_shown_and_vague_dates_are_not_guessed_at() {
        let entry = |id: &str, title: &str, at: jiff::civil::DateTime, precision| {
            let published = Published { moment: Moment::new(at, precision), evidence: Evidence::Meta };
            let article = Article { title: title.to_owned(), published: Some(published), ..Article::default() };
            Entry::new(id, Ok(article))
        };
        let undated = Article { title: "La digue".to_owned(), ..Article::default() };
        let index = Embedded::new(in_memory(&[
            entry("a", "La digue", day(2024, 12, 31).at(23, 59, 0, 0), Precision::Minute),
            entry("b", "La digue", day(2025, 3, 1).at(0, 0, 0, 0), Precision::Month),
            entry("c", "Le port", day(2025, 3, 5).at(0, 0, 0, 0), Precision::Day),
            entry("d", "La digue", day(2025, 1, 1).at(0, 0, 0, 0), Precision::Year),
            Entry::new("e", Ok(undated)),
        ]))
        .unwrap();
        let all_time = date::Period::default();
        let within = |within, queries: &[&str], unit, expected: &str, undated: &[u64]| {
            let queries = queries.iter().map(|text| query::parse(text, day(2025, 7, 1)).query).collect();
            let filters =
                if within == all_time { Filters::default() } else { Filters(vec![Filter::Published(within)]) };
            let request = TimelineRequest { queries, filters, operator: Operator::And, unit };
            let found = timeline(&index, &request).unwrap();
            let shown = |period: &Bin| format!("{} {:?}/{}", unit.name(period.first), period.counts, period.total);
            let lines: Vec<_> = found.bins.iter().map(shown).collect();
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
        let queries = vec![query::parse("digue", day(2025, 7, 1)).query];
        let filters = Filters(vec![Filter::Published(spring)]);
        let request = TimelineRequest { queries, filters, operator: Operator::And, unit: Unit::Month };
        assert_eq!(timeline(&index, &request).unwrap().left_out, [1]);
    }
}
