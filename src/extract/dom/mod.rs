//! From bytes to a tree of elements: the page's encoding, then its markup.

pub mod charset;
pub mod entities;
pub mod tags;
pub mod attributes;
mod unparsed;
mod stack;
mod drawings;
pub mod tree;
pub mod builder;
#[cfg(test)]
mod oracle;
