//! The options of a run.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::extract::sites::Sites;
use crate::source::names::Names;
use crate::source::skip::FileId;

/// How to index.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads that parse.
    pub threads: usize,
    /// Bytes that the run may take beyond what the process has anyway.
    pub memory: usize,
    /// Index pages again although they have not changed.
    pub full: bool,
    /// Delete pages that are no longer below the paths.
    pub prune: bool,
    /// With `prune`: also those that may only seem to be gone.
    pub prune_all: bool,
    /// Keep every capture of an address as an article of its own, or the newest alone; none for what the index does.
    pub all_captures: Option<bool>,
    /// Who runs it wants to hear of each problem, also of those in files that have not changed.
    pub names_problems: bool,
    /// Bytes of a file with many pages from which on it is passed over while it is as it was.
    pub remembered: u64,
    /// The names of the parts of an article in records.
    pub names: Names,
    /// The user's rules for sites.
    pub sites: Arc<Sites>,
    /// Files that are written while the run lasts, and so are not to be read.
    pub outputs: Vec<FileId>,
    /// The longest time between commits, but for what they take themselves: what a killed run loses. Zero makes a commit for each
    /// page, however long that takes; else commits take a tenth of the time at most.
    pub commit_every: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: thread::available_parallelism().map_or(1, usize::from),
            memory: 512 << 20,
            full: false,
            prune: false,
            prune_all: false,
            all_captures: None,
            names_problems: false,
            remembered: 1 << 20,
            names: Names::default(),
            sites: Arc::default(),
            outputs: Vec::new(),
            commit_every: Duration::from_secs(30),
        }
    }
}

/// The least memory that a run works in, beside the list of the pages that the index has.
pub const LEAST_MEMORY: usize = 64_000_000;
