//! Places for work of one kind: so many run, so many wait, and the rest is told to come again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Places for work of one kind.
pub struct Pool {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    wait: Duration,
}

impl Pool {
    pub fn new(places: usize, most_waiting: usize, wait: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), waiting: AtomicUsize::new(0), most_waiting, wait }
    }

    /// A place, once there is one; none where too many wait already, or where it takes too long.
    pub async fn enter(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Some(place);
        }
        let _waits = Waiting::among(&self.waiting, self.most_waiting)?;
        timeout(self.wait, self.places.clone().acquire_owned()).await.ok()?.ok()
    }
}

/// One that waits. A client that goes away drops it.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn among(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        Some(Self(waiting)).filter(|_| before < most)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
