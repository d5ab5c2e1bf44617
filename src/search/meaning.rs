//! What a query may mean, as selections: the likeliest first, to be tried in turn.

use super::{expression, pieces, respell};
use crate::engine::selection::{Operator, Selection};
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// The selections of a query: with its expressions as phrases, where it has some, and without.
pub fn selections(
    engine: &dyn Engine,
    words: &Query,
    filters: Filters,
    operator: Operator,
) -> Result<Vec<Selection>, EngineError> {
    let query = respell::as_indexed(engine, words)?;
    let mut selections = Vec::new();
    // With `--any`, an article needs no more than one of the words, so that nothing is to be put together.
    if operator == Operator::And
        && let Some(query) = expression::as_phrases(engine, &query)?
    {
        let query = pieces::with_pieces(engine, &query)?;
        selections.push(Selection { query, filters: filters.clone(), operator });
    }
    let query = pieces::with_pieces(engine, &query)?;
    selections.push(Selection { query, filters, operator });
    Ok(selections)
}
