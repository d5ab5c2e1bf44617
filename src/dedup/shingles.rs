//! Shingles: each three neighbouring words of a text. Copies have many of them in common.

use super::sketch::{BITS, Sketch, Smallest};
use super::words::Word;

/// Words of a shingle. Pairs of words are so frequent that looking them up would be slow; too few shingles of four words
/// survive the changes of a copy.
const WORDS: usize = 3;
/// Shingles of a sketch. At the threshold of resemblance, the estimate then has a standard deviation of 0.07.
pub(super) const KEPT: usize = 48;
/// Shingles that an article must have to be compared at all. Shorter texts are captions, or "réservé aux abonnés".
pub(super) const LEAST: usize = 12;
/// The threshold of resemblance from which on two articles are copies. Replacing every tenth word and cutting the first
/// paragraph leaves 0.4. A later version of a wire story, with a third of it new, has less than that; articles on one event
/// that share a quotation have less than 0.2.
pub(super) const RESEMBLANCE: f64 = 0.3;

/// The shingles of a text, as its words are read.
pub(super) struct Shingles {
    words: [u64; WORDS],
    count: usize,
    smallest: Smallest,
}

impl Shingles {
    pub(super) fn new() -> Self {
        Self { words: [0; WORDS], count: 0, smallest: Smallest::new(KEPT) }
    }

    pub(super) fn add(&mut self, word: &Word) {
        if !word.is_long {
            return;
        }
        self.words.rotate_left(1);
        self.words[WORDS - 1] = word.hash;
        self.count += 1;
        if self.count >= WORDS {
            // A cyclic polynomial (buzhash) of the hashes of the words.
            let hash = self.words.iter().fold(0u64, |hash, word| hash.rotate_left(1) ^ word);
            self.smallest.add((hash >> (64 - BITS)) as u32);
        }
    }

    /// Those with the smallest hashes; none if the text is too short.
    pub(super) fn finish(self) -> Sketch {
        let sketch = self.smallest.finish();
        if sketch.len() < LEAST { Sketch::new() } else { sketch }
    }
}

/// The resemblance of two sets of shingles (their Jaccard index), as two sketches estimate it: among the smallest shingles of
/// the union, the share that both sets have.
pub(super) fn resemblance(a: &[u32], b: &[u32]) -> f64 {
    // Beyond the end of a full sketch, the set may have shingles that the sketch has not.
    let size = |sketch: &[u32]| if sketch.len() == KEPT { KEPT } else { usize::MAX };
    let most = size(a).min(size(b));
    let (mut union, mut both) = (0, 0);
    let (mut i, mut j) = (0, 0);
    while union < most && (i < a.len() || j < b.len()) {
        let (first, second) = (a.get(i).copied(), b.get(j).copied());
        let least = first.into_iter().chain(second).min();
        both += usize::from(first == second);
        i += usize::from(first == least);
        j += usize::from(second == least);
        union += 1;
    }
    both as f64 / union.max(1) as f64
}

/// Sketches to try what compares them with.
#[cfg(test)]
pub(super) mod samples {
    use std::collections::BTreeSet;

    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use crate::dedup::shingles::KEPT;
    use crate::dedup::sketch::Sketch;

    /// A full sketch of the multiples of a number.
    pub fn multiples(step: u32) -> Sketch {
        (1..=KEPT as u32).map(|n| n * step).collect()
    }

    /// Two sketches that share some of their numbers.
    pub fn two_sketches() -> impl Strategy<Value = (Sketch, Sketch)> {
        let numbers = || btree_set(0u32..2000, 0..KEPT);
        (numbers(), numbers(), numbers()).prop_map(|(both, a, b)| {
            let sketch = |own: &BTreeSet<u32>| both.union(own).copied().take(KEPT).collect();
            (sketch(&a), sketch(&b))
        })
    }
}
