//! The periods of the calendar that articles are counted by.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::date::Precision;

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// One day.
    Day,
    /// From Monday to Sunday, numbered as ISO 8601 does.
    Week,
    /// A month of the calendar.
    Month,
    /// A year of the calendar.
    Year,
}

impl Unit {
    /// The first day of the period that `day` is in.
    pub fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        }
    }

    /// The first day of the next period; none beyond the end of the calendar.
    pub fn next(self, start: Date) -> Option<Date> {
        let span = match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Year => 1.year(),
        };
        start.checked_add(span).ok()
    }

    /// The name of the period that begins on `start`: `2025-07-01`, `2025-W27`, `2025-07`, `2025`.
    pub fn name(self, start: Date) -> String {
        match self {
            Self::Day => start.to_string(),
            Self::Week => {
                let week = start.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => start.strftime("%Y-%m").to_string(),
            Self::Year => start.strftime("%Y").to_string(),
        }
    }

    /// The vaguest date that still says in which of these periods it is.
    pub fn precision(self) -> Precision {
        match self {
            Self::Day | Self::Week => Precision::Day,
            Self::Month => Precision::Month,
            Self::Year => Precision::Year,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn periods() {
        let check = |unit: Unit, day, first, name: &str| {
            assert_eq!((unit.start(day), unit.name(first).as_str()), (first, name), "{day} {unit:?}");
        };
        check(Unit::Day, date(2025, 7, 1), date(2025, 7, 1), "2025-07-01");
        check(Unit::Week, date(2025, 7, 1), date(2025, 6, 30), "2025-W27");
        // The first days of a year may lie in the last week of the year before, and the other way round.
        check(Unit::Week, date(2021, 1, 3), date(2020, 12, 28), "2020-W53");
        check(Unit::Week, date(2024, 12, 31), date(2024, 12, 30), "2025-W01");
        check(Unit::Month, date(2024, 2, 29), date(2024, 2, 1), "2024-02");
        check(Unit::Year, date(2024, 2, 29), date(2024, 1, 1), "2024");
    }
}
