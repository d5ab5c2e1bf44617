//! How many of the matching articles have each source, section, author, year, month and language.

use std::collections::BTreeMap;

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentOrdinal};

use super::days::days;
use super::names::Names;
use crate::date::minutes::from_minutes;
use crate::embedded::matching::articles::Articles;
use crate::embedded::snapshot::Snapshot;
use crate::engine::calendar::Unit;
use crate::engine::count::{By, Crossed, Facet};
use crate::index::schema::{PUBLISHED, SOURCE, precision};

/// Counts some articles.
pub fn count(snapshot: &Snapshot, articles: &Articles, by: By) -> tantivy::Result<Facet> {
    match by {
        By::Source => names(snapshot, articles, by, SOURCE),
        By::Section => names(snapshot, articles, by, "section"),
        By::Author => names(snapshot, articles, by, "author"),
        By::Language => names(snapshot, articles, by, "language"),
        By::Year => Ok(Facet::of_periods(by, &days(&snapshot.searcher, articles)?, Unit::Year)),
        By::Month => Ok(Facet::of_periods(by, &days(&snapshot.searcher, articles)?, Unit::Month)),
    }
}

/// Counts some articles by two values at once.
pub fn crossed(snapshot: &Snapshot, articles: &Articles, by: [By; 2]) -> tantivy::Result<Crossed> {
    let mut counts = BTreeMap::new();
    articles.each_segment(&snapshot.searcher, |segment, _, docs| {
        let [first, second] = by.map(|by| Values::of(snapshot, segment, by));
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
enum Values<'a> {
    /// In a column of names; none where no article has any.
    Names(Option<Names<'a>>),
    /// By the date, and by how exactly it is known.
    Periods(Unit, Column<i64>, Column<u64>),
}

impl<'a> Values<'a> {
    fn of(snapshot: &'a Snapshot, segment: SegmentOrdinal, by: By) -> tantivy::Result<Self> {
        let columns = snapshot.searcher.segment_reader(segment).fast_fields();
        let names = |field: &str| Ok(Self::Names(Names::open(snapshot, segment, field)?));
        let periods = |unit| Ok(Self::Periods(unit, columns.i64(PUBLISHED)?, columns.u64("precision")?));
        match by {
            By::Source => names(SOURCE),
            By::Section => names("section"),
            By::Author => names("author"),
            By::Language => names("language"),
            By::Year => periods(Unit::Year),
            By::Month => periods(Unit::Month),
        }
    }

    /// The values of an article; that it has none is one of them.
    fn of_doc(&self, doc: DocId) -> tantivy::Result<Vec<Option<String>>> {
        let mut values = Vec::new();
        match self {
            Self::Names(column) => {
                for (column, number) in
                    column.iter().flat_map(|column| column.of_doc(doc).map(move |number| (column, number)))
                {
                    values.push(Some(column.name(number)?));
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

fn names(snapshot: &Snapshot, articles: &Articles, by: By, field: &str) -> tantivy::Result<Facet> {
    let mut counts = BTreeMap::<String, u64>::new();
    let mut without = 0;
    articles.each_segment(&snapshot.searcher, |segment, _, docs| {
        let Some(column) = Names::open(snapshot, segment, field)? else {
            without += docs.len() as u64;
            return Ok(());
        };
        let mut counted = vec![0; column.count()];
        for doc in docs {
            let mut has_one = false;
            for number in column.of_doc(*doc) {
                counted[number as usize] += 1;
                has_one = true;
            }
            without += u64::from(!has_one);
        }
        for (number, count) in (0..).zip(counted).filter(|(_, count)| *count > 0) {
            *counts.entry(column.name(number)?).or_default() += count;
        }
        Ok(())
    })?;
    Ok(Facet::of_names(by, counts, without))
}
