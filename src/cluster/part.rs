//! Articles of a cluster that are here: an index in memory, searched by the embedded engine as it would search all.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::snapshot::{Snapshot, hits};
use crate::article::Article;
use crate::embedded::Embedded;
use crate::engine::candidate::{Candidate, Handle};
use crate::engine::shown::Filed;
use crate::engine::{Engine, EngineError};
use crate::index::schema::{Document, Entry, News};
use crate::opensearch::document;

/// What of a document an article is made of.
pub const KEPT: [&str; 6] = ["id", "container", "member", "article", "arrived", "changed"];

/// Articles that are asked for at a time.
const AT_ONCE: usize = 500;

/// Hits that OpenSearch gives in one answer at the most (`index.max_result_window`).
pub const WINDOW: usize = 10_000;

/// Some articles, with what the embedded engine says of them.
pub struct Part {
    pub embedded: Embedded,
    /// The cluster's number of each article, and that which it has here.
    here: FxHashMap<Handle, Handle>,
    there: FxHashMap<Handle, Handle>,
}

impl Part {
    /// A part without an article.
    pub fn empty(snapshot: &Arc<Snapshot>) -> Result<Self, EngineError> {
        Self::of(snapshot, Vec::new())
    }

    /// A part of these articles, which no two are the same of.
    pub fn of(snapshot: &Arc<Snapshot>, entries: Vec<Entry>) -> Result<Self, EngineError> {
        let whole = Arc::clone(snapshot) as Arc<_>;
        let embedded = Embedded::of_part(entries, &snapshot.vocabulary, snapshot.root.clone(), whole);
        Self::of_embedded(snapshot, embedded.map_err(EngineError::failed)?)
    }

    /// A part of the articles with these documents.
    pub fn of_documents(snapshot: &Arc<Snapshot>, documents: Vec<Document>) -> Result<Self, EngineError> {
        let whole = Arc::clone(snapshot) as Arc<_>;
        let embedded = Embedded::of_documents(documents, &snapshot.vocabulary, snapshot.root.clone(), whole);
        Self::of_embedded(snapshot, embedded.map_err(EngineError::failed)?)
    }

    fn of_embedded(snapshot: &Snapshot, embedded: Embedded) -> Result<Self, EngineError> {
        let mut part = Self { embedded, here: FxHashMap::default(), there: FxHashMap::default() };
        let here = part.embedded.all();
        for (id, here) in part.embedded.ids(&here)?.iter().zip(here) {
            let there = snapshot.handle(id);
            part.here.insert(there, here);
            part.there.insert(here, there);
        }
        Ok(part)
    }

    /// A part of the articles with these numbers, in whatever order.
    pub fn read(snapshot: &Arc<Snapshot>, articles: &[Handle]) -> Result<Self, EngineError> {
        let names: Vec<String> = snapshot.ids(articles).iter().map(|id| document::name(id)).collect();
        Self::of(snapshot, entries(snapshot, &names, |names| json!({"ids": {"values": names}}))?)
    }

    /// Whether all of these are here.
    pub fn has(&self, articles: impl IntoIterator<Item = Handle>) -> bool {
        articles.into_iter().all(|article| self.here.contains_key(&article))
    }

    /// The number here of an article that is.
    pub fn here(&self, article: Handle) -> Option<Handle> {
        self.here.get(&article).copied()
    }

    /// The same candidates, by the numbers that they have here; what is not here is left out.
    pub fn brought(&self, candidates: &[Candidate]) -> Vec<Candidate> {
        let brought = |hit: &Candidate| Some(Candidate { article: self.here(hit.article)?, ..*hit });
        candidates.iter().filter_map(brought).collect()
    }

    /// The same candidates, by the cluster's numbers.
    pub fn sent_back(&self, candidates: Vec<Candidate>) -> Vec<Candidate> {
        candidates.into_iter().map(|hit| Candidate { article: self.there[&hit.article], ..hit }).collect()
    }

    /// The cluster's number of an article that is here.
    pub fn there(&self, here: Handle) -> Handle {
        self.there[&here]
    }

    /// Reads articles, in the order that is asked for.
    pub fn filed(&self, articles: &[Handle]) -> Result<Vec<Filed>, EngineError> {
        let here: Vec<Handle> = articles.iter().filter_map(|article| self.here(*article)).collect();
        self.embedded.read(&here)
    }

    /// Passes articles to `work` with their numbers in the list, in no order.
    pub fn read_each(&self, articles: &[Handle], work: &(dyn Fn(usize, Filed) + Sync)) -> Result<(), EngineError> {
        let here: Vec<Handle> = articles.iter().filter_map(|article| self.here(*article)).collect();
        self.embedded.read_each(&here, work)
    }
}

/// The articles of the documents that values name, whose query is given for some values at a time.
pub fn entries<T>(snapshot: &Snapshot, values: &[T], query: impl Fn(&[T]) -> Value) -> Result<Vec<Entry>, EngineError> {
    let mut found = Vec::with_capacity(values.len());
    for values in values.chunks(AT_ONCE) {
        let body = json!({"size": WINDOW, "track_total_hits": false, "_source": KEPT, "query": query(values)});
        found.extend(hits(&snapshot.search(body)?).iter().filter_map(entry));
    }
    Ok(found)
}

/// The article of a hit, if it has one.
pub fn entry(hit: &Value) -> Option<Entry> {
    let kept = &hit["_source"];
    let text = |name: &str| kept[name].as_str().map(str::to_owned);
    let batch = |name: &str| kept[name].as_u64().unwrap_or_default() as u32;
    let article: Article = serde::Deserialize::deserialize(&kept["article"]).ok()?;
    Some(Entry {
        container: text("container").unwrap_or_default(),
        member: text("member"),
        news: News { arrived: batch("arrived"), changed: batch("changed"), text: 0 },
        ..Entry::new(text("id")?, Ok(article))
    })
}
