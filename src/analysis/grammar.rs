//! From a word as written to what it is compared by: lower case, folding, overrides, stemmer.

use super::folding::{fold, lower_case};
use super::{numbers, overrides};

/// A word as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexeme {
    /// In lower case, with its accents; nothing for a word of a name.
    pub form: String,
    /// One stem, or the alternatives.
    pub stems: Vec<String>,
}

/// A word of a text.
pub fn lexeme(written: &str) -> Lexeme {
    let form = lower_case(written);
    if let Some(number) = numbers::roman_ordinal(written) {
        return Lexeme { form, stems: vec![format!("{number}e")] };
    }
    let mut stems = overrides::stems(&form, &fold(&form));
    stems.extend(numbers::roman_cardinal(written).map(|number| number.to_string()));
    Lexeme { form, stems }
}

/// A word of a name: no grammar applies to it.
pub fn name(written: &str) -> Lexeme {
    Lexeme { form: String::new(), stems: vec![fold(&lower_case(written))] }
}
