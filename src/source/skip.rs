//! The files below a path that are no part of the corpus: the index and all other files that the run itself writes. It would
//! read what it has just written, and never end.

use std::collections::HashMap;
use std::fs::Metadata;
#[cfg(unix)]
use std::os::{fd::AsFd, unix::fs::MetadataExt};
use std::path::{Path, PathBuf};

use super::look::Look;

/// The files and folders to leave out.
#[derive(Debug, Clone, Default)]
pub struct Skip {
    /// The folder of the index, as [`Path::canonicalize`] gives it.
    pub index: PathBuf,
    /// The files that this run writes to.
    pub outputs: Vec<FileId>,
    /// Large files that an earlier run has read, and how they looked then.
    pub read: HashMap<PathBuf, Look>,
    /// Bytes from which on a file is large.
    pub large: u64,
}

/// The identity of a file, whatever path leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileId {
    #[cfg(unix)]
    device_and_inode: (u64, u64),
    #[cfg(not(unix))]
    path: PathBuf,
}

impl FileId {
    /// The identity of the regular file at `path`; none for a pipe or a device, which is no part of a corpus.
    pub fn at(path: &Path) -> Option<Self> {
        Self::of(path, &path.metadata().ok()?)
    }

    /// The identity of the file that a stream is redirected to, such as standard output; none if it is no file.
    #[cfg(unix)]
    pub fn behind(stream: impl AsFd) -> Option<Self> {
        let file = std::fs::File::from(stream.as_fd().try_clone_to_owned().ok()?);
        Self::of(Path::new(""), &file.metadata().ok()?)
    }

    #[cfg(unix)]
    pub(super) fn of(_: &Path, metadata: &Metadata) -> Option<Self> {
        metadata.is_file().then(|| Self { device_and_inode: (metadata.dev(), metadata.ino()) })
    }

    #[cfg(not(unix))]
    pub(super) fn of(path: &Path, metadata: &Metadata) -> Option<Self> {
        metadata.is_file().then(|| Self { path: path.canonicalize().unwrap_or_else(|_| path.to_owned()) })
    }
}

impl Skip {
    pub(super) fn is_output(&self, path: &Path, metadata: &Metadata) -> bool {
        !self.outputs.is_empty() && FileId::of(path, metadata).is_some_and(|file| self.outputs.contains(&file))
    }
}
