//! Terms of the fields that are not text: ids, names, addresses, codes, shingles.

use std::mem;

use tantivy::DocId;
use tantivy::index::Segment;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, IndexRecordOption};

use crate::analysis::names;

/// The terms of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    bytes: Vec<u8>,
    /// In the order of the fields' positions.
    terms: Vec<Term>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Term {
    field: Field,
    position: u32,
    start: u32,
    end: u32,
}

/// Bytes of a term: tantivy has no longer ones.
pub const LONGEST: usize = u16::MAX as usize - 5;

/// The values of a field stand so far apart that no phrase goes from one to the next.
const GAP: u32 = 1;

impl Terms {
    /// Adds a term.
    pub fn add(&mut self, field: Field, position: u32, term: &[u8]) {
        if term.len() <= LONGEST {
            let start = self.bytes.len() as u32;
            self.bytes.extend_from_slice(term);
            self.terms.push(Term { field, position, start, end: self.bytes.len() as u32 });
        }
    }

    /// The terms of a field with their positions.
    pub fn of(&self, field: Field) -> impl Iterator<Item = (u32, &[u8])> {
        let of_field = self.terms.iter().filter(move |term| term.field == field);
        of_field.map(|term| (term.position, &self.bytes[term.start as usize..term.end as usize]))
    }

    /// Adds the words of the values of a field; with `whole`, a name of several words also in one piece (`loreal` beside
    /// `oreal`). Addresses go without: they would be a third of the dictionary, and are found by their words in a row.
    pub fn add_names<'a>(&mut self, field: Field, values: impl IntoIterator<Item = &'a str>, whole: bool) {
        let mut start = 0;
        for value in values {
            let mut end = start;
            for word in names(value).iter().filter(|word| whole || word.length == 1) {
                self.add(field, start + word.position, word.stem.as_bytes());
                end = end.max(start + word.position + word.length);
            }
            start = end + GAP;
        }
    }
}

/// The terms of the documents of a segment.
#[derive(Debug, Default)]
pub struct SegmentTerms {
    bytes: Vec<u8>,
    terms: Vec<(DocId, Term)>,
}

impl SegmentTerms {
    /// Adds those of a document.
    pub fn add(&mut self, document: DocId, terms: &Terms) {
        let before = self.bytes.len() as u32;
        self.bytes.extend_from_slice(&terms.bytes);
        let moved = |term: &Term| Term { start: before + term.start, end: before + term.end, ..*term };
        self.terms.extend(terms.terms.iter().map(|term| (document, moved(term))));
    }

    /// The bytes that they take.
    pub fn size(&self) -> usize {
        self.bytes.capacity() + self.terms.capacity() * size_of::<(DocId, Term)>()
    }

    /// Makes it ready to be written: each document gets its place in the segment, and the terms of a field come together.
    pub fn sort(&mut self, places: &[DocId]) {
        self.terms.iter_mut().for_each(|(document, _)| *document = places[*document as usize]);
        self.terms.sort_unstable_by_key(|(_, term)| term.field);
    }

    /// Writes the posting lists of a field, once the fields are sorted.
    pub fn write(&self, field: Field, segment: &Segment, lists: &mut InvertedIndexSerializer) -> tantivy::Result<()> {
        let start = self.terms.partition_point(|(_, term)| term.field < field);
        let end = self.terms.partition_point(|(_, term)| term.field <= field);
        if start == end {
            return Ok(());
        }
        let text = |term: &Term| &self.bytes[term.start as usize..term.end as usize];
        // The first letters tell most terms apart, and lie where they are compared.
        let mut of_field: Vec<_> =
            self.terms[start..end].iter().map(|(document, term)| (beginning(text(term)), *document, *term)).collect();
        of_field.sort_unstable_by(|(a_beginning, a_document, a), (b_beginning, b_document, b)| {
            let by_term = a_beginning.cmp(b_beginning).then_with(|| text(a).cmp(text(b)));
            by_term.then(a_document.cmp(b_document)).then(a.position.cmp(&b.position))
        });
        let schema = segment.schema();
        let record = schema.get_field_entry(field).field_type().index_record_option();
        let with_positions = record == Some(IndexRecordOption::WithFreqsAndPositions);
        let mut lists = lists.new_field(field, of_field.len() as u64, None)?;
        let mut steps = Vec::new();
        for postings in of_field.chunk_by(|a, b| a.0 == b.0 && text(&a.2) == text(&b.2)) {
            lists.new_term(text(&postings[0].2), NO_COUNT, with_positions)?;
            for occurrences in postings.chunk_by(|a, b| a.1 == b.1) {
                steps.clear();
                if with_positions {
                    let mut last = 0;
                    let positions = occurrences.iter().map(|(_, _, term)| term.position);
                    steps.extend(positions.map(|position| position - mem::replace(&mut last, position)));
                }
                lists.write_doc(occurrences[0].1, steps.len() as u32, &steps);
            }
            lists.close_term()?;
        }
        lists.close()?;
        Ok(())
    }
}

/// The first eight bytes of a term as a number, by which terms are in order but for those that begin alike.
fn beginning(term: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = term.len().min(bytes.len());
    bytes[..length].copy_from_slice(&term[..length]);
    u64::from_be_bytes(bytes)
}

/// The count of documents that tantivy asks for before a list. It makes bounds of scores of it, where it knows lengths.
pub const NO_COUNT: u32 = 0;
