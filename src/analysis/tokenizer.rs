//! stand-in
use tantivy::tokenizer::{TokenStream, Tokenizer};
#[derive(Clone, Default)]
pub struct French;
#[derive(Clone, Default)]
pub struct Names;
pub struct S {
    v: Vec<tantivy::tokenizer::Token>,
    n: usize,
}
impl TokenStream for S {
    fn advance(&mut self) -> bool {
        self.n += 1;
        self.n <= self.v.len()
    }
    fn token(&self) -> &tantivy::tokenizer::Token {
        &self.v[self.n - 1]
    }
    fn token_mut(&mut self) -> &mut tantivy::tokenizer::Token {
        &mut self.v[self.n - 1]
    }
}
fn mk(t: &super::Token, text: String) -> tantivy::tokenizer::Token {
    tantivy::tokenizer::Token {
        offset_from: t.start,
        offset_to: t.end,
        position: t.position as usize,
        text,
        position_length: 1,
    }
}
impl Tokenizer for French {
    type TokenStream<'a> = S;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> S {
        S {
            v: super::tokens(text)
                .iter()
                .flat_map(|t| [mk(t, t.stem.clone()), mk(t, format!("={}", t.form))])
                .collect(),
            n: 0,
        }
    }
}
impl Tokenizer for Names {
    type TokenStream<'a> = S;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> S {
        S { v: super::tokens(text).iter().map(|t| mk(t, t.stem.clone())).collect(), n: 0 }
    }
}
