//! The chain as tantivy wants it: a stream of postings, for each word its stems and, at the same position, its exact form
//! behind a mark.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::characters::{Characters, characters};
use super::words::Words;
use super::{EXACT, grammar, memo};

/// Titles, leads, bodies: every word is indexed by its stem and by its form.
#[derive(Clone, Default)]
pub struct TextTokenizer;

/// Authors, sources, sections, addresses: every word is indexed as it is written, but for accents and capitals.
#[derive(Clone, Default)]
pub struct NameTokenizer;

impl Tokenizer for TextTokenizer {
    type TokenStream<'a> = Postings<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Postings<'a> {
        Postings::new(text, false)
    }
}

impl Tokenizer for NameTokenizer {
    type TokenStream<'a> = Postings<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Postings<'a> {
        Postings::new(text, true)
    }
}

/// How many postings a text gives: the chain as the index runs it, to be measured.
pub fn count_postings(text: &str) -> usize {
    let mut postings = Postings::new(text, false);
    let mut count = 0;
    while postings.advance() {
        count += 1;
    }
    count
}

pub struct Postings<'a> {
    plain: Characters<'a>,
    words: Words,
    of_names: bool,
    /// The stems of the current word, and how much of them has gone.
    stems: String,
    sent: usize,
    /// Its form behind the mark, or nothing when it has gone.
    exact: String,
    token: Token,
}

impl<'a> Postings<'a> {
    fn new(text: &'a str, of_names: bool) -> Postings<'a> {
        Postings {
            plain: characters(text),
            words: Words::default(),
            of_names,
            stems: String::new(),
            sent: 0,
            exact: String::new(),
            token: Token::default(),
        }
    }

    /// Moves on to the next word of the text, if there is one.
    fn read_word(&mut self) -> bool {
        let text = &self.plain.text;
        let Some(word) = self.words.next(text) else { return false };
        let (exact, stems) = (&mut self.exact, &mut self.stems);
        stems.clear();
        self.sent = 0;
        let written = word.written(text);
        if self.of_names {
            stems.push_str(&grammar::name(written).stems);
        } else {
            memo::lexeme(written, |form, known| {
                exact.push(EXACT);
                exact.push_str(form);
                stems.push_str(known);
            });
        }
        self.token.offset_from = self.plain.original_start(word.start);
        self.token.offset_to = self.plain.original_end(word.end);
        self.token.position = word.position as usize;
        self.token.position_length = word.length as usize;
        true
    }
}

impl TokenStream for Postings<'_> {
    fn advance(&mut self) -> bool {
        if self.sent >= self.stems.len() {
            if !self.exact.is_empty() {
                std::mem::swap(&mut self.token.text, &mut self.exact);
                self.exact.clear();
                return true;
            }
            if !self.read_word() {
                return false;
            }
        }
        let rest = &self.stems[self.sent..];
        let end = rest.bytes().position(|byte| byte == b' ').unwrap_or(rest.len());
        self.token.text.clear();
        self.token.text.push_str(&rest[..end]);
        self.sent += end + 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
