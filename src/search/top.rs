//! Which of the matching articles come first.

use std::cmp::Ordering;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal};

use super::ranking::Ranking;
use super::{Sort, recency};

/// Every matching article with what decides its place.
pub struct Matches;

/// A matching article. `key` is what it is sorted by, greatest first.
#[derive(Debug, Clone, Copy)]
pub struct Match {
    pub address: DocAddress,
    pub score: Score,
    /// Minutes since 1970; none for an undated article.
    pub published: Option<i64>,
    pub key: f64,
}

impl Collector for Matches {
    type Fruit = Vec<Match>;
    type Child = SegmentMatches;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentMatches> {
        Ok(SegmentMatches { segment, published: reader.fast_fields().i64("published")?, matches: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Vec<Match>>) -> tantivy::Result<Vec<Match>> {
        Ok(segments.concat())
    }
}

pub struct SegmentMatches {
    segment: SegmentOrdinal,
    published: Column<i64>,
    matches: Vec<Match>,
}

impl SegmentCollector for SegmentMatches {
    type Fruit = Vec<Match>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let address = DocAddress::new(self.segment, doc);
        self.matches.push(Match { address, score, published: self.published.first(doc), key: 0.0 });
    }

    fn harvest(self) -> Vec<Match> {
        self.matches
    }
}

/// Gives each match its key; `now` in minutes is used by `Sort::Best` alone.
pub fn set_keys(matches: &mut [Match], sort: Sort, now: i64, ranking: &Ranking) {
    let factor = |published: i64| recency::factor(published, now, ranking);
    let undated = match sort {
        Sort::Best => recency::median(matches.iter().filter_map(|hit| hit.published).map(factor).collect()),
        _ => 1.0,
    };
    for hit in matches {
        hit.key = match sort {
            Sort::Best => f64::from(hit.score * hit.published.map_or(undated, factor)),
            Sort::Relevance => f64::from(hit.score),
            Sort::Newest => hit.published.map_or(f64::NEG_INFINITY, |minutes| minutes as f64),
            Sort::Oldest => hit.published.map_or(f64::NEG_INFINITY, |minutes| -minutes as f64),
        };
    }
}

/// The first `count` matches in order; ties break by date, newest first, then by id.
pub fn first(mut matches: Vec<Match>, count: usize, searcher: &Searcher) -> tantivy::Result<Vec<Match>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if count < matches.len() {
        let (_, last, _) = matches.select_nth_unstable_by(count - 1, by_key_and_date);
        let last = *last;
        // All that tie with the last one are still in the running: their ids decide.
        matches.retain(|hit| by_key_and_date(hit, &last) != Ordering::Greater);
    }
    matches.sort_unstable_by(by_key_and_date);
    let mut ordered = Vec::with_capacity(count.min(matches.len()));
    for ties in matches.chunk_by(|a, b| by_key_and_date(a, b) == Ordering::Equal) {
        if ordered.len() >= count {
            break;
        }
        if let [alone] = ties {
            ordered.push(*alone);
            continue;
        }
        let mut named = Vec::with_capacity(ties.len());
        for hit in ties {
            named.push((id(searcher, hit.address)?, *hit));
        }
        named.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        ordered.extend(named.into_iter().map(|(_, hit)| hit));
    }
    ordered.truncate(count);
    Ok(ordered)
}

fn by_key_and_date(a: &Match, b: &Match) -> Ordering {
    b.key.total_cmp(&a.key).then(b.published.cmp(&a.published))
}

fn id(searcher: &Searcher, address: DocAddress) -> tantivy::Result<String> {
    let mut id = String::new();
    let segment = searcher.segment_reader(address.segment_ord);
    if let Some(column) = segment.fast_fields().str("id")?
        && let Some(ord) = column.term_ords(address.doc_id).next()
    {
        column.ord_to_str(ord, &mut id)?;
    }
    Ok(id)
}
