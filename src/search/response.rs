//! A response: what an index answered.

use std::time::Duration;

use jiff::civil::DateTime;

use crate::article::Article;
use crate::engine::candidate::Sort;
use crate::engine::count::{Crossed, Facet};
use crate::engine::reading::{Explanation, WordReading};
use crate::engine::shown::{Filed, Marked};
use crate::query::ast::Query;

/// What an index answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The number of matching articles, shown or not.
    pub total: usize,
    /// Those that were asked for, in their order.
    pub hits: Vec<Hit>,
    /// In the order that was asked for.
    pub facets: Vec<Facet>,
    /// The counts by two values at once, if they were asked for.
    pub crossed: Option<Crossed>,
    /// How the query was read, where the hits are explained.
    pub reading: Option<QueryReading>,
    /// No article matches the whole query, so these have some of its words.
    pub relaxed: bool,
    /// Their order.
    pub sort: Sort,
    /// The query with other words for those that find next to nothing: to be offered, not to be taken.
    pub suggestion: Option<Query>,
    /// The time that ages were counted from, where they count.
    pub now: Option<DateTime>,
    /// The articles that a date filter leaves out only because nobody knows when they were published.
    pub undated: usize,
    /// Where nothing is found: smaller requests that find something.
    pub alternatives: Vec<Alternative>,
    /// The time it took to know which articles match and in what order.
    pub took: Duration,
}

/// An article that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// 1 for the first of all matches.
    pub rank: usize,
    /// The key that the hit was sorted by where that is a score, else the score of its text.
    pub score: f64,
    /// A page's path below the corpus, or a record's own id or address.
    pub id: String,
    /// The file that the page came from.
    pub path: String,
    /// The title with the matches.
    pub title: Marked,
    /// The sentences that show most of the query.
    pub snippet: Marked,
    /// The article as it was extracted.
    pub article: Article,
    /// Why it has its score, if that was asked.
    pub explanation: Option<Explanation>,
    /// The other articles of the index that tell the same story, where they were asked to be one hit; whether they match
    /// or not.
    pub copies: Vec<Filed>,
}

/// How a query was read.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryReading {
    /// The query as it was looked for: with `14 h 30` as one word, for example.
    pub query: Query,
    /// The words that score.
    pub words: Vec<WordReading>,
}

/// A smaller request, and how many articles it would find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alternative {
    /// One part of the query, without the others and without filters.
    Alone {
        /// The part, as a query.
        part: String,
        /// The articles that it finds.
        total: usize,
    },
    /// The query without one of its filters, or without all of them.
    Without {
        /// What is left out, as a query.
        filters: String,
        /// The articles that the rest finds.
        total: usize,
    },
}
