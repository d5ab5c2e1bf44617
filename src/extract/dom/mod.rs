//! From bytes to a tree of elements: the page's encoding, then its markup.

pub mod charset;
pub mod entities;
pub mod stack;
pub mod tree;
