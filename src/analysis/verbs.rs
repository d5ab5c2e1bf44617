//! Conjugation: the infinitive of a form.
//!
//! Regular verbs are lists of infinitives and the endings of their group; irregular ones are written out, once for each
//! model, and carry their prefixes (`venir`, `devenir`, `parvenir` …). Everything is compared without accents, which
//! takes away most of what is irregular in the first group: `achète` and `acheter`, `cède` and `céder`, `lançons`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::folding::fold;

/// The infinitive of a verb form, both folded.
pub fn infinitive(form: &str) -> Option<String> {
    if let Some(infinitive) = IRREGULAR.get(form) {
        return Some(infinitive.clone());
    }
    FIRST_GROUP_ENDINGS
        .iter()
        .find_map(|ending| first_group(form.strip_suffix(ending)?, ending))
        .or_else(|| SECOND_GROUP_ENDINGS.iter().find_map(|ending| second_group(form.strip_suffix(ending)?)))
}

/// Longest first, so that `parlerait` is not read as `parler` + `ait`.
const FIRST_GROUP_ENDINGS: [&str; 33] = [
    "eraient", "erions", "aient", "erais", "erait", "erent", "eriez", "erons", "eront", "antes", "ante", "ants",
    "erai", "eras", "erez", "ions", "ais", "ait", "ant", "ees", "ent", "era", "iez", "ons", "ai", "as", "ee", "er",
    "es", "ez", "a", "e", "ers",
];

const SECOND_GROUP_ENDINGS: [&str; 33] = [
    "issaient", "issantes", "issante", "issants", "issions", "iraient", "issais", "issait", "issant", "issent",
    "issiez", "issons", "irions", "irais", "irait", "irent", "iriez", "irons", "iront", "isses", "issez", "imes",
    "irai", "iras", "irez", "isse", "ites", "ies", "ira", "ie", "ir", "is", "it",
];

fn first_group(root: &str, ending: &str) -> Option<String> {
    let listed = |root: &str| is_listed(root, &FIRST_GROUP).then(|| format!("{root}er"));
    if let Some(infinitive) = listed(root) {
        return Some(infinitive);
    }
    let (shorter, last) = root.split_at_checked(root.len().checked_sub(1)?)?;
    match last {
        // mangeons
        "e" if shorter.ends_with('g') && ending.starts_with(['a', 'o']) => listed(shorter),
        // emploie, essuiera
        "i" if ending.starts_with('e') => listed(&format!("{shorter}y")),
        // appelle, jettera
        "l" | "t" if shorter.ends_with(last) && ending.starts_with('e') => listed(shorter),
        _ => None,
    }
}

fn second_group(root: &str) -> Option<String> {
    is_listed(root, &SECOND_GROUP).then(|| format!("{root}ir"))
}

/// Prefixes form new verbs every day; their roots need not be listed.
fn is_listed(root: &str, roots: &HashSet<String>) -> bool {
    const PREFIXES: [&str; 6] = ["re", "de", "pre", "sur", "auto", "co"];
    roots.contains(root)
        || PREFIXES
            .iter()
            .any(|prefix| root.strip_prefix(prefix).is_some_and(|rest| rest.len() > 2 && roots.contains(rest)))
}

static FIRST_GROUP: LazyLock<HashSet<String>> = LazyLock::new(|| roots(include_str!("lexicon/first_group.txt"), "er"));

static SECOND_GROUP: LazyLock<HashSet<String>> =
    LazyLock::new(|| roots(include_str!("lexicon/second_group.txt"), "ir"));

fn roots(infinitives: &str, ending: &str) -> HashSet<String> {
    infinitives.split_whitespace().map(|verb| fold(verb.strip_suffix(ending).unwrap_or(verb))).collect()
}

/// Every form of every irregular verb. A line of the list names the model, then its prefixes behind `+`, then stems each
/// with its endings: a name of `ENDINGS` or the letters themselves.
static IRREGULAR: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    for line in include_str!("lexicon/irregular_verbs.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(model) = words.next().map(fold) else { continue };
        let mut prefixes = vec![String::new()];
        let mut written = vec![model.clone()];
        for word in words {
            match (word.strip_prefix('+'), word.split_once(':')) {
                (Some(prefix), _) => prefixes.push(fold(prefix)),
                (None, Some((stem, endings))) => {
                    written.extend(endings.split(',').flat_map(|name| conjugated(stem, name)))
                }
                (None, None) => written.push(fold(word)),
            }
        }
        for prefix in prefixes {
            for form in &written {
                forms.entry(format!("{prefix}{form}")).or_insert_with(|| format!("{prefix}{model}"));
            }
        }
    }
    forms
});

fn conjugated(stem: &str, endings: &str) -> Vec<String> {
    let endings = ENDINGS.iter().find(|(name, _)| *name == endings).map_or(endings, |(_, endings)| endings);
    endings.split(' ').map(|ending| fold(&format!("{stem}{ending}"))).collect()
}

const ENDINGS: [(&str, &str); 8] = [
    ("PRES", "ons ez ent"),
    ("IMPF", "ais ait ions iez aient ant"),
    ("SUBJ", "e es ent ions iez"),
    ("FUT", "ai as a ons ez ont ais ait ions iez aient"),
    ("I", "is it imes ites irent isse isses issions issiez issent"),
    ("U", "us ut umes utes urent usse usses ussions ussiez ussent"),
    ("IN", "ins int inmes intes inrent insse inssent"),
    ("PP", " e s es"),
];
