//! Periods that the calendar has a name for: `T3 2024`, `semaine 27`, `été 2024`, `juillet`, `années 90`. Names are folded.

use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::Period;
use super::day::YEARS;
use super::names::{self, TimeUnit};

/// A part that every year has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// `mars`, `T3`, `été`, `premier semestre`: whole months. Winter begins the year before its own, so many years `back`.
    Months { first: i8, count: i8, back: i16 },
    /// `semaine 27`, by ISO 8601. Not every year has a week 53.
    Week(i8),
}

impl Part {
    /// The part that these words name: `été`, `mars`, `T3`, `troisième trimestre`, `2e semestre`, `semaine 27`.
    pub fn named(words: &[&str]) -> Option<Self> {
        let of_months = |first, count| Some(Self::Months { first, count, back: 0 });
        match *words {
            ["semaine" | "week", number] => number.parse().ok().map(Self::Week),
            [which, unit] => {
                let count = months_of(unit)?;
                let number = ordinal(which).filter(|number| *number <= 12 / count)?;
                of_months(count * (number - 1) + 1, count)
            }
            // Seasons are those of meteorologists: three whole months each, spring from March on.
            ["printemps" | "spring"] => of_months(3, 3),
            ["ete" | "summer"] => of_months(6, 3),
            ["automne" | "autumn"] => of_months(9, 3),
            ["hiver" | "winter"] => Some(Self::Months { first: 12, count: 3, back: 1 }),
            [name] => match names::month(name.trim_end_matches('.')) {
                Some(month) => of_months(month, 1),
                None => of_months(3 * quarter(name)? - 2, 3),
            },
            _ => None,
        }
    }

    /// The part of one year.
    pub fn of(self, year: i16) -> Option<Period> {
        match self {
            Self::Months { first, count, back } => months(year - back, first, count),
            Self::Week(number) => whole(TimeUnit::Week, ISOWeekDate::new(year, number, Weekday::Monday).ok()?.date()),
        }
    }

    /// The last one that has begun by this day.
    pub fn last_begun(self, today: Date) -> Option<Period> {
        self.newest(today, |period| period.first <= Some(today))
    }

    /// The last one that was over before this day.
    pub fn last_ended(self, today: Date) -> Option<Period> {
        self.newest(today, |period| period.last < Some(today))
    }

    fn newest(self, today: Date, is_past: impl Fn(&Period) -> bool) -> Option<Period> {
        // A week 53 may lie seven years back, and the winter of next year has begun in December.
        (-1..=8).filter_map(|back| self.of(today.year() - back)).find(is_past)
    }
}

/// A part and its year, in either order: `2025-W27`, `T3 2024`, `2024-Q3`, `troisième trimestre de 2024`, `mars-2023`.
pub(super) fn part_of_year(text: &str) -> Option<Period> {
    let is_word = |word: &&str| !matches!(*word, "" | "de" | "du" | "l" | "annee");
    let (years, words): (Vec<&str>, Vec<&str>) =
        text.split([' ', '-', '/', '\'']).filter(is_word).partition(|word| year_of(word).is_some());
    let [year] = years[..] else { return None };
    let part = Part::named(&words).or_else(|| match words[..] {
        // `S27` and `le dernier trimestre` need a year to mean a part of it.
        [week] => week.strip_prefix(['w', 's'])?.parse().ok().map(Part::Week),
        ["dernier" | "last", unit] => months_of(unit).map(|count| Part::Months { first: 13 - count, count, back: 0 }),
        _ => None,
    });
    part?.of(year_of(year)?)
}

/// `2023/2024`, `2023-24`: years in a row, from a year to a later one.
pub(super) fn years(text: &str) -> Option<Period> {
    let (from, to) = text.split_once(['/', '-'])?;
    let first = year_of(from.trim())?;
    let last = match to.trim() {
        // `2011-12` is a month.
        next if next.len() == 2 => {
            let next: i16 = next.parse().ok()?;
            Some(first + 1).filter(|last| next > 12 && last % 100 == next)?
        }
        to => year_of(to).filter(|to| *to > first)?,
    };
    Some(Period { first: Date::new(first, 1, 1).ok(), last: Date::new(last, 12, 31).ok() })
}

/// A decade: `années 2010`, `années 90`.
pub(super) fn decade(text: &str) -> Option<Period> {
    let number = text.strip_prefix("annees ")?;
    let year: i16 = number.parse().ok().filter(|year| year % 10 == 0)?;
    let year = match number.len() {
        4 => year,
        2 => 1900 + year,
        _ => return None,
    };
    Some(Period { first: Some(Date::new(year, 1, 1).ok()?), last: Some(Date::new(year + 9, 12, 31).ok()?) })
}

/// The week, month or year of the calendar that a day is in.
pub(super) fn whole(unit: TimeUnit, day: Date) -> Option<Period> {
    let (first, last) = match unit {
        TimeUnit::Minute | TimeUnit::Hour => return None,
        TimeUnit::Day => (day, day),
        TimeUnit::Week => {
            let week = day.iso_week_date();
            (week.first_of_week().ok()?.date(), week.last_of_week().ok()?.date())
        }
        TimeUnit::Month => (day.first_of_month(), day.last_of_month()),
        TimeUnit::Year => (day.first_of_year(), day.last_of_year()),
    };
    Some(Period { first: Some(first), last: Some(last) })
}

/// The quarter or half of a year that a day is in, by the number of its months.
pub(super) fn months_around(day: Date, count: i8) -> Option<Period> {
    months(day.year(), (day.month() - 1) / count * count + 1, count)
}

/// The last Saturday before a day, and the Sunday that follows it.
pub(super) fn weekend(day: Date) -> Option<Period> {
    let saturday = day.nth_weekday(-1, Weekday::Saturday).ok()?;
    Some(Period { first: Some(saturday), last: Some(saturday.tomorrow().ok()?) })
}

/// A number of whole months from a month on.
pub(super) fn months(year: i16, first: i8, count: i8) -> Option<Period> {
    let first = Date::new(year, first, 1).ok()?;
    let last = first.checked_add(TimeUnit::Month.times(count as u32 - 1)?).ok()?.last_of_month();
    Some(Period { first: Some(first), last: Some(last) })
}

/// The months of a unit that years are divided into.
pub(super) fn months_of(unit: &str) -> Option<i8> {
    Some(match unit {
        "trimestre" | "quarter" => 3,
        "semestre" | "half" => 6,
        _ => return None,
    })
}

/// The number of `premier`, `2e`, `3ème`.
fn ordinal(name: &str) -> Option<i8> {
    let number = |name: &str| name.parse().ok().filter(|number| *number > 0);
    match name {
        "premier" | "premiere" | "1er" | "1re" | "1ere" | "first" => Some(1),
        "deuxieme" | "second" | "seconde" | "2nd" | "2nde" | "2d" => Some(2),
        "troisieme" | "third" => Some(3),
        "quatrieme" | "fourth" => Some(4),
        name => name.strip_suffix("eme").or_else(|| name.strip_suffix('e')).and_then(number),
    }
}

/// The number of `T3`, `Q3`, `3T`.
fn quarter(name: &str) -> Option<i8> {
    let number = name.strip_prefix(['t', 'q']).or_else(|| name.strip_suffix('t'))?;
    number.parse().ok().filter(|number| (1..=4).contains(number))
}

fn year_of(text: &str) -> Option<i16> {
    text.parse().ok().filter(|year| text.len() == 4 && YEARS.contains(year))
}
