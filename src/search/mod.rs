//! From a request to a response, over any engine: which articles match, in what order, and what of each is shown.
//!
//! An engine answers questions of fact ([`crate::engine`]). What a user would call the behaviour of a search is decided
//! here, once: words that no article has all of, ages and the time they are counted from, copies as one hit, corrections,
//! and what is said where nothing is found.

pub mod request;
pub mod response;
mod respell;
mod pieces;
mod expression;
mod meaning;
mod recency;
mod order;
pub mod stories;
mod headline;
mod undated;
mod alternatives;
mod misspelling;
mod correction;
pub mod newspapers;
pub mod hits;
pub mod answer;
pub mod marking;
pub mod similar;
pub mod mixed;
pub mod timeline;
pub mod completion;
