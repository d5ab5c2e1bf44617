//! The lines of a page: the text of each, its place in the page, and the signs that it belongs to the article or not.

pub(super) mod text;
mod phrases;
pub(super) mod noise;
pub(super) mod endings;
pub(super) mod captions;
pub mod marks;
mod vocabulary;
pub(super) mod blocks;
