//! Counts of matching articles: by source, author, year and so on, and by day.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use super::calendar::Unit;
use crate::date::Precision;
use crate::date::minutes::{from_minutes, minutes};

/// The values that articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// The newspaper.
    Source,
    /// The section of the newspaper.
    Section,
    /// The author; an article by two counts for both.
    Author,
    /// The year of publication.
    Year,
    /// The month of publication.
    Month,
    /// The language, as a code.
    Language,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Source, Self::Section, Self::Author, Self::Year, Self::Month, Self::Language];

    /// How the command line and every format call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Section => "section",
            Self::Author => "author",
            Self::Year => "year",
            Self::Month => "month",
            Self::Language => "lang",
        }
    }

    /// Whether its values follow each other in time.
    pub fn is_period(self) -> bool {
        matches!(self, Self::Year | Self::Month)
    }
}

/// The number of matching articles by one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The values.
    pub by: By,
    /// Names with most articles first, then by name; years and months as they follow each other.
    pub counts: Vec<(String, u64)>,
    /// Articles that have none.
    pub without: u64,
}

impl Facet {
    /// A facet of names, from the number of articles of each.
    pub fn of_names(by: By, counts: BTreeMap<String, u64>, without: u64) -> Self {
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Self { by, counts, without }
    }

    /// A facet of years or months.
    pub fn of_periods(by: By, days: &Days, unit: Unit) -> Self {
        let (counts, without) = days.by(unit);
        let counts = counts.into_iter().map(|(first, count)| (unit.name(first), count)).collect();
        Self { by, counts, without }
    }
}

/// The number of matching articles by two of these at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossed {
    /// By the first and the second.
    pub by: [By; 2],
    /// The articles that have a value of each; none stands for those that have no value. An article by two authors counts
    /// for both.
    pub counts: BTreeMap<[Option<String>; 2], u64>,
}

/// How many articles were published on each day.
#[derive(Debug, Clone, Default)]
pub struct Days {
    /// By the day's first minute since 1970, and by how exactly the date is known. A day may be there several times.
    counts: Vec<(i64, Precision, u64)>,
    undated: u64,
}

const DAY: i64 = 24 * 60;

impl Days {
    /// Counts more articles; `published` is in minutes since 1970, and none for undated ones.
    pub fn add(&mut self, published: Option<(i64, Precision)>, articles: u64) {
        match published {
            Some((minutes, precision)) => {
                let day = minutes - minutes.rem_euclid(DAY);
                match self.counts.last_mut() {
                    Some((last, precise, count)) if (*last, *precise) == (day, precision) => *count += articles,
                    _ => self.counts.push((day, precision, articles)),
                }
            }
            None => self.undated += articles,
        }
    }

    /// The articles of each period by its first day, and the number of those whose date is too vague to say the period.
    pub fn by(&self, unit: Unit) -> (BTreeMap<Date, u64>, u64) {
        let mut counts = BTreeMap::new();
        let mut vague = self.undated;
        // The period of the last day, its first minute and the first one behind it, and its articles. Most days are in the same
        // period as the one before, and to see that takes less time than to find it.
        let mut last: Option<(Date, Range<i64>, u64)> = None;
        for &(day, precision, count) in &self.counts {
            match &mut last {
                _ if precision < unit.precision() => vague += count,
                Some((_, minutes, counted)) if minutes.contains(&day) => *counted += count,
                _ => {
                    let first = unit.start(from_minutes(day).date());
                    let minute = |day: Date| minutes(day.at(0, 0, 0, 0));
                    let minutes = minute(first)..unit.next(first).map_or(i64::MAX, minute);
                    if let Some((first, _, counted)) = last.replace((first, minutes, count)) {
                        *counts.entry(first).or_default() += counted;
                    }
                }
            }
        }
        if let Some((first, _, counted)) = last {
            *counts.entry(first).or_default() += counted;
        }
        (counts, vague)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn days_in_any_order_are_counted_by_their_periods(
            added in prop::collection::vec((prop::option::of((-900_000_i64..900_000, 0..3_usize)), 1..4_u64), 0..40)
        ) {
            let precisions = [Precision::Year, Precision::Month, Precision::Day];
            let mut days = Days::default();
            let known = |published: Option<(i64, usize)>| published.map(|(minutes, n)| (minutes, precisions[n]));
            added.iter().for_each(|(published, articles)| days.add(known(*published), *articles));
            for unit in [Unit::Day, Unit::Week, Unit::Month, Unit::Year] {
                let (mut counts, mut vague) = (BTreeMap::new(), 0);
                for (published, articles) in &added {
                    match known(*published).filter(|(_, precision)| *precision >= unit.precision()) {
                        Some((minutes, _)) => {
                            *counts.entry(unit.start(from_minutes(minutes).date())).or_default() += articles;
                        }
                        None => vague += articles,
                    }
                }
                prop_assert_eq!(days.by(unit), (counts, vague));
            }
        }
    }
}
