//! A text as the index takes it: the numbers of its words, in their order.

use std::iter;
use std::ops::Range;

use super::memo;
use super::vocabulary::Vocabulary;
use super::words::characters::{Characters, characters};
use super::words::{Word, Words};

/// The words of a text, by their numbers in a [`Vocabulary`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberedText {
    /// One after the other.
    pub words: Vec<NumberedWord>,
    /// How many tokens they are: a word may have several stems.
    pub tokens: u64,
}

/// One word of a text: its number, and two bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberedWord(u32);

const SAME_PLACE: u32 = 1 << 31;
const OTHER_READING: u32 = 1 << 30;

impl NumberedWord {
    /// A word with these [`flags`](Self::flags).
    pub fn new(number: u32, flags: u8) -> Self {
        Self(u32::from(flags) << 30 | number)
    }

    /// What is known of it beside its number, in two bits.
    pub fn flags(self) -> u8 {
        (self.0 >> 30) as u8
    }

    /// In the vocabulary.
    pub fn number(self) -> u32 {
        self.0 & !(SAME_PLACE | OTHER_READING)
    }

    /// The number of the word and whether it has its other reading, as one number: so all readings of a vocabulary have theirs.
    pub fn reading(self) -> usize {
        2 * self.number() as usize + usize::from(self.has_other_reading())
    }

    /// The same word, as another vocabulary numbers it.
    pub fn renumbered(self, number: u32) -> Self {
        Self(self.0 & (SAME_PLACE | OTHER_READING) | number)
    }

    /// Whether it stands where the word before it stands: `weekend` beside `week end`.
    pub fn is_at_same_place(self) -> bool {
        self.0 & SAME_PLACE != 0
    }

    /// Whether the words around it allow the other reading: `il a traité`.
    pub fn has_other_reading(self) -> bool {
        self.0 & OTHER_READING != 0
    }
}

impl NumberedText {
    /// Analyses a text.
    pub fn of(text: &str, vocabulary: &Vocabulary) -> Self {
        Self::read(text, vocabulary, |_, _| {})
    }

    /// Analyses a text, and says which bytes of it each word takes.
    pub fn with_places(text: &str, vocabulary: &Vocabulary) -> (Self, Vec<Range<usize>>) {
        let mut places = Vec::new();
        let found = Self::read(text, vocabulary, |plain, word| {
            places.push(plain.original_start(word.start)..plain.original_end(word.end));
        });
        (found, places)
    }

    fn read(text: &str, vocabulary: &Vocabulary, mut each: impl FnMut(&Characters, &Word)) -> Self {
        let plain = characters(text);
        let (mut words, mut some) = (Words::default(), Vec::with_capacity(memo::TOGETHER));
        let mut last = None;
        // A word and the blank behind it are some six letters.
        let mut found = Self { words: Vec::with_capacity(text.len() / 5), tokens: 0 };
        loop {
            some.clear();
            some.extend(iter::from_fn(|| words.next(&plain.text)).take(memo::TOGETHER));
            if some.is_empty() {
                return found;
            }
            memo::numbers(&plain.text, &some, vocabulary, |word, remembered| {
                let mut number = remembered.number;
                found.tokens += u64::from(remembered.stems);
                if last == Some(word.position) {
                    number |= SAME_PLACE;
                }
                if remembered.pair.may_be_other(&plain.text, word.start) {
                    number |= OTHER_READING;
                    found.tokens += u64::from(remembered.others);
                }
                found.words.push(NumberedWord(number));
                each(&plain, word);
                last = Some(word.position);
            });
        }
    }
}
