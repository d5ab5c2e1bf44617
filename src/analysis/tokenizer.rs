//! A text's words as tantivy takes them. They are analysed where pages are parsed, on all cores, and
//! written down; what tantivy calls a tokenizer only reads that.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use twox_hash::XxHash3_64;

use super::words::Words;
use super::words::characters::characters;
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

    /// The number of tokens: each stem with its place is one.
    pub fn count(&self) -> usize {
        let between = memchr::memchr2_iter(b' ', b'\n', self.stems.as_bytes()).count();
        if self.stems.is_empty() { 0 } else { between + 1 }
    }
}

/// Titles, leads, bodies, which have become [`Postings`].
#[derive(Clone, Default)]
pub struct PostingsReader;

impl Tokenizer for PostingsReader {
    type TokenStream<'a> = Read<'a>;

    fn token_stream<'a>(&'a mut self, postings: &'a str) -> Read<'a> {
        Read { rest: postings, is_first: true, token: Token::default() }
    }
}

pub struct Read<'a> {
    rest: &'a str,
    /// The next word is the first of its position.
    is_first: bool,
    token: Token,
}

impl TokenStream for Read<'_> {
    fn advance(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        if self.is_first {
            self.token.position = self.token.position.wrapping_add(1);
        }
        // Words are short: to look at their bytes takes less time than to search for where they end.
        let end = self.rest.bytes().position(|byte| matches!(byte, b' ' | b'\n')).unwrap_or(self.rest.len());
        self.token.text.clear();
        self.token.text.push_str(&self.rest[..end]);
        self.is_first = self.rest.as_bytes().get(end) == Some(&b'\n');
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
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
#[derive(Clone)]
pub struct NameTokenizer {
    /// Whether what is made of several words is indexed beside them. Of addresses that would be a third of the dictionary,
    /// and their words in a row tell as much.
    pub keep_whole: bool,
}

impl Tokenizer for NameTokenizer {
    type TokenStream<'a> = Names;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Names {
        let mut words = names(text);
        words.retain(|word| self.keep_whole || word.length == 1);
        Names { words: words.into_iter(), token: Token::default() }
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
