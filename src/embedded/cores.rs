//! Work divided among all cores. An index of a hundred thousand articles has several segments, and a screen has ten hits:
//! each is searched or read on a core of its own.

use std::cmp::Reverse;

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

/// Does `work` on one of the threads that search. Any other thread would hand them each of its parts and wait, which costs two
/// context switches a part.
pub fn among<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    let deadline = deadline::current();
    rayon::scope(|_| deadline::within(deadline, work))
}

/// The results of `work` for each item, in the order of the items.
pub fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    // For one item, or on one core, another thread would only be waited for.
    match items.len() > 1 && rayon::current_num_threads() > 1 {
        true => {
            let deadline = deadline::current();
            // One after the other, as cores become free: halves of the items may differ in their work a hundredfold.
            let work = |(n, item)| (n, deadline::within(deadline, || work(item)));
            let mut done: Vec<(usize, R)> = items.into_iter().enumerate().par_bridge().map(work).collect();
            done.sort_unstable_by_key(|(n, _)| *n);
            done.into_iter().map(|(_, result)| result).collect()
        }
        false => items.into_iter().map(work).collect(),
    }
}

/// The results of `work` for each segment, in the order of the segments.
pub fn each_segment<R: Send>(
    searcher: &Searcher,
    work: impl Fn(SegmentOrdinal) -> tantivy::Result<R> + Sync + Send,
) -> tantivy::Result<Vec<R>> {
    // The largest first: begun last, it would leave the other cores without work.
    let mut segments: Vec<SegmentOrdinal> = (0..searcher.segment_readers().len() as SegmentOrdinal).collect();
    segments.sort_by_key(|segment| Reverse(searcher.segment_reader(*segment).max_doc()));
    let work = |segment| (segment, deadline::check().and_then(|()| work(segment)));
    let mut results = each(segments, work);
    results.sort_unstable_by_key(|(segment, _)| *segment);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let squares = each((0..1000_u64).collect(), |n| n * n);
        assert_eq!(squares, (0..1000).map(|n| n * n).collect::<Vec<u64>>());
    }
}
