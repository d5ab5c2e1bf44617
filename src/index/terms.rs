//! Terms of the fields that are not text: ids, names, addresses, codes, shingles.

use std::{io, mem};

use tantivy::DocId;
use tantivy::index::Segment;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
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

    /// Makes it ready to be written: each document gets its place in the segment, and the terms are put in order.
    pub fn sort(&mut self, places: &[DocId]) {
        self.terms.iter_mut().for_each(|(document, _)| *document = places[*document as usize]);
        let Self { bytes, terms } = self;
        let text = |term: &Term| &bytes[term.start as usize..term.end as usize];
        terms.sort_unstable_by(|(a_doc, a), (b_doc, b)| {
            let by_term = a.field.cmp(&b.field).then_with(|| text(a).cmp(text(b)));
            by_term.then(a_doc.cmp(b_doc)).then(a.position.cmp(&b.position))
        });
    }

    /// Writes the posting lists of a field; they are sorted.
    pub fn write(&self, field: Field, segment: &Segment, lists: &mut InvertedIndexSerializer) -> tantivy::Result<()> {
        let start = self.terms.partition_point(|(_, term)| term.field < field);
        let end = self.terms.partition_point(|(_, term)| term.field <= field);
        let of_field = &self.terms[start..end];
        if of_field.is_empty() {
            return Ok(());
        }
        let schema = segment.schema();
        let record = schema.get_field_entry(field).field_type().index_record_option();
        let with_positions = record == Some(IndexRecordOption::WithFreqsAndPositions);
        let text = |term: &Term| &self.bytes[term.start as usize..term.end as usize];
        let mut lists = lists.new_field(field, of_field.len() as u64, None)?;
        for postings in of_field.chunk_by(|(_, a), (_, b)| text(a) == text(b)) {
            let place = |(document, term): &(DocId, Term)| (*document, term.position);
            write_list(&mut lists, text(&postings[0].1), postings, place, with_positions)?;
        }
        lists.close()?;
        Ok(())
    }
}

/// Writes the posting list of a term, in the order of its places, each a document and a position.
pub fn write_list<P>(
    lists: &mut FieldSerializer,
    term: &[u8],
    postings: &[P],
    place: impl Fn(&P) -> (DocId, u32),
    with_positions: bool,
) -> io::Result<()> {
    let documents = postings.chunk_by(|a, b| place(a).0 == place(b).0);
    lists.new_term(term, documents.clone().count() as u32, with_positions)?;
    let mut steps = Vec::new();
    for occurrences in documents {
        steps.clear();
        if with_positions {
            let mut last = 0;
            let positions = occurrences.iter().map(|occurrence| place(occurrence).1);
            steps.extend(positions.map(|position| position - mem::replace(&mut last, position)));
        }
        lists.write_doc(place(&occurrences[0]).0, steps.len() as u32, &steps);
    }
    lists.close_term()
}
