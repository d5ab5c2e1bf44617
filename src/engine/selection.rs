//! Which articles are asked for.

use crate::analysis::{self, stop_words};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// The articles that a query asks for and that its filters let through.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The words; [`Query::All`] where there are only filters.
    pub query: Query,
    /// What restricts the articles beside the words.
    pub filters: Filters,
    /// How many of the words an article needs.
    pub operator: Operator,
}

/// How many of the words that stand beside each other in a query an article must have: what Lucene calls the default
/// operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// All of them, but for stop words.
    And,
    /// One of them.
    Or,
}

/// The parts that are more than stop words; all of them if none is.
pub fn without_stop_words<'a>(items: impl Iterator<Item = &'a Query> + Clone) -> Vec<&'a Query> {
    let telling: Vec<&Query> = items.clone().filter(|item| !is_stop_word(item)).collect();
    if telling.is_empty() { items.collect() } else { telling }
}

/// Whether a part of a query is nothing but stop words, typed as plain words.
pub fn is_stop_word(query: &Query) -> bool {
    match query {
        Query::Term(text) => analysis::tokens(text).iter().all(|token| stop_words::is_stop_word(&token.form)),
        _ => false,
    }
}
