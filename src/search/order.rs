//! The order of hits.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::recency;
use super::request::Request;
use crate::engine::candidate::{Candidate, Handle, Sort};
use crate::engine::{Engine, EngineError, Matches};

/// Gives each candidate the key that it is sorted by; ages are counted from `now`, in minutes since 1970.
///
/// An undated article is taken to have the median date of the matches that have one, so that it gains nothing by having no
/// date. Without any dated match there is no age to compare.
pub fn set_keys(
    candidates: &mut [Candidate],
    matches: &dyn Matches,
    request: &Request,
    now: Option<i64>,
) -> Result<(), EngineError> {
    match request.sort {
        Sort::Relevance => candidates.iter_mut().for_each(|hit| hit.key = hit.score),
        Sort::Newest | Sort::Oldest => {
            candidates.iter_mut().for_each(|hit| hit.key = request.sort.key_of_date(hit.published));
        }
        Sort::Best => {
            let now = now.unwrap_or(0);
            let good = if matches.have_one_score()? { matches.dates()? } else { recency::good_dates(candidates) };
            let ranking = recency::adapted(&request.ranking, &good, now);
            let factor = |published: i64| ranking.left_by_age(published, now);
            let has_undated = candidates.iter().any(|hit| hit.published.is_none());
            let median = if has_undated { recency::median(&matches.dates()?) } else { None };
            let undated = median.map_or(1.0, factor);
            for hit in candidates {
                hit.key = hit.score * f64::from(hit.published.map_or(undated, factor));
            }
        }
    }
    Ok(())
}

/// The first `count` candidates in order; ties break by date, newest first, then by id.
pub fn first(mut candidates: Vec<Candidate>, count: usize, engine: &dyn Engine) -> Result<Vec<Candidate>, EngineError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if count < candidates.len() {
        let (_, last, _) = candidates.select_nth_unstable_by(count - 1, by_key_and_date);
        let last = *last;
        // All that tie with the last one are still in the running: their ids decide.
        candidates.retain(|hit| by_key_and_date(hit, &last) != Ordering::Greater);
    }
    candidates.sort_unstable_by(by_key_and_date);
    let mut ordered = Vec::with_capacity(count.min(candidates.len()));
    for ties in candidates.chunk_by(|a, b| by_key_and_date(a, b) == Ordering::Equal) {
        if ordered.len() >= count {
            break;
        }
        if let [alone] = ties {
            ordered.push(*alone);
            continue;
        }
        let articles: Vec<Handle> = ties.iter().map(|hit| hit.article).collect();
        let tied: FxHashMap<Handle, Candidate> = articles.iter().copied().zip(ties.iter().copied()).collect();
        let named = engine.first_by_id(&articles, count - ordered.len())?;
        ordered.extend(named.iter().filter_map(|article| tied.get(article).copied()));
    }
    Ok(ordered)
}

fn by_key_and_date(a: &Candidate, b: &Candidate) -> Ordering {
    b.key.total_cmp(&a.key).then(b.published.cmp(&a.published))
}
