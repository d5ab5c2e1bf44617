//! How a query was read, and why an article has its score.

use serde::Serialize;

/// A word of the query as it is looked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordReading {
    /// In small letters, or as it was typed where it stands for several.
    pub word: String,
    /// Its terms in the index: an article with any of these has the word.
    pub stems: Vec<String>,
    /// Where it is looked for.
    pub fields: Vec<&'static str>,
    /// The articles that have it: as many as a search for it alone finds.
    pub articles: u64,
    /// Its inverse document frequency: the rarer the word, the greater.
    pub idf: f32,
    /// How many times it counts.
    pub boost: f32,
}

/// A part of a score. The values of its parts add up to its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What the part is for, to read.
    pub what: String,
    /// How much of the score it is.
    pub value: f64,
    /// What it is made of in turn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Explanation>,
}

impl Explanation {
    /// A part that has no parts of its own.
    pub fn leaf(what: impl Into<String>, value: f64) -> Self {
        Self { what: what.into(), value, parts: Vec::new() }
    }
}
