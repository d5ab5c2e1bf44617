//! Words that are looked for in texts. Most others are told from them by their first two letters, and are never analysed:
//! that is what makes a snippet cheap.

use rustc_hash::FxHashSet;

use super::grammar::{folding, numerals};
use super::lexicon;

pub struct Wanted {
    stems: FxHashSet<String>,
    forms: FxHashSet<String>,
    /// What words that may be one of these begin with: for each first letter the bits of the second ones.
    beginnings: [u32; LETTERS],
}

impl Wanted {
    /// Tokens with one of these stems or forms.
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

    /// No token of another word is wanted.
    pub fn may_be(&self, written: &str) -> bool {
        match beginning(written) {
            Some((first, second)) => {
                self.beginnings[first] & (1 << second) != 0
                    // The stemmer makes two of the same letter one, and a numeral has a figure for a stem: `xxe`.
                    || first == second
                    || numerals::is_roman(written)
            }
            None => true,
        }
    }

    pub fn is(&self, form: &str, stem: &str) -> bool {
        self.stems.contains(stem) || self.forms.contains(form)
    }
}

/// The first two letters of a word, without capitals and accents, by their places in the alphabet; behind a word of one
/// letter stands [`LETTERS`]. None if the word begins with anything else.
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
    use super::super::{tokens, wanted_tokens};
    use super::*;

    /// Of each word of the lists, its own stems are wanted.
    #[test]
    fn no_word_is_passed_over_that_is_wanted() {
        let lists = [
            include_str!("lexicon/first_group.txt"),
            include_str!("lexicon/second_group.txt"),
            include_str!("lexicon/irregular_verbs.txt"),
            include_str!("lexicon/lemmas.txt"),
            include_str!("lexicon/names.txt"),
            include_str!("lexicon/nations.txt"),
            include_str!("lexicon/homographs.txt"),
            include_str!("../../tests/french/matching.tsv"),
        ];
        for word in lists.iter().flat_map(|list| list.split(|c: char| !c.is_alphabetic())) {
            let folded = folding::fold(word);
            for written in [word.to_owned(), word.to_uppercase(), folded] {
                for token in tokens(&written) {
                    let wanted = Wanted::new(FxHashSet::from_iter([token.stem.clone()]), FxHashSet::default());
                    assert!(wanted_tokens(&written, &wanted).contains(&token), "{written}: {}", token.stem);
                }
            }
        }
    }
}
