//! The lexicon: words whose stem is looked up rather than computed, because they are irregular (`yeux`), names (`Paris`),
//! peoples (`marocaines`), or kept apart by an accent alone (`pêche`, `péché`); and words that are spelled in several ways
//! (`clé`, `clef`), or in one piece and in several (`weekend`).
//!
//! The words are data, in the text files of this folder. `compile.rs`, the build script, makes tables of them.

pub mod table;

use table::Table;

/// The stems of a form, which may be folded: one, or alternatives with blanks between them. `None` for most words.
pub fn stems(form: &str) -> Option<&'static str> {
    STEMS.get(form)
}

/// A noun that is written as another word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// The other word is a verb form, if any: `traité`.
    Alone { stem: &'static str },
    /// The other word is listed with it: `droit` with `droite`.
    Beside { stem: &'static str, other: &'static str },
    /// The noun without its accents: `traite`.
    Unaccented { stem: &'static str },
}

/// The noun that a form may be, if another word is written the same.
pub fn noun(form: &str) -> Option<Noun> {
    let entry = NOUNS.get(form)?;
    Some(match (entry.strip_prefix('~'), entry.split_once('=')) {
        (Some(stem), _) => Noun::Unaccented { stem },
        (None, Some((stem, other))) => Noun::Beside { stem, other },
        (None, None) => Noun::Alone { stem: entry },
    })
}

/// The pairs of letters that words with a stem that begins with `of_stem` may begin with, beside that pair itself: `va` and
/// `ir` for `al`, since `vais` and `irai` are forms of `aller`. All are folded.
pub fn other_beginnings(of_stem: &str) -> impl Iterator<Item = &'static str> {
    OTHER_BEGINNINGS.get(of_stem).into_iter().flat_map(|beginnings| beginnings.split(' '))
}

/// The usual spelling of a folded word that is written otherwise: `oignon` for `ognon`, `nénuphars` for `nenufars`. `None`
/// for most words.
pub fn usual_spelling(folded: &str) -> Option<String> {
    if let Some(usual) = SPELLINGS.get(folded) {
        return Some(usual.to_owned());
    }
    if let Some(usual) = folded.strip_suffix('s').and_then(|singular| SPELLINGS.get(singular)) {
        return Some(if usual.ends_with(['s', 'x']) { usual.to_owned() } else { format!("{usual}s") });
    }
    let roots = SPELLING_ROOTS.get(folded.get(..ROOT_BEGINNING)?)?.split(' ').filter_map(|root| root.split_once(':'));
    let longest = roots.filter(|(root, _)| folded.starts_with(root)).max_by_key(|(root, _)| root.len());
    let (root, usual) = longest.filter(|(_, usual)| !usual.is_empty())?;
    Some(format!("{usual}{}", &folded[root.len()..]))
}

/// Letters of the shortest root that is spelled in several ways.
const ROOT_BEGINNING: usize = 4;

/// The parts of a folded word that is also written with blanks between them: `week end` for `weekend`.
pub fn parts(folded: &str) -> Option<String> {
    let plural = folded.strip_suffix('s').and_then(|singular| Some(format!("{}s", PARTS.get(singular)?)));
    PARTS.get(folded).map(str::to_owned).or(plural)
}

static SPELLINGS: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/spellings.table")));

static SPELLING_ROOTS: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/spelling_roots.table")));

static PARTS: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/parts.table")));

static STEMS: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/stems.table")));

static NOUNS: Table = Table::new(include_bytes!(concat!(env!("OUT_DIR"), "/nouns.table")));

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
    fn words_of_several_spellings() {
        let check = |folded: &str, expected: Option<&str>| assert_eq!(usual_spelling(folded).as_deref(), expected);
        check("ognon", Some("oignon"));
        check("nenufars", Some("nénuphars"));
        check("relai", Some("relais"));
        check("joailler", Some("joaillier"));
        check("joaillier", None);
        check("jihadistes", Some("djihadistes"));
        check("cle", None);
        check("tables", None);
    }

    #[test]
    fn accents_keep_homographs_apart() {
        check("pêche", Some("pêche"));
        check("péché", Some("péché"));
        check("peche", Some("pêche péché"));
        check("interne", None);
    }
}
