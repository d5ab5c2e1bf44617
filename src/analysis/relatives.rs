//! The relatives of a word: words of its family (`manifestant` beside `manifestation`), and words that name the same thing
//! (`courriel` beside `mail`). An article that lacks a word of the query may be about it in a relative's words. Relatives never
//! decide which articles match.
//!
//! A family is told by its beginning, as by stemmers that cut more (Paice 1996, "Method for evaluation of stemming algorithms
//! based on error counting": what such a stemmer joins is often right and too often wrong to match by). The words for one
//! thing are data: `lexicon/relatives.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The stems of the words that are listed beside a word with this stem.
pub fn listed(stem: &str) -> &'static [String] {
    LISTED.get(stem).map_or(&[], Vec::as_slice)
}

/// The beginning that all words of a stem's family have; none where the stem is too short for a family of its own, or no
/// word.
pub fn beginning(stem: &str) -> Option<&str> {
    let letters = stem.chars().count();
    if letters < SHORTEST || !is_word(stem) {
        return None;
    }
    let kept = letters.saturating_sub(ENDING).max(SHORTEST);
    Some(stem.char_indices().nth(kept).map_or(stem, |(end, _)| &stem[..end]))
}

/// How alike two stems with one beginning are, from 0 to 1: the share of their letters that both begin with. None where the
/// other one is no relative.
pub fn likeness(stem: &str, other: &str) -> Option<f32> {
    let (letters, of_other) = (stem.chars().count(), other.chars().count());
    let common = stem.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let is_relative = stem != other && is_word(other) && of_other <= letters + ENDING + 1;
    is_relative.then_some(2.0 * common as f32 / (letters + of_other) as f32)
}

/// The least letters of a beginning: with fewer, most words with one beginning are strangers.
const SHORTEST: usize = 5;

/// Letters of the longest ending that a family's words differ by: `ation` less the vowel that the stemmer takes.
const ENDING: usize = 4;

fn is_word(stem: &str) -> bool {
    stem.chars().all(char::is_alphabetic)
}

static LISTED: LazyLock<FxHashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut relatives = FxHashMap::<String, Vec<String>>::default();
    for line in include_str!("lexicon/relatives.txt").lines().filter(|line| !line.starts_with('#')) {
        let stems: Vec<String> = super::tokens(line).into_iter().map(|token| token.stem).collect();
        for stem in &stems {
            let known = relatives.entry(stem.clone()).or_default();
            known.extend(stems.iter().filter(|other| *other != stem).cloned());
            known.sort_unstable();
            known.dedup();
        }
    }
    relatives
});

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(word: &str) -> String {
        super::super::tokens(word).remove(0).stem
    }

    #[test]
    fn words_for_one_thing() {
        let check = |word: &str, other: &str, expected| {
            assert_eq!(listed(&stem(word)).contains(&stem(other)), expected, "{word} {other}");
        };
        check("courriels", "mail", true);
        check("mail", "courriel", true);
        check("employé", "salariés", true);
        check("mail", "mail", false);
        check("mail", "salarié", false);
        check("introuvable", "mail", false);
    }

    #[test]
    fn families() {
        let check = |stem: &str, other: &str, expected| {
            let is_relative = beginning(stem).is_some_and(|beginning| other.starts_with(beginning))
                && likeness(stem, other).is_some();
            assert_eq!(is_relative, expected, "{stem} {other}");
        };
        check("demision", "demisionair", true);
        check("terorist", "terorism", true);
        check("agricol", "agricult", true);
        check("port", "portuair", false);
        check("manifest", "manifest", false);
        check("intern", "internationalis", false);
        check("covid19", "covid", false);
        check("élire", "élire", false);
    }

    #[test]
    fn likeness_is_the_share_of_letters() {
        assert_eq!(likeness("terorist", "terorism"), Some(14.0 / 16.0));
        assert_eq!(likeness("terorist", "terorist"), None);
    }
}
