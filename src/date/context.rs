//! What a text leaves out about its dates: the zone of its times, and the day that `hier` is counted from.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Moment, Precision};

/// Where and when a text is read, which decides what day its dates mean.
#[derive(Debug, Clone)]
pub struct Context {
    /// The newspaper's own zone. Times in UTC are converted to it; times with any other offset are taken to be in it
    /// already, and stay as they are written.
    pub zone: TimeZone,
    /// When the page was read, in that zone. Without it, `hier` and `il y a 3 heures` are no dates.
    pub now: Option<DateTime>,
}

impl Default for Context {
    fn default() -> Self {
        Self { zone: TimeZone::UTC, now: None }
    }
}

impl Context {
    /// A point in time by the newspaper's clock, to the minute.
    pub(super) fn local(&self, timestamp: Timestamp) -> Moment {
        Moment::new(self.zone.to_datetime(timestamp), Precision::Minute)
    }
}
