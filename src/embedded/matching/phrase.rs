//! Phrases: words in a row, the usual pattern. A common one is looked for in most articles of an index, so that its positions
//! are compared without anything being allocated.

use tantivy::directory::CompositeFile;
use tantivy::index::SegmentReader;
use tantivy::schema::Field;
use tantivy::{DocId, TERMINATED, Term};

use crate::embedded::postings::positions::PositionList;
use crate::embedded::postings::window::{Places, Window};

/// A word of a pattern in one field of one segment: any of some stems.
pub struct WordPositions {
    lists: Vec<PositionList>,
    /// Where it stands in the document that was read last, in order.
    positions: Vec<u32>,
}

impl WordPositions {
    pub fn open(
        stems: &[String],
        field: Field,
        segment: &SegmentReader,
        file: &CompositeFile,
    ) -> tantivy::Result<Self> {
        let mut lists = Vec::new();
        for stem in stems {
            lists.extend(PositionList::open(&Term::from_field_text(field, stem), segment, file)?);
        }
        Ok(Self { lists, positions: Vec::new() })
    }

    /// The first document from `doc` on that has the word; documents are asked for in order.
    #[inline]
    pub fn seek(&mut self, doc: DocId) -> DocId {
        match &mut self.lists[..] {
            [list] => list.seek(doc),
            lists => lists.iter_mut().map(|list| list.seek(doc)).min().unwrap_or(TERMINATED),
        }
    }

    /// Where it stands in `doc`, in order; every posting list stands there or beyond it.
    pub fn positions(&mut self, doc: DocId) -> &[u32] {
        self.positions.clear();
        for list in self.lists.iter_mut().filter(|list| list.doc() == doc) {
            let mut position = 0;
            self.positions.extend(list.steps().iter().map(|step| {
                position += step;
                position
            }));
        }
        if self.lists.len() > 1 {
            self.positions.sort_unstable();
            self.positions.dedup();
        }
        &self.positions
    }

    fn documents(&self) -> u32 {
        self.lists.iter().map(PositionList::documents).sum()
    }
}

/// A phrase in one field of one segment.
pub struct Phrase {
    /// The words, each with its place in the phrase. The rarest comes first: it leads through the documents.
    words: Vec<(u32, WordPositions)>,
    /// Where the phrase starts in the document that was read last, in order.
    starts: Vec<u32>,
}

impl Phrase {
    pub fn of(words: Vec<WordPositions>) -> Self {
        let mut words: Vec<(u32, WordPositions)> = (0..).zip(words).collect();
        words.sort_by_key(|(_, word)| word.documents());
        Self { words, starts: Vec::new() }
    }

    /// How many positions it takes.
    pub fn length(&self) -> u32 {
        self.words.len() as u32
    }

    /// The first document from `doc` on that has all the words, wherever they stand; documents are asked for in order.
    #[inline]
    pub fn seek(&mut self, mut doc: DocId) -> DocId {
        let Some(((_, first), others)) = self.words.split_first_mut() else { return TERMINATED };
        loop {
            doc = first.seek(doc);
            // What another word passes over, the first need not look at.
            let further = others.iter_mut().map(|(_, word)| word.seek(doc)).find(|found| *found != doc);
            match further {
                Some(further) => doc = further,
                None => return doc,
            }
        }
    }

    /// Whether the phrase stands in `doc`, which has all the words; every posting list stands there or beyond it.
    pub fn stands_in(&mut self, doc: DocId) -> bool {
        // The usual phrase: two words, each with one stem.
        if let [(place, first), (other_place, other)] = &mut self.words[..]
            && let ([list], [other_list]) = (&mut first.lists[..], &mut other.lists[..])
        {
            return meet(*other_place, list.steps(), *place, other_list.steps());
        }
        !self.starts(doc).is_empty()
    }

    /// Adds those of some documents of a window in which the phrase stands; false if that is left to who asks document by document,
    /// as for a rare word beside a common one.
    pub fn add_where_common(&mut self, window: Window, among: &Places, found: &mut Places) -> bool {
        /// Where another word is so many times as common, seeking it passes over most of it.
        const MUCH_MORE: u32 = 16;
        /// So few documents are looked up one by one.
        const FEW: usize = 64;
        let [(place, first), (other_place, other)] = &mut self.words[..] else { return false };
        let ([list], [other_list]) = (&mut first.lists[..], &mut other.lists[..]) else { return false };
        if other_list.documents() / MUCH_MORE > list.documents() || among.are_fewer_than(FEW) {
            return false;
        }
        list.seek(window.start);
        other_list.seek(window.start);
        PositionList::each_of_both(list, other_list, window.end, |doc, list, other_list| {
            let at = (doc - window.start) as usize;
            if among.contains(at) && meet(*other_place, list.steps(), *place, other_list.steps()) {
                found.insert(at);
            }
        });
        true
    }

    /// Where the phrase starts in `doc`, in order; every posting list stands there or beyond it.
    pub fn starts(&mut self, doc: DocId) -> &[u32] {
        self.starts.clear();
        let Some(((place, first), others)) = self.words.split_first_mut() else { return &[] };
        self.starts.extend(first.positions(doc).iter().filter_map(|position| position.checked_sub(*place)));
        for (place, word) in others {
            if self.starts.is_empty() {
                break;
            }
            keep(&mut self.starts, *place, word.positions(doc));
        }
        &self.starts
    }
}

/// Keeps the starts that have one of `positions` so many places further on. Nothing is guessed about which of two lists goes on:
/// they are short, so that a processor would guess wrong.
fn keep(starts: &mut Vec<u32>, place: u32, positions: &[u32]) {
    let (mut kept, mut read, mut next) = (0, 0, 0);
    while read < starts.len() && next < positions.len() {
        let (start, position) = (starts[read], positions[next]);
        starts[kept] = start;
        kept += usize::from(start + place == position);
        read += usize::from(start + place <= position);
        next += usize::from(start + place > position);
    }
    starts.truncate(kept);
}

/// Whether two walks ever stand at the same number, by where they start and their steps; none goes back.
fn meet(mut a: u32, a_steps: &[u32], mut b: u32, b_steps: &[u32]) -> bool {
    let (mut a_steps, mut b_steps) = (a_steps.iter(), b_steps.iter());
    let (Some(first), Some(other)) = (a_steps.next(), b_steps.next()) else { return false };
    a += first;
    b += other;
    while a != b {
        let (behind, steps) = if a < b { (&mut a, &mut a_steps) } else { (&mut b, &mut b_steps) };
        let Some(step) = steps.next() else { return false };
        *behind += step;
    }
    true
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn places() -> impl Strategy<Value = BTreeSet<u32>> {
        prop::collection::btree_set(0..30_u32, 0..8)
    }

    proptest! {
        #[test]
        fn words_in_a_row(first in places(), second in places(), (place, other_place) in (0..3_u32, 0..3_u32)) {
            let steps = |places: &BTreeSet<u32>| {
                let mut last = 0;
                places.iter().map(|place| place - std::mem::replace(&mut last, *place)).collect::<Vec<u32>>()
            };
            let common = first.iter().any(|a| second.iter().any(|b| a + other_place == b + place));
            prop_assert_eq!(meet(other_place, &steps(&first), place, &steps(&second)), common);
            let mut starts: Vec<u32> = first.iter().copied().collect();
            keep(&mut starts, place, &second.iter().copied().collect::<Vec<_>>());
            let expected = first.iter().copied().filter(|start| second.contains(&(start + place)));
            prop_assert_eq!(starts, expected.collect::<Vec<_>>());
        }
    }
}
