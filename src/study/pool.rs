//! Accumulators that threads share: each takes one for as long as it counts, so that nobody waits for another.

use std::sync::{Mutex, PoisonError};

/// Accumulators, as many as were ever in use at once.
pub struct Pool<T>(Mutex<Vec<T>>);

impl<T: Default> Pool<T> {
    pub fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Lends an accumulator.
    pub fn with(&self, count: impl FnOnce(&mut T)) {
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut taken = idle.unwrap_or_default();
        count(&mut taken);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(taken);
    }

    /// All of them, in no order.
    pub fn into_all(self) -> Vec<T> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
