//! Why an index cannot be used: what, where, and the way out.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use thiserror::Error;

use super::folder::is_forbidden;

/// Why an index cannot be opened, read or written.
#[derive(Debug, Clone, Error)]
#[allow(missing_docs, reason = "each message says it")]
pub enum IndexError {
    #[error("no index in {0}: make one with `kiosque index PATH -i {0}`, or name another with -i")]
    Missing(PathBuf),
    #[error("{0} is not an index, but a file or a folder of other things: name an empty or a new folder with -i")]
    NotAnIndex(PathBuf),
    #[error(
        "the index in {dir} is of another version (format {found}, this program writes {expected}): delete the folder and index again"
    )]
    OtherVersion { dir: PathBuf, found: String, expected: String },
    #[error("another program is writing to the index in {0}: wait until it ends, or index into another folder with -i")]
    Locked(PathBuf),
    #[error("no space is left for the index in {0}: its last commit stands; make room and run this again")]
    Full(PathBuf),
    #[error(
        "the index in {dir} may not be {denied}: ask for the right to, or {}",
        if *.denied == Denied::Read { "name another with -i" } else { "index into another folder with -i" }
    )]
    Forbidden { dir: PathBuf, denied: Denied },
    #[error(
        "the index in {dir} is damaged: {what}; `kiosque check -i {dir}` names all that is, and the way out is to delete the folder and index again"
    )]
    Damaged { dir: PathBuf, what: String },
    #[error(
        "the index in {dir} names {name:?} as a file of its own, which no index has: it may be there to have your files deleted, so it is not used; index again into another folder with -i"
    )]
    Foreign { dir: PathBuf, name: String },
    #[error("the index in {dir} cannot be used: {what}")]
    Storage { dir: PathBuf, what: String },
    #[error("{what}")]
    Cluster { what: String, is_away: bool },
}

/// What a user has no right to do with an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// To read it.
    Read,
    /// To write to it.
    Write,
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "written",
        })
    }
}

impl IndexError {
    /// What a failure of tantivy's says of the index in `dir`.
    pub fn of(dir: &Path, error: &TantivyError) -> Self {
        let dir = dir.to_owned();
        let damaged = |what: String| Self::Damaged { dir: dir.clone(), what };
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Locked(dir),
            TantivyError::LockFailure(LockError::IoError(error), _) => Self::of_io(dir, None, error, Denied::Write),
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
                Self::of_io(dir, Some(filepath), io_error, Denied::Write)
            }
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
                Self::of_io(dir, Some(filepath), io_error, Denied::Read)
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => {
                Self::of_io(dir, None, io_error, Denied::Read)
            }
            TantivyError::IoError(error) => Self::of_io(dir, None, error, Denied::Write),
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
                damaged(format!("{} is missing", file.display()))
            }
            TantivyError::DataCorruption(_)
            | TantivyError::DeserializeError(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(_))
            | TantivyError::FieldNotFound(_)
            | TantivyError::SchemaError(_) => damaged("what is in its files contradicts itself".to_owned()),
            // Some of tantivy's errors keep nothing but the text of their cause.
            other => {
                let what = other.to_string();
                if what.contains("No space left") || what.contains("StorageFull") {
                    return Self::Full(dir);
                }
                Self::Storage { dir, what }
            }
        }
    }

    fn of_io(dir: PathBuf, file: Option<&Path>, error: &io::Error, denied: Denied) -> Self {
        let place = |what: &str| match file {
            Some(file) => format!("{} {what}", file.display()),
            None => format!("a file {what}"),
        };
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full(dir),
            ErrorKind::NotFound => Self::Damaged { what: place("is missing"), dir },
            // Only what reads a file's own format says so.
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                Self::Damaged { what: place("does not hold what was written to it"), dir }
            }
            _ if is_forbidden(error) => Self::Forbidden { dir, denied },
            _ if error.to_string().contains("No space left") => Self::Full(dir),
            _ => Self::Storage { what: place(&format!("failed: {error}")), dir },
        }
    }
}
