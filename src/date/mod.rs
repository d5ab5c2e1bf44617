//! Dates in French and in ISO 8601, as extraction finds them on pages and as people type them in queries. Nothing here reads
//! the clock: the caller says what day it is.

pub mod minutes;
pub mod context;
mod cursor;
pub(crate) mod names;
mod day;
mod clock;
mod calendar;
mod relative;
pub mod written;
pub mod form;
pub mod period;

use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date, as exact as it is written: a year, a month, a day or a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The local time in the newspaper's own zone. Units finer than `precision` have their first value.
    pub at: DateTime,
    /// How exact the date is.
    pub precision: Precision,
}

/// The finest unit of a written date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// `2025`
    Year,
    /// `2025-07`
    Month,
    /// `2025-07-01`
    Day,
    /// `2025-07-01T14:05`
    Minute,
}

impl Moment {
    /// A date of this precision; finer units of `at` are dropped.
    pub fn new(at: DateTime, precision: Precision) -> Self {
        let day = at.date();
        let at = match precision {
            Precision::Year => day.first_of_year().at(0, 0, 0, 0),
            Precision::Month => day.first_of_month().at(0, 0, 0, 0),
            Precision::Day => day.at(0, 0, 0, 0),
            Precision::Minute => day.at(at.hour(), at.minute(), 0, 0),
        };
        Self { at, precision }
    }

    /// A whole day.
    pub fn day(date: Date) -> Self {
        Self { at: date.at(0, 0, 0, 0), precision: Precision::Day }
    }

    /// The days that the date may be: all of the year, if it is a year.
    pub fn period(&self) -> Period {
        let day = self.at.date();
        let (first, last) = match self.precision {
            Precision::Year => (day.first_of_year(), day.last_of_year()),
            Precision::Month => (day.first_of_month(), day.last_of_month()),
            Precision::Day | Precision::Minute => (day, day),
        };
        Period { first: Some(first), last: Some(last) }
    }
}

/// ISO 8601, no finer than the precision: `2025`, `2025-07`, `2025-07-01`, `2025-07-01T14:05`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self.precision {
            Precision::Year => "%Y",
            Precision::Month => "%Y-%m",
            Precision::Day => "%Y-%m-%d",
            Precision::Minute => "%Y-%m-%dT%H:%M",
        };
        write!(f, "{}", self.at.strftime(form))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_iso(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is no date in ISO 8601")))
    }
}

impl Moment {
    /// The inverse of `Display`; other spellings of a date are refused.
    fn from_iso(text: &str) -> Option<Self> {
        let (precision, full) = match text.len() {
            4 => (Precision::Year, format!("{text}-01-01T00:00")),
            7 => (Precision::Month, format!("{text}-01T00:00")),
            10 => (Precision::Day, format!("{text}T00:00")),
            _ => (Precision::Minute, text.to_owned()),
        };
        Some(Self { at: full.parse().ok()?, precision })
    }
}

/// A period of whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// The first day; `None` is an open beginning.
    pub first: Option<Date>,
    /// The last day, which is part of the period; `None` is an open end.
    pub last: Option<Date>,
}

impl Period {
    /// Whether a day is within the period.
    pub fn contains(&self, date: Date) -> bool {
        self.first.is_none_or(|first| first <= date) && self.last.is_none_or(|last| date <= last)
    }
}

/// `2025-07-01..2025-07-31`, `2025-07-01..`, `..2025-07-31`, `..`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.first {
            write!(f, "{first}")?;
        }
        f.write_str("..")?;
        if let Some(last) = self.last {
            write!(f, "{last}")?;
        }
        Ok(())
    }
}
