//! What lies below a path and is no part of the corpus: the index that is being written, and the files that the run
//! writes. It would read what it has just written, and never come to an end.

use std::fs::Metadata;
#[cfg(unix)]
use std::os::{fd::AsFd, unix::fs::MetadataExt};
use std::path::{Path, PathBuf};

/// What a walk through folders passes over.
#[derive(Debug, Clone, Default)]
pub struct Skip {
    /// The folder of the index, as [`Path::canonicalize`] gives it.
    pub index: PathBuf,
    /// The files that this run writes to.
    pub outputs: Vec<FileId>,
}

/// A file, by whatever name it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileId {
    #[cfg(unix)]
    device_and_inode: (u64, u64),
    #[cfg(not(unix))]
    path: PathBuf,
}

impl FileId {
    /// The regular file at `path`; a pipe or a device is no part of a corpus anyway.
    pub fn at(path: &Path) -> Option<Self> {
        Self::of(path, &path.metadata().ok()?)
    }

    /// The file that a stream, such as standard output, is redirected to, if it is one.
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
