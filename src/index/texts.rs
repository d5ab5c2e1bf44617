//! The texts of documents on their way into a segment: title, standfirst and body, as numbers of words.

use std::ops::Range;

use tantivy::DocId;

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

/// The texts of the documents of a batch. Their words lie in blocks of memory: a piece for each document would leave holes
/// between all that comes and goes with a document, and the allocator would search them for the next one.
#[derive(Debug, Default)]
pub struct Gathered {
    blocks: Vec<Vec<NumberedWord>>,
    documents: Vec<Gathering>,
}

/// The texts of a document, and where they lie.
#[derive(Debug, Clone, Copy)]
struct Gathering {
    block: u32,
    start: u32,
    ends: [u32; 3],
    tokens: [u32; 3],
}

impl Gathered {
    /// Bytes that a document takes beside its words.
    pub const ROW: usize = size_of::<Gathering>();

    /// Adds the texts of a document.
    pub fn add(&mut self, texts: &Texts) {
        let has_room = |block: &Vec<NumberedWord>| block.capacity() - block.len() >= texts.words.len();
        if !self.blocks.last().is_some_and(has_room) {
            self.blocks.push(Vec::with_capacity(texts.words.len().max(BLOCK)));
        }
        let number = self.blocks.len() - 1;
        let block = &mut self.blocks[number];
        let Texts { ends, tokens, .. } = *texts;
        self.documents.push(Gathering { block: number as u32, start: block.len() as u32, ends, tokens });
        block.extend_from_slice(&texts.words);
    }

    /// How many documents there are.
    pub fn length(&self) -> usize {
        self.documents.len()
    }

    /// The words of one text of a document.
    pub fn words(&self, document: DocId, part: Part) -> &[NumberedWord] {
        let Gathering { block, start, ends, .. } = self.documents[document as usize];
        &self.blocks[block as usize][start as usize..][stretch(ends, part)]
    }

    /// How many tokens one text of a document has.
    pub fn tokens(&self, document: DocId, part: Part) -> u32 {
        self.documents[document as usize].tokens[part as usize]
    }
}

/// Words of a block: of a megabyte, which the system takes back as soon as the batch is written.
const BLOCK: usize = 1 << 18;
