//! The words of the index that `mot*` and `mot~` stand for, and the names that a query gives in another spelling.

use std::collections::BTreeSet;

use tantivy::schema::Field;
use tantivy::{Searcher, Term};
use tantivy_fst::Automaton;

use super::automata::{Beginning, Similar};
use crate::analysis::grammar::folding::fold;
use crate::embedded::cores;
use crate::embedded::postings::frequency;
use crate::embedded::postings::statistics::{WeightedField, form_fields};
use crate::engine::typos::errors_in;

/// The forms that begin with `prefix`, whatever their accents.
pub fn by_prefix(searcher: &Searcher, fields: &[WeightedField], prefix: &str) -> tantivy::Result<Vec<Term>> {
    forms(searcher, fields, &Beginning::of(prefix))
}

/// The forms that are a typing error or two from `word`: one for a word of three to five letters, two for a longer one.
pub fn by_similarity(searcher: &Searcher, fields: &[WeightedField], word: &str) -> tantivy::Result<Vec<Term>> {
    forms(searcher, fields, &Similar::to(word, errors_in(word)))
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

fn letters(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn forms<A>(searcher: &Searcher, fields: &[WeightedField], wanted: &A) -> tantivy::Result<Vec<Term>>
where
    A: Automaton<State: Clone> + Clone + Sync,
{
    let found = written(searcher, fields, wanted)?.into_iter();
    let terms: BTreeSet<Term> = found.map(|(field, form, _)| Term::from_field_text(field, &form)).collect();
    Ok(terms.into_iter().collect())
}

/// The `wanted` written words of each field and segment, with the number of articles that have them there.
pub fn written<A>(
    searcher: &Searcher,
    fields: &[WeightedField],
    wanted: &A,
) -> tantivy::Result<Vec<(Field, String, u64)>>
where
    A: Automaton<State: Clone> + Clone + Sync,
{
    let of_segments = cores::each_segment(searcher, |segment| {
        let mut found = Vec::new();
        let segment = searcher.segment_reader(segment);
        for field in form_fields(fields) {
            let index = segment.inverted_index(field)?;
            let mut stream = index.terms().search(wanted.clone()).into_stream()?;
            while stream.advance() {
                let articles = frequency::in_segment(stream.value(), &index, segment)?;
                if let Ok(form) = std::str::from_utf8(stream.key())
                    && articles > 0
                {
                    found.push((field, form.to_owned(), articles.into()));
                }
            }
        }
        Ok(found)
    })?;
    Ok(of_segments.into_iter().flatten().collect())
}
