//! From a request to a response: which articles match, in what order, and what of each is shown.

use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use tantivy::Searcher;

use crate::article::Article;
use crate::index::schema::{from_minutes, minutes};
use crate::index::{Index, IndexError};
use crate::query::ast::Query;
use compile::Context;
use ranking::Ranking;
use snippet::Marked;

pub mod ranking;
mod compile;
mod bm25f;
mod spans;
mod expand;
mod recency;
mod top;
pub mod snippet;

/// What is asked of an index.
#[derive(Debug, Clone)]
pub struct Request {
    pub query: Query,
    pub matching: Matching,
    pub sort: Sort,
    pub ranking: Ranking,
    /// What ages are counted from; else the newest plausible date of the index.
    pub now: Option<DateTime>,
    pub offset: usize,
    pub limit: usize,
    /// The length of a snippet in characters; 0 where nobody reads it.
    pub snippet: usize,
}

/// How many of the words side by side an article must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// All; if no article has all, any.
    AllElseAny,
    All,
    Any,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// By score, the less the older.
    Best,
    Relevance,
    Newest,
    Oldest,
}

/// What the index answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The number of matching articles, shown or not.
    pub total: usize,
    pub hits: Vec<Hit>,
    /// No article has all the words, so these have some.
    pub relaxed: bool,
    /// What ages were counted from, where they count.
    pub now: Option<DateTime>,
    pub took: Duration,
}

/// An article that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// 1 for the first of all matches.
    pub rank: usize,
    /// What the hit was sorted by where that is a score, else the text's score.
    pub score: f64,
    pub id: String,
    /// The file that the page came from.
    pub path: String,
    pub title: Marked,
    pub snippet: Marked,
    pub article: Article,
}

/// Answers `request`.
pub fn search(index: &Index, request: &Request) -> Result<Response, IndexError> {
    let reader = index.tantivy.reader().map_err(|source| index.storage(source))?;
    answer(index, &reader.searcher(), request).map_err(|source| index.storage(source))
}

fn answer(index: &Index, searcher: &Searcher, request: &Request) -> tantivy::Result<Response> {
    let start = Instant::now();
    let articles = article_count(index, searcher)?;
    let mut context =
        Context { searcher, fields: &index.fields, ranking: &request.ranking, matching: request.matching, articles };
    let mut matches = searcher.search(&compile::compile(&request.query, &context)?, &top::Matches)?;
    let relaxed = matches.is_empty() && request.matching == Matching::AllElseAny;
    if relaxed {
        context.matching = Matching::Any;
        matches = searcher.search(&compile::compile(&request.query, &context)?, &top::Matches)?;
    }
    let now = match (request.sort, request.now) {
        (Sort::Best, Some(now)) => Some(minutes(now)),
        (Sort::Best, None) => recency::now(searcher)?,
        _ => None,
    };
    let total = matches.len();
    top::set_keys(&mut matches, request.sort, now.unwrap_or(0), &request.ranking);
    let first = top::first(matches, request.offset.saturating_add(request.limit).min(total), searcher)?;
    let patterns = context.visible(&request.query)?;
    let mut hits = Vec::new();
    for (n, found) in first.iter().enumerate().skip(request.offset) {
        let document = searcher.doc(found.address)?;
        let article = index.fields.article(&document).unwrap_or_default();
        let text = match &article.lead {
            Some(lead) => format!("{lead}\n{}", article.body),
            None => article.body.clone(),
        };
        hits.push(Hit {
            rank: n + 1,
            score: if request.sort == Sort::Best { found.key } else { f64::from(found.score) },
            id: index.fields.text(&document, index.fields.id).to_owned(),
            path: index.path_of(&document),
            title: snippet::mark(&article.title, &patterns),
            snippet: snippet::snippet(&text, &patterns, request.snippet),
            article,
        });
    }
    Ok(Response { total, hits, relaxed: relaxed && total > 0, now: now.map(from_minutes), took: start.elapsed() })
}

/// The articles that are not deleted, without the documents that stand for rejected pages.
fn article_count(index: &Index, searcher: &Searcher) -> tantivy::Result<u64> {
    let mut rejected = 0;
    for segment in searcher.segment_readers() {
        let terms = segment.inverted_index(index.fields.rejection)?;
        let mut stream = terms.terms().stream()?;
        while stream.advance() {
            rejected += u64::from(stream.value().doc_freq);
        }
    }
    Ok(searcher.num_docs().saturating_sub(rejected))
}
