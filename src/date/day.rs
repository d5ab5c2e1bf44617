//! Days and months as pages write them. Each function reads at a cursor: `None` says that there is nothing of the kind,
//! `Some(None)` that there is, but no calendar has it.

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime};

use super::cursor::{Cursor, Number};
use super::names;
use super::{Moment, Precision};

pub(super) fn day_or_month(c: &mut Cursor) -> Option<Option<(Date, Precision)>> {
    let day = |date: Option<Date>| date.map(|date| (date, Precision::Day));
    c.attempt(numeric)
        .or_else(|| c.attempt(|c| basic(c).filter(|_| c.peek() == Some('T'))))
        .or_else(|| c.attempt(named))
        .or_else(|| c.attempt(english))
        .map(day)
        .or_else(|| c.attempt(month_year).map(|date| date.map(|date| (date, Precision::Month))))
}

/// `01/07/2025`, `01 - 07 - 2025`, `01.07.25`, `2025-07-01`.
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
        [2, 2, 2] if !spaced => Some(ymd(third, second, first)),
        [1 | 2, _, 2] if !spaced && sign == '/' => Some(ymd(third, second, first)),
        _ => None,
    }
}

/// `20250701`
pub(super) fn basic(c: &mut Cursor) -> Option<Option<Date>> {
    let number = c.number().filter(|number| number.digits == 8)?.value;
    let year = i16::try_from(number / 10_000).ok().filter(|year| YEARS.contains(year))?;
    Some(Date::new(year, (number / 100 % 100) as i8, (number % 100) as i8).ok())
}

/// `mardi 1er juillet 2025`, `9-déc.-2019`.
fn named(c: &mut Cursor) -> Option<Option<Date>> {
    weekday(c);
    let day = day_number(c)?;
    let month = month_name(c)?;
    Some(ymd(year(c)?, month, day))
}

/// `Dec 9th, 2019`
fn english(c: &mut Cursor) -> Option<Option<Date>> {
    let month_first = |c: &mut Cursor| {
        let month = month_name(c)?;
        let day = day_number(c)?;
        Some(ymd(year(c)?, month, day))
    };
    // `Mar` is March, or mardi.
    c.attempt(month_first).or_else(|| weekday(c).then_some(c).and_then(month_first))
}

/// `juillet 2025`
fn month_year(c: &mut Cursor) -> Option<Option<Date>> {
    let month = month_name(c)?;
    let year = year(c).filter(|year| year.digits == 4)?;
    Some(ymd(year, month, Number { value: 1, digits: 1 }))
}

/// `2025-07`, `07/2025`
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

/// `1er juillet`: the last one that has been.
pub(super) fn without_year(c: &mut Cursor, now: DateTime) -> Option<Moment> {
    weekday(c);
    let day = day_number(c)?.value as i8;
    let month = month_name(c)?.value as i8;
    // The 29th of February may lie eight years back.
    let mut years = (0..=8).filter_map(|back| Date::new(now.year() - back, month, day).ok());
    years.find(|date| *date <= now.date()).map(Moment::day)
}

/// `2025/07/01/`, `2025-07-01`, `01-07-2025`, `20250701`; in `/2025/12/31-raisons`, the 31 is no day.
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

/// Three numbers with the same sign between them, the second of two digits at most; and whether spaces are there too.
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

/// `1er`, `9`, `9th`
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

/// Four digits, or two where nothing can make them anything else.
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

/// From the first full year of the Gregorian calendar; beyond, a number of four digits counts something else.
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
