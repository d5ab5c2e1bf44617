//! The French analysis chain, readable as a list: what a word is, and which words are the same. Title, lead, body and
//! queries all pass through it.

pub mod tokenizer;

/// Changes whenever the chain gives other tokens for the same text: an index made by another version would not match.
pub const VERSION: u32 = 1;

/// One word of a text, as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Token {
    /// What is compared: elision cut, folded, stemmed.
    pub stem: String,
    /// The word as written, in lower case with its accents (NFC): what `=mot` compares and what adds to the score.
    pub form: String,
    /// Bytes of the text that the word covers, without its elided article.
    pub start: usize,
    pub end: usize,
    /// The word's number in the text. Two tokens of one position are alternatives (`weekend` beside `week end`).
    pub position: u32,
    /// How many positions it covers: 2 for `weekend` beside `week end`.
    pub length: u32,
}
