//! Relative dates, which are counted from the day of reading: `hier à 17h04`, `il y a 3 heures`.

use jiff::civil::{Date, DateTime};

use super::clock::{between, clock};
use super::cursor::Cursor;
use super::day::YEARS;
use super::names::{self, TimeUnit};
use super::{Moment, Precision};

/// Reads a relative date: `il y a 3 heures`, `hier à 17h04`, `lundi`, `3 hours ago`. A day without a time counts only if `bare`
/// says so: in running text, `hier` seldom dates an article. `Some(None)` is a date that cannot be.
pub(super) fn relative(c: &mut Cursor, now: DateTime, bare: bool) -> Option<Option<Moment>> {
    if let Some((count, unit)) = c.attempt(ago) {
        let at = now.checked_sub(unit.times(count)?).ok().filter(|at| YEARS.contains(&at.year()))?;
        let precision = match unit {
            TimeUnit::Minute | TimeUnit::Hour => Precision::Minute,
            TimeUnit::Day | TimeUnit::Week => Precision::Day,
            TimeUnit::Month => Precision::Month,
            TimeUnit::Year => Precision::Year,
        };
        return Some(Some(Moment::new(at, precision)));
    }
    let today = now.date();
    let mut named = false;
    let day = if c.eat_words(&["aujourd", "hui"]) || c.eat_word(&["today"]) {
        today
    } else if c.eat_words(&["avant", "hier"]) {
        today.yesterday().and_then(Date::yesterday).ok()?
    } else if c.eat_word(&["hier", "yesterday"]) {
        today.yesterday().ok()?
    } else {
        let weekday = names::weekday(c.word()?.as_str())?;
        c.eat(&['.']);
        named = true;
        let back = i64::from(weekday.until(today.weekday()));
        today.checked_sub(TimeUnit::Day.times(back as u32)?).ok()?
    };
    let time = c.attempt(|c| {
        between(c);
        clock(c)
    });
    let Some(clock) = time else { return bare.then_some(Some(Moment::day(day))) };
    let at = day.to_datetime(clock.time);
    let at = match named {
        // `mardi à 20h`, read on a Tuesday at noon, was last week.
        true if at > now => at.checked_sub(TimeUnit::Week.times(1)?).ok()?,
        _ => at,
    };
    Some((at <= now).then_some(Moment::new(at, Precision::Minute)))
}

/// Reads a distance to the past: `il y a 3 heures`, `3 hours ago`.
fn ago(c: &mut Cursor) -> Option<(u32, TimeUnit)> {
    let french = c.eat_words(&["il", "y", "a"]);
    let amount = amount(c)?;
    if !french {
        c.spaces();
        c.eat_word(&["ago"]).then_some(())?;
    }
    Some(amount)
}

/// Reads a number of units: `3 mois`, `une heure`.
pub(super) fn amount(c: &mut Cursor) -> Option<(u32, TimeUnit)> {
    c.spaces();
    let count = match c.number() {
        Some(number) => number.value,
        None => names::cardinal(c.word()?.as_str())?,
    };
    c.spaces();
    Some((count, TimeUnit::named(c.word()?.as_str())?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Read on Tuesday, 15 July 2025, at 18h30.
    fn check(text: &str, bare: bool, expected: &str) {
        let now = date(2025, 7, 15).at(18, 30, 0, 0);
        let found = relative(&mut Cursor::new(text), now, bare).flatten();
        assert_eq!(found.map(|moment| moment.to_string()).unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn counted_from_today() {
        check("il y a 3 heures", false, "2025-07-15T15:30");
        check("3 days ago", false, "2025-07-12");
        check("il y a deux mois", false, "2025-05");
        check("hier à 17h04", false, "2025-07-14T17:04");
        check("mardi à 20h", false, "2025-07-08T20:00");
    }

    #[test]
    fn a_day_without_a_time_counts_if_it_stands_alone() {
        check("avant-hier", true, "2025-07-13");
        check("avant-hier", false, "");
    }

    #[test]
    fn the_future_is_no_date() {
        check("aujourd'hui à 20h", true, "");
        check("3 heures", true, "");
    }
}
