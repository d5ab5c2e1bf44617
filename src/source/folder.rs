//! The files below a path, in the order of their names.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::skip::Skip;
use super::{Passed, Unreadable, own};

/// The folder in which HTTrack keeps each page once more.
const MIRROR_CACHE: &str = "hts-cache";

/// One thing that is found in a folder.
pub enum Found {
    /// A regular file.
    File(PathBuf),
    /// The folder of another index, whose many files are no pages.
    Index(PathBuf),
    /// A file or folder that is no part of the pages, and what it is.
    PassedOver(PathBuf, Passed),
    /// A file or folder that cannot be read, and why.
    Unreadable(PathBuf, Unreadable),
}

/// The files below a path. Symbolic links are followed, since corpora are linked together from several disks. A link to a
/// folder above it is left out, for the files there are read anyway.
pub fn files(root: &Path, skip: &Skip) -> impl Iterator<Item = Found> {
    let is_wanted = move |entry: &DirEntry| entry.path() != skip.index && !is_hidden(entry);
    let mut entries = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
    std::iter::from_fn(move || {
        loop {
            match entries.next()? {
                Ok(entry) if !is_wanted(&entry) => {
                    if entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_dir() => {
                    if own::is_index(entry.path()) {
                        entries.skip_current_dir();
                        return Some(Found::Index(entry.into_path()));
                    }
                    if entry.file_name() == MIRROR_CACHE {
                        entries.skip_current_dir();
                        return Some(Found::PassedOver(entry.into_path(), Passed::CrawlerFile));
                    }
                }
                Ok(entry) if is_double(entry.path()) => {
                    return Some(Found::PassedOver(entry.into_path(), Passed::Double));
                }
                Ok(entry) if entry.file_type().is_file() => return Some(Found::File(entry.into_path())),
                Ok(entry) => return Some(Found::Unreadable(entry.into_path(), Unreadable::SpecialFile)),
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => return Some(failure(&error)),
            }
        }
    })
}

/// Whether a file is the page before wget changed the links in it, beside the one that it changed.
fn is_double(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "orig") && path.with_extension("").is_file()
}

/// Whether a file or folder is hidden, as `.git` and `.DS_Store` are. One that the user names is not.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn failure(error: &walkdir::Error) -> Found {
    let path = error.path().unwrap_or(Path::new("")).to_owned();
    Found::Unreadable(path, error.io_error().map_or(Unreadable::ReadError, Unreadable::from_io))
}
