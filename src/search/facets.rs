//! What the matching articles have in common: how many of each source, section, author, year, month, language.

use std::collections::BTreeMap;

use tantivy::Searcher;

use super::matching::Articles;
use super::timeline::{self, Unit};

/// What articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Source,
    Section,
    /// An article by two counts for both.
    Author,
    Year,
    Month,
    Language,
}

impl By {
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
    pub by: By,
    /// Names with most articles first, then by name; years and months as they follow each other.
    pub counts: Vec<(String, u64)>,
    /// Articles that have none.
    pub without: u64,
}

/// Counts some articles.
pub(super) fn count(searcher: &Searcher, articles: &Articles, by: By) -> tantivy::Result<Facet> {
    match by {
        By::Source => names(searcher, articles, by, "source"),
        By::Section => names(searcher, articles, by, "section"),
        By::Author => names(searcher, articles, by, "author"),
        By::Language => names(searcher, articles, by, "language"),
        By::Year => periods(searcher, articles, by, Unit::Year),
        By::Month => periods(searcher, articles, by, Unit::Month),
    }
}

fn periods(searcher: &Searcher, articles: &Articles, by: By, unit: Unit) -> tantivy::Result<Facet> {
    let (counts, without) = timeline::days(searcher, articles)?.by(unit);
    let counts = counts.into_iter().map(|(first, count)| (unit.name(first), count)).collect();
    Ok(Facet { by, counts, without })
}

fn names(searcher: &Searcher, articles: &Articles, by: By, field: &str) -> tantivy::Result<Facet> {
    let mut counts = BTreeMap::<String, u64>::new();
    let mut without = 0;
    articles.each_segment(searcher, |_, segment, docs| {
        let Some(column) = segment.fast_fields().str(field)? else {
            without += docs.len() as u64;
            return Ok(());
        };
        let mut by_ord = vec![0; column.num_terms()];
        for doc in docs {
            let mut has_one = false;
            for ord in column.term_ords(*doc) {
                by_ord[ord as usize] += 1;
                has_one = true;
            }
            without += u64::from(!has_one);
        }
        for (ord, count) in by_ord.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let mut name = String::new();
            column.ord_to_str(ord as u64, &mut name)?;
            *counts.entry(name).or_default() += count;
        }
        Ok(())
    })?;
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(Facet { by, counts, without })
}
