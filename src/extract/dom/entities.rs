//! Character references, and text laid out as one line.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;
use memchr::memchr;

/// Appends `raw`, a page's text, with its character references resolved, every run of white space as one space, and none
/// at the start of `line`. Soft hyphens and zero-width characters, which only help a browser to break lines, are left out.
pub fn append(line: &mut String, raw: &str) {
    append_as(Within::Text, line, raw);
}

/// Where references stand: one without its ";" ends before "=", a letter or a digit only in a text ("?a=1&copy=2").
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Attribute,
}

fn append_as(within: Within, line: &mut String, raw: &str) {
    let bytes = raw.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Most of a text goes over as it is: words, and the spaces behind them. Where words end cannot be foretold, and
        // so this does not branch there.
        let mut spaced = ends_in_space(line);
        let goes_over = |byte: &&u8| {
            let space = **byte == b' ';
            let goes_over = PLAIN[usize::from(**byte)] | (space & !spaced);
            spaced = space;
            goes_over
        };
        let length = bytes[at..].iter().take_while(goes_over).count();
        line.push_str(&raw[at..at + length]);
        at += length;
        let rest = &raw[at..];
        let Some(c) = rest.chars().next() else { return };
        if c == '&'
            && let Some(reference) = reference(rest, within)
        {
            reference.characters().for_each(|c| append_char(line, c));
            at += reference.length;
            continue;
        }
        append_char(line, c);
        at += c.len_utf8();
        if c.is_ascii_whitespace() {
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        }
    }
}

/// An attribute's value with its character references resolved, and otherwise as it is.
pub fn attribute(raw: &str) -> Cow<'_, str> {
    let mut value = String::new();
    let mut rest = raw;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        value.push_str(&rest[..at]);
        let length = match reference(&rest[at..], Within::Attribute) {
            Some(reference) => {
                value.extend(reference.characters());
                reference.length
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

/// The same, of as much as a name or a label may hold. Elements nest, and what is looked for in each of them is not to be
/// read as often as it is deep.
pub fn append_beginning(line: &mut String, raw: &str) {
    append(line, beginning(raw, LONGEST_LABEL.saturating_sub(line.len())));
}

/// Bytes.
const LONGEST_LABEL: usize = 4096;

/// The first characters of a text, in at most so many bytes.
pub fn beginning(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Whether a space would be one too many.
fn ends_in_space(line: &str) -> bool {
    line.as_bytes().last().is_none_or(|last| *last == b' ')
}

/// The bytes of characters that go over as they are: all of printable ASCII but "&" and the space, and what is part of
/// further characters, but for the first bytes of U+0080 to U+00BF, U+1000 to U+3FFF and U+F000 to U+FFFF, where what
/// `append_char` leaves out or makes a space lies.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b'!' as usize;
    while byte < 256 {
        plain[byte] = !matches!(byte as u8, b'&' | 0x7f | 0xc2 | 0xe1..=0xe3 | 0xef);
        byte += 1;
    }
    plain
};

/// An attribute's value with its character references resolved, as one trimmed line. So are the texts of JSON-LD read,
/// which hold addresses too.
pub fn line(raw: &str) -> String {
    line_as(Within::Attribute, raw)
}

/// The same, of a page's text.
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

/// What a character reference stands for: a character, and in some sixty cases one more.
struct Reference {
    codes: (u32, u32),
    /// In the page, with its "&".
    length: usize,
}

impl Reference {
    fn characters(&self) -> impl Iterator<Item = char> {
        let (first, second) = self.codes;
        [first, second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32)
    }
}

/// The reference at the start of `text`: the standard's "character reference state" and those that follow from it.
fn reference(text: &str, within: Within) -> Option<Reference> {
    let body = &text[1..];
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let length = digits.bytes().take_while(|byte| (*byte as char).is_digit(radix)).count();
        let digits_at = text.len() - digits.len();
        if length == 0 {
            return None;
        }
        let add = |code: u32, c: char| code.saturating_mul(radix).saturating_add(c.to_digit(radix).unwrap_or(0));
        let code = digits[..length].chars().fold(0, add);
        let end = digits_at + length;
        let end = end + usize::from(text[end..].starts_with(';'));
        return Some(Reference { codes: (u32::from(numeric(code)), 0), length: end });
    }
    let length = body.bytes().take(LONGEST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    if body[length..].starts_with(';')
        && let Some(codes) = named(&body[..length + 1])
    {
        return Some(Reference { codes, length: 1 + length + 1 });
    }
    // The names of HTML 2 may go without their ";": the longest that the text begins with.
    let bare = (2..=length.min(LONGEST_BARE)).rev().find_map(|end| Some((named(&body[..end])?, end)));
    let goes_on = |end: usize| body[end..].starts_with(|c: char| c == '=' || c.is_ascii_alphanumeric());
    bare.filter(|(_, end)| within == Within::Text || !goes_on(*end))
        .map(|(codes, end)| Reference { codes, length: 1 + end })
}

/// "CounterClockwiseContourIntegral".
const LONGEST_NAME: usize = 31;
/// "Aacute" and its like.
const LONGEST_BARE: usize = 6;

/// The characters of a name, with its ";" if it needs one. The table holds the beginnings of names too, as no character.
fn named(name: &str) -> Option<(u32, u32)> {
    NAMED_ENTITIES.get(name).copied().filter(|codes| codes.0 != 0)
}

/// The standard reads the references &#128; to &#159; as windows-1252.
fn numeric(code: u32) -> char {
    match code {
        0x80..=0x9F => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next(),
        _ => char::from_u32(code).filter(|&c| c != '\0'),
    }
    .unwrap_or('\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::{attribute, line, line_of_text};

    #[test]
    fn references() {
        let check = |raw: &str, expected: &str| {
            assert_eq!(line(raw), expected, "{raw}");
            assert_eq!(line_of_text(raw), expected, "{raw}");
            assert_eq!(attribute(raw).replace('\u{a0}', " "), expected, "{raw}");
        };
        check("L&rsquo;&eacute;t&eacute; &amp; l&#39;hiver &#x2014; 15&nbsp;&euro;", "L’été & l'hiver — 15 €");
        check("&#146;&#0;&#xFFFFFFFF;&#99999999999;", "’\u{fffd}\u{fffd}\u{fffd}");
        check("R&D, a & b, &inconnue; &#; &#x; &#é &", "R&D, a & b, &inconnue; &#; &#x; &#é &");
        check("caf&eacute &#00000000000233;&#x000000e9", "café éé");
        check("un&comma; deux&period; &Zcaron;i&zcaron;ka &check;&fjlig;", "un, deux. Žižka ✓fj");
        check("&CounterClockwiseContourIntegral;&notin;&not;in;", "∳∉¬in;");
    }

    #[test]
    fn references_without_semicolon() {
        let check = |raw: &str, of_text: &str, of_attribute: &str| {
            assert_eq!((line_of_text(raw).as_str(), line(raw).as_str()), (of_text, of_attribute), "{raw}");
            assert_eq!(attribute(raw), of_attribute, "{raw}");
        };
        check("r&eacutegie", "régie", "r&eacutegie");
        check("&copyright=1", "©right=1", "&copyright=1");
        check("?a=1&copy=2", "?a=1©=2", "?a=1&copy=2");
        check("&lt&gt", "<>", "<>");
        check("&notit;", "¬it;", "&notit;");
        check("&scaron", "&scaron", "&scaron");
    }

    #[test]
    fn white_space_is_one_space() {
        assert_eq!(line("\n  un\tdeux\u{a0}\u{200b}trois co\u{ad}u\0pe "), "un deux trois coupe");
    }
}
