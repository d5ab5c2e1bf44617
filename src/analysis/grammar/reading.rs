//! Which of two words stands in a text where both are written the same: `un traité`, `il a traité`. The word before it decides,
//! as it does for a reader. A full analysis of sentences would decide more, and take longer than all else.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Two words that a form may be. A query asks for the first, which every text with this form has; the second is
/// [`super::Lexeme::other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pair {
    /// The form is one word alone.
    None,
    /// A noun, and a verb or an adjective: `traité`, `ferme`, `droite`.
    Noun,
    /// A noun, and a present participle that stands behind `en` alone: `étudiant`.
    Gerund,
    /// A word, and a verb form that is seldom meant and needs a subject: `livre`, `part`.
    Present,
    /// A word, and a participle that is seldom meant and needs a form of `être` or `avoir`: `partie`.
    Participle,
    /// A word without accents, and one that has some: `traite`, `traité`. A query without accents asks for both.
    Unaccented,
}

impl Pair {
    /// Whether a text with the form at `start` may mean the second word. The index then has both, so that a search for either
    /// finds the text.
    pub fn may_be_other(self, text: &str, start: usize) -> bool {
        match self {
            Self::None => false,
            Self::Noun => !matches!(before(text, start), Before::Determiner | Before::En),
            Self::Gerund => before(text, start) == Before::En,
            Self::Present => before(text, start) == Before::Subject,
            Self::Participle => before(text, start) == Before::Auxiliary,
            // Capitals often lack their accents.
            Self::Unaccented => {
                let mut word = text[start..].chars().take_while(|letter| letter.is_alphabetic());
                word.all(char::is_uppercase)
            }
        }
    }
}

/// The kind of the word before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// An article, a preposition, an adjective that nouns follow.
    Determiner,
    /// A subject, or a pronoun that stands between a subject and its verb.
    Subject,
    /// A form of `être` or `avoir`, or an adverb that stands between it and its participle.
    Auxiliary,
    En,
    /// Any other, or none in this sentence.
    Other,
}

fn before(text: &str, start: usize) -> Before {
    let head = &text[..start];
    let elided = head.strip_suffix(['\'', '’']);
    let apart = head.strip_suffix([' ', '\u{a0}', '\u{202f}', '\n']);
    let Some(head) = elided.or(apart) else { return Before::Other };
    let length: usize =
        head.chars().rev().take(LONGEST + 1).take_while(|letter| letter.is_alphabetic()).map(char::len_utf8).sum();
    let word = head[head.len() - length..].to_lowercase();
    match (&*word, elided.is_some()) {
        ("l" | "d", true) => Before::Determiner,
        ("j" | "n" | "m" | "t" | "s" | "c", true) => Before::Subject,
        (_, true) => Before::Other,
        (word, false) => KINDS.get(word).copied().unwrap_or(Before::Other),
    }
}

/// The small words that decide.
static KINDS: LazyLock<FxHashMap<&str, Before>> = LazyLock::new(|| {
    let lists = [
        (DETERMINERS, Before::Determiner),
        (SUBJECTS, Before::Subject),
        (AUXILIARIES, Before::Auxiliary),
        ("en", Before::En),
    ];
    lists.iter().flat_map(|(list, kind)| list.split_whitespace().map(|word| (word, *kind))).collect()
});

/// Letters of the longest word of the lists.
const LONGEST: usize = 10;

const DETERMINERS: &str = "
    le la les un une du des de au aux à ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs
    quel quelle quels quelles chaque plusieurs quelques deux trois quatre cinq six sept huit neuf dix cent mille
    aucun aucune certains certaines divers diverses tout toute tous toutes même mêmes
    par pour sur sous sans avec dans entre chez contre vers
    grand grande grands grandes petit petite petits petites nouveau nouvel nouvelle nouveaux nouvelles ancien ancienne
    premier première premiers premières dernier dernière derniers dernières futur future prochain prochaine
    bon bonne mauvais mauvaise jeune jeunes vieux vieille gros grosse double seul seule";

const SUBJECTS: &str = "je tu il elle on ils elles qui ne se me te nous vous y";

const AUXILIARIES: &str = "
    ai as a avons avez ont avais avait avions aviez avaient aurai auras aura aurons aurez auront aurais aurait auraient
    aie ait aient ayant avoir eu suis es est sommes êtes sont étais était étions étiez étaient serai sera seront serais
    serait seraient soit soient fut furent étant être été pas déjà jamais bien mal toujours";

#[cfg(test)]
mod tests {
    use super::*;

    /// The last word of the text is looked at.
    fn check(pair: Pair, text: &str, expected: bool) {
        let start = text.rfind([' ', '\'']).map_or(0, |at| at + 1);
        assert_eq!(pair.may_be_other(text, start), expected, "{text}");
    }

    #[test]
    fn the_word_before_decides() {
        check(Pair::Noun, "Le traité", false);
        check(Pair::Noun, "plus d'arrêté", false);
        check(Pair::Noun, "une mauvaise note", false);
        check(Pair::Noun, "À droite", false);
        check(Pair::Noun, "Il a traité", true);
        check(Pair::Noun, "elle note", true);
        check(Pair::Noun, "il s'élève", true);
        check(Pair::Noun, "la ligne droite", true);
        check(Pair::Noun, "traité", true);
        check(Pair::Noun, "Où est-il, un ? Traité", true);
        check(Pair::Gerund, "en étudiant", true);
        check(Pair::Gerund, "lycéen et étudiant", false);
        check(Pair::Present, "qui part", true);
        check(Pair::Present, "faire part", false);
        check(Pair::Participle, "elle est partie", true);
        check(Pair::Participle, "fait partie", false);
        check(Pair::Unaccented, "elle traite", false);
        check(Pair::Unaccented, "LE TRAITE", true);
        check(Pair::None, "elle chante", false);
    }
}
