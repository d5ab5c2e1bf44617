//! Counts over all articles of an index, and their dates: scoring and sorting ask for them in every search, so they are
//! counted once. Nothing here depends on how the index is cut into segments.

use std::sync::OnceLock;

use tantivy::columnar::{Column, ColumnIndex};
use tantivy::directory::CompositeFile;
use tantivy::index::{SegmentComponent, SegmentReader};
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

use super::schema::{Fields, PUBLISHED};
use super::stamp::Totals;

/// Counts over the articles that are not deleted, without the documents that stand for rejected pages.
#[derive(Debug)]
pub struct Collection {
    /// How many articles there are.
    pub articles: u64,
    /// How many tokens title, lead and body have.
    tokens: [(Field, u64); 3],
    dates: OnceLock<Dates>,
    newest: OnceLock<Option<i64>>,
    positions: OnceLock<Files>,
    terms: OnceLock<Files>,
}

/// A file of each segment, which has a part for each field.
#[derive(Debug)]
pub struct Files {
    by_segment: Vec<CompositeFile>,
}

/// When each article was published.
#[derive(Debug)]
pub struct Dates {
    by_segment: Vec<SegmentDates>,
}

#[derive(Debug)]
struct SegmentDates {
    column: Column<i64>,
    docs: DocId,
    /// That of each document, once somebody has asked for all.
    all: OnceLock<Vec<Minutes>>,
}

/// Minutes since 1970, in a type with room for eight thousand years. A processor compares several of these at once.
pub type Minutes = i32;

/// Stands for a date that is not known; no other lies before it.
pub const UNDATED: Minutes = Minutes::MIN;

impl Collection {
    /// Counts what a commit holds.
    pub fn new(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let mut tokens = [fields.title, fields.lead, fields.body].map(|field| (field.stems, 0));
        let mut rejected = 0;
        for segment in searcher.segment_readers() {
            rejected += count_rejected(segment)?;
            for (field, (_, tokens)) in [fields.title, fields.lead, fields.body].iter().zip(&mut tokens) {
                *tokens += count_tokens(segment, searcher.schema().get_field_name(field.tokens))?;
            }
        }
        let articles = searcher.num_docs() - rejected;
        Ok(Self::of(articles, tokens, OnceLock::new()))
    }

    /// What was counted before, as the commit has it.
    pub fn counted(Totals { articles, tokens: [title, lead, body], newest }: Totals, fields: &Fields) -> Self {
        let tokens = [(fields.title.stems, title), (fields.lead.stems, lead), (fields.body.stems, body)];
        Self::of(articles, tokens, OnceLock::from(newest))
    }

    fn of(articles: u64, tokens: [(Field, u64); 3], newest: OnceLock<Option<i64>>) -> Self {
        Self { articles, tokens, dates: OnceLock::new(), newest, positions: OnceLock::new(), terms: OnceLock::new() }
    }

    /// All counts, for the commit to have.
    pub fn totals(&self, searcher: &Searcher) -> tantivy::Result<Totals> {
        let tokens = self.tokens.map(|(_, tokens)| tokens);
        Ok(Totals { articles: self.articles, tokens, newest: self.newest(searcher)? })
    }

    /// The tokens of a field over all articles.
    pub fn tokens(&self, field: Field) -> f64 {
        self.tokens.iter().find(|(counted, _)| *counted == field).map_or(0.0, |(_, tokens)| *tokens as f64)
    }

    /// The dates are read when they are first asked for.
    pub fn dates(&self, searcher: &Searcher) -> tantivy::Result<&Dates> {
        if let Some(dates) = self.dates.get() {
            return Ok(dates);
        }
        let dates = Dates::read(searcher)?;
        Ok(self.dates.get_or_init(|| dates))
    }

    /// The places of all words. The files are opened when they are first asked for: to look each up by its name takes as long as a
    /// phrase of rare words.
    pub fn positions(&self, searcher: &Searcher) -> tantivy::Result<&Files> {
        Files::once(&self.positions, searcher, SegmentComponent::Positions)
    }

    /// The dictionaries, in the same way.
    pub fn terms(&self, searcher: &Searcher) -> tantivy::Result<&Files> {
        Files::once(&self.terms, searcher, SegmentComponent::Terms)
    }

    /// The newest plausible date, in minutes since 1970; found when it is first asked for, if the commit does not have it.
    pub fn newest(&self, searcher: &Searcher) -> tantivy::Result<Option<i64>> {
        if let Some(newest) = self.newest.get() {
            return Ok(*newest);
        }
        let newest = self.dates(searcher)?.newest(searcher);
        Ok(*self.newest.get_or_init(|| newest))
    }
}

/// Counted in the column, since tantivy takes longer to open lists without a term than any others.
fn count_rejected(segment: &SegmentReader) -> tantivy::Result<u64> {
    let Some(rejections) = segment.fast_fields().str("rejection")? else { return Ok(0) };
    Ok(match segment.alive_bitset() {
        None => rejections.ords().values.num_vals().into(),
        Some(alive) => alive.iter_alive().filter(|doc| rejections.term_ords(*doc).next().is_some()).count() as u64,
    })
}

/// Of a text field, in the articles that are not deleted: tantivy's own count has deleted ones in it, and is a guess where
/// segments with such were merged, so that an index that was updated would score otherwise than one made anew.
fn count_tokens(segment: &SegmentReader, column: &str) -> tantivy::Result<u64> {
    let counts = segment.fast_fields().u64(column)?;
    if let Some(alive) = segment.alive_bitset() {
        return Ok(alive.iter_alive().filter_map(|doc| counts.first(doc)).sum());
    }
    let mut tokens = 0;
    let mut values = [0; AT_ONCE];
    let count = counts.values.num_vals() as usize;
    for start in (0..count).step_by(AT_ONCE) {
        let values = &mut values[..AT_ONCE.min(count - start)];
        counts.values.get_range(start as u64, values);
        tokens += values.iter().sum::<u64>();
    }
    Ok(tokens)
}

impl Files {
    fn once<'a>(
        open: &'a OnceLock<Self>,
        searcher: &Searcher,
        component: SegmentComponent,
    ) -> tantivy::Result<&'a Self> {
        if let Some(files) = open.get() {
            return Ok(files);
        }
        let of_segment = |segment: &SegmentReader| {
            let file = segment.open_read(component.clone())?;
            tantivy::Result::Ok(CompositeFile::open(&file)?)
        };
        let by_segment = searcher.segment_readers().iter().map(of_segment).collect::<tantivy::Result<_>>()?;
        Ok(open.get_or_init(|| Self { by_segment }))
    }

    /// That of one segment.
    pub fn segment(&self, ord: SegmentOrdinal) -> &CompositeFile {
        &self.by_segment[ord as usize]
    }
}

impl Dates {
    fn read(searcher: &Searcher) -> tantivy::Result<Self> {
        let open = |segment: &SegmentReader| {
            let column = segment.fast_fields().i64(PUBLISHED)?;
            Ok(SegmentDates { column, docs: segment.max_doc(), all: OnceLock::new() })
        };
        let by_segment = searcher.segment_readers().iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(Self { by_segment })
    }

    /// The newest plausible of all.
    fn newest(&self, searcher: &Searcher) -> Option<i64> {
        let segments = || searcher.segment_readers().iter().zip(&self.by_segment);
        let dated: usize = segments().map(|(segment, dates)| count_dated(segment, &dates.column)).sum();
        let suspects = suspects(dated);
        let mut newest = Vec::new();
        for (segment, SegmentDates { column, .. }) in segments() {
            // They lie in this order, and the undated behind them: so the first documents have the first values.
            let most = suspects + 1 + segment.num_deleted_docs() as usize;
            let mut dates = vec![0; most.min(column.values.num_vals() as usize)];
            column.values.get_range(0, &mut dates);
            let alive = (0..).zip(dates).filter(|(doc, _)| !segment.is_deleted(*doc));
            newest.extend(alive.map(|(_, date)| nearest(date)).take(suspects + 1));
        }
        // A stable sort merges what is in order already.
        newest.sort_by(|a, b| b.cmp(a));
        newest.truncate(suspects + 1);
        newest_plausible(&newest).map(i64::from)
    }

    /// Minutes since 1970, for an article that has a date.
    pub fn of(&self, article: DocAddress) -> Option<i64> {
        let SegmentDates { column, all, .. } = &self.by_segment[article.segment_ord as usize];
        let date = match all.get() {
            Some(dates) => Some(dates[article.doc_id as usize]).filter(|date| *date != UNDATED),
            None => column.first(article.doc_id).map(nearest),
        };
        date.map(i64::from)
    }

    /// The date of each document of a segment; that of an undated one lies before all others.
    pub fn segment(&self, ord: SegmentOrdinal) -> &[Minutes] {
        let SegmentDates { column, docs, all } = &self.by_segment[ord as usize];
        all.get_or_init(|| read_column(column, *docs))
    }
}

/// How many of the articles have a date: those that come first.
fn count_dated(segment: &SegmentReader, dates: &Column<i64>) -> usize {
    let dated = dates.values.num_vals();
    match segment.alive_bitset() {
        None => dated as usize,
        Some(alive) => alive.iter_alive().take_while(|doc| *doc < dated).count(),
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

/// Values of a column that are read in a row.
const AT_ONCE: usize = 1024;

/// Hands each of `docs`, which have a value each, with its value to `each`.
fn each_value(column: &Column<i64>, mut docs: impl Iterator<Item = DocId>, mut each: impl FnMut(DocId, Minutes)) {
    let mut values = [0; AT_ONCE];
    let count = column.values.num_vals() as usize;
    for start in (0..count).step_by(AT_ONCE) {
        let values = &mut values[..AT_ONCE.min(count - start)];
        column.values.get_range(start as u64, values);
        values.iter().zip(&mut docs).for_each(|(value, doc)| each(doc, nearest(*value)));
    }
}

/// A few dates, one in so many and another one, that stand more than a year after all the others are taken for errors.
const SUSPECTS: usize = 100;

/// How many of so many dated articles may have a date that is an error.
pub(crate) fn suspects(dated: usize) -> usize {
    dated / SUSPECTS + 1
}

/// The first that is plausible of the newest dates: the suspects and the next, in descending order.
pub(crate) fn newest_plausible(dates: &[Minutes]) -> Option<Minutes> {
    const YEAR: i64 = 366 * 24 * 60;
    let last_leap = (1..dates.len()).rev().find(|n| i64::from(dates[n - 1]) - i64::from(dates[*n]) > YEAR);
    dates.get(last_leap.unwrap_or(0)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Evidence, Published};
    use crate::date::minutes::from_minutes;
    use crate::date::{Moment, Precision};
    use crate::index::in_segments;
    use crate::index::schema::Entry;

    const YEAR: Minutes = 366 * 24 * 60;

    #[test]
    fn now_is_the_newest_plausible_date() {
        let check = |dates: &[Minutes], expected| assert_eq!(newest_plausible(dates), expected, "{dates:?}");
        check(&[], None);
        check(&[5], Some(5));
        check(&[7, 5], Some(7));
        check(&[9 + YEAR, 7], Some(7));
        check(&[2 * YEAR, YEAR], Some(2 * YEAR));
    }

    #[test]
    fn dates_of_an_index() {
        let moment = |minutes: Option<i64>| Some(Moment { at: from_minutes(minutes?), precision: Precision::Minute });
        let check = |dates: &[Option<i64>], expected: Option<i64>| {
            let mut entries = Vec::new();
            for (id, date) in dates.iter().enumerate() {
                let published = moment(*date).map(|moment| Published { moment, evidence: Evidence::Meta });
                let outcome = Ok(Article { published, ..Article::default() });
                entries.push(Entry::new(id.to_string(), outcome));
            }
            for segment in [1, 3, dates.len()] {
                let index = in_segments(&entries, segment);
                let searcher = index.latest().unwrap();
                let collection = Collection::new(&searcher, &index.fields).unwrap();
                let found = collection.dates(&searcher).unwrap();
                assert_eq!(collection.newest(&searcher).unwrap(), expected, "{dates:?} in segments of {segment}");
                for (ord, reader) in (0..).zip(searcher.segment_readers()) {
                    let singly: Vec<_> =
                        reader.doc_ids_alive().map(|doc| found.of(DocAddress::new(ord, doc))).collect();
                    let at_once = found.segment(ord).iter().map(|date| (*date != UNDATED).then_some((*date).into()));
                    assert_eq!(singly, at_once.collect::<Vec<_>>(), "{dates:?} in segments of {segment}");
                }
            }
        };
        check(&[None], None);
        check(&[None, Some(5), None, Some(-7), Some(9), None], Some(9));
        check(&[Some(5), None, Some(7), Some(8 + i64::from(YEAR)), None], Some(7));
    }
}
