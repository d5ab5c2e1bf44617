//! One commit of an index, opened. Every question is asked of one.

use std::sync::Arc;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyError, Term};

use crate::article::Article;
use crate::engine::EngineError;
use crate::engine::shown::Filed;
use crate::index::Index;
use crate::index::collection::Collection;
use crate::index::error::IndexError;
use crate::index::schema::TextField;

/// An index as one commit left it.
#[derive(Clone)]
pub struct Snapshot {
    pub index: Arc<Index>,
    pub searcher: Searcher,
    pub collection: Arc<Collection>,
    /// tantivy's number of the commit.
    pub commit: u64,
}

impl Snapshot {
    /// Opens the last commit.
    pub fn of_last_commit(index: Arc<Index>) -> Result<Self, IndexError> {
        // Another process may commit between these two lines. The searcher then has the newer commit under the number of
        // the older one, and the next call opens it once more.
        let commit = index.last_commit()?;
        let searcher = index.latest()?;
        let collection = Collection::new(&searcher, &index.fields).map_err(|error| index.storage(error))?;
        Ok(Self { index, searcher, collection: Arc::new(collection), commit })
    }

    /// An answer's failure, in the index's words.
    pub fn failed(&self, error: TantivyError) -> EngineError {
        EngineError::failed(self.index.storage(error))
    }

    /// The fields of text that any article has, the one with most words first.
    pub fn texts(&self) -> Vec<TextField> {
        let fields = &self.index.fields;
        let has_words = |field: &TextField| self.collection.tokens(field.stems) > 0.0;
        [fields.body, fields.lead, fields.title].into_iter().filter(has_words).collect()
    }

    /// Reads an article.
    pub fn read(&self, article: DocAddress) -> tantivy::Result<Filed> {
        let fields = &self.index.fields;
        let document = self.searcher.doc(article)?;
        Ok(Filed {
            id: fields.text(&document, fields.id).to_owned(),
            path: self.index.path_of(&document),
            article: fields.article(&document)?.unwrap_or_default(),
        })
    }

    /// The id of an article.
    pub fn id(&self, article: DocAddress) -> tantivy::Result<String> {
        let mut id = String::new();
        let segment = self.searcher.segment_reader(article.segment_ord);
        if let Some(column) = segment.fast_fields().str("id")?
            && let Some(ord) = column.term_ords(article.doc_id).next()
        {
            column.ord_to_str(ord, &mut id)?;
        }
        Ok(id)
    }

    /// The article with this id.
    pub fn article(&self, id: &str) -> tantivy::Result<Option<Article>> {
        let fields = &self.index.fields;
        let term = Term::from_field_text(fields.id, id);
        for segment in self.searcher.segment_readers() {
            let postings = segment.inverted_index(fields.id)?.read_postings(&term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    return fields.article(&segment.get_store_reader(1)?.get(postings.doc())?);
                }
                postings.advance();
            }
        }
        Ok(None)
    }
}
