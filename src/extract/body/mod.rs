//! Which lines of a page are the article's standfirst and text.

pub mod judge;
