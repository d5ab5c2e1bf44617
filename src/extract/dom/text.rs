//! The text of a page: its lines, with entities decoded and white space as one space, and the values of its attributes.

use std::borrow::Cow;

use memchr::memchr;

use crate::entities::{Within, entity};

/// Appends `raw`, a text of a page, with its entities decoded, every run of white space as one space, and none at the
/// start of `line`. Soft hyphens and zero-width characters, which only help a browser to break lines, are left out.
pub fn append(line: &mut String, raw: &str) {
    append_as(Within::Text, line, raw);
}

fn append_as(within: Within, line: &mut String, raw: &str) {
    let bytes = raw.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = going_over(&bytes[at..], ends_in_space(line));
        line.push_str(&raw[at..at + length]);
        at += length;
        let rest = &raw[at..];
        let Some(c) = rest.chars().next() else { return };
        if c == '&'
            && let Some(entity) = entity(rest, within)
        {
            entity.characters().for_each(|c| append_char(line, c));
            at += entity.length;
            continue;
        }
        append_char(line, c);
        at += c.len_utf8();
        if c.is_ascii_whitespace() {
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        }
    }
}

/// The value of an attribute with its entities decoded, and otherwise as it is.
pub fn attribute(raw: &str) -> Cow<'_, str> {
    let mut value = String::new();
    let mut rest = raw;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        value.push_str(&rest[..at]);
        let length = match entity(&rest[at..], Within::Attribute) {
            Some(entity) => {
                value.extend(entity.characters());
                entity.length
            }
            None => {
                value.push('&');
                1
            }
        };
        rest = &rest[at + length..];
    }
    if rest.len() == raw.len() {
        return Cow::Borrowed(raw);
    }
    value.push_str(rest);
    Cow::Owned(value)
}

/// Appends as [`append`] does, as much as a name or a label may hold. Elements nest: without a bound, a text would be
/// read as often as elements around it are looked at.
pub fn append_beginning(line: &mut String, raw: &str) {
    append(line, beginning(raw, LONGEST_LABEL.saturating_sub(line.len())));
}

/// Bytes of a name or a label that are read.
const LONGEST_LABEL: usize = 4096;

/// The first characters of a text, in at most so many bytes.
pub fn beginning(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// How many of the first bytes of a text go over as they are, which is most of it: words, and the spaces behind them. A
/// processor cannot predict where words end, and so this does not branch there.
fn going_over(bytes: &[u8], mut spaced: bool) -> usize {
    let mut length = 0;
    while let Some(some) = bytes[length..].first_chunk::<TOGETHER>()
        && all_go_over(some, spaced)
    {
        spaced = some.ends_with(b" ");
        length += TOGETHER;
    }
    let mut goes_over = |byte: u8| {
        let space = byte == b' ';
        let goes_over = PLAIN[usize::from(byte)] | (space & !spaced);
        spaced = space;
        goes_over
    };
    length + bytes[length..].iter().take_while(|byte| goes_over(**byte)).count()
}

/// Bytes that are looked at in one register.
const TOGETHER: usize = 16;

fn all_go_over(bytes: &[u8; TOGETHER], spaced: bool) -> bool {
    let mut before = [if spaced { b' ' } else { 0 }; TOGETHER];
    before[1..].copy_from_slice(&bytes[..TOGETHER - 1]);
    let goes_over = |(byte, before): (&u8, u8)| is_plain(*byte) | ((*byte == b' ') & (before != b' '));
    bytes.iter().zip(before).fold(true, |all, both| all & goes_over(both))
}

/// Whether a space would be one too many.
fn ends_in_space(line: &str) -> bool {
    line.as_bytes().last().is_none_or(|last| *last == b' ')
}

/// The bytes that go over as they are: printable ASCII but "&" and the space, and the bytes of all other characters but
/// the first of U+0080 to U+00BF, U+1000 to U+3FFF and U+F000 to U+FFFF. The characters that `append_char` leaves out
/// or makes a space lie there.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = is_plain(byte as u8);
        byte += 1;
    }
    plain
};

/// The same, computed: that is no slower for one byte in a register of sixteen.
const fn is_plain(byte: u8) -> bool {
    (byte > b' ') & (byte != b'&') & (byte != 0x7f) & (byte != 0xc2) & (byte.wrapping_sub(0xe1) > 2) & (byte != 0xef)
}

/// The value of an attribute with its entities decoded, as one trimmed line. The texts of JSON-LD, which may be
/// addresses too, are read in the same way.
pub fn line(raw: &str) -> String {
    line_as(Within::Attribute, raw)
}

/// A text of a page with its entities decoded, as one trimmed line.
pub fn line_of_text(raw: &str) -> String {
    line_as(Within::Text, raw)
}

fn line_as(within: Within, raw: &str) -> String {
    let mut line = String::with_capacity(raw.len());
    append_as(within, &mut line, raw);
    line.truncate(line.trim_end().len());
    line
}

fn append_char(line: &mut String, c: char) {
    match c {
        // NUL is left out of a page's text, says the standard.
        '\0' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
        c if c.is_whitespace() || c.is_control() => {
            if !ends_in_space(line) {
                line.push(' ');
            }
        }
        c => line.push(c),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines() {
        let check = |raw: &str, expected: &str| {
            assert_eq!(line(raw), expected, "{raw}");
            assert_eq!(line_of_text(raw), expected, "{raw}");
            assert_eq!(attribute(raw).replace('\u{a0}', " "), expected, "{raw}");
        };
        check("L&rsquo;&eacute;t&eacute; &amp; l&#39;hiver &#x2014; 15&nbsp;&euro;", "L’été & l'hiver — 15 €");
        check("R&D, a & b, &inconnue; &", "R&D, a & b, &inconnue; &");
    }

    proptest! {
        #[test]
        fn a_line_is_its_characters_one_by_one(
            raw in "([a-zé’«\u{a0}\u{ad}\n. ]{0,9}|[a-z ]{15,40}){0,6}",
            begun in "[a ]{0,2}",
        ) {
            let (mut line, mut expected) = (begun.clone(), begun);
            append(&mut line, &raw);
            raw.chars().for_each(|c| append_char(&mut expected, c));
            prop_assert_eq!(line, expected);
        }
    }

    #[test]
    fn entities_without_semicolon() {
        let check = |raw: &str, of_text: &str, of_attribute: &str| {
            assert_eq!((line_of_text(raw).as_str(), line(raw).as_str()), (of_text, of_attribute), "{raw}");
            assert_eq!(attribute(raw), of_attribute, "{raw}");
        };
        check("r&eacutegie", "régie", "r&eacutegie");
        check("?a=1&copy=2", "?a=1©=2", "?a=1&copy=2");
    }

    #[test]
    fn white_space_is_one_space() {
        assert_eq!(line("\n  un\tdeux\u{a0}\u{200b}trois co\u{ad}u\0pe "), "un deux trois coupe");
    }

    #[test]
    fn beginnings() {
        let check = |text: &str, limit: usize, expected: &str| assert_eq!(beginning(text, limit), expected, "{text}");
        check("été", 9, "été");
        check("été", 4, "ét");
        check("été", 1, "");
    }
}
