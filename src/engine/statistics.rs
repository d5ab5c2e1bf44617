//! What an index holds, counted.

use std::collections::BTreeMap;

use serde::Serialize;

/// How often a stem stands in the texts of an index, title and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StemCount {
    /// How often it stands there. A word that may be read in two ways counts for both its stems.
    pub times: u64,
    /// The articles that have it.
    pub articles: u64,
}

/// Counts over the whole index.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Statistics {
    /// All articles.
    pub articles: u64,
    /// Those without a date.
    pub undated: u64,
    /// Pages that are known, but are no articles, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Articles by source; those without one are not among them, nor in `by_language`.
    pub by_source: BTreeMap<String, u64>,
    /// Articles by year of publication.
    pub by_year: BTreeMap<i16, u64>,
    /// Articles by language, as a code.
    pub by_language: BTreeMap<String, u64>,
    /// The index's size on disk, in bytes.
    pub bytes: u64,
}
