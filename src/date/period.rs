//! Periods as people type them: `2025-07`, `juillet`, `la semaine dernière`, `3 mois`, `2023..hier`, `de mars à mai 2023`.
//! Accents and capitals do not matter. A month or a day without a year is the last one that has begun.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use thiserror::Error;

use super::context::Context;
use super::cursor::Cursor;
use super::day::YEARS;
use super::names::{self, TimeUnit};
use super::relative::amount;
use super::written;
use super::{Moment, Period};
use crate::text::fold;

/// Why a text names no period.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PeriodError {
    /// It is no period in any form that is read here.
    #[error(
        "`{0}` is no date that I know; try `2025`, `2025-07`, `2025-07-01`, `01/07/2025`, `juillet 2025`, `hier`, \
         `lundi dernier`, `la semaine dernière`, `3 mois`, `il y a 2 semaines`, `2025-W27`, `T3 2024` or \
         `2025-01..2025-06`"
    )]
    Unknown(String),
    /// Its last day is before its first.
    #[error("`{0}` ends before it begins")]
    Reversed(String),
}

/// The period that a text names. `--since` takes its `first` day, `--until` its `last`.
///
/// ```
/// use jiff::civil::date;
/// use kiosque::date::period::parse;
/// let today = date(2025, 7, 15);
/// assert_eq!(parse("le mois dernier", today).unwrap().to_string(), "2025-06-01..2025-06-30");
/// assert_eq!(parse("de mars à mai 2023", today).unwrap().to_string(), "2023-03-01..2023-05-31");
/// assert!(parse("31 février", today).is_err());
/// ```
pub fn parse(text: &str, today: Date) -> Result<Period, PeriodError> {
    let period = read(text, today)?;
    let ends = [period.first, period.last];
    if ends.into_iter().flatten().all(|day| YEARS.contains(&day.year())) {
        Ok(period)
    } else {
        Err(PeriodError::Unknown(text.trim().to_owned()))
    }
}

fn read(text: &str, today: Date) -> Result<Period, PeriodError> {
    let folded = folded(text);
    let unknown = |part: &str| PeriodError::Unknown(if part.is_empty() { text.trim() } else { part }.to_owned());
    if let Some((from, to)) = folded.split_once("..") {
        let (from, to) = (from.trim(), to.trim().trim_start_matches('.'));
        return match (from, to) {
            ("", "") => Ok(Period::default()),
            (from, "") => Ok(Period { last: None, ..single(from, today).ok_or_else(|| unknown(from))? }),
            ("", to) => Ok(Period { first: None, ..single(to, today).ok_or_else(|| unknown(to))? }),
            (from, to) => between(from, to, today).ok_or_else(|| unknown("")).and_then(|period| ordered(period, text)),
        };
    }
    if let Some(period) = third(&folded, today) {
        return Ok(period);
    }
    if let Some(period) = two_ends(&folded, today) {
        return ordered(period, text);
    }
    one_end(&folded, today).or_else(|| single(&folded, today)).ok_or_else(|| unknown(""))
}

fn ordered(period: Period, text: &str) -> Result<Period, PeriodError> {
    if period.first <= period.last { Ok(period) } else { Err(PeriodError::Reversed(text.trim().to_owned())) }
}

/// A text folded, with straight apostrophes and hyphens, and one space between two words.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    fold(&words.join(" ")).replace(['’', 'ʼ'], "'").replace(['‑', '–'], "-")
}

/// A period with both ends: `de mars à mai`, `du 1er au 15 juillet`, `entre 2020 et 2022`, `2020-2022`.
fn two_ends(text: &str, today: Date) -> Option<Period> {
    let opening = ["de ", "du ", "d'", "entre ", "depuis "].into_iter().find_map(|opening| text.strip_prefix(opening));
    let text = opening.unwrap_or(text);
    [" a ", " au ", " et ", " jusqu'a ", " jusqu'au ", "-"].into_iter().find_map(|middle| {
        let (from, to) = text.split_once(middle)?;
        between(from.trim(), to.trim(), today)
    })
}

/// The period between two ends. The first takes from the last what it leaves out: in `du 1er au 15 juillet 2025`, the month
/// and the year.
fn between(from: &str, to: &str, today: Date) -> Option<Period> {
    let last = single(to, today)?.last?;
    let words: Vec<&str> = to.split(' ').collect();
    let borrowed =
        (1..=2).rev().filter(|count| *count < words.len()).map(|count| words[words.len() - count..].join(" "));
    let full = borrowed.map(|tail| format!("{from} {tail}"));
    let first = full.chain([from.to_owned()]).find_map(|text| single(&text, today))?.first?;
    // `de novembre à mars`: from the year before.
    let dated = from.bytes().filter(u8::is_ascii_digit).count() >= 4;
    let first = if first > last && !dated { first.checked_sub(TimeUnit::Year.times(1)?).ok()? } else { first };
    Some(Period { first: Some(first), last: Some(last) })
}

/// A period with one end: `depuis mars`, `avant 2020`.
fn one_end(text: &str, today: Date) -> Option<Period> {
    let after = |opening: &str| single(text.strip_prefix(opening)?.strip_prefix(' ')?, today);
    let since = ["depuis", "depuis le", "a partir de", "a partir du", "des"].into_iter().find_map(after);
    let until = ["jusqu'a", "jusqu'au", "jusqu'en"].into_iter().find_map(after);
    since
        .map(|period| Period { last: None, ..period })
        .or_else(|| until.map(|period| Period { first: None, ..period }))
        .or_else(|| Some(Period { first: None, last: Some(after("avant")?.first?.yesterday().ok()?) }))
        .or_else(|| Some(Period { first: Some(after("apres")?.last?.tomorrow().ok()?), last: None }))
}

/// A period that one expression names: a date, `cette semaine`, `3 mois`, `été 2024`, `juillet`.
fn single(text: &str, today: Date) -> Option<Period> {
    let text = ["a ", "le ", "la ", "les ", "l'", "en ", "ces ", "au ", "du ", "mois de ", "mois d'"]
        .into_iter()
        .fold(text, |text, article| text.strip_prefix(article).unwrap_or(text));
    let context = Context { now: Some(today.at(23, 59, 59, 0)), ..Context::default() };
    if text == "demain" {
        return Some(Moment::day(today.tomorrow().ok()?).period());
    }
    third(text, today)
        .or_else(|| this_or_last(text, today))
        .or_else(|| back(text, today))
        .or_else(|| part_of_year(text, today))
        .or_else(|| decade(text))
        .or_else(|| last_month_named(text, today))
        .or_else(|| written::parse(text, &context).map(|moment| moment.period()))
}

/// The current or the last of its kind: `cette semaine`, `le mois dernier`, `lundi dernier`.
fn this_or_last(text: &str, today: Date) -> Option<Period> {
    let (first, second) = text.split_once(' ')?;
    if matches!(first, "ce" | "cet" | "cette") {
        let name = second.strip_suffix("-ci").unwrap_or(second);
        return match name {
            "week-end" | "weekend" => weekend(today.tomorrow().ok()?),
            "trimestre" => months(today.year(), (today.month() - 1) / 3 * 3 + 1, 3),
            name => whole(TimeUnit::named(name)?, today),
        };
    }
    if !matches!(second, "dernier" | "derniere" | "passe" | "passee") {
        return None;
    }
    match first {
        "week-end" | "weekend" => return weekend(today),
        "trimestre" => {
            let before = today.checked_sub(TimeUnit::Month.times(3)?).ok()?;
            return months(before.year(), (before.month() - 1) / 3 * 3 + 1, 3);
        }
        _ => {}
    }
    if let Some(unit) = TimeUnit::named(first) {
        return whole(unit, today.checked_sub(unit.times(1)?).ok()?);
    }
    if let Some(weekday) = names::weekday(first) {
        return today.nth_weekday(-1, weekday).ok().map(|day| Moment::day(day).period());
    }
    last_month_named(first, today.first_of_month().yesterday().ok()?)
}

/// The last Saturday before a day, and the Sunday that follows it.
fn weekend(day: Date) -> Option<Period> {
    let saturday = day.nth_weekday(-1, Weekday::Saturday).ok()?;
    Some(Period { first: Some(saturday), last: Some(saturday.tomorrow().ok()?) })
}

/// A number of whole months from a month on.
fn months(year: i16, first: i8, count: u32) -> Option<Period> {
    let first = Date::new(year, first, 1).ok()?;
    let last = first.checked_add(TimeUnit::Month.times(count - 1)?).ok()?.last_of_month();
    Some(Period { first: Some(first), last: Some(last) })
}

/// The beginning, middle or end of a month (a third of it) or of a year (four months): `début juillet`, `mi-mars 2024`,
/// `fin 2023`.
fn third(text: &str, today: Date) -> Option<Period> {
    let (part, rest) = text.split_once([' ', '-'])?;
    let part = ["debut", "mi", "fin"].iter().position(|name| *name == part)? as i8;
    let rest = ["de ", "d'"].into_iter().find_map(|article| rest.strip_prefix(article)).unwrap_or(rest);
    if rest.starts_with("debut") || rest.starts_with("mi") || rest.starts_with("fin") {
        return None;
    }
    let Period { first: Some(first), last: Some(last) } = single(rest, today)? else { return None };
    if first == first.first_of_month() && last == first.last_of_month() {
        let day = |number| Date::new(first.year(), first.month(), number).ok();
        let last = if part == 2 { last } else { day(10 * (part + 1))? };
        return Some(Period { first: day(10 * part + 1), last: Some(last) });
    }
    let whole_year = first == first.first_of_year() && last == first.last_of_year();
    if whole_year { months(first.year(), 4 * part + 1, 4) } else { None }
}

/// A decade: `années 2010`, `années 90`.
fn decade(text: &str) -> Option<Period> {
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
fn whole(unit: TimeUnit, day: Date) -> Option<Period> {
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

/// The days back from today (`3 mois`, `3 derniers mois`, `48h`), or the one day so long ago (`il y a 3 mois`).
fn back(text: &str, today: Date) -> Option<Period> {
    let text = text.replacen("derniers ", "", 1).replacen("dernieres ", "", 1);
    let mut cursor = Cursor::new(&text);
    let ago = cursor.eat_words(&["il", "y", "a"]);
    let (count, unit) = amount(&mut cursor)?;
    if !cursor.at_end() {
        return None;
    }
    let span = match unit {
        TimeUnit::Minute | TimeUnit::Hour => TimeUnit::Day.times(count.div_ceil(24))?,
        _ => unit.times(count)?,
    };
    let first = today.checked_sub(span).ok().filter(|day| YEARS.contains(&day.year()))?;
    Some(Period { first: Some(first), last: Some(if ago { first } else { today }) })
}

/// A part of a year: `2025-W27`, `semaine 27`, `T3 2024`, `2024-Q3`, `3e trimestre 2024`, `2e semestre 2024`, `été 2024`.
fn part_of_year(text: &str, today: Date) -> Option<Period> {
    let text = text.replace("1er ", "1e ").replace("premier ", "1e ").replace("second ", "2e ");
    let words: Vec<&str> = text.split([' ', '-']).filter(|word| *word != "de").collect();
    let (part, year) = match words[..] {
        [number, "trimestre", year] => (format!("t{}", number.strip_suffix('e')?), year),
        [number, "semestre", year] => {
            let half: i8 = number.strip_suffix('e')?.parse().ok().filter(|half| (1..=2).contains(half))?;
            return months(year_of(year)?, 6 * half - 5, 6);
        }
        ["semaine", number] => return week_begun(number, today),
        ["semaine", number, year] => (format!("s{number}"), year),
        [year, part] if year_of(year).is_some() => (part.to_owned(), year),
        [part, year] => (part.to_owned(), year),
        _ => return None,
    };
    let year = year_of(year)?;
    let season = ["printemps", "ete", "automne"].iter().position(|name| *name == part);
    let number = |letters: [char; 2]| part.strip_prefix(letters)?.parse::<i8>().ok();
    match (season, number(['t', 'q']), number(['w', 's'])) {
        // Seasons are those of meteorologists: three whole months each, spring from March on.
        (Some(season), _, _) => months(year, 3 + 3 * season as i8, 3),
        _ if part == "hiver" => months(year - 1, 12, 3),
        (_, Some(quarter @ 1..=4), _) => months(year, 3 * quarter - 2, 3),
        (_, _, Some(number)) => week(year, number),
        _ => None,
    }
}

fn year_of(text: &str) -> Option<i16> {
    text.parse().ok().filter(|year| YEARS.contains(year))
}

fn week(year: i16, number: i8) -> Option<Period> {
    whole(TimeUnit::Week, ISOWeekDate::new(year, number, Weekday::Monday).ok()?.date())
}

/// The last week with a number that has begun.
fn week_begun(number: &str, today: Date) -> Option<Period> {
    let number = number.parse().ok()?;
    let year = today.iso_week_date().year();
    week(year, number).filter(|week| week.first <= Some(today)).or_else(|| week(year - 1, number))
}

/// A month by its name alone: this year's if it has begun, else last year's.
fn last_month_named(name: &str, today: Date) -> Option<Period> {
    let month = names::month(name.trim_end_matches('.'))?;
    let year = if month <= today.month() { today.year() } else { today.year() - 1 };
    whole(TimeUnit::Month, Date::new(year, month, 1).ok()?)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Asked on Tuesday, 15 July 2025.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = parse(text, date(2025, 7, 15)).map_or_else(|error| format!("error: {error}"), |it| it.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_of_any_precision() {
        check("2025", "2025-01-01..2025-12-31");
        check("2024-02", "2024-02-01..2024-02-29");
        check("2025-07-01", "2025-07-01..2025-07-01");
        check("01/07/2025", "2025-07-01..2025-07-01");
        check("juillet 2025", "2025-07-01..2025-07-31");
        check("en Février 2024", "2024-02-01..2024-02-29");
        check("1er juillet 2025", "2025-07-01..2025-07-01");
        check("le mardi 1 juillet 2025", "2025-07-01..2025-07-01");
        check("mois d’août 2023", "2023-08-01..2023-08-31");
    }

    #[test]
    fn without_a_year_the_last_one() {
        check("juillet", "2025-07-01..2025-07-31");
        check("AOUT", "2024-08-01..2024-08-31");
        check("aou\u{302}t", "2024-08-01..2024-08-31");
        check("déc.", "2024-12-01..2024-12-31");
        check("14 juillet", "2025-07-14..2025-07-14");
        check("16 juillet", "2024-07-16..2024-07-16");
        check("29 février", "2024-02-29..2024-02-29");
    }

    #[test]
    fn days_by_name() {
        check("aujourd'hui", "2025-07-15..2025-07-15");
        check("Aujourd’hui", "2025-07-15..2025-07-15");
        check("hier", "2025-07-14..2025-07-14");
        check("avant-hier", "2025-07-13..2025-07-13");
        check("mardi", "2025-07-15..2025-07-15");
        check("mardi dernier", "2025-07-08..2025-07-08");
        check("lundi", "2025-07-14..2025-07-14");
        check("lundi dernier", "2025-07-14..2025-07-14");
        check("mercredi", "2025-07-09..2025-07-09");
    }

    #[test]
    fn this_and_last() {
        check("cette semaine", "2025-07-14..2025-07-20");
        check("la semaine dernière", "2025-07-07..2025-07-13");
        check("ce mois-ci", "2025-07-01..2025-07-31");
        check("le mois dernier", "2025-06-01..2025-06-30");
        check("LE MOIS PASSÉ", "2025-06-01..2025-06-30");
        check("cette année", "2025-01-01..2025-12-31");
        check("l'an dernier", "2024-01-01..2024-12-31");
        check("l’année dernière", "2024-01-01..2024-12-31");
        check("juillet dernier", "2024-07-01..2024-07-31");
    }

    #[test]
    fn back_from_today() {
        check("3 mois", "2025-04-15..2025-07-15");
        check("les 3 derniers mois", "2025-04-15..2025-07-15");
        check("ces trois dernières semaines", "2025-06-24..2025-07-15");
        check("une semaine", "2025-07-08..2025-07-15");
        check("48h", "2025-07-13..2025-07-15");
        check("7j", "2025-07-08..2025-07-15");
        check("il y a 2 semaines", "2025-07-01..2025-07-01");
        check("il y a un an", "2024-07-15..2024-07-15");
        check("depuis 3 mois", "2025-04-15..");
    }

    #[test]
    fn parts_of_a_year() {
        check("2025-W27", "2025-06-30..2025-07-06");
        check("T3 2024", "2024-07-01..2024-09-30");
        check("2024-Q3", "2024-07-01..2024-09-30");
        check("1er trimestre 2024", "2024-01-01..2024-03-31");
        check("été 2024", "2024-06-01..2024-08-31");
        check("l'hiver 2024", "2023-12-01..2024-02-29");
        check("semaine 27", "2025-06-30..2025-07-06");
        check("la semaine 40", "2024-09-30..2024-10-06");
        check("semaine 27 de 2024", "2024-07-01..2024-07-07");
        check("premier semestre 2024", "2024-01-01..2024-06-30");
        check("2e semestre 2024", "2024-07-01..2024-12-31");
        check("le trimestre dernier", "2025-04-01..2025-06-30");
        check("ce trimestre", "2025-07-01..2025-09-30");
    }

    #[test]
    fn beginnings_and_ends() {
        check("début juillet", "2025-07-01..2025-07-10");
        check("mi-mars 2024", "2024-03-11..2024-03-20");
        check("à la mi-mars", "2025-03-11..2025-03-20");
        check("fin février 2024", "2024-02-21..2024-02-29");
        check("fin décembre", "2024-12-21..2024-12-31");
        check("début 2024", "2024-01-01..2024-04-30");
        check("fin de 2023", "2023-09-01..2023-12-31");
        check("de mi-mars à fin avril 2024", "2024-03-11..2024-04-30");
        check("depuis début juillet", "2025-07-01..");
        check("les années 2010", "2010-01-01..2019-12-31");
        check("années 90", "1990-01-01..1999-12-31");
    }

    #[test]
    fn week_ends() {
        check("le week-end dernier", "2025-07-12..2025-07-13");
        check("ce week-end", "2025-07-12..2025-07-13");
        check("demain", "2025-07-16..2025-07-16");
    }

    #[test]
    fn from_one_end_to_the_other() {
        check("2024-03..2025", "2024-03-01..2025-12-31");
        check("hier..", "2025-07-14..");
        check("..2020", "..2020-12-31");
        check("..", "..");
        check("2023-07-01 .. 2023-07-31", "2023-07-01..2023-07-31");
        check("de mars à mai 2023", "2023-03-01..2023-05-31");
        check("mars..mai 2023", "2023-03-01..2023-05-31");
        check("de novembre à mars 2024", "2023-11-01..2024-03-31");
        check("d'octobre à mai", "2024-10-01..2025-05-31");
        check("du 1er au 15 juillet 2024", "2024-07-01..2024-07-15");
        check("du 20 juin au 3 juillet", "2025-06-20..2025-07-03");
        check("entre 2020 et 2022", "2020-01-01..2022-12-31");
        check("2020-2022", "2020-01-01..2022-12-31");
        check("juin à août 2024", "2024-06-01..2024-08-31");
        check("juin-août 2024", "2024-06-01..2024-08-31");
        check("01/06/2024 - 15/06/2024", "2024-06-01..2024-06-15");
        check("depuis mars", "2025-03-01..");
        check("avant 2020", "..2019-12-31");
        check("après le 14 juillet 2024", "2024-07-15..");
        check("jusqu'à hier", "..2025-07-14");
    }

    #[test]
    fn texts_that_are_no_period() {
        let unknown = |text: &str| {
            let error = parse(text, date(2025, 7, 15)).expect_err(text).to_string();
            assert!(error.contains("no date that I know"), "{error}");
        };
        for text in
            ["", "toujours", "31 février", "2025-13", "3", "12 000 ans", "2025-W54", "mars..toujours", "le", "é"]
        {
            unknown(text);
        }
        check("2025..2024", "error: `2025..2024` ends before it begins");
    }
}
