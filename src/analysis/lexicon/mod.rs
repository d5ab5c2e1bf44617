//! Words that are compared by a stem of their own: irregular forms, names, what only an accent keeps apart.
//!
//! The lists are data: `lemmas.txt`, `names.txt`, `nations.txt` and `homographs.txt` in `lexicon/`.

pub mod table;

use table::Table;

/// The stems of a form, written with its accents or folded: one, or alternatives with blanks between them.
pub fn stems(form: &str) -> Option<&'static str> {
    STEMS.get(form)
}

/// What forms begin with, folded, of which a stem begins with these two letters instead: `va` and `ir` for `al`, since `vais`
/// and `irai` are forms of `aller`.
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
