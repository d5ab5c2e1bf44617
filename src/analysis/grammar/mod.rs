//! From a word as written to what it is compared by: lower case, folding, overrides, stemmer.

pub mod folding;
mod overrides;
mod verbs;
pub(super) mod numerals;
pub mod stemmer;

use folding::{fold, lower_case};

/// A word as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexeme {
    /// In lower case, with its accents; nothing for a word of a name.
    pub form: String,
    /// One stem, or alternatives with blanks between them.
    pub stems: String,
}

/// A word of a text.
pub fn lexeme(written: &str) -> Lexeme {
    let form = lower_case(written);
    if let Some(number) = numerals::ordinal(written) {
        return Lexeme { form, stems: format!("{number}e") };
    }
    let folded = fold(&form);
    if !folded.chars().all(char::is_alphabetic) {
        // A number, a sign or an address: no matter of grammar.
        return Lexeme { form, stems: folded };
    }
    let mut stems = overrides::stems(&form, &folded);
    if let Some(number) = numerals::roman_cardinal(written) {
        stems.push_str(&format!(" {number}"));
    }
    Lexeme { form, stems }
}

/// A word of a name: no grammar applies to it.
pub fn name(written: &str) -> Lexeme {
    Lexeme { form: String::new(), stems: fold(&lower_case(written)) }
}
