//! A bound on the memory of what is under way between threads: each thing holds a permit for its bytes until it is done.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

pub struct Quota {
    limit: usize,
    taken: Mutex<usize>,
    freed: Condvar,
}

impl Quota {
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, taken: Mutex::new(0), freed: Condvar::new() })
    }

    /// Waits until `bytes` fit in. What is larger than the whole quota waits until nothing else is under way, and passes
    /// alone.
    pub fn take(self: &Arc<Self>, bytes: usize) -> Permit {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self
            .freed
            .wait_while(taken, |taken| *taken > 0 && *taken + bytes > self.limit)
            .unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Permit { quota: Arc::clone(self), bytes }
    }
}

/// A part of a [`Quota`], given back when dropped.
pub struct Permit {
    quota: Arc<Quota>,
    bytes: usize,
}

impl Permit {
    /// Gives back what is above `bytes`.
    pub fn shrink(&mut self, bytes: usize) {
        let surplus = self.bytes.saturating_sub(bytes);
        *self.quota.taken.lock().unwrap_or_else(PoisonError::into_inner) -= surplus;
        self.bytes -= surplus;
        self.quota.freed.notify_all();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.shrink(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_waits() {
        let quota = Quota::new(10);
        let mut first = quota.take(8);
        let waiting = std::thread::spawn({
            let quota = Arc::clone(&quota);
            move || quota.take(25)
        });
        first.shrink(3);
        let second = quota.take(7);
        drop(first);
        drop(second);
        let oversized = waiting.join().unwrap();
        assert_eq!(*quota.taken.lock().unwrap(), 25);
        drop(oversized);
        assert_eq!(*quota.taken.lock().unwrap(), 0);
    }
}
