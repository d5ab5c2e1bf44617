//! Conjugation: the infinitive of a form.
//!
//! Regular verbs are lists of infinitives and the endings of their group; irregular ones are written out, once for each
//! model, and carry their prefixes (`venir`, `devenir`, `parvenir` …). Everything is compared without accents, which
//! takes away most of what is irregular in the first group: `achète` and `acheter`, `cède` and `céder`, `lançons`.

use std::sync::LazyLock;

use super::folding::fold;
use super::table::Table;

/// The infinitive of a verb form, both folded.
pub fn infinitive(form: &str) -> Option<String> {
    irregular(form)
        .or_else(|| endings(&FIRST_GROUP_ENDINGS, form).find_map(|(root, ending)| first_group_infinitive(root, ending)))
        .or_else(|| endings(&SECOND_GROUP_ENDINGS, form).find_map(|(root, _)| second_group_infinitive(root)))
}

/// What a form may be parted into.
fn endings<'f>(list: &'f [&str], form: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
    let same_last_letter = list.iter().filter(|endings| endings.bytes().last() == form.bytes().last());
    let endings = same_last_letter.flat_map(|endings| endings.split(' '));
    endings.filter_map(|ending| Some((form.strip_suffix(ending)?, ending)))
}

/// By their last letter, and the longest first, so that `parlerait` is not read as `parler` + `ait`.
const FIRST_GROUP_ENDINGS: [&str; 7] = [
    "era a",
    "ante ee e",
    "erai ai",
    "er",
    "erions erais erons antes ants eras ions ais ees ons ers as es",
    "eraient aient erait erent eront ant ait ent",
    "eriez erez iez ez",
];

const SECOND_GROUP_ENDINGS: [&str; 7] = [
    "ira",
    "issante isse ie",
    "irai i",
    "ir",
    "issantes issants issions issais issons irions isses irais irons iras ies is",
    "issaient iraient issait issant issent irait irent iront it",
    "issiez issez iriez irez",
];

fn first_group_infinitive(root: &str, ending: &str) -> Option<String> {
    // `nous portions`, `nous versions`: a noun, more often than not.
    if ending == "ions" && root.ends_with(['t', 's', 'x']) && !root.ends_with("st") {
        return None;
    }
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

fn second_group_infinitive(root: &str) -> Option<String> {
    is_listed(root, &SECOND_GROUP).then(|| format!("{root}ir"))
}

/// Prefixes form new verbs every day; their roots need not be listed.
fn is_listed(root: &str, roots: &Table) -> bool {
    const PREFIXES: [&str; 5] = ["re", "de", "sur", "auto", "co"];
    roots.contains(root)
        || PREFIXES
            .iter()
            .any(|prefix| root.strip_prefix(prefix).is_some_and(|rest| rest.len() > 2 && roots.contains(rest)))
}

static FIRST_GROUP: LazyLock<Table> = LazyLock::new(|| roots(include_str!("lexicon/first_group.txt"), "er"));

static SECOND_GROUP: LazyLock<Table> = LazyLock::new(|| roots(include_str!("lexicon/second_group.txt"), "ir"));

/// Folded infinitives without their ending.
fn roots(infinitives: &str, ending: &str) -> Table {
    const LETTERS: usize = 8;
    let mut roots = Table::with_capacity(infinitives.len() / LETTERS);
    for verb in infinitives.split_ascii_whitespace() {
        roots.set(&fold(verb.strip_suffix(ending).unwrap_or(verb)), "");
    }
    roots
}

/// A prefix and a form of a model that takes it: `de` + `viendra`.
fn irregular(form: &str) -> Option<String> {
    let Irregular { infinitives, prefixes } = &*IRREGULAR;
    (0..form.len().min(LONGEST_PREFIX + 1)).filter(|at| form.is_char_boundary(*at)).find_map(|at| {
        let (prefix, rest) = form.split_at(at);
        let takes = |model: &&str| prefixes.get(model).is_some_and(|known| known.split(' ').any(|it| it == prefix));
        let model = infinitives.get(rest)?.split(' ').find(|model| prefix.is_empty() || takes(model))?;
        Some(format!("{prefix}{model}"))
    })
}

const LONGEST_PREFIX: usize = 7;

struct Irregular {
    /// The models that a form without prefix may be of.
    infinitives: Table,
    /// The prefixes that a model takes.
    prefixes: Table,
}

/// A line of the list names the model, then its prefixes behind `+`, then stems each with its endings: a name of `ENDINGS`
/// or the letters themselves.
static IRREGULAR: LazyLock<Irregular> = LazyLock::new(|| {
    const FORMS: usize = 1 << 13;
    const MODELS: usize = 1 << 8;
    let (mut infinitives, mut prefixes) = (Table::with_capacity(FORMS), Table::with_capacity(MODELS));
    for line in include_str!("lexicon/irregular_verbs.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_ascii_whitespace();
        let Some(infinitive) = words.next().map(fold) else { continue };
        infinitives.add(&infinitive, &infinitive);
        for word in words {
            match (word.strip_prefix('+'), word.split_once(':')) {
                (Some(prefix), _) => prefixes.add(&infinitive, &fold(prefix)),
                (None, Some((stem, endings))) => {
                    for form in endings.split(',').flat_map(|name| conjugated(stem, name)) {
                        infinitives.add(&form, &infinitive);
                    }
                }
                (None, None) => infinitives.add(&fold(word), &infinitive),
            }
        }
    }
    Irregular { infinitives, prefixes }
});

fn conjugated(stem: &str, endings: &str) -> Vec<String> {
    let stem = fold(stem);
    let endings = ENDINGS.iter().find(|(name, _)| *name == endings).map_or(endings, |(_, endings)| endings);
    endings.split(' ').map(|ending| [&stem, ending].concat()).collect()
}

const ENDINGS: [(&str, &str); 8] = [
    ("PRES", "ons ez ent"),
    ("IMPF", "ais ait ions iez aient ant ants ante antes"),
    ("SUBJ", "e es ent ions iez"),
    ("FUT", "ai as a ons ez ont ais ait ions iez aient"),
    ("I", "is it irent"),
    ("U", "us ut urent"),
    ("IN", "ins int inrent"),
    ("PP", " e s es"),
];
