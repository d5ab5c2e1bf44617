//! Counts of articles.

pub mod days;
pub mod names;
pub mod facets;
pub mod statistics;
pub mod stems;
