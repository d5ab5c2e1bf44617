//! How many of the matching articles have each source, section, author, year, month and language.

use std::collections::BTreeMap;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Searcher, SegmentReader};

use super::days::days;
use crate::date::minutes::from_minutes;
use crate::embedded::matching::articles::Articles;
use crate::engine::calendar::Unit;
use crate::engine::count::{By, Crossed, Facet};
use crate::index::schema::{PUBLISHED, precision};

/// Counts some articles.
pub fn count(searcher: &Searcher, articles: &Articles, by: By) -> tantivy::Result<Facet> {
    match by {
        By::Source => names(searcher, articles, by, "source"),
        By::Section => names(searcher, articles, by, "section"),
        By::Author => names(searcher, articles, by, "author"),
        By::Language => names(searcher, articles, by, "language"),
        By::Year => Ok(Facet::of_periods(by, &days(searcher, articles)?, Unit::Year)),
        By::Month => Ok(Facet::of_periods(by, &days(searcher, articles)?, Unit::Month)),
    }
}

/// Counts some articles by two values at once.
pub fn crossed(searcher: &Searcher, articles: &Articles, by: [By; 2]) -> tantivy::Result<Crossed> {
    let mut counts = BTreeMap::new();
    articles.each_segment(searcher, |_, segment, docs| {
        let [first, second] = by.map(|by| Values::of(segment, by));
        let (first, second) = (first?, second?);
        for doc in docs {
            let seconds = second.of_doc(*doc)?;
            for one in first.of_doc(*doc)? {
                for other in &seconds {
                    *counts.entry([one.clone(), other.clone()]).or_default() += 1;
                }
            }
        }
        Ok(())
    })?;
    Ok(Crossed { by, counts })
}

/// The values that the articles of a segment have.
enum Values {
    /// In a column of names; none where no article has any.
    Names(Option<StrColumn>),
    /// By the date, and by how exactly it is known.
    Periods(Unit, Column<i64>, Column<u64>),
}

impl Values {
    fn of(segment: &SegmentReader, by: By) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        let periods = |unit| Ok(Self::Periods(unit, columns.i64(PUBLISHED)?, columns.u64("precision")?));
        match by {
            By::Source => Ok(Self::Names(columns.str("source")?)),
            By::Section => Ok(Self::Names(columns.str("section")?)),
            By::Author => Ok(Self::Names(columns.str("author")?)),
            By::Language => Ok(Self::Names(columns.str("language")?)),
            By::Year => periods(Unit::Year),
            By::Month => periods(Unit::Month),
        }
    }

    /// The values of an article; that it has none is one of them.
    fn of_doc(&self, doc: DocId) -> tantivy::Result<Vec<Option<String>>> {
        let mut values = Vec::new();
        match self {
            Self::Names(column) => {
                for (column, ord) in
                    column.iter().flat_map(|column| column.term_ords(doc).map(move |ord| (column, ord)))
                {
                    let mut name = String::new();
                    column.ord_to_str(ord, &mut name)?;
                    values.push(Some(name));
                }
            }
            Self::Periods(unit, published, precisions) => {
                let known = published.first(doc).zip(precisions.first(doc).and_then(precision));
                let known = known.filter(|(_, precision)| *precision >= unit.precision());
                values.extend(known.map(|(minutes, _)| Some(unit.name(unit.start(from_minutes(minutes).date())))));
            }
        }
        if values.is_empty() {
            values.push(None);
        }
        Ok(values)
    }
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
    Ok(Facet::of_names(by, counts, without))
}
