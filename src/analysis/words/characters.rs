//! The normalisation of characters, so that each has one spelling: composed accents (NFC), and neither typographic
//! ligatures nor invisible characters nor HTML entities that extraction left. Offsets of the normalised text lead back to
//! the original, where hits are highlighted.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::entities::{self, Within};
use crate::text::ligature;

/// A normalised text. Most texts need no change, and are borrowed.
#[derive(Debug)]
pub struct Characters<'t> {
    /// The text after normalisation.
    pub text: Cow<'t, str>,
    edits: Vec<Edit>,
}

/// A stretch of the normalised text that differs from the original, and the stretch of the original that it replaces.
#[derive(Debug)]
struct Edit {
    plain: Range<usize>,
    original: Range<usize>,
}

/// Normalises a text.
pub fn characters(original: &str) -> Characters<'_> {
    let Some(mut edit_at) = next_edit(original, 0) else {
        return Characters { text: Cow::Borrowed(original), edits: Vec::new() };
    };
    let mut text = String::with_capacity(original.len());
    let mut edits = Vec::new();
    let mut copied = 0;
    loop {
        // The character before may compose with the one that needs the edit.
        let before = original[copied..edit_at].chars().next_back().map_or(0, char::len_utf8);
        text.push_str(&original[copied..edit_at - before]);
        let cluster = Cluster::at(original, edit_at - before);
        let plain = text.len()..text.len() + cluster.plain.len();
        text.push_str(&cluster.plain);
        edits.push(Edit { plain, original: cluster.original.clone() });
        copied = cluster.original.end;
        match next_edit(original, copied) {
            Some(next) => edit_at = next,
            None => break,
        }
    }
    text.push_str(&original[copied..]);
    Characters { text: Cow::Owned(text), edits }
}

impl Characters<'_> {
    /// The offset in the original of a word's first byte.
    pub fn original_start(&self, at: usize) -> usize {
        let before = self.edits.partition_point(|edit| edit.plain.start <= at);
        match before.checked_sub(1).map(|last| &self.edits[last]) {
            None => at,
            Some(edit) if at < edit.plain.end => edit.original.start,
            Some(edit) => edit.original.end + (at - edit.plain.end),
        }
    }

    /// The offset in the original of the byte behind a word's last one.
    pub fn original_end(&self, at: usize) -> usize {
        let before = self.edits.partition_point(|edit| edit.plain.start < at);
        match before.checked_sub(1).map(|last| &self.edits[last]) {
            None => at,
            Some(edit) if at <= edit.plain.end => edit.original.end,
            Some(edit) => edit.original.end + (at - edit.plain.end),
        }
    }
}

/// A character with the accents that compose with it, or a run of invisible characters.
struct Cluster {
    plain: String,
    original: Range<usize>,
}

impl Cluster {
    fn at(text: &str, start: usize) -> Cluster {
        let mut letters = String::new();
        let mut original = start..start;
        let mut at = start;
        while let Some((length, character)) = decoded(&text[at..]) {
            let begins_another = stands_alone(character) && at > start;
            if begins_another && !is_invisible(character) {
                break;
            }
            at += length;
            if is_invisible(character) {
                if letters.is_empty() {
                    original.end = at;
                }
                continue;
            }
            match spelled(character) {
                Some(plain) => letters.push_str(&plain),
                None => letters.push(character),
            }
            original.end = at;
        }
        Cluster { plain: letters.nfc().collect(), original }
    }
}

/// The first character of a text, decoded if it is an entity, and the number of bytes that it takes.
fn decoded(text: &str) -> Option<(usize, char)> {
    entity(text).or_else(|| text.chars().next().map(|character| (character.len_utf8(), character)))
}

/// Whether a character never composes with the one before it.
fn stands_alone(character: char) -> bool {
    character.is_ascii()
        || canonical_combining_class(character) == 0 && is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes
}

/// The byte of the next character that cannot be copied as it is.
fn next_edit(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'&' if entity(&text[at..]).is_some() => return Some(at),
            0..0x80 => at += 1,
            // Latin letters with accents, composed already: most of what is not ASCII in French.
            0xC3..=0xC5 => at += 2,
            // The commonest punctuation: “ ” ‘ ’ – — and …
            0xE2 if bytes[at + 1] == 0x80 && matches!(bytes[at + 2], 0x90..=0xA7) => at += 3,
            _ => {
                let character = text[at..].chars().next().expect("a character begins at a lead byte");
                if is_invisible(character) || spelled(character).is_some() || !stands_alone(character) {
                    return Some(at);
                }
                at += character.len_utf8();
            }
        }
    }
    None
}

/// Whether a character is invisible: a soft hyphen, a space or joiner without width, a mark of direction, a variation
/// selector.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// The plain spelling of typographic ligatures (`ﬁ`), of raised or lowered characters (m², CO₂, XXᵉ), and of letters that
/// differ by their typeface alone (`𝐆𝐫è𝐯𝐞`, `ＧＲＥＶＥ`).
fn spelled(character: char) -> Option<String> {
    match character {
        // `nᵒ 5` is mostly written with a degree or with this sign.
        'ᵒ' => Some("º".to_owned()),
        '²'
        | '³'
        | '₀'..='₉'
        | 'ʰ'..='ʸ'
        | 'ˡ'..='ˣ'
        | 'ᴬ'..='ᵪ'
        | 'ⁱ'
        | 'ⁿ'
        | 'Ⅰ'..='ⅿ'
        | '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '𝐀'..='𝟿' => {
            let mut plain = String::new();
            decompose_compatible(character, |letter| plain.push(letter));
            Some(plain)
        }
        _ => ligature(character).map(str::to_owned),
    }
}

/// The entity at the start of a text: its length and the character that it stands for. Without a ";" it is none here, for
/// in a text without markup "&" stands for itself.
fn entity(text: &str) -> Option<(usize, char)> {
    let entity = entities::entity(text, Within::Attribute)?;
    let mut characters = entity.characters();
    let character = characters.next().filter(|character| *character != char::REPLACEMENT_CHARACTER)?;
    let closed = text[..entity.length].ends_with(';');
    (closed && characters.next().is_none()).then_some((entity.length, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(original: &str, expected: &str) {
        assert_eq!(characters(original).text, expected, "{original:?}");
    }

    #[test]
    fn one_spelling_for_each_character() {
        check("déjà plain", "déjà plain");
        check("e\u{301}le\u{300}ve", "élève");
        check("gouver\u{AD}nement", "gouvernement");
        check("C\u{200B}AF", "CAF");
        check("ﬁn, oﬃciel", "fin, officiel");
        check("XXᵉ, 12 km², CO₂", "XXe, 12 km2, CO2");
        check("Mˡˡᵉ, nᵒ 5, Sᵗ", "Mlle, nº 5, St");
        check("𝐆𝐫è𝐯𝐞, ＧＲＥＶＥ, Henri Ⅳ", "Grève, GREVE, Henri IV");
    }

    #[test]
    fn entities_that_extraction_left_are_decoded() {
        check("l&#39;eau et l&#x2019;air", "l'eau et l’air");
        check("l&rsquo;&eacute;t&eacute;, c&oelig;ur", "l’été, cœur");
        check("R&D, A & B; &inconnue; &#0; &", "R&D, A & B; &inconnue; &#0; &");
    }

    #[test]
    fn offsets_lead_back_to_the_original() {
        let original = "l&#39;e\u{301}le\u{300}ve\u{AD} ﬁnit";
        let plain = characters(original);
        let word = |word: &str| {
            let start = plain.text.find(word).unwrap();
            &original[plain.original_start(start)..plain.original_end(start + word.len())]
        };
        assert_eq!(word("élève"), "e\u{301}le\u{300}ve");
        assert_eq!(word("finit"), "ﬁnit");
        assert_eq!(word("l"), "l");
    }
}
