//! What a run did: every page read ends in exactly one count.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::reached::Doubt;
use crate::article::Rejection;
use crate::extract::sites::tally::Idle;
use crate::index::stamp::Container;
use crate::source::{Origin, Passed, Unreadable};

/// The counts of a run, and what its user should hear of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The sum of the six counts below.
    pub read: u64,
    /// Articles that the index did not have.
    pub added: u64,
    /// Articles that it had otherwise.
    pub updated: u64,
    /// Articles whose bytes are those that the index made them from.
    pub unchanged: u64,
    /// Further captures of addresses whose articles are counted elsewhere.
    pub captures: u64,
    /// Pages without an article, by reason.
    pub rejected: BTreeMap<Rejection, u64>,
    /// What could not be read, by reason.
    pub unreadable: BTreeMap<Unreadable, u64>,
    /// Files, members and records that hold no page and are no problem, by what they are. They are not among those read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub passed_over: BTreeMap<Passed, u64>,
    /// Pages that the index had and that were removed for being gone.
    pub pruned: u64,
    /// Pages that an earlier version of this program had indexed twice; all but the newest were removed.
    pub healed: u64,
    /// Pages below the PATHs that are gone, and still in the index.
    pub gone: u64,
    /// Pages below the PATHs that were not found, but may still be there.
    pub kept: Vec<Kept>,
    /// Pages that were removed for lying below a path.
    pub forgotten: u64,
    /// The corpus lies in another folder now.
    pub moved: Option<Moved>,
    /// Pages were added that the index has under other names.
    pub twice: Option<Twice>,
    /// Files with records that have no text, the file with the most first.
    pub textless: Vec<Textless>,
    /// The first few large files that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub large: Vec<Large>,
    /// Bytes of the pages read, after inflation.
    pub bytes: u64,
    /// Rules of `sites.toml` that gave nothing on most of the pages that were extracted by them.
    pub idle_rules: Vec<Idle>,
    /// How long the run took; in JSON seconds.
    #[serde(rename = "seconds", serialize_with = "seconds")]
    pub elapsed: Duration,
    /// PATHs that do not exist.
    pub missing: Vec<PathBuf>,
    /// The run was asked to stop before its end.
    pub interrupted: bool,
}

/// Pages that stay in the index although they were not found, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// How many pages.
    pub pages: u64,
    /// The file or folder that the reason is about.
    pub path: String,
    /// Why they may still be there.
    pub reason: Doubt,
}

/// A corpus that lies in another folder than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Its folder so far.
    pub from: String,
    /// Its folder now.
    pub to: String,
}

/// A large file, or an archive in one, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Large {
    /// Where it is.
    pub path: String,
    /// Its length; of an archive in another, the least that it has.
    pub bytes: u64,
    /// Why.
    pub reason: Unreadable,
}

/// Pages that have the very bytes of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Twice {
    /// How many pages.
    pub pages: u64,
    /// The deepest folder above the pages that the index had before.
    pub before: String,
}

/// Records of a file that have no text under any name that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Textless {
    /// How many records.
    pub records: u64,
    /// The file.
    pub path: String,
    /// The names of their fields with texts that are no known part of an article.
    pub fields: Vec<String>,
}

/// Where one page ends in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// A new article.
    Added,
    /// An article with other bytes than before.
    Updated,
    /// An article with the same bytes as before.
    Unchanged,
    /// One more capture of the address of an article.
    Capture,
    /// No article, and why.
    Rejected(Rejection),
    /// Nothing that could be read, and why.
    Unreadable(Unreadable),
}

/// News of a run while it lasts.
#[derive(Debug)]
pub enum Event<'a> {
    /// One more page is done.
    Progress {
        /// The counts so far.
        report: &'a Report,
        /// The bytes taken from disk so far.
        consumed: u64,
    },
    /// A page was rejected or could not be read.
    Problem {
        /// Where the page is.
        origin: &'a Origin,
        /// Its id, where it has one.
        id: Option<&'a str>,
        /// The reason as the report names it.
        reason: &'a str,
    },
    /// The list of the index's pages leaves less of the memory than a run takes.
    MemoryShort {
        /// The pages of the index.
        pages: usize,
        /// The bytes that the run will take.
        needed: usize,
    },
}

impl Report {
    /// Adds what holds no page, so many times.
    pub fn pass_over(&mut self, what: Passed, members: u64) {
        *self.passed_over.entry(what).or_default() += members;
    }

    /// Adds a page of so many bytes.
    pub fn count(&mut self, count: Count, bytes: u64) {
        self.read += 1;
        self.bytes += bytes;
        *match count {
            Count::Added => &mut self.added,
            Count::Updated => &mut self.updated,
            Count::Unchanged => &mut self.unchanged,
            Count::Capture => &mut self.captures,
            Count::Rejected(reason) => self.rejected.entry(reason).or_default(),
            Count::Unreadable(reason) => self.unreadable.entry(reason).or_default(),
        } += 1;
    }

    /// Adds all pages of a file that has not changed.
    pub fn count_unchanged(&mut self, file: &Container) {
        let Container { articles, captures, rejected, unreadable, passed_over, bytes, .. } = file;
        passed_over.iter().for_each(|(what, members)| self.pass_over(*what, *members));
        self.unchanged += articles;
        self.captures += captures;
        self.bytes += bytes;
        self.read += articles + captures;
        for (reason, pages) in rejected {
            self.read += pages;
            *self.rejected.entry(*reason).or_default() += pages;
        }
        for (reason, pages) in unreadable {
            self.read += pages;
            *self.unreadable.entry(*reason).or_default() += pages;
        }
    }
}

fn seconds<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(elapsed.as_secs_f64())
}
