//! A scanner: where a run of letters and figures begins and ends in a text. Which runs make one word (`porte-parole`,
//! `89 700`) is decided by the files that read compounds, numbers and addresses.

use unicode_normalization::char::is_combining_mark;

/// The byte where the next word or sign begins, at `from` or behind it.
#[inline]
pub fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match class(bytes[at]) {
            Class::Small | Class::Capital | Class::Figure | Class::Sign => return Some(at),
            Class::Break | Class::Joint => at += 1,
            Class::High if bytes[at] == 0xE2 && bytes[at + 1] == GENERAL_PUNCTUATION => at += 3,
            Class::High => {
                let character = text[at..].chars().next().expect("a character begins at a lead byte");
                if matches!(character, '€' | '№' | '£' | '¥')
                    || is_word_char(character) && !is_combining_mark(character)
                {
                    return Some(at);
                }
                at += character.len_utf8();
            }
        }
    }
    None
}

/// The byte where the run of letters, figures and accents that begins at `start` ends; `start`, if none begins there.
pub fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match class(byte) {
            Class::Small | Class::Capital | Class::Figure => at += 1,
            // À to ÿ, but for the signs × and ÷.
            Class::High if byte == 0xC3 && !matches!(bytes[at + 1], 0x97 | 0xB7) => at += 2,
            Class::High if byte == 0xE2 && bytes[at + 1] == GENERAL_PUNCTUATION => break,
            Class::High => {
                let character = text[at..].chars().next().expect("a character begins at a lead byte");
                // A mark belongs to the letter before it, and is no word without one.
                if !is_word_char(character) || at == start && is_combining_mark(character) {
                    break;
                }
                at += character.len_utf8();
            }
            _ => break,
        }
    }
    at
}

/// Whether a character is a part of words: a letter, a figure or an accent. Signs such as `º` and `½` are not.
pub fn is_word_char(character: char) -> bool {
    match character {
        'ª' | 'º' | '¹' | '¼'..='¾' | '⁰'..='⁹' | '⅐'..='⅟' | 'ʹ' | 'ʼ' => false,
        _ => character.is_alphanumeric() || is_combining_mark(character),
    }
}

/// The apostrophe that stands at a byte of the text, in any of the shapes that keyboards and typesetters give it.
pub fn apostrophe(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next().filter(|mark| matches!(mark, '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '′' | '`' | '´' | '＇'))
}

/// What a byte of a text is, as far as words go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Small,
    Capital,
    Figure,
    /// White space or punctuation that ends a word.
    Break,
    /// Punctuation that may join a word to the next: an apostrophe, a hyphen, a point.
    Joint,
    /// A sign that begins a label (`#`, `@`) or is a word of its own (`%`).
    Sign,
    /// A part of a character that is not ASCII.
    High,
}

/// The class of a byte.
#[inline]
pub fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
}

static CLASSES: [Class; 256] = {
    let mut classes = [Class::Break; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => Class::Small,
            b'A'..=b'Z' => Class::Capital,
            b'0'..=b'9' => Class::Figure,
            b'\'' | b'`' | b'-' | b'.' | b':' | b'_' | b'+' => Class::Joint,
            b'#' | b'@' | b'%' | b'$' => Class::Sign,
            0x80..=0xFF => Class::High,
            _ => Class::Break,
        };
        byte += 1;
    }
    classes
};

/// The second byte of ’, …, –, “ and their neighbours, which the press writes more often than all else beyond é and à.
const GENERAL_PUNCTUATION: u8 = 0x80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_letters_and_figures() {
        let check = |text: &str, expected: &str| {
            let start = next_start(text, 0).unwrap_or(text.len());
            assert_eq!(&text[start..word_end(text, start)], expected, "{text}");
        };
        check(" … l'été", "l");
        check("« Été »", "Été");
        check("e\u{301}te\u{301}.", "e\u{301}te\u{301}");
        check("\u{301}a", "a");
        check("5×3", "5");
        check("4e-5", "4e");
        check("Ёлка…", "Ёлка");
        check("€ 5", "");
        check("–", "");
    }
}
