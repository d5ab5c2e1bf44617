//! Which segments are merged into larger ones.
//!
//! An index may have so many segments, by its size: eight of each size, where a size is ten times the one before (Lucene's
//! `TieredMergePolicy`), and the smallest is a fortieth of the whole. So a document is written about as often as its index has
//! grown tenfold, and a search of ten million articles looks into some ten segments. What a merge maps of the segments belongs to the system's cache of files; what
//! it has of its own is a few bytes a document, which is what bounds it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::SegmentMeta;
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::indexer::{MergeCandidate, MergePolicy};

use super::damage::{self, Damage};

/// Merges of segments that are as they were written: a merge would give what is damaged a fresh checksum.
#[derive(Debug)]
pub struct Merges {
    index: tantivy::Index,
    dir: PathBuf,
    /// Documents of the largest segment that a merge may make.
    most: u64,
    /// Segments whose checksums are right.
    sound: Mutex<HashSet<SegmentId>>,
    /// The first damage that was found in a segment that should have been merged.
    damage: Arc<OnceLock<Damage>>,
}

/// A segment with more deleted documents is written anew.
const MAX_DELETED: f64 = 0.3;

impl Merges {
    /// Merges in an index in `dir`, of at most so many documents at a time. The first damage is noted in `damage`.
    pub fn new(index: tantivy::Index, dir: PathBuf, most: u64, damage: Arc<OnceLock<Damage>>) -> Self {
        Self { index, dir, most, sound: Mutex::default(), damage }
    }

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

impl MergePolicy for Merges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let by_id: HashMap<SegmentId, &SegmentMeta> = segments.iter().map(|segment| (segment.id(), segment)).collect();
        let sizes = segments.iter().map(|segment| Size {
            id: segment.id(),
            bytes: size_of(segment, &self.dir),
            documents: segment.num_docs().into(),
            deleted: f64::from(segment.num_deleted_docs()) / f64::from(segment.max_doc().max(1)),
        });
        let mut groups = groups(sizes.collect(), self.most);
        for group in &mut groups {
            group.retain(|id| self.is_sound(by_id[id]));
        }
        groups.retain(|group| group.len() > 1 || group.iter().any(|id| by_id[id].has_deletes()));
        groups.into_iter().map(MergeCandidate).collect()
    }
}

/// What decides on a segment.
#[derive(Debug, Clone, Copy)]
struct Size<Id> {
    id: Id,
    bytes: u64,
    documents: u64,
    /// The share of its documents that are deleted.
    deleted: f64,
}

/// How many segments are merged into one at most.
const TIER: usize = 10;

/// How many segments there may be of a size.
const OF_A_SIZE: u64 = 8;

/// Smaller segments count as if they had so many bytes: a merge of those is soon done, and they come with every small run.
const SMALLEST: u64 = 1 << 19;

/// Segments that are a smaller part of the whole count as if they were this part of it. Else a few small ones beside large
/// ones would be sizes of their own, of which there may be eight each.
const PART: u64 = 40;

/// The groups of segments that should be merged now, each into one of at most so many documents.
fn groups<Id: Copy + PartialEq>(mut segments: Vec<Size<Id>>, most: u64) -> Vec<Vec<Id>> {
    // A segment that is nearly as large as can be stays as it is, whatever comes beside it.
    let worn = segments.iter().filter(|segment| segment.deleted > MAX_DELETED && segment.documents <= most);
    let worn: Vec<Id> = worn.map(|segment| segment.id).collect();
    segments.retain(|segment| segment.documents <= most / 4 * 3);
    // The smallest first.
    segments.sort_by_key(|segment| segment.bytes);
    let mut groups: Vec<Vec<Id>> = Vec::new();
    while segments.len() > allowed(&segments) {
        let Some(start) = best_start(&segments, most) else { break };
        let mut documents = 0;
        let group = segments[start..].iter().take(TIER).take_while(|segment| {
            documents += segment.documents;
            documents <= most
        });
        let end = start + group.count();
        groups.push(segments.drain(start..end).map(|segment| segment.id).collect());
    }
    let alone = worn.into_iter().filter(|id| !groups.iter().any(|group| group.contains(id)));
    let alone: Vec<Vec<Id>> = alone.map(|id| vec![id]).collect();
    groups.extend(alone);
    groups
}

/// How many segments there may be, sorted as they are, before some are merged.
fn allowed<Id>(segments: &[Size<Id>]) -> usize {
    let all: u64 = segments.iter().map(|segment| segment.bytes).sum();
    let least = SMALLEST.max(all / PART);
    let mut left: u64 = segments.iter().map(|segment| segment.bytes.max(least)).sum();
    let mut size = segments.first().map_or(least, |smallest| smallest.bytes.max(least));
    let mut allowed = 0;
    while left > OF_A_SIZE * size {
        left -= OF_A_SIZE * size;
        allowed += OF_A_SIZE as usize;
        size *= TIER as u64;
    }
    allowed + left.div_ceil(size) as usize
}

/// Where the best group of neighbours begins: the one whose largest segment is the smallest part of the whole. That brings
/// its documents farthest.
fn best_start<Id>(segments: &[Size<Id>], most: u64) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for start in 0..segments.len() {
        let (mut documents, mut bytes, mut largest, mut count) = (0, 0, 0, 0);
        for segment in segments[start..].iter().take(TIER) {
            documents += segment.documents;
            if documents > most {
                break;
            }
            largest = segment.bytes.max(SMALLEST);
            bytes += largest;
            count += 1;
        }
        if count > 1 {
            let share = largest as f64 / bytes as f64;
            if best.is_none_or(|(least, _)| share < least) {
                best = Some((share, start));
            }
        }
    }
    best.map(|(_, start)| start)
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

    /// What becomes of an index that grows by `added` documents at a time: the greatest number of segments, and how often a
    /// document is written on average.
    fn grown(documents: u64, added: u64, most: u64) -> (usize, f64) {
        const BYTES: u64 = 2500;
        let (mut segments, mut written, mut greatest) = (HashMap::new(), 0, 0);
        for number in 0..documents / added {
            // Batches are not all of one size.
            let size = added - added / 5 + added / 50 * (number % 20);
            segments.insert(segments.len() as u64 + (number << 32), size);
            written += size;
            loop {
                let sizes = segments.iter().map(|(id, documents)| Size {
                    id: *id,
                    bytes: documents * BYTES,
                    documents: *documents,
                    deleted: 0.0,
                });
                let groups = groups(sizes.collect(), most);
                if groups.is_empty() {
                    break;
                }
                for group in groups {
                    let merged: u64 = group.iter().filter_map(|id| segments.remove(id)).sum();
                    segments.insert(group[0], merged);
                    written += merged;
                }
            }
            greatest = greatest.max(segments.len());
        }
        (greatest, written as f64 / segments.values().sum::<u64>() as f64)
    }

    #[test]
    fn segments_stay_few_and_are_seldom_written() {
        #[track_caller]
        fn check(documents: u64, added: u64, segments: usize, written: f64) {
            let found = grown(documents, added, 5_300_000);
            assert!(found.0 <= segments && found.1 <= written, "{documents} by {added}: {found:?}");
        }
        check(1_000_000, 250_000, 4, 1.0);
        check(10_000_000, 250_000, 16, 2.5);
        check(100_000_000, 250_000, 40, 3.5);
        // A batch of pages that are long, or of a run with less memory.
        check(1_000_000, 40_000, 12, 2.0);
        check(10_000_000, 40_000, 16, 3.5);
        check(100_000_000, 40_000, 40, 4.0);
        // What comes in each day, and page by page.
        check(1_000_000, 1_000, 16, 5.0);
        check(1_000, 1, 12, 100.0);
    }

    #[test]
    fn merges_stay_within_their_limit() {
        let check = |documents: &[u64], most: u64, expected: &[&[usize]]| {
            let sizes = documents.iter().enumerate();
            let sizes =
                sizes.map(|(id, documents)| Size { id, bytes: documents << 20, documents: *documents, deleted: 0.0 });
            assert_eq!(groups(sizes.collect(), most), expected, "{documents:?}");
        };
        check(&[9; 9], 1000, &[]);
        check(&[9; 11], 1000, &[&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
        check(&[9; 11], 30, &[&[0, 1, 2]]);
        check(&[9; 11], 17, &[]);
    }

    #[test]
    fn worn_segments_are_written_anew() {
        let worn = |deleted| Size { id: 7, bytes: 1, documents: 3, deleted };
        assert_eq!(groups(vec![worn(0.2)], 10), Vec::<Vec<i32>>::new());
        assert_eq!(groups(vec![worn(0.4)], 10), [[7]]);
        assert_eq!(groups(vec![worn(0.4)], 2), Vec::<Vec<i32>>::new());
    }
}
