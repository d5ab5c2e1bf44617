//! The query language: from what a person types to an abstract syntax tree. It never fails, it warns with a span; it
//! knows nothing of indexes.

pub mod ast;

use std::fmt;
use std::ops::Range;

use jiff::civil::Date;

/// A query as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    pub query: ast::Query,
    pub warnings: Vec<Warning>,
}

/// What could not be taken at its word, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub span: Range<usize>,
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The best reading of what a person typed: for now, its words.
pub fn parse(text: &str, _today: Date) -> Parsed {
    let words = text.split_whitespace().map(|word| ast::Query::Term(word.to_owned())).collect();
    Parsed { query: ast::Query::Words(words), warnings: Vec::new() }
}
