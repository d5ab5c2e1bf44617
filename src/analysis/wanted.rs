//! A filter for the words of a text: those that are wanted, by stem or form. To find what to highlight, most words of an
//! article need not be analysed: a word is passed over if no wanted word begins with its first two letters.

use rustc_hash::FxHashSet;

use super::grammar::{self, folding, numerals};
use super::lexicon;

/// The stems and forms that are looked for.
pub struct WantedWords {
    stems: FxHashSet<String>,
    forms: FxHashSet<String>,
    /// The pairs of letters that a wanted word may begin with: for each first letter, a bit for each second letter.
    beginnings: [u32; LETTERS],
}

impl WantedWords {
    /// Looks for tokens with one of these stems or forms.
    pub fn new(stems: FxHashSet<String>, forms: FxHashSet<String>) -> Self {
        let mut beginnings = [0; LETTERS];
        for word in stems.iter().chain(&forms) {
            let own: String = folding::fold(word).chars().take(2).collect();
            for (first, second) in lexicon::other_beginnings(&own).filter_map(beginning).chain(beginning(&own)) {
                beginnings[first] |= 1 << second;
            }
        }
        Self { stems, forms, beginnings }
    }

    /// Whether a token of the word as it is written may be wanted; false for most that are not.
    pub fn may_be(&self, written: &str) -> bool {
        match beginning(written) {
            Some((first, second)) => {
                self.beginnings[first] & (1 << second) != 0
                    // The stem may begin otherwise: the stemmer undoubles letters, and numerals become figures (`xxe`).
                    || first == second
                    || numerals::is_roman(written)
                    || !written.is_ascii() && written.chars().take(2).any(grammar::is_transcribed)
            }
            None => true,
        }
    }

    /// Whether a token with this form and this stem is wanted.
    pub fn is(&self, form: &str, stem: &str) -> bool {
        self.stems.contains(stem) || self.forms.contains(form)
    }
}

/// The first two letters of a word, folded, as their places in the alphabet. A word of one letter has [`LETTERS`] for its
/// second. `None` if the word begins with anything but letters.
fn beginning(written: &str) -> Option<(usize, usize)> {
    let letters = |word: &[u8]| match word {
        [first, second, ..] => Some((place(*first)?, place(*second)?)),
        _ => None,
    };
    letters(written.as_bytes()).or_else(|| {
        let head: String = written.chars().take(2).collect();
        let folded = folding::fold(&head);
        match folded.as_bytes() {
            [only] if written.chars().nth(1).is_none() => Some((place(*only)?, LETTERS)),
            folded => letters(folded),
        }
    })
}

const LETTERS: usize = 26;

fn place(letter: u8) -> Option<usize> {
    letter.is_ascii_alphabetic().then(|| usize::from(letter.to_ascii_lowercase() - b'a'))
}

#[cfg(test)]
mod tests {
    use super::super::{indexed_tokens, wanted_tokens};
    use super::*;

    /// Each word of the lists is found where its own stems are wanted.
    #[test]
    fn no_wanted_word_is_passed_over() {
        let lists = [
            include_str!("lexicon/first_group.txt"),
            include_str!("lexicon/second_group.txt"),
            include_str!("lexicon/irregular_verbs.txt"),
            include_str!("lexicon/lemmas.txt"),
            include_str!("lexicon/nouns.txt"),
            include_str!("lexicon/names.txt"),
            include_str!("lexicon/nations.txt"),
            include_str!("lexicon/homographs.txt"),
            include_str!("lexicon/spellings.txt"),
            include_str!("../../tests/french/matching.tsv"),
        ];
        for word in lists.iter().flat_map(|list| list.split(|c: char| !c.is_alphabetic())) {
            let folded = folding::fold(word);
            for written in [word.to_owned(), word.to_uppercase(), folded] {
                for token in indexed_tokens(&written) {
                    let wanted = WantedWords::new(FxHashSet::from_iter([token.stem.clone()]), FxHashSet::default());
                    assert!(wanted_tokens(&written, &wanted).contains(&token), "{written}: {}", token.stem);
                }
            }
        }
    }
}
