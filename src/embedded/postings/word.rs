//! BM25F: one word of the query, scored over several fields as over one pseudo-field (Robertson, Zaragoza & Taylor 2004,
//! "Simple BM25 extension to multiple weighted fields"), to the digit as Lucene's `CombinedFieldQuery` and
//! `BM25Similarity` do it: frequencies and lengths are summed with the fields' weights, a summed length is kept in one
//! byte's precision (`SmallFloat.intToByte4`, which tantivy has too), and the word's document frequency is the greatest of
//! any term in any field. Two things differ from Lucene. Deleted articles never count. And the number of articles is that
//! of the whole index, where Lucene counts the articles that have the field.

use std::sync::Arc;

use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Searcher, SegmentOrdinal, TERMINATED};

use super::list::PostingList;
use super::several::{Docs, Several};
use super::statistics::Synonyms;
use super::window::{BLOCK, Places, Window};
use crate::query::ast::Query;

/// What a word adds to a score: `weight` times a frequency's saturation, exactly as Lucene computes it, to a multiple of
/// 2⁻³⁰. Sums of such numbers are exact in any order. So an article has the same score, to the bit, in every segment and
/// by every way of finding it.
pub fn contribution(weight: f32, frequency: f32, inverse_length: f32) -> f64 {
    const ROUND: f64 = 1.5 * (1_u64 << 22) as f64;
    let score = f64::from(weight - weight / (1.0 + frequency * inverse_length));
    (score + ROUND) - ROUND
}

/// A word of the query. `base` decides whether an article has it and scores, `form` adds to the score.
pub struct ScoredWord {
    /// The word as it stands in the query, in small letters.
    pub text: String,
    pub base: WordBase,
    pub form: WordForm,
    /// The number of its fields' lengths in the plan.
    pub lengths: usize,
}

/// Terms with what they weigh.
pub struct Weighted {
    pub terms: Synonyms,
    pub idf: f32,
    /// How many times they count in the query.
    pub boost: f32,
}

impl Weighted {
    pub fn weight(&self) -> f32 {
        self.boost * self.idf
    }
}

pub enum WordBase {
    Terms {
        /// The stems.
        words: Vec<String>,
        part: Weighted,
    },
    /// The word stands for several, as a leaf of the query such as `grev*` does. An article with any of them has it, and
    /// scores the weight.
    Several { leaf: Query, words: Arc<Several>, weight: f32 },
}

/// What follows if the word stands in an article in the very form of the query.
pub enum WordForm {
    None,
    /// The frequency of its stem then counts once more, with this weight.
    Adds(Weighted),
    /// Only then does the article have the word.
    Required(Synonyms),
}

/// Opens words in one segment.
pub fn open(words: &[ScoredWord], searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<Vec<SegmentWord>> {
    words.iter().map(|word| word.open(searcher, segment)).collect()
}

impl WordBase {
    pub fn weight(&self) -> f32 {
        match self {
            Self::Terms { part, .. } => part.weight(),
            Self::Several { weight, .. } => *weight,
        }
    }
}

impl ScoredWord {
    /// Adds the weight of the same word at another place of the query.
    pub fn add_boost(&mut self, boost: f32, exact_form: f32) {
        if let WordBase::Terms { part, .. } = &mut self.base {
            part.boost += boost;
        }
        if let WordForm::Adds(form) = &mut self.form {
            form.boost += boost * exact_form;
        }
    }

    pub fn form_weight(&self) -> f32 {
        if let WordForm::Adds(form) = &self.form { form.weight() } else { 0.0 }
    }

    pub fn open(&self, searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<SegmentWord> {
        let base = match &self.base {
            WordBase::Terms { part, .. } => {
                WordDocs::Lists(part.terms.open(searcher, segment, IndexRecordOption::WithFreqs)?)
            }
            WordBase::Several { words, .. } => {
                WordDocs::Docs(words.docs(segment as usize, searcher.segment_reader(segment))?)
            }
        };
        let form = match &self.form {
            WordForm::None => Vec::new(),
            WordForm::Adds(Weighted { terms, .. }) | WordForm::Required(terms) => {
                terms.open(searcher, segment, IndexRecordOption::Basic)?
            }
        };
        Ok(SegmentWord {
            base,
            base_weight: self.base.weight(),
            form,
            form_weight: self.form_weight(),
            form_share: if self.form_weight() > 0.0 { f64::from(self.form_weight() / self.base.weight()) } else { 0.0 },
            needs_form: matches!(self.form, WordForm::Required(_)),
            lengths: self.lengths,
            places: Places::default(),
            frequencies: Vec::new(),
            loaded: None,
            max_doc: searcher.segment_reader(segment).max_doc(),
        })
    }
}

impl Synonyms {
    fn open(
        &self,
        searcher: &Searcher,
        segment: SegmentOrdinal,
        record: IndexRecordOption,
    ) -> tantivy::Result<Vec<PostingList>> {
        let mut lists = Vec::new();
        for (field, weight, postings) in &self.places {
            if let Some(info) = &postings.by_segment[segment as usize] {
                let index = searcher.segment_reader(segment).inverted_index(*field)?;
                let block = index.read_block_postings_from_terminfo(info, record)?;
                lists.push(PostingList::new(*field, *weight, block));
            }
        }
        Ok(lists)
    }

    /// How often they stand in each of their fields.
    pub fn frequencies(&self, searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<Vec<PostingList>> {
        self.open(searcher, segment, IndexRecordOption::WithFreqs)
    }

    /// Where they stand in one of their fields.
    pub fn positions(
        &self,
        field: Field,
        searcher: &Searcher,
        segment: SegmentOrdinal,
    ) -> tantivy::Result<Vec<SegmentPostings>> {
        let mut lists = Vec::new();
        for (_, _, postings) in self.places.iter().filter(|(at, ..)| *at == field) {
            if let Some(info) = &postings.by_segment[segment as usize] {
                let index = searcher.segment_reader(segment).inverted_index(field)?;
                lists.push(index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?);
            }
        }
        Ok(lists)
    }
}

/// A word's postings in one segment.
pub struct SegmentWord {
    base: WordDocs,
    base_weight: f32,
    form: Vec<PostingList>,
    form_weight: f32,
    /// The greatest contribution of the form, as a share of that of the base.
    pub form_share: f64,
    needs_form: bool,
    pub lengths: usize,
    /// The documents of the loaded window that have the word, and the weighted frequency of each, by blocks.
    pub places: Places,
    frequencies: Vec<f32>,
    loaded: Option<Window>,
    /// The number of documents of the segment.
    max_doc: DocId,
}

/// A document is looked up in the time in which so many postings are read.
const PER_LOOK_UP: usize = 16;

enum WordDocs {
    Lists(Vec<PostingList>),
    Docs(Arc<Docs>),
}

/// How often a word stands in one field of an article.
#[derive(Debug, Clone, Copy)]
pub struct Occurrences {
    pub field: Field,
    pub weight: f32,
    pub count: u32,
}

impl SegmentWord {
    /// The number of documents that have it, or more: some have it in several fields, and some are deleted. Of a word that
    /// stands for several it is not known.
    pub fn documents(&self) -> u32 {
        match &self.base {
            WordDocs::Lists(lists) => lists.iter().map(PostingList::documents).fold(0, u32::saturating_add),
            WordDocs::Docs(_) => u32::MAX,
        }
    }

    /// The first document from `doc` on that may have the word: none before it does.
    pub fn next(&mut self, doc: DocId) -> DocId {
        match &mut self.base {
            WordDocs::Lists(lists) => lists.iter_mut().map(|list| list.seek(doc)).min().unwrap_or(TERMINATED),
            WordDocs::Docs(docs) => docs.next(doc),
        }
    }

    /// Reads which documents of a window have the word, and how often if it stands for itself. Windows come in order.
    pub fn load(&mut self, window: Window) {
        self.load_among(window, &Places::all(window));
    }

    /// Reads the same of some of the documents, for who will ask for no others of this window. Of a common word, few are looked
    /// up faster than all are read.
    pub fn load_among(&mut self, window: Window, among: &Places) {
        if self.loaded == Some(window) {
            return;
        }
        self.loaded = Some(window);
        self.places = Places::default();
        if self.next(window.start) >= window.end {
            return;
        }
        let are_few = among.are_fewer_than(self.in_window(window) / PER_LOOK_UP);
        match &mut self.base {
            WordDocs::Lists(lists) => {
                let length = window.len().next_multiple_of(BLOCK);
                if are_few {
                    self.frequencies.resize(length, 0.0);
                    look_up(lists, window, among, &mut self.frequencies, &mut self.places);
                } else {
                    self.frequencies.clear();
                    self.frequencies.resize(length, 0.0);
                    lists.iter_mut().for_each(|list| list.add_to(window, &mut self.frequencies, &mut self.places));
                }
            }
            WordDocs::Docs(docs) => self.places = docs.within(window),
        }
        if self.needs_form {
            let (form, frequencies) = (&mut self.form, &mut self.frequencies);
            self.places.retain(|place| {
                let stands = stands_in(form, window.doc(place));
                if !stands {
                    frequencies[place] = 0.0;
                }
                stands
            });
        }
    }

    /// How many postings of the word a window has in the mean.
    fn in_window(&self, window: Window) -> usize {
        self.documents() as usize * window.len() / self.max_doc.max(1) as usize
    }

    /// Notes how often a word that stands for several counts in the documents of the loaded window: infinitely often, so that it
    /// is fully saturated, and adds its weight however long the article is. Who only asks which documents have it does without.
    pub fn weigh(&mut self, window: Window) {
        if let WordDocs::Docs(_) = self.base {
            self.frequencies.clear();
            self.frequencies.resize(window.len().next_multiple_of(BLOCK), 0.0);
            self.places.iter().for_each(|place| self.frequencies[place] = f32::INFINITY);
        }
    }

    /// How often the word stands in a document of the loaded window, weighted, where some document has the word.
    pub fn frequency(&self, place: usize) -> f32 {
        self.frequencies[place]
    }

    /// The same of each document of a block.
    pub fn block(&self, first: usize) -> &[f32] {
        &self.frequencies[first..][..BLOCK]
    }

    /// The contribution of the word's base to a document of the loaded window, where some document has the word.
    pub fn base(&self, place: usize, inverse_length: f32) -> f64 {
        contribution(self.base_weight, self.frequencies[place], inverse_length)
    }

    /// The contribution of its form, by the frequency of the stem: the index does not keep that of the form.
    pub fn form(&mut self, window: Window, place: usize, inverse_length: f32) -> f64 {
        let frequency = self.frequencies[place];
        if self.form_share > 0.0 && frequency > 0.0 && stands_in(&mut self.form, window.doc(place)) {
            contribution(self.form_weight, frequency, inverse_length)
        } else {
            0.0
        }
    }

    /// How often the word stands in each field of a document, term by term; none if it does not have the word.
    pub fn occurrences(&mut self, doc: DocId) -> Vec<Occurrences> {
        match &mut self.base {
            WordDocs::Lists(lists) if !self.needs_form || stands_in(&mut self.form, doc) => {
                let counted = lists.iter_mut().map(|list| {
                    let (field, weight) = (list.field, list.weight);
                    Occurrences { field, weight, count: list.count(doc) }
                });
                counted.filter(|occurrences| occurrences.count > 0).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the word stands in a document as the query has it.
    pub fn has_form(&mut self, doc: DocId) -> bool {
        stands_in(&mut self.form, doc)
    }
}

/// Adds those of some documents of a window that are in any of some lists, with the weighted frequency of each.
fn look_up(lists: &mut [PostingList], window: Window, among: &Places, frequencies: &mut [f32], places: &mut Places) {
    for place in among.iter() {
        let doc = window.doc(place);
        let (mut frequency, mut is_found) = (0.0, false);
        for list in &mut *lists {
            if list.seek(doc) == doc {
                frequency += list.weight * list.count(doc) as f32;
                is_found = true;
            }
        }
        frequencies[place] = frequency;
        if is_found {
            places.insert(place);
        }
    }
}

/// Whether a document is in any of some lists; documents are asked for in order.
fn stands_in(lists: &mut [PostingList], doc: DocId) -> bool {
    lists.iter_mut().any(|list| list.seek(doc) == doc)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::Term;

    use super::*;
    use crate::analysis;
    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::engine::ranking::Ranking;
    use crate::index::schema::{Entry, Fields};
    use crate::index::{Index, in_memory};
    use crate::query::ast;
    use crate::search::answer::search;
    use crate::search::request::{Matching, Request};

    /// `digue` in titles and bodies, opened in the one segment of an index.
    fn digue(index: &Index) -> SegmentWord {
        let searcher = index.latest().unwrap();
        let (segment, Fields { title, body, .. }) = (searcher.segment_reader(0), index.fields);
        let lists = [(title.stems, 3.0), (body.stems, 1.0)].into_iter().filter_map(|(field, weight)| {
            let term = Term::from_field_text(field, &analysis::tokens("digue")[0].stem);
            let stems = segment.inverted_index(field).unwrap();
            let block = stems.read_block_postings(&term, IndexRecordOption::WithFreqs).unwrap();
            block.map(|block| PostingList::new(field, weight, block))
        });
        SegmentWord {
            base: WordDocs::Lists(lists.collect()),
            base_weight: 1.0,
            form: Vec::new(),
            form_weight: 0.0,
            form_share: 0.0,
            needs_form: false,
            lengths: 0,
            places: Places::default(),
            frequencies: Vec::new(),
            loaded: None,
            max_doc: segment.max_doc(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// A common word is looked up in few documents as it is read in all: the same have it, and as often.
        #[test]
        fn few_documents_are_looked_up_as_all_are_read(
            counts in prop::collection::vec((0..2_usize, 0..4_usize), 1..900),
            windows in prop::collection::vec((1..400_u32, prop::collection::vec(0..400_usize, 0..9)), 1..6),
        ) {
            let text = |count: usize| "La digue. ".repeat(count);
            let entries = counts.iter().enumerate().map(|(n, (title, body))| {
                let article = Article { title: text(*title), body: text(*body), ..Article::default() };
                Entry::new(format!("{n:03}"), Ok(article))
            });
            let index = in_memory(&entries.collect::<Vec<_>>());
            let (mut word, mut whole) = (digue(&index), digue(&index));
            let mut start = 0;
            for (length, places) in windows {
                let window = Window { start, end: word.max_doc.min(start + length) };
                start = window.end;
                let mut among = Places::default();
                places.into_iter().filter(|place| *place < window.len()).for_each(|place| among.insert(place));
                word.load_among(window, &among);
                whole.load(window);
                let frequencies = |word: &SegmentWord| {
                    let has_word = |place: &usize| word.places.contains(*place);
                    among.iter().filter(has_word).map(|place| (place, word.frequency(place))).collect::<Vec<_>>()
                };
                prop_assert_eq!(frequencies(&word), frequencies(&whole));
            }
        }
    }

    /// The figures are Lucene's, worked out in single precision from the source of `CombinedFieldQuery`,
    /// `BM25Similarity` and `SmallFloat` (10.3), boosts 3, 1.5 and 1, k1 1.2, b 0.75, without
    /// what we add to them:
    ///
    /// - document frequency 2 of 3, so idf = ln(1 + 1.5 / 2.5) = 0.47000363;
    /// - 3 × 6 tokens in titles and 75 in bodies, so an average length of 93 / 3 = 31;
    /// - the first: frequency 3 × 1 + 3, length 3 × 2 + 60 = 66, of which a byte keeps 64;
    /// - the second: frequency 1, length 3 × 2 + 10 = 16.
    #[test]
    fn scores_are_lucenes() {
        let entry = |id: &str, title: &str, body: String| {
            let article = Article { title: title.to_owned(), body, ..Article::default() };
            Entry::new(id, Ok(article))
        };
        let index = in_memory(&[
            entry("a", "La digue", "digue mer ".repeat(3) + &"mer ".repeat(54)),
            entry("b", "Le port", "digue ".to_owned() + &"port ".repeat(9)),
            entry("c", "La mer", "mer ".repeat(5)),
        ]);
        let request = Request {
            matching: Matching::All,
            ranking: Ranking {
                k1: 1.2,
                b: 0.75,
                title: 3.0,
                lead: 1.5,
                body: 1.0,
                exact_form: 0.0,
                passage: 0.0,
                opening: 0.0,
                ..Ranking::default()
            },
            ..Request::new(ast::Query::Term("digue".to_owned()))
        };
        let scores =
            search(&Embedded::new(index).unwrap(), &request).unwrap().hits.into_iter().map(|hit| (hit.id, hit.score));
        let expected = [("a", 0.345_672_9), ("b", 0.266_364_04)];
        for ((id, score), (expected_id, expected)) in scores.zip(expected) {
            assert_eq!(id, expected_id);
            assert!((score - expected).abs() < 1e-7, "{id}: {score}, not {expected}");
        }
    }
}
