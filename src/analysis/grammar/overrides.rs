//! The rules that come before the stemmer, for words that it would get wrong: the lexicon, verb forms, and feminines that
//! change more than an `e` (`directrice`).

use super::{stemmer, verbs};
use crate::analysis::lexicon;

/// The stems of a word: one, or alternatives with blanks between them, where a spelling without accents leaves a choice.
pub fn stems(form: &str, folded: &str) -> String {
    known(form)
        .or_else(|| conjugated(folded))
        // `livré` is no book: a verb form comes before a listed word that has other accents.
        .or_else(|| known(folded))
        .or_else(|| agreed(folded))
        .unwrap_or_else(|| stemmer::stem(folded))
}

fn known(form: &str) -> Option<String> {
    lexicon::stems(form).map(str::to_owned)
}

/// The stem of a verb form, which is that of its infinitive.
fn conjugated(folded: &str) -> Option<String> {
    let infinitive = verbs::infinitive(folded)?;
    Some(known(&infinitive).unwrap_or_else(|| stemmer::stem(&infinitive)))
}

/// The stem of the masculine singular, where the stemmer would miss that or cut too much: `act|rice`, `act|eur`.
fn agreed(folded: &str) -> Option<String> {
    const SHORTEST: usize = 3;
    let singular = folded.strip_suffix('s').unwrap_or(folded);
    let (ending, becomes, then) = AGREEMENTS.iter().find(|(ending, ..)| singular.ends_with(ending))?;
    let root = &singular[..singular.len() - ending.len()];
    if root.len() < SHORTEST {
        return None;
    }
    let word = format!("{root}{becomes}");
    Some(match then {
        Then::Stem => stemmer::stem(&word),
        Then::Keep => word,
    })
}

/// The ending of a singular, the ending that replaces it, and whether the result goes through the stemmer.
const AGREEMENTS: [(&str, &str, Then); 16] = [
    ("trice", "teu", Then::Keep),
    ("eur", "eu", Then::Keep),
    ("euse", "eu", Then::Keep),
    ("eux", "eu", Then::Keep),
    ("eure", "eu", Then::Keep),
    ("ive", "if", Then::Keep),
    ("if", "if", Then::Keep),
    ("isation", "iser", Then::Stem),
    ("iement", "ier", Then::Stem),
    ("nnelle", "nnel", Then::Keep),
    ("nnel", "nnel", Then::Keep),
    ("elle", "el", Then::Stem),
    ("aise", "ais", Then::Stem),
    ("oise", "ois", Then::Stem),
    // Verb forms are found before this. Other words in `er` are nouns and names, and keep it.
    ("ere", "er", Then::Keep),
    ("er", "er", Then::Keep),
];

enum Then {
    Keep,
    Stem,
}

#[cfg(test)]
mod tests {
    use super::super::folding::fold;
    use super::*;

    fn check(form: &str, expected: &str) {
        assert_eq!(stems(form, &fold(form)), expected, "{form}");
    }

    #[test]
    fn feminines_agree() {
        for (feminine, masculine) in [
            ("directrice", "directeur"),
            ("chanteuses", "chanteurs"),
            ("heureuse", "heureux"),
            ("sportive", "sportif"),
            ("personnelles", "personnel"),
            ("française", "français"),
            ("policière", "policier"),
        ] {
            check(feminine, &stems(masculine, &fold(masculine)));
        }
    }

    #[test]
    fn names_keep_what_looks_like_an_ending() {
        check("castaner", "castaner");
        check("wagner", "wagner");
        check("porter", "porter");
    }
}
