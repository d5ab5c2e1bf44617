//! Dates as numbers: minutes since 1970-01-01 00:00 on the newspaper's own clock. An index sorts, compares and counts such
//! numbers, and they have no time zone, as the dates of pages have none.

use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, Unit};

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// Minutes since 1970 on the same clock; negative before.
pub fn minutes(at: DateTime) -> i64 {
    let span = EPOCH.until((Unit::Minute, at)).expect("every civil date is within the range of a span of minutes");
    span.get_minutes()
}

/// The inverse of [`minutes`]; a number outside the calendar gives its nearer end.
pub fn from_minutes(minutes: i64) -> DateTime {
    EPOCH.saturating_add(SignedDuration::from_mins(minutes.clamp(-(1 << 40), 1 << 40))).min(DateTime::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_reversible() {
        for at in [EPOCH, date(2025, 7, 1).at(14, 5, 0, 0), date(1944, 8, 25).at(0, 0, 0, 0)] {
            assert_eq!(from_minutes(minutes(at)), at);
        }
    }
}
