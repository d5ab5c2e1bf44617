//! Relatives of words that the best matches lack. Where any of the words is enough, an article on `manifestants` may be what
//! `manifestation samedi` looks for.

use std::collections::{BTreeMap, BTreeSet};

use super::proximity::Lack;
use crate::analysis::relatives::{beginning, likeness, listed};
use crate::embedded::address::{address, are_in_one_segment};
use crate::embedded::dictionary::expand;
use crate::embedded::plan::words::QueryWord;
use crate::embedded::postings::lengths::Lengths;
use crate::embedded::postings::statistics::{Synonyms, TermStatistics};
use crate::embedded::postings::word::contribution;
use crate::engine::candidate::Candidate;

/// Adds to the gains of matches, which stand in the order of the index. Most queries ask for all words, so that no match lacks
/// any, and nothing is looked up.
pub fn add(
    best: &mut [&mut Candidate],
    lacks: &[Lack],
    words: &[QueryWord],
    lengths: &Lengths,
    statistics: &TermStatistics,
) -> tantivy::Result<()> {
    let mut relatives = BTreeMap::new();
    for number in lacks.iter().map(|(_, number)| *number).collect::<BTreeSet<_>>() {
        relatives.insert(number, relatives_of(&words[number], lengths, statistics)?);
    }
    relatives.retain(|_, of_word| !of_word.is_empty());
    if relatives.is_empty() {
        return Ok(());
    }
    let lacks: BTreeSet<&Lack> = lacks.iter().collect();
    for hits in best.chunk_by_mut(|a, b| are_in_one_segment(a.article, b.article)) {
        let segment = address(hits[0].article).segment_ord;
        let here = lengths.open(statistics.searcher.segment_reader(segment))?;
        let mut open = Vec::new();
        for (number, of_word) in &relatives {
            for (terms, likeness) in of_word {
                open.push((*number, terms.frequencies(statistics.searcher, segment)?, *likeness));
            }
        }
        for hit in hits {
            let doc = address(hit.article).doc_id;
            let mut frequencies = BTreeMap::<usize, f32>::new();
            for (number, lists, likeness) in &mut open {
                if lacks.contains(&(hit.article, *number)) {
                    let counts = lists.iter_mut().map(|list| list.weight * list.count(doc) as f32);
                    *frequencies.entry(*number).or_default() += *likeness * counts.sum::<f32>();
                }
            }
            for (number, frequency) in frequencies {
                let score = contribution(words[number].idf, frequency, here.inverse(doc));
                hit.gain.relatives += statistics.ranking.relatives * score as f32;
            }
        }
    }
    Ok(())
}

/// More words with one beginning are no family: half the dictionary begins with `inter`.
const LARGEST_FAMILY: usize = 64;

/// The relatives of a word that the index has, each with how alike the two are, in the order of their stems.
fn relatives_of(
    word: &QueryWord,
    lengths: &Lengths,
    statistics: &TermStatistics,
) -> tantivy::Result<Vec<(Synonyms, f32)>> {
    let fields = &lengths.fields;
    let known = |stem: &String| -> tantivy::Result<Option<Synonyms>> {
        let terms = statistics.look_up(std::slice::from_ref(stem), fields)?;
        Ok((terms.document_frequency > 0).then_some(terms))
    };
    let mut relatives = BTreeMap::new();
    for stem in &word.stems {
        let Some(beginning) = beginning(stem) else { continue };
        let mut family = BTreeMap::new();
        for other in expand::stems_by_beginning(statistics.searcher, fields, beginning)? {
            if let Some(likeness) = likeness(stem, &other)
                && let Some(terms) = known(&other)?
            {
                family.insert(other, (terms, likeness));
            }
        }
        if family.len() <= LARGEST_FAMILY {
            relatives.append(&mut family);
        }
    }
    for other in word.stems.iter().flat_map(|stem| listed(stem)) {
        if let Some(terms) = known(other)? {
            relatives.insert(other.clone(), (terms, 1.0));
        }
    }
    relatives.retain(|stem, _| !word.stems.contains(stem));
    Ok(relatives.into_values().collect())
}
