//! A text as the index takes it: the numbers of its words, in their order.

use super::memo;
use super::vocabulary::Vocabulary;
use super::words::Words;
use super::words::characters::characters;

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
    /// In the vocabulary.
    pub fn number(self) -> u32 {
        self.0 & !(SAME_PLACE | OTHER_READING)
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
        let plain = characters(text);
        let mut words = Words::default();
        let mut last = None;
        // A word and the blank behind it are some six letters.
        let mut found = Self { words: Vec::with_capacity(text.len() / 5), tokens: 0 };
        while let Some(word) = words.next(&plain.text) {
            let remembered = memo::number(word.written(&plain.text), vocabulary);
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
            last = Some(word.position);
        }
        found
    }
}
