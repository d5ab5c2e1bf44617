//! The stamp of an index: what every commit carries beside the documents.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::schema::Schema;

use super::error::IndexError;
use crate::analysis;
use crate::article::Rejection;
use crate::source::look::Look;
use crate::source::{Passed, Unreadable};

/// Changes with the fields, their options, the stored form of an article or its signature.
const FORMAT: u32 = 11;

/// What was fixed when the index was made, and how far the work on it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The version of the format.
    pub format: u32,
    /// The version of the analysis chain, [`crate::analysis::VERSION`].
    pub analysis: u32,
    /// The folder that the ids of HTML pages are relative to, as text; none until there is a page from a file.
    pub root: Option<String>,
    /// The same folder as the user named it, where symbolic links lead from there to the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Tells this index from every other.
    pub uuid: String,
    /// Each capture of an address is an article of its own.
    #[serde(default)]
    pub all_captures: bool,
    /// What only the whole index tells has been seen to since the last page came or went.
    pub settled: bool,
    /// How many batches of documents there were: the number that the documents of the last one carry.
    pub generation: u64,
    /// Those of them that are not committed yet, each with the second since 1970 in which it was begun. One writer has none; in a cluster
    /// several clients write at once, and the first to begin may be the last to commit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub open: BTreeMap<u64, u64>,
    /// Counts over all articles, where they were made: a run counts at its end, so that no search has to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<Totals>,
    /// The large files that have been read to their ends.
    #[serde(default)]
    pub containers: Containers,
}

/// Large files with many pages, by their names in the index, which need not be read again while they are as they were.
pub type Containers = BTreeMap<String, Container>;

/// A file with many pages, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// How it looked when it was read.
    pub look: Look,
    /// A hash of all that its pages were read with.
    pub reader: u64,
    /// Pages that are articles.
    pub articles: u64,
    /// Further captures of the addresses of articles.
    pub captures: u64,
    /// Pages that are no articles, and why.
    pub rejected: BTreeMap<Rejection, u64>,
    /// What could not be read, and why.
    pub unreadable: BTreeMap<Unreadable, u64>,
    /// What was passed over, by what it is.
    pub passed_over: BTreeMap<Passed, u64>,
    /// Bytes of its pages.
    pub bytes: u64,
}

impl Container {
    /// A file of which no page has been read.
    pub fn new(look: Look, reader: u64) -> Self {
        let (rejected, unreadable, passed_over) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { look, reader, articles: 0, captures: 0, rejected, unreadable, passed_over, bytes: 0 }
    }

    /// Whether some of its pages are no articles.
    pub fn has_problems(&self) -> bool {
        !self.rejected.is_empty() || !self.unreadable.is_empty()
    }
}

/// Counts over the articles of a commit. Merges do not change them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many there are, without the documents that stand for rejected pages.
    pub articles: u64,
    /// The tokens of their titles, standfirsts and bodies.
    pub tokens: [u64; 3],
    /// The newest plausible date, in minutes since 1970.
    pub newest: Option<i64>,
}

impl Stamp {
    /// The stamp of an index that is just made.
    pub(crate) fn new(root: Option<String>) -> Self {
        Self {
            format: FORMAT,
            analysis: analysis::VERSION,
            root,
            alias: None,
            uuid: random(),
            all_captures: false,
            settled: false,
            generation: 0,
            open: BTreeMap::new(),
            totals: None,
            containers: Containers::default(),
        }
    }

    /// How many batches are committed: another number whenever the index holds something else.
    pub fn committed(&self) -> u64 {
        self.generation - self.open.len() as u64
    }

    /// The last batch that is committed together with all before it: whoever has seen these misses none that comes later.
    pub fn complete(&self) -> u64 {
        self.open.keys().next().map_or(self.generation, |first| first - 1)
    }
}

/// 128 bits in hexadecimal, which no other index has.
fn random() -> String {
    // The standard library seeds its maps from the system's source of randomness.
    let bits = || RandomState::new().hash_one(FORMAT);
    format!("{:016x}{:016x}", bits(), bits())
}

/// Reads the stamp of an index that this version can read; a sentence for the user where it is another version's.
pub(super) fn check(dir: &Path, payload: &str, found: &Schema, expected: &Schema) -> Result<Stamp, IndexError> {
    let other_version = |found: String| IndexError::OtherVersion {
        dir: dir.to_owned(),
        found,
        expected: format!("{FORMAT}.{}", analysis::VERSION),
    };
    let stamp: Stamp = serde_json::from_str(payload).map_err(|_| other_version("unknown".to_owned()))?;
    if stamp.format != FORMAT || stamp.analysis != analysis::VERSION || found != expected {
        return Err(other_version(format!("{}.{}", stamp.format, stamp.analysis)));
    }
    Ok(stamp)
}
