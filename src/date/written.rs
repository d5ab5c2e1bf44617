//! Dates as pages write them: for readers in French and English, for machines in ISO 8601, RFC 2822 and epoch seconds. In
//! numbers, the day comes before the month. Dates that no calendar has are refused, and so are scores, phone numbers,
//! versions and prices.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;

use super::clock::{between, clock};
use super::context::Context;
use super::cursor::{Cursor, is_letter};
use super::day::{YEARS, basic, day_in_path, day_or_month, month_in_numbers, without_year};
use super::names;
use super::relative::relative;
use super::{Moment, Precision};

/// The date that a text consists of; `None` if there is anything else in it.
///
/// ```
/// use kiosque::date::context::Context;
/// use kiosque::date::written::parse;
///
/// let date = |text| parse(text, &Context::default()).map(|moment| moment.to_string());
/// assert_eq!(date("mardi 1er juillet 2025 à 14h05").as_deref(), Some("2025-07-01T14:05"));
/// assert_eq!(date("31 février 2025"), None);
/// ```
pub fn parse(text: &str, context: &Context) -> Option<Moment> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '.');
    compact(text, context).or_else(|| {
        let mut cursor = Cursor::new(text);
        let moment = cursor
            .attempt(|c| dated(c, context))
            .or_else(|| cursor.attempt(|c| relative(c, context.now?, true)))
            .or_else(|| cursor.attempt(|c| without_year(c, context.now?).map(Some)))??;
        comment(&mut cursor);
        cursor.at_end().then_some(moment)
    })
}

/// The dates in a running text, each with the bytes that it takes, its weekday and time included.
pub fn find(text: &str, context: &Context) -> Vec<(Range<usize>, Moment)> {
    let mut found = Vec::new();
    // Only relative dates such as "hier" are written without a digit.
    if context.now.is_none() && !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return found;
    }
    let mut cursor = Cursor::new(text);
    while let Some(next) = cursor.peek() {
        let start = cursor.at;
        if may_start(cursor) {
            let date = cursor.attempt(|c| dated(c, context));
            let date = date.or_else(|| cursor.attempt(|c| relative(c, context.now?, false)));
            if let Some(moment) = date.flatten() {
                found.push((start..cursor.at, moment));
            }
        }
        if cursor.at == start {
            match next {
                '0'..='9' => cursor.skip_while(|c| c.is_ascii_digit()),
                _ if is_letter(next) => cursor.skip_while(is_letter),
                _ => cursor.skip_while(|c| !c.is_ascii_digit() && !is_letter(c)),
            };
        }
    }
    found
}

/// The date in the path of an address: `/2025/07/01/`, `/2025/07/`, `-2025-07-01`, `/20250701/`, `-01-07-2025`.
pub fn in_url(url: &str) -> Option<Moment> {
    let path = url.split(['?', '#']).next()?;
    let mut month = None;
    let mut cursor = Cursor::new(path);
    while !cursor.at_end() {
        cursor.skip_while(|c| !c.is_ascii_digit());
        if let Some(date) = cursor.attempt(day_in_path) {
            return Some(Moment::day(date));
        }
        if month.is_none() && cursor.before() == Some('/') {
            month = cursor.attempt(|c| month_in_numbers(c).filter(|_| c.peek() == Some('/')));
        }
        cursor.skip_while(|c| c.is_ascii_digit());
    }
    month
}

/// Reads a day or a month, with the time of day behind it or before (`17:24 09/10/2018`).
fn dated(c: &mut Cursor, context: &Context) -> Option<Option<Moment>> {
    let early = c.attempt(|c| {
        let time = clock(c)?;
        between(c);
        Some(time)
    });
    let Some((date, precision)) = day_or_month(c)? else { return Some(None) };
    if precision < Precision::Day {
        return Some(Some(Moment::new(date.at(0, 0, 0, 0), precision)));
    }
    let late = c.attempt(|c| {
        between(c);
        clock(c)
    });
    Some(Some(match late.or(early) {
        Some(clock) => clock.on(date, context),
        None => Moment::day(date),
    }))
}

/// The date of a text that would be none within other words: `2025`, `2025-07`, `07/2025`, `20250701`, seconds or
/// milliseconds since 1970.
fn compact(text: &str, context: &Context) -> Option<Moment> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return match text.len() {
            4 => {
                let year = i16::try_from(number).ok().filter(|year| YEARS.contains(year))?;
                Some(Moment::new(Date::new(year, 1, 1).ok()?.at(0, 0, 0, 0), Precision::Year))
            }
            8 => basic(&mut Cursor::new(text))?.map(Moment::day),
            // What starts with a zero is a phone number.
            10 if !text.starts_with('0') => Some(context.local(Timestamp::from_second(number).ok()?)),
            13 if !text.starts_with('0') => Some(context.local(Timestamp::from_millisecond(number).ok()?)),
            _ => None,
        };
    }
    let mut c = Cursor::new(text);
    c.attempt(month_in_numbers).filter(|_| c.at_end())
}

/// Passes over a comment behind a time: `[Europe/Paris]`, `(heure de Paris)`.
fn comment(c: &mut Cursor) {
    c.spaces();
    if c.eat(&['[', '(']).is_some() {
        c.skip_while(|c| !matches!(c, ']' | ')'));
    }
    c.eat(&[']', ')']);
}

/// A quick check whether a date may start at the cursor: none does within `192.168.10.12`, a path or the version `v1`.
fn may_start(mut c: Cursor) -> bool {
    if c.peek().is_some_and(|c| c.is_ascii_digit()) {
        let mut before = c.text[..c.at].chars().rev();
        return match before.next() {
            Some('-' | ',' | ':') => !before.next().is_some_and(|c| c.is_ascii_digit()),
            Some('v' | 'V') => before.next().is_some_and(is_letter),
            Some('.' | '/' | '+' | '#' | '_' | '$' | '€' | '£') => false,
            _ => true,
        };
    }
    c.word().is_some_and(|word| {
        let name = word.as_str();
        names::month(name).is_some()
            || names::weekday(name).is_some()
            || names::cardinal(name).is_some()
            || matches!(name, "il" | "avant" | "hier" | "aujourd" | "today" | "yesterday")
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn context() -> Context {
        let zone = TimeZone::get("Europe/Paris").expect("a zone of the bundled database");
        Context { zone, now: Some(date(2025, 7, 15).at(18, 30, 0, 0)) }
    }

    /// Read by a Parisian on Tuesday, 15 July 2025, at 18h30; an empty expectation is no date.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = parse(text, &context()).map(|moment| moment.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    #[track_caller]
    fn check_find(text: &str, expected: &[(&str, &str)]) {
        let found = find(text, &context());
        let found: Vec<_> = found.into_iter().map(|(range, moment)| (&text[range], moment.to_string())).collect();
        let found: Vec<_> = found.iter().map(|(text, moment)| (*text, moment.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn for_machines() {
        check("2025-07-01", "2025-07-01");
        check("2025-7-1", "2025-07-01");
        check("2025/07/01", "2025-07-01");
        check("20250701", "2025-07-01");
        check("2025-07", "2025-07");
        check("2025", "2025");
        check("2025-07-01T14:05", "2025-07-01T14:05");
        check("2025-07-01 14:05:33", "2025-07-01T14:05");
        check("2025-07-01T14:05:33.123456+04:00", "2025-07-01T14:05");
        check("2025-07-01T14:05:33+0400", "2025-07-01T14:05");
        check("2025-07-01T14:05:33+02:00[Europe/Paris]", "2025-07-01T14:05");
        check("20250701T140533", "2025-07-01T14:05");
        check("Tue, 01 Jul 2025 14:05:00 +0100", "2025-07-01T14:05");
        check("Tue Jul 01 2025 14:05:00 GMT+0200 (CEST)", "2025-07-01T14:05");
    }

    #[test]
    fn utc_is_brought_to_the_paper_s_zone() {
        check("2025-07-01T22:30:00Z", "2025-07-02T00:30");
        check("2025-07-01T22:30:00.000Z", "2025-07-02T00:30");
        check("20250701T223000Z", "2025-07-02T00:30");
        check("2025-12-01T22:30:00+00:00", "2025-12-01T23:30");
        check("2025-12-01 22:30 UTC", "2025-12-01T23:30");
        check("Tue, 01 Jul 2025 22:30:00 GMT", "2025-07-02T00:30");
        check("1751409000", "2025-07-02T00:30");
        check("1751409000000", "2025-07-02T00:30");
        check("9 févr. 2023 à 05h55 (TU)", "2023-02-09T05:55");
        check("9 février 2023 à 05h55 GMT", "2023-02-09T05:55");
    }

    #[test]
    fn in_numbers() {
        check("01 - 07 - 2025", "2025-07-01");
        check("01/07/2025", "2025-07-01");
        check("1/7/2025", "2025-07-01");
        check("01/07/25", "2025-07-01");
        check("02-11-98", "1998-11-02");
        check("09.10.2018 17:24", "2018-10-09T17:24");
        check("29/12/2022 à 16h45", "2022-12-29T16:45");
        check("29-12-2022 • 16h45", "2022-12-29T16:45");
        check("jeudi 29/12/2022", "2022-12-29");
        check("17:24 - 09/10/2018", "2018-10-09T17:24");
        check("07/25/2025", "2025-07-25");
        check("07/2025", "2025-07");
    }

    #[test]
    fn in_french() {
        check("1er juillet 2025", "2025-07-01");
        check("1ᵉʳ juillet 2025", "");
        check("mardi 1 juillet 2025 à 14h05", "2025-07-01T14:05");
        check("Dim. 28 NOVEMBRE 2021 – 08 h 27", "2021-11-28T08:27");
        check("26 décembre 2022 - 17 h 11 min", "2022-12-26T17:11");
        check("26\u{a0}décembre\u{202f}2022\u{a0}à 9h", "2022-12-26T09:00");
        check("jeudi, 25 oct. 2018", "2018-10-25");
        check("25 sept. 2018, 19:39", "2018-09-25T19:39");
        check("3 aou\u{302}t 2020", "2020-08-03");
        check("9-DÉC.-2019", "2019-12-09");
        check("9 fevr 2019 | 10:00", "2019-02-09T10:00");
        check("9 févr. 23", "2023-02-09");
        check("Juillet 2025", "2025-07");
        check("JUIL. 2025", "2025-07");
    }

    #[test]
    fn in_english() {
        check("Dec 9, 2019", "2019-12-09");
        check("December 9th, 2019 at 2:05 pm", "2019-12-09T14:05");
        check("Mar 9, 2019 12:10 AM", "2019-03-09T00:10");
        check("Mar. 9 juil. 2019", "2019-07-09");
        check("Monday, 9 December 2019", "2019-12-09");
    }

    #[test]
    fn seen_from_today() {
        check("il y a 3 heures", "2025-07-15T15:30");
        check("Il y a une heure", "2025-07-15T17:30");
        check("il y a 3 jours", "2025-07-12");
        check("il y a 2 mois", "2025-05");
        check("il y a 2 ans", "2023");
        check("il y a 2000 ans", "");
        check("3 hours ago", "2025-07-15T15:30");
        check("hier à 17h04", "2025-07-14T17:04");
        check("Aujourd’hui à 9h", "2025-07-15T09:00");
        check("Avant-hier, 22:10", "2025-07-13T22:10");
        check("lundi", "2025-07-14");
        check("mardi", "2025-07-15");
        check("mardi à 20h", "2025-07-08T20:00");
        check("aujourd'hui à 20h", "");
        check("14 juillet", "2025-07-14");
        assert_eq!(parse("hier à 17h04", &Context::default()), None);
        check_find(
            "Publié il y a 3 heures. Il se repose lundi, hier aussi.",
            &[("il y a 3 heures", "2025-07-15T15:30")],
        );
        check_find("Publié hier à 17h04", &[("hier à 17h04", "2025-07-14T17:04")]);
    }

    #[test]
    fn in_running_text() {
        check_find("Publié le02/11/23 à 16h33", &[("02/11/23 à 16h33", "2023-11-02T16:33")]);
        check_find("Publié:12/05/2020Par la rédaction", &[("12/05/2020", "2020-05-12")]);
        check_find(
            "Publié le mercredi 4 mars 2020 à 10h12, mis à jour le 5 mars 2020 à 8:05.",
            &[("mercredi 4 mars 2020 à 10h12", "2020-03-04T10:12"), ("5 mars 2020 à 8:05", "2020-03-05T08:05")],
        );
        check_find(
            "Du 12 au 15 mai 2023, puis en juin 2024",
            &[("15 mai 2023", "2023-05-15"), ("juin 2024", "2024-06")],
        );
        check_find("Rabat • 3 avril 2021 • Lecture 2 min", &[("3 avril 2021", "2021-04-03")]);
        check_find("12 mai 2023, 14 personnes", &[("12 mai 2023", "2023-05-12")]);
    }

    #[test]
    fn texts_that_are_no_date() {
        for text in [
            "",
            "31 février 2025",
            "30/02/2025",
            "32 mai 2025",
            "2025-13-01",
            "3-2",
            "24/7",
            "49.3",
            "05 22 12 12 12",
            "0612345678",
            "06.12.10.20.30",
            "06-12-10-20-30",
            "192.168.10.12",
            "v1.10.12",
            "version 1.2.3",
            "12.05 €",
            "6-4, 6-2",
            "le 12 mai 2500 personnes ont défilé",
            "Mai 68",
            "en mai",
            "12 mai",
            "1 500 000",
            "25:61",
            "ISBN 978-2-07-036822-8",
            "sept 2 mars",
            "10-11-12-13",
            "/images/2025/07/01/a.png",
            "img/6/5/96de2547",
            "c-.07-.02.08.24 0",
        ] {
            check_find(text, &[]);
        }
        check("12:05", "");
        check("juillet", "");
        check("le 14 juillet 2025 au soir", "");
    }

    #[test]
    fn in_addresses() {
        let check = |url: &str, expected: &str| {
            assert_eq!(in_url(url).map(|moment| moment.to_string()).unwrap_or_default(), expected, "{url}");
        };
        check("https://presse.example/2025/07/01/la-reforme.html", "2025-07-01");
        check("https://presse.example/2025/07/01", "2025-07-01");
        check("https://presse.example/article/2025/07/la-reforme", "2025-07");
        check("https://presse.example/2025/12/31-raisons-de-rire", "2025-12");
        check("https://presse.example/2025/07/123456-la-reforme", "2025-07");
        check("https://presse.example/la-reforme-2025-07-01-42.html", "2025-07-01");
        check("https://presse.example/la-reforme-01-07-2025", "2025-07-01");
        check("https://presse.example/a/20250701/la-reforme", "2025-07-01");
        check("https://presse.example/2025/02/31/la-reforme", "2025-02");
        check("https://presse.example/article-12345678.html", "");
        check("https://presse.example/?du=2025-07-01", "");
        check("https://presse.example/retraites-49-3-12-2", "");
    }

    /// Reading in quadratic time would not end.
    #[test]
    fn any_repetition_is_read_to_its_end() {
        for unit in ["1", "1 ", "mar ", "é", "12/", "il y a ", "e\u{301}\u{301}", "\u{a0}", "12:", "1er ", "(", "2025-"]
        {
            let text = unit.repeat(400_000 / unit.len());
            find(&text, &context());
            parse(&text, &context());
            in_url(&text);
        }
    }

    proptest! {
        #[test]
        fn never_a_panic_and_spans_on_characters(text in "([0-9]{1,9}|[-/.:,h ]|\\PC|mai|mar|1er|hier|il y a|[zT+à]){0,12}") {
            for (range, _) in find(&text, &context()) {
                prop_assert!(!text[range].is_empty());
            }
            parse(&text, &context());
            in_url(&text);
        }

        #[test]
        fn a_moment_s_display_parses_back(days in 0..80_000i64, minutes in 0..1440i64) {
            let day = date(1990, 1, 1).saturating_add(jiff::Span::new().days(days));
            for moment in [Moment::day(day), Moment::new(day.at(0, 0, 0, 0).saturating_add(jiff::Span::new().minutes(minutes)), Precision::Minute)] {
                let expected = moment.at.year() <= *YEARS.end();
                prop_assert_eq!(parse(&moment.to_string(), &Context::default()) == Some(moment), expected);
            }
        }
    }
}
