//! How alike two written words are: the same for `mot~` and for corrections, in every engine.

use crate::analysis::grammar::folding::fold;

/// How many typing errors a word of that length may have.
pub fn errors_in(word: &str) -> u8 {
    match fold(word).chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// `form` with a capital where the typed word has one.
pub fn written_as(typed: &str, form: String) -> String {
    let mut letters = form.chars();
    match letters.next() {
        Some(first) if typed.starts_with(char::is_uppercase) => first.to_uppercase().chain(letters).collect(),
        _ => form,
    }
}
