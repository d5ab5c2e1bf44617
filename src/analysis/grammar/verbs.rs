//! Conjugation: the infinitive of a form.
//!
//! Regular verbs are lists of infinitives and the endings of their group; irregular ones are written out, once for each
//! model, and carry their prefixes (`venir`, `devenir`, `parvenir` …). Everything is compared without accents, which
//! takes away most of what is irregular in the first group: `achète` and `acheter`, `cède` and `céder`, `lançons`.

use crate::analysis::lexicon::table::Table;

/// The infinitive of a verb form, both folded.
pub fn infinitive(form: &str) -> Option<String> {
    irregular(form)
        .or_else(|| endings(&FIRST_GROUP_ENDINGS, form).find_map(|(root, ending)| first_group_infinitive(root, ending)))
        .or_else(|| endings(&SECOND_GROUP_ENDINGS, form).find_map(|(root, _)| second_group_infinitive(root)))
}

/// What a form may be parted into.
fn endings<'f>(list: &[&'static [&'static str]], form: &'f str) -> impl Iterator<Item = (&'f str, &'static str)> {
    let last = form.as_bytes().last();
    let same_last_letter = list.iter().find(|endings| endings[0].as_bytes().last() == last);
    same_last_letter
        .into_iter()
        .flat_map(|endings| *endings)
        .filter_map(|ending| Some((form.strip_suffix(ending)?, *ending)))
}

/// By their last letter, and the longest first, so that `parlerait` is not read as `parler` + `ait`.
const FIRST_GROUP_ENDINGS: [&[&str]; 7] = [
    &["era", "a"],
    &["ante", "ee", "e"],
    &["erai", "ai"],
    &["er"],
    &["erions", "erais", "erons", "antes", "ants", "eras", "ions", "ais", "ees", "ons", "ers", "as", "es"],
    &["eraient", "aient", "erait", "erent", "eront", "ant", "ait", "ent"],
    &["eriez", "erez", "iez", "ez"],
];

const SECOND_GROUP_ENDINGS: [&[&str]; 7] = [
    &["ira"],
    &["issante", "isse", "ie"],
    &["irai", "i"],
    &["ir"],
    &["issantes", "issants", "issions", "issais", "issons", "irions", "isses", "irais", "irons", "iras", "ies", "is"],
    &["issaient", "iraient", "issait", "issant", "issent", "irait", "irent", "iront", "it"],
    &["issiez", "issez", "iriez", "irez"],
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
fn is_listed(root: &str, roots: &Table<'_>) -> bool {
    const PREFIXES: [&str; 5] = ["re", "de", "sur", "auto", "co"];
    roots.contains(root)
        || PREFIXES
            .iter()
            .any(|prefix| root.strip_prefix(prefix).is_some_and(|rest| rest.len() > 2 && roots.contains(rest)))
}

/// Folded infinitives without their ending.
static FIRST_GROUP: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/first_group.table")));

static SECOND_GROUP: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/second_group.table")));

/// A prefix and a form of a model that takes it: `de` + `viendra`.
fn irregular(form: &str) -> Option<String> {
    (0..form.len().min(LONGEST_PREFIX + 1)).filter(|at| form.is_char_boundary(*at)).find_map(|at| {
        let (prefix, rest) = form.split_at(at);
        let taking = if prefix.is_empty() { None } else { Some(PREFIXES.get(prefix)?) };
        let takes = |model: &&str| taking.is_none_or(|models| models.split(' ').any(|it| it == *model));
        let model = MODELS.get(rest)?.split(' ').find(takes)?;
        Some(format!("{prefix}{model}"))
    })
}

const LONGEST_PREFIX: usize = 7;

/// The models that a form without prefix may be of.
static MODELS: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/models.table")));

/// The models that take a prefix.
static PREFIXES: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/prefixes.table")));
