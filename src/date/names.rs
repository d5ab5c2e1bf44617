//! The names of months, days and units of time, folded: in French, and in English, which the software of French sites often
//! writes.

use jiff::Span;
use jiff::civil::Weekday;

/// The months in English, as they are written.
pub(crate) const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn month(name: &str) -> Option<i8> {
    Some(match name {
        "janvier" | "janv" | "jan" | "january" => 1,
        "fevrier" | "fevr" | "fev" | "february" | "feb" => 2,
        "mars" | "mar" | "march" => 3,
        "avril" | "avr" | "april" | "apr" => 4,
        "mai" | "may" => 5,
        "juin" | "june" | "jun" => 6,
        "juillet" | "juil" | "juill" | "july" | "jul" => 7,
        "aout" | "aou" | "august" | "aug" => 8,
        "septembre" | "september" | "sept" | "sep" => 9,
        "octobre" | "october" | "oct" => 10,
        "novembre" | "november" | "nov" => 11,
        "decembre" | "december" | "dec" => 12,
        _ => return None,
    })
}

pub(super) fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "lundi" | "lun" | "monday" | "mon" => Weekday::Monday,
        "mardi" | "mar" | "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "mercredi" | "mer" | "merc" | "wednesday" | "wed" => Weekday::Wednesday,
        "jeudi" | "jeu" | "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "vendredi" | "ven" | "vend" | "friday" | "fri" => Weekday::Friday,
        "samedi" | "sam" | "saturday" | "sat" => Weekday::Saturday,
        "dimanche" | "dim" | "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// The value of a small number in letters.
pub(super) fn cardinal(name: &str) -> Option<u32> {
    const NAMES: [&str; 13] =
        ["", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"];
    match name {
        "une" => Some(1),
        "quinze" => Some(15),
        _ => NAMES.iter().position(|known| *known == name).map(|value| value as u32),
    }
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TimeUnit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl TimeUnit {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "min" | "mn" | "minute" | "minutes" => Self::Minute,
            "h" | "heure" | "heures" | "hour" | "hours" => Self::Hour,
            "j" | "jour" | "jours" | "day" | "days" => Self::Day,
            "semaine" | "semaines" | "week" | "weeks" => Self::Week,
            "mois" | "month" | "months" => Self::Month,
            "an" | "ans" | "annee" | "annees" | "year" | "years" => Self::Year,
            _ => return None,
        })
    }

    /// The span of `count` such units; `None` if no calendar is that long.
    pub fn times(self, count: u32) -> Option<Span> {
        let span = Span::new();
        match self {
            Self::Minute => span.try_minutes(count),
            Self::Hour => span.try_hours(count),
            Self::Day => span.try_days(count),
            Self::Week => span.try_weeks(count),
            Self::Month => span.try_months(count),
            Self::Year => span.try_years(count),
        }
        .ok()
    }
}
