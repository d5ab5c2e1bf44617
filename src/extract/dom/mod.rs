//! From bytes to a tree of elements: the page's encoding, then its markup.

pub mod tags;
pub mod attributes;
mod unparsed;
pub mod charset;
pub mod text;
mod stack;
mod drawings;
pub mod tree;
pub mod builder;
#[cfg(test)]
mod oracle;
