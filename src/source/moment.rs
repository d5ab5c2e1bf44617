//! The moment at which a page was fetched, as containers write it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

/// Reads a moment, in UTC: of a WARC record, of an ARC record, of a mail, or as a browser's script writes it.
pub fn read(text: &str) -> Option<DateTime> {
    // A script puts the name of the zone behind the date.
    let text = text.split('(').next()?.trim();
    if text.len() == "20250303120000".len()
        && let Ok(utc) = DateTime::strptime("%Y%m%d%H%M%S", text)
    {
        return Some(utc);
    }
    let of_mail = || Some(rfc2822::parse(text).ok()?.timestamp());
    let of_script = || Timestamp::strptime("%a %b %d %Y %H:%M:%S GMT%z", text).ok();
    let timestamp = text.parse().ok().or_else(of_mail).or_else(of_script)?;
    Some(TimeZone::UTC.to_datetime(timestamp))
}

/// The same, as records have it, too: without a zone, as Python writes what is UTC, or in seconds or milliseconds since 1970.
pub fn of_record(text: &str) -> Option<DateTime> {
    let of_number = || {
        let number: f64 = text.parse().ok()?;
        let seconds = if number >= 1e11 { number / 1e3 } else { number };
        Some(TimeZone::UTC.to_datetime(Timestamp::from_second(seconds as i64).ok()?))
    };
    let moment = read(text).or_else(|| text.trim().parse().ok()).or_else(of_number)?;
    (1990..2100).contains(&moment.year()).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            assert_eq!(read(text).map(|moment| moment.to_string()).as_deref(), expected, "{text}");
        }
        check("2025-03-03T12:00:00Z", Some("2025-03-03T12:00:00"));
        check("2025-03-03T12:00:00.123456Z", Some("2025-03-03T12:00:00.123456"));
        check("2025-03-03T12:00:00+01:00", Some("2025-03-03T11:00:00"));
        check("20250303120000", Some("2025-03-03T12:00:00"));
        check("Mon, 3 Mar 2025 12:00:00 +0100", Some("2025-03-03T11:00:00"));
        check("Mon, 03 Mar 2025 12:00:00 GMT", Some("2025-03-03T12:00:00"));
        check(
            "Mon Mar 03 2025 12:00:00 GMT+0100 (heure normale d\u{2019}Europe centrale)",
            Some("2025-03-03T11:00:00"),
        );
        check("2025-03-03", None);
        check("20251303120000", None);
        check("hier", None);
        check("", None);
    }

    #[test]
    fn moments_of_records_are_read() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            assert_eq!(of_record(text).map(|moment| moment.to_string()).as_deref(), expected, "{text}");
        }
        check("2025-03-03T12:00:00+01:00", Some("2025-03-03T11:00:00"));
        check("20250303120000", Some("2025-03-03T12:00:00"));
        check("2025-03-03 12:00:00", Some("2025-03-03T12:00:00"));
        check("2025-03-03T12:00:00.5", Some("2025-03-03T12:00:00.5"));
        check("2025-03-03", Some("2025-03-03T00:00:00"));
        check("1741003200", Some("2025-03-03T12:00:00"));
        check("1741003200.25", Some("2025-03-03T12:00:00"));
        check("1741003200123", Some("2025-03-03T12:00:00"));
        check("12", None);
        check("NaN", None);
        check("hier", None);
        check("", None);
    }
}
