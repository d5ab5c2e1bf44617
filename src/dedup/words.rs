//! The words that copies are compared by: which are long enough to say something, and which are details, such as a name, a
//! figure or a part of a date.

use twox_hash::XxHash3_64;
use unicode_normalization::char::is_combining_mark;

use crate::text::fold_letter;

/// Letters of the shortest word that counts, if it is no figure. Most shorter words of French are articles, prepositions and
/// pronouns.
const LETTERS: usize = 4;

/// A word that counts.
pub(super) struct Word {
    /// Of its folded letters.
    pub hash: u64,
    /// Whether it has [`LETTERS`] letters or more.
    pub is_long: bool,
    /// Whether it is a name, a figure or a part of a date; none of these in most.
    pub detail: Option<Detail>,
}

/// A kind of words that texts made from one pattern differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// A word with a capital, inside a sentence.
    Name,
    /// A number, a day of the week or a month.
    Figure,
}

/// Passes each word that counts to `each`.
pub(super) fn for_each(text: &str, mut each: impl FnMut(Word)) {
    let mut folded = String::new();
    let mut opens_sentence = true;
    let mut rest = text;
    while !rest.is_empty() {
        let (end, is_plain) = first_word(rest);
        let (word, after) = rest.split_at(end);
        let is_figure = word.as_bytes().first().is_some_and(u8::is_ascii_digit);
        // No letter becomes more letters than it has bytes.
        if word.len() >= LETTERS || is_figure {
            let letters = if is_plain { word } else { fold(word, &mut folded) };
            let is_long = letters.len() >= LETTERS && (is_plain || letters.chars().nth(LETTERS - 1).is_some());
            if is_long || is_figure {
                let detail = match is_figure || is_of_a_date(letters) {
                    true => Some(Detail::Figure),
                    false => (!is_plain && !opens_sentence && is_capitalised(word)).then_some(Detail::Name),
                };
                each(Word { hash: XxHash3_64::oneshot(letters.as_bytes()), is_long, detail });
            }
        }
        let Some(mark) = after.chars().next() else { break };
        opens_sentence = match mark {
            // A single letter before a full stop is an initial, or the one of "M. Dupont".
            '.' if word.len() != 1 => true,
            '!' | '?' | ':' | '\n' | '«' | '"' | '“' | '”' | '–' | '—' | '…' => true,
            _ => opens_sentence && word.is_empty(),
        };
        rest = &after[mark.len_utf8()..];
    }
}

/// Where the word ends that a text begins with, and whether all its letters are those from `a` to `z`. It is empty where the
/// text begins with what separates words.
fn first_word(text: &str) -> (usize, bool) {
    let (mut end, mut is_plain) = (0, true);
    while let Some(byte) = text.as_bytes().get(end) {
        match byte {
            b'a'..=b'z' => end += 1,
            b'A'..=b'Z' | b'0'..=b'9' => {
                is_plain = false;
                end += 1;
            }
            0..=0x7F => break,
            _ => match text[end..].chars().next() {
                Some(c) if !ends_word(c) => {
                    is_plain = false;
                    end += c.len_utf8();
                }
                _ => break,
            },
        }
    }
    (end, is_plain)
}

fn fold<'a>(word: &str, folded: &'a mut String) -> &'a str {
    folded.clear();
    for c in word.chars() {
        fold_letter(c, |letter| {
            if letter.is_alphanumeric() {
                folded.push(letter);
            }
        });
    }
    folded
}

/// Whether a character separates words. Accents, soft hyphens and other characters without width do not.
fn ends_word(c: char) -> bool {
    match c {
        '\0'..='\x7F' => !c.is_ascii_alphanumeric(),
        // A short cut for nearly all others of a French text, past the tables of Unicode.
        'à'..='ö' => false,
        '’' | '«' | '»' | '\u{A0}' => true,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => false,
        _ => !(c.is_alphanumeric() || is_combining_mark(c)),
    }
}

/// Whether a word is written as a name is. One that is all in capitals may be any word of a headline.
fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

fn is_of_a_date(folded: &str) -> bool {
    matches!(
        folded,
        "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "vendredi"
            | "samedi"
            | "dimanche"
            | "janvier"
            | "fevrier"
            | "mars"
            | "avril"
            | "juin"
            | "juillet"
            | "aout"
            | "septembre"
            | "octobre"
            | "novembre"
            | "decembre"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details() {
        let check = |text: &str, expected: &[&str]| {
            let mut found = Vec::new();
            for_each(text, |word| found.extend(word.detail.map(|_| word.hash)));
            let hash = |word: &&str| XxHash3_64::oneshot(word.as_bytes());
            assert_eq!(found, expected.iter().map(hash).collect::<Vec<_>>(), "{text}");
        };
        check("Le port de Calais rouvre. Les dockers attendent Éric Duval.", &["calais", "eric", "duval"]);
        check("Le maire, M. Dupont, a reçu J. Martin", &["dupont", "martin"]);
        check("« Trop peu », dit-elle : Personne ne vient – Rien", &[]);
        check("le 7, le 12 et le 25 Août 2025 à 16h30", &["7", "12", "25", "aout", "2025", "16h30"]);
        check("lundi, la DIRECTION et la SNCF du Ain", &["lundi"]);
    }
}
