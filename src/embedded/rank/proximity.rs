//! Proximity: the best matches gain by where the query's words stand in them. An article gains if its words follow each
//! other as in the query, stand close together, or come early. It gains by the query's stop words too, and by its names, which
//! need no positions but the same look. Reading positions is slow, so only the best matches by words alone are looked at.
//!
//! The pairs are those of dependence models (Metzler & Croft 2005, "A Markov random field model for term dependencies")
//! with BM25's saturation, the passage that of Tao & Zhai 2007 ("An exploration of proximity measures in information
//! retrieval") weighed by rarity, and the opening that of every newsroom: what matters is said first.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, Searcher};

use crate::embedded::address::{address, are_in_one_segment};
use crate::embedded::cores;
use crate::embedded::plan::words::QueryWord;
use crate::embedded::postings::lengths::Lengths;
use crate::embedded::postings::word::contribution;
use crate::engine::candidate::{Candidate, Gain, Handle};
use crate::engine::ranking::Ranking;

/// A telling word of the query, by its number, that an article lacks.
pub type Lack = (Handle, usize);

/// Sets the gains of the best matches, which stand in the order of the index. Gives the words that each of them lacks.
pub fn add(
    best: &mut [&mut Candidate],
    searcher: &Searcher,
    words: &[QueryWord],
    lengths: &Lengths,
    ranking: &Ranking,
) -> tantivy::Result<Vec<Lack>> {
    let by_segment: Vec<_> = best.chunk_by_mut(|a, b| are_in_one_segment(a.article, b.article)).collect();
    let lacks = cores::each(by_segment, |hits| -> tantivy::Result<Vec<Lack>> {
        let segment = address(hits[0].article).segment_ord;
        let here = lengths.open(searcher.segment_reader(segment))?;
        let mut readers = Vec::new();
        for (field, weight) in &lengths.fields {
            let mut postings = Vec::new();
            for word in words {
                postings.push(word.terms.positions(field.stems, searcher, segment)?);
            }
            readers.push((postings, *weight));
        }
        let mut lacks = Vec::new();
        for hit in hits {
            let doc = address(hit.article).doc_id;
            let frequencies = gain(&mut hit.gain, &mut readers, words, doc, here.inverse(doc), ranking);
            let lacked = words.iter().zip(frequencies).enumerate();
            let lacked = lacked.filter(|(_, (word, frequency))| word.telling && *frequency == 0.0);
            lacks.extend(lacked.map(|(number, _)| (hit.article, number)));
        }
        Ok(lacks)
    });
    Ok(lacks.into_iter().collect::<tantivy::Result<Vec<_>>>()?.concat())
}

/// For each field its weight, and for each word of the query its postings.
type Readers = Vec<(Vec<Vec<SegmentPostings>>, f32)>;

/// Two words count as a pair if at most so many words that are no stop words lie between them in the query. So the number
/// of pairs of a long query is linear.
const REACH: usize = 4;

/// Sets the gain of one article. Gives the frequency of each word in it, over the weighted fields.
fn gain(
    gain: &mut Gain,
    readers: &mut Readers,
    words: &[QueryWord],
    doc: DocId,
    inverse_length: f32,
    ranking: &Ranking,
) -> Vec<f32> {
    let telling: Vec<usize> = (0..words.len()).filter(|n| words[*n].telling).collect();
    let mut neighbours = vec![0.0; words.len()];
    let mut near = vec![[0.0; REACH]; telling.len()];
    let mut early = vec![0.0; telling.len()];
    let mut frequencies = vec![0.0; words.len()];
    let mut densest: f64 = 0.0;
    for (postings, weight) in readers {
        let places: Vec<Vec<u32>> = postings.iter_mut().map(|lists| positions(lists, doc)).collect();
        for (frequency, places) in frequencies.iter_mut().zip(&places) {
            *frequency += *weight * places.len() as f32;
        }
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
    for (word, frequency) in words.iter().zip(&frequencies) {
        let score = contribution(word.idf, *frequency, inverse_length) as f32;
        match word {
            QueryWord { telling: false, .. } => gain.small_words += ranking.small_words * score,
            QueryWord { is_name: true, .. } => gain.names += ranking.names * score,
            _ => {}
        }
    }
    frequencies
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
        let word =
            |idf| QueryWord { stems: Vec::new(), terms: Synonyms::default(), idf, telling: true, is_name: false };
        let words = [1.0, 2.0, 4.0].map(word);
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
