//! Counts of articles.

pub mod days;
pub mod facets;
pub mod statistics;
