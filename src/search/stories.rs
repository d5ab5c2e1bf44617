//! Stories: articles that tell the same in the same words, as one hit or as a list.

use rustc_hash::FxHashSet;

use crate::engine::candidate::{Candidate, Handle, Sort, Wanted};
use crate::engine::ranking::Ranking;
use crate::engine::selection::{Operator, Selection};
use crate::engine::shown::Filed;
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// The stories of the index that more than one article tells and that the filters let an article of through: those with
/// most articles first, and the articles of each by date, then by id.
pub fn stories(engine: &dyn Engine, filters: &Filters) -> Result<Vec<Vec<Filed>>, EngineError> {
    let mut told = engine.stories()?;
    if !filters.is_empty() {
        let passing = passing(engine, filters)?;
        told.retain(|story| story.iter().any(|article| passing.contains(article)));
    }
    // All at once: an engine that is far away is asked once, and not a time a story.
    let mut read = engine.read(&told.concat())?.into_iter();
    let mut stories: Vec<Vec<Filed>> = told.iter().map(|story| read.by_ref().take(story.len()).collect()).collect();
    stories.iter_mut().for_each(|articles| sort(articles));
    stories.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a[0].id.cmp(&b[0].id)));
    Ok(stories)
}

/// All articles that the filters let through.
fn passing(engine: &dyn Engine, filters: &Filters) -> Result<FxHashSet<Handle>, EngineError> {
    let selection = Selection { query: Query::All, filters: filters.clone(), operator: Operator::And };
    let ranking = Ranking::default();
    let matches = engine.matches(&selection, &ranking)?;
    let all = Wanted { sort: Sort::Newest, first: usize::MAX, deep: 0, now: None };
    Ok(matches.best(&all)?.into_iter().map(|candidate| candidate.article).collect())
}

/// Puts the articles of a story in the order of their dates, the undated ones last.
pub(super) fn sort(articles: &mut [Filed]) {
    let date = |filed: &Filed| filed.article.published.map(|published| published.moment.at);
    articles
        .sort_by(|a, b| (date(a).is_none(), date(a)).cmp(&(date(b).is_none(), date(b))).then_with(|| a.id.cmp(&b.id)));
}

/// The first `count` of ranked articles that tell different stories, each with the other articles of its story.
pub(super) fn collapse(
    engine: &dyn Engine,
    ranked: Vec<Candidate>,
    count: usize,
) -> Result<Vec<(Candidate, Vec<Handle>)>, EngineError> {
    let mut ranked = ranked.into_iter();
    let mut told = FxHashSet::default();
    let mut first = Vec::new();
    while first.len() < count {
        let next: Vec<Candidate> = ranked.by_ref().take(count - first.len()).collect();
        if next.is_empty() {
            break;
        }
        let articles: Vec<Handle> = next.iter().map(|candidate| candidate.article).collect();
        for (candidate, others) in next.into_iter().zip(engine.copies(&articles)?) {
            if told.insert(candidate.article) {
                told.extend(&others);
                first.push((candidate, others));
            }
        }
    }
    Ok(first)
}
