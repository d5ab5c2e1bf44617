//! The only place that changes an index: additions, deletions and commits.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy, UserOperation};
use tantivy::schema::Document;
use tantivy::{IndexWriter, SegmentMeta, TantivyError, Term};

use super::Index;
use super::damage::{self, Damage};
use super::error::IndexError;
use super::quota::Permit;
use super::schema;
use super::stamp::Stamp;

/// The one writer of an index: while it is there, no other can be opened.
pub struct Writer<'a> {
    index: &'a Index,
    tantivy: IndexWriter<Queued>,
    /// The first damage that was found in a segment that should have been merged.
    damage: Arc<OnceLock<Damage>>,
    /// Of the commit that is to come.
    generation: u64,
}

/// How much of the machine a writer takes.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Threads that invert documents.
    pub threads: usize,
    /// Bytes of inverted lists, over all threads, before they are written out as a segment.
    pub heap: usize,
    /// Bytes of segments that one merge may read. They are mapped into memory while it lasts.
    pub merge: u64,
}

impl<'a> Writer<'a> {
    /// Takes the index's only place for a writer, or fails with [`IndexError::Locked`].
    pub fn open(index: &'a Index, size: Size) -> Result<Self, IndexError> {
        let tantivy = index.tantivy_writer(size.threads, size.heap)?;
        for segment in index.segments()? {
            if let Some(damage) = damage::damage_of(&index.tantivy, &segment, &READ_BY_A_RUN) {
                return Err(index.damaged(damage));
            }
        }
        let damage = Arc::default();
        tantivy.set_merge_policy(Box::new(BoundedMerges {
            index: index.tantivy.clone(),
            dir: index.dir.clone(),
            limit: size.merge,
            sound: Mutex::default(),
            damage: Arc::clone(&damage),
        }));
        // A run that was killed, or that filled the disk, has left files that belong to no commit.
        tantivy.garbage_collect_files().wait().map_err(|source| index.storage(source))?;
        // An empty group of operations takes a number of its own, and no operation gets it: that of the last commit, from
        // which tantivy 0.27 counts on (`IndexWriter::new`, `Stamper::new`). A merge of committed segments applies deletes
        // up to that number (`consider_merge_options`), but passes over a segment whose deletes are of that number already
        // (`advance_deletes`), and then goes on behind the deletes that its first segment has seen (`merge`). A delete that
        // had this number would be lost, and the old version of an article would stay beside the new one.
        tantivy.run([]).map_err(|source| index.storage(source))?;
        Ok(Self { index, tantivy, damage, generation: index.stamp.generation + 1 })
    }

    /// Adds a page. The permit is given back once the page is in the writer's heap.
    pub fn add(&mut self, mut document: schema::Document, permit: Permit) -> Result<(), IndexError> {
        document.add_u64(self.index.fields.generation, self.generation);
        match self.tantivy.add_document(Queued(Box::new((document, Arc::new(permit))))) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.cause(error)),
        }
    }

    /// Deletes the page with this id, if there is one.
    pub fn delete(&mut self, id: &str) {
        self.tantivy.delete_term(Term::from_field_text(self.index.fields.id, id));
    }

    /// Puts pages in the place of those with their ids. One thread takes them all: a few make one more segment, not as many
    /// as there are threads. The permit is given back once all are in the writer's heap.
    pub fn replace(&mut self, pages: Vec<(String, schema::Document)>, permit: Permit) -> Result<(), IndexError> {
        let permit = Arc::new(permit);
        let operations: Vec<_> = pages
            .into_iter()
            .flat_map(|(id, mut document)| {
                document.add_u64(self.index.fields.generation, self.generation);
                let term = Term::from_field_text(self.index.fields.id, &id);
                let queued = Queued(Box::new((document, Arc::clone(&permit))));
                [UserOperation::Delete(term), UserOperation::Add(queued)]
            })
            .collect();
        match self.tantivy.run(operations) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.cause(error)),
        }
    }

    /// Makes everything so far durable and visible; `settled` as the [`Stamp`] has it.
    pub fn commit(&mut self, settled: bool) -> Result<(), IndexError> {
        let stamp = Stamp { settled, generation: self.generation, ..self.index.stamp.clone() };
        self.index.commit(&mut self.tantivy, &stamp)?;
        self.generation += 1;
        self.look_for_damage()
    }

    /// Waits until small segments have been merged into larger ones.
    pub fn settle(self) -> Result<(), IndexError> {
        let Self { index, tantivy, damage, .. } = self;
        tantivy.wait_merging_threads().map_err(|source| index.storage(source))?;
        damage.get().map_or(Ok(()), |damage| Err(index.damaged(damage.clone())))
    }

    fn look_for_damage(&self) -> Result<(), IndexError> {
        self.damage.get().map_or(Ok(()), |damage| Err(self.index.damaged(damage.clone())))
    }

    /// A writer that fails in its own thread reports just "killed" here, and the reason (often a full disk) to whoever
    /// waits for that thread.
    fn cause(&mut self, error: TantivyError) -> IndexError {
        let cause = self.tantivy.prepare_commit().err();
        self.index.storage(cause.unwrap_or(error))
    }
}

/// A document on its way to the writer's thread. tantivy lets ten thousand of them wait, of any size; the permit bounds
/// their bytes. Its queue has room for all of them from the start, and each commit makes a new one: so they are small.
struct Queued(Box<(schema::Document, Arc<Permit>)>);

impl Document for Queued {
    type Value<'a> = <schema::Document as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <schema::Document as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.0.0.iter_fields_and_values()
    }
}

/// What a run reads to know what is indexed, and to find what it deletes: it builds on nothing else.
const READ_BY_A_RUN: [SegmentComponent; 3] =
    [SegmentComponent::FastFields, SegmentComponent::Terms, SegmentComponent::Postings];

/// tantivy's own policy, which looks at numbers of documents, held to a number of bytes; and to segments that are as they
/// were written, since a merge would give what is damaged a fresh checksum.
#[derive(Debug)]
struct BoundedMerges {
    index: tantivy::Index,
    dir: PathBuf,
    limit: u64,
    /// Segments whose checksums are right.
    sound: Mutex<HashSet<SegmentId>>,
    damage: Arc<OnceLock<Damage>>,
}

/// A segment with more deleted documents is written anew.
const MAX_DELETED: f32 = 0.3;

impl MergePolicy for BoundedMerges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut by_layer = LogMergePolicy::default();
        by_layer.set_del_docs_ratio_before_merge(MAX_DELETED);
        let sizes: HashMap<SegmentId, u64> =
            segments.iter().map(|segment| (segment.id(), size_of(segment, &self.dir))).collect();
        let within: Vec<_> = segments.iter().filter(|segment| sizes[&segment.id()] <= self.limit).cloned().collect();
        let has_deleted: HashSet<SegmentId> =
            within.iter().filter(|segment| segment.has_deletes()).map(SegmentMeta::id).collect();
        let mut candidates = by_layer.compute_merge_candidates(&within);
        for MergeCandidate(ids) in &mut candidates {
            let mut total = 0;
            ids.sort_by_key(|id| sizes[id]);
            ids.retain(|id| {
                total += sizes[id];
                total <= self.limit
            });
        }
        // Merging one segment is only worth it, and only comes to an end, if that leaves deleted documents out.
        let is_worth_it = |ids: &[SegmentId]| ids.len() > 1 || ids.iter().any(|id| has_deleted.contains(id));
        candidates.retain(|MergeCandidate(ids)| is_worth_it(ids));
        for MergeCandidate(ids) in &mut candidates {
            ids.retain(|id| segments.iter().any(|segment| segment.id() == *id && self.is_sound(segment)));
        }
        candidates.retain(|MergeCandidate(ids)| is_worth_it(ids));
        candidates
    }
}

impl BoundedMerges {
    /// A merge reads all of a segment: reading it once more before takes a small part of its time.
    fn is_sound(&self, segment: &SegmentMeta) -> bool {
        let mut sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        if sound.contains(&segment.id()) {
            return true;
        }
        match damage::damage_of(&self.index, segment, &damage::COMPONENTS) {
            Some(damage) => {
                self.damage.get_or_init(|| damage);
                false
            }
            None => sound.insert(segment.id()),
        }
    }
}

/// Bytes of a segment's files.
fn size_of(segment: &SegmentMeta, dir: &Path) -> u64 {
    use SegmentComponent::{FastFields, Positions, Postings, Store, Terms};
    [Postings, Positions, Terms, Store, FastFields]
        .into_iter()
        .filter_map(|component| dir.join(segment.relative_path(component)).metadata().ok())
        .map(|metadata| metadata.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::index::quota::Quota;
    use crate::index::schema::Entry;

    /// How many segments are left of nine that were committed one by one.
    fn settled(limit: impl Fn(u64) -> u64) -> usize {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(dir.path(), None).unwrap();
        let size = Size { threads: 1, heap: 15_000_000, merge: 0 };
        let mut writer = Writer::open(&index, size).unwrap();
        let quota = Quota::new(1000);
        for id in 0..9 {
            let article = Article { title: "La digue".to_owned(), ..Article::default() };
            let entry = Entry { id: id.to_string(), container: String::new(), fingerprint: 0, outcome: Ok(article) };
            writer.add(index.fields.document(&entry), quota.take(500)).unwrap();
            writer.commit(false).unwrap();
        }
        drop(writer);
        let segments = || index.tantivy.searchable_segment_metas().unwrap();
        let merge = limit(segments().iter().map(|segment| size_of(segment, &index.dir)).max().unwrap());
        let mut writer = Writer::open(&index, Size { merge, ..size }).unwrap();
        writer.commit(false).unwrap();
        writer.settle().unwrap();
        segments().len()
    }

    #[test]
    fn merges_stay_within_their_limit() {
        assert_eq!(settled(|largest| largest - 1), 9);
        assert_eq!(settled(|largest| largest), 9);
        // Two by two, while there are eight or more.
        assert_eq!(settled(|largest| 2 * largest), 7);
        assert_eq!(settled(|_| u64::MAX), 1);
    }
}
