//! The chain as tantivy wants it: a stream of postings, for each word its stems and, at the same position, its exact form
//! behind a mark.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::EXACT;
use super::characters::{Characters, characters};
use super::grammar::{self, Lexeme};
use super::memo::Memo;
use super::words::Words;

/// Titles, leads, bodies: every word is indexed by its stem and by its form.
#[derive(Clone, Default)]
pub struct TextTokenizer(Memo);

/// Authors, sources, sections, addresses: every word is indexed as it is written, but for accents and capitals.
#[derive(Clone, Default)]
pub struct NameTokenizer(Memo);

impl Tokenizer for TextTokenizer {
    type TokenStream<'a> = Postings<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Postings<'a> {
        Postings::new(text, &mut self.0, grammar::lexeme)
    }
}

impl Tokenizer for NameTokenizer {
    type TokenStream<'a> = Postings<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Postings<'a> {
        Postings::new(text, &mut self.0, grammar::name)
    }
}

pub struct Postings<'a> {
    plain: Characters<'a>,
    words: Words,
    memo: &'a mut Memo,
    lexeme: fn(&str) -> Lexeme,
    /// The current word's stems, with a blank after each, and how much of them has gone.
    stems: String,
    sent: usize,
    /// Its form behind the mark, or nothing when it has gone.
    exact: String,
    token: Token,
}

impl<'a> Postings<'a> {
    fn new(text: &'a str, memo: &'a mut Memo, lexeme: fn(&str) -> Lexeme) -> Postings<'a> {
        Postings {
            plain: characters(text),
            words: Words::default(),
            memo,
            lexeme,
            stems: String::new(),
            sent: 0,
            exact: String::new(),
            token: Token::default(),
        }
    }

    fn next_word(&mut self) -> bool {
        let text = &self.plain.text;
        let Some(word) = self.words.next(text) else { return false };
        let written = word.written(text);
        self.stems.clear();
        self.sent = 0;
        match self.memo.get(written) {
            Some(known) => keep(&mut self.exact, &mut self.stems, known.form, known.stems),
            None => {
                let lexeme = (self.lexeme)(written);
                self.memo.put(written, &lexeme);
                let stems: String = lexeme.stems.iter().flat_map(|stem| [stem.as_str(), " "]).collect();
                keep(&mut self.exact, &mut self.stems, &lexeme.form, &stems);
            }
        }
        if let Some(stem) = word.stem {
            self.stems.clear();
            self.stems.push_str(&stem);
            self.stems.push(' ');
        }
        self.token.offset_from = self.plain.original_start(word.start);
        self.token.offset_to = self.plain.original_end(word.end);
        self.token.position = word.position as usize;
        self.token.position_length = word.length as usize;
        true
    }
}

fn keep(exact: &mut String, stems: &mut String, form: &str, new_stems: &str) {
    if !form.is_empty() {
        exact.push(EXACT);
        exact.push_str(form);
    }
    stems.push_str(new_stems);
}

impl TokenStream for Postings<'_> {
    fn advance(&mut self) -> bool {
        if self.sent == self.stems.len() {
            if !self.exact.is_empty() {
                std::mem::swap(&mut self.token.text, &mut self.exact);
                self.exact.clear();
                return true;
            }
            if !self.next_word() {
                return false;
            }
        }
        let stem = self.stems[self.sent..].split(' ').next().unwrap_or_default();
        self.token.text.clear();
        self.token.text.push_str(stem);
        self.sent += stem.len() + 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
