//! The only place that changes an index: additions, deletions and commits.
//!
//! Documents are gathered in batches. A batch that is full, or that a commit waits for, is written as a segment by its own
//! thread, while the next one takes documents: so nobody waits for a segment but a commit that must be through. Batches come
//! into the index in their order, each with what it deletes of those before it.

use std::collections::VecDeque;
use std::mem;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tantivy::index::SegmentComponent;
use tantivy::{IndexWriter, SegmentMeta, TantivyError};

use super::Index;
use super::batch::Batch;
use super::collection::Collection;
use super::damage::{self, Damage};
use super::deletion::Earlier;
use super::error::IndexError;
use super::merges::Merges;
use super::quota::Permit;
use super::schema::{Document, News, id_hash};
use super::stamp::{Containers, Stamp};
use super::target::{Size, TargetWriter};
use crate::analysis::vocabulary::Vocabulary;

/// The one writer of an index: while it is there, no other can be opened.
pub struct Writer<'a> {
    index: &'a Index,
    tantivy: IndexWriter,
    size: Size,
    /// The batch that takes documents; none before the first one.
    open: Option<Open>,
    /// Ids that the open batch, or else the next one, deletes of those before it.
    deletes: Vec<String>,
    /// Batches that are being written, in their order.
    closed: Closed,
    /// The time that commits took from their beginning, since somebody asked.
    took: Option<Duration>,
    damage: Arc<OnceLock<Damage>>,
    /// The number of the open batch, or else of the next one.
    generation: u64,
    /// The files that have been read, where that is no longer what the index says.
    containers: Option<Containers>,
}

/// The batch that takes documents, in the hands of its thread.
struct Open {
    changes: Sender<Change>,
    thread: JoinHandle<tantivy::Result<SegmentMeta>>,
    taken: Arc<Taken>,
}

/// The memory that a batch takes, in bytes.
#[derive(Default)]
struct Taken {
    now: AtomicUsize,
    /// What it would take while it is written.
    written: AtomicUsize,
}

impl Taken {
    fn note(&self, batch: &Batch) {
        let (now, written) = batch.sizes();
        self.now.store(now, Ordering::Relaxed);
        self.written.store(written, Ordering::Relaxed);
    }
}

enum Change {
    /// The permit is given back once the batch has the document.
    Add {
        document: Box<Document>,
        _permit: Arc<Permit>,
    },
    Delete(u64),
    /// It takes no more documents, and is to be written.
    Close,
}

/// A batch that takes no more documents.
struct Written {
    /// None where there are only deletions, or a commit alone.
    thread: Option<JoinHandle<tantivy::Result<SegmentMeta>>>,
    taken: Arc<Taken>,
    /// What it deletes of earlier batches.
    deletes: Earlier,
    /// Its commit, if it is the last batch of one, and when that was begun.
    commit: Option<(Stamp, Instant)>,
}

/// Batches that are being written. A thread that writes into the index's folder is waited for, whatever ends the run.
#[derive(Default)]
struct Closed(VecDeque<Written>);

impl Closed {
    /// How many threads write.
    fn threads(&self) -> usize {
        self.0.iter().filter(|batch| batch.thread.is_some()).count()
    }

    /// The memory that they take, in bytes.
    fn bytes(&self) -> usize {
        self.0.iter().map(|batch| batch.taken.written.load(Ordering::Relaxed)).sum()
    }
}

impl Drop for Closed {
    fn drop(&mut self) {
        for thread in self.0.drain(..).filter_map(|batch| batch.thread) {
            let _ = thread.join();
        }
    }
}

impl<'a> Writer<'a> {
    /// Takes the index's only place for a writer, or fails with [`IndexError::Locked`].
    pub fn open(index: &'a Index, size: Size) -> Result<Self, IndexError> {
        let tantivy = index.tantivy_writer()?;
        for segment in index.segments()? {
            if let Some(damage) = damage::damage_of(&index.tantivy, &segment, &READ_BY_A_RUN) {
                return Err(index.damaged(damage));
            }
        }
        let damage = Arc::default();
        let merges = Merges::new(index.tantivy.clone(), index.dir.clone(), size.merge, Arc::clone(&damage));
        tantivy.set_merge_policy(Box::new(merges));
        // A run that was killed, or that filled the disk, has left files that belong to no commit.
        tantivy.garbage_collect_files().wait().map_err(|source| index.storage(source))?;
        // An empty group of operations takes a number of its own, and no operation gets it: that of the last commit, from
        // which tantivy 0.27 counts on (`IndexWriter::new`, `Stamper::new`). A merge of committed segments applies deletes
        // up to that number (`consider_merge_options`), but passes over a segment whose deletes are of that number already
        // (`advance_deletes`), and then goes on behind the deletes that its first segment has seen (`merge`). A delete that
        // had this number would be lost, and the old version of an article would stay beside the new one.
        tantivy.run([]).map_err(|source| index.storage(source))?;
        let generation = index.stamp.generation + 1;
        Ok(Self {
            index,
            tantivy,
            size,
            open: None,
            deletes: Vec::new(),
            closed: Closed::default(),
            took: None,
            damage,
            generation,
            containers: None,
        })
    }

    /// The stamp of a commit of all batches that were closed.
    fn stamp(&self) -> Stamp {
        let stamp = self.index.stamp.clone();
        let containers = self.containers.clone().unwrap_or_else(|| stamp.containers.clone());
        Stamp { settled: false, generation: self.generation - 1, totals: None, containers, ..stamp }
    }

    fn push(&mut self, mut document: Document, permit: Arc<Permit>) -> Result<Option<News>, IndexError> {
        let news = document.comes_in(self.generation, &self.index.fields);
        let most = (self.size.memory / 8 * 7 / self.size.threads).min(LARGEST);
        let open = self.batch(&document.vocabulary)?;
        let is_full = open.taken.written.load(Ordering::Relaxed) > most;
        let change = Change::Add { document: Box::new(document), _permit: permit };
        if open.changes.send(change).is_err() || is_full {
            self.close();
        }
        Ok(news)
    }

    /// The open batch, once there is memory for it; a new one for texts with this vocabulary, if there is none.
    fn batch(&mut self, vocabulary: &Arc<Vocabulary>) -> Result<&mut Open, IndexError> {
        let open = self.open.as_ref().map_or(0, |open| open.taken.now.load(Ordering::Relaxed));
        // A batch with no thread has no bytes: so these end.
        while self.open.is_none() && self.closed.threads() >= self.size.threads {
            self.take_in_first()?;
        }
        while self.closed.bytes() > 0 && open + self.closed.bytes() > self.size.memory {
            self.take_in_first()?;
        }
        let (index, tantivy) = (self.index, &self.tantivy);
        if self.open.is_none() {
            let (changes, received) = mpsc::channel();
            let taken = Arc::<Taken>::default();
            let batch = Batch::new(tantivy.new_segment(), index.fields, Arc::clone(vocabulary), &index.dir)
                .map_err(|source| index.storage(source))?;
            let size = Arc::clone(&taken);
            let thread = thread::Builder::new()
                .name("segment".to_owned())
                .spawn(move || write(batch, &received, &size))
                .map_err(|source| index.storage(source.into()))?;
            self.open = Some(Open { changes, thread, taken });
        }
        Ok(self.open.as_mut().expect("it was just opened"))
    }

    /// The open batch takes no more documents.
    fn close(&mut self) {
        if let Some(Open { changes, thread, taken }) = self.open.take() {
            let _ = changes.send(Change::Close);
            self.push_closed(Some(thread), taken);
        } else if !self.deletes.is_empty() {
            self.push_closed(None, Arc::default());
        }
    }

    fn push_closed(&mut self, thread: Option<JoinHandle<tantivy::Result<SegmentMeta>>>, taken: Arc<Taken>) {
        let ids = mem::take(&mut self.deletes).into();
        let deletes = Earlier { id: self.index.fields.id, ids, generation: self.generation };
        self.closed.0.push_back(Written { thread, taken, deletes, commit: None });
        self.generation += 1;
    }

    /// Waits for the first batch, takes it into the index, and makes its commit, if it has one.
    fn take_in_first(&mut self) -> Result<(), IndexError> {
        let Some(Written { thread, deletes, commit, .. }) = self.closed.0.pop_front() else { return Ok(()) };
        let storage = |source: TantivyError| self.index.storage(source);
        let segment = match thread {
            Some(thread) => Some(thread.join().unwrap_or_else(|panic| resume_unwind(panic)).map_err(storage)?),
            None => None,
        };
        if !deletes.ids.is_empty() {
            self.tantivy.delete_query(Box::new(deletes)).map_err(storage)?;
        }
        if let Some(segment) = segment.filter(|segment| segment.num_docs() > 0) {
            self.tantivy.add_segment(segment).map_err(storage)?;
        }
        let Some((stamp, began)) = commit else { return Ok(()) };
        self.index.commit(&mut self.tantivy, &stamp)?;
        self.took = Some(self.took.unwrap_or_default() + began.elapsed());
        self.damage.get().map_or(Ok(()), |damage| Err(self.index.damaged(damage.clone())))
    }
}

impl TargetWriter for Writer<'_> {
    fn add(&mut self, document: Document, permit: Permit) -> Result<Option<News>, IndexError> {
        self.push(document, Arc::new(permit))
    }

    fn put(&mut self, document: Document, permit: Permit) -> Result<Option<News>, IndexError> {
        self.delete(&document.stored.id);
        self.add(document, permit)
    }

    fn delete(&mut self, id: &str) {
        self.deletes.push(id.to_owned());
        if let Some(open) = &self.open {
            // A batch whose thread has failed says why when it is waited for.
            let _ = open.changes.send(Change::Delete(id_hash(id)));
        }
    }

    fn replace(&mut self, pages: Vec<Document>, permit: Permit) -> Result<(), IndexError> {
        let permit = Arc::new(permit);
        for document in pages {
            self.delete(&document.stored.id);
            self.push(document, Arc::clone(&permit))?;
        }
        Ok(())
    }

    fn remember(&mut self, containers: Containers) -> bool {
        let is_new = containers != self.index.stamp.containers;
        self.containers = Some(containers);
        is_new
    }

    fn wait(&mut self) -> Result<(), IndexError> {
        while !self.closed.0.is_empty() {
            self.take_in_first()?;
        }
        Ok(())
    }

    fn is_between_batches(&self) -> bool {
        self.open.is_none()
    }

    fn commit_soon(&mut self) {
        self.close();
        if self.closed.0.is_empty() {
            // Nothing has changed but the stamp.
            self.push_closed(None, Arc::default());
        }
        let stamp = self.stamp();
        if let Some(last) = self.closed.0.back_mut() {
            last.commit = Some((stamp, Instant::now()));
        }
    }

    fn go_on(&mut self) -> Result<Option<Duration>, IndexError> {
        let is_written = |batch: &Written| batch.thread.as_ref().is_none_or(JoinHandle::is_finished);
        while self.closed.0.front().is_some_and(is_written) {
            self.take_in_first()?;
        }
        Ok(self.took.take())
    }

    fn conclude(&mut self) -> Result<(), IndexError> {
        if self.open.is_some() || !self.deletes.is_empty() || !self.closed.0.is_empty() {
            self.commit()?;
        }
        let searcher = self.index.latest_of_run()?;
        let count = || Collection::new(&searcher, &self.index.fields)?.totals(&searcher);
        let totals = count().map_err(|source| self.index.storage(source))?;
        let stamp = Stamp { settled: true, totals: Some(totals), ..self.stamp() };
        self.index.commit(&mut self.tantivy, &stamp)
    }

    fn settle(self: Box<Self>) -> Result<(), IndexError> {
        let Self { index, tantivy, damage, .. } = *self;
        tantivy.wait_merging_threads().map_err(|source| index.storage(source))?;
        damage.get().map_or(Ok(()), |damage| Err(index.damaged(damage.clone())))
    }
}

/// Gathers the documents of a batch and writes it. Nothing is written where the writer is gone before it closed the batch.
fn write(mut batch: Batch, changes: &Receiver<Change>, taken: &Taken) -> tantivy::Result<SegmentMeta> {
    for change in changes {
        match change {
            Change::Add { document, .. } => batch.add(*document)?,
            Change::Delete(id) => batch.delete(id),
            Change::Close => return batch.write(),
        }
        taken.note(&batch);
    }
    Ok(batch.segment.meta().clone())
}

/// Bytes of the largest batch: what is in it is counted with 32 bits, and some occurrences take more than they are taken to.
const LARGEST: usize = u32::MAX as usize / 2;

/// What a run reads to know what is indexed, and to find what it deletes: it builds on nothing else.
const READ_BY_A_RUN: [SegmentComponent; 3] =
    [SegmentComponent::FastFields, SegmentComponent::Terms, SegmentComponent::Postings];
