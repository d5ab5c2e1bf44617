//! The words of the index that `mot*` and `mot~` stand for, and the names that a query gives in another spelling.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, Term};
use tantivy_fst::Automaton;

use super::automata::{Beginning, Similar};
use super::walk::Terms;
use crate::analysis::grammar::folding::fold;
use crate::embedded::postings::frequency;
use crate::embedded::postings::several::{Several, Written};
use crate::embedded::postings::statistics::{TermStatistics, WeightedField, form_fields};
use crate::embedded::{cores, deadline};
use crate::engine::typos::errors_in;
use crate::index::collection::Collection;
use crate::query::ast::Query;

/// What `mot*` and `mot~` stand for. Each is looked up once, though a query asks for it several times: to find articles,
/// and to mark its words in them.
#[derive(Default)]
pub struct Expansions(RefCell<Vec<Expansion>>);

/// A leaf of a query, the fields that it was looked up in, and what it stands for there.
type Expansion = (Query, Vec<Field>, Arc<Several>);

impl Expansions {
    /// The words that a leaf of a query stands for, in the fields that keep the written words of some text fields; none if it
    /// stands for itself. `mot*` is all words that begin so, whatever their accents, and `mot~` those that are a typing error
    /// or two away: one for a word of three to five letters, two for a longer one.
    pub fn of(
        &self,
        query: &Query,
        fields: &[WeightedField],
        statistics: &TermStatistics,
    ) -> tantivy::Result<Option<Arc<Several>>> {
        let TermStatistics { searcher, collection, .. } = *statistics;
        let fields = form_fields(fields);
        let known = |(expanded, within, _): &&Expansion| expanded == query && *within == fields;
        if let Some((.., words)) = self.0.borrow().iter().find(known) {
            return Ok(Some(words.clone()));
        }
        let found = match query {
            Query::Prefix(prefix) => written(searcher, &fields, &Beginning::of(prefix))?,
            Query::Fuzzy(word) => written_like(searcher, collection, &fields, &Similar::to(word, errors_in(word)))?,
            _ => return Ok(None),
        };
        let words = Arc::new(Several::new(found));
        self.0.borrow_mut().push((query.clone(), fields, words.clone()));
        Ok(Some(words))
    }
}

/// The words of a field of names that begin with `prefix`.
pub fn names_by_prefix(searcher: &Searcher, field: Field, prefix: &str) -> tantivy::Result<Vec<Term>> {
    let mut names = BTreeSet::new();
    add_by_beginning(&mut names, searcher, field, &fold(prefix))?;
    Ok(names.iter().map(|name| Term::from_field_text(field, name)).collect())
}

/// The stems that begin with `beginning`.
pub fn stems_by_beginning(
    searcher: &Searcher,
    fields: &[WeightedField],
    beginning: &str,
) -> tantivy::Result<BTreeSet<String>> {
    let mut stems = BTreeSet::new();
    for (field, _) in fields {
        add_by_beginning(&mut stems, searcher, field.stems, beginning)?;
    }
    Ok(stems)
}

fn add_by_beginning(
    found: &mut BTreeSet<String>,
    searcher: &Searcher,
    field: Field,
    beginning: &str,
) -> tantivy::Result<()> {
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut stream = index.terms().range().ge(beginning).into_stream()?;
        while stream.advance() && stream.key().starts_with(beginning.as_bytes()) {
            found.insert(String::from_utf8_lossy(stream.key()).into_owned());
        }
    }
    Ok(())
}

/// The values of a field that are `name` but for case, accents, spaces and punctuation.
pub fn values_equal(searcher: &Searcher, column: &str, name: &str) -> tantivy::Result<BTreeSet<String>> {
    let name = letters(name);
    let mut values = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let Some(column) = segment.fast_fields().str(column)? else { continue };
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            let value = String::from_utf8_lossy(stream.key());
            if letters(&value) == name {
                values.insert(value.into_owned());
            }
        }
    }
    Ok(values)
}

/// What names are compared by, where case, accents, spaces and punctuation make no difference.
pub fn letters(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The written words of each segment that begin so, field by field.
pub fn written(searcher: &Searcher, fields: &[Field], wanted: &Beginning) -> tantivy::Result<Vec<Vec<Written>>> {
    cores::each_segment(searcher, |segment| {
        let mut found = Vec::new();
        let segment = searcher.segment_reader(segment);
        for field in fields {
            let index = segment.inverted_index(*field)?;
            let mut stream = index.terms().search(wanted.clone()).into_stream()?;
            while stream.advance() {
                deadline::check()?;
                found.extend(counted(*field, stream.key(), stream.value(), &index, segment)?);
            }
        }
        Ok(found)
    })
}

/// The same of those that an automaton accepts, which accepts few.
pub fn written_like(
    searcher: &Searcher,
    collection: &Collection,
    fields: &[Field],
    wanted: &(impl Automaton + Sync),
) -> tantivy::Result<Vec<Vec<Written>>> {
    let files = collection.terms(searcher)?;
    cores::each_segment(searcher, |ord| {
        let mut found = Vec::new();
        let segment = searcher.segment_reader(ord);
        for field in fields {
            deadline::check()?;
            let index = segment.inverted_index(*field)?;
            let Some(file) = files.segment(ord).open_read(*field) else { continue };
            for form in Terms::open(file)?.accepted(wanted) {
                if let Some(info) = index.terms().get(&form)? {
                    found.extend(counted(*field, &form, &info, &index, segment)?);
                }
            }
        }
        Ok(found)
    })
}

/// A written word with the number of articles that have it; none if none has it any more.
fn counted(
    field: Field,
    form: &[u8],
    info: &TermInfo,
    index: &InvertedIndexReader,
    segment: &SegmentReader,
) -> tantivy::Result<Option<Written>> {
    let articles = frequency::in_segment(info, index, segment)?.into();
    let form = std::str::from_utf8(form).ok().filter(|_| articles > 0);
    Ok(form.map(|form| Written { field, form: form.to_owned(), articles, info: info.clone() }))
}
