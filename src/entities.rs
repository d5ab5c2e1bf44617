//! HTML entities, which the standard calls character references: `&eacute;`, `&#233;` and `&#xE9;` are all "é".
//!
//! Extraction decodes those of a page. The analysis chain decodes those that a text has kept, as texts that other
//! programs extracted do.

use web_atoms::NAMED_ENTITIES;

/// The place of an entity. Without its ";", an entity ends before "=", a letter or a digit only in a text: an address
/// in an attribute, such as "?a=1&copy=2", has no "©".
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// A text of a page.
    Text,
    /// The value of an attribute.
    Attribute,
}

/// An entity: a character, and with some sixty names one more.
pub struct Entity {
    codes: (u32, u32),
    /// The bytes that it takes, with its "&" and its ";".
    pub length: usize,
}

impl Entity {
    /// The one or two characters.
    pub fn characters(&self) -> impl Iterator<Item = char> {
        let (first, second) = self.codes;
        [first, second].into_iter().filter(|code| *code != 0).filter_map(char::from_u32)
    }
}

/// The entity at the start of `text`, by the standard's "character reference state" and those that follow from it.
///
/// ```
/// use kiosque::entities::{Within, entity};
///
/// let decoded = |text| entity(text, Within::Text).map(|it| it.characters().collect::<String>());
/// assert_eq!(decoded("&eacute;t&eacute;").as_deref(), Some("é"));
/// assert_eq!(decoded("&#8217;").as_deref(), Some("’"));
/// assert_eq!(decoded("&inconnue;"), None);
/// ```
pub fn entity(text: &str, within: Within) -> Option<Entity> {
    let body = text.strip_prefix('&')?;
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
        return Some(Entity { codes: (u32::from(numeric(code)), 0), length: end });
    }
    let length = body.bytes().take(LONGEST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    if body[length..].starts_with(';')
        && let Some(codes) = named(&body[..length + 1])
    {
        return Some(Entity { codes, length: 1 + length + 1 });
    }
    // The names of HTML 2 may go without their ";": the longest that the text begins with.
    let bare = (2..=length.min(LONGEST_BARE)).rev().find_map(|end| Some((named(&body[..end])?, end)));
    let goes_on = |end: usize| body[end..].starts_with(|c: char| c == '=' || c.is_ascii_alphanumeric());
    bare.filter(|(_, end)| within == Within::Text || !goes_on(*end))
        .map(|(codes, end)| Entity { codes, length: 1 + end })
}

/// Bytes of the longest name, `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;
/// Bytes of the longest names that may go without ";", such as `Aacute`.
const LONGEST_BARE: usize = 6;

/// The characters of a name, which has its ";" if it needs one. The table holds the beginnings of names too, without a
/// character.
fn named(name: &str) -> Option<(u32, u32)> {
    NAMED_ENTITIES.get(name).copied().filter(|codes| codes.0 != 0)
}

/// The character of a number. The standard reads `&#128;` to `&#159;` as windows-1252.
fn numeric(code: u32) -> char {
    match code {
        0x80..=0x9F => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next(),
        _ => char::from_u32(code).filter(|&c| c != '\0'),
    }
    .unwrap_or('\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with its entities decoded.
    fn decoded(text: &str, within: Within) -> String {
        let mut decoded = String::new();
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            match entity(&text[at..], within) {
                Some(entity) => {
                    decoded.extend(entity.characters());
                    at += entity.length;
                }
                None => {
                    decoded.push(c);
                    at += c.len_utf8();
                }
            }
        }
        decoded
    }

    #[test]
    fn names_and_numbers() {
        let check = |text: &str, expected: &str| {
            assert_eq!(decoded(text, Within::Text), expected, "{text}");
            assert_eq!(decoded(text, Within::Attribute), expected, "{text}");
        };
        check("L&rsquo;&eacute;t&eacute; &amp; l&#39;hiver &#x2014; 15 &euro;", "L’été & l'hiver — 15 €");
        check("&#146;&#0;&#xFFFFFFFF;&#99999999999;", "’\u{fffd}\u{fffd}\u{fffd}");
        check("R&D, a & b, &inconnue; &#; &#x; &#é &", "R&D, a & b, &inconnue; &#; &#x; &#é &");
        check("caf&eacute &#00000000000233;&#x000000e9", "café éé");
        check("un&comma; deux&period; &Zcaron;i&zcaron;ka &check;&fjlig;", "un, deux. Žižka ✓fj");
        check("&CounterClockwiseContourIntegral;&notin;&not;in;", "∳∉¬in;");
    }

    #[test]
    fn names_without_semicolon() {
        let check = |text: &str, in_text: &str, in_attribute: &str| {
            assert_eq!(decoded(text, Within::Text), in_text, "{text}");
            assert_eq!(decoded(text, Within::Attribute), in_attribute, "{text}");
        };
        check("r&eacutegie", "régie", "r&eacutegie");
        check("&copyright=1", "©right=1", "&copyright=1");
        check("?a=1&copy=2", "?a=1©=2", "?a=1&copy=2");
        check("&lt&gt", "<>", "<>");
        check("&notit;", "¬it;", "&notit;");
        check("&scaron", "&scaron", "&scaron");
    }
}
