//! An index in a cluster as the target of a run. What it has of a page is looked up, many pages at once, and never listed whole: a cluster
//! may have more pages than a machine has memory for.

use std::collections::{BTreeSet, HashSet};
use std::mem;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Value, json};

use super::bulk::{Lanes, Progress};
use super::client::Client;
use super::document::{name, signed, unsigned};
use super::error::ClusterError;
use super::kept::Kept;
use super::mapping::Spread;
use super::scan::Scan;
use super::stamp;
use super::totals;
use crate::analysis::vocabulary::CurrentVocabulary;
use crate::article::Rejection;
use crate::index::error::IndexError;
use crate::index::manifest::{Known, Manifest};
use crate::index::quota::Permit;
use crate::index::schema::{self, Document, Entry, Fields, News};
use crate::index::stamp::{Containers, Stamp};
use crate::index::target::{Below, Fingerprints, Page, Pages, Size, Target, TargetWriter, is_in_root};
use crate::repeated::{Edges, SiteLines};

/// Pages that are looked up together.
const LOOKED_UP: usize = 500;

/// Columns of documents that are asked for together, and whole articles.
const ROWS: usize = 5_000;
const ARTICLES: usize = 200;

/// Values of a query: OpenSearch takes no more than 65,536.
const VALUES: usize = 50_000;

/// Bytes that a lane sends together. Larger ones are no faster.
const BULK: usize = 5 << 20;

/// Seconds after which a batch that nobody has committed is taken to be that of a client that was killed. What it has stored is seen from
/// the next commit on.
const LONGEST_BATCH: u64 = 3_600;

/// An index in a cluster, open for writing.
pub struct Store {
    client: Arc<Client>,
    fields: Fields,
    vocabulary: CurrentVocabulary,
    stamp: Stamp,
    /// The stamp that was read.
    found: Stamp,
    progress: Arc<Progress>,
}

impl Store {
    /// Opens an index that is there.
    ///
    /// # Errors
    ///
    /// Those of [`stamp::read`].
    pub fn open(client: Arc<Client>) -> Result<Self, ClusterError> {
        let stamp = stamp::read(&client)?;
        Self::with(client, stamp)
    }

    /// Opens an index or, where there is none, makes an empty one in so many shards whose pages live below `root`. Where it is not said
    /// how many replicas these have, it is one on a cluster of several machines.
    ///
    /// # Errors
    ///
    /// As [`Store::open`].
    pub fn open_or_create(
        client: Arc<Client>,
        shards: u32,
        replicas: Option<u32>,
        root: Option<String>,
    ) -> Result<Self, ClusterError> {
        if !client.head(&format!("/{}", client.index()))? {
            let health =
                || client.get("/_cluster/health").map(|health| health["number_of_data_nodes"].as_u64() > Some(1));
            let replicas = replicas.map_or_else(|| health().map(u32::from), Ok)?;
            stamp::create(&client, Spread { shards, replicas })?;
        }
        let stamp = stamp::with_root(&client, root)?;
        Self::with(client, stamp)
    }

    fn with(client: Arc<Client>, stamp: Stamp) -> Result<Self, ClusterError> {
        // A client that was killed has left changes that nobody sees yet.
        client.post(&format!("/{}/_refresh", client.index()), &json!({}))?;
        Ok(Self {
            fields: schema::build().1,
            vocabulary: CurrentVocabulary::default(),
            found: stamp.clone(),
            stamp,
            progress: Arc::default(),
            client,
        })
    }

    /// The error of a run, with what has become of its changes so far.
    fn failed(&self, error: ClusterError) -> IndexError {
        let (is_away, mut what) = (error.is_passing(), error.to_string());
        let taken = self.progress.taken.load(Ordering::Relaxed);
        if taken > 0 {
            let stored = self.progress.stored.load(Ordering::Relaxed);
            let lost = taken - stored;
            what.push_str(&format!(
                "; of the changes of this run {stored} are stored, and {lost} are made by the next run"
            ));
        }
        IndexError::Cluster { what, is_away }
    }

    /// The error of an answer that has not the members that it should have.
    fn wrong(&self, error: &serde_json::Error) -> ClusterError {
        ClusterError::WrongAnswer { host: self.client.address().to_string(), why: error.to_string() }
    }

    fn search(&self, body: &Value) -> Result<Value, IndexError> {
        search(&self.client, body).map_err(|error| self.failed(error))
    }

    /// Hands the columns of documents to `each`, in the order of some columns.
    fn rows<T: for<'a> Deserialize<'a>>(
        &self,
        query: Value,
        order: &'static [&'static str],
        columns: &[&str],
        each: &mut dyn FnMut(T) -> ControlFlow<()>,
    ) -> Result<(), IndexError> {
        let scan = Scan { query, order, wanted: columns_of(columns), at_once: ROWS };
        let read = scan.read(&self.client, &mut |Row { fields }: Row<T>| Ok::<_, ClusterError>(each(fields)));
        read.map_err(|error| self.failed(error))
    }
}

/// A search of the first copies of all shards: others may lag behind.
fn search(client: &Client, body: &Value) -> Result<Value, ClusterError> {
    client.post(&format!("/{}/_search?preference=_primary", client.index()), body)
}

/// What a search wants of a document if that is columns alone.
fn columns_of(columns: &[&str]) -> Value {
    json!({"_source": false, "stored_fields": "_none_", "docvalue_fields": columns})
}

#[derive(Deserialize)]
struct Row<T> {
    fields: T,
}

/// A column of one value, as an answer has it: in a list.
type One<T> = [T; 1];

/// What is known of a page.
#[derive(Deserialize)]
struct KnownRow {
    id_hash: One<i64>,
    fingerprint: One<i64>,
    fetched: Option<One<u32>>,
    arrived: Option<One<u32>>,
    changed: Option<One<u32>>,
    text: Option<One<u32>>,
    rejection: Option<One<Rejection>>,
    bare: Option<One<u8>>,
}

impl KnownRow {
    const COLUMNS: [&str; 8] = ["id_hash", "fingerprint", "fetched", "arrived", "changed", "text", "rejection", "bare"];

    fn known(self, forget: bool) -> (u64, Known) {
        let number = |column: Option<One<u32>>| column.map_or(0, |[number]| number);
        let rejection = self.rejection.map(|[rejection]| rejection);
        let known = Known {
            fingerprint: (!forget).then_some(unsigned(self.fingerprint[0])),
            fetched: number(self.fetched),
            news: News { arrived: number(self.arrived), changed: number(self.changed), text: number(self.text) },
            rejection,
            has_text: rejection.is_none() && self.bare.is_none(),
            seen: false,
            fresh: false,
        };
        (unsigned(self.id_hash[0]), known)
    }
}

/// What a page is called, and where it came from.
#[derive(Deserialize)]
struct PageRow {
    id_hash: One<i64>,
    /// None if it is too long for a column.
    id: Option<One<String>>,
    container: One<String>,
}

#[derive(Deserialize)]
struct ContainerRow {
    container: One<String>,
}

#[derive(Deserialize)]
struct EdgesRow {
    site: One<u32>,
    headline: One<u32>,
    #[serde(default)]
    edge: Vec<u32>,
}

#[derive(Deserialize)]
struct KeptHit {
    #[serde(rename = "_source")]
    source: Kept,
}

impl Target for Store {
    fn shown(&self) -> String {
        self.client.address().to_string()
    }

    fn folder(&self) -> Option<&Path> {
        None
    }

    fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    fn stamp_mut(&mut self) -> &mut Stamp {
        &mut self.stamp
    }

    fn document(&self, entry: &Entry) -> Document {
        self.fields.document(entry, self.vocabulary.get())
    }

    fn length(&self) -> Result<usize, IndexError> {
        let path = format!("/{}/_count?preference=_primary", self.client.index());
        let counted = self.client.post(&path, &json!({"query": {"exists": {"field": "id_hash"}}}));
        let counted = counted.map_err(|error| self.failed(error))?;
        Ok(counted["count"].as_u64().unwrap_or_default() as usize)
    }

    fn manifest(&self, _: bool) -> Result<Manifest, IndexError> {
        Ok(Manifest::default())
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn looked_up_together(&self) -> Option<usize> {
        Some(LOOKED_UP)
    }

    fn look_up(&self, ids: &[String], forget: bool) -> Result<Vec<(u64, Known)>, IndexError> {
        let names: Vec<String> = ids.iter().map(|id| name(id)).collect();
        let mut body = columns_of(&KnownRow::COLUMNS);
        body["size"] = json!(ids.len());
        body["query"] = json!({"constant_score": {"filter": {"ids": {"values": names}}}});
        body["track_total_hits"] = json!(false);
        let path = format!(
            "/{}/_search?preference=_primary&filter_path=_shards,timed_out,hits.hits.fields",
            self.client.index()
        );
        let answer = self.client.post_raw(&path, &body).map_err(|error| self.failed(error))?;
        let answer: LookedUp = serde_json::from_slice(&answer).map_err(|error| self.failed(self.wrong(&error)))?;
        Ok(answer.hits.hits.into_iter().map(|row| row.fields.known(forget)).collect())
    }

    fn newest_of_doubles(&self, _: &Manifest) -> Result<Vec<Entry>, IndexError> {
        // A document is named by the id of its page, so that there is one.
        Ok(Vec::new())
    }

    fn unseen(&self, manifest: &Manifest, below: &Below, each: &mut dyn FnMut(Page)) -> Result<(), IndexError> {
        let begins: Vec<Value> = below.names.iter().map(|name| json!({"prefix": {"container": name}})).collect();
        let query = json!({"bool": {"should": begins, "minimum_should_match": 1,
            "must_not": [{"terms": {"container": below.without}}]}});
        let mut without_id = Vec::new();
        self.rows(query, &["id_hash"], &["id_hash", "id", "container"], &mut |row: PageRow| {
            let PageRow { id_hash: [id_hash], id, container: [container] } = row;
            if !manifest.is_seen(unsigned(id_hash)) && (below.is_wanted)(&container) {
                match id {
                    Some([id]) => each(Page { id: &id, container: &container }),
                    None => without_id.push((id_hash, container)),
                }
            }
            ControlFlow::Continue(())
        })?;
        for (id_hash, container) in without_id {
            let found = self.search(&json!({"query": {"term": {"id_hash": id_hash}}, "_source": ["id"]}))?;
            if let Some(id) = found["hits"]["hits"][0]["_source"]["id"].as_str() {
                each(Page { id, container: &container });
            }
        }
        Ok(())
    }

    fn containers_in_root(&self, limit: usize) -> Result<BTreeSet<String>, IndexError> {
        // Hashes of ids are in the order of nothing, so that the first are spread over all.
        let mut body = columns_of(&["container"]);
        body["size"] = json!(limit.max(SAMPLE));
        body["sort"] = json!(["id_hash"]);
        body["query"] = json!({"bool": {"filter": [{"exists": {"field": "container"}}],
            "must_not": [{"prefix": {"container": "/"}}, {"term": {"container": crate::source::STDIN}}]}});
        let answer = self.search(&body)?;
        let hits: Vec<Row<ContainerRow>> =
            Deserialize::deserialize(&answer["hits"]["hits"]).map_err(|error| self.failed(self.wrong(&error)))?;
        let containers = hits.into_iter().map(|row| row.fields.container).map(|[container]| container);
        Ok(containers.filter(|container| is_in_root(container)).take(limit).collect())
    }

    fn fingerprints(&self) -> Result<Box<dyn Fingerprints>, IndexError> {
        Ok(Box::new(Before { client: Arc::clone(&self.client), generation: self.found.generation }))
    }

    fn containers_of(&self, wanted: &HashSet<u64>, each: &mut dyn FnMut(&str)) -> Result<(), IndexError> {
        let wanted: Vec<i64> = wanted.iter().copied().map(signed).collect();
        for wanted in wanted.chunks(VALUES) {
            let query = json!({"terms": {"fingerprint": wanted}});
            self.rows(query, &["id_hash"], &["container"], &mut |ContainerRow { container: [container] }| {
                each(&container);
                ControlFlow::Continue(())
            })?;
        }
        Ok(())
    }

    fn edges(&self, each: &mut dyn FnMut(&Edges) -> bool) -> Result<(), IndexError> {
        let (query, order) = (json!({"term": {"is_article": true}}), &["headline", "id_hash"]);
        self.rows(query, order, &["site", "headline", "edge"], &mut |row: EdgesRow| {
            let is_beyond = each(&Edges { site: row.site[0], title: row.headline[0], lines: row.edge });
            if is_beyond { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    }

    fn articles_with(
        &self,
        lines: &SiteLines,
        each: &mut dyn FnMut(Entry) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let lines: Vec<u32> = lines.hashes().collect();
        let queries = lines.chunks(VALUES).map(|lines| json!({"terms": {"edge": lines}}));
        for query in queries.chain([json!({"term": {"parted": 1}})]) {
            let wanted = json!({"_source": true});
            let scan = Scan { query, order: &["id_hash"], wanted, at_once: ARTICLES };
            let read = scan.read(&self.client, &mut |hit: KeptHit| {
                each(hit.source.entry()).map(ControlFlow::Continue).map_err(Failed::Each)
            });
            read.map_err(|error| match error {
                Failed::Client(error) => self.failed(error),
                Failed::Each(error) => error,
            })?;
        }
        Ok(())
    }

    fn pages(&self) -> Result<Box<dyn Pages + '_>, IndexError> {
        Ok(Box::new(Now(self)))
    }

    fn writer(&self, size: Size) -> Result<Box<dyn TargetWriter + '_>, IndexError> {
        // A lane waits for the cluster most of the time.
        let count = (size.threads + 1).clamp(2, 8);
        let bytes = BULK.min(size.memory / (2 * count));
        Ok(Box::new(StoreWriter {
            store: self,
            lanes: Lanes::open(&self.client, count, bytes, &self.progress),
            generation: None,
            is_changed: false,
            containers: None,
            stamp: self.stamp.clone(),
            committed: Ok(None),
        }))
    }
}

#[expect(clippy::disallowed_methods, reason = "how long another client's batch has been open")]
fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Documents of which one is looked at for its container, at least.
const SAMPLE: usize = 64;

#[derive(Deserialize)]
struct LookedUp {
    /// It is left out where nothing is found.
    #[serde(default)]
    hits: LookedUpRows,
}

#[derive(Deserialize, Default)]
struct LookedUpRows {
    #[serde(default = "Vec::new")]
    hits: Vec<Row<KnownRow>>,
}

/// Why articles were not all read: of the cluster, or of who got them.
enum Failed {
    Client(ClusterError),
    Each(IndexError),
}

impl From<ClusterError> for Failed {
    fn from(error: ClusterError) -> Self {
        Self::Client(error)
    }
}

/// The pages as they are at the moment of asking.
struct Now<'a>(&'a Store);

impl Pages for Now<'_> {
    fn find(&self, id: &str) -> Result<Option<Entry>, IndexError> {
        let Self(store) = self;
        let path = format!("/{}/_doc/{}?preference=_primary", store.client.index(), name(id));
        let found = match store.client.get(&path) {
            Ok(found) => found,
            Err(ClusterError::Nothing { .. }) => return Ok(None),
            Err(error) => return Err(store.failed(error)),
        };
        let kept: Kept =
            Deserialize::deserialize(&found["_source"]).map_err(|error| store.failed(store.wrong(&error)))?;
        Ok(Some(kept.entry()))
    }
}

/// The articles of an index as it was after a batch.
struct Before {
    client: Arc<Client>,
    generation: u64,
}

impl Fingerprints for Before {
    fn among(&self, fingerprints: &[u64]) -> Result<HashSet<u64>, IndexError> {
        let mut found = HashSet::new();
        let wanted: Vec<i64> = fingerprints.iter().copied().map(signed).collect();
        for wanted in wanted.chunks(VALUES) {
            let body = json!({
                "size": 0,
                "query": {"bool": {"filter": [
                    {"term": {"is_article": true}},
                    {"terms": {"fingerprint": wanted}},
                    {"range": {"generation": {"lte": self.generation}}},
                ]}},
                "aggs": {"found": {"terms": {"field": "fingerprint", "size": wanted.len()}}},
            });
            let answer = search(&self.client, &body)?;
            let buckets = answer["aggregations"]["found"]["buckets"].as_array();
            found.extend(buckets.into_iter().flatten().filter_map(|bucket| bucket["key"].as_i64()).map(unsigned));
        }
        Ok(found)
    }
}

/// The changes of a run.
struct StoreWriter<'a> {
    store: &'a Store,
    lanes: Lanes,
    /// The number of the batch that takes changes, once one has come since the last commit.
    generation: Option<u64>,
    is_changed: bool,
    containers: Option<Containers>,
    /// The stamp as this run last wrote it.
    stamp: Stamp,
    /// What became of the last commit, until somebody asks.
    committed: Result<Option<Duration>, IndexError>,
}

impl StoreWriter<'_> {
    /// Begins a batch, which gets the next number of the whole index.
    fn begin(&mut self) -> Result<u64, IndexError> {
        if let Some(generation) = self.generation {
            return Ok(generation);
        }
        let stamp = self.change(&mut |stamp| {
            stamp.generation += 1;
            stamp.open.insert(stamp.generation, seconds_now());
            (stamp.settled, stamp.totals) = (false, None);
        })?;
        let generation = stamp.generation;
        self.generation = Some(generation);
        Ok(generation)
    }

    /// Changes the stamp of the index, which other clients may have changed since this one has read it, and adds what this run
    /// knows better.
    fn change(&mut self, change: &mut dyn FnMut(&mut Stamp)) -> Result<&Stamp, IndexError> {
        let (found, ours) = (&self.store.found, &self.store.stamp);
        let containers = self.containers.as_ref();
        let changed = stamp::change(&self.store.client, &mut |stamp| {
            if ours.root != found.root || stamp.root.is_none() {
                stamp.root.clone_from(&ours.root);
            }
            if ours.alias != found.alias {
                stamp.alias.clone_from(&ours.alias);
            }
            if ours.all_captures != found.all_captures {
                stamp.all_captures = ours.all_captures;
            }
            if let Some(containers) = containers {
                stamp
                    .containers
                    .retain(|name, _| containers.contains_key(name) || !found.containers.contains_key(name));
                let changed = containers.iter().filter(|(name, file)| found.containers.get(*name) != Some(file));
                stamp.containers.extend(changed.map(|(name, file)| (name.clone(), file.clone())));
            }
            change(stamp);
        });
        self.stamp = changed.map_err(|error| self.store.failed(error))?;
        Ok(&self.stamp)
    }

    fn push(&mut self, mut document: Document, permit: Arc<Permit>) -> Result<Option<News>, IndexError> {
        self.store.progress.failure().map_err(|error| self.store.failed(error))?;
        let news = document.comes_in(self.begin()?, &self.store.fields);
        self.is_changed = true;
        self.lanes.put(document, permit);
        Ok(news)
    }

    fn make_commit(&mut self, settled: bool) -> Result<Duration, IndexError> {
        let begun = Instant::now();
        let store = self.store;
        self.lanes.flush().map_err(|error| store.failed(error))?;
        if mem::take(&mut self.is_changed) {
            // What was only deleted is a change, too.
            self.begin()?;
            let refresh = format!("/{}/_refresh", store.client.index());
            store.client.post(&refresh, &json!({})).map_err(|error| store.failed(error))?;
        }
        let (ours, batch, now) = (self.stamp.generation, self.generation, seconds_now());
        self.change(&mut |stamp| {
            stamp.open.retain(|number, begun| Some(*number) != batch && now.saturating_sub(*begun) < LONGEST_BATCH);
            // Where another client has begun a batch since, the whole index is looked at at the end of that.
            stamp.settled = settled && stamp.generation == ours;
            stamp.totals = stamp.totals.take().filter(|_| batch.is_none());
        })?;
        self.generation = None;
        Ok(begun.elapsed())
    }
}

impl TargetWriter for StoreWriter<'_> {
    fn add(&mut self, document: Document, permit: Permit) -> Result<Option<News>, IndexError> {
        self.push(document, Arc::new(permit))
    }

    fn put(&mut self, document: Document, permit: Permit) -> Result<Option<News>, IndexError> {
        self.push(document, Arc::new(permit))
    }

    fn delete(&mut self, id: &str) {
        self.is_changed = true;
        self.lanes.delete(id);
    }

    fn replace(&mut self, pages: Vec<Document>, permit: Permit) -> Result<(), IndexError> {
        let permit = Arc::new(permit);
        pages.into_iter().try_for_each(|document| self.push(document, Arc::clone(&permit)).map(drop))
    }

    fn remember(&mut self, containers: Containers) -> bool {
        let is_new = containers != self.store.found.containers;
        self.containers = Some(containers);
        is_new
    }

    fn commit_soon(&mut self) {
        self.committed = self.make_commit(false).map(Some);
    }

    fn go_on(&mut self) -> Result<Option<Duration>, IndexError> {
        mem::replace(&mut self.committed, Ok(None))
    }

    fn wait(&mut self) -> Result<(), IndexError> {
        self.go_on().map(drop)
    }

    fn conclude(&mut self) -> Result<(), IndexError> {
        self.make_commit(true)?;
        let (store, ours) = (self.store, self.stamp.generation);
        let counted = totals::count(&|body| search(&store.client, body)).map_err(|error| store.failed(error))?;
        self.change(&mut |stamp| {
            // Where another client has begun a batch since, what was counted is not what is there.
            stamp.totals = Some(counted.clone()).filter(|_| stamp.settled && stamp.generation == ours);
        })?;
        Ok(())
    }

    fn settle(self: Box<Self>) -> Result<(), IndexError> {
        Ok(())
    }
}
