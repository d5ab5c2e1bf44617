//! The division of the memory that a run may take. It is made before the run begins, from the number of pages that the
//! index has, so that the bound is kept however many pages there are.

use super::options::{LEAST_MEMORY, Options};
use crate::index::manifest;
use crate::index::target::Size;

/// The parts of the memory. The manifest, which lists the pages of the index, comes first. Of the rest, the writer's batches
/// take thirteen twentieths, merges two, and pages under way two. A page that the run adds to the manifest takes its part from
/// those under way. What is left, a seventh, is for holes of the allocator, stacks, and what writing segments takes beside the
/// batches.
pub struct Share {
    /// Bytes for pages that are read and not yet indexed.
    pub under_way: usize,
    /// The threads and bytes of the writer.
    pub writer: Size,
    /// Bytes without which the run cannot keep its bound.
    pub needed: usize,
}

impl Share {
    /// The parts for a run on an index that has so many pages.
    pub fn of(options: &Options, pages: usize) -> Self {
        let manifest = pages.saturating_mul(manifest::PAGE);
        let rest = options.memory.saturating_sub(manifest).max(LEAST_MEMORY);
        // To write a segment takes a quarter of the time that reading and analysing its documents takes, or less.
        let threads = options.threads.div_ceil(4);
        let writer = Size { threads, memory: rest / 20 * 13, merge: (rest / 10 / MERGED) as u64 };
        Self { under_way: rest / 10, writer, needed: manifest.saturating_add(LEAST_MEMORY) }
    }
}

/// Bytes that a merge takes for each document, beside the files that it maps: its old place and its new one.
const MERGED: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_the_memory_leave_a_seventh_of_it() {
        #[track_caller]
        fn check(memory: usize, pages: usize, enough: bool) {
            let share = Share::of(&Options { memory, ..Options::default() }, pages);
            let taken =
                pages * manifest::PAGE + share.under_way + share.writer.memory + share.writer.merge as usize * MERGED;
            assert_eq!(share.needed <= memory, enough, "{memory} for {pages} pages: {} are needed", share.needed);
            assert_eq!(taken <= memory - (memory - pages * manifest::PAGE) / 7, enough, "{memory} for {pages} pages");
        }
        check(LEAST_MEMORY, 0, true);
        check(512_000_000, 0, true);
        check(512_000_000, 1_000_000, true);
        check(512_000_000, 10_000_000, true);
        check(512_000_000, 11_000_000, false);
        check(1_000_000_000, 20_000_000, true);
        check(LEAST_MEMORY, 1_000_000, false);
    }
}
