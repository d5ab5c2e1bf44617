//! The target of a run: an index, as who writes to it sees it. One lies in a folder, another in a cluster.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::time::Duration;

use super::error::IndexError;
use super::manifest::{Known, Manifest};
use super::quota::Permit;
use super::schema::{Document, Entry, News};
use super::stamp::{Containers, Stamp};
use crate::repeated::{Edges, SiteLines};
use crate::source;

/// An index that a run brings up to date.
pub trait Target: Send + Sync {
    /// Its name, for messages.
    fn shown(&self) -> String;

    /// The folder that it lies in, whose files are no pages.
    fn folder(&self) -> Option<&Path>;

    /// What the last commit carried.
    fn stamp(&self) -> &Stamp;

    /// The same, to be changed before a writer is opened: the next commit carries it.
    fn stamp_mut(&mut self) -> &mut Stamp;

    /// What the index takes of an entry, with its text analysed.
    fn document(&self, entry: &Entry) -> Document;

    /// How many pages it has.
    fn length(&self) -> Result<usize, IndexError>;

    /// What is known of its pages before any is looked up: all, or nothing. With `forget`, every page counts as changed.
    fn manifest(&self, forget: bool) -> Result<Manifest, IndexError>;

    /// How many pages should be looked up together; none where the manifest knows all.
    fn looked_up_together(&self) -> Option<usize> {
        None
    }

    /// Whether other runs may write to it at the same time as this one.
    fn is_shared(&self) -> bool {
        false
    }

    /// What it has of the pages with these ids, by the hashes of the ids.
    fn look_up(&self, _ids: &[String], _forget: bool) -> Result<Vec<(u64, Known)>, IndexError> {
        Ok(Vec::new())
    }

    /// The newest document of each page that the manifest has met more than once.
    fn newest_of_doubles(&self, manifest: &Manifest) -> Result<Vec<Entry>, IndexError>;

    /// Hands every page of the last commit to `each` that this run has not come across, and that lies there.
    fn unseen(&self, manifest: &Manifest, below: &Below, each: &mut dyn FnMut(Page)) -> Result<(), IndexError>;

    /// Some of the containers that [`is_in_root`], spread over all; not many more than `limit`.
    fn containers_in_root(&self, limit: usize) -> Result<BTreeSet<String>, IndexError>;

    /// The fingerprints of the articles of the last commit, as they are now.
    fn fingerprints(&self) -> Result<Box<dyn Fingerprints>, IndexError>;

    /// Hands the container of each page that has one of these fingerprints to `each`.
    fn containers_of(&self, wanted: &HashSet<u64>, each: &mut dyn FnMut(&str)) -> Result<(), IndexError>;

    /// Hands the [`Edges`] of the articles of the last commit to `each`. Where they come in the order of their titles' hashes, they
    /// end when `each` says that it needs no greater ones.
    fn edges(&self, each: &mut dyn FnMut(&Edges) -> bool) -> Result<(), IndexError>;

    /// Hands the articles of the last commit to `each` that have one of these lines at their edges, or from whose text something
    /// has been taken.
    fn articles_with(
        &self,
        lines: &SiteLines,
        each: &mut dyn FnMut(Entry) -> Result<(), IndexError>,
    ) -> Result<(), IndexError>;

    /// The pages of the last commit, to look some up.
    fn pages(&self) -> Result<Box<dyn Pages + '_>, IndexError>;

    /// Opens it for writing.
    fn writer(&self, size: Size) -> Result<Box<dyn TargetWriter + '_>, IndexError>;
}

/// Pages of an index, whole.
pub trait Pages {
    /// The page of that id.
    fn find(&self, id: &str) -> Result<Option<Entry>, IndexError>;
}

/// The fingerprints of the articles of an index as it was at a moment.
pub trait Fingerprints: Send + Sync {
    /// Those of `fingerprints` that the index had.
    fn among(&self, fingerprints: &[u64]) -> Result<HashSet<u64>, IndexError>;
}

/// Changes to an index. They are made in their order, and seen by nobody before their commit.
pub trait TargetWriter: Send {
    /// Adds a page, and says when its article came. The permit is given back once the page needs no memory of the run's.
    fn add(&mut self, document: Document, permit: Permit) -> Result<Option<News>, IndexError>;

    /// Puts a page in the place of the one with its id, as [`TargetWriter::add`] adds one.
    fn put(&mut self, document: Document, permit: Permit) -> Result<Option<News>, IndexError>;

    /// Deletes the page with this id, if there is one.
    fn delete(&mut self, id: &str);

    /// Puts pages in the place of those with their ids. The permit is given back as with [`TargetWriter::add`].
    fn replace(&mut self, pages: Vec<Document>, permit: Permit) -> Result<(), IndexError>;

    /// Has the next commits say which files have been read. Returns whether they said otherwise before.
    fn remember(&mut self, containers: Containers) -> bool;

    /// Makes everything so far durable and visible.
    fn commit(&mut self) -> Result<(), IndexError> {
        self.commit_soon();
        self.wait()
    }

    /// Whether a commit would make no segment that is smaller than it might be.
    fn is_between_batches(&self) -> bool {
        true
    }

    /// Begins a commit of everything so far; [`TargetWriter::go_on`] sees to it.
    fn commit_soon(&mut self);

    /// Goes on with the commits that were begun. It gives the time that those took from their beginning that came through, if
    /// there was one.
    fn go_on(&mut self) -> Result<Option<Duration>, IndexError>;

    /// Waits until all commits that were begun are through.
    fn wait(&mut self) -> Result<(), IndexError>;

    /// Commits everything so far, and says in the stamp that the index is settled and what it holds: no search has to count
    /// then.
    fn conclude(&mut self) -> Result<(), IndexError>;

    /// Waits until the index is at rest.
    fn settle(self: Box<Self>) -> Result<(), IndexError>;
}

/// How much of the machine a writer takes.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Batches that may be written at a time, each by a thread of its own.
    pub threads: usize,
    /// Bytes of all batches together, the open one too.
    pub memory: usize,
    /// Documents of the largest segment that a merge may make.
    pub merge: u64,
}

/// A page of the index, to decide whether it stays.
pub struct Page<'a> {
    /// Its name in the index.
    pub id: &'a str,
    /// The file that it came from.
    pub container: &'a str,
}

/// Which pages lie below the paths of a run.
pub struct Below<'a> {
    /// How the names of their containers begin, so that no other page need be looked at. The empty name begins all.
    pub names: Vec<String>,
    /// Containers whose pages are none of them.
    pub without: Vec<String>,
    /// Whether those of a container do.
    pub is_wanted: &'a dyn Fn(&str) -> bool,
}

/// Whether a name in the index is that of a file below the root.
pub fn is_in_root(name: &str) -> bool {
    name != source::STDIN && !Path::new(name).is_absolute()
}
