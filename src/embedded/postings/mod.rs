//! Postings: which documents have a word, how often, and what that scores.

pub mod window;
pub mod frequency;
pub mod statistics;
pub mod lengths;
pub mod list;
pub mod word;
