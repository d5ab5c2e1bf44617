//! Changes on their way into a cluster, in several lanes: each is a thread that writes documents as JSON, gathers them and sends them
//! by `_bulk`. All changes of a page go through one lane, and so come in their order.

use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{Client, item_error};
use super::document::{DocumentWriter, name};
use super::error::ClusterError;
use crate::index::quota::Permit;
use crate::index::schema::{Document, id_hash};

/// Changes that may wait for a lane. The bytes of their documents are not counted while they wait.
const QUEUE: usize = 64;

/// The pause before items are sent again, which doubles each time.
const PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The lanes into an index.
pub struct Lanes {
    lanes: Vec<Lane>,
    progress: Arc<Progress>,
}

/// How far the changes of a run have come.
#[derive(Debug, Default)]
pub struct Progress {
    /// Changes that were made.
    pub taken: AtomicU64,
    /// Changes that the cluster has stored.
    pub stored: AtomicU64,
    failure: OnceLock<ClusterError>,
}

struct Lane {
    changes: SyncSender<Change>,
    thread: JoinHandle<()>,
}

enum Change {
    /// The permit is given back once the lane has the document.
    Put(Box<Document>, Arc<Permit>),
    Delete(String),
    /// Everything before it is to be stored, and then answered.
    Flush(SyncSender<()>),
}

impl Progress {
    /// Why no more is stored, if that is so.
    pub fn failure(&self) -> Result<(), ClusterError> {
        self.failure.get().map_or(Ok(()), |error| Err(error.clone()))
    }
}

impl Lanes {
    /// Opens so many lanes, which send so many bytes at once.
    pub fn open(client: &Arc<Client>, count: usize, bytes: usize, progress: &Arc<Progress>) -> Self {
        let lane = |_| {
            let (changes, received) = sync_channel(QUEUE);
            let (client, progress) = (Arc::clone(client), Arc::clone(progress));
            let mut sender = Sender { client, progress, bytes, body: Vec::new(), ends: Vec::new() };
            Lane { changes, thread: thread::spawn(move || sender.work(&received)) }
        };
        Self { lanes: (0..count).map(lane).collect(), progress: Arc::clone(progress) }
    }

    /// Puts a document in the place of the one with its id.
    pub fn put(&self, document: Document, permit: Arc<Permit>) {
        self.send(document.id_hash, Change::Put(Box::new(document), permit));
    }

    /// Deletes the document of this id, if there is one.
    pub fn delete(&self, id: &str) {
        self.send(id_hash(id), Change::Delete(id.to_owned()));
    }

    fn send(&self, id_hash: u64, change: Change) {
        self.progress.taken.fetch_add(1, Ordering::Relaxed);
        // A lane ends with its sender alone.
        let _ = self.lanes[(id_hash % self.lanes.len() as u64) as usize].changes.send(change);
    }

    /// Waits until all changes so far are stored.
    pub fn flush(&self) -> Result<(), ClusterError> {
        let flush = |lane: &Lane| {
            let (answer, stored) = sync_channel(1);
            let _ = lane.changes.send(Change::Flush(answer));
            stored
        };
        let waiting: Vec<Receiver<()>> = self.lanes.iter().map(flush).collect();
        waiting.into_iter().for_each(|stored| {
            let _ = stored.recv();
        });
        self.progress.failure()
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        for Lane { changes, thread } in self.lanes.drain(..) {
            drop(changes);
            let _ = thread.join();
        }
    }
}

/// What a lane does.
struct Sender {
    client: Arc<Client>,
    progress: Arc<Progress>,
    bytes: usize,
    body: Vec<u8>,
    /// Where each change ends in the body.
    ends: Vec<usize>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    errors: bool,
    #[serde(default)]
    items: Vec<Value>,
}

impl Sender {
    /// Takes changes until nobody has any more. What was not flushed then is not wanted.
    fn work(&mut self, changes: &Receiver<Change>) {
        let mut documents = DocumentWriter::default();
        for change in changes {
            if self.progress.failure.get().is_some() {
                continue;
            }
            match change {
                Change::Put(document, _permit) => documents.write(&document, &mut self.body),
                Change::Delete(id) => {
                    let action = json!({"delete": {"_id": name(&id)}});
                    self.body.extend_from_slice(format!("{action}\n").as_bytes());
                }
                Change::Flush(stored) => {
                    self.store();
                    let _ = stored.send(());
                    continue;
                }
            }
            self.ends.push(self.body.len());
            if self.body.len() >= self.bytes {
                self.store();
            }
        }
    }

    fn store(&mut self) {
        let (body, ends) = (mem::take(&mut self.body), mem::take(&mut self.ends));
        if let Err(error) = self.send(body, ends) {
            let _ = self.progress.failure.set(error);
        }
    }

    /// Sends changes, and again those that the cluster was too busy for, until all are stored or the patience ends.
    fn send(&self, mut body: Vec<u8>, mut ends: Vec<usize>) -> Result<(), ClusterError> {
        let path = format!("/{}/_bulk?filter_path=errors,items.*.status,items.*.error", self.client.index());
        let (begun, mut pause) = (Instant::now(), PAUSE);
        while !ends.is_empty() {
            let answer: Answer =
                serde_json::from_slice(&self.client.lines_raw(&path, body.clone())?).map_err(|error| {
                    ClusterError::WrongAnswer { host: self.client.address().to_string(), why: error.to_string() }
                })?;
            if !answer.errors {
                self.progress.stored.fetch_add(ends.len() as u64, Ordering::Relaxed);
                return Ok(());
            }
            let (mut again, mut again_ends, mut last) = (Vec::new(), Vec::new(), None);
            for (n, item) in answer.items.iter().enumerate().take(ends.len()) {
                let result = item.as_object().and_then(|actions| actions.values().next()).unwrap_or(&Value::Null);
                match item_error(result) {
                    None => drop(self.progress.stored.fetch_add(1, Ordering::Relaxed)),
                    Some((error, true)) => {
                        let start = n.checked_sub(1).map_or(0, |before| ends[before]);
                        again.extend_from_slice(&body[start..ends[n]]);
                        again_ends.push(again.len());
                        last = Some(error);
                    }
                    Some((error, false)) => return Err(error),
                }
            }
            if let Some(error) = last.filter(|_| begun.elapsed() + pause > self.client.patience()) {
                return Err(error);
            }
            (body, ends) = (again, again_ends);
            if !ends.is_empty() {
                self.client.wait(pause)?;
                pause = (2 * pause).min(LONGEST_PAUSE);
            }
        }
        Ok(())
    }
}
