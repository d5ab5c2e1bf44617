//! Work that is divided among all cores: an index of a hundred thousand articles has several segments, a screen ten hits.

use rayon::prelude::*;
use tantivy::{Searcher, SegmentOrdinal};

/// What `work` makes of each item, in their order.
pub fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    match items.len() {
        // One item needs no other thread, and the threads take half a millisecond to start.
        0 | 1 => items.into_iter().map(work).collect(),
        _ => items.into_par_iter().map(work).collect(),
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
