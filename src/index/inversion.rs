//! Inversion: from the words of each text to the posting lists of each word.
//!
//! Texts come as numbers of words. The bytes of each word's occurrences are counted first, so that each word has its stretch of an
//! array; then a second pass puts each occurrence where it belongs (a counting sort). Documents are read in their final
//! order, so every list is in order by itself. The list of a stem is that of the one word that has it, or the few lists of
//! its words merged, and so is the list of a form. Compared with tantivy's table of terms, which looks each token up by its
//! letters and appends to a list somewhere in memory, nothing is compared, and an occurrence takes less than two bytes.

use std::io::{self, Write};
use std::sync::Arc;
use std::{iter, mem};

use tantivy::DocId;
use tantivy::postings::FieldSerializer;

use super::packed;
use super::terms::{LONGEST, NO_COUNT, beginning};
use super::texts::{Gathered, Part};
use crate::analysis::vocabulary::Numbered;

/// The occurrences of the words in one text of each document, sorted by word. An occurrence is a number: its position in all
/// these texts, one after the other. It is kept as how far it is from the one before.
pub struct Occurrences {
    /// Where those of each reading of a word end.
    ends: Vec<u32>,
    sorted: Vec<u8>,
    /// The first position of each document, and the one behind the last document.
    firsts: Vec<u32>,
    /// The documents in which the first, the sixty-fifth position and so on stand.
    documents: Vec<DocId>,
    /// How many there are.
    pub count: u64,
    /// Tokens of all documents.
    pub tokens: u64,
}

/// Positions between those of which [`Occurrences`] knows the document.
const STEP: usize = 64;

/// Where the next occurrence of a reading is put.
#[derive(Clone, Copy, Default)]
struct Cursor {
    /// In the array. While bytes are counted: how many there are.
    place: u32,
    /// Behind the last occurrence.
    last: u32,
}

/// The occurrences of the words in each text of all documents, as they are counted.
pub struct Counted {
    texts: [Occurrences; 3],
    /// Those of each reading.
    cursors: [Vec<Cursor>; 3],
}

impl Counted {
    /// Counts those of so many words, in the order of the documents.
    pub fn of(texts: &mut Gathered, order: &[DocId], words: usize) -> io::Result<Self> {
        let mut cursors = [(); 3].map(|()| vec![Cursor::default(); 2 * words]);
        let mut found = [(); 3].map(|()| Occurrences {
            ends: Vec::new(),
            sorted: Vec::new(),
            firsts: Vec::with_capacity(order.len() + 1),
            documents: Vec::new(),
            count: 0,
            tokens: 0,
        });
        let mut positions = [0_u32; 3];
        for (place, document) in (0..).zip(order) {
            for (part, words) in Part::ALL.into_iter().zip(texts.words(*document)?) {
                let (text, cursors) = (&mut found[part as usize], &mut cursors[part as usize]);
                let position = &mut positions[part as usize];
                text.firsts.push(*position);
                for word in words {
                    *position += u32::from(!word.is_at_same_place());
                    let cursor = &mut cursors[word.reading()];
                    cursor.place += packed::length(*position - mem::replace(&mut cursor.last, *position));
                    text.count += 1;
                }
                text.documents.resize((*position as usize).div_ceil(STEP), place);
            }
            for part in Part::ALL {
                found[part as usize].tokens += u64::from(texts.tokens(*document, part));
            }
        }
        found.iter_mut().zip(positions).for_each(|(text, end)| text.firsts.push(end));
        Ok(Self { texts: found, cursors })
    }

    /// Puts each occurrence where it belongs: this takes most of the memory.
    pub fn sorted(self, texts: &mut Gathered, order: &[DocId]) -> io::Result<[Occurrences; 3]> {
        let Self { texts: mut found, mut cursors } = self;
        for (text, cursors) in found.iter_mut().zip(&mut cursors) {
            let mut sum = 0;
            cursors.iter_mut().for_each(|cursor| {
                sum += cursor.place;
                *cursor = Cursor { place: sum - cursor.place, last: 0 };
            });
            text.sorted = vec![0; sum as usize];
        }
        let mut positions = [0_u32; 3];
        for document in order {
            let texts = found.iter_mut().zip(&mut cursors).zip(&mut positions).zip(texts.words(*document)?);
            for (((text, cursors), position), words) in texts {
                for word in words {
                    *position += u32::from(!word.is_at_same_place());
                    let cursor = &mut cursors[word.reading()];
                    let step = *position - mem::replace(&mut cursor.last, *position);
                    cursor.place += packed::put(step, &mut text.sorted[cursor.place as usize..]);
                }
            }
        }
        for (text, cursors) in found.iter_mut().zip(cursors) {
            text.ends = cursors.iter().map(|cursor| cursor.place).collect();
        }
        Ok(found)
    }
}

impl Occurrences {
    /// Bytes that an occurrence is taken to have. Those of a million news have 1.8: words that are far apart are few.
    pub const WORD: usize = 2;

    fn bytes_of(&self, reading: u32) -> &[u8] {
        let reading = reading as usize;
        let start = reading.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.sorted[start as usize..self.ends[reading] as usize]
    }

    /// The occurrences of a reading, in order.
    fn of_reading(&self, reading: u32) -> impl Iterator<Item = u32> {
        let (mut bytes, mut last) = (self.bytes_of(reading), 0);
        iter::from_fn(move || {
            last += packed::read(&mut bytes)?;
            Some(last - 1)
        })
    }

    /// The document in which a position is.
    fn document(&self, position: u32) -> DocId {
        let mut document = self.documents[position as usize / STEP];
        while self.firsts[document as usize + 1] <= position {
            document += 1;
        }
        document
    }

    /// Passes each document of a list, its first position, and the occurrences in it.
    fn for_each_document<'o>(&self, mut list: &'o [u32], mut each: impl FnMut(DocId, u32, &'o [u32])) {
        while let Some(first) = list.first() {
            let document = self.document(*first);
            let (start, end) = (self.firsts[document as usize], self.firsts[document as usize + 1]);
            let count = list.iter().take_while(|position| **position < end).count();
            let (here, rest) = list.split_at(count);
            each(document, start, here);
            list = rest;
        }
    }
}

/// The stems or the forms of a batch in alphabetical order, each with the readings that have it.
pub struct Dictionary<'a>(Vec<Term<'a>>);

/// A term of a reading.
struct Term<'a> {
    /// The first letters tell most terms apart, and lie where they are compared.
    beginning: u64,
    term: &'a str,
    reading: u32,
}

impl<'a> Dictionary<'a> {
    /// The stems of the words that occur in texts, of all the `words` of their vocabulary.
    pub fn of_stems(words: &'a [Arc<str>], texts: &[Occurrences]) -> Self {
        Self::sorted(readings(words, texts).flat_map(|(reading, Numbered { stems, other, .. })| {
            let other = other.split(' ').filter(move |other| reading % 2 == 1 && !other.is_empty());
            stems.split(' ').chain(other).map(move |stem| (stem, reading))
        }))
    }

    /// Their forms.
    pub fn of_forms(words: &'a [Arc<str>], texts: &[Occurrences]) -> Self {
        Self::sorted(readings(words, texts).map(|(reading, Numbered { form, .. })| (form, reading)))
    }

    fn sorted(terms: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let with_beginning =
            |(term, reading): (&'a str, u32)| Term { beginning: beginning(term.as_bytes()), term, reading };
        let mut terms: Vec<_> = terms.map(with_beginning).collect();
        terms.sort_unstable_by(|a, b| {
            a.beginning.cmp(&b.beginning).then_with(|| a.term.cmp(b.term)).then(a.reading.cmp(&b.reading))
        });
        Self(terms)
    }

    /// Writes the lists of the stems of a text, with positions.
    pub fn write_stems<W: Write>(&self, text: &Occurrences, mut lists: FieldSerializer<W>) -> io::Result<()> {
        let (mut list, mut steps) = (Vec::new(), Vec::new());
        for (term, readings) in self.each() {
            list.clear();
            readings.iter().for_each(|of| list.extend(text.of_reading(of.reading)));
            if list.is_empty() {
                continue;
            }
            if readings.len() > 1 {
                // It sees that there are stretches which are sorted.
                list.sort();
            }
            lists.new_term(term, NO_COUNT, true)?;
            text.for_each_document(&list, |document, start, here| {
                steps.clear();
                let mut last = start;
                steps.extend(here.iter().map(|position| position - mem::replace(&mut last, *position)));
                lists.write_doc(document, steps.len() as u32, &steps);
            });
            lists.close_term()?;
        }
        lists.close()
    }

    /// Writes the lists of the forms of one text or of two together, without positions.
    pub fn write_forms<W: Write>(&self, texts: &[Occurrences], mut lists: FieldSerializer<W>) -> io::Result<()> {
        let (mut list, mut documents) = (Vec::new(), Vec::new());
        for (term, readings) in self.each() {
            documents.clear();
            let mut stretches = 0;
            for text in texts {
                for of in readings {
                    list.clear();
                    list.extend(text.of_reading(of.reading));
                    stretches += usize::from(!list.is_empty());
                    text.for_each_document(&list, |document, _, _| documents.push(document));
                }
            }
            if stretches > 1 {
                documents.sort();
                documents.dedup();
            }
            if documents.is_empty() {
                continue;
            }
            lists.new_term(term, NO_COUNT, false)?;
            documents.iter().for_each(|document| lists.write_doc(*document, 0, &[]));
            lists.close_term()?;
        }
        lists.close()
    }

    /// Each term that the index takes, with its readings.
    fn each(&self) -> impl Iterator<Item = (&[u8], &[Term<'a>])> {
        let same = |a: &Term, b: &Term| a.beginning == b.beginning && a.term == b.term;
        let terms = self.0.chunk_by(same).map(|readings| (readings[0].term.as_bytes(), readings));
        terms.filter(|(term, _)| term.len() <= LONGEST)
    }
}

/// The readings of words that occur in some of these texts: the first of a word has its stems alone, the second those of
/// both its words.
fn readings<'a>(words: &'a [Arc<str>], texts: &[Occurrences]) -> impl Iterator<Item = (u32, Numbered<'a>)> {
    let occurs = |reading: &u32| texts.iter().any(|text| !text.bytes_of(*reading).is_empty());
    let readings = (0..2 * words.len() as u32).filter(occurs);
    readings.map(|reading| (reading, Numbered::of(&words[reading as usize / 2])))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::analysis::numbered::NumberedText;
    use crate::analysis::vocabulary::Vocabulary;
    use crate::index::texts::Texts;

    const PIECES: [&str; 8] = ["le ", "traité ", "a traité ", "week-end ", "L'Oréal ", "digue. ", "digues ", "2025 "];

    /// A text of the pieces whose numbers these are.
    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(&PIECES[..]), 0..90).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn every_word_of_every_text_is_found_where_it_stands(
            documents in prop::collection::vec([text(), text(), text()], 0..9),
            turned in any::<bool>(),
        ) {
            let (vocabulary, mut gathered) = (Vocabulary::new(), Gathered::new(Path::new("")));
            for texts in &documents {
                let mut document = Texts::default();
                for (part, text) in texts.iter().enumerate() {
                    let numbered = NumberedText::of(text, &vocabulary);
                    document.words.extend(numbered.words);
                    document.ends[part] = document.words.len() as u32;
                    document.tokens[part] = numbered.tokens as u32;
                }
                gathered.add(&document).unwrap();
            }
            let mut order: Vec<DocId> = (0..documents.len() as DocId).collect();
            if turned {
                order.reverse();
            }
            let counted = Counted::of(&mut gathered, &order, vocabulary.length()).unwrap();
            let found = counted.sorted(&mut gathered, &order).unwrap();
            for (part, found) in found.iter().enumerate() {
                let mut expected = vec![Vec::new(); 2 * vocabulary.length()];
                for (place, document) in (0..).zip(&order) {
                    let mut position = 0;
                    for (n, word) in gathered.words(*document).unwrap()[part].clone().enumerate() {
                        position += u32::from(n > 0 && !word.is_at_same_place());
                        expected[word.reading()].push((place, position));
                    }
                }
                for (reading, expected) in (0..).zip(&expected) {
                    let mut places = Vec::new();
                    let list: Vec<u32> = found.of_reading(reading).collect();
                    found.for_each_document(&list, |document, first, here| {
                        places.extend(here.iter().map(|position| (document, position - first)));
                    });
                    prop_assert_eq!(&places, expected);
                }
            }
        }
    }
}
