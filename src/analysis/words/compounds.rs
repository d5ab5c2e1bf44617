//! Compounds: words joined by hyphens (`porte-parole`), verbs with pronouns behind them (`a-t-il`), and names that are
//! written in one word or in two (`Abdel Aziz`).

use super::elision::is_elided;
use super::scan::{apostrophe, word_end};
use crate::text::is_hyphen;

/// A longer chain of words and hyphens is cut: it is no compound but a list.
const MOST_PARTS: usize = 8;

/// Words that hyphens join.
#[derive(Debug, PartialEq, Eq)]
pub struct Compound {
    /// The first byte and the end of each word, without the pronouns behind a verb.
    pub parts: Vec<(usize, usize)>,
    /// Whether the words may be written in one piece: `weekend`.
    pub joins: bool,
    /// The byte where the text goes on.
    pub end: usize,
}

/// The compound that begins with the word from `start` to `first_end`; that word alone, if no hyphen follows.
pub fn compound(text: &str, start: usize, first_end: usize) -> Compound {
    let mut parts = vec![(start, first_end)];
    let mut joins = true;
    let mut end = first_end;
    while parts.len() < MOST_PARTS
        && let Some((mark, mut part)) = hyphen(text, end)
    {
        let mut part_end = word_end(text, part);
        if let Some(mark) = apostrophe(text, part_end) {
            // `Côtes-d'Armor`, `va-t'en`.
            let after = part_end + mark.len_utf8();
            let after_end = word_end(text, after);
            if !is_elided(&text[part..part_end]) || after == after_end {
                break;
            }
            (part, part_end) = (after, after_end);
            joins = false;
        }
        joins &= mark != '–';
        parts.push((part, part_end));
        end = part_end;
    }
    cut_pronouns(text, &mut parts);
    joins &= (2..=3).contains(&parts.len());
    Compound { parts, joins, end }
}

/// The hyphen at a byte of the text, and the first byte of the word behind it.
fn hyphen(text: &str, at: usize) -> Option<(char, usize)> {
    let mark = text[at..].chars().next().filter(|mark| is_hyphen(*mark))?;
    let start = at + mark.len_utf8();
    (word_end(text, start) > start).then_some((mark, start))
}

/// Removes the pronouns behind a verb: `donne-le-moi` becomes `donne`, `a-t-il` becomes `a`; `rendez-vous` stays.
fn cut_pronouns(text: &str, parts: &mut Vec<(usize, usize)>) {
    const PRONOUNS: [&str; 24] = [
        "je", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "ce", "moi", "toi", "le", "la", "les", "lui",
        "leur", "en", "y", "ci", "là", "t", "m", "LÀ",
    ];
    const NOUNS: [&str; 4] = ["rendez", "garde", "jong", "tu"];
    let is =
        |part: (usize, usize), words: &[&str]| words.iter().any(|word| text[part.0..part.1].eq_ignore_ascii_case(word));
    if is(parts[0], &NOUNS) || parts.len() > 1 && is(parts[parts.len() - 2], &NOUNS) {
        return;
    }
    while parts.len() > 1 && is(parts[parts.len() - 1], &PRONOUNS) {
        parts.pop();
    }
}

/// Letters of the longest word that [`joined_to_next`] joins to another.
pub const LONGEST_PARTICLE: usize = 5;

/// The end of the next word, if the word from `start` to `end` is often written in one with it: `Abdel Aziz`, `U 17`, `TF 1`,
/// `BFM TV`.
pub fn joined_to_next(text: &str, start: usize, end: usize) -> Option<usize> {
    const PARTICLES: [&str; 9] = ["Abd", "Abdel", "Abdul", "Al", "Bel", "Ben", "Bin", "Bou", "El"];
    let word = &text[start..end];
    let next = end + blank(text, end)?;
    let next_end = word_end(text, next);
    let follower = &text[next..next_end];
    let is_number = !follower.is_empty() && follower.bytes().all(|byte| byte.is_ascii_digit());
    let joins = if word.chars().count() == 1 {
        is_number && !matches!(word, "a" | "à" | "À" | "y" | "Y")
    } else if is_acronym(word) {
        is_number && follower.len() < 4 || is_acronym(follower) && !is_amid_capitals(text, start, next_end)
    } else {
        follower.starts_with(char::is_uppercase) && PARTICLES.contains(&word)
    };
    joins.then_some(next_end)
}

/// The end of the capital letter behind a figure, if both are often written in one: `5 G`, `3 D`. The letter of `5 M` is a unit,
/// and that of `5 A. Dupont` a name.
pub fn letter_behind_figure(text: &str, start: usize, end: usize) -> Option<usize> {
    let letter = end + blank(text, end)?;
    let letter_end = word_end(text, letter);
    let is_letter = matches!(&text[letter..letter_end], "A" | "B" | "D" | "G" | "L");
    let is_word = !text[letter_end..].starts_with(['.', '\'', '’', '-', '&', '€', '°']);
    (end == start + 1 && is_letter && is_word).then_some(letter_end)
}

/// Whether a word is of two to five capitals.
fn is_acronym(word: &str) -> bool {
    (2..=LONGEST_PARTICLE).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a word in capitals stands before a stretch of the text, or behind it: in a headline all words are in capitals.
fn is_amid_capitals(text: &str, start: usize, end: usize) -> bool {
    let are_capitals = |letters: [Option<char>; 3]| match letters {
        [Some(blank), Some(first), second] if !blank.is_alphanumeric() => {
            first.is_uppercase() && second.is_some_and(char::is_uppercase)
        }
        _ => false,
    };
    let mut before = text[..start].chars().rev();
    let mut behind = text[end..].chars();
    are_capitals([before.next(), before.next(), before.next()])
        || are_capitals([behind.next(), behind.next(), behind.next()])
}

/// Bytes of the blank at a byte of the text, if there is one.
fn blank(text: &str, at: usize) -> Option<usize> {
    text[at..].chars().next().filter(|blank| matches!(blank, ' ' | '\u{A0}' | '\u{202F}')).map(char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, parts: &[&str], joins: bool) {
        let found = compound(text, 0, word_end(text, 0));
        let words: Vec<&str> = found.parts.iter().map(|(start, end)| &text[*start..*end]).collect();
        assert_eq!((words.as_slice(), found.joins), (parts, joins), "{text}");
    }

    #[test]
    fn parts_of_compounds() {
        check("porte-parole du", &["porte", "parole"], true);
        check("non\u{2011}violence", &["non", "violence"], true);
        check("Maroc–Turquie", &["Maroc", "Turquie"], false);
        check("Côtes-d'Armor", &["Côtes", "Armor"], false);
        check("COVID-19", &["COVID", "19"], true);
        check("après- demain", &["après"], false);
    }

    #[test]
    fn verbs_lose_their_pronouns() {
        check("a-t-il", &["a"], false);
        check("Donne-le-moi", &["Donne"], false);
        check("va-t'en", &["va"], false);
        check("celui-ci", &["celui"], false);
        check("ce jour-là", &["ce"], false);
        check("rendez-vous", &["rendez", "vous"], true);
        check("va-t-en-guerre", &["va", "t", "en", "guerre"], false);
    }

    #[test]
    fn names_in_one_word_or_two() {
        let joined = |text: &str| joined_to_next(text, 0, word_end(text, 0)).map(|end| text[..end].to_string());
        assert_eq!(joined("Abdel Aziz Bouteflika").as_deref(), Some("Abdel Aziz"));
        assert_eq!(joined("U 17 féminines").as_deref(), Some("U 17"));
        assert_eq!(joined("TF 1 lance").as_deref(), Some("TF 1"));
        assert_eq!(joined("COP 24").as_deref(), Some("COP 24"));
        assert_eq!(joined("PARIS 2024"), None);
        assert_eq!(joined("BFM TV dit").as_deref(), Some("BFM TV"));
        assert_eq!(joined("LA MORT DU ROI"), None);
        assert_eq!(joined("Paris 8"), None);
        assert_eq!(joined("à 17 ans"), None);
        assert_eq!(joined("El sol"), None);
        let letter = |text: &str| letter_behind_figure(text, 0, 1).map(|end| text[..end].to_string());
        assert_eq!(letter("5 G partout").as_deref(), Some("5 G"));
        assert_eq!(letter("5 g de sel"), None);
        assert_eq!(letter("5 M d'euros"), None);
        assert_eq!(letter("5 A. Dupont"), None);
    }
}
