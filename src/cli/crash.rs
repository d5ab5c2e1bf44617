//! What nobody foresaw: a panic. On a damaged index it comes of the damage, which the user can do something about; else it
//! is a bug of ours, and the message says what to report.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use kiosque::engine::EngineError;
use kiosque::index::check;
use kiosque::index::error::IndexError;

use super::failure::Failure;

static FIRST: Mutex<Option<String>> = Mutex::new(None);

/// Does `work` on the index in `dir`, if it needs one. Its panics become failures.
pub fn caught<T>(dir: Option<&Path>, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    set_hook(Box::new(|panic| {
        FIRST.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| panic.to_string());
    }));
    let failure = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Err(failure)) if is_unexplained(&failure) => failure,
        Ok(done) => return done,
        Err(_) => Failure::Crash(first().unwrap_or_default()),
    };
    let damage = dir.and_then(|dir| check::explain(dir).ok().flatten());
    Err(damage.map_or(failure, Failure::Index))
}

/// What the first panic said, also one that cost no more than a page.
pub fn first() -> Option<String> {
    FIRST.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn is_unexplained(failure: &Failure) -> bool {
    use kiosque::ingest::IngestError;
    match failure {
        Failure::Engine(EngineError::Failed(error)) => {
            matches!(error.downcast_ref(), Some(IndexError::Storage { .. }))
        }
        Failure::Index(error) | Failure::Ingest(IngestError::Index(error)) => {
            matches!(error, IndexError::Storage { .. })
        }
        _ => false,
    }
}
