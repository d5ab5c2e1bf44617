//! Windows: up to 2,048 neighbouring documents of a segment, looked at together. A set of them is an array of bits, and
//! numbers about them lie in arrays, by the document's place in the window.

use std::ops::RangeInclusive;

use tantivy::DocId;

/// The documents from `start` to before `end`, at most [`Window::LARGEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub start: DocId,
    pub end: DocId,
}

impl Window {
    /// So few that several numbers for each document fit into the processor's first cache.
    pub const LARGEST: usize = 2048;

    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn doc(self, place: usize) -> DocId {
        self.start + place as DocId
    }
}

/// Places come in blocks of so many. The set of a block is one number.
pub const BLOCK: usize = 64;
const BLOCKS: usize = Window::LARGEST / BLOCK;

/// A set of places in a window.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places([u64; BLOCKS]);

impl Places {
    pub fn all(window: Window) -> Self {
        let mut blocks = [0; BLOCKS];
        let full = window.len() / BLOCK;
        blocks[..full].fill(u64::MAX);
        if let Some(last) = blocks.get_mut(full) {
            *last = (1 << (window.len() % BLOCK)) - 1;
        }
        Self(blocks)
    }

    /// The set whose blocks are these, by their numbers.
    pub fn of_blocks(block: impl Fn(usize) -> u64) -> Self {
        Self(std::array::from_fn(block))
    }

    pub fn insert(&mut self, place: usize) {
        self.0[place / BLOCK] |= 1 << (place % BLOCK);
    }

    pub fn contains(&self, place: usize) -> bool {
        self.0[place / BLOCK] >> (place % BLOCK) & 1 == 1
    }

    pub fn is_empty(&self) -> bool {
        self.0 == [0; BLOCKS]
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(|block| block.count_ones() as usize).sum()
    }

    /// Whether there are fewer than `most`, which is known before all are counted if there are many more.
    pub fn are_fewer_than(&self, most: usize) -> bool {
        let mut left = most;
        self.0.iter().all(|block| {
            left = left.saturating_sub(block.count_ones() as usize);
            left > 0
        })
    }

    pub fn keep(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(block, other)| *block &= other);
    }

    pub fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(block, other)| *block |= other);
    }

    pub fn remove(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(block, other)| *block &= !other);
    }

    /// Keeps the places for which `wanted` is true.
    pub fn retain(&mut self, mut wanted: impl FnMut(usize) -> bool) {
        for (n, block) in self.0.iter_mut().enumerate() {
            let mut rest = *block;
            while rest != 0 {
                let place = n * BLOCK + rest.trailing_zeros() as usize;
                if !wanted(place) {
                    *block &= !(1 << (place % BLOCK));
                }
                rest &= rest - 1;
            }
        }
    }

    /// Keeps the places that `wanted` marks with 1. `wanted` is called for each block that is not empty, with the first
    /// place of the block and its marks, which are all 0: so that it may compare the whole block in a few instructions.
    pub fn retain_blocks(&mut self, mut wanted: impl FnMut(usize, &mut [u8; BLOCK])) {
        self.retain_each_or_blocks(0, |_| true, &mut wanted);
    }

    /// Keeps the places for which `each` is true in blocks with no more than `few`, and in the others those that `wanted` marks.
    pub fn retain_each_or_blocks(
        &mut self,
        few: u32,
        mut each: impl FnMut(usize) -> bool,
        mut wanted: impl FnMut(usize, &mut [u8; BLOCK]),
    ) {
        for (n, block) in self.0.iter_mut().enumerate().filter(|(_, block)| **block != 0) {
            if block.count_ones() <= few {
                let mut rest = *block;
                while rest != 0 {
                    let place = rest.trailing_zeros();
                    *block &= !(u64::from(!each(n * BLOCK + place as usize)) << place);
                    rest &= rest - 1;
                }
            } else {
                let mut marks = [0; BLOCK];
                wanted(n * BLOCK, &mut marks);
                *block &= packed(&marks);
            }
        }
    }

    /// Adds places that come in ascending order. The set of a block is put together in a register: in memory, each place would
    /// wait for the one before it.
    pub fn add_in_order(&mut self, places: impl Iterator<Item = usize>) {
        let mut added = Self::default();
        let (mut last, mut block) = (0, 0);
        for place in places {
            let n = place / BLOCK;
            block = if n == last { block } else { 0 } | 1 << (place % BLOCK);
            added.0[n] = block;
            last = n;
        }
        self.add(&added);
    }

    /// Keeps the places whose value lies within a range.
    pub fn keep_within(&mut self, values: &[i32], range: &RangeInclusive<i32>) {
        let (from, to) = (*range.start(), *range.end());
        self.retain_blocks(|first, marks| {
            for (mark, value) in marks.iter_mut().zip(&values[first..]) {
                *mark = u8::from(from <= *value) & u8::from(*value <= to);
            }
        });
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(n, block)| {
            let nonzero = |rest: u64| (rest != 0).then_some(rest);
            std::iter::successors(nonzero(*block), move |rest| nonzero(rest & (rest - 1)))
                .map(move |rest| n * BLOCK + rest.trailing_zeros() as usize)
        })
    }

    /// The first place from `place` on.
    pub fn from(&self, place: usize) -> Option<usize> {
        let first = *self.0.get(place / BLOCK)? & (u64::MAX << (place % BLOCK));
        if first != 0 {
            return Some(place / BLOCK * BLOCK + first.trailing_zeros() as usize);
        }
        let later = (place / BLOCK + 1..BLOCKS).find(|n| self.0[*n] != 0)?;
        Some(later * BLOCK + self.0[later].trailing_zeros() as usize)
    }
}

/// A bit for each mark. Eight marks of a byte each become eight bits by a multiplication that brings them next to each
/// other in the highest byte.
fn packed(marks: &[u8; BLOCK]) -> u64 {
    let mut bits = 0;
    for (n, eight) in marks.as_chunks::<8>().0.iter().enumerate() {
        bits |= (u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * n);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_places() {
        let window = Window { start: 10, end: 140 };
        let set = |members: &[usize]| {
            let mut set = Places::default();
            members.iter().for_each(|place| set.insert(*place));
            set
        };
        let members = |set: &Places| set.iter().collect::<Vec<_>>();
        assert_eq!(Places::all(window).count(), 130);
        assert_eq!(members(&set(&[0, 63, 64, 129])), [0, 63, 64, 129]);
        let mut some = set(&[1, 64, 70]);
        some.add(&set(&[2]));
        some.remove(&set(&[70]));
        assert_eq!(members(&some), [1, 2, 64]);
        some.keep(&set(&[2, 64, 65]));
        some.retain(|place| place != 2);
        assert_eq!(members(&some), [64]);
        assert_eq!([0, 64, 65].map(|from| some.from(from)), [Some(64), Some(64), None]);
        let mut odd = Places::all(window);
        odd.retain_blocks(|first, marks| {
            (first..).zip(marks).for_each(|(place, mark)| *mark = u8::from(place > 60 && place % 2 == 1));
        });
        assert_eq!(members(&odd), (61..130).step_by(2).collect::<Vec<_>>());
        let mut more = set(&[5, 70]);
        more.add_in_order([0, 5, 63, 64, 129, 2047].into_iter());
        assert_eq!(members(&more), [0, 5, 63, 64, 70, 129, 2047]);
        assert_eq!(Places::all(Window { start: 0, end: 2048 }).count(), 2048);
    }
}
