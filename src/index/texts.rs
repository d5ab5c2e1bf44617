//! The texts of documents on their way into a segment: title, standfirst and body, as numbers of words.

use std::io;
use std::ops::Range;
use std::path::Path;

use tantivy::DocId;

use super::packed;
use super::spilled::Spilled;
use crate::analysis::numbered::NumberedWord;

/// The words of title, standfirst and body of a document, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// Of all three, one after the other.
    pub words: Vec<NumberedWord>,
    /// Where the words of each text end.
    pub ends: [u32; 3],
    /// How many tokens each text has: a word may have several stems.
    pub tokens: [u32; 3],
}

impl Texts {
    /// The words of one text.
    pub fn of(&self, part: Part) -> &[NumberedWord] {
        &self.words[stretch(self.ends, part)]
    }
}

/// Where the words of one text lie among those of all.
fn stretch(ends: [u32; 3], part: Part) -> Range<usize> {
    let start = (part as usize).checked_sub(1).map_or(0, |before| ends[before]);
    start as usize..ends[part as usize] as usize
}

/// One of the three texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The title.
    Title,
    /// The standfirst.
    Lead,
    /// What stands below it.
    Body,
}

impl Part {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Title, Self::Lead, Self::Body];
}

/// The texts of the documents of a batch. Their words wait in a file, most of them in one byte or two.
#[derive(Debug)]
pub struct Gathered {
    words: Spilled,
    documents: Vec<Gathering>,
}

/// What is known of the texts of a document.
#[derive(Debug, Clone, Copy)]
struct Gathering {
    /// Where the bytes of each text end.
    ends: [u32; 3],
    tokens: [u32; 3],
}

impl Gathered {
    /// Bytes of memory that a document takes.
    pub const ROW: usize = size_of::<Gathering>() + Spilled::ROW;

    /// No texts yet; the file is to lie in this folder.
    pub fn new(dir: &Path) -> Self {
        Self { words: Spilled::new(dir), documents: Vec::new() }
    }

    /// Adds the texts of a document.
    pub fn add(&mut self, texts: &Texts) -> io::Result<()> {
        let mut ends = [0; 3];
        self.words.add(|bytes| {
            ends = Part::ALL.map(|part| {
                texts.of(part).iter().for_each(|word| encode(*word, bytes));
                bytes.len() as u32
            });
        })?;
        self.documents.push(Gathering { ends, tokens: texts.tokens });
        Ok(())
    }

    /// How many documents there are.
    pub fn length(&self) -> usize {
        self.documents.len()
    }

    /// The words of each text of a document.
    pub fn words(&mut self, document: DocId) -> io::Result<[Decoder<'_>; 3]> {
        let ends = self.documents[document as usize].ends;
        let bytes = self.words.read(document)?;
        Ok(Part::ALL.map(|part| Decoder(&bytes[stretch(ends, part)])))
    }

    /// How many tokens one text of a document has.
    pub fn tokens(&self, document: DocId, part: Part) -> u32 {
        self.documents[document as usize].tokens[part as usize]
    }
}

/// Numbers below this are the flags of the word behind them; a word's is that of its vocabulary above this.
const FLAGS: u32 = 4;

/// Appends a word. A vocabulary numbers words as they come, so that frequent ones have small numbers: half of a text is of words of one
/// byte, and nearly all else of words of two.
fn encode(word: NumberedWord, bytes: &mut Vec<u8>) {
    if word.flags() != 0 {
        bytes.push(word.flags());
    }
    packed::write(word.number() + FLAGS, bytes);
}

/// Reads words that were written one by one.
#[derive(Debug, Clone)]
pub struct Decoder<'a>(&'a [u8]);

impl Iterator for Decoder<'_> {
    type Item = NumberedWord;

    #[inline]
    fn next(&mut self) -> Option<NumberedWord> {
        let mut number = packed::read(&mut self.0)?;
        let mut flags = 0;
        if number < FLAGS {
            flags = number as u8;
            number = packed::read(&mut self.0)?;
        }
        Some(NumberedWord::new(number - FLAGS, flags))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers as long as they come, many of them small.
    fn word() -> impl Strategy<Value = NumberedWord> {
        (0..30_u32, any::<u32>(), 0..4_u8)
            .prop_map(|(bits, number, flags)| NumberedWord::new(number & ((1 << bits) - 1), flags))
    }

    proptest! {
        #[test]
        fn texts_are_read_as_they_were_added(
            documents in prop::collection::vec(prop::array::uniform3(prop::collection::vec(word(), 0..20)), 0..20),
        ) {
            let mut gathered = Gathered::new(Path::new(""));
            for texts in &documents {
                let mut added = Texts::default();
                for (part, words) in texts.iter().enumerate() {
                    added.words.extend_from_slice(words);
                    added.ends[part] = added.words.len() as u32;
                }
                gathered.add(&added).unwrap();
            }
            for (number, texts) in (0..).zip(&documents) {
                prop_assert_eq!(&gathered.words(number).unwrap().map(Vec::from_iter), texts);
            }
        }
    }
}
