//! A cache of the numbers of words, one for each thread: few words make most of a text (Zipf), and looking one up costs a
//! fraction of analysing it.
//!
//! It is a set-associative cache of fixed size, because it has to stay in the processor's own cache. A word lies in its slot
//! with its letters, so that a look-up touches one line of memory or two.

use std::cell::RefCell;

use super::grammar;
use super::grammar::reading::Pair;
use super::vocabulary::{Numbered, Vocabulary};

/// The number of a word in a vocabulary, and what its place in a text decides on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    pub number: u32,
    /// How many stems it has.
    pub stems: u8,
    /// How many more it has by its other reading.
    pub others: u8,
    pub pair: Pair,
}

/// The number of a word, which gets one if the vocabulary does not have it.
pub fn number(written: &str, vocabulary: &Vocabulary) -> Number {
    let Some(key) = Key::of(written) else { return analysed(written, vocabulary) };
    MEMO.with_borrow_mut(|memo| {
        let set = &mut memo[key.hash() as usize % SETS];
        if let Some(way) = set.iter().position(|slot| slot.key == key && slot.vocabulary == vocabulary.id()) {
            // A word that comes again moves up, and the last slot is the one to be given up.
            let better = way.saturating_sub(1);
            set.swap(way, better);
            return set[better].number;
        }
        let number = analysed(written, vocabulary);
        // A slot of another vocabulary is as good as free.
        let way = set.iter().position(|slot| slot.vocabulary != vocabulary.id()).unwrap_or(WAYS - 1);
        set[way] = Slot { key, vocabulary: vocabulary.id(), number };
        number
    })
}

fn analysed(written: &str, vocabulary: &Vocabulary) -> Number {
    let lexeme = grammar::lexeme(written);
    let length = |stems: &str| 1 + stems.bytes().filter(|byte| *byte == b' ').count() as u8;
    Number {
        number: vocabulary.number(Numbered { form: &lexeme.form, stems: &lexeme.stems, other: &lexeme.other }),
        stems: length(&lexeme.stems),
        others: length(&lexeme.other),
        pair: lexeme.pair,
    }
}

thread_local! {
    static MEMO: RefCell<Vec<[Slot; WAYS]>> = RefCell::new(vec![[FREE; WAYS]; SETS]);
}

/// Sets of slots. The hash of a word chooses its set, and the word may be in any slot of it.
const SETS: usize = 1 << 13;
const WAYS: usize = 4;

/// Bytes of the longest word that is kept.
const LONGEST: usize = 19;

#[derive(Clone, Copy)]
struct Slot {
    key: Key,
    /// The id of the vocabulary that the number is of; no vocabulary has the id 0.
    vocabulary: u32,
    number: Number,
}

const FREE: Slot = {
    let number = Number { number: 0, stems: 0, others: 0, pair: Pair::None };
    Slot { key: Key([0; LONGEST + 1]), vocabulary: 0, number }
};

/// The letters of a word, filled up with zeros, and their number.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key([u8; LONGEST + 1]);

impl Key {
    /// None for a word that is too long.
    fn of(written: &str) -> Option<Self> {
        let mut key = [0; LONGEST + 1];
        key[..LONGEST].get_mut(..written.len())?.copy_from_slice(written.as_bytes());
        key[LONGEST] = written.len() as u8;
        Some(Self(key))
    }

    /// Multiplied by odd numbers without a pattern, so that every letter reaches the upper half.
    fn hash(self) -> u64 {
        let word = |start: usize| {
            let mut bytes = [0; 8];
            let end = (start + 8).min(self.0.len());
            bytes[..end - start].copy_from_slice(&self.0[start..end]);
            u64::from_le_bytes(bytes)
        };
        let [a, b, c] = [word(0), word(8), word(16)];
        let mixed = a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (b ^ c << 32).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        (mixed ^ mixed >> 29).wrapping_mul(0x1656_67b1_9e37_79f9) >> 40
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_half_a_line_of_the_processors_cache() {
        assert_eq!(size_of::<Slot>(), 32);
    }

    #[test]
    fn the_cache_gives_what_the_grammar_gives() {
        let vocabularies = [Vocabulary::new(), Vocabulary::new()];
        // More words than there are slots, twice; and some that are too long.
        for n in (0..8 * SETS).chain(0..8 * SETS).step_by(7) {
            let written = format!("{}Mot{n}é", "trop".repeat(usize::from(n % 49 == 0) * 5));
            let vocabulary = &vocabularies[n / 7 % 2];
            assert_eq!(number(&written, vocabulary), analysed(&written, vocabulary), "{written}");
        }
        let words = vocabularies[0].words();
        let expected = grammar::lexeme("traité");
        let Number { number, stems, others, pair } = number("traité", &vocabularies[0]);
        assert!(words.len() <= number as usize, "it is new");
        assert_eq!((stems, others, pair), (1, 1, expected.pair));
        let words = vocabularies[0].words();
        let found = Numbered::of(&words[number as usize]);
        assert_eq!((found.form, found.stems, found.other), (&*expected.form, &*expected.stems, &*expected.other));
    }
}
