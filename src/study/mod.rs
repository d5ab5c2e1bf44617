//! From hits to evidence: what stands around a word, what stands beside it, what sets some articles apart from others.
//!
//! A study asks an engine for articles and for counts, and computes from these. Its counts are exact, over all articles that
//! match, and say over how many. It computes the same over any engine.

pub mod error;
pub mod chosen;
pub mod context;
pub mod sorted;
pub mod kwic;
pub mod measures;
mod pool;
mod words;
pub mod collocates;
mod parts;
mod counted;
pub mod keywords;
mod features;
pub mod trends;
pub mod bursts;
