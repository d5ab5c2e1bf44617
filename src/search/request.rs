//! A request: what is asked of an index.

use jiff::civil::DateTime;

use crate::engine::candidate::Sort;
use crate::engine::count::By;
use crate::engine::ranking::Ranking;
use crate::engine::selection::Operator;
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// What is asked of an index.
#[derive(Debug, Clone)]
pub struct Request {
    /// The words, with the filters that were typed among them.
    pub query: Query,
    /// The filters that were given beside the words, as `--since` and `--source` do.
    pub filters: Filters,
    /// How many of the words an article needs.
    pub matching: Matching,
    /// The order of the hits.
    pub sort: Sort,
    /// The numbers that scores are made with.
    pub ranking: Ranking,
    /// The time that ages are counted from; else the newest plausible date of the index.
    pub now: Option<DateTime>,
    /// Hits to pass over first.
    pub offset: usize,
    /// Hits to give.
    pub limit: usize,
    /// The length of a snippet in characters; 0 where nobody reads it.
    pub snippet: usize,
    /// The values that the matching articles are counted by.
    pub facets: Vec<By>,
    /// Two values that they are counted by at once.
    pub crossed: Option<[By; 2]>,
    /// Whether to say why each hit has its score.
    pub explain: bool,
    /// Whether to look for words that were meant instead of those of the query, and where nothing is found for smaller requests;
    /// else nothing is suggested. It takes a walk through the dictionary for each word that few articles have.
    pub suggest: bool,
    /// Whether articles that tell the same story in the same words are one hit.
    pub group_copies: bool,
}

impl Request {
    /// Asks for all that match, by relevance, with nothing beside the hits.
    pub fn new(query: Query) -> Self {
        Self {
            query,
            filters: Filters::default(),
            matching: Matching::AllElseAny,
            sort: Sort::Relevance,
            ranking: Ranking::default(),
            now: None,
            offset: 0,
            limit: usize::MAX,
            snippet: 0,
            facets: Vec::new(),
            crossed: None,
            explain: false,
            suggest: true,
            group_copies: false,
        }
    }

    /// The number of the last hit that is asked for.
    pub(super) fn last(&self) -> usize {
        if self.limit > 0 { self.offset.saturating_add(self.limit) } else { 0 }
    }
}

/// How many of the words beside each other an article must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Matching {
    /// All; if no article has all, any.
    AllElseAny,
    /// All.
    All,
    /// Any.
    Any,
}

impl Matching {
    /// The operator that articles are looked for by, at first.
    pub fn operator(self) -> Operator {
        match self {
            Self::AllElseAny | Self::All => Operator::And,
            Self::Any => Operator::Or,
        }
    }
}
