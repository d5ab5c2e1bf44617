//! The embedded engine: a tantivy index in a folder, searched in this process.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use tantivy::schema::{Field, Schema};
use tantivy::{DocAddress, Term};
use tantivy_fst::Automaton;

use crate::analysis::vocabulary::CurrentVocabulary;
use crate::engine::candidate::Handle;
use crate::engine::cursor::Cursor;
use crate::engine::ranking::Ranking;
use crate::engine::selection::Selection;
use crate::engine::shown::Filed;
use crate::engine::statistics::{Statistics, StemCount};
use crate::engine::{Engine, EngineError, Matches};
use crate::index::Index;
use crate::index::error::IndexError;
use crate::index::folder::META;
use crate::index::schema::{self, Document, Entry};
use crate::newspaper::sources::Sources;
use address::{address, handle};
use dictionary::automata::{OneOf, Similar};
use dictionary::{completion, forms};
use matches::EmbeddedMatches;
use postings::frequency;
use postings::statistics::{WeightedField, form_fields};
use snapshot::Snapshot;
use whole::Whole;

pub mod deadline;
pub mod cores;
pub(crate) mod whole;
pub(crate) mod address;
pub(crate) mod postings;
mod press;
mod snapshot;
pub(crate) mod dictionary;
pub(crate) mod matching;
pub(crate) mod plan;
pub(crate) mod rank;
mod count;
pub(crate) mod stories;
pub(crate) mod matches;

/// An index as its last commit left it when this was opened.
#[derive(Clone)]
pub struct Embedded(Snapshot);

impl Embedded {
    /// Opens the index in `dir`.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        Self::new(Index::open(dir)?)
    }

    /// Searches an index that is open.
    pub fn new(index: Index) -> Result<Self, IndexError> {
        Snapshot::of_last_commit(Arc::new(index), Arc::default()).map(Self)
    }

    /// Searches a few articles of a whole as the index of all of them is searched. Their words get numbers in `vocabulary`, which
    /// knows those of earlier calls. Paths are relative to `root`.
    pub(crate) fn of_part(
        entries: Vec<Entry>,
        vocabulary: &Arc<CurrentVocabulary>,
        root: Option<String>,
        whole: Arc<dyn Whole>,
    ) -> Result<Self, IndexError> {
        let (fields, current) = (schema::build().1, vocabulary.get());
        let documents = cores::each(entries, |entry| fields.document(&entry, Arc::clone(&current)));
        Self::of_documents(documents, vocabulary, root, whole)
    }

    /// The same, of documents. Their texts were analysed with `vocabulary`.
    pub(crate) fn of_documents(
        documents: Vec<Document>,
        vocabulary: &Arc<CurrentVocabulary>,
        root: Option<String>,
        whole: Arc<dyn Whole>,
    ) -> Result<Self, IndexError> {
        let index = Index::of_documents(documents, vocabulary, root)?;
        Snapshot::of_part(Arc::new(index), whole).map(Self)
    }

    /// The fields of its index, by their names.
    pub(crate) fn schema(&self) -> Schema {
        self.0.searcher.schema().clone()
    }

    /// All its articles.
    pub(crate) fn all(&self) -> Vec<Handle> {
        let segments = (0..).zip(self.0.searcher.segment_readers());
        let documents = segments.flat_map(|(ord, segment)| {
            segment.doc_ids_alive().map(move |document| handle(DocAddress::new(ord, document)))
        });
        documents.collect()
    }

    /// The articles that a selection names, as [`Engine::matches`] gives them, with their plan.
    pub(crate) fn planned<'a>(
        &'a self,
        selection: &Selection,
        ranking: &'a Ranking,
    ) -> Result<EmbeddedMatches<'a>, EngineError> {
        EmbeddedMatches::new(&self.0, selection, ranking).map_err(|error| self.0.failed(error))
    }

    /// The same index with its newspapers named by the user's own list.
    pub fn with_sources(self, sources: Sources) -> Self {
        Self(Snapshot { sources: Arc::new(sources), press: Arc::default(), ..self.0 })
    }

    /// The same index as its last commit leaves it now. A process that lives long asks for it before each request; where
    /// nothing was committed it costs the reading of one small file.
    pub fn latest(&self) -> Result<Self, IndexError> {
        let (commit, stamp) = self.0.index.last_commit_with_stamp()?;
        // Another index in its place may have a commit of the same number.
        let index = match stamp.is_some_and(|stamp| stamp.uuid == self.0.index.stamp.uuid) {
            true if commit == self.0.commit => return Ok(self.clone()),
            true => self.0.index.clone(),
            false => Arc::new(Index::open(&self.0.index.dir)?),
        };
        Snapshot::of_last_commit(index, self.0.sources.clone()).map(Self)
    }

    /// tantivy's number of the commit: another one whenever something was indexed.
    pub fn commit(&self) -> u64 {
        self.0.commit
    }

    /// When the last commit was made, by the file that says so.
    pub fn committed(&self) -> Option<Timestamp> {
        let changed = fs::metadata(self.0.index.dir.join(META)).and_then(|file| file.modified());
        Timestamp::try_from(changed.ok()?).ok()
    }

    /// Bytes of the texts that the index has, titles and all. It reads every article.
    pub fn text_bytes(&self) -> Result<u64, EngineError> {
        count::statistics::text_bytes(&self.0.searcher, &self.0.index.fields).map_err(|error| self.0.failed(error))
    }
}

impl Embedded {
    fn forms(&self, wanted: &(impl Automaton + Sync)) -> Result<Vec<(String, u64)>, EngineError> {
        let Snapshot { searcher, collection, .. } = &self.0;
        let found = forms::forms_like(searcher, collection, &self.form_fields(), wanted);
        Ok(found.map_err(|error| self.0.failed(error))?.into_iter().collect())
    }

    /// Of some terms, how many articles have the one that most have.
    fn greatest(&self, terms: impl Iterator<Item = Term>) -> Result<u64, EngineError> {
        let mut greatest = 0;
        for term in terms {
            let frequency = frequency::of(&term, &self.0.searcher).map_err(|error| self.0.failed(error))?;
            greatest = greatest.max(frequency);
        }
        Ok(greatest)
    }

    fn form_fields(&self) -> Vec<Field> {
        let fields: Vec<WeightedField> = self.0.texts().into_iter().map(|field| (field, 1.0)).collect();
        form_fields(&fields)
    }
}

impl Engine for Embedded {
    fn matches<'a>(
        &'a self,
        selection: &Selection,
        ranking: &'a Ranking,
    ) -> Result<Box<dyn Matches + 'a>, EngineError> {
        Ok(Box::new(self.planned(selection, ranking)?))
    }

    fn count(&self) -> Result<u64, EngineError> {
        Ok(self.0.collection.articles)
    }

    fn cursor(&self) -> Result<Cursor, EngineError> {
        Ok(Cursor { index: self.0.index.stamp.uuid.clone(), generation: self.0.generation })
    }

    fn newest(&self) -> Result<Option<i64>, EngineError> {
        self.0.collection.newest(&self.0.searcher).map_err(|error| self.0.failed(error))
    }

    fn document_frequency(&self, stem: &str) -> Result<u64, EngineError> {
        self.greatest(self.0.texts().into_iter().map(|field| Term::from_field_text(field.stems, stem)))
    }

    fn tokens(&self) -> Result<u64, EngineError> {
        Ok(self.0.texts().into_iter().map(|field| self.0.collection.tokens(field.stems) as u64).sum())
    }

    fn stem_counts(&self, stems: &[String]) -> Result<Vec<StemCount>, EngineError> {
        count::stems::counts(&self.0, stems).map_err(|error| self.0.failed(error))
    }

    fn has_stem(&self, stem: &str) -> Result<bool, EngineError> {
        for field in self.0.texts() {
            let term = Term::from_field_text(field.stems, stem);
            if frequency::has_any(&term, &self.0.searcher).map_err(|error| self.0.failed(error))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn similar_forms(&self, word: &str, errors: u8) -> Result<Vec<(String, u64)>, EngineError> {
        self.forms(&Similar::to(word, errors))
    }

    fn forms_of(&self, words: &[String]) -> Result<Vec<(String, u64)>, EngineError> {
        self.forms(&OneOf::of(words))
    }

    fn articles_with_form(&self, form: &str) -> Result<u64, EngineError> {
        self.greatest(self.form_fields().into_iter().map(|field| Term::from_field_text(field, form)))
    }

    fn complete_words(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        completion::words(&self.0.index.fields, &self.0.searcher, beginning, limit)
            .map_err(|error| self.0.failed(error))
    }

    fn complete_titles(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        completion::titles(&self.0.index.fields, &self.0.searcher, beginning, limit)
            .map_err(|error| self.0.failed(error))
    }

    fn complete_ids(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        completion::ids(&self.0.index.fields, &self.0.searcher, beginning, limit).map_err(|error| self.0.failed(error))
    }

    fn copies(&self, articles: &[Handle]) -> Result<Vec<Vec<Handle>>, EngineError> {
        let articles: Vec<DocAddress> = articles.iter().map(|article| address(*article)).collect();
        let others =
            stories::others(&self.0.searcher, &self.0.index.fields, &articles).map_err(|error| self.0.failed(error))?;
        Ok(others.into_iter().map(|story| story.into_iter().map(handle).collect()).collect())
    }

    fn stories(&self) -> Result<Vec<Vec<Handle>>, EngineError> {
        let stories = stories::whole::all(&self.0.searcher).map_err(|error| self.0.failed(error))?;
        Ok(stories.into_iter().map(|story| story.into_iter().map(handle).collect()).collect())
    }

    fn read(&self, articles: &[Handle]) -> Result<Vec<Filed>, EngineError> {
        let press = self.0.press().map_err(|error| self.0.failed(error))?;
        let read = cores::each(articles.to_vec(), |article| self.0.read(address(article), press));
        read.into_iter().collect::<tantivy::Result<_>>().map_err(|error| self.0.failed(error))
    }

    fn read_each(&self, articles: &[Handle], work: &(dyn Fn(usize, Filed) + Sync)) -> Result<(), EngineError> {
        let press = self.0.press().map_err(|error| self.0.failed(error))?;
        let read = |(n, article): (usize, Handle)| {
            deadline::check()?;
            work(n, self.0.read(address(article), press)?);
            Ok(())
        };
        let read = cores::each(articles.iter().copied().enumerate().collect(), read);
        read.into_iter().collect::<tantivy::Result<_>>().map_err(|error| self.0.failed(error))
    }

    fn ids(&self, articles: &[Handle]) -> Result<Vec<String>, EngineError> {
        let articles: Vec<DocAddress> = articles.iter().map(|article| address(*article)).collect();
        self.0.ids(&articles).map_err(|error| self.0.failed(error))
    }

    fn first_by_id(&self, articles: &[Handle], count: usize) -> Result<Vec<Handle>, EngineError> {
        let articles: Vec<DocAddress> = articles.iter().map(|article| address(*article)).collect();
        let first = self.0.first_by_id(&articles, count).map_err(|error| self.0.failed(error))?;
        Ok(first.into_iter().map(handle).collect())
    }

    fn find(&self, name: &str) -> Result<Vec<Handle>, EngineError> {
        let found = self.0.find(name).map_err(|error| self.0.failed(error))?;
        Ok(found.into_iter().map(handle).collect())
    }

    fn statistics(&self) -> Result<Statistics, EngineError> {
        let counted = count::statistics::count(&self.0).map_err(|error| self.0.failed(error))?;
        let bytes = self.0.index.bytes_on_disk().map_err(EngineError::failed)?;
        Ok(Statistics { bytes, ..counted })
    }
}
