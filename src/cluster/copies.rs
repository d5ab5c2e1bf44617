//! Which articles are copies of each other: found by their sketches in the cluster, and decided as the embedded engine does it.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::part::Part;
use super::snapshot::{Snapshot, hits};
use crate::dedup::sketch::{Sketch, unpack};
use crate::dedup::{SHARED, Signature};
use crate::embedded::address::{address, handle};
use crate::embedded::stories::around::{Grouped, Resembling, story};
use crate::engine::candidate::Handle;
use crate::engine::{Engine, EngineError};
use crate::index::schema::{self, id_hash};
use crate::opensearch::document;

/// Copies of one article are found as long as they are no more than OpenSearch gives at once.
const MOST: usize = 10_000;

/// The other articles of each article's story.
pub fn others(snapshot: &Snapshot, articles: &[Handle]) -> Result<Vec<Vec<Handle>>, EngineError> {
    let signatures = signatures(snapshot, articles)?;
    let index = Lookup { snapshot, known: RefCell::default() };
    index.look_up(signatures.values().filter(|signature| !signature.is_empty()))?;
    let mut found = Vec::with_capacity(articles.len());
    for article in articles {
        let others = match signatures.get(article).filter(|signature| !signature.is_empty()) {
            Some(signature) => story(&index, signature)?,
            None => Vec::new(),
        };
        found.push(others.into_iter().map(handle).filter(|other| other != article).collect());
    }
    Ok(found)
}

/// All stories of more than one article. It reads the sketches of all articles.
pub fn stories(snapshot: &Arc<Snapshot>) -> Result<Vec<Vec<Handle>>, EngineError> {
    let fields = schema::build().1;
    let mut documents = Vec::new();
    let body = json!({
        "_source": ["id", "sketch", "details"],
        "docvalue_fields": ["published"],
        "sort": [{"id": "asc"}],
        "query": {"bool": {"filter": [{"term": {"is_article": true}}]}},
    });
    snapshot.pages(&body, MOST, &mut |page| {
        documents.extend(page.iter().map(|hit| {
            let kept = |name: &str| document::numbers(hit["_source"][name].as_str().unwrap_or_default());
            let (id, published) = (hit["_source"]["id"].as_str(), hit["fields"]["published"][0].as_i64());
            fields.signed(id.unwrap_or_default(), published, [&kept("sketch"), &kept("details")])
        }));
        Ok(ControlFlow::Continue(()))
    })?;
    let part = Part::of_documents(snapshot, documents)?;
    let stories = part.embedded.stories()?;
    Ok(stories.into_iter().map(|story| story.into_iter().map(|article| part.there(article)).collect()).collect())
}

fn signatures(snapshot: &Snapshot, articles: &[Handle]) -> Result<FxHashMap<Handle, Signature>, EngineError> {
    let names: Vec<String> = snapshot.ids(articles).iter().map(|id| document::name(id)).collect();
    let mut found = FxHashMap::default();
    for names in names.chunks(MOST) {
        let body = json!({"size": names.len(), "track_total_hits": false, "_source": ["id", "sketch", "details"],
            "query": {"ids": {"values": names}}});
        for hit in hits(&snapshot.search(body)?) {
            found.insert(snapshot.handle(hit["_source"]["id"].as_str().unwrap_or_default()), signature(hit));
        }
    }
    Ok(found)
}

fn signature(hit: &Value) -> Signature {
    Signature { shingles: sketch(&hit["_source"]["sketch"]), details: sketch(&hit["_source"]["details"]) }
}

fn sketch(kept: &Value) -> Sketch {
    unpack(&document::numbers(kept.as_str().unwrap_or_default()))
}

/// Looks up the copies of signatures, each once.
struct Lookup<'a> {
    snapshot: &'a Snapshot,
    known: RefCell<FxHashMap<Signature, Grouped>>,
}

impl Lookup<'_> {
    /// Looks up the copies of several signatures at once.
    fn look_up<'s>(&self, signatures: impl Iterator<Item = &'s Signature>) -> Result<(), EngineError> {
        let signatures: Vec<&Signature> = signatures.collect();
        let body = |signature: &&Signature| {
            let shingle = |shingle: &u32| json!({"constant_score": {"filter": {"term": {"shingle": shingle}}}});
            let shingles: Vec<Value> = signature.looked_up().iter().map(shingle).collect();
            json!({
                "size": MOST,
                "track_total_hits": false,
                "_source": ["id", "sketch", "details"],
                "docvalue_fields": ["published"],
                "sort": ["_doc"],
                "query": {"bool": {
                    "should": shingles,
                    "minimum_should_match": SHARED,
                    "filter": [{"term": {"is_article": true}}],
                }},
            })
        };
        let answers = self.snapshot.search_each(signatures.iter().map(body).collect())?;
        for (of, answer) in signatures.into_iter().zip(&answers) {
            let mut copies = Grouped::default();
            for hit in hits(answer) {
                let other = signature(hit);
                if of.resemblance_of_copies(&other).is_some() {
                    let id = hit["_source"]["id"].as_str().unwrap_or_default();
                    let published = hit["fields"]["published"][0].as_i64();
                    let turn = (published.unwrap_or(i64::MAX), id_hash(id));
                    copies.add(other, turn, address(self.snapshot.handle(id)));
                }
            }
            self.known.borrow_mut().insert(of.clone(), copies);
        }
        Ok(())
    }
}

impl Resembling for Lookup<'_> {
    type Error = EngineError;

    fn of(&self, signature: &Signature) -> Result<Grouped, EngineError> {
        if let Some(copies) = self.known.borrow().get(signature) {
            return Ok(copies.clone());
        }
        self.look_up(std::iter::once(signature))?;
        Ok(self.known.borrow().get(signature).cloned().unwrap_or_default())
    }
}
