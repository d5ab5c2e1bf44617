//! The rules that come before the stemmer, for words that it would get wrong: the lexicon, verb forms, and feminines that
//! change more than an `e` (`directrice`).

use super::folding::{fold, lower_case};
use super::reading::Pair;
use super::{stemmer, verbs};
use crate::analysis::lexicon::{self, Noun};
use crate::analysis::stop_words::is_stop_word;

/// The stems of a word: one, or alternatives with blanks between them, where a spelling without accents leaves a choice.
pub fn stems(form: &str, folded: &str) -> String {
    known(form)
        .or_else(|| conjugated(folded))
        // `livré` is no book: a verb form comes before a listed word that has other accents.
        .or_else(|| known(folded))
        .or_else(|| agreed(folded))
        .unwrap_or_else(|| stemmer::stem(folded))
}

/// The stems of a noun, the stem of another word that is written the same, and what that is; `None` for most words.
pub fn pair(form: &str, folded: &str) -> Option<(String, String, Pair)> {
    match lexicon::noun(form) {
        Some(Noun::Beside { stem, other }) => {
            let other = lower_case(other);
            Some((stem.to_owned(), stems(&other, &fold(&other)), Pair::Noun))
        }
        Some(Noun::Unaccented { stem }) => Some((stems(form, folded), stem.to_owned(), Pair::Unaccented)),
        Some(Noun::Alone { stem }) => Some(match conjugated(folded) {
            Some(verb) if folded.ends_with("ant") => (stem.to_owned(), verb, Pair::Gerund),
            // Only their masculine singular is a verb form as well.
            Some(_) if GERUNDS.iter().any(|ending| folded.ends_with(ending)) => {
                (stem.to_owned(), String::new(), Pair::None)
            }
            Some(verb) => (stem.to_owned(), verb, Pair::Noun),
            None => (stem.to_owned(), String::new(), Pair::None),
        }),
        // An accent makes another word of a form, and small words are verbs nowhere.
        None if form == folded && !is_stop_word(form) => {
            let stem = known(form)?;
            let verb = conjugated(folded).filter(|verb| *verb != stem && !verb.contains(' '))?;
            let is_participle = ["ie", "ies", "ue", "ues"].iter().any(|ending| form.ends_with(ending));
            Some((stem, verb, if is_participle { Pair::Participle } else { Pair::Present }))
        }
        None => None,
    }
}

const GERUNDS: [&str; 3] = ["ante", "ants", "antes"];

/// The noun or adjective that a form is an inflection of; `None` for verb forms.
pub fn nominal(form: &str, folded: &str) -> Option<String> {
    if let Some((stem, _, Pair::Noun | Pair::Gerund | Pair::None)) = pair(form, folded) {
        return Some(stem);
    }
    // A participle with an ending is a noun or an adjective: `manifestants`.
    if let Some(root) = GERUNDS.iter().find_map(|ending| folded.strip_suffix(ending)) {
        return Some(format!("{root}ant"));
    }
    match (known(form), conjugated(folded)) {
        // `livre` is a noun first of all, `garder` is listed for its stem.
        (Some(stem), verb) if verb.as_ref() != Some(&stem) => return Some(stem),
        (_, Some(_)) => return None,
        _ => {}
    }
    let singular = folded.strip_suffix(['s', 'x']).unwrap_or(folded);
    let is_noun_of_verb = ["ation", "ement"].iter().any(|ending| singular.ends_with(ending));
    let agreed = known(folded).or_else(|| agreed(folded).filter(|_| !is_noun_of_verb));
    Some(agreed.unwrap_or_else(|| {
        let masculine = singular.strip_suffix('e').unwrap_or(singular);
        masculine.strip_suffix("au").map_or(masculine.to_owned(), |root| format!("{root}al"))
    }))
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

    #[test]
    fn nominals() {
        let check = |forms: &str, expected: Option<&str>| {
            for form in forms.split(' ') {
                assert_eq!(nominal(form, &fold(form)).as_deref(), expected, "{form}");
            }
        };
        check("manifestants manifestante", Some("manifestant"));
        check("étudiant étudiants", Some("etudiant"));
        check("manifestation manifestations", Some("manifestation"));
        check("manifesté manifestent manifester ouvert traite garder ouvrant", None);
        check("livre livres", Some("livre"));
        check("traité traités", Some("traite"));
        check("local locale locaux", Some("local"));
        check("économie économies", Some("economi"));
        check("économique économiques", Some("economiqu"));
        check("directeur directrice", Some("directeu"));
    }

    /// A noun that had the stem of the other word would not be told apart from it.
    #[test]
    fn nouns_have_stems_of_their_own() {
        for form in include_str!("../lexicon/nouns.txt").lines().filter(|line| !line.starts_with('#')) {
            for form in form.split(" = ").next().unwrap_or_default().split(' ') {
                let (stem, other, _) = pair(form, &fold(form)).unwrap();
                assert_ne!(stem, other, "{form}");
            }
        }
    }
}
