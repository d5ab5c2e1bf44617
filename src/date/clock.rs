//! Times of day as pages write them (`14h05`, `2:05 pm`, `14:05:33Z`), with their time zones.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::context::Context;
use super::cursor::Cursor;
use super::{Moment, Precision};

/// A time of day, in UTC or in the newspaper's zone.
pub(super) struct Clock {
    pub time: Time,
    utc: bool,
}

impl Clock {
    /// The date of this time on a day.
    pub fn on(&self, date: Date, context: &Context) -> Moment {
        let at = date.to_datetime(self.time);
        match TimeZone::UTC.to_timestamp(at) {
            Ok(timestamp) if self.utc => context.local(timestamp),
            _ => Moment::new(at, Precision::Minute),
        }
    }
}

/// Reads a time of day: `14h05`, `17 h 11 min`, `14:05:33Z`, `2:05 pm`, `T140533Z`.
pub(super) fn clock(c: &mut Cursor) -> Option<Clock> {
    let basic = c.before() == Some('T');
    let hour = c.number()?;
    if basic && matches!(hour.digits, 4 | 6) {
        let hhmm = if hour.digits == 6 { hour.value / 100 } else { hour.value };
        return Some(Clock { time: time(hhmm / 100, hhmm % 100)?, utc: zone(c) });
    }
    if hour.digits > 2 {
        return None;
    }
    if c.eat(&[':']).is_some() {
        let minute = two_digits(c)?;
        let seconds = c.attempt(|c| c.eat(&[':']).and_then(|_| two_digits(c)));
        if seconds.is_some() {
            c.attempt(|c| c.eat(&['.', ',']).map(|_| c.skip_while(|c| c.is_ascii_digit())));
        }
        let afternoon = c.attempt(|c| {
            c.spaces();
            match c.word()?.as_str() {
                "am" => Some(false),
                "pm" => Some(true),
                _ => None,
            }
        });
        let hour = match (afternoon, hour.value) {
            (Some(true), 1..=11) => hour.value + 12,
            (Some(false), 12) => 0,
            (_, hour) => hour,
        };
        return Some(Clock { time: time(hour, minute)?, utc: zone(c) });
    }
    c.spaces();
    c.eat_word(&["h", "heure", "heures"]).then_some(())?;
    let minute = c.attempt(|c| {
        c.spaces();
        two_digits(c)
    });
    c.attempt(|c| {
        c.spaces();
        c.eat_word(&["min", "mn", "minutes"]).then_some(())
    });
    // A time that is written for readers stays as it is, even if the page adds that it is in UTC.
    c.attempt(|c| {
        c.spaces();
        c.eat_word(&["gmt", "tu", "utc"]).then_some(())
    });
    Some(Clock { time: time(hour.value, minute.unwrap_or(0))?, utc: false })
}

/// Reads a time zone, if there is one, and says whether it is UTC.
fn zone(c: &mut Cursor) -> bool {
    let offset = |c: &mut Cursor| {
        let glued = !c.spaces();
        c.eat(&['+', '-', '−'])?;
        let hours = c.number()?;
        let minutes = if hours.digits == 2 { c.attempt(|c| c.eat(&[':']).and_then(|_| two_digits(c))) } else { None };
        let whole = hours.digits == 4 || minutes.is_some() || (glued && hours.digits <= 2);
        whole.then_some(hours.value + minutes.unwrap_or(0) == 0)
    };
    let name = c.attempt(|c| {
        c.spaces();
        match c.word()?.as_str() {
            "z" | "utc" | "gmt" | "ut" => Some(true),
            "cet" | "cest" | "wet" | "west" | "bst" | "est" | "edt" | "pst" | "pdt" | "tu" => Some(false),
            _ => None,
        }
    });
    match name {
        Some(false) => false,
        Some(true) => c.attempt(offset).unwrap_or(true),
        None => c.attempt(offset).unwrap_or(false),
    }
}

/// Passes over the words and punctuation that may stand between a date and its time.
pub(super) fn between(c: &mut Cursor) {
    for _ in 0..3 {
        c.spaces();
        let sign = c.eat(&[',', '-', '–', '—', '•', '·', '|', '/', ':', ';', '@', '(']).is_some();
        if !sign && !c.eat_word(&["a", "at", "le", "t", "vers"]) {
            break;
        }
    }
    c.spaces();
}

fn two_digits(c: &mut Cursor) -> Option<u32> {
    c.number().filter(|number| number.digits == 2).map(|number| number.value)
}

fn time(hour: u32, minute: u32) -> Option<Time> {
    Time::new(hour as i8, minute as i8, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The time, a `Z` if it is in UTC, and the rest of the text.
    fn check(text: &str, expected: &str) {
        let mut cursor = Cursor::new(text);
        let found = clock(&mut cursor).map(|clock| {
            format!("{}{}|{}", clock.time.strftime("%H:%M"), if clock.utc { "Z" } else { "" }, cursor.rest())
        });
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn for_readers() {
        check("14h05, mardi", "14:05|, mardi");
        check("17 h 11 min", "17:11|");
        check("9h", "09:00|");
        check("08 heures", "08:00|");
        check("2:05 pm", "14:05|");
        check("12:10 AM", "00:10|");
        check("5 h 55 (TU)", "05:55| (TU)");
        check("25h", "");
        check("12 %", "");
    }

    #[test]
    fn for_machines() {
        check("14:05:33Z", "14:05Z|");
        check("14:05:33.123+02:00", "14:05|");
        check("22:30 GMT", "22:30Z|");
        check("22:30+00:00", "22:30Z|");
        check("14:05 CEST", "14:05|");
    }
}
