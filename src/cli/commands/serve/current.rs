//! The index as its last commit leaves it, opened once for many requests.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::cli::failure::Failure;
use crate::cli::options::index::OpenIndex;

/// The index as its last commit leaves it.
pub struct Current(Mutex<(OpenIndex, Instant)>);

/// A commit is seen after no longer than this.
const LATE: Duration = Duration::from_secs(1);

impl Current {
    pub fn new(index: OpenIndex) -> Self {
        Self(Mutex::new((index, Instant::now())))
    }

    /// What one request is answered from.
    pub fn get(&self) -> OpenIndex {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (index, looked) = &mut *current;
        if looked.elapsed() >= LATE {
            // An index that cannot be read now, for it is being made anew, is answered from as it was. `/readyz` says so.
            if let Ok(latest) = index.latest() {
                *index = latest;
            }
            *looked = Instant::now();
        }
        index.clone()
    }

    /// Whether the last commit can be read.
    pub fn check(&self) -> Result<OpenIndex, Failure> {
        let index = self.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone();
        index.latest()
    }
}
