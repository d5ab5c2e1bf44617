//! BM25F: one word of the query, scored over several fields as over one pseudo-field (Robertson, Zaragoza & Taylor 2004,
//! "Simple BM25 extension to multiple weighted fields"), in the definition of Lucene's CombinedFieldQuery: frequencies
//! and lengths are summed with the fields' weights before saturation, and the word's document frequency is the greatest
//! of any field.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, TERMINATED, TantivyError, Term};

use super::ranking::Ranking;

/// A field that is searched, and how many times a word in it counts.
pub type WeightedField = (Field, f32);

/// The articles that have one of some words, which count as one word.
#[derive(Debug, Clone)]
pub struct WordQuery {
    /// Terms as the index has them; any of them is the word.
    pub words: Vec<String>,
    pub fields: Vec<WeightedField>,
    pub k1: f32,
    pub b: f32,
    /// The number of articles in the index.
    pub articles: u64,
}

impl WordQuery {
    pub fn new(words: Vec<String>, fields: &[WeightedField], ranking: &Ranking, articles: u64) -> Self {
        Self { words, fields: fields.to_vec(), k1: ranking.k1, b: ranking.b, articles }
    }

    fn terms(&self) -> impl Iterator<Item = (Term, usize)> {
        let numbered = self.fields.iter().enumerate();
        numbered.flat_map(|(n, (field, _))| self.words.iter().map(move |word| (Term::from_field_text(*field, word), n)))
    }

    /// The rarer the word, the greater, and never negative.
    pub fn idf(&self, searcher: &Searcher) -> tantivy::Result<f32> {
        let frequency = self.document_frequency(searcher)? as f32;
        let rarity = (self.articles as f32 - frequency + 0.5) / (frequency + 0.5);
        Ok((1.0 + rarity.max(0.0)).ln())
    }

    fn document_frequency(&self, searcher: &Searcher) -> tantivy::Result<u64> {
        let mut by_field = vec![0; self.fields.len()];
        for (term, field) in self.terms() {
            by_field[field] += searcher.doc_freq(&term)?;
        }
        Ok(by_field.into_iter().max().unwrap_or(0).min(self.articles))
    }

    fn average_length(&self, searcher: &Searcher) -> tantivy::Result<f32> {
        let mut tokens = 0.0;
        for (field, weight) in &self.fields {
            for segment in searcher.segment_readers() {
                tokens += f64::from(*weight) * segment.inverted_index(*field)?.total_num_tokens() as f64;
            }
        }
        Ok((tokens / self.articles.max(1) as f64).max(1.0) as f32)
    }
}

impl Query for WordQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let searcher = scoring.searcher().ok_or_else(|| {
            TantivyError::InvalidArgument("a word is weighed by its frequency in a searcher".to_owned())
        })?;
        Ok(Box::new(WordWeight {
            query: self.clone(),
            idf: self.idf(searcher)?,
            average_length: self.average_length(searcher)?,
        }))
    }
}

struct WordWeight {
    query: WordQuery,
    idf: f32,
    average_length: f32,
}

impl Weight for WordWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut postings = Vec::new();
        for (term, field) in self.query.terms() {
            let index = segment.inverted_index(term.field())?;
            if let Some(list) = index.read_postings(&term, IndexRecordOption::WithFreqs)? {
                postings.push((list, self.query.fields[field].1));
            }
        }
        if postings.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let mut norms = Vec::new();
        for (field, weight) in &self.query.fields {
            norms.push((segment.get_fieldnorms_reader(*field)?, *weight));
        }
        let doc = first_doc(&postings);
        Ok(Box::new(WordScorer {
            postings,
            norms,
            doc,
            factor: self.idf * boost,
            k1: self.query.k1,
            b: self.query.b,
            average_length: self.average_length,
        }))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        let mut explanation = Explanation::new("BM25F", scorer.score());
        explanation.add_const("idf", self.idf);
        Ok(explanation)
    }
}

struct WordScorer {
    postings: Vec<(SegmentPostings, f32)>,
    norms: Vec<(FieldNormReader, f32)>,
    doc: DocId,
    factor: f32,
    k1: f32,
    b: f32,
    average_length: f32,
}

fn first_doc(postings: &[(SegmentPostings, f32)]) -> DocId {
    postings.iter().map(|(list, _)| list.doc()).min().unwrap_or(TERMINATED)
}

impl DocSet for WordScorer {
    fn advance(&mut self) -> DocId {
        for (list, _) in &mut self.postings {
            if list.doc() == self.doc {
                list.advance();
            }
        }
        self.doc = first_doc(&self.postings);
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for (list, _) in &mut self.postings {
            if list.doc() < target {
                list.seek(target);
            }
        }
        self.doc = first_doc(&self.postings);
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.postings.iter().map(|(list, _)| list.size_hint()).max().unwrap_or(0)
    }
}

impl Scorer for WordScorer {
    fn score(&mut self) -> Score {
        let mut frequency = 0.0;
        for (list, weight) in &self.postings {
            if list.doc() == self.doc {
                frequency += weight * list.term_freq() as f32;
            }
        }
        let length: f32 = self.norms.iter().map(|(norms, weight)| weight * norms.fieldnorm(self.doc) as f32).sum();
        let norm = self.k1 * (1.0 - self.b + self.b * length / self.average_length);
        self.factor * frequency / (frequency + norm)
    }
}
