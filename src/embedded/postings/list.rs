//! The postings of one term in one field, read by blocks.

use tantivy::DocId;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::Field;

use super::window::{Places, Window};

/// The postings of one term in one field.
pub struct PostingList {
    pub field: Field,
    /// How many times a word in the field counts.
    pub weight: f32,
    block: BlockSegmentPostings,
    at: usize,
}

impl PostingList {
    pub fn new(field: Field, weight: f32, block: BlockSegmentPostings) -> Self {
        Self { field, weight, block, at: 0 }
    }

    /// The first document from `doc` on that has the term; documents are asked for in order.
    pub fn seek(&mut self, doc: DocId) -> DocId {
        if self.block.doc(self.at) < doc {
            self.at = self.block.seek(doc);
        }
        self.block.doc(self.at)
    }

    /// The number of documents that have the term, deleted ones too.
    pub fn documents(&self) -> u32 {
        self.block.doc_freq()
    }

    /// How often the term stands in `doc`; documents are asked for in order.
    pub fn count(&mut self, doc: DocId) -> u32 {
        if self.seek(doc) == doc { self.block.freq(self.at) } else { 0 }
    }

    /// Adds the documents of a window, and how often the term stands in each, weighted.
    pub fn add_to(&mut self, window: Window, frequencies: &mut [f32], places: &mut Places) {
        self.seek(window.start);
        loop {
            let (docs, counts) = (&self.block.docs()[self.at..], &self.block.freqs()[self.at..]);
            let read = if docs.last().is_some_and(|last| *last < window.end) {
                docs.len()
            } else {
                docs.partition_point(|doc| *doc < window.end)
            };
            places.add_in_order(docs[..read].iter().zip(counts).map(|(doc, count)| {
                let place = (doc - window.start) as usize;
                frequencies[place] += self.weight * *count as f32;
                place
            }));
            self.at += read;
            // Only the last block is not full, and the end of the list follows it.
            if read < docs.len() || self.block.block_len() < FULL_BLOCK {
                return;
            }
            self.block.advance();
            self.at = 0;
        }
    }
}

/// tantivy's postings come in blocks of so many.
pub const FULL_BLOCK: usize = 128;
