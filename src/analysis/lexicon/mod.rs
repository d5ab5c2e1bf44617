//! The lexicon: words whose stem is looked up rather than computed, because they are irregular (`yeux`), names (`Paris`),
//! peoples (`marocaines`), or kept apart by an accent alone (`pêche`, `péché`).
//!
//! The words are data, in the text files of this folder. `compile.rs`, the build script, makes tables of them.

pub mod table;

use table::Table;

/// The stems of a form, which may be folded: one, or alternatives with blanks between them. `None` for most words.
pub fn stems(form: &str) -> Option<&'static str> {
    STEMS.get(form)
}

/// The pairs of letters that words with a stem that begins with `of_stem` may begin with, beside that pair itself: `va` and
/// `ir` for `al`, since `vais` and `irai` are forms of `aller`. All are folded.
pub fn other_beginnings(of_stem: &str) -> impl Iterator<Item = &'static str> {
    OTHER_BEGINNINGS.get(of_stem).into_iter().flat_map(|beginnings| beginnings.split(' '))
}

static STEMS: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/stems.table")));

static OTHER_BEGINNINGS: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/other_beginnings.table")));

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected: Option<&str>) {
        assert_eq!(stems(form), expected, "{form}");
    }

    #[test]
    fn words_of_their_own() {
        check("yeux", Some("oeil"));
        check("paris", Some("paris"));
        check("marocaines", Some("maroc"));
        check("mais", Some("mais"));
        check("manger", None);
    }

    #[test]
    fn accents_keep_homographs_apart() {
        check("pêche", Some("pêche"));
        check("péché", Some("péché"));
        check("peche", Some("pêche péché"));
        check("interne", None);
    }
}
