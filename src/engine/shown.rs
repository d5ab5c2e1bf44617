//! Articles to be shown.

use std::ops::Range;

use super::reading::Explanation;
use crate::article::Article;

/// An article with the name that the index has for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// A page's path below the corpus, or a record's own id or address.
    pub id: String,
    /// The file that the page came from; `-` for standard input.
    pub path: String,
    /// Where in that file, if the file holds several pages.
    pub member: Option<String>,
    /// The article as it was extracted.
    pub article: Article,
}

/// A matching article with its matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The article itself.
    pub filed: Filed,
    /// Its title with the matches.
    pub title: Marked,
    /// The sentences that show most of the query.
    pub snippet: Marked,
    /// Why it has its score, if that was asked.
    pub explanation: Option<Explanation>,
}

/// An article with all the places where it has what the query looks for: bytes, in order, without overlap. A phrase is one
/// place from its first word to its last, and so are words that were asked for near each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrences {
    /// The article itself.
    pub filed: Filed,
    /// In its title.
    pub title: Vec<Range<usize>>,
    /// In its text, as [`Article::text`] gives it.
    pub text: Vec<Range<usize>>,
}

/// A text with the places to highlight: bytes, in order, without overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// The matches.
    pub marks: Vec<Range<usize>>,
}
