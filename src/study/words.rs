//! The words of the texts of a study, as numbers: what is counted is stems, what is shown is how they are written.

use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::numbered::{NumberedText, NumberedWord};
use crate::analysis::stop_words::is_stop_word;
use crate::analysis::vocabulary::{Numbered, Vocabulary};
use crate::text::fold;

/// The words and the stems of a study, each under a number. Threads share them.
pub struct Words {
    vocabulary: Vocabulary,
    stems: Mutex<FxHashMap<String, u32>>,
}

/// What a word is counted as.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its stems; the first is the one that it is shown for.
    pub stems: Box<[u32]>,
    /// The stems of its other reading.
    other: Box<[u32]>,
    /// Whether it is a stop word, a single letter, or has no letter.
    pub is_small: bool,
    /// Whether it names a day, a month or a time that passes by itself.
    pub is_calendar: bool,
}

/// The readings that one thread knows, by the numbers of their words.
#[derive(Default)]
pub struct Known(Vec<Option<Reading>>);

impl Words {
    pub fn new() -> Self {
        Self { vocabulary: Vocabulary::new(), stems: Mutex::default() }
    }

    /// The words of a text.
    pub fn of(&self, text: &str) -> Vec<NumberedWord> {
        NumberedText::of(text, &self.vocabulary).words
    }

    /// The words of a text with their bytes in it.
    pub fn with_places(&self, text: &str) -> (Vec<NumberedWord>, Vec<Range<usize>>) {
        let (found, places) = NumberedText::with_places(text, &self.vocabulary);
        (found.words, places)
    }

    /// How a word is written, in lower case.
    pub fn form(&self, number: u32) -> String {
        Numbered::of(&self.vocabulary.word(number)).form.to_owned()
    }

    /// All stems so far, by their numbers.
    pub fn stems(&self) -> Vec<String> {
        let known = self.stems.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stems = vec![String::new(); known.len()];
        for (stem, number) in known.iter() {
            stems[*number as usize].clone_from(stem);
        }
        stems
    }

    fn reading(&self, number: u32) -> Reading {
        let word = self.vocabulary.word(number);
        let Numbered { form, stems, other } = Numbered::of(&word);
        let mut known = self.stems.lock().unwrap_or_else(PoisonError::into_inner);
        let mut numbers = |stems: &str| -> Box<[u32]> {
            let stems = stems.split(' ').filter(|stem| !stem.is_empty());
            let number = |stem: &str| {
                let next = known.len() as u32;
                *known.entry(stem.to_owned()).or_insert(next)
            };
            stems.map(number).collect()
        };
        Reading {
            stems: numbers(stems),
            other: numbers(other),
            is_small: is_small(form),
            is_calendar: is_calendar(form),
        }
    }
}

impl Known {
    /// What a word is counted as.
    pub fn reading(&mut self, word: NumberedWord, words: &Words) -> &Reading {
        let number = word.number() as usize;
        if self.0.len() <= number {
            self.0.resize(number + 1, None);
        }
        self.0[number].get_or_insert_with(|| words.reading(word.number()))
    }
}

impl Reading {
    /// All stems that the word is found by where it stands.
    pub fn tokens(&self, word: NumberedWord) -> impl Iterator<Item = u32> {
        let other = if word.has_other_reading() { &*self.other } else { &[] };
        self.stems.iter().chain(other).copied()
    }
}

/// Whether a written word is a stop word, a single letter, or has no letter.
pub fn is_small(form: &str) -> bool {
    is_stop_word(form) || form.chars().count() < 2 || !form.contains(char::is_alphabetic)
}

/// Whether a word names a day, a month or a time that passes by itself.
pub fn is_calendar(form: &str) -> bool {
    static CALENDAR: LazyLock<FxHashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());
    const WORDS: &str = "\
        janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre \
        lundi mardi mercredi jeudi vendredi samedi dimanche lundis mardis mercredis jeudis vendredis samedis dimanches \
        hier demain aujourd aujourd'hui hui matin soir midi minuit nuit journee soiree matinee \
        semaine semaines mois annee annees week end weekend jour jours heure heures h min \
        printemps ete automne hiver janv fevr juil sept oct nov dec an ans prochain derniere dernier prochaine";
    CALENDAR.contains(fold(form).as_str())
}

/// The forms of each stem with how often each stands there, the commonest first; of equals the first by the alphabet. A word
/// counts for its first stem alone.
pub fn forms(counts: &FxHashMap<u32, u64>, words: &Words) -> FxHashMap<u32, Vec<(String, u64)>> {
    let mut forms = FxHashMap::<u32, Vec<(String, u64)>>::default();
    for (number, count) in counts {
        let reading = words.reading(*number);
        let Some(first) = reading.stems.first() else { continue };
        let of_stem = forms.entry(*first).or_default();
        let form = words.form(*number);
        match of_stem.iter_mut().find(|(known, _)| *known == form) {
            Some((_, known)) => *known += count,
            None => of_stem.push((form, *count)),
        }
    }
    for of_stem in forms.values_mut() {
        of_stem.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }
    forms
}
