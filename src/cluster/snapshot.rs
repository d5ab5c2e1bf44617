//! The index as one refresh left it: a point in time that all answers are about, and what has been learnt of it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use crate::analysis::vocabulary::CurrentVocabulary;
use crate::embedded::whole::Whole;
use crate::engine::EngineError;
use crate::engine::candidate::Handle;
use crate::index::stamp::Totals;
use crate::newspaper::imprint::Imprint;
use crate::newspaper::sources::Sources;
use crate::newspaper::table::Newspapers;
use crate::opensearch::client::Client;
use crate::opensearch::document::form_key;
use crate::opensearch::error::ClusterError;
use crate::opensearch::point::Point;
use crate::opensearch::{stamp, totals};

/// The index as one refresh left it.
pub struct Snapshot {
    pub client: Arc<Client>,
    point: Arc<Point>,
    /// What the stamp says of the index: its UUID, and how many batches are committed.
    pub commit: (String, u64),
    /// The folder that paths are relative to.
    pub root: Option<String>,
    pub totals: Totals,
    /// The user's own list of newspapers.
    pub sources: Arc<Sources>,
    newspapers: OnceLock<Arc<Newspapers>>,
    pub vocabulary: Arc<CurrentVocabulary>,
    frequencies: Mutex<Frequencies>,
    /// How often somebody has asked for a document frequency that was not known.
    missed: AtomicU64,
    articles: Mutex<Named>,
    /// How many articles queries find, for those that were counted.
    counts: Mutex<FxHashMap<String, u64>>,
    /// The written words that regular expressions accept, for those that were listed.
    pub forms: Mutex<FxHashMap<String, Forms>>,
}

/// Written words, each with the number of articles that have it.
pub type Forms = Arc<[(String, u64)]>;

/// Document frequencies, by field and term.
#[derive(Default)]
struct Frequencies {
    known: FxHashMap<(String, String), u64>,
    /// Those that have been asked for since.
    wanted: BTreeSet<(String, String)>,
}

/// The articles that have been met, each under a number.
#[derive(Default)]
struct Named {
    ids: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u64>,
}

/// Values of an aggregation that are asked for at a time.
const PAGE: usize = 10_000;

impl Snapshot {
    /// Fixes the index as it is now.
    pub fn now(
        client: Arc<Client>,
        commit: (String, u64),
        root: Option<String>,
        totals: Option<Totals>,
        sources: Arc<Sources>,
        vocabulary: Arc<CurrentVocabulary>,
    ) -> Result<Self, EngineError> {
        let point = Arc::new(Point::open(&client, None).map_err(EngineError::failed)?);
        let mut snapshot = Self {
            client,
            point,
            commit,
            root,
            totals: Totals { articles: 0, tokens: [0; 3], newest: None },
            sources,
            newspapers: OnceLock::new(),
            vocabulary,
            frequencies: Mutex::default(),
            missed: AtomicU64::new(0),
            articles: Mutex::default(),
            counts: Mutex::default(),
            forms: Mutex::default(),
        };
        snapshot.totals = match totals {
            Some(totals) => totals,
            None => totals::count(&|body| snapshot.asked(|pit| snapshot.client.post("/_search", &at(body, pit))))
                .map_err(EngineError::failed)?,
        };
        Ok(snapshot)
    }

    /// What ends the point in time while others may still ask; no request waits for the cluster any longer.
    pub fn closing(&self) -> impl Fn() + Send + 'static {
        let (client, point) = (Arc::clone(&self.client), Arc::clone(&self.point));
        move || {
            client.stop();
            point.close(&client);
        }
    }

    /// Asks for what `body` says, of the point in time.
    pub fn search(&self, body: Value) -> Result<Value, EngineError> {
        self.ask(|pit| self.client.post("/_search", &at(&body, pit)))
    }

    /// Asks for several things at once; the answers come in the order of the questions.
    pub fn search_each(&self, bodies: Vec<Value>) -> Result<Vec<Value>, EngineError> {
        self.send_each("/_msearch", &bodies)
    }

    /// The same, with scores by the statistics of all shards.
    pub fn search_each_scored(&self, bodies: Vec<Value>) -> Result<Vec<Value>, EngineError> {
        self.send_each("/_msearch?search_type=dfs_query_then_fetch", &bodies)
    }

    fn send_each(&self, path: &str, bodies: &[Value]) -> Result<Vec<Value>, EngineError> {
        if bodies.is_empty() {
            return Ok(Vec::new());
        }
        let mut answer = self.ask(|pit| {
            let mut lines = Vec::new();
            for body in bodies {
                lines.extend_from_slice(b"{}\n");
                lines.extend_from_slice(at(body, pit).to_string().as_bytes());
                lines.push(b'\n');
            }
            self.client.lines(path, lines)
        })?;
        match answer["responses"].take() {
            Value::Array(answers) => Ok(answers),
            _ => Ok(Vec::new()),
        }
    }

    fn ask(&self, ask: impl Fn(&Value) -> Result<Value, ClusterError>) -> Result<Value, EngineError> {
        self.asked(ask).map_err(EngineError::failed)
    }

    fn asked(&self, ask: impl Fn(&Value) -> Result<Value, ClusterError>) -> Result<Value, ClusterError> {
        self.point.ask(&self.client, |pit| self.is_of(pit), ask)
    }

    /// Hands the hits of a search that says in which order they come to `each`, so many at a time, until there are no more or `each`
    /// has enough.
    pub fn pages(
        &self,
        body: &Value,
        at_once: usize,
        each: &mut dyn FnMut(Vec<Value>) -> Result<ControlFlow<()>, EngineError>,
    ) -> Result<(), EngineError> {
        self.pages_of("/_search", body, at_once, each)
    }

    /// The same, with scores by the statistics of all shards.
    pub fn pages_scored(
        &self,
        body: &Value,
        at_once: usize,
        each: &mut dyn FnMut(Vec<Value>) -> Result<ControlFlow<()>, EngineError>,
    ) -> Result<(), EngineError> {
        self.pages_of("/_search?search_type=dfs_query_then_fetch", body, at_once, each)
    }

    fn pages_of(
        &self,
        path: &str,
        body: &Value,
        at_once: usize,
        each: &mut dyn FnMut(Vec<Value>) -> Result<ControlFlow<()>, EngineError>,
    ) -> Result<(), EngineError> {
        let mut body = body.clone();
        (body["size"], body["track_total_hits"]) = (at_once.into(), false.into());
        loop {
            let mut answer = self.ask(|pit| self.client.post(path, &at(&body, pit)))?;
            let Value::Array(page) = answer["hits"]["hits"].take() else { return Ok(()) };
            let last = page.last().map(|hit| hit["sort"].clone()).filter(|_| page.len() == at_once);
            if each(page)?.is_break() {
                return Ok(());
            }
            let Some(last) = last else { return Ok(()) };
            body["search_after"] = last;
        }
    }

    /// Whether another point in time shows the same index. A batch that only removed pages shows in their number alone.
    fn is_of(&self, pit: &Value) -> Result<bool, ClusterError> {
        let stamp = stamp::read(&self.client)?;
        let query = json!({"size": 0, "track_total_hits": true, "query": {"term": {"is_article": true}}});
        let articles = total(&self.client.post("/_search", &at(&query, pit))?);
        Ok((stamp.uuid.as_str(), stamp.committed()) == (self.commit.0.as_str(), self.commit.1)
            && articles == self.totals.articles)
    }

    /// How many documents a query finds; no query is counted twice.
    pub fn count_of(&self, query: &Value) -> Result<u64, EngineError> {
        let counts = || self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = query.to_string();
        if let Some(known) = counts().get(&key) {
            return Ok(*known);
        }
        let found = total(&self.search(json!({"size": 0, "track_total_hits": true, "query": query}))?);
        counts().insert(key, found);
        Ok(found)
    }

    /// All buckets of a `composite` aggregation over the articles that a query finds: keys by the names of the sources, and
    /// counts.
    pub fn composite(&self, query: &Value, sources: &Value) -> Result<Vec<(Value, u64)>, EngineError> {
        let mut found = Vec::new();
        let mut after = Value::Null;
        loop {
            let mut composite = json!({"size": PAGE, "sources": sources});
            if !after.is_null() {
                composite["after"] = after;
            }
            let body = json!({"size": 0, "track_total_hits": false, "query": query,
                "aggs": {"all": {"composite": composite}}});
            let mut answer = self.search(body)?;
            let Value::Array(buckets) = answer["aggregations"]["all"]["buckets"].take() else { return Ok(found) };
            let count = buckets.len();
            found.extend(buckets.into_iter().map(|mut bucket| (bucket["key"].take(), number(&bucket["doc_count"]))));
            after = answer["aggregations"]["all"]["after_key"].take();
            if count < PAGE || after.is_null() {
                return Ok(found);
            }
        }
    }

    /// Does `work`, which asks for document frequencies, until all of them are known: what is not gets looked up, all at once.
    pub fn with_frequencies<R>(&self, work: impl Fn() -> Result<R, EngineError>) -> Result<R, EngineError> {
        loop {
            let before = self.missed.load(Ordering::SeqCst);
            let done = work()?;
            if self.missed.load(Ordering::SeqCst) == before {
                return Ok(done);
            }
            self.look_up()?;
        }
    }

    /// Makes frequencies known that will be asked for.
    pub fn want(&self, terms: impl IntoIterator<Item = (String, String)>) -> Result<(), EngineError> {
        {
            let Frequencies { known, wanted } = &mut *self.frequencies();
            wanted.extend(terms.into_iter().filter(|term| !known.contains_key(term)));
        }
        self.look_up()
    }

    fn look_up(&self) -> Result<(), EngineError> {
        let mut frequencies = self.frequencies();
        let wanted: Vec<(String, String)> = std::mem::take(&mut frequencies.wanted).into_iter().collect();
        for terms in wanted.chunks(PAGE) {
            let filters: serde_json::Map<String, Value> = terms
                .iter()
                .zip(0..)
                .map(|((field, term), n): (_, usize)| (n.to_string(), json!({"term": {field: term}})))
                .collect();
            let body = json!({"size": 0, "track_total_hits": false, "query": {"term": {"is_article": true}},
                "aggs": {"all": {"filters": {"filters": filters}}}});
            let answer = self.search(body)?;
            let buckets = &answer["aggregations"]["all"]["buckets"];
            for (n, term) in terms.iter().enumerate() {
                frequencies.known.insert(term.clone(), number(&buckets[n.to_string()]["doc_count"]));
            }
        }
        Ok(())
    }

    fn frequencies(&self) -> MutexGuard<'_, Frequencies> {
        self.frequencies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of an article.
    pub fn handle(&self, id: &str) -> Handle {
        let mut articles = self.articles();
        if let Some(number) = articles.numbers.get(id) {
            return Handle(*number);
        }
        let (id, number) = (Arc::<str>::from(id), articles.ids.len() as u64);
        articles.ids.push(Arc::clone(&id));
        articles.numbers.insert(id, number);
        Handle(number)
    }

    /// The ids of articles that have a number.
    pub fn ids(&self, articles: &[Handle]) -> Vec<Arc<str>> {
        let named = self.articles();
        articles.iter().map(|article| Arc::clone(&named.ids[article.0 as usize])).collect()
    }

    fn articles(&self) -> MutexGuard<'_, Named> {
        self.articles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A search at a point in time.
fn at(body: &Value, pit: &Value) -> Value {
    let mut body = body.clone();
    body["pit"] = pit.clone();
    body
}

/// Closes the point in time, which else would hold the index's old files for some minutes.
impl Drop for Snapshot {
    fn drop(&mut self) {
        self.point.close(&self.client);
    }
}

impl Whole for Snapshot {
    fn totals(&self) -> Totals {
        self.totals.clone()
    }

    /// Where it is not known, it counts as 0 for now: [`Snapshot::with_frequencies`] looks it up and asks again.
    fn document_frequency(&self, field: &str, term: &str) -> u64 {
        // A form stands beside its folded form.
        let term = if field.ends_with("_forms") { form_key(term) } else { term.to_owned() };
        let Frequencies { known, wanted } = &mut *self.frequencies();
        let asked = (field.to_owned(), term);
        if let Some(frequency) = known.get(&asked) {
            return *frequency;
        }
        wanted.insert(asked);
        self.missed.fetch_add(1, Ordering::SeqCst);
        0
    }

    fn newspapers(&self) -> Result<Arc<Newspapers>, EngineError> {
        if let Some(newspapers) = self.newspapers.get() {
            return Ok(Arc::clone(newspapers));
        }
        let sources = json!([{"source": {"terms": {"field": "source"}}}]);
        let counted = self.composite(&json!({"term": {"is_article": true}}), &sources)?;
        let imprint = |(key, count): (Value, u64)| {
            (Imprint::from_text(key["source"].as_str().unwrap_or_default().to_owned()), count)
        };
        let newspapers = Arc::new(Newspapers::of(counted.into_iter().map(imprint).collect(), &self.sources));
        Ok(Arc::clone(self.newspapers.get_or_init(|| newspapers)))
    }
}

/// A number of an answer.
pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// How many documents a search has found in all.
pub fn total(answer: &Value) -> u64 {
    number(&answer["hits"]["total"]["value"])
}

/// The hits of an answer.
pub fn hits(answer: &Value) -> &[Value] {
    answer["hits"]["hits"].as_array().map_or(&[], Vec::as_slice)
}
