//! The query language: from what a person types to an abstract syntax tree. It never fails, it warns with a span; it
//! knows nothing of indexes.

pub mod ast;
