//! The words that follow some words in the texts of the index: what is most likely typed next.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, Term};

use super::automata::Beginning;
use super::forms::forms;
use crate::analysis::{self, stop_words};
use crate::embedded::cores;
use crate::index::schema::Fields;

/// So many words before the one that is typed are looked at.
const MOST_BEFORE: usize = 4;
/// A letter or two begin thousands of words. What follows other words often is among the most frequent of them.
const MOST_FORMS: usize = 200;

/// The words that `wanted` accepts and that follow the words of `before` in some articles: at most `limit`, those first that
/// follow them in most. Where none follows all of these words, those are given that follow the last few.
pub fn words(
    fields: &Fields,
    searcher: &Searcher,
    before: &str,
    wanted: &Beginning,
    limit: usize,
) -> tantivy::Result<Vec<String>> {
    let mut before = words_before(before);
    if before.is_empty() {
        return Ok(Vec::new());
    }
    let texts = [fields.title, fields.lead, fields.body].map(|field| (field, 1.0));
    let mut candidates: Vec<(String, u64)> = forms(searcher, &texts, wanted)?.into_iter().collect();
    candidates.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    candidates.truncate(MOST_FORMS);
    let candidates: Vec<Candidate> = candidates.into_iter().map(|(form, _)| Candidate::of(form)).collect();
    while !before.is_empty() {
        let counted = cores::each_segment(searcher, |ordinal| {
            count(fields, searcher.segment_reader(ordinal), &before, &candidates)
        })?;
        let sum = |n: usize| counted.iter().map(|counts| counts[n]).sum::<u64>();
        let mut found: Vec<(usize, u64)> = (0..candidates.len()).map(|n| (n, sum(n))).collect();
        found.retain(|(_, articles)| *articles > 0);
        if !found.is_empty() {
            // The sort is stable: of two that follow as often, the one that more articles have comes first.
            found.sort_by_key(|(_, articles)| Reverse(*articles));
            return Ok(found.into_iter().take(limit).map(|(n, _)| candidates[n].form.clone()).collect());
        }
        before.remove(0);
        drop_stop_words(&mut before);
    }
    Ok(Vec::new())
}

/// A word that may follow, and the stems that it may have.
struct Candidate {
    form: String,
    stems: Vec<String>,
}

impl Candidate {
    fn of(form: String) -> Self {
        Self { stems: analysis::stems_of_form(&form), form }
    }
}

/// A word that stands before: its form, and its stems.
type WordBefore = (String, Vec<String>);

/// The last words of a text, from a word on that is more than a stop word.
fn words_before(text: &str) -> Vec<WordBefore> {
    let mut words: Vec<WordBefore> = Vec::new();
    let mut position = None;
    for token in analysis::tokens(text).into_iter().filter(|token| token.length == 1) {
        match words.last_mut() {
            Some((_, stems)) if position == Some(token.position) => stems.push(token.stem),
            _ => words.push((token.form, vec![token.stem])),
        }
        position = Some(token.position);
    }
    words.drain(..words.len().saturating_sub(MOST_BEFORE));
    drop_stop_words(&mut words);
    words
}

/// Drops the stop words at the beginning: all articles have them, and little follows from them.
fn drop_stop_words(words: &mut Vec<WordBefore>) {
    let stop = words.iter().take_while(|(form, _)| stop_words::is_stop_word(form)).count();
    words.drain(..stop);
}

/// For each candidate, the number of articles of a segment in which it follows the words before.
fn count(
    fields: &Fields,
    segment: &SegmentReader,
    before: &[WordBefore],
    candidates: &[Candidate],
) -> tantivy::Result<Vec<u64>> {
    let mut following: Vec<FxHashSet<DocId>> = vec![FxHashSet::default(); candidates.len()];
    for field in [fields.title, fields.lead, fields.body] {
        let ends = ends(segment, field.stems, before)?;
        if ends.is_empty() {
            continue;
        }
        let forms = segment.inverted_index(field.forms)?;
        for (candidate, following) in candidates.iter().zip(&mut following) {
            // The stem says that the word follows, and the form, that it is written so in the article.
            let term = Term::from_field_text(field.forms, &candidate.form);
            let Some(mut having) = forms.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            let mut has = |doc: DocId| (having.doc() >= doc || having.seek(doc) >= doc) && having.doc() == doc;
            let mut next: Vec<&(DocId, Vec<u32>)> = ends.iter().filter(|(doc, _)| has(*doc)).collect();
            next.retain(|(doc, _)| !segment.is_deleted(*doc) && !following.contains(doc));
            for stem in &candidate.stems {
                let docs = next.iter().map(|(doc, ends)| (*doc, ends.as_slice()));
                following.extend(followed(segment, field.stems, stem, docs)?.into_keys());
            }
        }
    }
    Ok(following.into_iter().map(|docs| docs.len() as u64).collect())
}

/// The documents in whose field the words stand one behind the other, in order, each with the places behind the last.
fn ends(segment: &SegmentReader, field: Field, words: &[WordBefore]) -> tantivy::Result<Vec<(DocId, Vec<u32>)>> {
    let mut ends = Vec::new();
    for (n, (_, stems)) in words.iter().enumerate() {
        let mut next = FxHashMap::<DocId, Vec<u32>>::default();
        for stem in stems {
            let places = match n {
                0 => every(segment, field, stem)?,
                _ => {
                    let docs = ends.iter().map(|(doc, ends): &(DocId, Vec<u32>)| (*doc, ends.as_slice()));
                    followed(segment, field, stem, docs)?
                }
            };
            for (doc, places) in places {
                next.entry(doc).or_default().extend(places);
            }
        }
        ends = next.into_iter().collect();
        ends.sort_unstable_by_key(|(doc, _)| *doc);
        if ends.is_empty() {
            break;
        }
    }
    Ok(ends)
}

/// The places behind each occurrence of a stem, by document.
fn every(segment: &SegmentReader, field: Field, stem: &str) -> tantivy::Result<FxHashMap<DocId, Vec<u32>>> {
    let mut places = FxHashMap::default();
    let term = Term::from_field_text(field, stem);
    let postings = segment.inverted_index(field)?.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?;
    let Some(mut postings) = postings else { return Ok(places) };
    while postings.doc() != tantivy::TERMINATED {
        let mut behind = Vec::new();
        postings.positions_with_offset(1, &mut behind);
        places.insert(postings.doc(), behind);
        postings.advance();
    }
    Ok(places)
}

/// The places behind each occurrence of a stem at one of some places, by document.
fn followed<'e>(
    segment: &SegmentReader,
    field: Field,
    stem: &str,
    docs: impl Iterator<Item = (DocId, &'e [u32])>,
) -> tantivy::Result<FxHashMap<DocId, Vec<u32>>> {
    let mut places = FxHashMap::default();
    let term = Term::from_field_text(field, stem);
    let postings = segment.inverted_index(field)?.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?;
    let Some(mut postings) = postings else { return Ok(places) };
    let mut positions = Vec::new();
    for (doc, ends) in docs {
        if postings.doc() < doc {
            postings.seek(doc);
        }
        if postings.doc() == doc {
            postings.positions(&mut positions);
            let behind: Vec<u32> = positions.iter().filter(|at| ends.contains(at)).map(|at| at + 1).collect();
            if !behind.is_empty() {
                places.insert(doc, behind);
            }
        }
    }
    Ok(places)
}
