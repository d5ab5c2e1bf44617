//! Terms of the fields that are not text: ids, names, addresses, codes, shingles.

use std::{io, iter, mem};

use tantivy::DocId;
use tantivy::schema::Field;

use super::lists::Lists;
use super::packed;
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

/// The terms of the documents of a segment, by the numbers of their fields.
#[derive(Debug, Default)]
pub struct SegmentTerms(Vec<FieldTerms>);

/// The terms of a field, as they came: how many documents after that of the last one, its position, its length, and its bytes.
#[derive(Debug, Default)]
struct FieldTerms {
    bytes: Vec<u8>,
    count: usize,
    last: DocId,
}

impl SegmentTerms {
    /// Adds those of a document, which has a greater number than those before it.
    pub fn add(&mut self, document: DocId, terms: &Terms) {
        for Term { field, position, start, end } in &terms.terms {
            let number = field.field_id() as usize;
            if number >= self.0.len() {
                self.0.resize_with(number + 1, FieldTerms::default);
            }
            let FieldTerms { bytes, count, last } = &mut self.0[number];
            packed::write(document - mem::replace(last, document), bytes);
            packed::write(*position, bytes);
            packed::write(end - start, bytes);
            bytes.extend_from_slice(&terms.bytes[*start as usize..*end as usize]);
            *count += 1;
        }
    }

    /// The bytes that they take.
    pub fn size(&self) -> usize {
        self.0.iter().map(|field| field.bytes.len()).sum()
    }

    /// Writes the posting lists of a field, where each document has its place in the segment.
    pub fn write(&self, field: Field, places: &[DocId], lists: &mut Lists) -> io::Result<()> {
        let Some(terms) = self.0.get(field.field_id() as usize).filter(|terms| terms.count > 0) else { return Ok(()) };
        let mut of_field = terms.occurrences(places);
        of_field.sort_unstable_by(|a, b| {
            let by_term = a.beginning.cmp(&b.beginning).then_with(|| a.term.cmp(b.term));
            by_term.then(a.document.cmp(&b.document)).then(a.position.cmp(&b.position))
        });
        let with_positions = lists.have_positions(field);
        let mut lists = lists.of_field(field, of_field.len() as u64)?;
        let mut steps = Vec::new();
        for postings in of_field.chunk_by(|a, b| a.beginning == b.beginning && a.term == b.term) {
            lists.new_term(postings[0].term, NO_COUNT, with_positions)?;
            for occurrences in postings.chunk_by(|a, b| a.document == b.document) {
                steps.clear();
                if with_positions {
                    let mut last = 0;
                    let positions = occurrences.iter().map(|occurrence| occurrence.position);
                    steps.extend(positions.map(|position| position - mem::replace(&mut last, position)));
                }
                lists.write_doc(occurrences[0].document, steps.len() as u32, &steps);
            }
            lists.close_term()?;
        }
        lists.close()
    }
}

/// A term where it stands.
struct Occurrence<'a> {
    /// The first letters tell most terms apart, and lie where they are compared.
    beginning: u64,
    term: &'a [u8],
    document: DocId,
    position: u32,
}

impl FieldTerms {
    fn occurrences(&self, places: &[DocId]) -> Vec<Occurrence<'_>> {
        let (mut bytes, mut document) = (&*self.bytes, 0);
        let mut next = || {
            document += packed::read(&mut bytes)?;
            let (position, length) = (packed::read(&mut bytes)?, packed::read(&mut bytes)?);
            let (term, rest) = bytes.split_at_checked(length as usize)?;
            bytes = rest;
            Some(Occurrence { beginning: beginning(term), term, document: places[document as usize], position })
        };
        let mut found = Vec::with_capacity(self.count);
        found.extend(iter::from_fn(&mut next));
        found
    }
}

/// The first eight bytes of a term as a number, by which terms are in order but for those that begin alike.
#[inline]
pub fn beginning(term: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = term.len().min(bytes.len());
    bytes[..length].copy_from_slice(&term[..length]);
    u64::from_be_bytes(bytes)
}

/// The count of documents that tantivy asks for before a list. It makes bounds of scores of it, where it knows lengths.
pub const NO_COUNT: u32 = 0;
