//! A bound on the memory of what is under way between threads: each thing holds a permit for its bytes until it is done.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Bytes that several threads share.
pub struct Quota {
    limit: AtomicUsize,
    least: usize,
    taken: Mutex<usize>,
    freed: Condvar,
}

impl Quota {
    /// A quota of `limit` bytes.
    pub fn new(limit: usize) -> Arc<Self> {
        let least = limit / 4;
        Arc::new(Self { limit: AtomicUsize::new(limit), least, taken: Mutex::new(0), freed: Condvar::new() })
    }

    /// Leaves that much less to share from now on, but a quarter of all in any case.
    pub fn lower(&self, bytes: usize) {
        let lowered = self.limit.load(Ordering::Relaxed).saturating_sub(bytes).max(self.least);
        self.limit.store(lowered, Ordering::Relaxed);
    }

    /// Waits until `bytes` fit in. What is larger than the whole quota waits until nothing else is under way, and passes
    /// alone.
    pub fn take(self: &Arc<Self>, bytes: usize) -> Permit {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self
            .freed
            .wait_while(taken, |taken| *taken > 0 && *taken + bytes > self.limit.load(Ordering::Relaxed))
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
    /// Parts so many bytes from it, or all that it has.
    pub fn part(&mut self, bytes: usize) -> Self {
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        Self { quota: Arc::clone(&self.quota), bytes }
    }

    /// A permit of no bytes, for what comes unforeseen.
    pub fn empty(&self) -> Self {
        Self { quota: Arc::clone(&self.quota), bytes: 0 }
    }

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
    fn what_is_lowered_keeps_a_quarter() {
        let quota = Quota::new(100);
        quota.lower(30);
        assert_eq!(quota.limit.load(Ordering::Relaxed), 70);
        quota.lower(1000);
        assert_eq!(quota.limit.load(Ordering::Relaxed), 25);
    }

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
