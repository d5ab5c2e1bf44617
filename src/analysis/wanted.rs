//! Words that are looked for in texts. Most others are told from them by their first letter, and are never analysed: that
//! is what makes a snippet cheap.

use rustc_hash::FxHashSet;

use super::{folding, lexicon};

pub struct Wanted {
    stems: FxHashSet<String>,
    forms: FxHashSet<String>,
    /// The first letters of all these, the bit of each from a to z.
    letters: u32,
}

impl Wanted {
    /// Tokens with one of these stems or forms.
    pub fn new(stems: FxHashSet<String>, forms: FxHashSet<String>) -> Self {
        let letters = stems.iter().chain(&forms).filter_map(|word| word.bytes().next());
        let letters = letters.filter(u8::is_ascii_lowercase).fold(0, |letters, first| letters | bit(first));
        Self { stems, forms, letters }
    }

    /// No token of another word is wanted.
    pub fn may_be(&self, written: &str) -> bool {
        match written.bytes().next() {
            // A word that may be a numeral has a figure for a stem: `xxe`.
            Some(first @ (b'a'..=b'h' | b'j'..=b'u' | b'w' | b'y' | b'z')) if folding::is_plain(written) => {
                self.letters & bit(first) != 0 || lexicon::has_other_initial(written)
            }
            _ => true,
        }
    }

    pub fn is(&self, form: &str, stem: &str) -> bool {
        self.stems.contains(stem) || self.forms.contains(form)
    }
}

fn bit(letter: u8) -> u32 {
    1 << (letter - b'a')
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
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
            for written in [word.to_owned(), folding::fold(&folding::lower_case(word))] {
                for token in tokens(&written) {
                    let wanted = Wanted::new(FxHashSet::from_iter([token.stem]), FxHashSet::default());
                    assert!(wanted.may_be(&written[token.start..token.end]), "{written}");
                }
            }
        }
    }
}
