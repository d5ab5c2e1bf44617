//! The words of the index that `mot*` and `mot~` stand for, and the names that a query gives in another spelling.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::schema::Field;
use tantivy::{Searcher, Term};
use tantivy_fst::Automaton;

use super::automata::{Beginning, Similar};
use crate::analysis::grammar::folding::fold;
use crate::embedded::postings::frequency;
use crate::embedded::postings::several::{Several, Written};
use crate::embedded::postings::statistics::{WeightedField, form_fields};
use crate::embedded::{cores, deadline};
use crate::engine::typos::errors_in;
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
        searcher: &Searcher,
    ) -> tantivy::Result<Option<Arc<Several>>> {
        let fields = form_fields(fields);
        let known = |(expanded, within, _): &&Expansion| expanded == query && *within == fields;
        if let Some((.., words)) = self.0.borrow().iter().find(known) {
            return Ok(Some(words.clone()));
        }
        let found = match query {
            Query::Prefix(prefix) => written(searcher, &fields, &Beginning::of(prefix))?,
            Query::Fuzzy(word) => written(searcher, &fields, &Similar::to(word, errors_in(word)))?,
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

/// The `wanted` written words of each segment, field by field.
pub fn written<A>(searcher: &Searcher, fields: &[Field], wanted: &A) -> tantivy::Result<Vec<Vec<Written>>>
where
    A: Automaton<State: Clone> + Clone + Sync,
{
    cores::each_segment(searcher, |segment| {
        let mut found = Vec::new();
        let segment = searcher.segment_reader(segment);
        for field in fields {
            let index = segment.inverted_index(*field)?;
            let mut stream = index.terms().search(wanted.clone()).into_stream()?;
            while stream.advance() {
                deadline::check()?;
                let info = stream.value();
                let articles = frequency::in_segment(info, &index, segment)?.into();
                if let Ok(form) = std::str::from_utf8(stream.key())
                    && articles > 0
                {
                    found.push(Written { field: *field, form: form.to_owned(), articles, info: info.clone() });
                }
            }
        }
        Ok(found)
    })
}
