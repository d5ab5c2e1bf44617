//! Outlines: a bit for each number of a sketch (a Bloom filter with one hash). Two of them say how much two articles resemble
//! each other at most, from a line of the processor's cache each. Most articles that share a few shingles are no copies, and
//! this is how that is known without reading their sketches.

use super::shingles::{KEPT, RESEMBLANCE};

/// Words of an outline, which with the three numbers fill a line of the cache.
const WORDS: usize = 7;

/// How many of the smallest numbers of a full sketch a copy has some of. Where two full sketches have a resemblance of `r`, the
/// `KEPT` smallest numbers of both together are `(1 + r) * KEPT` numbers of the two sketches, since `r * KEPT` of them stand in
/// both. One of the two has no more than half of those, so its smallest hold all that are shared. Where `r` is above the
/// threshold, they hold as many as the threshold asks for: of what is more, a half at most lies beyond.
const SHARING: usize = (KEPT as f64 * (1.0 + RESEMBLANCE) / 2.0) as usize + 1;

/// The outline of a sketch of shingles.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub struct Outline {
    bits: [u64; WORDS],
    /// The numbers of the sketch.
    size: u16,
    /// Those whose bits others have taken.
    doubled: u16,
    /// The last of the [`SHARING`] smallest numbers; larger than all if the sketch is not full.
    last: u32,
}

impl Outline {
    /// The outline of the shingles of a signature.
    pub fn of(shingles: &[u32]) -> Self {
        let mut bits = [0; WORDS];
        for shingle in shingles {
            let (word, bit) = place(*shingle);
            bits[word] |= bit;
        }
        let size = shingles.len() as u16;
        let last = if shingles.len() < KEPT { u32::MAX } else { shingles[SHARING - 1] };
        Self { bits, size, doubled: size - count(&bits) as u16, last }
    }

    /// Whether the article may be a copy of another, whose shingles are given beside their outline.
    pub fn may_be_copy_of(&self, shingles: &[u32], outline: &Self) -> bool {
        let least = RESEMBLANCE * f64::from(self.size.max(outline.size));
        f64::from(self.most_shared(outline)) >= least && f64::from(self.most_sharing(shingles, outline.last)) >= least
    }

    /// The most numbers that two sketches can have in common. Those who share a number share its bit, but for the numbers whose
    /// bits are shared already.
    fn most_shared(&self, other: &Self) -> u32 {
        let both = std::array::from_fn(|word| self.bits[word] & other.bits[word]);
        count(&both) + u32::from(self.doubled.min(other.doubled))
    }

    /// The most numbers of another sketch that this one can have, among those that copies have in common.
    fn most_sharing(&self, shingles: &[u32], last: u32) -> u32 {
        let last = self.last.max(last);
        let may_have = |shingle: &u32| {
            let (word, bit) = place(*shingle);
            self.bits[word] & bit != 0
        };
        shingles.iter().take_while(|shingle| **shingle <= last).map(|shingle| u32::from(may_have(shingle))).sum()
    }
}

/// The bit of a number: its word, and where it is in that.
fn place(shingle: u32) -> (usize, u64) {
    let bit = shingle as usize % (WORDS * u64::BITS as usize);
    (bit / u64::BITS as usize, 1 << (bit % u64::BITS as usize))
}

fn count(bits: &[u64; WORDS]) -> u32 {
    bits.iter().map(|word| word.count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dedup::shingles::resemblance;
    use crate::dedup::shingles::samples::{multiples, two_sketches};

    /// Whether the first may be a copy of the second.
    fn may_be_copy(a: &[u32], b: &[u32]) -> bool {
        Outline::of(a).may_be_copy_of(b, &Outline::of(b))
    }

    #[test]
    fn strangers_are_no_copies() {
        assert!(may_be_copy(&multiples(97), &multiples(97)));
        assert!(!may_be_copy(&multiples(97), &multiples(101)));
        // The largest half is shared, and counts for nothing.
        let shares_the_end: Vec<u32> = multiples(97).iter().map(|n| n - u32::from(*n < 97 * 30)).collect();
        assert!(!may_be_copy(&shares_the_end, &multiples(97)));
    }

    proptest! {
        #[test]
        fn no_two_resemble_each_other_more_than_their_outlines_say((a, b) in two_sketches()) {
            prop_assert!(resemblance(&a, &b) < RESEMBLANCE || may_be_copy(&a, &b));
        }
    }
}
