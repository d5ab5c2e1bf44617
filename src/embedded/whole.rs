//! The index that a few articles are of, where they alone are here.
//!
//! A cluster finds articles, and they are scored in this process as the embedded engine scores all: they become an index of
//! their own, in memory, and all that depends on the others is asked of the whole. So a score has the same bits, whichever
//! engine found its article.

use std::sync::Arc;

use crate::engine::EngineError;
use crate::index::stamp::Totals;
use crate::newspaper::table::Newspapers;

/// What is known of a whole index.
pub trait Whole: Send + Sync {
    /// Counts over its articles.
    fn totals(&self) -> Totals;

    /// How many of its articles have a term in the field of this name.
    fn document_frequency(&self, field: &str, term: &str) -> u64;

    /// Its newspapers.
    fn newspapers(&self) -> Result<Arc<Newspapers>, EngineError>;
}
