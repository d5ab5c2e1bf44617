//! Beginnings: the smallest numbers of a sketch without their lower bits, in two words. They nearly say which are the smallest
//! numbers of two sketches together, so most articles that share a few shingles with another are known by them to be no copies.
//! A page of the memory holds the beginnings of seven times as many articles as it holds sketches, and what reads them seldom waits.

use super::shingles::KEPT;
use super::sketch::{BITS, length_of_steps, read_steps, write_steps};

/// Numbers of a beginning: fewer say too little, and of more too few bits are left.
const NUMBERS: usize = 30;
const WORDS: usize = 2;
/// Lower bits of a step. The steps are small, since as many bits are left out as make them fit.
const LOW: u32 = 2;

/// The beginning of a sketch of shingles.
pub struct Beginning {
    /// The lower bits that are left out.
    left_out: u32,
    /// In ascending order, some of them equal.
    numbers: Vec<u32>,
}

impl Beginning {
    /// Packs the beginning of a sketch for a column of the index.
    pub fn pack(sketch: &[u32]) -> Vec<u64> {
        if sketch.is_empty() {
            return Vec::new();
        }
        let some = &sketch[..sketch.len().min(NUMBERS)];
        let without = |bits: u32| some.iter().map(|number| number >> bits).collect::<Vec<u32>>();
        let fits = |bits: &u32| length_of_steps(LOW, &without(*bits)) <= WORDS * u64::BITS as usize;
        let left_out = (0..BITS).find(fits).expect("numbers of a bit fit");
        write_steps(left_out, LOW, &without(left_out))
    }

    /// The inverse of [`Beginning::pack`].
    pub fn unpack(packed: &[u64]) -> Self {
        let (left_out, numbers) = read_steps(packed, |_| LOW);
        Self { left_out, numbers }
    }

    /// The most that the resemblance of the sketch to another, which is given, can be.
    pub(super) fn most_resemblance(&self, other: &[u32]) -> f64 {
        let (Some(last), KEPT) = (self.numbers.last(), other.len()) else { return 1.0 };
        let (mut both, mut union, mut numbers) = (0, self.numbers.len(), self.numbers.iter().peekable());
        for number in other.iter().map(|number| number >> self.left_out).take_while(|number| number <= last) {
            while numbers.next_if(|known| **known < number).is_some() {}
            let is_known = numbers.next_if(|known| **known == number).is_some();
            both += usize::from(is_known);
            // One that looks as the last may be one of those that follow.
            union += usize::from(!is_known && number < *last);
        }
        // Of the smallest numbers of the two together that are left, both may have all.
        (both + KEPT.saturating_sub(union)) as f64 / KEPT as f64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dedup::shingles::resemblance;
    use crate::dedup::shingles::samples::{multiples, two_sketches};

    fn most_resemblance(a: &[u32], b: &[u32]) -> f64 {
        let packed = Beginning::pack(b);
        assert!(packed.len() <= WORDS);
        Beginning::unpack(&packed).most_resemblance(a)
    }

    #[test]
    fn strangers_are_told_by_a_beginning() {
        assert_eq!(most_resemblance(&multiples(56_000), &multiples(56_000)), 1.0);
        assert!(most_resemblance(&multiples(56_000), &multiples(61_003)) < 0.3);
    }

    proptest! {
        #[test]
        fn none_resemble_each_other_more_than_the_beginning_of_one_says(
            (a, b) in two_sketches(),
            scale in 1u32..8000,
        ) {
            let [a, b] = [a, b].map(|sketch| sketch.into_iter().map(|number| number * scale).collect::<Vec<_>>());
            prop_assert!(resemblance(&a, &b) <= most_resemblance(&a, &b));
        }
    }
}
