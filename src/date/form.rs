//! Dates in a form that somebody gives, as `%m/%d/%Y`: for sites that write the month before the day, or what no reader of
//! dates knows.

use jiff::civil::date;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{Offset, TimeZone};

use super::context::Context;
use super::day::YEARS;
use super::names;
use super::{Moment, Precision};
use crate::text::fold;

/// The form of a date, in the signs of `strftime`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    written: String,
}

/// Bytes of a text in which a date is looked for.
const LONGEST: usize = 400;

impl Form {
    /// A form; none if it has signs that there are not, or says less than a year.
    pub fn new(written: &str) -> Option<Self> {
        let sample = date(2025, 7, 1).at(14, 5, 0, 0).to_zoned_datetime(TimeZone::UTC).ok()?;
        let text = BrokenDownTime::from(&sample).to_string(written).ok()?;
        let form = Self { written: written.to_owned() };
        form.read(&text, &Context::default()).is_some().then_some(form)
    }

    /// The first date of this form in a text. Months and days may have French names where the form has names.
    ///
    /// ```
    /// use kiosque::date::context::Context;
    /// use kiosque::date::form::Form;
    ///
    /// let form = Form::new("%m/%d/%Y").unwrap();
    /// let moment = form.read("Mis en ligne le 03/04/2025", &Context::default()).unwrap();
    /// assert_eq!(moment.to_string(), "2025-03-04");
    /// ```
    pub fn read(&self, text: &str, context: &Context) -> Option<Moment> {
        let text = self.in_english(text.trim());
        let mut before = ' ';
        for (at, letter) in text.char_indices().take_while(|(at, _)| *at < LONGEST) {
            if !(before.is_alphanumeric() && letter.is_alphanumeric())
                && let Ok((found, _)) = BrokenDownTime::parse_prefix(&self.written, &text[at..])
                && let Some(moment) = moment(&found, context).filter(|moment| YEARS.contains(&moment.at.year()))
            {
                return Some(moment);
            }
            before = letter;
        }
        None
    }

    /// The text with its French names of months and days in English, as the form has them.
    fn in_english(&self, text: &str) -> String {
        let has = |signs: [&str; 2]| signs.iter().any(|sign| self.written.contains(sign));
        let (long, short) = (has(["%B", "%A"]), has(["%b", "%a"]) || self.written.contains("%h"));
        if !long && !short {
            return text.to_owned();
        }
        let mut english = String::with_capacity(text.len());
        for part in text.split_inclusive(|c: char| !c.is_alphabetic()) {
            let word = part.trim_end_matches(|c: char| !c.is_alphabetic());
            let name = english_name(&fold(word)).map(|name| if long { name } else { &name[..3] });
            english.push_str(name.unwrap_or(word));
            english.push_str(&part[word.len()..]);
        }
        english
    }
}

fn moment(found: &BrokenDownTime, context: &Context) -> Option<Moment> {
    if let Some(timestamp) = found.timestamp().or_else(|| found.to_timestamp().ok())
        && found.offset().is_none_or(|offset| offset == Offset::UTC)
    {
        return Some(context.local(timestamp));
    }
    let Ok(day) = found.to_date() else {
        if found.day().is_some() {
            return None;
        }
        let day = date(found.year()?, found.month().unwrap_or(1), 1);
        let precision = if found.month().is_some() { Precision::Month } else { Precision::Year };
        return Some(Moment::new(day.at(0, 0, 0, 0), precision));
    };
    match found.hour() {
        Some(_) => Some(Moment::new(day.to_datetime(found.to_time().ok()?), Precision::Minute)),
        None => Some(Moment::day(day)),
    }
}

fn english_name(folded: &str) -> Option<&'static str> {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let day = || names::weekday(folded).map(|day| DAYS[day.to_monday_zero_offset() as usize]);
    names::month(folded).map(|month| names::ENGLISH_MONTHS[month as usize - 1]).or_else(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_a_form() {
        let check = |form: &str, text: &str, expected: Option<&str>| {
            let context = Context { zone: TimeZone::get("Europe/Paris").unwrap(), now: None };
            let found = Form::new(form).unwrap().read(text, &context);
            assert_eq!(found.map(|moment| moment.to_string()).as_deref(), expected, "{form} {text}");
        };
        check("%m/%d/%Y", "03/04/2025", Some("2025-03-04"));
        check("%d/%m/%y %H:%M", " le 04/03/25 18:30", Some("2025-03-04T18:30"));
        check("%d.%m.%Y", "Paru le 04.03.2025 dans le cahier 2", Some("2025-03-04"));
        check("%d %B %Y", "Mardi 4 août 2025", Some("2025-08-04"));
        check("%A %d %B %Y", "lundi 4 août 2025", Some("2025-08-04"));
        check("%d-%b-%Y", "04-févr.-2025", None);
        check("%d %b %Y", "04 févr 2025", Some("2025-02-04"));
        check("%B %Y", "juillet 2025", Some("2025-07"));
        check("%Y", "no 12, 2025", Some("2025"));
        check("%s", "1741109400", Some("2025-03-04T18:30"));
        check("%Y%m%d", "20250304", Some("2025-03-04"));
        check("%Y-%m-%dT%H:%M:%S%z", "2025-03-04T17:30:00+0000", Some("2025-03-04T18:30"));
        check("%Y-%m-%dT%H:%M:%S%z", "2025-03-04T17:30:00-0500", Some("2025-03-04T17:30"));
        check("%d/%m/%Y", "31/02/2025", None);
        check("%d/%m/%Y", "", None);
    }

    #[test]
    fn what_is_no_form() {
        for form in ["", "%", "%Q!", "jj/mm/aaaa", "%d/%m", "%H:%M"] {
            assert_eq!(Form::new(form), None, "{form}");
        }
    }
}
