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

// TEMPORARY STAND-IN
pub const FORM_MARK: char = '=';
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() {
            start.get_or_insert(i);
        } else if let Some(s) = start.take() {
            let w = &text[s..i];
            out.push(Token {
                stem: fold(w),
                form: w.to_lowercase(),
                start: s,
                end: i,
                position: out.len() as u32,
                length: 1,
            });
        }
    }
    out
}
pub fn names(text: &str) -> Vec<Token> {
    tokens(text)
}
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.to_lowercase().nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect()
}
pub fn is_stop_word(form: &str) -> bool {
    ["le", "la", "les", "de", "des", "du", "et", "un", "une", "en", "à"].contains(&form)
}
