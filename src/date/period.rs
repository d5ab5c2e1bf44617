//! Periods as people type them: `2025-07`, `juillet`, `la semaine dernière`, `3 mois`, `2023..hier`, `de mars à mai 2023`.
//! Accents and capitals do not matter. A month or a day without a year is the last one that has begun.

use jiff::civil::Date;
use thiserror::Error;

use super::calendar::{Part, decade, months, months_around, months_of, part_of_year, weekend, whole, years};
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
    // `[2020 TO 2023]`, as other engines have it.
    let folded = match folded.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) => inner.replacen(" to ", "..", 1).replace('*', ""),
        None => folded,
    };
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
    let before_ends = third(&folded, today).or_else(|| part_of_year(&folded)).or_else(|| years(&folded));
    if let Some(period) = before_ends {
        return Ok(period);
    }
    if let Some(period) = one_end(&folded, today) {
        return Ok(period);
    }
    if let Some(period) = two_ends(&folded, today) {
        return ordered(period, text);
    }
    single(&folded, today).ok_or_else(|| unknown(""))
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
    let opening = ["de ", "du ", "d'", "entre ", "depuis ", "from ", "between "]
        .into_iter()
        .find_map(|opening| text.strip_prefix(opening));
    let text = opening.unwrap_or(text);
    [" a ", " au ", " et ", " jusqu'a ", " jusqu'au ", " to ", " and ", "-"].into_iter().find_map(|middle| {
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

/// A period with one end: `depuis mars`, `avant 2020`, `>2020`.
fn one_end(text: &str, today: Date) -> Option<Period> {
    let after = |opening: &str| single(text.strip_prefix(opening)?.strip_prefix(' ')?, today);
    let behind = |signs: &[&str]| single(signs.iter().find_map(|sign| text.strip_prefix(sign))?.trim(), today);
    let since = || ["depuis", "depuis le", "a partir de", "a partir du", "des", "since"].into_iter().find_map(after);
    let until = || ["jusqu'a", "jusqu'au", "jusqu'en", "until"].into_iter().find_map(after);
    let before = || after("avant").or_else(|| after("before"));
    let later = || after("apres").or_else(|| after("after"));
    if let Some(period) = behind(&[">=", "≥"]).or_else(since) {
        return Some(Period { last: None, ..period });
    }
    if let Some(period) = behind(&["<=", "≤"]).or_else(until) {
        return Some(Period { first: None, ..period });
    }
    if let Some(period) = behind(&["<"]).or_else(before) {
        return Some(Period { first: None, last: Some(period.first?.yesterday().ok()?) });
    }
    if let Some(period) = behind(&[">"]).or_else(later) {
        return Some(Period { first: Some(period.last?.tomorrow().ok()?), last: None });
    }
    behind(&["="])
}

/// A period that one expression names: a date, `cette semaine`, `3 mois`, `été 2024`, `juillet`, or a part of one: `hier soir`.
fn single(text: &str, today: Date) -> Option<Period> {
    let text = without_article(text);
    third(text, today)
        .or_else(|| plain(text, today))
        .or_else(|| this_day(text, today))
        .or_else(|| time_of_day(text, today))
        .or_else(|| around_a_day(text, today))
}

/// A period whose expression has no other within.
fn plain(text: &str, today: Date) -> Option<Period> {
    let text = without_article(text);
    let context = Context { now: Some(today.at(23, 59, 59, 0)), ..Context::default() };
    if text == "demain" {
        return Some(Moment::day(today.tomorrow().ok()?).period());
    }
    this_or_last(text, today)
        .or_else(|| back(text, today))
        .or_else(|| part_of_year(text))
        .or_else(|| decade(text))
        .or_else(|| Part::named(&text.split([' ', '-']).collect::<Vec<_>>())?.last_begun(today))
        .or_else(|| weekday_and_day(text, today))
        .or_else(|| written::parse(text.strip_prefix("annee ").unwrap_or(text), &context).map(|moment| moment.period()))
}

fn without_article(text: &str) -> &str {
    ["a ", "le ", "la ", "les ", "l'", "en ", "ces ", "au ", "du ", "mois de ", "mois d'", "courant "]
        .into_iter()
        .fold(text, |text, article| text.strip_prefix(article).unwrap_or(text))
}

/// The current or the last of its kind: `cette semaine`, `le mois en cours`, `le mois dernier`, `lundi dernier`.
fn this_or_last(text: &str, today: Date) -> Option<Period> {
    if let Some(name) = text.strip_suffix(" en cours") {
        return this(name, today);
    }
    let (first, second) = text.split_once(' ')?;
    if matches!(first, "ce" | "cet" | "cette" | "this") {
        let name = ["-ci", "-la"].into_iter().find_map(|end| second.strip_suffix(end)).unwrap_or(second);
        return this(name, today);
    }
    match (first, second) {
        (name, "dernier" | "derniere" | "passe" | "passee") | ("dernier" | "derniere" | "last", name) => {
            last(name, today)
        }
        (name, "courant" | "courante") => this(name, today),
        _ => None,
    }
}

fn this(name: &str, today: Date) -> Option<Period> {
    match name {
        "week-end" | "weekend" => return weekend(today.tomorrow().ok()?),
        // Whoever asks for tonight at noon means the night that is over.
        "nuit" => return last(name, today),
        name if TIMES_OF_DAY.contains(&name) => return whole(TimeUnit::Day, today),
        _ => {}
    }
    if let Some(count) = months_of(name) {
        return months_around(today, count);
    }
    match TimeUnit::named(name) {
        Some(unit) => whole(unit, today),
        None => Part::named(&[name])?.last_begun(today),
    }
}

fn last(name: &str, today: Date) -> Option<Period> {
    match name {
        "week-end" | "weekend" => return weekend(today),
        "nuit" | "night" => return Some(Period { first: Some(today.yesterday().ok()?), last: Some(today) }),
        _ => {}
    }
    if let Some(count) = months_of(name) {
        return months_around(today.checked_sub(TimeUnit::Month.times(count as u32)?).ok()?, count);
    }
    if let Some(unit) = TimeUnit::named(name) {
        return whole(unit, today.checked_sub(unit.times(1)?).ok()?);
    }
    if let Some(weekday) = names::weekday(name) {
        return today.nth_weekday(-1, weekday).ok().map(|day| Moment::day(day).period());
    }
    Part::named(&[name])?.last_ended(today)
}

/// A weekday and a day without a year, and maybe without a month: `lundi 10 juin`, `lundi 10`. It is the last such day that was
/// that weekday.
fn weekday_and_day(text: &str, today: Date) -> Option<Period> {
    let mut words = text.split(' ');
    let weekday = names::weekday(words.next()?.trim_end_matches('.'))?;
    let number = words.next()?;
    let number: i8 = number.strip_suffix("er").unwrap_or(number).parse().ok()?;
    let month = match words.next() {
        Some(name) => Some(names::month(name.trim_end_matches('.'))?),
        None => None,
    };
    if words.next().is_some() {
        return None;
    }
    // A date falls on each weekday within eleven years, the 29th of February within forty.
    let months = (0..12 * 41).map_while(|back| today.first_of_month().checked_sub(TimeUnit::Month.times(back)?).ok());
    let mut days = months
        .filter(|first| month.is_none_or(|month| first.month() == month))
        .filter_map(|first| Date::new(first.year(), first.month(), number).ok());
    days.find(|day| *day <= today && day.weekday() == weekday).map(|day| Moment::day(day).period())
}

/// A day that is said to be near: `ce lundi`, `ce 14 juillet`.
fn this_day(text: &str, today: Date) -> Option<Period> {
    plain(text.strip_prefix("ce ")?, today).filter(|period| period.first == period.last)
}

/// The times of a day; `après midi` comes before `midi`, which it ends with.
const TIMES_OF_DAY: [&str; 13] = [
    "matin",
    "matinee",
    "apres-midi",
    "apres midi",
    "midi",
    "soir",
    "soiree",
    "nuit",
    "minuit",
    "morning",
    "afternoon",
    "evening",
    "night",
];

/// A time of a day, which is all of the day here: `hier soir`, `lundi matin`, `14 juillet au soir`.
fn time_of_day(text: &str, today: Date) -> Option<Period> {
    let day = TIMES_OF_DAY.into_iter().find_map(|time| text.strip_suffix(time)?.strip_suffix(' '))?;
    let links = [" au", " a", " dans la", " en"];
    let day = links.into_iter().find_map(|link| day.strip_suffix(link)).unwrap_or(day);
    plain(day, today).filter(|period| period.first == period.last)
}

/// The week or the weekend that a day is in: `semaine du 10 juin 2024`, `week-end du 14 juillet`.
fn around_a_day(text: &str, today: Date) -> Option<Period> {
    let (unit, day) = text.split_once(" du ")?;
    let day = plain(day, today).filter(|period| period.first == period.last)?.first?;
    match unit {
        "semaine" => whole(TimeUnit::Week, day),
        "week-end" | "weekend" => weekend(day.checked_add(TimeUnit::Day.times(2)?).ok()?),
        _ => None,
    }
}

/// The beginning, middle or end of a month (a third of it) or of a year (four months): `début juillet`, `mi-mars 2024`,
/// `fin 2023`.
fn third(text: &str, today: Date) -> Option<Period> {
    let (part, rest) = text.split_once([' ', '-'])?;
    let part = ["debut", "mi", "fin"].iter().position(|name| *name == part)? as i8;
    let rest = ["de ", "d'"].into_iter().find_map(|article| rest.strip_prefix(article)).unwrap_or(rest);
    let Period { first: Some(first), last: Some(last) } = plain(rest, today)? else { return None };
    if first == first.first_of_month() && last == first.last_of_month() {
        let day = |number| Date::new(first.year(), first.month(), number).ok();
        let last = if part == 2 { last } else { day(10 * (part + 1))? };
        return Some(Period { first: day(10 * part + 1), last: Some(last) });
    }
    let whole_year = first == first.first_of_year() && last == first.last_of_year();
    if whole_year { months(first.year(), 4 * part + 1, 4) } else { None }
}

/// The days back from today (`3 mois`, `3 derniers mois`, `48h`), or the one day so long ago (`il y a 3 mois`).
fn back(text: &str, today: Date) -> Option<Period> {
    if let Some(period) = vague(text, today) {
        return Some(period);
    }
    let text =
        ["derniers ", "dernieres ", "last "].into_iter().fold(text.to_owned(), |text, last| text.replacen(last, "", 1));
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

/// As many days back as most people mean: `ces derniers jours`, `quelques semaines`, `ces jours-ci`.
fn vague(text: &str, today: Date) -> Option<Period> {
    let openings = ["quelques derniers ", "quelques dernieres ", "derniers ", "dernieres ", "quelques "];
    let unit = openings.into_iter().find_map(|opening| text.strip_prefix(opening)).or(text.strip_suffix("-ci"))?;
    let span = match TimeUnit::named(unit)? {
        TimeUnit::Minute | TimeUnit::Hour => TimeUnit::Day.times(1),
        TimeUnit::Day => TimeUnit::Week.times(1),
        TimeUnit::Week => TimeUnit::Month.times(1),
        TimeUnit::Month => TimeUnit::Month.times(3),
        TimeUnit::Year => TimeUnit::Year.times(3),
    };
    Some(Period { first: Some(today.checked_sub(span?).ok()?), last: Some(today) })
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
    fn a_month_and_its_year_in_any_order() {
        check("aout-2023", "2023-08-01..2023-08-31");
        check("mars-2023", "2023-03-01..2023-03-31");
        check("Février–2024", "2024-02-01..2024-02-29");
        check("déc.-2022", "2022-12-01..2022-12-31");
        check("mars/2023", "2023-03-01..2023-03-31");
        check("2023-mars", "2023-03-01..2023-03-31");
        check("2023 mars", "2023-03-01..2023-03-31");
        check("l'année 2023", "2023-01-01..2023-12-31");
        check("depuis 2020 jusqu'à 2022", "2020-01-01..2022-12-31");
        check("mars de l'année 2023", "2023-03-01..2023-03-31");
        check("été-2023", "2023-06-01..2023-08-31");
        check("juin-2023..août-2023", "2023-06-01..2023-08-31");
        check("juin-août", "2024-06-01..2024-08-31");
        check("depuis mars-2023", "2023-03-01..");
        check("1-juillet-2023", "2023-07-01..2023-07-01");
    }

    #[test]
    fn quarters_and_halves() {
        check("T2 2023", "2023-04-01..2023-06-30");
        check("T2-2023", "2023-04-01..2023-06-30");
        check("2T 2023", "2023-04-01..2023-06-30");
        check("premier trimestre 2023", "2023-01-01..2023-03-31");
        check("deuxième trimestre 2023", "2023-04-01..2023-06-30");
        check("second trimestre 2023", "2023-04-01..2023-06-30");
        check("au troisième trimestre de 2023", "2023-07-01..2023-09-30");
        check("3ème trimestre de l'année 2023", "2023-07-01..2023-09-30");
        check("quatrième trimestre 2023", "2023-10-01..2023-12-31");
        check("dernier trimestre 2023", "2023-10-01..2023-12-31");
        check("deuxième semestre 2023", "2023-07-01..2023-12-31");
        check("le second semestre de 2023", "2023-07-01..2023-12-31");
        check("dernier semestre 2023", "2023-07-01..2023-12-31");
        check("deuxième trimestre", "2025-04-01..2025-06-30");
        check("quatrième trimestre", "2024-10-01..2024-12-31");
        check("T4", "2024-10-01..2024-12-31");
        check("premier semestre", "2025-01-01..2025-06-30");
        check("2e semestre", "2025-07-01..2025-12-31");
        check("du T1 au T3 2024", "2024-01-01..2024-09-30");
    }

    #[test]
    fn under_way() {
        check("mois en cours", "2025-07-01..2025-07-31");
        check("la semaine en cours", "2025-07-14..2025-07-20");
        check("le trimestre en cours", "2025-07-01..2025-09-30");
        check("semestre en cours", "2025-07-01..2025-12-31");
        check("l'année en cours", "2025-01-01..2025-12-31");
        check("ce semestre", "2025-07-01..2025-12-31");
        check("le semestre dernier", "2025-01-01..2025-06-30");
        check("le dernier trimestre", "2025-04-01..2025-06-30");
        check("la dernière semaine", "2025-07-07..2025-07-13");
        check("ce lundi", "2025-07-14..2025-07-14");
        check("ce 14 juillet", "2025-07-14..2025-07-14");
        check("last week", "2025-07-07..2025-07-13");
        check("this month", "2025-07-01..2025-07-31");
    }

    #[test]
    fn seasons() {
        check("cet été", "2025-06-01..2025-08-31");
        check("ce printemps", "2025-03-01..2025-05-31");
        check("cet automne", "2024-09-01..2024-11-30");
        check("cet hiver", "2024-12-01..2025-02-28");
        check("l'été dernier", "2024-06-01..2024-08-31");
        check("le printemps dernier", "2025-03-01..2025-05-31");
        check("l’automne dernier", "2024-09-01..2024-11-30");
        check("l'hiver passé", "2024-12-01..2025-02-28");
        check("été", "2025-06-01..2025-08-31");
        check("l'hiver", "2024-12-01..2025-02-28");
    }

    #[test]
    fn weekdays_with_a_date() {
        check("lundi 10 juin", "2024-06-10..2024-06-10");
        check("mardi 10 juin", "2025-06-10..2025-06-10");
        check("le mercredi 1er janvier", "2025-01-01..2025-01-01");
        check("jeudi 29 février", "2024-02-29..2024-02-29");
        check("lundi 14", "2025-07-14..2025-07-14");
        check("vendredi 13", "2025-06-13..2025-06-13");
        check("lundi 10 juin 2024", "2024-06-10..2024-06-10");
        check("lun. 10 juin", "2024-06-10..2024-06-10");
        check("la semaine du 10 juin 2024", "2024-06-10..2024-06-16");
        check("week-end du 14 juillet 2024", "2024-07-13..2024-07-14");
    }

    #[test]
    fn times_of_day() {
        check("hier soir", "2025-07-14..2025-07-14");
        check("hier matin", "2025-07-14..2025-07-14");
        check("hier après-midi", "2025-07-14..2025-07-14");
        check("hier après midi", "2025-07-14..2025-07-14");
        check("avant-hier soir", "2025-07-13..2025-07-13");
        check("hier dans la soirée", "2025-07-14..2025-07-14");
        check("lundi midi", "2025-07-14..2025-07-14");
        check("lundi 10 juin au soir", "2024-06-10..2024-06-10");
        check("14 juillet 2024 au matin", "2024-07-14..2024-07-14");
        check("ce matin", "2025-07-15..2025-07-15");
        check("cet après-midi", "2025-07-15..2025-07-15");
        check("ce soir", "2025-07-15..2025-07-15");
        check("cette nuit", "2025-07-14..2025-07-15");
        check("la nuit dernière", "2025-07-14..2025-07-15");
        check("depuis hier soir", "2025-07-14..");
    }

    #[test]
    fn of_late() {
        check("ces derniers jours", "2025-07-08..2025-07-15");
        check("ces jours-ci", "2025-07-08..2025-07-15");
        check("quelques jours", "2025-07-08..2025-07-15");
        check("ces dernières heures", "2025-07-14..2025-07-15");
        check("ces dernières semaines", "2025-06-15..2025-07-15");
        check("les derniers mois", "2025-04-15..2025-07-15");
        check("ces dernières années", "2022-07-15..2025-07-15");
        check("depuis quelques mois", "2025-04-15..");
        check("last 3 months", "2025-04-15..2025-07-15");
    }

    #[test]
    fn ranges_from_elsewhere() {
        check("2023/2024", "2023-01-01..2024-12-31");
        check("2023-2024", "2023-01-01..2024-12-31");
        check("2023-24", "2023-01-01..2024-12-31");
        check("2011-12", "2011-12-01..2011-12-31");
        check("2023/07", "2023-07-01..2023-07-31");
        check(">2020", "2021-01-01..");
        check("> 2020", "2021-01-01..");
        check(">=2020", "2020-01-01..");
        check("<2020", "..2019-12-31");
        check("<= mars 2020", "..2020-03-31");
        check("≥ 2020-03-05", "2020-03-05..");
        check("=2020", "2020-01-01..2020-12-31");
        check("[2020 TO 2023]", "2020-01-01..2023-12-31");
        check("[2020-03 TO *]", "2020-03-01..");
        check("2020 TO 2023", "2020-01-01..2023-12-31");
        check("between March and May 2023", "2023-03-01..2023-05-31");
        check("avant-hier..", "2025-07-13..");
        check("depuis avant-hier", "2025-07-13..");
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
