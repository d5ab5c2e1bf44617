//! The lines of a page: the text of each, where it stands, and what its words and its place say of it.

pub mod vocabulary;
pub mod phrases;
pub mod blocks;
