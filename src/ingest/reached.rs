//! The pages of the index that a run did not find, and which of them are gone. The article in the index may be all that is
//! left of a page, so a page that is merely out of reach does not count as gone: a disk that is not mounted is an empty
//! folder, and an error page in the place of a feed is a file without records.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;
use twox_hash::XxHash3_64;

use crate::source::{path_text, text_path};

/// The files and folders that a run has read, as hashes of their paths, for there may be a million.
#[derive(Default)]
pub struct Reached {
    /// Folders below which something was read.
    folders: HashSet<u64>,
    /// Files that had an article in one of their records.
    feeds: HashSet<u64>,
    /// Files and folders that could not be read, or not to their end.
    unreadable: HashSet<u64>,
    /// The file that was read last, which may have a million records.
    last: PathBuf,
    /// Whether it is among the feeds.
    is_feed: bool,
}

/// What became of a page that a run did not find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Its file is no longer there, or no longer has it.
    Gone,
    /// It may still be there: what speaks against its being gone is said of this file or folder.
    Doubtful(String, Doubt),
}

/// Why pages are not taken to be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// The file or folder could not be read, or not to its end.
    Unreadable,
    /// The file is there, and no longer has such pages: it was a feed and is a page or empty, or is now written to.
    Changed,
    /// Nothing was read in the folder: it is empty.
    NothingRead,
}

impl Reached {
    /// Notes a page that was read, or a record in a file.
    pub fn read(&mut self, container: &Path, is_record: bool, is_article: bool) {
        let is_new = self.last != container;
        if is_new {
            self.last = container.to_owned();
            self.is_feed = false;
        }
        // Nothing more is learnt from the other records of a feed.
        if is_record && is_article && !self.is_feed {
            self.is_feed = true;
            self.feeds.insert(hash(&path_text(container)));
        }
        if is_new {
            for folder in folders(&path_text(container)) {
                if !self.folders.insert(hash(folder)) {
                    break;
                }
            }
        }
    }

    /// Notes a file or folder that could not be read to its end.
    pub fn could_not_read(&mut self, container: &Path) {
        self.unreadable.insert(hash(&path_text(container)));
    }

    /// What became of the pages of `file` that were not found in `path`, which is above it.
    pub fn fate(&self, file: &str, path: &str) -> Fate {
        let above = || std::iter::once(file).chain(folders(file));
        if let Some(place) = above().find(|place| self.unreadable.contains(&hash(place))) {
            return Fate::Doubtful(place.to_owned(), Doubt::Unreadable);
        }
        if is_there(file) {
            let was_read = self.feeds.contains(&hash(file));
            return if was_read { Fate::Gone } else { Fate::Doubtful(file.to_owned(), Doubt::Changed) };
        }
        let below_path = |folder: &&str| folder.len() >= path.len();
        let folder = folders(file).take_while(below_path).find(|folder| is_there(folder)).unwrap_or(path);
        match self.folders.contains(&hash(folder)) {
            true => Fate::Gone,
            false => Fate::Doubtful(folder.to_owned(), Doubt::NothingRead),
        }
    }
}

/// The folders above a path, the deepest first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(end, _)| &path[..end])
}

/// Whether a path exists. One that cannot be looked at, as in a folder without permission, is taken to exist.
pub fn is_there(path: &str) -> bool {
    // The root of the file system is the folder with no name.
    let path = if path.is_empty() { PathBuf::from("/") } else { text_path(path) };
    let found = path.symlink_metadata();
    !found.is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}

fn hash(path: &str) -> u64 {
    XxHash3_64::oneshot(path.as_bytes())
}

/// The name that reports know it by.
impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.serialize(f)
    }
}
