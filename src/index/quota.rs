//! A bound on the memory of what is under way between threads: each thing holds a permit for its bytes until it is done.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes that several threads share.
pub struct Quota {
    limit: AtomicUsize,
    least: usize,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    taken: usize,
    /// Somebody waits until no more than this is taken.
    awaited: Option<usize>,
}

impl Quota {
    /// A quota of `limit` bytes.
    pub fn new(limit: usize) -> Arc<Self> {
        let least = limit / 4;
        Arc::new(Self { limit: AtomicUsize::new(limit), least, state: Mutex::default(), freed: Condvar::new() })
    }

    /// Leaves that much less to share from now on, but a quarter of all in any case.
    pub fn lower(&self, bytes: usize) {
        let lowered = self.limit.load(Ordering::Relaxed).saturating_sub(bytes).max(self.least);
        self.limit.store(lowered, Ordering::Relaxed);
    }

    /// Waits until `bytes` fit in. What is larger than the whole quota waits until nothing else is under way, and passes
    /// alone. Who has to wait does so until an eighth of the quota is free, and is not woken for each page that is done.
    pub fn take(self: &Arc<Self>, bytes: usize) -> Permit {
        let limit = || self.limit.load(Ordering::Relaxed);
        let mut room = bytes;
        let mut state = self.lock();
        while state.taken > limit().saturating_sub(room) {
            room = bytes.max(limit() / 8);
            state.awaited = state.awaited.max(Some(limit().saturating_sub(room)));
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.taken += bytes;
        Permit { quota: Arc::clone(self), bytes }
    }

    fn give_back(&self, bytes: usize) {
        let mut state = self.lock();
        state.taken -= bytes;
        if state.awaited.is_some_and(|awaited| state.taken <= awaited) {
            state.awaited = None;
            self.freed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.quota.give_back(surplus);
        self.bytes -= surplus;
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
        assert_eq!(quota.lock().taken, 25);
        drop(oversized);
        assert_eq!(quota.lock().taken, 0);
    }
}
