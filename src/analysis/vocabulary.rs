//! Words under numbers. The words of a text are written down as numbers, since these are short and can be counted and sorted
//! without being compared letter by letter: the index inverts millions of them at a time.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// The words that some texts have, each under a number. Threads share it.
#[derive(Debug)]
pub struct Vocabulary {
    /// No two of one process have the same.
    id: u32,
    length: AtomicUsize,
    words: Mutex<Words>,
}

#[derive(Debug, Default)]
struct Words {
    numbers: FxHashMap<Arc<str>, u32>,
    /// By their numbers.
    words: Vec<Arc<str>>,
}

/// What a number stands for: all that the index has of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered<'a> {
    /// In lower case, with its accents.
    pub form: &'a str,
    /// What it is found by, with blanks between.
    pub stems: &'a str,
    /// What it is found by too, where the words around it allow another reading; empty if there is none.
    pub other: &'a str,
}

impl<'a> Numbered<'a> {
    /// Reads a word as [`Vocabulary::words`] gives it.
    pub fn of(word: &'a str) -> Self {
        let (form, rest) = word.split_once('\n').unwrap_or((word, ""));
        let (stems, other) = rest.split_once('\n').unwrap_or((rest, ""));
        Self { form, stems, other }
    }
}

impl Vocabulary {
    /// A vocabulary without a word.
    #[allow(clippy::new_without_default, reason = "each one is another")]
    pub fn new() -> Self {
        static VOCABULARIES: AtomicU32 = AtomicU32::new(1);
        let id = VOCABULARIES.fetch_add(1, Ordering::Relaxed);
        Self { id, length: AtomicUsize::new(0), words: Mutex::default() }
    }

    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// How many words it has.
    pub fn length(&self) -> usize {
        self.length.load(Ordering::Relaxed)
    }

    /// The number of a word, which gets one if it has none yet.
    pub fn number(&self, Numbered { form, stems, other }: Numbered) -> u32 {
        self.adopt(&[form, stems, other].join("\n"))
    }

    /// The number of a word as another vocabulary's [`Vocabulary::words`] gives it.
    pub fn adopt(&self, word: &str) -> u32 {
        let mut known = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.numbers.get(word) {
            return *number;
        }
        let (number, word) = (known.words.len() as u32, Arc::<str>::from(word));
        known.words.push(Arc::clone(&word));
        known.numbers.insert(word, number);
        self.length.store(known.words.len(), Ordering::Relaxed);
        number
    }

    /// The word of a number that it gave. [`Numbered::of`] reads it.
    pub fn word(&self, number: u32) -> Arc<str> {
        Arc::clone(&self.words.lock().unwrap_or_else(PoisonError::into_inner).words[number as usize])
    }

    /// All words so far, by their numbers. [`Numbered::of`] reads them.
    pub fn words(&self) -> Vec<Arc<str>> {
        self.words_from(0)
    }

    /// The words so far from a number on.
    pub fn words_from(&self, number: usize) -> Vec<Arc<str>> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner).words[number..].to_vec()
    }
}

/// The vocabulary that texts are analysed with at a time. It is changed for an empty one before it takes too much memory:
/// new words never end, what with names, numbers and misprints.
#[derive(Debug)]
pub struct CurrentVocabulary(Mutex<Arc<Vocabulary>>);

/// Words of a vocabulary, at some hundred bytes each.
const MOST_WORDS: usize = 1 << 18;

impl Default for CurrentVocabulary {
    fn default() -> Self {
        Self(Mutex::new(Arc::new(Vocabulary::new())))
    }
}

impl CurrentVocabulary {
    /// The vocabulary for the next text.
    pub fn get(&self) -> Arc<Vocabulary> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if current.length() > MOST_WORDS {
            *current = Arc::new(Vocabulary::new());
        }
        Arc::clone(&current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers() {
        let vocabulary = Vocabulary::new();
        let words = [
            Numbered { form: "digues", stems: "digu", other: "" },
            Numbered { form: "traité", stems: "traite", other: "traiter" },
            Numbered { form: "digue", stems: "digu", other: "" },
            Numbered { form: "peche", stems: "pêche péché", other: "" },
        ];
        for _ in 0..2 {
            assert_eq!(words.map(|word| vocabulary.number(word)), [0, 1, 2, 3]);
        }
        assert_eq!(vocabulary.length(), 4);
        let found = vocabulary.words();
        assert_eq!(found.iter().map(|word| Numbered::of(word)).collect::<Vec<_>>(), words);
    }
}
