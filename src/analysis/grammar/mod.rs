//! The grammar: from a word as it is written to its form and its stems.

pub mod folding;
pub(super) mod numerals;
mod verbs;
pub mod stemmer;
pub(super) mod reading;
mod overrides;
mod transcription;

use folding::{fold, lower_case};
use reading::Pair;
use transcription::{transcribed, two_letters};

use super::lexicon;

/// A word as the index has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexeme {
    /// The word in lower case with its accents; empty for a word of a name.
    pub form: String,
    /// One stem, or alternatives with blanks between them.
    pub stems: String,
    /// The stem of another word that is written the same, if there is one: `traiter` for `traité`.
    pub other: String,
    /// What the two words are.
    pub(super) pair: Pair,
}

impl Lexeme {
    fn one(form: String, stems: String) -> Self {
        Self { form, stems, other: String::new(), pair: Pair::None }
    }

    /// The lexeme with the stems of both its words.
    pub(super) fn both(self) -> Self {
        Self { stems: format!("{} {}", self.stems, self.other), ..self }
    }
}

/// The lexeme of a word of a text.
pub fn lexeme(written: &str) -> Lexeme {
    let form = lower_case(written);
    if let Some(number) = numerals::ordinal(written) {
        return Lexeme::one(form, format!("{number}e"));
    }
    let folded = fold(&form);
    if !folded.chars().all(char::is_alphabetic) {
        // A number, a sign or an address has no inflection.
        return Lexeme::one(form, folded);
    }
    if let Some((stems, other, pair)) = overrides::pair(&form, &folded) {
        return Lexeme { form, stems, other, pair };
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
    Lexeme::one(form, stems)
}

/// The noun or adjective that a form is an inflection of, nearly as a dictionary lists it; `None` for verb forms. Nouns that
/// have one stem are told apart by it: `manifestant` for `manifestants`, `manifestation` for `manifestations`.
pub fn nominal(form: &str) -> Option<String> {
    overrides::nominal(form, &fold(form))
}

/// Whether a word that begins with this letter may have a stem that begins with two others: `djokovic` for `Đoković`.
pub fn is_transcribed(letter: char) -> bool {
    letter.to_lowercase().any(|letter| two_letters(letter).is_some())
}

/// The lexeme of a word of a name, which has no inflection.
pub fn name(written: &str) -> Lexeme {
    Lexeme::one(String::new(), fold(&lower_case(written)))
}
