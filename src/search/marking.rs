//! Whole texts with what a query looks for marked: an article that is read after it was found.

use super::meaning;
use super::request::Matching;
use crate::engine::ranking::Ranking;
use crate::engine::shown::Marked;
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// Each text, a line, with the matches of `query`, whether it finds them or not.
pub fn mark<'a>(
    engine: &dyn Engine,
    query: &Query,
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Marked>, EngineError> {
    let (words, _) = Filters::lift(query);
    let ranking = Ranking::default();
    // The first reading is the one that hits are shown by, where it finds any.
    let selection = meaning::selections(engine, &words, Filters::default(), Matching::Any)?.remove(0);
    let matches = engine.matches(&selection, &ranking)?;
    texts.into_iter().map(|text| matches.mark(text)).collect()
}
