//! Work that is divided among all cores: an index of a hundred thousand articles has several segments, a screen ten hits.

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use tantivy::{Searcher, SegmentOrdinal};

/// Lets this thread do its part of each search instead of waiting for others to do all, which costs two changes of threads.
/// For programs that search in one thread alone, before its first search.
pub fn work_along() {
    // It fails where somebody has searched already: then the threads are there.
    let _ = ThreadPoolBuilder::new().use_current_thread().build_global();
}

/// What `work` makes of each item, in their order.
pub fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    // One item needs no other thread, nor does one core: it would only wait for it.
    match items.len() > 1 && rayon::current_num_threads() > 1 {
        true => items.into_par_iter().map(work).collect(),
        false => items.into_iter().map(work).collect(),
    }
}

/// What `work` makes of each segment, in their order.
pub fn each_segment<R: Send>(
    searcher: &Searcher,
    work: impl Fn(SegmentOrdinal) -> tantivy::Result<R> + Sync + Send,
) -> tantivy::Result<Vec<R>> {
    let segments = 0..searcher.segment_readers().len() as SegmentOrdinal;
    each(segments.collect(), work).into_iter().collect()
}
