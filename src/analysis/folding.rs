//! Small letters, and letters without their accents.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A word is no longer than this; of anything longer the beginning is kept.
const LONGEST: usize = 200;

/// The word in lower case with its accents. The ligatures œ and æ are spelled out, as half of the keyboards do.
pub fn lower_case(written: &str) -> String {
    if written.len() <= LONGEST && is_plain(written) {
        return written.to_string();
    }
    let mut lower = String::with_capacity(written.len());
    for letter in written.chars().take(LONGEST) {
        match letter {
            'A'..='Z' => lower.push(letter.to_ascii_lowercase()),
            'œ' | 'Œ' => lower.push_str("oe"),
            'æ' | 'Æ' => lower.push_str("ae"),
            _ if is_hyphen(letter) => lower.push('-'),
            _ if letter.is_ascii() => lower.push(letter),
            _ => lower.extend(letter.to_lowercase()),
        }
    }
    lower
}

/// A word in lower case without its accents, and without what joins its parts; as it is, if nothing else were left.
pub fn fold(lower: &str) -> String {
    if is_plain(lower) {
        return lower.to_string();
    }
    let mut folded = String::with_capacity(lower.len());
    for letter in lower.chars() {
        match letter {
            'a'..='z' => folded.push(letter),
            '\'' | '-' | '_' => {}
            _ if letter.is_ascii() => folded.push(letter),
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'þ' => folded.push_str("th"),
            _ => decompose_canonical(letter, |part| {
                if !is_accent(part) {
                    folded.push(part);
                }
            }),
        }
    }
    if folded.is_empty() { lower.to_string() } else { folded }
}

/// Whether a word has small letters without accents alone, as most words have, which then are no work.
fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Marks that leave the letter what it is: those of Latin and Greek, and the vowel points of Hebrew and Arabic.
fn is_accent(mark: char) -> bool {
    is_combining_mark(mark) && matches!(mark, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{670}')
}

pub fn is_hyphen(mark: char) -> bool {
    matches!(mark, '-' | '‐' | '‑' | '‒' | '–' | '−' | '﹣')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_capitals_then_accents() {
        for (written, lower, folded) in [
            ("ÉLÈVE", "élève", "eleve"),
            ("Œuvre", "oeuvre", "oeuvre"),
            ("Lætitia", "laetitia", "laetitia"),
            ("Week-End", "week-end", "weekend"),
            ("Ÿ", "ÿ", "y"),
            ("Łódź", "łódź", "lodz"),
            ("ΆΘΗΝΑ", "άθηνα", "αθηνα"),
        ] {
            assert_eq!(lower_case(written), lower);
            assert_eq!(fold(lower), folded);
        }
    }
}
