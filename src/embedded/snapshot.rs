//! One commit of an index, opened. Every question is asked of one.

use std::collections::hash_map::Entry;
use std::io;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, SegmentOrdinal, TantivyDocument, TantivyError, Term};

use super::deadline;
use super::press::Press;
use super::whole::Whole;
use crate::analysis::names;
use crate::article::is_web_address;
use crate::engine::EngineError;
use crate::engine::count::Days;
use crate::engine::shown::Filed;
use crate::index::Index;
use crate::index::collection::Collection;
use crate::index::error::IndexError;
use crate::index::schema::TextField;
use crate::newspaper::sources::Sources;

/// An index as one commit left it.
#[derive(Clone)]
pub struct Snapshot {
    pub index: Arc<Index>,
    pub searcher: Searcher,
    pub collection: Arc<Collection>,
    /// The user's own list of newspapers.
    pub sources: Arc<Sources>,
    /// The newspapers, once somebody has asked for one.
    pub press: Arc<OnceLock<Press>>,
    /// When all articles were published, once somebody has asked for that.
    pub days: Arc<OnceLock<Days>>,
    /// tantivy's number of the commit.
    pub commit: u64,
    /// The last generation of the commit.
    pub generation: u64,
    /// The index that this is a part of, if it is one.
    pub whole: Option<Arc<dyn Whole>>,
}

impl Snapshot {
    /// Opens the last commit.
    pub fn of_last_commit(index: Arc<Index>, sources: Arc<Sources>) -> Result<Self, IndexError> {
        // Another process may commit between these two lines. The searcher then has the newer commit under the numbers of
        // the older one, and the next call opens it once more.
        let (commit, stamp) = index.last_commit_with_stamp()?;
        let searcher = index.latest()?;
        let generation = stamp.as_ref().map_or(0, |stamp| stamp.generation);
        let collection = match stamp.and_then(|stamp| stamp.totals) {
            Some(totals) if index.last_commit()? == commit => Collection::counted(totals, &index.fields),
            _ => Collection::new(&searcher, &index.fields).map_err(|error| index.storage(error))?,
        };
        let (collection, press, days) = (Arc::new(collection), Arc::default(), Arc::default());
        Ok(Self { index, searcher, collection, sources, press, days, commit, generation, whole: None })
    }

    /// Opens a part of a whole.
    pub fn of_part(index: Arc<Index>, whole: Arc<dyn Whole>) -> Result<Self, IndexError> {
        let searcher = index.latest()?;
        let collection = Arc::new(Collection::counted(whole.totals(), &index.fields));
        let (sources, press, days) = (Arc::default(), Arc::default(), Arc::default());
        Ok(Self { index, searcher, collection, sources, press, days, commit: 0, generation: 0, whole: Some(whole) })
    }

    /// An answer's failure, in the index's words.
    pub fn failed(&self, error: TantivyError) -> EngineError {
        if deadline::is_over(&error) {
            return EngineError::TimedOut;
        }
        match error {
            // The whole could not answer, and says why.
            TantivyError::IoError(error) if error.get_ref().is_some_and(|error| error.is::<EngineError>()) => {
                EngineError::failed(error)
            }
            error => EngineError::failed(self.index.storage(error)),
        }
    }

    /// The newspapers; they are named when somebody first asks.
    pub fn press(&self) -> tantivy::Result<&Press> {
        if let Some(press) = self.press.get() {
            return Ok(press);
        }
        let press = match &self.whole {
            Some(whole) => Press::of_whole(whole.newspapers().map_err(io::Error::other)?),
            None => Press::read(&self.searcher, &self.sources)?,
        };
        Ok(self.press.get_or_init(|| press))
    }

    /// The fields of text that any article has, the one with most words first.
    pub fn texts(&self) -> Vec<TextField> {
        let fields = &self.index.fields;
        let has_words = |field: &TextField| self.collection.tokens(field.stems) > 0.0;
        [fields.body, fields.lead, fields.title].into_iter().filter(has_words).collect()
    }

    /// Reads an article, under the name that its newspaper has in `press`.
    pub fn read(&self, article: DocAddress, press: &Press) -> tantivy::Result<Filed> {
        let fields = &self.index.fields;
        let document = self.searcher.doc(article)?;
        let mut article = fields.article(&document)?.unwrap_or_default();
        article.source = press.of(&article).map(str::to_owned);
        let member = Some(fields.text(&document, fields.member).to_owned()).filter(|member| !member.is_empty());
        let (id, path) = (fields.text(&document, fields.id).to_owned(), self.index.path_of(&document));
        Ok(Filed { id, path, member, article })
    }

    /// The ids of articles.
    pub fn ids(&self, articles: &[DocAddress]) -> tantivy::Result<Vec<String>> {
        // Opening a column takes longer than reading an id.
        let mut columns = FxHashMap::default();
        let mut ids = Vec::with_capacity(articles.len());
        for article in articles {
            let column = match columns.entry(article.segment_ord) {
                Entry::Occupied(open) => open.into_mut(),
                Entry::Vacant(entry) => {
                    entry.insert(self.searcher.segment_reader(article.segment_ord).fast_fields().str("id")?)
                }
            };
            let mut id = String::new();
            if let Some(column) = column
                && let Some(ord) = column.term_ords(article.doc_id).next()
            {
                column.ord_to_str(ord, &mut id)?;
            }
            ids.push(id);
        }
        Ok(ids)
    }

    /// The first of some articles by their ids, so many, in this order. In a segment ids are numbered in their order, so that few
    /// of many need be read.
    pub fn first_by_id(&self, articles: &[DocAddress], count: usize) -> tantivy::Result<Vec<DocAddress>> {
        let mut by_segment: FxHashMap<SegmentOrdinal, Vec<DocAddress>> = FxHashMap::default();
        for article in articles {
            by_segment.entry(article.segment_ord).or_default().push(*article);
        }
        let mut first = Vec::new();
        for (segment, mut articles) in by_segment {
            if let Some(ids) = self.searcher.segment_reader(segment).fast_fields().str("id")? {
                articles.sort_by_cached_key(|article| ids.term_ords(article.doc_id).next());
            }
            articles.truncate(count);
            first.extend(articles);
        }
        let mut named: Vec<(String, DocAddress)> = self.ids(&first)?.into_iter().zip(first).collect();
        named.sort_unstable();
        Ok(named.into_iter().take(count).map(|(_, article)| article).collect())
    }

    /// The articles that go by this name, by their ids: the one with this id, else those at this address on the web, else
    /// those that came in the file at this path.
    pub fn find(&self, name: &str) -> tantivy::Result<Vec<DocAddress>> {
        let by_id = TermQuery::new(Term::from_field_text(self.index.fields.id, name), IndexRecordOption::Basic);
        let mut found = self.articles(&by_id)?;
        if found.is_empty() && is_web_address(name) {
            found = self.at_address(name)?;
        }
        if found.is_empty() {
            found = self.in_file(name)?;
        }
        let mut by_id: Vec<(String, DocAddress)> = self.ids(&found)?.into_iter().zip(found).collect();
        by_id.sort();
        Ok(by_id.into_iter().map(|(_, address)| address).collect())
    }

    /// The articles with this address on the web.
    fn at_address(&self, url: &str) -> tantivy::Result<Vec<DocAddress>> {
        let field = self.index.fields.url;
        let mut terms: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for word in names(url).iter().filter(|word| word.length == 1) {
            let term = Term::from_field_text(field, &word.stem);
            terms.push((Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::Basic))));
        }
        let mut found = self.articles(&BooleanQuery::new(terms))?;
        // An address with the same words in it may be another.
        let (press, mut failed) = (self.press()?, None);
        found.retain(|address| match self.read(*address, press) {
            Ok(filed) => filed.article.url.as_deref() == Some(url),
            Err(error) => {
                failed = Some(error);
                false
            }
        });
        failed.map_or(Ok(found), Err)
    }

    /// The articles that came in the file at this path.
    fn in_file(&self, path: &str) -> tantivy::Result<Vec<DocAddress>> {
        let mut found = Vec::new();
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            let Some(containers) = segment.fast_fields().str("container")? else { continue };
            let mut names = containers.dictionary().stream()?;
            let mut wanted = Vec::new();
            while names.advance() {
                let name = String::from_utf8_lossy(names.key());
                if self.index.path_in(&name) == path {
                    wanted.push(names.term_ord());
                }
            }
            if wanted.is_empty() {
                continue;
            }
            let is_rejected = segment.fast_fields().str("rejection")?;
            let is_article = |doc| is_rejected.as_ref().is_none_or(|column| column.term_ords(doc).next().is_none());
            let of_file = |doc: &u32| containers.term_ords(*doc).any(|ord| wanted.contains(&ord)) && is_article(*doc);
            found.extend(segment.doc_ids_alive().filter(of_file).map(|doc| DocAddress::new(ordinal, doc)));
        }
        Ok(found)
    }

    /// The articles among the documents that match.
    fn articles(&self, query: &dyn Query) -> tantivy::Result<Vec<DocAddress>> {
        let mut found = Vec::new();
        for address in self.searcher.search(query, &DocSetCollector)? {
            let document = self.searcher.doc::<TantivyDocument>(address)?;
            if self.index.fields.article(&document)?.is_some() {
                found.push(address);
            }
        }
        Ok(found)
    }
}
