//! A cache of the numbers of words, one for each thread: few words make most of a text (Zipf), and looking one up costs a
//! fraction of analysing it.
//!
//! It is a set-associative cache of fixed size, since new words never end. A word lies in its slot with its letters, so that a
//! look-up touches one line of memory or two.

use std::cell::RefCell;

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

/// The number of a word, which gets one if the vocabulary does not have it.
pub fn number(text: &str, word: &Word, vocabulary: &Vocabulary) -> Number {
    let key = match &word.rewritten {
        None => Key::at(text.as_bytes(), word.start, word.end, vocabulary),
        Some(written) => Key::at(written.as_bytes(), 0, written.len(), vocabulary),
    };
    let Some(key) = key else { return analysed(word.written(text), vocabulary) };
    MEMO.with_borrow_mut(|memo| {
        let Set(set) = &mut memo[key.hash() as usize % SETS];
        if let Some(way) = set.iter().position(|slot| slot.key.is(key)) {
            // A word that comes again moves up, and the last slot is the one to be given up.
            let better = way.saturating_sub(1);
            if better < way {
                set.swap(way, better);
            }
            return set[better].number;
        }
        let number = analysed(word.written(text), vocabulary);
        // A slot of another vocabulary is as good as free.
        let way = set.iter().position(|slot| slot.key.vocabulary() != vocabulary.id()).unwrap_or(WAYS - 1);
        set[way] = Slot { key, number };
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
    /// The key of the word that stands at a place of a text; none for one that is too long.
    fn at(text: &[u8], start: usize, end: usize, vocabulary: &Vocabulary) -> Option<Self> {
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
                assert_eq!(number(&text, &word, vocabulary), analysed(&written, vocabulary), "{written}");
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
