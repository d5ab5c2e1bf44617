//! Days and months as pages write them. Each function reads at a cursor: `None` means that there is no such date,
//! `Some(None)` that there is one which no calendar has (`31 février 2025`).

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime};

use super::cursor::{Cursor, Number, is_letter};
use super::names;
use super::{Moment, Precision};

/// Reads a day or, failing that, a month with its year.
pub(super) fn day_or_month(c: &mut Cursor) -> Option<Option<(Date, Precision)>> {
    let day = |date: Option<Date>| date.map(|date| (date, Precision::Day));
    c.attempt(numeric)
        .or_else(|| c.attempt(|c| basic(c).filter(|_| c.peek() == Some('T'))))
        .or_else(|| c.attempt(named))
        .or_else(|| c.attempt(english))
        .map(day)
        .or_else(|| c.attempt(month_year).map(|date| date.map(|date| (date, Precision::Month))))
}

/// Reads a day in numbers: `01/07/2025`, `01 - 07 - 2025`, `01.07.25`, `2025-07-01`.
fn numeric(c: &mut Cursor) -> Option<Option<Date>> {
    weekday(c);
    let (numbers, sign, spaced) = three_numbers(c)?;
    let [first, second, third] = numbers;
    match numbers.map(|number| number.digits) {
        [4, _, 1 | 2] => Some(ymd(first, second, third)),
        _ if goes_on(*c) => None,
        // Only `07/25/2025` cannot be read the French way.
        [1 | 2, _, 4] if sign == '/' => Some(ymd(third, second, first).or_else(|| ymd(third, first, second))),
        [1 | 2, _, 4] => Some(ymd(third, second, first)),
        // Two digits are a year only in `02/11/23`, `2/11/23`, `02.11.23` and `02-11-23`.
        [_, _, 2] if spaced || c.peek().is_some_and(is_letter) => None,
        [2, 2, 2] => Some(ymd(third, second, first)),
        [1 | 2, _, 2] if sign == '/' => Some(ymd(third, second, first)),
        _ => None,
    }
}

/// Reads a day in eight digits: `20250701`.
pub(super) fn basic(c: &mut Cursor) -> Option<Option<Date>> {
    let number = c.number().filter(|number| number.digits == 8)?.value;
    let year = i16::try_from(number / 10_000).ok().filter(|year| YEARS.contains(year))?;
    Some(Date::new(year, (number / 100 % 100) as i8, (number % 100) as i8).ok())
}

/// Reads a day with the name of its month: `mardi 1er juillet 2025`, `9-déc.-2019`.
fn named(c: &mut Cursor) -> Option<Option<Date>> {
    weekday(c);
    let day = day_number(c)?;
    let month = month_name(c)?;
    Some(ymd(year(c)?, month, day))
}

/// Reads a day in English order: `Dec 9th, 2019`.
fn english(c: &mut Cursor) -> Option<Option<Date>> {
    let month_first = |c: &mut Cursor| {
        let month = month_name(c)?;
        let day = day_number(c)?;
        Some(ymd(year(c)?, month, day))
    };
    // `Mar` is March, or mardi.
    c.attempt(month_first).or_else(|| weekday(c).then_some(c).and_then(month_first))
}

/// Reads a month by its name: `juillet 2025`.
fn month_year(c: &mut Cursor) -> Option<Option<Date>> {
    let month = month_name(c)?;
    let year = year(c).filter(|year| year.digits == 4)?;
    Some(ymd(year, month, Number { value: 1, digits: 1 }))
}

/// Reads a month in numbers: `2025-07`, `07/2025`.
pub(super) fn month_in_numbers(c: &mut Cursor) -> Option<Moment> {
    let first = c.number()?;
    separator(c).filter(|(_, spaced)| !spaced)?;
    let second = c.number()?;
    let (year, month) = match (first.digits, second.digits) {
        (4, 1 | 2) => (first, second),
        (1 | 2, 4) => (second, first),
        _ => return None,
    };
    let date = ymd(year, month, Number { value: 1, digits: 1 })?;
    Some(Moment::new(date.at(0, 0, 0, 0), Precision::Month))
}

/// Reads a day without a year, which is taken to be the last such day before `now`: `1er juillet`.
pub(super) fn without_year(c: &mut Cursor, now: DateTime) -> Option<Moment> {
    weekday(c);
    let day = day_number(c)?.value as i8;
    let month = month_name(c)?.value as i8;
    // The 29th of February may lie eight years back.
    let mut years = (0..=8).filter_map(|back| Date::new(now.year() - back, month, day).ok());
    years.find(|date| *date <= now.date()).map(Moment::day)
}

/// Reads a day in an address: `2025/07/01/`, `2025-07-01`, `01-07-2025`, `20250701`. The 31 of `/2025/12/31-raisons` is none.
pub(super) fn day_in_path(c: &mut Cursor) -> Option<Date> {
    if let Some((numbers, sign, _)) = c.attempt(three_numbers) {
        let [first, second, third] = numbers;
        if sign == '/' && !matches!(c.peek(), None | Some('/')) {
            return None;
        }
        return match numbers.map(|number| number.digits) {
            [4, _, 1 | 2] => ymd(first, second, third),
            [1 | 2, _, 4] => ymd(third, second, first),
            _ => None,
        };
    }
    basic(c)?
}

/// Reads three numbers, the second of two digits at most, with the same sign twice between them; and says whether there are
/// spaces around the signs.
fn three_numbers(c: &mut Cursor) -> Option<([Number; 3], char, bool)> {
    let first = c.number()?;
    let (sign, spaced) = separator(c)?;
    let second = c.number().filter(|number| number.digits <= 2)?;
    if separator(c)? != (sign, spaced) {
        return None;
    }
    Some(([first, second, c.number()?], sign, spaced))
}

/// Whether a fourth number follows, as in a phone number.
fn goes_on(mut c: Cursor) -> bool {
    c.eat(&['/', '-', '.', ',']).is_some() && c.number().is_some()
}

fn separator(c: &mut Cursor) -> Option<(char, bool)> {
    let spaced = c.spaces();
    let sign = c.eat(&['/', '-', '.', '–', '‑'])?;
    Some((sign, c.spaces() || spaced))
}

fn weekday(c: &mut Cursor) -> bool {
    c.attempt(|c| {
        names::weekday(c.word()?.as_str())?;
        c.eat(&['.']);
        c.eat(&[',']);
        c.spaces();
        c.eat_word(&["le"]);
        c.spaces();
        Some(())
    })
    .is_some()
}

/// Reads the number of a day: `1er`, `9`, `9th`.
fn day_number(c: &mut Cursor) -> Option<Number> {
    c.spaces();
    let day = c.number().filter(|number| number.digits <= 2)?;
    c.attempt(|c| {
        c.spaces();
        c.eat_word(&["er", "st", "nd", "rd", "th"]).then_some(())
    });
    c.eat(&['.']);
    Some(day)
}

fn month_name(c: &mut Cursor) -> Option<Number> {
    filler(c, &['-', '/']);
    let month = names::month(c.word()?.as_str())?;
    c.eat(&['.']);
    Some(Number { value: month as u32, digits: 2 })
}

/// Reads a year of four digits, or of two at the end of the text, where they can be nothing else.
fn year(c: &mut Cursor) -> Option<Number> {
    filler(c, &['-', '/', ',', '\'', '’']);
    let year = c.number()?;
    (year.digits == 4 || year.digits == 2 && c.at_end()).then_some(year)
}

fn filler(c: &mut Cursor, signs: &[char]) {
    c.spaces();
    c.eat(signs);
    c.spaces();
}

/// The years that dates may have: from the first full year of the Gregorian calendar on. Larger numbers of four digits count
/// something else.
pub(super) const YEARS: RangeInclusive<i16> = 1583..=2199;

fn ymd(year: Number, month: Number, day: Number) -> Option<Date> {
    let year = match (year.digits, year.value as i16) {
        (2, short @ 0..70) => 2000 + short,
        (2, short) => 1900 + short,
        (_, full) => full,
    };
    YEARS.contains(&year).then_some(())?;
    Date::new(year, month.value as i8, day.value as i8).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The date, `none` where no calendar has it, and the rest of the text.
    fn check(text: &str, expected: &str) {
        let mut cursor = Cursor::new(text);
        let found = day_or_month(&mut cursor).map(|found| {
            let shown = |(date, precision): (Date, Precision)| Moment::new(date.at(0, 0, 0, 0), precision).to_string();
            format!("{}|{}", found.map_or("none".to_owned(), shown), cursor.rest())
        });
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn days_and_months() {
        check("01/07/2025 à 8h", "2025-07-01| à 8h");
        check("2025-07-01", "2025-07-01|");
        check("07/25/2025", "2025-07-25|");
        check("02.11.98", "1998-11-02|");
        check("20250701T1405", "2025-07-01|T1405");
        check("mardi 1er juillet 2025.", "2025-07-01|.");
        check("Mar 9th, 2019", "2019-03-09|");
        check("juillet 2025", "2025-07|");
    }

    #[test]
    fn no_dates() {
        check("31 février 2025", "none|");
        check("06-12-10-20", "");
        check("12 mai", "");
        check("20250701", "");
    }

    #[test]
    fn days_without_a_year_are_the_last_ones() {
        let check = |text: &str, expected: Date| {
            let now = date(2025, 7, 15).at(12, 0, 0, 0);
            assert_eq!(without_year(&mut Cursor::new(text), now), Some(Moment::day(expected)), "{text}");
        };
        check("14 juillet", date(2025, 7, 14));
        check("16 juillet", date(2024, 7, 16));
        check("29 février", date(2024, 2, 29));
    }
}
