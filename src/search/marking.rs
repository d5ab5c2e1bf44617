//! Whole texts with what a query looks for marked: an article that is read after it was found.

use super::meaning;
use super::request::Matching;
use crate::engine::ranking::Ranking;
use crate::engine::shown::Marked;
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// The texts with the matches of `query`, whether it finds them or not.
pub fn mark<const N: usize>(engine: &dyn Engine, query: &Query, texts: [&str; N]) -> Result<[Marked; N], EngineError> {
    let (words, _) = Filters::lift(query);
    let ranking = Ranking::default();
    // The first reading is the one that hits are shown by, where it finds any.
    let selection = meaning::selections(engine, &words, Filters::default(), Matching::Any)?.remove(0);
    let matches = engine.matches(&selection, &ranking)?;
    let mut marked = [const { Marked { text: String::new(), marks: Vec::new() } }; N];
    for (marked, text) in marked.iter_mut().zip(texts) {
        *marked = matches.mark(text)?;
    }
    Ok(marked)
}
