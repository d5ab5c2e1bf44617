//! Postings: the documents that have a word, how often each has it, and the score of that.

pub mod window;
pub mod frequency;
pub mod statistics;
pub mod lengths;
pub mod list;
pub mod positions;
pub mod several;
pub mod word;
