//! What is true of all the articles of an index together, which scoring and sorting ask for again and again: it is counted
//! once. Nothing here depends on how the index is cut into segments.

use std::sync::OnceLock;

use tantivy::columnar::{Column, ColumnIndex};
use tantivy::index::SegmentReader;
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

use super::schema::Fields;

/// Counts over the articles that are not deleted, without the documents that stand for rejected pages.
#[derive(Debug)]
pub struct Collection {
    pub articles: u64,
    /// How many tokens title, lead and body have.
    tokens: [(Field, f64); 3],
    dates: OnceLock<Dates>,
}

/// When each article was published.
#[derive(Debug)]
pub struct Dates {
    by_segment: Vec<Vec<Minutes>>,
    /// The newest plausible of all.
    pub newest: Option<i64>,
}

/// Minutes since 1970, in a type that has room for eight thousand years and of which a processor compares several at once.
pub type Minutes = i32;

/// Stands for a date that is not known; no other lies before it.
const UNDATED: Minutes = Minutes::MIN;

impl Collection {
    pub fn new(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let mut tokens = [fields.title, fields.lead, fields.body].map(|field| (field.stems, 0.0));
        let mut rejected = 0;
        for segment in searcher.segment_readers() {
            rejected += count_rejected(segment, fields)?;
            for (field, tokens) in &mut tokens {
                *tokens += count_tokens(segment, *field)? as f64;
            }
        }
        Ok(Self { articles: searcher.num_docs() - rejected, tokens, dates: OnceLock::new() })
    }

    pub fn tokens(&self, field: Field) -> f64 {
        self.tokens.iter().find(|(counted, _)| *counted == field).map_or(0.0, |(_, tokens)| *tokens)
    }

    /// The dates are read when they are first asked for.
    pub fn dates(&self, searcher: &Searcher) -> tantivy::Result<&Dates> {
        if let Some(dates) = self.dates.get() {
            return Ok(dates);
        }
        let dates = Dates::read(searcher)?;
        Ok(self.dates.get_or_init(|| dates))
    }
}

fn count_rejected(segment: &SegmentReader, fields: &Fields) -> tantivy::Result<u64> {
    if segment.has_deletes() {
        let Some(rejections) = segment.fast_fields().str("rejection")? else { return Ok(0) };
        return Ok(segment.doc_ids_alive().filter(|doc| rejections.term_ords(*doc).next().is_some()).count() as u64);
    }
    let index = segment.inverted_index(fields.rejection)?;
    let (mut terms, mut count) = (index.terms().stream()?, 0);
    while terms.advance() {
        count += u64::from(terms.value().doc_freq);
    }
    Ok(count)
}

/// Where documents are deleted, their exact lengths are no longer known: then, as in a merge, the rounded ones count.
fn count_tokens(segment: &SegmentReader, field: Field) -> tantivy::Result<u64> {
    if !segment.has_deletes() {
        return Ok(segment.inverted_index(field)?.total_num_tokens());
    }
    let lengths = segment.get_fieldnorms_reader(field)?;
    Ok(segment.doc_ids_alive().map(|doc| u64::from(lengths.fieldnorm(doc))).sum())
}

impl Dates {
    fn read(searcher: &Searcher) -> tantivy::Result<Self> {
        let (mut by_segment, mut known) = (Vec::new(), Vec::new());
        for segment in searcher.segment_readers() {
            let dates = read_column(&segment.fast_fields().i64("published")?, segment.max_doc());
            let is_known = |date: &Minutes| *date != UNDATED;
            match segment.alive_bitset() {
                None => known.extend(dates.iter().copied().filter(is_known)),
                Some(alive) => known.extend(alive.iter_alive().map(|doc| dates[doc as usize]).filter(is_known)),
            }
            by_segment.push(dates);
        }
        Ok(Self { by_segment, newest: newest_plausible(known).map(i64::from) })
    }

    /// Minutes since 1970, for an article that has a date.
    pub fn of(&self, article: DocAddress) -> Option<i64> {
        let date = self.segment(article.segment_ord)[article.doc_id as usize];
        (date != UNDATED).then_some(date.into())
    }

    /// The date of each document of a segment; that of an undated one lies before all others.
    pub fn segment(&self, ord: SegmentOrdinal) -> &[Minutes] {
        &self.by_segment[ord as usize]
    }
}

/// A date as near as the type has it, but never one that is none.
pub fn nearest(minutes: i64) -> Minutes {
    minutes.clamp((UNDATED + 1).into(), Minutes::MAX.into()) as Minutes
}

/// The date of each document. They are read in a row: one by one they would take longer than most queries.
fn read_column(column: &Column<i64>, docs: DocId) -> Vec<Minutes> {
    let mut dates = vec![UNDATED; docs as usize];
    match &column.index {
        ColumnIndex::Full => each_value(column, 0..docs, |doc, date| dates[doc as usize] = date),
        ColumnIndex::Optional(dated) => {
            each_value(column, dated.iter_non_null_docs(), |doc, date| dates[doc as usize] = date);
        }
        ColumnIndex::Empty { .. } | ColumnIndex::Multivalued(_) => {
            for (doc, date) in (0..).zip(&mut dates) {
                *date = column.first(doc).map_or(UNDATED, nearest);
            }
        }
    }
    dates
}

/// Hands each of `docs`, which have a value each, with its value to `each`.
fn each_value(column: &Column<i64>, mut docs: impl Iterator<Item = DocId>, mut each: impl FnMut(DocId, Minutes)) {
    const AT_ONCE: usize = 1024;
    let mut values = [0; AT_ONCE];
    let count = column.values.num_vals() as usize;
    for start in (0..count).step_by(AT_ONCE) {
        let values = &mut values[..AT_ONCE.min(count - start)];
        column.values.get_range(start as u64, values);
        values.iter().zip(&mut docs).for_each(|(value, doc)| each(doc, nearest(*value)));
    }
}

/// A few dates, one in a hundred at most, that stand more than a year after all the others are taken for errors.
fn newest_plausible(mut dates: Vec<Minutes>) -> Option<Minutes> {
    const YEAR: i64 = 366 * 24 * 60;
    let suspects = dates.len() / 100 + 1;
    if dates.len() > suspects {
        dates.select_nth_unstable_by(suspects, |a, b| b.cmp(a));
        dates.truncate(suspects + 1);
    }
    dates.sort_unstable_by(|a, b| b.cmp(a));
    let last_leap = (1..dates.len()).rev().find(|n| i64::from(dates[n - 1]) - i64::from(dates[*n]) > YEAR);
    dates.get(last_leap.unwrap_or(0)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_is_the_newest_plausible_date() {
        let year = 366 * 24 * 60;
        let check = |dates: &[Minutes], expected| assert_eq!(newest_plausible(dates.to_vec()), expected, "{dates:?}");
        check(&[], None);
        check(&[5], Some(5));
        check(&[5, 7], Some(7));
        check(&[5, 7, 9 + year], Some(7));
        check(&[5, year, 2 * year], Some(2 * year));
    }
}
