//! The candidates of a segment that are still in the running, and the key that the next one must reach.

use std::sync::{Mutex, PoisonError};

use crate::engine::candidate::{Candidate, Wanted};

/// The key that a match needs by what all segments have found so far.
pub struct Bar(pub Mutex<f64>);

impl Bar {
    /// Raises the lower of the two to the higher.
    pub fn share(&self, least: &mut f64) {
        let mut bar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *bar = bar.max(*least);
        *least = *bar;
    }
}

/// The matches of a segment that may be among the first, whatever is still added to scores.
pub struct Shortlist {
    wanted: Wanted,
    pub kept: Vec<Candidate>,
    /// The least key that is still in the running.
    pub least: f64,
    /// The length at which the candidates below the least key are dropped.
    full: usize,
}

impl Shortlist {
    pub fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            kept: Vec::new(),
            least: f64::NEG_INFINITY,
            full: wanted.first.max(wanted.deep).saturating_mul(2),
        }
    }

    pub fn offer(&mut self, hit: Candidate) {
        if hit.key < self.least {
            return;
        }
        self.kept.push(hit);
        if self.kept.len() > self.full {
            let deep = self.nth_key(self.wanted.deep).unwrap_or(f64::INFINITY);
            let first = self.nth_key(self.wanted.first).unwrap_or(f64::INFINITY);
            self.least = deep.min(first * self.wanted.least_share);
            self.kept.retain(|hit| hit.key >= self.least);
            self.full = 2 * self.kept.len().max(64);
        }
    }

    /// The key of the match at this place in the order, counted from 1; of the last one, where there are fewer.
    fn nth_key(&mut self, place: usize) -> Option<f64> {
        let n = place.min(self.kept.len()).checked_sub(1)?;
        Some(self.kept.select_nth_unstable_by(n, |a, b| b.key.total_cmp(&a.key)).1.key)
    }
}
