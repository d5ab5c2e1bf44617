//! What smaller requests would find, where nothing is found.

use super::request::Matching;
use super::response::Alternative;
use crate::engine::selection::{Selection, without_stop_words};
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::{self, Filters};

/// A query of more parts was pasted, and nobody wants to read about all of them.
const MOST_PARTS: usize = 8;

/// The number of articles that each part of the query would find alone, and all of it without its filters.
pub fn alternatives(
    engine: &dyn Engine,
    selection: &Selection,
    matching: Matching,
) -> Result<Vec<Alternative>, EngineError> {
    let count = |query: &Query| count(engine, query, matching);
    let whole = selection.filters.beside(selection.query.clone());
    let parts = parts(&whole);
    let (filters, words): (Vec<&Query>, Vec<&Query>) = parts.iter().copied().partition(|part| is_filter(part));
    let mut found = Vec::new();
    if words.len() > 1 {
        for part in words.iter().take(MOST_PARTS) {
            found.push(Alternative::Alone { part: part.to_string(), total: count(part)? });
        }
    }
    let without = |left_out: &[&Query]| {
        let kept = parts.iter().filter(|part| !left_out.contains(part)).map(|part| (*part).clone());
        let filters: Vec<String> = left_out.iter().map(|filter| filter.to_string()).collect();
        let total = count(&Query::And(kept.collect()))?;
        Ok::<_, EngineError>(Alternative::Without { filters: filters.join(" "), total })
    };
    if words.is_empty() {
        return Ok(found);
    }
    for filter in filters.iter().take(MOST_PARTS) {
        found.push(without(&[*filter])?);
    }
    if filters.len() > 1 {
        found.push(without(&filters)?);
    }
    found.retain(|less| !matches!(less, Alternative::Without { total: 0, .. }));
    Ok(found)
}

/// What an article must have, one by one.
fn parts(query: &Query) -> Vec<&Query> {
    match query {
        Query::Words(items) => without_stop_words(items.iter()).into_iter().flat_map(parts).collect(),
        Query::And(items) => items.iter().flat_map(parts).collect(),
        Query::Must(inner) => parts(inner),
        one => vec![one],
    }
}

/// Whether a part of a query is a filter or an exclusion, and no word.
fn is_filter(query: &Query) -> bool {
    matches!(query, Query::Not(_)) || filters::is_filter(query)
}

/// As many as a search for this would find.
fn count(engine: &dyn Engine, query: &Query, matching: Matching) -> Result<usize, EngineError> {
    let selection = Selection { query: query.clone(), filters: Filters::default(), operator: matching.operator() };
    let found = engine.total(&selection)?;
    match selection.of_any_word() {
        Some(any) if found == 0 && matching == Matching::AllElseAny => engine.total(&any),
        _ => Ok(found),
    }
}
