//! Many terms that count as one word, as those that begin with `grev`: which documents of a segment have any of them. There
//! may be thousands, so that their lists are not read side by side but one after the other, into a bit for each document.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, InvertedIndexReader, SegmentReader, TERMINATED};

use super::window::{BLOCK, Places, Window};

/// Written words of an index that count as one word.
pub struct Several {
    by_segment: Vec<Segment>,
}

/// What one segment has of them.
struct Segment {
    /// Field by field.
    words: Vec<Written>,
    /// Read once for a query, which asks which articles match, and then which of the hits have the word.
    docs: OnceLock<Arc<Docs>>,
}

/// A written word in one segment.
pub struct Written {
    pub field: Field,
    pub form: String,
    /// The number of articles that have it.
    pub articles: u64,
    /// Where its postings are.
    pub info: TermInfo,
}

/// A set of documents of a segment.
pub struct Docs {
    /// A bit for each document.
    blocks: Vec<u64>,
}

impl Several {
    /// For each segment the words that it has, field by field.
    pub fn new(of_segments: Vec<Vec<Written>>) -> Self {
        let segment = |words| Segment { words, docs: OnceLock::new() };
        Self { by_segment: of_segments.into_iter().map(segment).collect() }
    }

    /// The words.
    pub fn forms(&self) -> Vec<String> {
        let words = self.by_segment.iter().flat_map(|segment| &segment.words);
        words.map(|word| word.form.as_str()).collect::<BTreeSet<&str>>().into_iter().map(str::to_owned).collect()
    }

    /// The documents of a segment that have any of the words.
    pub fn docs(&self, ordinal: usize, segment: &SegmentReader) -> tantivy::Result<Arc<Docs>> {
        let Segment { words, docs } = &self.by_segment[ordinal];
        if let Some(docs) = docs.get() {
            return Ok(docs.clone());
        }
        let mut found = Docs { blocks: vec![0; (segment.max_doc() as usize).div_ceil(BLOCK)] };
        for of_field in words.chunk_by(|a, b| a.field == b.field) {
            found.add(of_field, &*segment.inverted_index(of_field[0].field)?)?;
        }
        Ok(docs.get_or_init(|| Arc::new(found)).clone())
    }
}

impl Docs {
    /// Adds the documents of some words of one field.
    fn add(&mut self, words: &[Written], index: &InvertedIndexReader) -> tantivy::Result<()> {
        let mut open = None;
        for Written { info, .. } in words {
            let list = match &mut open {
                Some(list) => {
                    index.reset_block_postings_from_terminfo(info, list)?;
                    list
                }
                None => open.insert(index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?),
            };
            while !list.docs().is_empty() {
                for doc in list.docs() {
                    self.blocks[*doc as usize / BLOCK] |= 1 << (doc % BLOCK as DocId);
                }
                list.advance();
            }
        }
        Ok(())
    }

    /// The first document from `doc` on.
    pub fn next(&self, doc: DocId) -> DocId {
        let first = doc as usize / BLOCK;
        let Some(block) = self.blocks.get(first) else { return TERMINATED };
        let rest = block & (u64::MAX << (doc % BLOCK as DocId));
        let later = || (first + 1..self.blocks.len()).map(|n| (n, self.blocks[n])).find(|(_, block)| *block != 0);
        let found = if rest != 0 { Some((first, rest)) } else { later() };
        found.map_or(TERMINATED, |(n, block)| (n * BLOCK) as DocId + block.trailing_zeros())
    }

    /// Those in a window.
    pub fn within(&self, window: Window) -> Places {
        let (first, shift) = (window.start as usize / BLOCK, window.start % BLOCK as DocId);
        let block = |n: usize| self.blocks.get(n).copied().unwrap_or(0);
        let mut places = Places::of_blocks(|n| match shift {
            0 => block(first + n),
            _ => block(first + n) >> shift | block(first + n + 1) << (BLOCK as DocId - shift),
        });
        places.keep(&Places::all(window));
        places
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn documents_of_a_segment(members in prop::collection::btree_set(0..5000_u32, 0..300), start in 0..5000_u32) {
            let mut docs = Docs { blocks: vec![0; 5000_usize.div_ceil(BLOCK)] };
            members.iter().for_each(|doc| docs.blocks[*doc as usize / BLOCK] |= 1 << (doc % 64));
            let next = members.range(start..).next().copied();
            prop_assert_eq!(docs.next(start), next.unwrap_or(TERMINATED));
            let window = Window { start, end: 5000.min(start + Window::LARGEST as u32) };
            let found: Vec<u32> = docs.within(window).iter().map(|place| window.doc(place)).collect();
            prop_assert_eq!(found, members.range(start..window.end).copied().collect::<Vec<_>>());
        }
    }
}
