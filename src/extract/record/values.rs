//! The values of a record: texts in lists and objects, markup inside of texts, dates as programs write them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use memchr::memchr2;
use serde_json::Value;

use crate::date::Moment;
use crate::date::context::Context;
use crate::date::written;
use crate::entities::{Within, entity};
use crate::extract::dom::builder;
use crate::extract::dom::text::line_of_text;
use crate::extract::lines::blocks;

/// The fields of an object that hold what it is about, the best first.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "rendered", "value", "name", "text", "content", "html", "#text", "label", "url", "href", "@id", "$date", "$numberLong",
    "$oid",
];

/// The fields of an object that make up a text together, in the order of reading.
const TOGETHER: &[&str] = &["headline", "summary", "paragraphs", "sections"];

/// Bytes of a value in which a date is searched for.
const LONGEST_DATE: usize = 200;

/// The text of a value: a string, a number, the texts of a list, a line each, or what an object is about.
pub fn text(value: &Value) -> Option<String> {
    let lines = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join("\n");
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => lines(&mut values.iter().filter_map(text)),
        Value::Object(fields) => {
            let part = |name: &&str| fields.get(*name).and_then(text);
            ABOUT.iter().find_map(part).unwrap_or_else(|| lines(&mut TOGETHER.iter().filter_map(part)))
        }
        Value::Null | Value::Bool(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The names in a value: a list of them, or one string with semicolons between. Whole numbers are keys of a database.
pub fn names(value: &Value) -> Vec<String> {
    let mut names: Vec<String> = match value {
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Number(number) if number.is_u64() => Vec::new(),
        value => match text(value) {
            // As Python writes a list in a table.
            Some(list) if list.len() > 3 && list.starts_with("['") && list.ends_with("']") => {
                list[2..list.len() - 2].split("', '").map(name).collect()
            }
            text => text.iter().flat_map(|names| names.split(';')).map(name).collect(),
        },
    };
    names.retain(|name| !name.is_empty());
    names.dedup();
    names
}

fn name(text: &str) -> String {
    let text = plain(text.trim());
    let by = ["Par ", "par ", "By ", "by "].iter().find_map(|by| text.strip_prefix(by));
    by.unwrap_or(&text).trim().to_owned()
}

/// A text without markup: a line for each of its paragraphs, entities as the characters they stand for. A text without markup
/// stays as it is.
pub fn plain(text: &str) -> String {
    let lines = |markup: &str| {
        let tree = builder::parse(markup);
        let blocks = blocks::split(&tree, &blocks::own_marks(&tree, false));
        blocks.into_iter().map(|block| block.text).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    };
    match markup(text) {
        Markup::None => text.to_owned(),
        Markup::Entities => text.lines().map(line_of_text).collect::<Vec<_>>().join("\n"),
        Markup::Inline => text.lines().map(lines).collect::<Vec<_>>().join("\n").trim().to_owned(),
        Markup::Blocks => lines(text),
    }
}

/// Whether a text is a whole page.
pub fn is_page(text: &str) -> bool {
    let begins = |tag: &str| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    begins("<!doctype html") || begins("<html")
}

/// The markup in a text.
enum Markup {
    None,
    /// Entities alone.
    Entities,
    /// Tags within lines: its line breaks are those of its author.
    Inline,
    /// Tags that begin lines.
    Blocks,
}

fn markup(text: &str) -> Markup {
    const BLOCKS: &[&str] = &["p", "br", "div", "li", "ul", "h2", "h3", "blockquote", "section", "article", "figure"];
    const INLINE: &[&str] = &["a", "b", "i", "em", "strong", "span", "img", "sup", "q", "cite", "u"];
    // Most texts have neither, and this looks at many bytes at a time.
    if memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return Markup::None;
    }
    let mut found = Markup::None;
    for (at, mark) in text.match_indices(['<', '&']) {
        let rest = &text[at + 1..];
        if mark == "&" {
            let ends = |length: usize| text[at..at + length].ends_with(';');
            if matches!(found, Markup::None) && entity(&text[at..], Within::Text).is_some_and(|it| ends(it.length)) {
                found = Markup::Entities;
            }
            continue;
        }
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if !rest[length..].starts_with(['>', ' ', '/', '\n']) {
            continue;
        }
        let is_one_of = |tags: &[&str]| tags.iter().any(|tag| tag.eq_ignore_ascii_case(&rest[..length]));
        if is_one_of(BLOCKS) {
            return Markup::Blocks;
        }
        if is_one_of(INLINE) {
            found = Markup::Inline;
        }
    }
    found
}

/// The date in a value: as pages write dates, as programs do, or within a few words. `fetched` is when it was written, at the
/// latest, in UTC.
pub fn date(value: &Value, fetched: Option<DateTime>) -> Option<Moment> {
    let zone = TimeZone::get("Europe/Paris").expect("a zone of the bundled database");
    let now = fetched.and_then(|fetched| Some(zone.to_datetime(TimeZone::UTC.to_timestamp(fetched).ok()?)));
    let context = Context { zone, now };
    let text = text(value)?;
    let of_program = || written::parse(&digits(&text)?, &context);
    written::parse(&text, &context).or_else(of_program).or_else(|| {
        let text = Some(plain(&text)).filter(|text| text.len() <= LONGEST_DATE)?;
        let found = written::find(&text, &context);
        let behind = text.to_lowercase().find("publi").unwrap_or(0);
        let (_, moment) = found.iter().find(|(place, _)| place.start >= behind).or(found.first())?;
        Some(*moment)
    })
}

/// A number that is a date, as dates are written: `20250304080000`, and seconds or milliseconds with a fraction.
fn digits(text: &str) -> Option<String> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match (is_number, whole.len()) {
        (true, 14) => {
            let part = |from: usize, to: usize| &whole[from..to];
            let (day, time) = ([part(0, 4), part(4, 6), part(6, 8)], [part(8, 10), part(10, 12), part(12, 14)]);
            Some(format!("{}T{}", day.join("-"), time.join(":")))
        }
        (true, 10 | 13) => Some(whole.to_owned()),
        // Microseconds, and nanoseconds as pandas writes them.
        (true, 16 | 19) => Some(whole[..13].to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_and_objects_are_opened() {
        #[track_caller]
        fn check(value: Value, expected: Option<&str>) {
            assert_eq!(text(&value).as_deref(), expected, "{value}");
        }
        check(json!(" Un. "), Some("Un."));
        check(json!(12), Some("12"));
        check(json!(["Un.", "", null, "Deux."]), Some("Un.\nDeux."));
        check(json!({"rendered": "Un.", "protected": false}), Some("Un."));
        check(json!([{"type": "text/html", "value": "<p>Un.</p>"}]), Some("<p>Un.</p>"));
        check(json!({"id": null, "name": "Le Phare"}), Some("Le Phare"));
        check(
            json!({"summary": ["Chapô."], "sections": [{"headline": [], "paragraphs": ["Un.", "Deux."]}, {"headline": ["Port"]}]}),
            Some("Chapô.\nUn.\nDeux.\nPort"),
        );
        check(json!({"$oid": "65f0"}), Some("65f0"));
        check(json!({"day": 1}), None);
        check(json!(true), None);
        check(json!("  "), None);
    }

    #[test]
    fn names_in_lists_and_strings() {
        #[track_caller]
        fn check(value: Value, expected: &[&str]) {
            assert_eq!(names(&value), expected, "{value}");
        }
        check(json!("Awa Diop; Luc Rey"), &["Awa Diop", "Luc Rey"]);
        check(json!(["Awa Diop", {"name": "Luc Rey"}, null, ""]), &["Awa Diop", "Luc Rey"]);
        check(json!({"@type": "Person", "name": "Awa Diop"}), &["Awa Diop"]);
        check(json!("['Awa Diop', 'Luc Rey']"), &["Awa Diop", "Luc Rey"]);
        check(json!("['"), &["['"]);
        check(json!("Par Awa Diop"), &["Awa Diop"]);
        check(json!("<a href=\"/d\">Awa Diop</a>"), &["Awa Diop"]);
        check(json!(7), &[]);
        check(json!([12, 3]), &[]);
        check(json!(3.5), &["3.5"]);
    }

    #[test]
    fn markup_inside_of_texts() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(plain(text), expected);
        }
        check("Un.\n\n  Deux.", "Un.\n\n  Deux.");
        check("Ils sont < 3 & > 2, dit-on <hier>.", "Ils sont < 3 & > 2, dit-on <hier>.");
        check("AT&T & fils", "AT&T & fils");
        check("L&#8217;&eacute;t&eacute;\nvient", "L’été\nvient");
        check("<p>Un <b>mot</b>.</p>\n<p>Deux&nbsp;!</p>", "Un mot.\nDeux !");
        check("Un.<br/>Deux.<script>x()</script>", "Un.\nDeux.");
        check("Un <em>mot</em>.\nDeux.", "Un mot.\nDeux.");
        check("<div class=\"pub\"></div>", "");
    }

    #[test]
    fn dates_as_programs_write_them() {
        #[track_caller]
        fn check(value: Value, expected: Option<&str>) {
            assert_eq!(date(&value, None).map(|moment| moment.to_string()).as_deref(), expected, "{value}");
        }
        check(json!("2025-03-04"), Some("2025-03-04"));
        check(json!("2025-03-04 08:00:00"), Some("2025-03-04T08:00"));
        check(json!("Tue, 04 Mar 2025 08:00:00 +0100"), Some("2025-03-04T08:00"));
        check(json!("Tue, 04 Mar 2025 08:00:00 GMT"), Some("2025-03-04T09:00"));
        check(json!("20250304080000"), Some("2025-03-04T08:00"));
        check(json!(20250304080000_u64), Some("2025-03-04T08:00"));
        check(json!(1741071600), Some("2025-03-04T08:00"));
        check(json!(1741071600.25), Some("2025-03-04T08:00"));
        check(json!(1741071600123_u64), Some("2025-03-04T08:00"));
        check(json!("1741071600000000000"), Some("2025-03-04T08:00"));
        check(json!({"$date": "2025-03-04T07:00:00Z"}), Some("2025-03-04T08:00"));
        check(json!({"$date": {"$numberLong": "1741071600000"}}), Some("2025-03-04T08:00"));
        check(json!(["2025-03-04"]), Some("2025-03-04"));
        check(json!("Publié le 4 mars 2025 à 8h00"), Some("2025-03-04T08:00"));
        check(json!("Mis à jour le 5 mars 2025, publié le 4 mars 2025"), Some("2025-03-04"));
        check(json!("Le Phare, 4 mars 2025, p. 3"), Some("2025-03-04"));
        check(json!("on ne sait"), None);
        check(json!("99999999999999"), None);
        check(json!({"day": 1}), None);
    }
}
