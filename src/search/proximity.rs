//! What the first matches gain where words that are neighbours in the query are neighbours, or near each other, in the
//! article too: the sequential dependence model (Metzler & Croft 2005, "A Markov random field model for term
//! dependencies") with BM25's saturation. It reads positions, so only the best matches by words alone are looked at.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, Term};

use super::bm25f::WeightedField;
use super::ranking::Ranking;
use super::top::Match;

/// A word of the query: the terms that it is in the index, and how rare it is.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryWord {
    pub terms: Vec<String>,
    pub idf: f32,
}

/// What an article gains, ingredient by ingredient.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Gain {
    pub neighbours: f32,
    pub nearness: f32,
}

impl Gain {
    pub fn sum(&self) -> f32 {
        self.neighbours + self.nearness
    }

    /// Each ingredient by its name.
    pub fn parts(&self) -> [(&'static str, f32); 2] {
        [
            ("words that follow each other as in the query", self.neighbours),
            ("words of the query near each other", self.nearness),
        ]
    }
}

/// Adds to the scores of the best `ranking.proximity_depth` matches, and of those that tie with the last of them.
pub fn add(
    matches: &mut [Match],
    searcher: &Searcher,
    words: &[QueryWord],
    fields: &[WeightedField],
    ranking: &Ranking,
) -> tantivy::Result<()> {
    if words.len() < 2 || matches.is_empty() {
        return Ok(());
    }
    let depth = ranking.proximity_depth.clamp(1, matches.len());
    let (_, last, _) = matches.select_nth_unstable_by(depth - 1, |a, b| b.score.total_cmp(&a.score));
    let least = last.score;
    let mut best: Vec<&mut Match> = matches.iter_mut().filter(|hit| hit.score >= least).collect();
    // Postings are read forwards only.
    best.sort_unstable_by_key(|hit| hit.address);
    for hits in best.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
        let mut readers = Vec::new();
        for (field, weight) in fields {
            let index = searcher.segment_reader(hits[0].address.segment_ord).inverted_index(*field)?;
            let mut postings = Vec::new();
            for word in words {
                let mut lists = Vec::new();
                for term in &word.terms {
                    let term = Term::from_field_text(*field, term);
                    lists.extend(index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?);
                }
                postings.push(lists);
            }
            readers.push((postings, *weight));
        }
        for hit in hits {
            hit.gain = gain(&mut readers, words, hit.address.doc_id, ranking);
            hit.score += f64::from(hit.gain.sum());
        }
    }
    Ok(())
}

/// For each field its weight, and for each word of the query its postings.
type Readers = Vec<(Vec<Vec<SegmentPostings>>, f32)>;

fn gain(readers: &mut Readers, words: &[QueryWord], doc: DocId, ranking: &Ranking) -> Gain {
    let mut pairs = vec![(0.0, 0.0); words.len() - 1];
    for (postings, weight) in readers {
        let places: Vec<Vec<u32>> = postings.iter_mut().map(|lists| positions(lists, doc)).collect();
        for (pair, count) in places.windows(2).zip(&mut pairs) {
            let (next, near) = together(&pair[0], &pair[1], ranking.window);
            count.0 += *weight * next as f32;
            count.1 += *weight * near as f32;
        }
    }
    let saturated = |count: f32| count / (count + ranking.k1);
    let mut gain = Gain::default();
    for ((next, near), pair) in pairs.into_iter().zip(words.windows(2)) {
        let idf = (pair[0].idf + pair[1].idf) / 2.0;
        gain.neighbours += idf * ranking.neighbours * saturated(next);
        gain.nearness += idf * ranking.nearness * saturated(near);
    }
    gain
}

fn positions(lists: &mut [SegmentPostings], doc: DocId) -> Vec<u32> {
    let (mut all, mut positions) = (Vec::new(), Vec::new());
    for list in lists {
        if list.doc() < doc {
            list.seek(doc);
        }
        if list.doc() == doc {
            list.positions(&mut positions);
            all.append(&mut positions);
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// How many of `first` have one of `second` right after them, and how many within `window` positions on either side.
fn together(first: &[u32], second: &[u32], window: u32) -> (usize, usize) {
    let (mut next, mut near) = (0, 0);
    for at in first {
        let from = second.partition_point(|other| other + window < *at);
        let within = second[from..].iter().take_while(|other| **other <= at + window);
        near += usize::from(within.clone().any(|other| other != at));
        next += usize::from(within.into_iter().any(|other| *other == at + 1));
    }
    (next, near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_and_near_ones() {
        let check = |first: &[u32], second: &[u32], expected| {
            assert_eq!(together(first, second, 3), expected, "{first:?} {second:?}");
        };
        check(&[1], &[2], (1, 1));
        check(&[2], &[1], (0, 1));
        check(&[1, 10], &[2, 11], (2, 2));
        check(&[1], &[4], (0, 1));
        check(&[1], &[5], (0, 0));
        check(&[9], &[1, 2, 6], (0, 1));
        check(&[1], &[1], (0, 0));
        check(&[], &[1], (0, 0));
    }
}
