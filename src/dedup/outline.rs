//! Outlines: a bit for each number of a sketch (a Bloom filter with one hash). Two of them say how much two articles resemble
//! each other at most, from a line of the processor's cache each. Most articles that share a few shingles are no copies, and
//! this is how that is known without reading their sketches.

/// Words of an outline, which with the two counts fill a line of the cache.
const WORDS: usize = 7;

/// The outline of a sketch of shingles.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub struct Outline {
    bits: [u64; WORDS],
    /// The numbers of the sketch.
    size: u32,
    /// Those whose bits others have taken.
    doubled: u32,
}

impl Outline {
    /// The outline of the shingles of a signature.
    pub fn of(shingles: &[u32]) -> Self {
        let mut bits = [0; WORDS];
        for shingle in shingles {
            let bit = *shingle as usize % (WORDS * u64::BITS as usize);
            bits[bit / u64::BITS as usize] |= 1 << (bit % u64::BITS as usize);
        }
        let size = shingles.len() as u32;
        Self { bits, size, doubled: size - count(&bits) }
    }

    /// The most that the resemblance of two sketches can be. Those who share a number share its bit, but for the numbers whose
    /// bits are shared already; and they have as many numbers together as the larger one has.
    pub(super) fn most_resemblance(&self, other: &Self) -> f64 {
        let both = std::array::from_fn(|word| self.bits[word] & other.bits[word]);
        let shared = count(&both) + self.doubled.min(other.doubled);
        f64::from(shared) / f64::from(self.size.max(other.size).max(1))
    }
}

fn count(bits: &[u64; WORDS]) -> u32 {
    bits.iter().map(|word| word.count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;
    use crate::dedup::shingles::{KEPT, resemblance};

    proptest! {
        #[test]
        fn no_two_resemble_each_other_more_than_their_outlines_say(
            both in btree_set(0u32..2000, 0..KEPT),
            a in btree_set(0u32..2000, 0..KEPT),
            b in btree_set(0u32..2000, 0..KEPT),
        ) {
            let sketch = |own: &std::collections::BTreeSet<u32>| -> Vec<u32> {
                both.union(own).copied().take(KEPT).collect()
            };
            let (a, b) = (sketch(&a), sketch(&b));
            prop_assert!(resemblance(&a, &b) <= Outline::of(&a).most_resemblance(&Outline::of(&b)));
        }
    }
}
