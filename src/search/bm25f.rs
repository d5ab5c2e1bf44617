//! BM25F: one word of the query, scored over several fields as over one pseudo-field (Robertson, Zaragoza & Taylor 2004,
//! "Simple BM25 extension to multiple weighted fields"), to the digit as Lucene's `CombinedFieldQuery` and
//! `BM25Similarity` do it: frequencies and lengths are summed with the fields' weights, a summed length is kept in one
//! byte's precision (`SmallFloat.intToByte4`, which tantivy has too), and the word's document frequency is the greatest of
//! any term in any field. Two things differ. Deleted articles never count. And the articles are all those of the index,
//! where Lucene counts those that have the field.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentOrdinal, TERMINATED, Term};

use super::frequency;
use super::ranking::Ranking;
use super::window::{BLOCK, Places, Window};
use crate::index::collection::Collection;
use crate::index::schema::TextField;

/// A field that is searched, and how many times a word in it counts.
pub type WeightedField = (TextField, f32);

/// The fields that know of written words whether they stand in some of these, each once.
pub fn form_fields(fields: &[WeightedField]) -> Vec<Field> {
    let mut forms: Vec<Field> = fields.iter().map(|(field, _)| field.forms).collect();
    forms.dedup();
    forms
}

/// What words are scored against: the whole index, not a segment of it.
pub struct Statistics<'a> {
    pub searcher: &'a Searcher,
    pub collection: &'a Collection,
    pub ranking: &'a Ranking,
    /// What has been looked up, for a query asks for its words several times.
    known: RefCell<HashMap<Term, Arc<Postings>>>,
}

/// Terms that count as one, wherever they stand in some fields.
#[derive(Clone, Default)]
pub struct Terms {
    places: Vec<(Field, f32, Arc<Postings>)>,
    pub document_frequency: u64,
}

/// Where the postings of a term are, in each segment that has any.
struct Postings {
    by_segment: Vec<Option<TermInfo>>,
    document_frequency: u64,
}

impl<'a> Statistics<'a> {
    pub fn new(searcher: &'a Searcher, collection: &'a Collection, ranking: &'a Ranking) -> Self {
        Self { searcher, collection, ranking, known: RefCell::default() }
    }

    pub fn look_up(&self, stems: &[String], fields: &[WeightedField]) -> tantivy::Result<Terms> {
        let mut found = Terms::default();
        for (field, weight) in fields {
            for stem in stems {
                self.add(&mut found, Term::from_field_text(field.stems, stem), *weight)?;
            }
        }
        Ok(found)
    }

    pub fn look_up_form(&self, form: &str, fields: &[WeightedField]) -> tantivy::Result<Terms> {
        let mut found = Terms::default();
        for field in form_fields(fields) {
            self.add(&mut found, Term::from_field_text(field, form), 1.0)?;
        }
        Ok(found)
    }

    fn add(&self, found: &mut Terms, term: Term, weight: f32) -> tantivy::Result<()> {
        let field = term.field();
        let postings = self.postings(term)?;
        found.document_frequency = found.document_frequency.max(postings.document_frequency);
        found.places.push((field, weight, postings));
        Ok(())
    }

    fn postings(&self, term: Term) -> tantivy::Result<Arc<Postings>> {
        if let Some(postings) = self.known.borrow().get(&term) {
            return Ok(postings.clone());
        }
        let mut postings = Postings { by_segment: Vec::new(), document_frequency: 0 };
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            let info = index.get_term_info(&term)?;
            if let Some(info) = &info {
                postings.document_frequency += u64::from(frequency::in_segment(info, &index, segment)?);
            }
            postings.by_segment.push(info);
        }
        let postings = Arc::new(postings);
        self.known.borrow_mut().insert(term, postings.clone());
        Ok(postings)
    }

    /// The rarer the terms, the greater; always above 0.
    pub fn idf(&self, terms: &Terms) -> f32 {
        let (articles, frequency) = (self.collection.articles as f64, terms.document_frequency as f64);
        (1.0 + (articles - frequency + 0.5).max(0.5) / (frequency + 0.5)).ln() as f32
    }
}

/// How much a word's frequency counts in articles of each length over some fields.
#[derive(Debug, Clone)]
pub struct Lengths {
    pub fields: Vec<WeightedField>,
    pub average: f32,
    /// The weighted length in each field, by the byte that stands for the length.
    weighted: Vec<[f32; 256]>,
    /// By the byte that stands for the length over all: `1 / (k1 × (1 − b + b × length / average))`.
    inverse: [f32; 256],
}

impl Lengths {
    pub fn new(fields: &[WeightedField], statistics: &Statistics) -> Self {
        let tokens: f64 =
            fields.iter().map(|(field, weight)| f64::from(*weight) * statistics.collection.tokens(field.stems)).sum();
        let average = ((tokens.trunc() / statistics.collection.articles.max(1) as f64) as f32).max(1.0);
        let Ranking { k1, b, .. } = *statistics.ranking;
        let by_byte = |value: &dyn Fn(f32) -> f32| {
            std::array::from_fn(|byte| value(FieldNormReader::id_to_fieldnorm(byte as u8) as f32))
        };
        let inverse = by_byte(&|length| 1.0 / (k1 * ((1.0 - b) + b * length / average)));
        let weighted = fields.iter().map(|(_, weight)| by_byte(&|length| weight * length)).collect();
        Self { fields: fields.to_vec(), average, weighted, inverse }
    }

    pub fn open(&self, segment: &SegmentReader) -> tantivy::Result<SegmentLengths<'_>> {
        let mut fields = Vec::new();
        for ((field, _), weighted) in self.fields.iter().zip(&self.weighted) {
            fields.push((segment.get_fieldnorms_reader(field.stems)?, weighted));
        }
        Ok(SegmentLengths { fields, inverse: &self.inverse })
    }
}

pub struct SegmentLengths<'a> {
    fields: Vec<(FieldNormReader, &'a [f32; 256])>,
    inverse: &'a [f32; 256],
}

impl SegmentLengths<'_> {
    /// The length of an article over the fields, as precisely as a byte has it.
    fn byte(&self, doc: DocId) -> u8 {
        let length: f32 = self.fields.iter().map(|(field, weighted)| weighted[field.fieldnorm_id(doc) as usize]).sum();
        // Java's Math.round.
        byte_of((length + 0.5) as u32)
    }

    pub fn length(&self, doc: DocId) -> u32 {
        FieldNormReader::id_to_fieldnorm(self.byte(doc))
    }

    pub fn inverse(&self, doc: DocId) -> f32 {
        self.inverse[self.byte(doc) as usize]
    }

    /// The greatest that there may be, that of an article without a word.
    pub fn greatest_inverse(&self) -> f32 {
        self.inverse[0].min(f32::MAX)
    }
}

/// Lucene's `SmallFloat.intToByte4`, without the search through a table that tantivy's `fieldnorm_to_id` makes.
fn byte_of(length: u32) -> u8 {
    /// Lengths below this one are kept as they are; of others, the four first bits.
    const FREE: u32 = 24;
    let Some(rest) = length.checked_sub(FREE) else { return length as u8 };
    if rest < 8 {
        return (FREE + rest) as u8;
    }
    let shift = 28 - rest.leading_zeros();
    (FREE + (((rest >> shift) & 7) | ((shift + 1) << 3))) as u8
}

/// What a word adds to a score: `weight` times a frequency's saturation, exactly as Lucene computes it, to a multiple of
/// 2⁻³⁰. Sums of such numbers are exact, whatever their order: so an article has the same score, to the bit, in every
/// segment, and however its words were come by.
pub fn contribution(weight: f32, frequency: f32, inverse_length: f32) -> f64 {
    const ROUND: f64 = 1.5 * (1_u64 << 22) as f64;
    let score = f64::from(weight - weight / (1.0 + frequency * inverse_length));
    (score + ROUND) - ROUND
}

/// A word of the query. `base` decides whether an article has it and scores, `form` adds to the score.
pub struct Word {
    /// How the query has it, in small letters.
    pub text: String,
    pub base: Base,
    pub form: Form,
    /// Its fields' place in the plan.
    pub lengths: usize,
}

/// Terms with what they weigh.
pub struct Weighted {
    pub terms: Terms,
    pub idf: f32,
    /// How many times they count in the query.
    pub boost: f32,
}

impl Weighted {
    pub fn weight(&self) -> f32 {
        self.boost * self.idf
    }
}

pub enum Base {
    Terms {
        /// The stems.
        words: Vec<String>,
        part: Weighted,
    },
    /// Whatever a query finds has the word, and scores the weight.
    Found { query: Box<dyn Query>, weight: f32 },
}

/// What it matters that the word stands in an article as it is written in the query.
pub enum Form {
    None,
    /// Then its stem's frequency counts once more.
    Adds(Weighted),
    /// Else the article does not have the word.
    Required(Terms),
}

/// Opens words in one segment.
pub fn open(words: &[Word], searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<Vec<SegmentWord>> {
    words.iter().map(|word| word.open(searcher, segment)).collect()
}

impl Base {
    pub fn weight(&self) -> f32 {
        match self {
            Self::Terms { part, .. } => part.weight(),
            Self::Found { weight, .. } => *weight,
        }
    }
}

impl Word {
    /// The word stands in the query once more.
    pub fn add_boost(&mut self, boost: f32, exact_form: f32) {
        if let Base::Terms { part, .. } = &mut self.base {
            part.boost += boost;
        }
        if let Form::Adds(form) = &mut self.form {
            form.boost += boost * exact_form;
        }
    }

    pub fn form_weight(&self) -> f32 {
        if let Form::Adds(form) = &self.form { form.weight() } else { 0.0 }
    }

    pub fn open(&self, searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<SegmentWord> {
        let base = match &self.base {
            Base::Terms { part, .. } => {
                Reader::Lists(part.terms.open(searcher, segment, IndexRecordOption::WithFreqs)?)
            }
            Base::Found { query, .. } => {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                Reader::Docs(weight.scorer(searcher.segment_reader(segment), 1.0)?)
            }
        };
        let form = match &self.form {
            Form::None => Vec::new(),
            Form::Adds(Weighted { terms, .. }) | Form::Required(terms) => {
                terms.open(searcher, segment, IndexRecordOption::Basic)?
            }
        };
        Ok(SegmentWord {
            base,
            base_weight: self.base.weight(),
            form,
            form_weight: self.form_weight(),
            form_share: if self.form_weight() > 0.0 { f64::from(self.form_weight() / self.base.weight()) } else { 0.0 },
            needs_form: matches!(self.form, Form::Required(_)),
            lengths: self.lengths,
            places: Places::default(),
            frequencies: Vec::new(),
            loaded: None,
        })
    }
}

impl Terms {
    fn open(
        &self,
        searcher: &Searcher,
        segment: SegmentOrdinal,
        record: IndexRecordOption,
    ) -> tantivy::Result<Vec<List>> {
        let mut lists = Vec::new();
        for (field, weight, postings) in &self.places {
            if let Some(info) = &postings.by_segment[segment as usize] {
                let index = searcher.segment_reader(segment).inverted_index(*field)?;
                let block = index.read_block_postings_from_terminfo(info, record)?;
                lists.push(List { field: *field, weight: *weight, block, at: 0 });
            }
        }
        Ok(lists)
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
    base: Reader,
    base_weight: f32,
    form: Vec<List>,
    form_weight: f32,
    /// The most that the form gives, against what the base gives.
    pub form_share: f64,
    needs_form: bool,
    pub lengths: usize,
    /// The documents of the loaded window that have the word, and the weighted frequency of each, by blocks.
    pub places: Places,
    frequencies: Vec<f32>,
    loaded: Option<Window>,
}

enum Reader {
    Lists(Vec<List>),
    Docs(Box<dyn Scorer>),
}

/// How often a word stands in one field of an article.
#[derive(Debug, Clone, Copy)]
pub struct Occurrences {
    pub field: Field,
    pub weight: f32,
    pub count: u32,
}

impl SegmentWord {
    /// No document from `doc` up to this one has the word.
    pub fn next(&mut self, doc: DocId) -> DocId {
        match &mut self.base {
            Reader::Lists(lists) => lists.iter_mut().map(|list| list.seek(doc)).min().unwrap_or(TERMINATED),
            Reader::Docs(docs) => {
                if docs.doc() < doc {
                    docs.seek(doc)
                } else {
                    docs.doc()
                }
            }
        }
    }

    /// Reads which documents of a window have the word, and how often. Windows come in order.
    pub fn load(&mut self, window: Window) {
        if self.loaded == Some(window) {
            return;
        }
        self.loaded = Some(window);
        self.places = Places::default();
        if self.next(window.start) >= window.end {
            return;
        }
        self.frequencies.clear();
        self.frequencies.resize(window.len().next_multiple_of(BLOCK), 0.0);
        match &mut self.base {
            Reader::Lists(lists) => {
                for list in lists {
                    list.add_to(window, &mut self.frequencies, &mut self.places);
                }
            }
            Reader::Docs(docs) => {
                while docs.doc() < window.end {
                    let place = (docs.doc() - window.start) as usize;
                    self.places.insert(place);
                    // However long the article, its weight is all that it scores.
                    self.frequencies[place] = f32::INFINITY;
                    docs.advance();
                }
            }
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

    /// How often the word stands in the documents of a block of the loaded window, weighted; none if it stands in none of
    /// the whole window.
    pub fn block(&self, first: usize) -> Option<&[f32; BLOCK]> {
        if self.places.is_empty() { None } else { self.frequencies[first..].first_chunk() }
    }

    /// What the word's base gives a document of the loaded window, where some document has the word.
    pub fn base(&self, place: usize, inverse_length: f32) -> f64 {
        contribution(self.base_weight, self.frequencies[place], inverse_length)
    }

    /// What its form gives one: the index does not know how often it stands there.
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
            Reader::Lists(lists) if !self.needs_form || stands_in(&mut self.form, doc) => {
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

/// Whether a document is in any of some lists; documents are asked for in order.
fn stands_in(lists: &mut [List], doc: DocId) -> bool {
    lists.iter_mut().any(|list| list.seek(doc) == doc)
}

/// The postings of one term in one field, read by blocks.
struct List {
    field: Field,
    weight: f32,
    block: BlockSegmentPostings,
    at: usize,
}

impl List {
    fn seek(&mut self, doc: DocId) -> DocId {
        if self.block.doc(self.at) < doc {
            self.at = self.block.seek(doc);
        }
        self.block.doc(self.at)
    }

    /// How often the term stands in `doc`; documents are asked for in order.
    fn count(&mut self, doc: DocId) -> u32 {
        if self.seek(doc) == doc { self.block.freq(self.at) } else { 0 }
    }

    fn add_to(&mut self, window: Window, frequencies: &mut [f32], places: &mut Places) {
        self.seek(window.start);
        loop {
            let (docs, counts) = (&self.block.docs()[self.at..], &self.block.freqs()[self.at..]);
            let read = if docs.last().is_some_and(|last| *last < window.end) {
                docs.len()
            } else {
                docs.partition_point(|doc| *doc < window.end)
            };
            for (doc, count) in docs[..read].iter().zip(counts) {
                let place = (doc - window.start) as usize;
                frequencies[place] += self.weight * *count as f32;
                places.insert(place);
            }
            self.at += read;
            // Only the last block is not full; what stands behind it is TERMINATED.
            if read < docs.len() || self.block.block_len() < FULL_BLOCK {
                return;
            }
            self.block.advance();
            self.at = 0;
        }
    }
}

/// tantivy's postings come in blocks of so many.
const FULL_BLOCK: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query::ast;
    use crate::search::{Matching, Request, search};

    #[test]
    fn a_byte_keeps_a_length_as_tantivy_and_lucene_do() {
        for length in (0..5000).chain((5000..2_000_000_000).step_by(4_999_999)) {
            assert_eq!(byte_of(length), FieldNormReader::fieldnorm_to_id(length), "{length}");
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
            Entry { id: id.to_owned(), container: String::new(), fingerprint: 0, outcome: Ok(article) }
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
        let scores = search(&index, &request).unwrap().hits.into_iter().map(|hit| (hit.id, hit.score));
        let expected = [("a", 0.345_672_9), ("b", 0.266_364_04)];
        for ((id, score), (expected_id, expected)) in scores.zip(expected) {
            assert_eq!(id, expected_id);
            assert!((score - expected).abs() < 1e-7, "{id}: {score}, not {expected}");
        }
    }
}
