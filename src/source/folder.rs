//! The files below a path, in the order of their names.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::own;
use super::{Skip, Unreadable};

/// What is met on the way through a folder.
pub enum Found {
    File(PathBuf),
    /// The folder of another index: its files are no pages, and there may be many.
    Index(PathBuf),
    Unreadable(PathBuf, Unreadable),
}

/// Symbolic links are followed, since corpora are linked together from several disks; one that leads back to a folder
/// above itself is left out, for the files in it are read anyway.
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
                }
                Ok(entry) if entry.file_type().is_file() => return Some(Found::File(entry.into_path())),
                Ok(entry) => return Some(Found::Unreadable(entry.into_path(), Unreadable::SpecialFile)),
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => return Some(failure(&error)),
            }
        }
    })
}

/// `.git`, `.DS_Store` and the like; a hidden folder or file that the user names is read.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn failure(error: &walkdir::Error) -> Found {
    let path = error.path().unwrap_or(Path::new("")).to_owned();
    Found::Unreadable(path, error.io_error().map_or(Unreadable::ReadError, Unreadable::from_io))
}
