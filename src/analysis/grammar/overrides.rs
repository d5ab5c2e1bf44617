//! What the stemmer would get wrong, said before it: words of the lexicon, conjugation, and the feminines that change
//! more than an `e`.

use super::{stemmer, verbs};
use crate::analysis::lexicon;

/// What a word is compared by: one stem, or alternatives with blanks between them where its spelling without accents
/// leaves a choice.
pub fn stems(form: &str, folded: &str) -> String {
    known(form)
        .or_else(|| conjugated(folded))
        // `livré` is no book: a word with accents may be a verb's before it may be one without them.
        .or_else(|| known(folded))
        .or_else(|| agreed(folded))
        .unwrap_or_else(|| stemmer::stem(folded))
}

fn known(form: &str) -> Option<String> {
    lexicon::stems(form).map(str::to_owned)
}

/// The stem of a verb form is that of its infinitive.
fn conjugated(folded: &str) -> Option<String> {
    let infinitive = verbs::infinitive(folded)?;
    Some(known(&infinitive).unwrap_or_else(|| stemmer::stem(&infinitive)))
}

/// The word in the masculine singular, where the stemmer would miss it or would cut too much: `act|rice`, `act|eur`.
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

/// The ending of the singular, and what stands for it.
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
    // Verbs are known: what else ends in `er` is a noun or a name, and keeps it.
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
