//! The statistics that words are scored by, which are those of the whole index and not of a segment of it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::frequency;
use crate::embedded::whole::Whole;
use crate::engine::ranking::Ranking;
use crate::index::collection::Collection;
use crate::index::schema::TextField;

/// A field that is searched, and how many times a word in it counts.
pub type WeightedField = (TextField, f32);

/// The fields that keep the written words of some text fields, each once: standfirst and body share one.
pub fn form_fields(fields: &[WeightedField]) -> Vec<Field> {
    let mut forms: Vec<Field> = fields.iter().map(|(field, _)| field.forms).collect();
    forms.dedup();
    forms
}

/// The statistics of terms over a whole index.
pub struct TermStatistics<'a> {
    pub searcher: &'a Searcher,
    pub collection: &'a Collection,
    pub ranking: &'a Ranking,
    /// The index that the searcher sees a part of, if it does.
    whole: Option<&'a dyn Whole>,
    /// The terms that have been looked up, since a query asks for its words several times.
    known: RefCell<HashMap<Term, Arc<TermPostings>>>,
}

/// Terms that count as one word, in some fields (cf. Lucene's `SynonymQuery`).
#[derive(Clone, Default)]
pub struct Synonyms {
    pub places: Vec<(Field, f32, Arc<TermPostings>)>,
    pub document_frequency: u64,
}

/// Where the postings of a term are, in each segment that has any.
pub struct TermPostings {
    pub by_segment: Vec<Option<TermInfo>>,
    document_frequency: u64,
}

impl<'a> TermStatistics<'a> {
    pub fn new(
        searcher: &'a Searcher,
        collection: &'a Collection,
        ranking: &'a Ranking,
        whole: Option<&'a dyn Whole>,
    ) -> Self {
        Self { searcher, collection, ranking, whole, known: RefCell::default() }
    }

    /// The postings of some stems that count as one.
    pub fn look_up(&self, stems: &[String], fields: &[WeightedField]) -> tantivy::Result<Synonyms> {
        let mut found = Synonyms::default();
        for (field, weight) in fields {
            for stem in stems {
                self.add(&mut found, Term::from_field_text(field.stems, stem), *weight)?;
            }
        }
        Ok(found)
    }

    /// The postings of a written word.
    pub fn look_up_form(&self, form: &str, fields: &[WeightedField]) -> tantivy::Result<Synonyms> {
        let mut found = Synonyms::default();
        for field in form_fields(fields) {
            self.add(&mut found, Term::from_field_text(field, form), 1.0)?;
        }
        Ok(found)
    }

    fn add(&self, found: &mut Synonyms, term: Term, weight: f32) -> tantivy::Result<()> {
        let field = term.field();
        let postings = self.postings(term)?;
        found.document_frequency = found.document_frequency.max(postings.document_frequency);
        found.places.push((field, weight, postings));
        Ok(())
    }

    fn postings(&self, term: Term) -> tantivy::Result<Arc<TermPostings>> {
        if let Some(postings) = self.known.borrow().get(&term) {
            return Ok(postings.clone());
        }
        let mut postings = TermPostings { by_segment: Vec::new(), document_frequency: 0 };
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            let info = index.get_term_info(&term)?;
            if let Some(info) = &info {
                postings.document_frequency += u64::from(frequency::in_segment(info, &index, segment)?);
            }
            postings.by_segment.push(info);
        }
        if let Some(whole) = self.whole {
            let (field, text) = (self.searcher.schema().get_field_name(term.field()), term.value());
            postings.document_frequency = whole.document_frequency(field, text.as_str().unwrap_or_default());
        }
        let postings = Arc::new(postings);
        self.known.borrow_mut().insert(term, postings.clone());
        Ok(postings)
    }

    /// The inverse document frequency of terms that count as one: greater for rarer terms, and always above 0.
    pub fn idf(&self, terms: &Synonyms) -> f32 {
        self.idf_of(terms.document_frequency)
    }

    /// That of a document frequency.
    pub fn idf_of(&self, frequency: u64) -> f32 {
        let (articles, frequency) = (self.collection.articles as f64, frequency as f64);
        (1.0 + (articles - frequency + 0.5).max(0.5) / (frequency + 0.5)).ln() as f32
    }
}
