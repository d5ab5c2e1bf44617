//! The chains as tantivy knows them.

use tantivy::tokenizer::{SimpleTokenizer, Tokenizer};

/// The tokenizer of title, lead and body.
#[derive(Clone, Default)]
pub struct French(SimpleTokenizer);

/// The tokenizer of authors, sources, sections and addresses.
#[derive(Clone, Default)]
pub struct Names(SimpleTokenizer);

impl Tokenizer for French {
    type TokenStream<'a> = <SimpleTokenizer as Tokenizer>::TokenStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        self.0.token_stream(text)
    }
}

impl Tokenizer for Names {
    type TokenStream<'a> = <SimpleTokenizer as Tokenizer>::TokenStream<'a>;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        self.0.token_stream(text)
    }
}
