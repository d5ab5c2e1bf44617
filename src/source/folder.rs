//! The files below a path, in the order of their names.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::Unreadable;

/// Symbolic links are followed, since corpora are linked together from several disks; one that leads back to a folder
/// above itself is left out, for the files in it are read anyway.
pub fn files(root: &Path, skip: &Path) -> impl Iterator<Item = Result<PathBuf, (PathBuf, Unreadable)>> {
    WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| entry.path() != skip && !is_hidden(entry))
        .filter_map(|entry| match entry {
            Ok(entry) if entry.file_type().is_dir() => None,
            Ok(entry) if entry.file_type().is_file() => Some(Ok(entry.into_path())),
            Ok(entry) => Some(Err((entry.into_path(), Unreadable::SpecialFile))),
            Err(error) if error.loop_ancestor().is_some() => None,
            Err(error) => Some(Err(failure(&error))),
        })
}

/// `.git`, `.DS_Store` and the like; a hidden folder or file that the user names is read.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn failure(error: &walkdir::Error) -> (PathBuf, Unreadable) {
    let path = error.path().unwrap_or(Path::new("")).to_owned();
    (path, error.io_error().map_or(Unreadable::ReadError, Unreadable::from_io))
}
