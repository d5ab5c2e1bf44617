//! Numbers in figures as the press writes them: groups of thousands, decimals, ordinals, times and dates.

use super::scan::word_end;

/// A number in figures.
#[derive(Debug, PartialEq, Eq)]
pub struct Number {
    /// The byte behind its last figure.
    pub end: usize,
    /// The number as the index has it: `89700`, `5.6`.
    pub value: String,
}

/// The number that begins at `start` with a figure. Figures with several points between them (an address, a date, a version)
/// are several numbers.
pub fn number(text: &str, start: usize) -> Number {
    let mut end = figures_end(text, start);
    let mut value = text[start..end].to_string();
    let dialled = text[..start].ends_with('+');
    if (1..=3).contains(&value.len()) && !value.starts_with('0') && !dialled {
        let (groups_end, grouped) = groups_of_three(text, end);
        value.push_str(&grouped);
        end = groups_end;
    }
    if text[end..].starts_with([',', '.']) {
        let decimals_end = figures_end(text, end + 1);
        let goes_on = text[decimals_end..].starts_with('.') && figures_end(text, decimals_end + 1) > decimals_end + 1;
        if decimals_end > end + 1 && !goes_on && !text[..start].ends_with('.') {
            value.push('.');
            value.push_str(&text[end + 1..decimals_end]);
            end = decimals_end;
        }
    }
    Number { end, value }
}

/// The groups of three figures behind the first group of a number (` 700` in `89 700`): where they end, and their figures.
fn groups_of_three(text: &str, first_end: usize) -> (usize, String) {
    let mut end = first_end;
    let mut figures = String::new();
    let Some(mark) = text[end..].chars().next().filter(|mark| THOUSANDS_MARKS.contains(mark)) else {
        return (end, figures);
    };
    while text[end..].starts_with(mark) {
        let start = end + mark.len_utf8();
        let group_end = figures_end(text, start);
        if group_end != start + 3 {
            break;
        }
        figures.push_str(&text[start..group_end]);
        end = group_end;
    }
    // `192.168.1.1` is no number of thousands.
    let is_address = mark == '.' && text[end..].starts_with('.') && figures_end(text, end + 1) > end + 1;
    if is_address { (first_end, String::new()) } else { (end, figures) }
}

const THOUSANDS_MARKS: [char; 7] = [' ', '\u{A0}', '\u{202F}', '\u{2009}', '.', '\'', '’'];

/// The byte behind the figures that begin at `at`; `at`, if there are none.
pub fn figures_end(text: &str, at: usize) -> usize {
    text.as_bytes()[at.min(text.len())..].iter().position(|byte| !byte.is_ascii_digit()).map_or(text.len(), |n| at + n)
}

/// The mark behind the hours of a time of day, where it begins and ends: the `h` of `14h30` and `14 h 30`, the colon of
/// `14:30`.
pub fn hour_mark(text: &str, at: usize) -> Option<(usize, usize)> {
    if text[at..].starts_with(':') {
        let end = figures_end(text, at + 1);
        let is_time = end == at + 3 && !text[end..].starts_with(':');
        return is_time.then_some((at, at + 1));
    }
    let start = at + blank(text, at);
    let minutes = text[start..].strip_prefix(['h', 'H'])?;
    let is_time = word_end(minutes, 0) == figures_end(minutes, 0).min(2);
    is_time.then_some((start, start + 1))
}

/// The mark of the days in `7j/7` and `7 j/7`, where it begins and ends.
pub fn day_mark(text: &str, at: usize) -> Option<(usize, usize)> {
    let start = at + blank(text, at);
    let rest = text[start..].strip_prefix(['j', 'J'])?.strip_prefix('/')?;
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some((start, start + 1))
}

/// Whether letters right behind a number are a unit (`10km`, `500g`). `4G`, `4g` and `3D` are words.
pub fn is_unit(letters: &str, number: &str) -> bool {
    const UNITS: [&str; 48] = [
        "km", "m", "cm", "mm", "kg", "mg", "t", "l", "cl", "dl", "ml", "hl", "ha", "km2", "m2", "m3", "min", "mn", "s",
        "ms", "ko", "Ko", "Mo", "Go", "To", "W", "kW", "MW", "GW", "Wh", "kWh", "MWh", "GWh", "TWh", "Hz", "kHz",
        "MHz", "GHz", "dB", "ch", "cv", "ans", "M", "k", "Md", "Mds", "mds", "px",
    ];
    UNITS.contains(&letters) || letters == "g" && number.len() > 1
}

/// The end of `49-3`, as `49.3` is also written. Figures on both sides that are longer or shorter are a score or years.
pub fn hyphenated_end(text: &str, start: usize, number: &Number) -> Option<usize> {
    let end = figures_end(text, start);
    let decimals = text[end..].strip_prefix(['-', '\u{2010}', '\u{2011}'])?;
    let decimal = text.len() - decimals.len();
    let decimal_end = word_end(text, decimal);
    let is_one_figure = figures_end(text, decimal) == decimal + 1 && decimal_end == decimal + 1;
    let is_chain = text[..start].ends_with('-') || text[decimal_end..].starts_with('-');
    (end == number.end && end == start + 2 && is_one_figure && !is_chain).then_some(decimal_end)
}

/// The end of the word from `start` to `end`, if it is short for `numéro`: `n°`, `nᵒˢ`, and the `no` of `no 5`, whose letter the
/// page had raised.
pub fn numero_end(text: &str, start: usize, end: usize) -> Option<usize> {
    let behind = &text[end..];
    match &text[start..end] {
        "n" | "N" => {
            let sign = behind.chars().next().filter(|sign| matches!(sign, '°' | 'º'))?;
            let plural = end + sign.len_utf8();
            let plural_end = word_end(text, plural);
            Some(if &text[plural..plural_end] == "s" { plural_end } else { plural })
        }
        "no" | "No" => {
            let blank = blank(text, end);
            (blank > 0 && behind[blank..].starts_with(|c: char| c.is_ascii_digit())).then_some(end)
        }
        _ => None,
    }
}

/// The pairs of figures of a telephone number that begins at `start`: `06 12 34 56 78`, with blanks or points between them.
pub fn telephone(text: &str, start: usize) -> Option<[(usize, usize); 5]> {
    let mut pairs = [(start, start + 2); 5];
    if !text[start..].starts_with('0') || figures_end(text, start) != start + 2 {
        return None;
    }
    let mark =
        text[start + 2..].chars().next().filter(|mark| matches!(mark, ' ' | '\u{A0}' | '\u{202F}' | '.' | '-'))?;
    for n in 1..pairs.len() {
        let end = pairs[n - 1].1;
        let next = end + mark.len_utf8();
        let follows = text[end..].starts_with(mark) && figures_end(text, next) == next + 2;
        pairs[n] = follows.then_some((next, next + 2))?;
    }
    Some(pairs)
}

/// Bytes of the blank at a byte of the text.
fn blank(text: &str, at: usize) -> usize {
    text[at..].chars().next().filter(|space| matches!(space, ' ' | '\u{A0}' | '\u{202F}')).map_or(0, char::len_utf8)
}

/// Whether a date such as `2019-03-12` begins at `start`, with no further figure behind it.
pub fn is_iso_date(text: &str, start: usize) -> bool {
    let is_date = text.as_bytes().get(start..start + 10).is_some_and(|date| {
        date.iter().enumerate().all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
    });
    is_date && figures_end(text, start + 8) == start + 10
}

/// The end of an ordinal whose number ends at `at`, if its ending follows: `er` behind 1; `e`, `è`, `ème` … behind any number.
/// A space may stand between, as it often does where the page raised the letters.
pub fn ordinal_end(text: &str, number: &str, at: usize) -> Option<usize> {
    let start = at + blank(text, at);
    let end = word_end(text, start);
    is_ordinal_ending(&text[start..end], number).then_some(end)
}

/// Whether letters are the ending of the ordinal of a number in figures: `er` behind `1`.
pub fn is_ordinal_ending(ending: &str, number: &str) -> bool {
    let singular = ending.strip_suffix('s').unwrap_or(ending);
    match singular {
        "e" | "è" | "ème" | "eme" | "ième" | "ieme" => !number.contains('.'),
        "er" | "ère" | "ere" | "re" => number == "1",
        "nd" | "nde" => number == "2",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, value: &str, rest: &str) {
        let found = number(text, 0);
        assert_eq!((found.value.as_str(), &text[found.end..]), (value, rest), "{text}");
    }

    #[test]
    fn figures_are_read_as_one_number() {
        check("89 700 euros", "89700", " euros");
        check("89\u{202f}700\u{a0}€", "89700", "\u{a0}€");
        check("1.250.000", "1250000", "");
        check("5,6 milliards", "5.6", " milliards");
        check("1 234,50", "1234.50", "");
        check("2019 350", "2019", " 350");
        check("06 123 456", "06", " 123 456");
        check("3, 4", "3", ", 4");
        check("12.03.2019", "12", ".03.2019");
        check("100.", "100", ".");
    }

    #[test]
    fn units_and_marks() {
        assert!(is_unit("km", "5") && is_unit("g", "500") && !is_unit("g", "5") && !is_unit("G", "5"));
        let numero = |text: &str| numero_end(text, 0, word_end(text, 0)).map(|end| text[end..].to_owned());
        assert_eq!(numero("n° 5").as_deref(), Some(" 5"));
        assert_eq!(numero("nºs 5").as_deref(), Some(" 5"));
        assert_eq!(numero("no 5").as_deref(), Some(" 5"));
        assert_eq!(numero("no man"), None);
        let day = |text: &str| day_mark(text, 1).map(|(_, end)| text[end..].to_owned());
        assert_eq!(day("7j/7").as_deref(), Some("/7"));
        assert_eq!(day("7 j/7").as_deref(), Some("/7"));
        assert_eq!(day("7 jours"), None);
        let hyphenated = |text: &str| hyphenated_end(text, 0, &number(text, 0)).map(|end| text[end..].to_owned());
        assert_eq!(hyphenated("49-3.").as_deref(), Some("."));
        assert_eq!(hyphenated("2-1"), None);
        assert_eq!(hyphenated("24-17"), None);
        assert_eq!(hyphenated("10-5-3"), None);
        assert!(telephone("06 12 34 56 78.", 0).is_some() && telephone("01.23.45.67.89", 0).is_some());
        assert!(telephone("06 12 34 56", 0).is_none() && telephone("16 12 34 56 78", 0).is_none());
        assert!(
            telephone("06 12.34 56 78", 0).is_none() && telephone("0", 0).is_none() && telephone("0é", 0).is_none()
        );
    }

    #[test]
    fn ordinals_by_their_endings() {
        let ordinal =
            |text: &str, number: &str| ordinal_end(text, number, number.len()).map(|end| text[end..].to_string());
        assert_eq!(ordinal("1er mai", "1").as_deref(), Some(" mai"));
        assert_eq!(ordinal("1 ère fois", "1").as_deref(), Some(" fois"));
        assert_eq!(ordinal("2èmes", "2").as_deref(), Some(""));
        assert_eq!(ordinal("3er", "3"), None);
        assert_eq!(ordinal("2 euros", "2"), None);
        assert_eq!(ordinal("1,5e", "1.5"), None);
    }

    #[test]
    fn iso_dates() {
        assert!(is_iso_date("2019-03-12.", 0));
        assert!(!is_iso_date("2019-03-123", 0) && !is_iso_date("2019-2020", 0) && !is_iso_date("2019", 0));
    }
}
