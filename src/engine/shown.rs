//! Articles to be shown.

use std::ops::Range;

use super::reading::Explanation;
use crate::article::Article;

/// An article with the name that the index has for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    pub id: String,
    /// The file that the page came from; `-` for standard input.
    pub path: String,
    pub article: Article,
}

/// A matching article with its matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub filed: Filed,
    pub title: Marked,
    pub snippet: Marked,
    /// Why it has its score, if that was asked.
    pub explanation: Option<Explanation>,
}

/// A text with the places to highlight: bytes, in order, without overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    pub text: String,
    pub marks: Vec<Range<usize>>,
}
