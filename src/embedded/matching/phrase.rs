//! Phrases: words in a row, the usual pattern. A common one is looked for in most articles of an index, so that its positions
//! are compared without anything being allocated.

use tantivy::index::SegmentReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED, Term};

/// A word of a pattern in one field of one segment: any of some stems.
pub struct WordPositions {
    lists: Vec<SegmentPostings>,
    /// Where it stands in the document that was read last, in order.
    positions: Vec<u32>,
}

impl WordPositions {
    pub fn open(stems: &[String], segment: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let index = segment.inverted_index(field)?;
        let mut lists = Vec::new();
        for stem in stems {
            let term = Term::from_field_text(field, stem);
            lists.extend(index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?);
        }
        Ok(Self { lists, positions: Vec::new() })
    }

    /// The first document from `doc` on that has the word; documents are asked for in order.
    pub fn seek(&mut self, doc: DocId) -> DocId {
        let docs = self.lists.iter_mut().map(|list| if list.doc() < doc { list.seek(doc) } else { list.doc() });
        docs.min().unwrap_or(TERMINATED)
    }

    /// Where it stands in `doc`, in order; every posting list stands there or beyond it.
    pub fn positions(&mut self, doc: DocId) -> &[u32] {
        self.positions.clear();
        for list in self.lists.iter_mut().filter(|list| list.doc() == doc) {
            list.append_positions_with_offset(0, &mut self.positions);
        }
        if self.lists.len() > 1 {
            self.positions.sort_unstable();
            self.positions.dedup();
        }
        &self.positions
    }

    fn documents(&self) -> u32 {
        self.lists.iter().map(|list| list.doc_freq()).sum()
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

    /// Where the phrase starts in `doc`, in order; every posting list stands there or beyond it.
    pub fn starts(&mut self, doc: DocId) -> &[u32] {
        self.starts.clear();
        let Some(((place, first), others)) = self.words.split_first_mut() else { return &[] };
        self.starts.extend(first.positions(doc).iter().filter_map(|position| position.checked_sub(*place)));
        for (place, word) in others {
            if self.starts.is_empty() {
                break;
            }
            let mut positions = word.positions(doc).iter().copied().peekable();
            self.starts.retain(|start| {
                let wanted = start + *place;
                while positions.next_if(|position| *position < wanted).is_some() {}
                positions.peek() == Some(&wanted)
            });
        }
        &self.starts
    }
}
