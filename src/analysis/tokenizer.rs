//! A text's words as tantivy takes them. They are analysed where pages are parsed, on all cores, and
//! written down; what tantivy calls a tokenizer only reads that.

use std::str::Split;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use twox_hash::XxHash3_64;

use super::characters::characters;
use super::words::Words;
use super::{memo, names};

/// The postings of a text, written down: a line for each position, with blanks between the words that stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Postings {
    pub stems: String,
    /// The words as they are written, in small letters, each at least once: where they stand does not matter.
    pub forms: String,
}

/// Of so many forms one knows whether they are written down: more than most articles have.
const KNOWN: usize = 1 << 10;

impl Postings {
    /// Analyses a text.
    pub fn of(text: &str) -> Self {
        let mut postings =
            Self { stems: String::with_capacity(text.len()), forms: String::with_capacity(text.len() / 2) };
        let mut known = [0; KNOWN];
        let plain = characters(text);
        let mut words = Words::default();
        let mut last = None;
        while let Some(word) = words.next(&plain.text) {
            memo::lexeme(word.written(&plain.text), |form, stems| {
                if let Some(last) = last {
                    postings.stems.push(if last == word.position { ' ' } else { '\n' });
                }
                postings.stems.push_str(stems);
                let hash = XxHash3_64::oneshot(form.as_bytes());
                // An index is spared what it has; it costs most of its time.
                if std::mem::replace(&mut known[hash as usize % KNOWN], hash) != hash {
                    postings.forms.push_str(if postings.forms.is_empty() { "" } else { "\n" });
                    postings.forms.push_str(form);
                }
            });
            last = Some(word.position);
        }
        postings
    }
}

/// Titles, leads, bodies, which have become [`Postings`].
#[derive(Clone, Default)]
pub struct PostingsReader;

impl Tokenizer for PostingsReader {
    type TokenStream<'a> = Read<'a>;

    fn token_stream<'a>(&'a mut self, postings: &'a str) -> Read<'a> {
        Read { positions: postings.split('\n'), here: "", token: Token::default() }
    }
}

pub struct Read<'a> {
    positions: Split<'a, char>,
    /// What is left of the current line.
    here: &'a str,
    token: Token,
}

impl TokenStream for Read<'_> {
    fn advance(&mut self) -> bool {
        if self.here.is_empty() {
            match self.positions.next() {
                Some(line) if !line.is_empty() => self.here = line,
                _ => return false,
            }
            self.token.position = self.token.position.wrapping_add(1);
        }
        let (word, rest) = self.here.split_once(' ').unwrap_or((self.here, ""));
        self.here = rest;
        self.token.text.clear();
        self.token.text.push_str(word);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Authors, sources, sections, addresses: every word is indexed as it is written, but for accents and capitals.
#[derive(Clone, Default)]
pub struct NameTokenizer;

impl Tokenizer for NameTokenizer {
    type TokenStream<'a> = Names;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Names {
        Names { words: names(text).into_iter(), token: Token::default() }
    }
}

pub struct Names {
    words: std::vec::IntoIter<super::Token>,
    token: Token,
}

impl TokenStream for Names {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        self.token.position = word.position as usize;
        self.token.position_length = word.length as usize;
        self.token.text = word.stem;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
