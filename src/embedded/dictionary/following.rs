//! The words that follow some words in the texts of the index: what is most likely typed next.

use std::cmp::Reverse;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::automata::Beginning;
use super::expand::written;
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
    let texts = [fields.title.forms, fields.body.forms];
    let mut candidates: Vec<(String, u64)> = forms(written(searcher, &texts, wanted)?).into_iter().collect();
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
    let mut texts = Vec::new();
    for field in [fields.title, fields.lead, fields.body] {
        let ends = Ends::of_words(segment, field.stems, before)?;
        if !ends.docs.is_empty() {
            texts.push((field, segment.inverted_index(field.forms)?, ends));
        }
    }
    let mut counts = vec![0; candidates.len()];
    if texts.is_empty() {
        return Ok(counts);
    }
    // For each document, the number of the last candidate that it was counted for, from 1 on.
    let mut counted = vec![0; segment.max_doc() as usize];
    for ((number, candidate), count) in (1..).zip(candidates).zip(&mut counts) {
        for (field, forms, ends) in &texts {
            // The stem says that the word follows, and the form, that it is written so in the article.
            let term = Term::from_field_text(field.forms, &candidate.form);
            let Some(having) = forms.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            let mut docs = ends.of_those(having);
            docs.retain(|doc| counted[*doc as usize] != number);
            for stem in &candidate.stems {
                ends.each_followed(segment, field.stems, stem, &docs, |doc, _| {
                    *count += u64::from(counted[doc as usize] != number);
                    counted[doc as usize] = number;
                })?;
            }
        }
    }
    Ok(counts)
}

/// The places behind some words that stand one behind the other in a field, in order.
#[derive(Default)]
struct Ends {
    /// By their documents; deleted ones are not among them.
    places: Vec<(DocId, u32)>,
    /// The documents.
    docs: Vec<DocId>,
    /// For each document of the segment, where its places begin, if it has any.
    starts: Vec<u32>,
}

/// A document without a place.
const NOWHERE: u32 = u32::MAX;
/// Going from one document of a list to another takes as long as reading so many.
const SEEKING: usize = 16;

impl Ends {
    /// The places in a segment.
    fn of_words(segment: &SegmentReader, field: Field, words: &[WordBefore]) -> tantivy::Result<Self> {
        let mut ends = Self::default();
        for (n, (_, stems)) in words.iter().enumerate() {
            let mut places = Vec::new();
            for stem in stems {
                let mut add = |doc, place| places.push((doc, place));
                match n {
                    0 => each_place(segment, field, stem, &mut add)?,
                    _ => ends.each_followed(segment, field, stem, &ends.docs, &mut add)?,
                }
            }
            ends = Self::new(segment, places);
            if ends.docs.is_empty() {
                break;
            }
        }
        Ok(ends)
    }

    fn new(segment: &SegmentReader, mut places: Vec<(DocId, u32)>) -> Self {
        // Those of one stem are in order already.
        places.sort_unstable();
        places.dedup();
        let mut ends = Self { places, docs: Vec::new(), starts: vec![NOWHERE; segment.max_doc() as usize] };
        for (at, (doc, _)) in (0..).zip(&ends.places) {
            if ends.docs.last() != Some(doc) {
                ends.docs.push(*doc);
                ends.starts[*doc as usize] = at;
            }
        }
        ends
    }

    /// Those of its documents that are in a list, in order.
    fn of_those(&self, mut list: SegmentPostings) -> Vec<DocId> {
        if self.docs.len() * SEEKING < list.doc_freq() as usize {
            let mut has = |doc: DocId| (list.doc() >= doc || list.seek(doc) >= doc) && list.doc() == doc;
            return self.docs.iter().copied().filter(|doc| has(*doc)).collect();
        }
        let mut docs = Vec::new();
        while list.doc() != TERMINATED {
            if self.starts[list.doc() as usize] != NOWHERE {
                docs.push(list.doc());
            }
            list.advance();
        }
        docs
    }

    fn of_doc(&self, doc: DocId) -> impl Iterator<Item = u32> + '_ {
        self.places[self.starts[doc as usize] as usize..]
            .iter()
            .take_while(move |(of, _)| *of == doc)
            .map(|(_, at)| *at)
    }

    /// Hands the place behind each occurrence of a stem at one of the places of some documents to `each`.
    fn each_followed(
        &self,
        segment: &SegmentReader,
        field: Field,
        stem: &str,
        docs: &[DocId],
        mut each: impl FnMut(DocId, u32),
    ) -> tantivy::Result<()> {
        let Some(mut postings) = with_places(segment, field, stem)? else { return Ok(()) };
        let mut occurrences = Vec::new();
        for doc in docs {
            if postings.doc() < *doc {
                postings.seek(*doc);
            }
            if postings.doc() == *doc {
                postings.positions(&mut occurrences);
                for at in self.of_doc(*doc).filter(|at| occurrences.binary_search(at).is_ok()) {
                    each(*doc, at + 1);
                }
            }
        }
        Ok(())
    }
}

/// Hands the place behind each occurrence of a stem to `each`, without those in deleted documents.
fn each_place(
    segment: &SegmentReader,
    field: Field,
    stem: &str,
    mut each: impl FnMut(DocId, u32),
) -> tantivy::Result<()> {
    let Some(mut postings) = with_places(segment, field, stem)? else { return Ok(()) };
    let mut behind = Vec::new();
    while postings.doc() != TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            postings.positions_with_offset(1, &mut behind);
            behind.iter().for_each(|place| each(postings.doc(), *place));
        }
        postings.advance();
    }
    Ok(())
}

fn with_places(segment: &SegmentReader, field: Field, stem: &str) -> tantivy::Result<Option<SegmentPostings>> {
    let term = Term::from_field_text(field, stem);
    Ok(segment.inverted_index(field)?.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?)
}
