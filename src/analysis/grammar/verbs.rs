//! Conjugation: from a verb form to its infinitive.
//!
//! A regular verb is a root from a list with an ending of its group. An irregular verb is a form from a list, which has all
//! forms of `venir` and so also finds those of `devenir` and `parvenir`, by their prefixes. Words are folded, which does
//! away with most irregularities of the first group: `achète` and `acheter`, `cède` and `céder`, `lançons`.

use crate::analysis::lexicon::table::Table;

/// The folded infinitive of a folded verb form; `None` for other words.
pub fn infinitive(form: &str) -> Option<String> {
    irregular(form)
        .or_else(|| endings(&FIRST_GROUP_ENDINGS, form).find_map(|(root, ending)| first_group_infinitive(root, ending)))
        .or_else(|| endings(&SECOND_GROUP_ENDINGS, form).find_map(|(root, _)| second_group_infinitive(root)))
}

/// The ways to part a form into a root and an ending.
fn endings<'f>(list: &[&'static [&'static str]], form: &'f str) -> impl Iterator<Item = (&'f str, &'static str)> {
    let last = form.as_bytes().last();
    let same_last_letter = list.iter().find(|endings| endings[0].as_bytes().last() == last);
    same_last_letter
        .into_iter()
        .flat_map(|endings| *endings)
        .filter_map(|ending| Some((form.strip_suffix(ending)?, *ending)))
}

/// The endings of the first group, by their last letter. The longest come first, so that `parlerait` is not read as
/// `parler` with `ait`.
const FIRST_GROUP_ENDINGS: [&[&str]; 7] = [
    &["era", "a"],
    &["ante", "ee", "e"],
    &["erai", "ai"],
    &["er"],
    &["erions", "erais", "erons", "antes", "ants", "eras", "ions", "ais", "ees", "ons", "ers", "as", "es"],
    &["eraient", "aient", "erait", "erent", "eront", "ant", "ait", "ent"],
    &["eriez", "erez", "iez", "ez"],
];

/// The endings of the second group, in the same order.
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
    // `portions` and `versions` are nouns more often than verb forms.
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

/// Whether a root is listed, with or without a prefix: verbs such as `recalculer` are made every day.
fn is_listed(root: &str, roots: &Table<'_>) -> bool {
    const PREFIXES: [&str; 5] = ["re", "de", "sur", "auto", "co"];
    roots.contains(root)
        || PREFIXES
            .iter()
            .any(|prefix| root.strip_prefix(prefix).is_some_and(|rest| rest.len() > 2 && roots.contains(rest)))
}

/// The roots of the first group: folded infinitives without their ending.
static FIRST_GROUP: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/first_group.table")));

/// The roots of the second group.
static SECOND_GROUP: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/second_group.table")));

/// The infinitive of an irregular form, which may have a prefix: `devenir` for `deviendra`.
fn irregular(form: &str) -> Option<String> {
    let splits = (0..form.len()).filter_map(|at| form.split_at_checked(at));
    let prefixed = splits.map_while(|(prefix, rest)| match prefix {
        "" => Some((prefix, rest, None)),
        _ => PREFIXES.get(prefix).map(|models| (prefix, rest, Some(models))),
    });
    prefixed.filter(|(.., taking)| *taking != Some("")).find_map(|(prefix, rest, taking)| {
        let takes = |model: &&str| taking.is_none_or(|models| models.split(' ').any(|it| it == *model));
        let model = MODELS.get(rest)?.split(' ').find(takes)?;
        Some(format!("{prefix}{model}"))
    })
}

/// The infinitives that a form without prefix may belong to.
static MODELS: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/models.table")));

/// The infinitives that take a prefix. What a prefix begins with is there as well, and nothing takes it.
static PREFIXES: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/prefixes.table")));

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected: &str) {
        assert_eq!(infinitive(form).unwrap_or_default(), expected, "{form}");
    }

    #[test]
    fn regular_verbs() {
        check("parlerait", "parler");
        check("mangeons", "manger");
        check("emploie", "employer");
        check("appellera", "appeler");
        check("achetent", "acheter");
        check("recalculees", "recalculer");
        check("finissaient", "finir");
    }

    #[test]
    fn irregular_verbs() {
        check("vais", "aller");
        check("deviendra", "devenir");
        check("contredisent", "contredire");
        check("eut", "avoir");
    }

    #[test]
    fn nouns_are_no_verbs() {
        check("portions", "");
        check("table", "");
        check("", "");
    }
}
