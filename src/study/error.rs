//! Why a study could not be made.

use std::io;

use thiserror::Error;

use crate::engine::EngineError;

/// Why a study could not be made.
#[derive(Debug, Error)]
pub enum StudyError {
    /// The engine could not answer.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The lines to sort are more than memory holds, and cannot be kept on disk.
    #[error(
        "the lines to sort cannot be kept in a temporary file: {0}; make room, or set TMPDIR to a folder with room"
    )]
    Disk(io::Error),
}
