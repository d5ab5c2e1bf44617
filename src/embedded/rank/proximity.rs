//! Proximity: the best matches gain by where the query's words stand in them. An article gains if its words follow each
//! other as in the query, stand close together, or come early. Reading positions is slow, so only the best matches by
//! words alone are looked at.
//!
//! The pairs are those of dependence models (Metzler & Croft 2005, "A Markov random field model for term dependencies")
//! with BM25's saturation, the passage that of Tao & Zhai 2007 ("An exploration of proximity measures in information
//! retrieval") weighed by rarity, and the opening that of every newsroom: what matters is said first.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, Searcher};

use crate::embedded::address::{address, are_in_one_segment};
use crate::embedded::cores;
use crate::embedded::plan::words::QueryWord;
use crate::embedded::postings::statistics::WeightedField;
use crate::engine::candidate::{Candidate, Gain};
use crate::engine::ranking::Ranking;

/// Adds to the scores of the best `ranking.proximity_depth` matches, and of those that tie with the last of them.
pub fn add(
    candidates: &mut [Candidate],
    searcher: &Searcher,
    words: &[QueryWord],
    fields: &[WeightedField],
    ranking: &Ranking,
) -> tantivy::Result<()> {
    if words.is_empty() || candidates.is_empty() {
        return Ok(());
    }
    let depth = ranking.proximity_depth.clamp(1, candidates.len());
    let (_, last, _) = candidates.select_nth_unstable_by(depth - 1, |a, b| b.score.total_cmp(&a.score));
    let least = last.score;
    let mut best: Vec<&mut Candidate> = candidates.iter_mut().filter(|hit| hit.score >= least).collect();
    // Postings can only be read forwards.
    best.sort_unstable_by_key(|hit| hit.article);
    let by_segment: Vec<_> = best.chunk_by_mut(|a, b| are_in_one_segment(a.article, b.article)).collect();
    let added = cores::each(by_segment, |hits| {
        let mut readers = Vec::new();
        for (field, weight) in fields {
            let mut postings = Vec::new();
            for word in words {
                postings.push(word.terms.positions(field.stems, searcher, address(hits[0].article).segment_ord)?);
            }
            readers.push((postings, *weight));
        }
        for hit in hits {
            hit.gain = gain(&mut readers, words, address(hit.article).doc_id, ranking);
            hit.score += f64::from(hit.gain.sum());
        }
        Ok(())
    });
    added.into_iter().collect()
}

/// For each field its weight, and for each word of the query its postings.
type Readers = Vec<(Vec<Vec<SegmentPostings>>, f32)>;

/// Two words count as a pair if at most so many words that are no stop words lie between them in the query. So the number
/// of pairs of a long query is linear.
const REACH: usize = 4;

fn gain(readers: &mut Readers, words: &[QueryWord], doc: DocId, ranking: &Ranking) -> Gain {
    let telling: Vec<usize> = (0..words.len()).filter(|n| words[*n].telling).collect();
    let mut neighbours = vec![0.0; words.len()];
    let mut near = vec![[0.0; REACH]; telling.len()];
    let mut early = vec![0.0; telling.len()];
    let mut densest: f64 = 0.0;
    for (postings, weight) in readers {
        let places: Vec<Vec<u32>> = postings.iter_mut().map(|lists| positions(lists, doc)).collect();
        for (pair, count) in places.windows(2).zip(&mut neighbours) {
            *count += *weight * followed(&pair[0], &pair[1]) as f32;
        }
        for (n, first) in telling.iter().enumerate() {
            early[n] += *weight * places[*first].partition_point(|place| *place < ranking.opening_words) as f32;
            for (second, count) in telling[n + 1..].iter().zip(&mut near[n]) {
                *count += *weight * near_each_other(&places[*first], &places[*second], ranking.window) as f32;
            }
        }
        densest = densest.max(densest_passage(&telling, &places, words, ranking.passage_words));
    }
    let saturated = |count: f32| count / (count + ranking.k1);
    let mut gain = Gain::default();
    for (pair, count) in words.windows(2).zip(neighbours) {
        gain.neighbours += ranking.neighbours * pair[0].idf.max(pair[1].idf) * saturated(count);
    }
    // A word is in several pairs, the more the longer the query. Their mean counts, or pairs would be all of a long score.
    let pairs_a_word = telling.len().saturating_sub(1).clamp(1, REACH) as f32 / 2.0;
    for (n, first) in telling.iter().enumerate() {
        gain.opening += ranking.opening * words[*first].idf * saturated(early[n]);
        for (second, count) in telling[n + 1..].iter().zip(near[n]) {
            let idf = words[*first].idf.min(words[*second].idf);
            gain.nearness += ranking.nearness * idf * saturated(count) / pairs_a_word;
        }
    }
    let whole: f32 = telling.iter().map(|n| words[*n].idf).sum();
    // The share of the query that stands in the passage, times what it weighs.
    let share = |weight: f32| weight * weight / whole.max(f32::MIN_POSITIVE);
    gain.passage = ranking.passage * share(densest as f32);
    let covered: f32 = telling.iter().zip(&early).filter(|(_, count)| **count > 0.0).map(|(n, _)| words[*n].idf).sum();
    gain.cover = ranking.cover * length_counts(telling.len()) * share(covered);
    gain
}

/// How much the cover counts, from 0 to 1. An article may open with three words by chance. It opens with most of a long
/// query only if it is about it.
fn length_counts(words: usize) -> f32 {
    const SHORT: f32 = 3.0;
    const LONG: f32 = 6.0;
    ((words as f32 - SHORT) / (LONG - SHORT)).clamp(0.0, 1.0)
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

/// How many of `first` have one of `second` right after them.
fn followed(first: &[u32], second: &[u32]) -> usize {
    first.iter().filter(|at| second.binary_search(&(*at + 1)).is_ok()).count()
}

/// How many of `first` have one of `second` within `window` positions on either side.
fn near_each_other(first: &[u32], second: &[u32], window: u32) -> usize {
    let has_near = |at: &&u32| {
        let from = second.partition_point(|other| other + window < **at);
        second[from..].iter().take_while(|other| **other <= **at + window).any(|other| other != *at)
    };
    first.iter().filter(has_near).count()
}

/// The weight of the different telling words in the passage of `length` positions that has most. Weights are single precision
/// and added in double, which is exact: so what a word adds, it takes with it when it leaves the passage.
fn densest_passage(telling: &[usize], places: &[Vec<u32>], words: &[QueryWord], length: u32) -> f64 {
    let mut events: Vec<(u32, usize)> =
        telling.iter().flat_map(|word| places[*word].iter().map(|place| (*place, *word))).collect();
    events.sort_unstable();
    let mut inside = vec![0; words.len()];
    let (mut densest, mut weight, mut first): (f64, f64, usize) = (0.0, 0.0, 0);
    for (place, word) in &events {
        if inside[*word] == 0 {
            weight += f64::from(words[*word].idf);
        }
        inside[*word] += 1;
        while events[first].0 + length <= *place {
            let left = events[first].1;
            inside[left] -= 1;
            if inside[left] == 0 {
                weight -= f64::from(words[left].idf);
            }
            first += 1;
        }
        densest = densest.max(weight);
    }
    densest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded::postings::statistics::Synonyms;

    #[test]
    fn neighbours() {
        let check = |first: &[u32], second: &[u32], expected| {
            assert_eq!(followed(first, second), expected, "{first:?} {second:?}");
        };
        check(&[1], &[2], 1);
        check(&[2], &[1], 0);
        check(&[1, 10], &[2, 11], 2);
        check(&[1], &[4], 0);
        check(&[], &[1], 0);
    }

    #[test]
    fn near_ones() {
        let check = |first: &[u32], second: &[u32], expected| {
            assert_eq!(near_each_other(first, second, 3), expected, "{first:?} {second:?}");
        };
        check(&[1], &[2], 1);
        check(&[2], &[1], 1);
        check(&[1, 10], &[2, 11], 2);
        check(&[1], &[4], 1);
        check(&[1], &[5], 0);
        check(&[9], &[1, 2, 6], 1);
        check(&[1], &[1], 0);
        check(&[], &[1], 0);
    }

    #[test]
    fn only_long_queries_are_covered() {
        for (words, expected) in [(0, 0.0), (3, 0.0), (6, 1.0), (90, 1.0)] {
            assert_eq!(length_counts(words), expected, "{words} words");
        }
        assert!((length_counts(4) - 1.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn the_densest_passage() {
        let words: Vec<QueryWord> =
            [1.0, 2.0, 4.0].map(|idf| QueryWord { terms: Synonyms::default(), idf, telling: true }).into();
        let check = |places: [&[u32]; 3], expected: f64| {
            let places = places.map(<[u32]>::to_vec);
            assert_eq!(densest_passage(&[0, 1, 2], &places, &words, 10), expected, "{places:?}");
        };
        check([&[], &[], &[]], 0.0);
        check([&[0], &[9], &[]], 3.0);
        check([&[0], &[10], &[]], 2.0);
        check([&[0, 30], &[5, 6], &[33]], 5.0);
        check([&[0, 1, 2], &[], &[]], 1.0);
    }
}
