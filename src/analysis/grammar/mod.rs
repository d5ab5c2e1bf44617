//! The grammar: from a word as it is written to its form and its stems.

pub mod folding;
pub(super) mod numerals;
mod verbs;
pub mod stemmer;
mod overrides;
mod transcription;

use folding::{fold, lower_case};
use transcription::{transcribed, two_letters};

use super::lexicon;

/// A word as the index has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexeme {
    /// The word in lower case with its accents; empty for a word of a name.
    pub form: String,
    /// One stem, or alternatives with blanks between them.
    pub stems: String,
}

/// The lexeme of a word of a text.
pub fn lexeme(written: &str) -> Lexeme {
    let form = lower_case(written);
    if let Some(number) = numerals::ordinal(written) {
        return Lexeme { form, stems: format!("{number}e") };
    }
    let folded = fold(&form);
    if !folded.chars().all(char::is_alphabetic) {
        // A number, a sign or an address has no inflection.
        return Lexeme { form, stems: folded };
    }
    let mut stems = match lexicon::usual_spelling(&folded) {
        Some(usual) => overrides::stems(&usual, &fold(&usual)),
        None => overrides::stems(&form, &folded),
    };
    if let Some(other) = transcribed(&form) {
        stems.push_str(&format!(" {}", overrides::stems(&other, &fold(&other))));
    }
    if let Some(number) = numerals::roman_cardinal(written) {
        stems.push_str(&format!(" {number}"));
    }
    Lexeme { form, stems }
}

/// Whether a word that begins with this letter may have a stem that begins with two others: `djokovic` for `Đoković`.
pub fn is_transcribed(letter: char) -> bool {
    letter.to_lowercase().any(|letter| two_letters(letter).is_some())
}

/// The lexeme of a word of a name, which has no inflection.
pub fn name(written: &str) -> Lexeme {
    Lexeme { form: String::new(), stems: fold(&lower_case(written)) }
}
