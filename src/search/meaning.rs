//! What a query may mean, as selections: the likeliest first, to be tried in turn.

use super::expression::Absent;
use super::request::Matching;
use super::{expression, pieces, respell};
use crate::engine::selection::{Operator, Selection};
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// The selections of a query: with its expressions as phrases, where it has some; then without those that no article has;
/// then without any, which is less than was asked for and so left out where all is asked for. Each has the other ways to
/// write its words in one piece or in two.
pub fn selections(
    engine: &dyn Engine,
    words: &Query,
    filters: Filters,
    matching: Matching,
) -> Result<Vec<Selection>, EngineError> {
    engine.expect(&words.to_string())?;
    let query = respell::as_indexed(engine, words)?;
    let operator = matching.operator();
    // With `--any`, an article needs no more than one of the words, so that nothing is to be put together.
    if operator == Operator::Or {
        return Ok(vec![Selection { query, filters, operator }]);
    }
    let readings = match expression::as_phrases(engine, &query, Absent::Stay)? {
        // Most queries have no expression, and are looked through once.
        None => vec![query],
        Some(whole) if matching == Matching::All => vec![whole],
        Some(whole) => {
            let mut readings = vec![whole];
            readings.extend(expression::as_phrases(engine, &query, Absent::Go)?);
            readings.push(query);
            readings.dedup();
            readings
        }
    };
    let mut selections = Vec::new();
    for query in readings {
        let query = pieces::with_pieces(engine, &query)?;
        selections.push(Selection { query, filters: filters.clone(), operator });
    }
    Ok(selections)
}
