//! Work divided among all cores. An index of a hundred thousand articles has several segments, and a screen has ten hits:
//! each is searched or read on a core of its own.

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use tantivy::{Searcher, SegmentOrdinal};

use super::deadline;

/// Makes the calling thread one of the threads that search. Else it would wake others and wait for them, which costs two
/// context switches a search. A program that searches in one thread calls this there, before its first search.
pub fn work_along() {
    // It fails where a search has been made already, since the threads exist by then.
    let _ = ThreadPoolBuilder::new().use_current_thread().build_global();
}

/// The results of `work` for each item, in the order of the items.
pub fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    // For one item, or on one core, another thread would only be waited for.
    match items.len() > 1 && rayon::current_num_threads() > 1 {
        true => {
            let deadline = deadline::current();
            items.into_par_iter().map(|item| deadline::within(deadline, || work(item))).collect()
        }
        false => items.into_iter().map(work).collect(),
    }
}

/// The results of `work` for each segment, in the order of the segments.
pub fn each_segment<R: Send>(
    searcher: &Searcher,
    work: impl Fn(SegmentOrdinal) -> tantivy::Result<R> + Sync + Send,
) -> tantivy::Result<Vec<R>> {
    let segments = 0..searcher.segment_readers().len() as SegmentOrdinal;
    let work = |segment| deadline::check().and_then(|()| work(segment));
    each(segments.collect(), work).into_iter().collect()
}
