//! A stretch of a segment's documents, looked at together: sets of them are bits, numbers about them lie in arrays by
//! their place in the stretch.

use tantivy::DocId;

/// A document's number in its window.
pub type Place = u16;

/// The documents from `start` to before `end`, at most [`Window::LARGEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub start: DocId,
    pub end: DocId,
}

impl Window {
    /// A few numbers about each document of a window fit into the fastest cache.
    pub const LARGEST: usize = 2048;

    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn doc(self, place: usize) -> DocId {
        self.start + place as DocId
    }
}

/// A set of places in a window.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places(Vec<u64>);

impl Places {
    pub fn none(window: Window) -> Self {
        Self(vec![0; window.len().div_ceil(64)])
    }

    pub fn all(window: Window) -> Self {
        let mut words = vec![u64::MAX; window.len().div_ceil(64)];
        if let (Some(last), rest @ 1..) = (words.last_mut(), window.len() % 64) {
            *last = (1 << rest) - 1;
        }
        Self(words)
    }

    /// Makes it empty, with room for a window.
    pub fn reset(&mut self, window: Window) {
        self.0.clear();
        self.0.resize(window.len().div_ceil(64), 0);
    }

    pub fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn keep(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(word, other)| *word &= other);
    }

    pub fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(word, other)| *word |= other);
    }

    pub fn remove(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(word, other)| *word &= !other);
    }

    /// The places one by one, for whoever goes through them more than once.
    pub fn list(&self) -> Vec<Place> {
        self.iter().map(|place| place as Place).collect()
    }

    /// Keeps the places that `wanted` says yes to.
    pub fn retain(&mut self, mut wanted: impl FnMut(usize) -> bool) {
        for (n, word) in self.0.iter_mut().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                let place = n * 64 + rest.trailing_zeros() as usize;
                if !wanted(place) {
                    *word &= !(1 << (place % 64));
                }
                rest &= rest - 1;
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        places(self.0.iter().copied())
    }

    /// The first place from `place` on.
    pub fn from(&self, place: usize) -> Option<usize> {
        let first = *self.0.get(place / 64)? & (u64::MAX << (place % 64));
        if first != 0 {
            return Some(place / 64 * 64 + first.trailing_zeros() as usize);
        }
        let later = (place / 64 + 1..self.0.len()).find(|n| self.0[*n] != 0)?;
        Some(later * 64 + self.0[later].trailing_zeros() as usize)
    }
}

fn places(words: impl Iterator<Item = u64>) -> impl Iterator<Item = usize> {
    words.enumerate().flat_map(|(n, word)| {
        let nonzero = |rest: u64| (rest != 0).then_some(rest);
        std::iter::successors(nonzero(word), move |rest| nonzero(rest & (rest - 1)))
            .map(move |rest| n * 64 + rest.trailing_zeros() as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_places() {
        let window = Window { start: 10, end: 140 };
        let set = |members: &[usize]| {
            let mut set = Places::none(window);
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
    }
}
