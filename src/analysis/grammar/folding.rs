//! The form of a word (lower case, with accents) and its folded form (without), which is what gets stemmed.

use crate::text::{self, is_hyphen};

/// Letters of a word; of a longer one the beginning is kept.
const LONGEST: usize = 200;

/// A word in lower case with its accents. œ and æ are spelled out, as they are on keyboards that lack them.
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

/// A word in lower case without its accents, hyphens, apostrophes and underscores. A word of nothing else stays as it is.
pub fn fold(word: &str) -> String {
    if is_plain(word) {
        return word.to_string();
    }
    let mut folded = String::with_capacity(word.len());
    word.chars().for_each(|letter| fold_letter(letter, |letter| folded.push(letter)));
    if folded.is_empty() { word.to_string() } else { folded }
}

/// Passes the letters that [`fold`] makes of one letter of a word to `each`: none of a hyphen.
pub fn fold_letter(letter: char, each: impl FnMut(char)) {
    if !(is_hyphen(letter) || matches!(letter, '\'' | '_')) {
        text::fold_letter(letter, each);
    }
}

/// Whether a word has no capitals, accents or marks, as most words: it is its own folded form.
fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
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
            ("Week–End", "week-end", "weekend"),
            ("Ÿ", "ÿ", "y"),
            ("Łódź", "łódź", "lodz"),
            ("ΆΘΗΝΑ", "άθηνα", "αθηνα"),
        ] {
            assert_eq!(lower_case(written), lower);
            assert_eq!((fold(written).as_str(), fold(lower).as_str()), (folded, folded));
        }
    }
}
