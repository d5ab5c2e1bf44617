//! What the stemmer would get wrong, said before it: words that are what they are, irregular forms, conjugation, and the
//! feminines that change more than an `e`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::folding::{fold, lower_case};
use super::stemmer;
use super::verbs;

/// What a word is compared by: one stem, or several where its spelling without accents leaves a choice.
pub fn stems(form: &str, folded: &str) -> Vec<String> {
    if let Some(stems) = LEXICON.get(form).or_else(|| LEXICON.get(folded)) {
        return stems.clone();
    }
    if let Some(infinitive) = verbs::infinitive(folded) {
        return match LEXICON.get(&infinitive) {
            Some(stems) => stems.clone(),
            None => vec![stemmer::stem(&infinitive)],
        };
    }
    vec![agreed(folded).unwrap_or_else(|| stemmer::stem(folded))]
}

/// The word in the masculine singular, where the stemmer would miss it or would cut too much: `act|rice`, `act|eur`.
fn agreed(folded: &str) -> Option<String> {
    const SHORTEST: usize = 3;
    // The ending of the singular, what stands for it, and whether the stemmer still has a word to say.
    const ENDINGS: [(&str, &str, bool); 16] = [
        ("trice", "teu", false),
        ("eur", "eu", false),
        ("euse", "eu", false),
        ("eux", "eu", false),
        ("eure", "eu", false),
        ("ive", "if", false),
        ("if", "if", false),
        ("isation", "iser", true),
        ("nnelle", "nnel", false),
        ("nnel", "nnel", false),
        ("aise", "ais", true),
        ("oise", "ois", true),
        ("ere", "er", false),
        ("er", "er", false),
        ("x", "x", true),
        ("ique", "ique", true),
    ];
    let singular = folded.strip_suffix('s').unwrap_or(folded);
    let (ending, becomes, stemmed) = ENDINGS.iter().find(|(ending, ..)| singular.ends_with(ending))?;
    let root = &singular[..singular.len() - ending.len()];
    if root.len() < SHORTEST {
        return None;
    }
    let word = format!("{root}{becomes}");
    Some(if *stemmed { stemmer::stem(&word) } else { word })
}

/// Words that are compared by a stem of their own.
static LEXICON: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut lexicon = HashMap::new();
    for name in include_str!("lexicon/names.txt").split_whitespace() {
        let name = plain(name);
        insert(&mut lexicon, &name, &name);
    }
    for line in lines(include_str!("lexicon/nations.txt")) {
        let mut words = line.split_whitespace();
        let Some(nation) = words.next().map(plain) else { continue };
        insert(&mut lexicon, &nation, &nation);
        for people in words {
            for form in agreements(&plain(people)) {
                insert(&mut lexicon, &form, &nation);
            }
        }
    }
    let mut plurals = Vec::new();
    for line in lines(include_str!("lexicon/lemmas.txt")) {
        let mut words = line.split_whitespace().map(plain).peekable();
        let Some(lemma) = words.peek().cloned() else { continue };
        for form in words {
            insert(&mut lexicon, &form, &lemma);
            plurals.push((format!("{form}s"), lemma.clone()));
        }
    }
    for line in lines(include_str!("lexicon/homographs.txt")) {
        let Some((stem, forms)) = line.split_once(':') else { continue };
        let as_written_only = stem.strip_prefix('!');
        for form in forms.split_whitespace() {
            insert(&mut lexicon, form, as_written_only.unwrap_or(stem));
            if as_written_only.is_none() && fold(form) != form {
                insert(&mut lexicon, &fold(form), stem);
            }
        }
    }
    // A word of its own comes before a plural: `mais` is not several times `mai`.
    for (plural, lemma) in plurals {
        lexicon.entry(plural).or_insert_with(|| vec![lemma]);
    }
    lexicon
});

fn plain(written: &str) -> String {
    fold(&lower_case(written))
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#'))
}

fn insert(lexicon: &mut HashMap<String, Vec<String>>, form: &str, stem: &str) {
    let stems = lexicon.entry(form.to_string()).or_default();
    if !stems.iter().any(|known| known == stem) {
        stems.push(stem.to_string());
    }
}

/// Singular and plural, masculine and feminine of the name of a people.
fn agreements(people: &str) -> Vec<String> {
    let feminine = match people {
        _ if people.ends_with('e') => people.to_string(),
        _ if people.ends_with("en") || people.ends_with("on") => format!("{people}ne"),
        _ => format!("{people}e"),
    };
    vec![people.to_string(), format!("{people}s"), format!("{feminine}s"), feminine]
}
