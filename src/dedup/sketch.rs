//! Sketches: the smallest numbers of a set, which stand for all of it (MinHash in its bottom-k form: Broder 1997, "On the
//! resemblance and containment of documents"; Thorup 2013), and how they are kept in the index.

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

/// Packs a sketch for a column of the index: its numbers, of three bytes each, one after the other in numbers of eight. The
/// column stores numbers that use all of their bits as they are, and needs no unpacking when it is opened.
pub fn pack(sketch: &[u32]) -> Vec<u64> {
    let bytes: Vec<u8> = sketch.iter().flat_map(|number| number.to_be_bytes().into_iter().skip(UNUSED)).collect();
    let number = |chunk: &[u8]| {
        let mut number = [0; PACKED];
        number[..chunk.len()].copy_from_slice(chunk);
        u64::from_be_bytes(number)
    };
    bytes.chunks(PACKED).map(number).collect()
}

/// The inverse of [`pack`].
pub fn unpack(packed: impl Iterator<Item = u64>) -> Sketch {
    let mut bytes = Vec::new();
    packed.for_each(|number| bytes.extend_from_slice(&number.to_be_bytes()));
    let mut sketch = Sketch::with_capacity(bytes.len() / (size_of::<u32>() - UNUSED));
    for chunk in bytes.chunks_exact(size_of::<u32>() - UNUSED) {
        let mut number = [0; size_of::<u32>()];
        number[UNUSED..].copy_from_slice(chunk);
        let number = u32::from_be_bytes(number);
        // Numbers ascend, so a smaller one is the padding of zeros at the end.
        if sketch.last().is_some_and(|last| *last >= number) {
            break;
        }
        sketch.push(number);
    }
    sketch
}

const PACKED: usize = size_of::<u64>();
/// Bytes of a number that are always zero.
const UNUSED: usize = size_of::<u32>() - BITS as usize / 8;

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
        fn sketches_are_unpacked_as_they_were(smallest in prop::collection::btree_set(0u32..1 << BITS, 0..48)) {
            let sketch: Sketch = smallest.into_iter().collect();
            prop_assert_eq!(unpack(pack(&sketch).into_iter()), sketch);
        }
    }
}
