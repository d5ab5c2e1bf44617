//! Tokenizers for tantivy. Texts are analysed by the workers that parse pages, on all cores, and written down as
//! [`Postings`]; tantivy, which inverts on few threads, has a tokenizer that only splits those.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use twox_hash::XxHash3_64;

use super::words::Words;
use super::words::characters::characters;
use super::{memo, names};

/// A text after analysis: a line for each position, with blanks between the alternatives that stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Postings {
    /// The stems of all words, in the order of the text.
    pub stems: String,
    /// The forms, each at least once. Their places are not indexed, so most repetitions are left out.
    pub forms: String,
}

/// Places of the table that remembers which forms are written down: more than most articles have different words.
const WRITTEN: usize = 1 << 10;

impl Postings {
    /// Analyses a text.
    pub fn of(text: &str) -> Self {
        let mut postings =
            Self { stems: String::with_capacity(text.len()), forms: String::with_capacity(text.len() / 2) };
        let mut written = [0; WRITTEN];
        let plain = characters(text);
        let mut words = Words::default();
        let mut last = None;
        while let Some(word) = words.next(&plain.text) {
            memo::lexeme(word.written(&plain.text), |lexeme| {
                let form = lexeme.form;
                if let Some(last) = last {
                    postings.stems.push(if last == word.position { ' ' } else { '\n' });
                }
                postings.stems.push_str(lexeme.stems);
                if lexeme.pair.may_be_other(&plain.text, word.start) {
                    postings.stems.extend([" ", lexeme.other]);
                }
                let hash = XxHash3_64::oneshot(form.as_bytes());
                // Adding words is most of what tantivy does, and those it has already would change nothing.
                if std::mem::replace(&mut written[hash as usize % WRITTEN], hash) != hash {
                    postings.forms.push_str(if postings.forms.is_empty() { "" } else { "\n" });
                    postings.forms.push_str(form);
                }
            });
            last = Some(word.position);
        }
        postings
    }

    /// The number of stems, those of one position counted one by one.
    pub fn count(&self) -> usize {
        let between = memchr::memchr2_iter(b' ', b'\n', self.stems.as_bytes()).count();
        if self.stems.is_empty() { 0 } else { between + 1 }
    }
}

/// The tokenizer of titles, leads and bodies: it splits the stems or the forms of [`Postings`].
#[derive(Clone, Default)]
pub struct PostingsReader;

impl Tokenizer for PostingsReader {
    type TokenStream<'a> = PostingsStream<'a>;

    fn token_stream<'a>(&'a mut self, postings: &'a str) -> PostingsStream<'a> {
        PostingsStream { rest: postings, is_first: true, token: Token::default() }
    }
}

/// The words of one half of [`Postings`], with their positions.
pub struct PostingsStream<'a> {
    rest: &'a str,
    /// Whether the next word is the first of its position.
    is_first: bool,
    token: Token,
}

impl TokenStream for PostingsStream<'_> {
    fn advance(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        if self.is_first {
            self.token.position = self.token.position.wrapping_add(1);
        }
        // Words are short: looking at each byte takes less time than a vectorised search.
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

/// The tokenizer of authors, sections and addresses: words are folded and not stemmed.
#[derive(Clone)]
pub struct NameTokenizer {
    /// Whether a name of several words is also indexed in one piece (`loreal` beside `oreal`). Addresses are not: they
    /// would be a third of the dictionary, and are found by their words in a row.
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

/// The words of a name or an address.
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
