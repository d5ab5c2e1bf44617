//! From a raw page to an article: charset, metadata, title, date, body. The only room that sees a DOM; it does no I/O.

use crate::article::{Article, Rejection};
use crate::source::RawPage;

/// The article on a page, or why there is none.
pub fn extract(_page: &RawPage) -> Result<Article, Rejection> {
    Err(Rejection::Empty)
}
