//! How many articles a date filter leaves out only because nobody knows when they were published.

use crate::date::Period;
use crate::engine::selection::Selection;
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::{Filter, Filters};

/// How many articles match but for a date filter, which they cannot pass for they have no date.
pub fn undated(engine: &dyn Engine, selection: &Selection) -> Result<usize, EngineError> {
    let (periods, others): (Vec<Filter>, Vec<Filter>) =
        selection.filters.0.iter().cloned().partition(|filter| matches!(filter, Filter::Published(_)));
    let of_any_date = asking_for_undated(&selection.query);
    let mut parts = vec![of_any_date.clone(), undated_ones()];
    if periods.is_empty() {
        if of_any_date == selection.query {
            return Ok(0);
        }
        parts.push(Query::Not(Box::new(selection.query.clone())));
    }
    let left_out = Selection { query: Query::And(parts), filters: Filters(others), ..*selection };
    engine.total(&left_out)
}

fn undated_ones() -> Query {
    Query::Not(Box::new(Query::Date(Period::default())))
}

/// `query` with each of its date filters turned into one for articles without a date.
fn asking_for_undated(query: &Query) -> Query {
    let all = |items: &[Query]| items.iter().map(asking_for_undated).collect();
    let inside = |inner: &Query| Box::new(asking_for_undated(inner));
    match query {
        Query::Date(_) => undated_ones(),
        Query::Words(items) => Query::Words(all(items)),
        Query::And(items) => Query::And(all(items)),
        Query::Or(items) => Query::Or(all(items)),
        Query::Must(inner) => Query::Must(inside(inner)),
        Query::Boost(inner, factor) => Query::Boost(inside(inner), *factor),
        // An undated article is not among those that are excluded by date.
        other => other.clone(),
    }
}
