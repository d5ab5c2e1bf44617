//! Dates as people read them.

use jiff::civil::Date;
use maud::{Markup, html};

use super::language::Language;
use crate::date::names::ENGLISH_MONTHS;
use crate::date::{Moment, Precision};

const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A date, no finer than it is known.
pub fn moment(moment: Moment, language: Language) -> Markup {
    html! { time datetime=(moment) { (text(moment, language)) } }
}

/// The day of a date, or what is known of it.
pub fn without_clock(date: Moment, language: Language) -> Markup {
    moment(Moment::new(date.at, date.precision.min(Precision::Day)), language)
}

/// A day.
pub fn day(date: Date, language: Language) -> String {
    text(Moment::day(date), language)
}

fn text(moment: Moment, language: Language) -> String {
    let at = moment.at;
    let month = language.say(FRENCH, ENGLISH_MONTHS)[usize::from(at.month().unsigned_abs()) - 1];
    let (year, day) = (at.year(), at.day());
    let day = if day == 1 { language.say("1er", "1").to_owned() } else { day.to_string() };
    match moment.precision {
        Precision::Year => year.to_string(),
        Precision::Month => format!("{month} {year}"),
        Precision::Day => format!("{day} {month} {year}"),
        Precision::Minute => {
            let clock = language.say(at.strftime("%-H h %M"), at.strftime("%H:%M")).to_string();
            format!("{day} {month} {year}, {}", clock.replace(' ', "\u{a0}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates() {
        let at = date(2025, 8, 1).at(9, 5, 0, 0);
        let check = |precision, french: &str, english: &str| {
            assert_eq!(text(Moment::new(at, precision), Language::French), french);
            assert_eq!(text(Moment::new(at, precision), Language::English), english);
        };
        check(Precision::Year, "2025", "2025");
        check(Precision::Month, "août 2025", "August 2025");
        check(Precision::Day, "1er août 2025", "1 August 2025");
        check(Precision::Minute, "1er août 2025, 9\u{a0}h\u{a0}05", "1 August 2025, 09:05");
    }
}
