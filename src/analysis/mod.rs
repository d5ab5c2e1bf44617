//! The French analysis chain, readable as a list: what a word is, and which words are the same. Title, lead, body and
//! queries all pass through it.
//!
//! 1. [`characters`] one spelling for each character
//! 2. [`words`]      where a word begins and ends; with [`elision`], [`compounds`], [`numbers`] and [`web`]
//! 3. [`folding`]    small letters, then no accents
//! 4. [`overrides`]  irregular forms, names, [`verbs`], feminines
//! 5. [`stemmer`]    Savoy's light stemmer
//!
//! Every word is indexed, [`stop_words`] too; [`tokenizer`] hands them to tantivy.
//!
//! ```
//! use kiosque::analysis::tokens;
//!
//! let stems: Vec<String> = tokens("L'œil des journaux").into_iter().map(|token| token.stem).collect();
//! assert_eq!(stems, ["oeil", "des", "journal"]);
//! ```

pub mod characters;
pub mod words;
pub mod elision;
pub mod compounds;
pub mod numbers;
pub mod web;
pub mod folding;
pub mod overrides;
mod lexicon;
pub mod verbs;
pub mod stemmer;
pub mod stop_words;
pub mod tokenizer;
mod grammar;
mod memo;

use characters::characters;
use grammar::Lexeme;
use words::Words;

/// Changes whenever the chain gives other tokens for the same text: an index made by another version would not match.
pub const VERSION: u32 = 2;

/// Stands before a word's exact form in the index, at the position of its stem. No stem and no form contains it.
pub const EXACT: char = '=';

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

/// The words of a French text.
pub fn tokens(text: &str) -> Vec<Token> {
    tokens_by(text, |written| memo::lexeme(written, |form, stems| Lexeme { form: form.into(), stems: stems.into() }))
}

/// The words of a name or an address: folded, never stemmed.
pub fn names(text: &str) -> Vec<Token> {
    tokens_by(text, grammar::name)
}

fn tokens_by(text: &str, lexeme: impl Fn(&str) -> Lexeme) -> Vec<Token> {
    let plain = characters(text);
    let mut words = Words::default();
    let mut tokens = Vec::new();
    while let Some(word) = words.next(&plain.text) {
        let lexeme = lexeme(word.written(&plain.text));
        for stem in lexeme.stems.split(' ') {
            tokens.push(Token {
                stem: stem.to_string(),
                form: lexeme.form.clone(),
                start: plain.original_start(word.start),
                end: plain.original_end(word.end),
                position: word.position,
                length: word.length,
            });
        }
    }
    tokens
}
