//! Inclusive writing: a word with the endings of both genders, as in `étudiant·e·s`, `élu.e`, `citoyen(ne)s`, `salarié-e-s` and
//! `agriculteur/rices`. It is read as the masculine, whose stem the feminine has as well.

use super::scan::word_end;
use crate::text::is_inclusive_ending;

/// The masculine of the word from `start` to `end`, and where its endings end; none if it has no endings.
pub fn word(text: &str, start: usize, end: usize) -> Option<(String, usize)> {
    let (plural, endings_end) = endings(text, end)?;
    let head = &text[start..end];
    // `i.e.` and `x(s)` are no words.
    head.chars().nth(1).filter(|letter| letter.is_alphabetic())?;
    let plural = plural.filter(|letter| !head.ends_with(['s', 'x', *letter]));
    Some((head.chars().chain(plural).collect(), endings_end))
}

/// The endings behind a word that ends at `at`: the letter of the plural, if they have one, and where they end.
pub fn endings(text: &str, at: usize) -> Option<(Option<char>, usize)> {
    let mark = text[at..].chars().next()?;
    match mark {
        '(' => in_parentheses(text, at),
        '·' | '⋅' | '•' | '‧' | '∙' => behind_marks(text, at, mark, |ending, _| is_inclusive_ending(ending)),
        // `dit-elle` and `donne-le` have pronouns, and a sentence may begin without its blank: `fin.elle`.
        '.' | '-' | '/' => behind_marks(text, at, mark, |ending, plural| {
            is_inclusive_ending(ending) && (!is_word(ending) || plural == Some("s"))
        }),
        _ => None,
    }
}

/// Whether an ending is also a word that may stand behind another.
fn is_word(ending: &str) -> bool {
    matches!(ending.strip_suffix('s').unwrap_or(ending), "le" | "te" | "se" | "ce" | "elle" | "que" | "ive" | "ale")
}

/// `(e)s`, `(ne)`, `(s)`, `(ne)(s)`.
fn in_parentheses(text: &str, at: usize) -> Option<(Option<char>, usize)> {
    let inside = at + 1;
    let end = word_end(text, inside);
    let ending = &text[inside..end];
    if !(is_inclusive_ending(ending) || matches!(ending, "s" | "x")) || !text[end..].starts_with(')') {
        return None;
    }
    let after = end + 1;
    let after_end = word_end(text, after);
    match &text[after..after_end] {
        "" if text[after..].starts_with("(s)") => Some((Some('s'), after + 3)),
        "" => Some((plural_of(ending), after)),
        plural @ ("s" | "x") => Some((plural.chars().next(), after_end)),
        _ => None,
    }
}

/// An ending behind a mark, and the `s` behind another. `is_ending` gets the ending and what stands behind the next mark.
fn behind_marks(
    text: &str,
    at: usize,
    mark: char,
    is_ending: impl Fn(&str, Option<&str>) -> bool,
) -> Option<(Option<char>, usize)> {
    let start = at + mark.len_utf8();
    let end = word_end(text, start);
    let behind = text[end..].strip_prefix(mark).map(|rest| &rest[..word_end(rest, 0)]);
    // `exemple.es/page` and `jean.e@exemple.fr` are addresses.
    let is_address = mark == '.' && text[end..].starts_with(['@', '/', '_']);
    if is_address || !is_ending(&text[start..end], behind) {
        return None;
    }
    match behind {
        Some(plural @ ("s" | "x")) => Some((plural.chars().next(), end + mark.len_utf8() + plural.len())),
        // `candidat.e.net` is an address, `porte-e-clé` a compound.
        Some(rest) if !rest.is_empty() => None,
        _ => Some((plural_of(&text[start..end]), end)),
    }
}

fn plural_of(ending: &str) -> Option<char> {
    ending.chars().next_back().filter(|last| matches!(last, 's' | 'x'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_both_genders() {
        let check = |text: &str, expected: &str| {
            let read = word(text, 0, word_end(text, 0)).map(|(word, end)| format!("{word}|{}", &text[end..]));
            assert_eq!(read.unwrap_or_default(), expected, "{text}");
        };
        check("étudiant·e·s en grève", "étudiants| en grève");
        check("étudiant.e.s.", "étudiants|.");
        check("étudiant·es", "étudiants|");
        check("étudiant-e-s", "étudiants|");
        check("étudiant(e)s,", "étudiants|,");
        check("élu.e", "élu|");
        check("citoyen(ne)s", "citoyens|");
        check("commune(s)", "communes|");
        check("musicien(ne)(s).", "musiciens|.");
        check("conseiller.ère", "conseiller|");
        check("employé/e/s", "employés|");
        check("agriculteur·rices", "agriculteurs|");
        check("travailleur⋅se⋅s", "travailleurs|");
        check("professionnel.le.s", "professionnels|");
        check("tou-te-s", "tous|");
        check("nouveau·elle·x", "nouveaux|");
        // Nothing of the kind.
        check("dit-elle", "");
        check("donne-le", "");
        check("fin.Elle", "");
        check("fin.elle", "");
        check("port(quai)", "");
        check("candidat.e.net", "");
        check("Paris·Lyon", "");
        check("i.e.", "");
        check("exemple.es/page", "");
        check("jean.e@exemple.fr", "");
        check("col·lectiu", "");
    }
}
