//! What a document keeps as it came: the article and where it is from, of which all else is made again.

use serde::Deserialize;

use super::document::unsigned;
use crate::article::{Article, Rejection};
use crate::index::schema::{Entry, News, moment};

/// An entry as a document keeps it.
#[derive(Deserialize)]
pub struct Kept {
    pub id: String,
    container: String,
    member: Option<String>,
    fingerprint: i64,
    fetched: Option<u32>,
    #[serde(default)]
    arrived: u32,
    #[serde(default)]
    changed: u32,
    #[serde(default)]
    text: u32,
    rejection: Option<Rejection>,
    article: Option<Article>,
}

impl Kept {
    /// The entry that the document was made of.
    pub fn entry(self) -> Entry {
        Entry {
            id: self.id,
            container: self.container,
            member: self.member,
            fingerprint: unsigned(self.fingerprint),
            fetched: self.fetched.map(moment),
            news: News { arrived: self.arrived, changed: self.changed, text: self.text },
            outcome: self.article.ok_or(self.rejection.unwrap_or(Rejection::Empty)),
        }
    }
}
