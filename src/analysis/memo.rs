//! A cache of the numbers of words, one for each thread: few words make most of a text (Zipf), and looking one up costs a
//! fraction of analysing it.
//!
//! It is a set-associative cache of fixed size, since new words never end. A word lies in its slot with its letters, so that a
//! look-up touches one line of memory or two.

use std::cell::RefCell;
use std::hint::black_box;

use super::grammar;
use super::grammar::reading::Pair;
use super::vocabulary::{Numbered, Vocabulary};
use super::words::Word;

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

/// How many words of a text are best looked up together.
pub const TOGETHER: usize = 64;

/// Passes the number of each of some words of a text, [`TOGETHER`] at most. A word gets one if the vocabulary does not have it.
pub fn numbers(text: &str, words: &[Word], vocabulary: &Vocabulary, mut each: impl FnMut(&Word, Number)) {
    MEMO.with_borrow_mut(|memo| {
        let mut places = [(None, 0); TOGETHER];
        for (place, word) in places.iter_mut().zip(words) {
            let key = Key::of(word, text, vocabulary);
            *place = (key, key.map_or(0, |key| key.hash() as usize % SETS));
        }
        // A set is waited for as long as it takes to read ten words. All are touched first, and waited for at once.
        black_box(places.iter().fold(0, |all, (_, set)| all ^ memo[*set].0[0].key.0));
        for (word, (key, set)) in words.iter().zip(places) {
            let analysed = || analysed(word.written(text), vocabulary);
            each(word, key.map_or_else(analysed, |key| memo[set].number(key, analysed)));
        }
    });
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
    static MEMO: RefCell<Vec<Set>> = RefCell::new(vec![Set([FREE; WAYS]); SETS]);
}

/// Sets of slots. The hash of a word chooses its set, and the word may be in any slot of it. Four megabytes hold the words of a
/// hundred thousand articles. A quarter of that would fit into the processor's second cache, but analysing what had been given
/// up took a sixth of a run's time.
const SETS: usize = 1 << 15;
const WAYS: usize = 4;

/// Bytes of the longest word that is kept.
const LONGEST: usize = 19;

/// It lies in two lines of the cache, and not in three.
#[derive(Clone, Copy)]
#[repr(align(128))]
struct Set([Slot; WAYS]);

impl Set {
    /// The number of a word, which is analysed if it is not there.
    fn number(&mut self, key: Key, analysed: impl FnOnce() -> Number) -> Number {
        let Self(slots) = self;
        if let Some(way) = slots.iter().position(|slot| slot.key.is(key)) {
            // A word that comes again moves up, and the last slot is the one to be given up.
            let better = way.saturating_sub(1);
            if better < way {
                slots.swap(way, better);
            }
            return slots[better].number;
        }
        let number = analysed();
        // A slot of another vocabulary is as good as free.
        let way = slots.iter().position(|slot| slot.key.vocabulary() != key.vocabulary()).unwrap_or(WAYS - 1);
        slots[way] = Slot { key, number };
        number
    }
}

#[derive(Clone, Copy)]
struct Slot {
    key: Key,
    number: Number,
}

/// No vocabulary has the id 0.
const FREE: Slot = {
    let number = Number { number: 0, stems: 0, others: 0, pair: Pair::None };
    Slot { key: Key(0, 0, 0), number }
};

/// The letters of a word, filled up with zeros, then their number, and in the upper half of the last number the id of a
/// vocabulary.
#[derive(Clone, Copy)]
struct Key(u64, u64, u64);

impl Key {
    /// The key of a word of a text; none for one that is too long.
    fn of(word: &Word, text: &str, vocabulary: &Vocabulary) -> Option<Self> {
        let (text, start, end) = match &word.rewritten {
            None => (text.as_bytes(), word.start, word.end),
            Some(written) => (written.as_bytes(), 0, written.len()),
        };
        let length = end - start;
        if length > LONGEST {
            return None;
        }
        let mut letters = [0; 24];
        match text.get(start..start + 24) {
            // What stands behind the word is cut off: that takes less time than to copy as many bytes as it has.
            Some(bytes) => letters.copy_from_slice(bytes),
            None => letters[..length].copy_from_slice(&text[start..end]),
        }
        let [a, b, c] = [0, 8, 16].map(|at| {
            let letters = u64::from_le_bytes(letters[at..at + 8].try_into().expect("these are eight"));
            let bits = 8 * length.saturating_sub(at);
            if bits < 64 { letters & ((1 << bits) - 1) } else { letters }
        });
        Some(Self(a, b, c | (length as u64) << 24 | u64::from(vocabulary.id()) << 32))
    }

    /// Whether both are equal; told by one branch, for no processor foresees which slot a word is in.
    fn is(self, other: Self) -> bool {
        (self.0 ^ other.0) | (self.1 ^ other.1) | (self.2 ^ other.2) == 0
    }

    fn vocabulary(self) -> u32 {
        (self.2 >> 32) as u32
    }

    /// Multiplied by odd numbers without a pattern, so that every letter reaches the upper half.
    fn hash(self) -> u64 {
        let Self(a, b, c) = self;
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
            // Once amid a text, and once at the end of it.
            for behind in [" et ce qui suit après lui dans le texte", ""] {
                let text = format!("{written}{behind}");
                let word = Word { rewritten: None, start: 0, end: written.len(), position: 0, length: 1 };
                let mut found = None;
                numbers(&text, &[word], vocabulary, |_, number| found = Some(number));
                assert_eq!(found, Some(analysed(&written, vocabulary)), "{written}");
            }
        }
        let words = vocabularies[0].words();
        let expected = grammar::lexeme("traité");
        let Number { number, stems, others, pair } = analysed("traité", &vocabularies[0]);
        assert!(words.len() <= number as usize, "it is new");
        assert_eq!((stems, others, pair), (1, 1, expected.pair));
        let words = vocabularies[0].words();
        let found = Numbered::of(&words[number as usize]);
        assert_eq!((found.form, found.stems, found.other), (&*expected.form, &*expected.stems, &*expected.other));
    }
}
