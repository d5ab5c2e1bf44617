//! One article with what a query looks for, to be read whole after it was found.

use std::sync::{Mutex, PoisonError};

use super::meaning;
use super::request::Matching;
use crate::engine::candidate::Handle;
use crate::engine::ranking::Ranking;
use crate::engine::shown::Occurrences;
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// The article with the places of `query` in it, whether the query finds it or not.
pub fn marked(engine: &dyn Engine, query: &Query, article: Handle) -> Result<Option<Occurrences>, EngineError> {
    let (words, _) = Filters::lift(query);
    let ranking = Ranking::default();
    // The first reading is the one that hits are shown by, where it finds any.
    let selection = meaning::selections(engine, &words, Filters::default(), Matching::Any)?.remove(0);
    let matches = engine.matches(&selection, &ranking)?;
    let read = Mutex::new(None);
    matches.visit(&[article], &|_, occurrences| {
        *read.lock().unwrap_or_else(PoisonError::into_inner) = Some(occurrences);
    })?;
    Ok(read.into_inner().unwrap_or_else(PoisonError::into_inner))
}
