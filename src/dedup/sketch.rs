//! Sketches: the smallest numbers of a set, which stand for all of it (MinHash in its bottom-k form: Broder 1997, "On the
//! resemblance and containment of documents"; Thorup 2013), and how they are kept in the index.

use std::iter;

/// The smallest numbers of a set, in ascending order. Each has 24 bits.
pub type Sketch = Vec<u32>;

/// Bits of a number. Different shingles of one article hardly ever share a hash. A lookup finds one unrelated article in
/// fifty thousand, which the sketches then rule out.
pub(super) const BITS: u32 = 24;

/// A selection of the smallest numbers among those that are added.
pub(super) struct Smallest {
    /// How many are kept.
    size: usize,
    /// Candidates, of which the smallest will be kept.
    some: Vec<u32>,
    /// The largest of the numbers to keep so far, once there are enough: only smaller ones are candidates.
    bound: Option<u32>,
}

impl Smallest {
    pub(super) fn new(size: usize) -> Self {
        Self { size, some: Vec::new(), bound: None }
    }

    pub(super) fn add(&mut self, number: u32) {
        if self.bound.is_none_or(|bound| number < bound) {
            self.some.push(number);
            if self.some.len() == 2 * self.size {
                self.sort_out();
            }
        }
    }

    fn sort_out(&mut self) {
        self.some.sort_unstable();
        self.some.dedup();
        self.some.truncate(self.size);
        self.bound = self.some.get(self.size - 1).copied();
    }

    pub(super) fn finish(mut self) -> Sketch {
        self.sort_out();
        self.some
    }
}

/// Packs a sketch for a column of the index. The column stores words that use all of their bits as they are, and needs no
/// unpacking when it is opened. A number takes three quarters of its bits.
pub fn pack(sketch: &[u32]) -> Vec<u64> {
    let Some(last) = sketch.last() else { return Vec::new() };
    let low = (last / sketch.len() as u32).max(1).ilog2();
    write_steps(low, low, sketch)
}

/// The inverse of [`pack`].
pub fn unpack(packed: &[u64]) -> Sketch {
    read_steps(packed, |low| low).1
}

/// Writes a number of five bits and then the steps from each of some numbers to the next. The higher bits of a step are written
/// as so many ones and a zero, its `low` lower bits as they are (a Rice code).
pub(super) fn write_steps(first: u32, low: u32, numbers: &[u32]) -> Vec<u64> {
    let bits_of = |number: u32, count: u32| (0..count).rev().map(move |bit| number >> bit & 1 == 1);
    let mut bits: Vec<bool> = bits_of(first, FIRST_BITS).collect();
    let mut before = 0;
    for number in numbers {
        let step = number - before;
        bits.extend(iter::repeat_n(true, (step >> low) as usize));
        bits.push(false);
        bits.extend(bits_of(step, low));
        before = *number;
    }
    // Ones without a zero after them are no step, so they fill the last word.
    let word =
        |bits: &[bool]| (0..WORD as usize).fold(0, |word, n| word << 1 | u64::from(*bits.get(n).unwrap_or(&true)));
    bits.chunks(WORD as usize).map(word).collect()
}

/// How many bits [`write_steps`] takes.
pub(super) fn length_of_steps(low: u32, numbers: &[u32]) -> usize {
    let steps = numbers.iter().zip(iter::once(&0).chain(numbers)).map(|(number, before)| number - before);
    FIRST_BITS as usize + steps.map(|step| (step >> low) as usize + 1 + low as usize).sum::<usize>()
}

/// The inverse of [`write_steps`], where the first number says how many lower bits there are.
pub(super) fn read_steps(packed: &[u64], low: impl Fn(u32) -> u32) -> (u32, Vec<u32>) {
    let word = |n: u32| packed.get(n as usize).copied().unwrap_or(u64::MAX);
    let bits_from = |start: u32| {
        let skipped = start % WORD;
        word(start / WORD) << skipped | word(start / WORD + 1) >> 1 >> (WORD - 1 - skipped)
    };
    let first = (bits_from(0) >> (WORD - FIRST_BITS)) as u32;
    let low = low(first);
    let (mut numbers, mut last, mut start) = (Vec::new(), 0u32, FIRST_BITS);
    loop {
        let mut zero = start;
        while let ones @ 1.. = bits_from(zero).leading_ones() {
            zero += ones;
            if zero >= packed.len() as u32 * WORD {
                return (first, numbers);
            }
        }
        let step = (zero - start).wrapping_shl(low) | (bits_from(zero + 1) >> 1 >> (WORD - 1 - low)) as u32;
        last = last.wrapping_add(step);
        numbers.push(last);
        start = zero + 1 + low;
    }
}

const WORD: u32 = u64::BITS;
/// Bits of the number before the steps.
const FIRST_BITS: u32 = 5;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_smallest_are_kept() {
        let mut smallest = Smallest::new(48);
        // In no order, and each several times.
        (0..3000u32).for_each(|n| smallest.add(n * 7919 % 1000 + 5));
        assert_eq!(smallest.finish(), (5..53).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn sketches_are_unpacked_as_they_were(
            smallest in prop::collection::btree_set(0u32..1 << BITS, 0..48),
            scale in 0..BITS,
        ) {
            let mut sketch: Sketch = smallest.into_iter().map(|number| number >> scale).collect();
            sketch.dedup();
            prop_assert_eq!(&unpack(&pack(&sketch)), &sketch);
            // One far beyond the others.
            sketch.push((1 << BITS) - 1);
            prop_assert_eq!(&unpack(&pack(&sketch)), &sketch);
        }
    }
}
