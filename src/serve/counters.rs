//! What a server has done so far, for those who watch it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

/// What a server has done so far.
#[derive(Debug, Default)]
pub struct Counters {
    /// Open connections.
    pub(super) connections: AtomicUsize,
    /// Connections that were closed since there were too many.
    pub(super) turned_away: AtomicU64,
    answers: Mutex<BTreeMap<u16, u64>>,
    /// Answers that took no longer than each of `SECONDS`, and all.
    within: [AtomicU64; SECONDS.len() + 1],
    micros: AtomicU64,
}

/// The bounds of the times that answers are counted by.
const SECONDS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1.0, 5.0];

impl Counters {
    pub(super) fn answered(&self, status: u16, took: Duration) {
        if let Ok(mut answers) = self.answers.lock() {
            *answers.entry(status).or_default() += 1;
        }
        let place = SECONDS.iter().position(|bound| took.as_secs_f64() <= *bound).unwrap_or(SECONDS.len());
        self.within[place].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(took.as_micros() as u64, Ordering::Relaxed);
    }

    /// Writes them in the text format of Prometheus, version 0.0.4.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# TYPE kiosque_connections gauge")?;
        writeln!(out, "kiosque_connections {}", self.connections.load(Ordering::Relaxed))?;
        writeln!(out, "# TYPE kiosque_connections_turned_away_total counter")?;
        writeln!(out, "kiosque_connections_turned_away_total {}", self.turned_away.load(Ordering::Relaxed))?;
        writeln!(out, "# TYPE kiosque_answers_total counter")?;
        let answers = self.answers.lock().map(|answers| answers.clone()).unwrap_or_default();
        for (status, count) in answers {
            writeln!(out, "kiosque_answers_total{{status=\"{status}\"}} {count}")?;
        }
        writeln!(out, "# TYPE kiosque_answer_seconds histogram")?;
        let mut all = 0;
        for (n, within) in self.within.iter().enumerate() {
            all += within.load(Ordering::Relaxed);
            let bound = SECONDS.get(n).map_or("+Inf".to_owned(), f64::to_string);
            writeln!(out, "kiosque_answer_seconds_bucket{{le=\"{bound}\"}} {all}")?;
        }
        writeln!(out, "kiosque_answer_seconds_sum {}", self.micros.load(Ordering::Relaxed) as f64 / 1e6)?;
        writeln!(out, "kiosque_answer_seconds_count {all}")
    }
}
