//! Which articles are asked for.

use crate::analysis::{self, stop_words};
use crate::query::ast::Query;
use crate::query::filters::{Filter, Filters};

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

impl Selection {
    /// Those that have any of the words; none where no words stand beside each other, since these would be the same.
    pub fn of_any_word(&self) -> Option<Self> {
        let in_filter = |filter: &Filter| matches!(filter, Filter::Named(_, query) if has_words(query));
        let may_differ = has_words(&self.query) || self.filters.0.iter().any(in_filter);
        may_differ.then(|| Self { operator: Operator::Or, ..self.clone() })
    }
}

/// Whether words stand beside each other anywhere in a query.
fn has_words(query: &Query) -> bool {
    match query {
        Query::Words(_) => true,
        Query::And(items) | Query::Or(items) => items.iter().any(has_words),
        Query::Near { left, right, .. } => has_words(left) || has_words(right),
        Query::Field(_, inner) | Query::Must(inner) | Query::Not(inner) | Query::Boost(inner, _) => has_words(inner),
        _ => false,
    }
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
