//! Inversion: from the words of each text to the posting lists of each word.
//!
//! Texts come as numbers of words. The occurrences of each word are counted first, so that each word has its stretch of an
//! array; then a second pass puts each occurrence where it belongs (a counting sort). Documents are read in their final
//! order, so every list is in order by itself. The list of a stem is that of the one word that has it, or the few lists of
//! its words merged, and so is the list of a form. Compared with tantivy's table of terms, which looks each token up by its
//! letters and appends to a list somewhere in memory, nothing is compared, and an occurrence takes four bytes.

use std::sync::Arc;
use std::{io, mem};

use rustc_hash::FxHashMap;
use tantivy::DocId;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::Field;

use super::terms::{LONGEST, NO_COUNT};
use super::texts::{Gathered, Part};
use crate::analysis::vocabulary::Numbered;

/// The occurrences of the words in one text of each document, sorted by word. An occurrence is a number: its position in all
/// these texts, one after the other.
pub struct Occurrences {
    /// Where those of each reading of a word start, and where the last ones end.
    starts: Vec<u32>,
    sorted: Vec<u32>,
    /// The first position of each document, and the one behind the last document.
    firsts: Vec<u32>,
    /// The documents in which the first, the sixty-fifth position and so on stand.
    documents: Vec<DocId>,
    /// Tokens of all documents.
    tokens: u64,
}

/// Positions between those of which [`Occurrences`] knows the document.
const STEP: usize = 64;

impl Occurrences {
    /// Bytes of an occurrence.
    pub const WORD: usize = size_of::<u32>();

    /// The occurrences of so many words in each text of all documents, in the order of the documents.
    pub fn of(texts: &mut Gathered, order: &[DocId], words: usize) -> io::Result<[Self; 3]> {
        // The occurrences of a reading are counted two places behind where they will start: one for the sum of those before,
        // and another since each start moves on while its stretch is filled.
        let mut found = [(); 3].map(|()| Self {
            starts: vec![0; 2 * words + 2],
            sorted: Vec::new(),
            firsts: Vec::with_capacity(order.len() + 1),
            documents: Vec::new(),
            tokens: 0,
        });
        let mut positions = [0_u32; 3];
        for (place, document) in (0..).zip(order) {
            for (part, words) in Part::ALL.into_iter().zip(texts.words(*document)?) {
                let (text, positions) = (&mut found[part as usize], &mut positions[part as usize]);
                text.firsts.push(*positions);
                for word in words {
                    text.starts[word.reading() + 2] += 1;
                    *positions += u32::from(!word.is_at_same_place());
                }
                text.documents.resize((*positions as usize).div_ceil(STEP), place);
            }
            for part in Part::ALL {
                found[part as usize].tokens += u64::from(texts.tokens(*document, part));
            }
        }
        for (text, positions) in found.iter_mut().zip(&mut positions) {
            text.firsts.push(mem::take(positions));
            let mut sum = 0;
            text.starts.iter_mut().for_each(|start| {
                sum += *start;
                *start = sum;
            });
            text.sorted = vec![0; sum as usize];
        }
        for document in order {
            for ((text, positions), words) in found.iter_mut().zip(&mut positions).zip(texts.words(*document)?) {
                for word in words {
                    *positions += u32::from(!word.is_at_same_place());
                    let next = &mut text.starts[word.reading() + 1];
                    text.sorted[*next as usize] = *positions - 1;
                    *next += 1;
                }
            }
        }
        Ok(found)
    }

    fn of_reading(&self, reading: u32) -> &[u32] {
        let reading = reading as usize;
        &self.sorted[self.starts[reading] as usize..self.starts[reading + 1] as usize]
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

/// The stems and forms of a batch in alphabetical order, with the words that have them.
pub struct Dictionary<'a> {
    terms: Vec<&'a str>,
    /// Each stem, as its place among the terms, with a reading that has it; sorted.
    stems: Vec<(u32, u32)>,
    /// Each form, likewise.
    forms: Vec<(u32, u32)>,
}

impl<'a> Dictionary<'a> {
    /// The terms of the words that occur, of all the `words` of their vocabulary.
    pub fn of(words: &'a [Arc<str>], texts: &[Occurrences]) -> Self {
        let occurs = |reading: u32| texts.iter().any(|text| !text.of_reading(reading).is_empty());
        let (mut terms, mut numbers) = (Vec::new(), FxHashMap::<&str, u32>::default());
        let mut number_of = |term: &'a str| {
            *numbers.entry(term).or_insert_with(|| {
                terms.push(term);
                terms.len() as u32 - 1
            })
        };
        let (mut stems, mut forms) = (Vec::new(), Vec::new());
        for (number, word) in (0..).zip(words) {
            let [alone, with_other] = [2 * number, 2 * number + 1];
            for reading in [alone, with_other].into_iter().filter(|reading| occurs(*reading)) {
                let Numbered { form, stems: own, other } = Numbered::of(word);
                let other = other.split(' ').filter(|other| reading == with_other && !other.is_empty());
                stems.extend(own.split(' ').chain(other).map(|stem| (number_of(stem), reading)));
                forms.push((number_of(form), reading));
            }
        }
        let mut order: Vec<u32> = (0..terms.len() as u32).collect();
        order.sort_unstable_by_key(|number| terms[*number as usize]);
        let mut places = vec![0; terms.len()];
        for (place, number) in (0..).zip(&order) {
            places[*number as usize] = place;
        }
        for list in [&mut stems, &mut forms] {
            list.iter_mut().for_each(|(term, _)| *term = places[*term as usize]);
            list.sort_unstable();
        }
        Self { terms: order.iter().map(|number| terms[*number as usize]).collect(), stems, forms }
    }

    /// Writes the lists of the stems of a text, with positions.
    pub fn write_stems(
        &self,
        text: &Occurrences,
        field: Field,
        lists: &mut InvertedIndexSerializer,
    ) -> tantivy::Result<()> {
        if text.tokens == 0 {
            return Ok(());
        }
        let mut lists = lists.new_field(field, text.tokens, None)?;
        let (mut merged, mut steps) = (Vec::new(), Vec::new());
        for (term, readings) in self.each(&self.stems) {
            let list = match readings {
                [(_, reading)] => text.of_reading(*reading),
                _ => {
                    merged.clear();
                    readings.iter().for_each(|(_, reading)| merged.extend_from_slice(text.of_reading(*reading)));
                    // It sees that there are stretches which are sorted.
                    merged.sort();
                    &merged
                }
            };
            if list.is_empty() {
                continue;
            }
            lists.new_term(term, NO_COUNT, true)?;
            text.for_each_document(list, |document, start, here| {
                steps.clear();
                let mut last = start;
                steps.extend(here.iter().map(|position| position - mem::replace(&mut last, *position)));
                lists.write_doc(document, steps.len() as u32, &steps);
            });
            lists.close_term()?;
        }
        lists.close()?;
        Ok(())
    }

    /// Writes the lists of the forms of one text or of two together, without positions.
    pub fn write_forms(
        &self,
        texts: &[Occurrences],
        field: Field,
        lists: &mut InvertedIndexSerializer,
    ) -> tantivy::Result<()> {
        let tokens: u64 = texts.iter().map(|text| text.sorted.len() as u64).sum();
        if tokens == 0 {
            return Ok(());
        }
        let mut lists = lists.new_field(field, tokens, None)?;
        let mut documents = Vec::new();
        for (term, readings) in self.each(&self.forms) {
            documents.clear();
            let mut stretches = 0;
            for text in texts {
                let own = readings.iter().map(|(_, reading)| text.of_reading(*reading));
                for list in own.filter(|list| !list.is_empty()) {
                    stretches += 1;
                    text.for_each_document(list, |document, _, _| documents.push(document));
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
        lists.close()?;
        Ok(())
    }

    /// Each term that the index takes, and the readings that have it.
    fn each<'d>(&'d self, list: &'d [(u32, u32)]) -> impl Iterator<Item = (&'d [u8], &'d [(u32, u32)])> {
        let terms = list.chunk_by(|a, b| a.0 == b.0).map(|readings| (self.terms[readings[0].0 as usize], readings));
        terms.filter(|(term, _)| term.len() <= LONGEST).map(|(term, readings)| (term.as_bytes(), readings))
    }
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
            let found = Occurrences::of(&mut gathered, &order, vocabulary.length()).unwrap();
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
                    found.for_each_document(found.of_reading(reading), |document, first, here| {
                        places.extend(here.iter().map(|position| (document, position - first)));
                    });
                    prop_assert_eq!(&places, expected);
                }
            }
        }
    }
}
