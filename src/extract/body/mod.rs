//! The body of an article: the lines of a page that are its standfirst and its text.

pub mod verdict;
mod thresholds;
mod parts;
mod teasers;
mod container;
mod alone;
mod endings;
mod comments;
mod signature;
mod trim;
mod lead;
pub(super) mod judge;
