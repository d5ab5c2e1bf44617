//! Automata that walk the dictionary of an index: one accepts the words with a beginning, one the words that are a typing error
//! or two away, one the words of a list.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tantivy_fst::Automaton;

use crate::analysis::grammar::folding::{fold, fold_letter};

/// The longest word that is compared, in letters: longer ones are addresses.
const LONGEST: usize = 64;

/// The bytes of a character that have been read so far, of a term that is read byte by byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct Partial {
    bytes: [u8; 4],
    length: u8,
}

impl Partial {
    /// The character that `byte` completes.
    fn complete(&mut self, byte: u8) -> Option<char> {
        if self.length == 0 && byte.is_ascii() {
            return Some(byte.into());
        }
        let length = usize::from(self.length);
        self.bytes[length] = byte;
        let written = std::str::from_utf8(&self.bytes[..=length]).ok().and_then(|text| text.chars().next());
        // Terms are UTF-8. Should one not be, the character ends at its fourth byte.
        self.length = if written.is_some() || length == 3 { 0 } else { self.length + 1 };
        written
    }
}

/// Hands the letters that a character of a written word is compared by to `each`.
fn each_letter(written: char, mut each: impl FnMut(char)) {
    match written {
        'a'..='z' => each(written),
        _ => fold_letter(written, each),
    }
}

/// Accepts the written words of the index that begin with a word, where accents and capitals make no difference.
#[derive(Debug, Clone)]
pub struct Beginning {
    word: Vec<char>,
}

/// How much of the word a term begins with, as far as it has been read.
#[derive(Debug, Clone, Copy)]
pub enum Begun {
    /// So many letters.
    Partly(usize, Partial),
    /// All of it, whatever follows.
    Wholly,
    Otherwise,
}

impl Beginning {
    pub fn of(word: &str) -> Self {
        Self { word: fold(word).chars().collect() }
    }
}

impl Automaton for Beginning {
    type State = Begun;

    fn start(&self) -> Begun {
        // An empty beginning would accept every word.
        if self.word.is_empty() { Begun::Otherwise } else { Begun::Partly(0, Partial::default()) }
    }

    fn is_match(&self, state: &Begun) -> bool {
        matches!(state, Begun::Wholly)
    }

    fn can_match(&self, state: &Begun) -> bool {
        !matches!(state, Begun::Otherwise)
    }

    fn will_always_match(&self, state: &Begun) -> bool {
        matches!(state, Begun::Wholly)
    }

    fn accept(&self, state: &Begun, byte: u8) -> Begun {
        let Begun::Partly(mut read, mut partial) = *state else { return *state };
        let mut differs = false;
        if let Some(written) = partial.complete(byte) {
            each_letter(written, |letter| {
                differs |= self.word.get(read).is_some_and(|wanted| *wanted != letter);
                read += 1;
            });
        }
        match (differs, read < self.word.len()) {
            (true, _) => Begun::Otherwise,
            (false, true) => Begun::Partly(read, partial),
            (false, false) => Begun::Wholly,
        }
    }
}

/// Accepts the written words of the index that a few typing errors make of a word: insertions, deletions, substitutions
/// and transpositions of neighbours, where accents and capitals make no difference. It walks the dictionary as a tree and
/// leaves a branch as soon as it holds too many errors (Damerau 1964; the optimal string alignment distance, row by row). All
/// rows that there can be are worked out beforehand, since a walk comes to most of them thousands of times.
#[derive(Debug, Clone)]
pub struct Similar {
    /// The different letters of the word; all others are alike.
    letters: Vec<char>,
    /// The number that each ASCII character has among `letters`, as most of a term's have one; [`NONE`] of a hyphen.
    ascii: [u8; 128],
    /// For each state the one that each letter leads to; after those of `letters` that of any other.
    next: Vec<u32>,
    /// Whether the word may end in a state.
    ends: Vec<bool>,
}

/// Stands for no letter.
const NONE: u8 = u8::MAX;

/// Where nothing can match any more.
const DEAD: u32 = 0;
const START: u32 = 1;

/// What a state of [`Similar`] stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Errors {
    /// Those against each beginning of the word; one more than the limit is too many already.
    row: Vec<u8>,
    /// Those of one letter ago, and this letter; none where it is no letter of the word.
    before: Option<(Vec<u8>, usize)>,
}

impl Errors {
    /// Those after one letter more, by its number among the letters of `word`; none if they are too many.
    fn after(&self, letter: usize, word: &[usize], limit: u8) -> Option<Self> {
        let mut next = vec![(self.row[0] + 1).min(limit + 1)];
        for (j, wanted) in word.iter().enumerate() {
            let mut errors = (self.row[j] + u8::from(*wanted != letter)).min(self.row[j + 1] + 1).min(next[j] + 1);
            if let Some((above, last)) = &self.before
                && j > 0
                && last == wanted
                && word[j - 1] == letter
            {
                errors = errors.min(above[j - 1] + 1);
            }
            next.push(errors.min(limit + 1));
        }
        let before = word.contains(&letter).then(|| (self.row.clone(), letter));
        next.iter().any(|errors| *errors <= limit).then_some(Self { row: next, before })
    }
}

impl Similar {
    /// The words that at most so many errors make of one.
    pub fn to(word: &str, limit: u8) -> Self {
        let word: Vec<char> = fold(word).chars().collect();
        // A word that is too long is like no other.
        let (word, limit) = if word.len() > LONGEST { (Vec::new(), 0) } else { (word, limit) };
        let mut letters = word.clone();
        letters.sort_unstable();
        letters.dedup();
        let word: Vec<usize> = word.iter().filter_map(|letter| letters.binary_search(letter).ok()).collect();
        let row = (0..=word.len()).map(|errors| errors.min(usize::from(limit) + 1) as u8).collect();
        let mut states = vec![Errors { row, before: None }];
        let mut numbers = FxHashMap::from_iter([(states[0].clone(), START)]);
        let mut next = vec![DEAD; letters.len() + 1];
        let mut done = 0;
        while let Some(state) = states.get(done).cloned() {
            for letter in 0..=letters.len() {
                let after = state.after(letter, &word, limit).map(|after| {
                    *numbers.entry(after).or_insert_with_key(|after| {
                        states.push(after.clone());
                        states.len() as u32
                    })
                });
                next.push(after.unwrap_or(DEAD));
            }
            done += 1;
        }
        let may_end = |state: &Errors| *state.row.last().expect("a row has a beginning") <= limit;
        // Nothing is no word.
        let ends = [false, false].into_iter().chain(states[1..].iter().map(may_end)).collect();
        let mut similar = Self { letters, ascii: [NONE; 128], next, ends };
        for byte in 0..128 {
            each_letter(byte.into(), |letter| similar.ascii[usize::from(byte)] = similar.number(letter) as u8);
        }
        similar
    }

    /// The number of a letter among those of the word; that of any other follows them.
    fn number(&self, letter: char) -> usize {
        self.letters.iter().position(|known| *known == letter).unwrap_or(self.letters.len())
    }

    /// The state that a letter leads to, by its number.
    fn after(&self, state: u32, letter: usize) -> u32 {
        self.next[state as usize * (self.letters.len() + 1) + letter]
    }
}

/// A state of [`Similar`], and the character that is being read.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    state: u32,
    partial: Partial,
}

impl Automaton for Similar {
    type State = Read;

    fn start(&self) -> Read {
        Read { state: START, partial: Partial::default() }
    }

    fn is_match(&self, read: &Read) -> bool {
        read.partial.length == 0 && self.ends[read.state as usize]
    }

    fn can_match(&self, read: &Read) -> bool {
        read.state != DEAD
    }

    #[inline]
    fn accept(&self, read: &Read, byte: u8) -> Read {
        let mut read = *read;
        if read.partial.length == 0
            && let Some(letter) = self.ascii.get(usize::from(byte))
        {
            if *letter != NONE {
                read.state = self.after(read.state, usize::from(*letter));
            }
        } else if let Some(written) = read.partial.complete(byte) {
            each_letter(written, |letter| read.state = self.after(read.state, self.number(letter)));
        }
        read
    }
}

/// Accepts the written words of the index that are one of a list, where accents and capitals make no difference.
#[derive(Debug, Clone)]
pub struct OneOf {
    /// In ascending order.
    words: Vec<Vec<char>>,
}

/// Which words of the list a term begins as, and how many of their letters have been read.
#[derive(Debug, Clone)]
pub struct Among {
    words: Range<usize>,
    read: usize,
    partial: Partial,
}

impl OneOf {
    /// These words.
    pub fn of(words: &[String]) -> Self {
        let mut words: Vec<Vec<char>> = words.iter().map(|word| fold(word).chars().collect()).collect();
        words.sort_unstable();
        words.dedup();
        Self { words }
    }
}

impl Automaton for OneOf {
    type State = Among;

    fn start(&self) -> Among {
        Among { words: 0..self.words.len(), read: 0, partial: Partial::default() }
    }

    fn is_match(&self, state: &Among) -> bool {
        // The shortest of them comes first.
        let shortest = self.words[state.words.clone()].first();
        state.partial.length == 0 && state.read > 0 && shortest.is_some_and(|word| word.len() == state.read)
    }

    fn can_match(&self, state: &Among) -> bool {
        !state.words.is_empty()
    }

    fn accept(&self, state: &Among, byte: u8) -> Among {
        let mut state = state.clone();
        if let Some(written) = state.partial.complete(byte) {
            each_letter(written, |letter| {
                let words = &self.words[state.words.clone()];
                let from = words.partition_point(|word| word.get(state.read).is_none_or(|next| *next < letter));
                let to = words.partition_point(|word| word.get(state.read).is_none_or(|next| *next <= letter));
                state.words = state.words.start + from..state.words.start + to;
                state.read += 1;
            });
        }
        state
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typing_errors() {
        let check = |word: &str, written: &str, limit, expected| {
            let similar = Similar::to(word, limit);
            let end = written.bytes().fold(similar.start(), |state, byte| similar.accept(&state, byte));
            assert_eq!(similar.is_match(&end), expected, "{word} {written} {limit}");
        };
        check("acceuil", "accueil", 1, true);
        check("acceuil", "accueils", 1, false);
        check("acceuil", "accueils", 2, true);
        check("digue", "dogue", 1, true);
        check("digue", "vague", 1, false);
        check("digue", "d", 1, false);
        check("digue", "digue", 0, true);
        check("Economie", "économie", 0, true);
        check("oeil", "œil", 0, true);
        check("portavion", "porte-avion", 1, true);
        check("réelecton", "réélection", 1, true);
        check("ba", "ab", 1, true);
        check("abc", "cab", 2, true);
        check("", "a", 0, false);
        let endless = "anticonstitutionnellement".repeat(2);
        check(&endless, &endless.replace('t', "tt"), 2, false);
        check(&endless, &endless.replacen('t', "", 2), 2, true);
    }

    /// The optimal string alignment distance, as its definition has it.
    fn errors_between(a: &[char], b: &[char]) -> usize {
        let (Some((x, a_rest)), Some((y, b_rest))) = (a.split_last(), b.split_last()) else {
            return a.len().max(b.len());
        };
        let substituted = errors_between(a_rest, b_rest) + usize::from(x != y);
        let errors = substituted.min(errors_between(a_rest, b) + 1).min(errors_between(a, b_rest) + 1);
        match (a_rest.split_last(), b_rest.split_last()) {
            (Some((before_x, a_rest)), Some((before_y, b_rest))) if x == before_y && y == before_x => {
                errors.min(errors_between(a_rest, b_rest) + 1)
            }
            _ => errors,
        }
    }

    proptest! {
        #[test]
        fn as_many_errors_as_there_are(word in "[abcé]{1,6}", written in "[abcde]{1,6}", limit in 0..3_u8) {
            let similar = Similar::to(&word, limit);
            let end = written.bytes().fold(similar.start(), |state, byte| similar.accept(&state, byte));
            let letters = |text: &str| fold(text).chars().collect::<Vec<char>>();
            let expected = errors_between(&letters(&word), &letters(&written)) <= usize::from(limit);
            prop_assert_eq!(similar.is_match(&end), expected);
            prop_assert!(similar.can_match(&end) || !expected);
        }
    }

    #[test]
    fn words_of_a_list() {
        let list = ["Œuvre", "eau", "eaux", "économie"].map(str::to_owned);
        let check = |written: &str, expected| {
            let list = OneOf::of(&list);
            let end = written.bytes().fold(list.start(), |state, byte| list.accept(&state, byte));
            assert_eq!(list.is_match(&end), expected, "{written}");
        };
        check("oeuvre", true);
        check("œuvre", true);
        check("œuvres", false);
        check("eau", true);
        check("EAUX", true);
        check("ea", false);
        check("Economie", true);
        check("", false);
    }

    #[test]
    fn beginnings() {
        let check = |word: &str, written: &str, expected| {
            let beginning = Beginning::of(word);
            let end = written.bytes().fold(beginning.start(), |state, byte| beginning.accept(&state, byte));
            assert_eq!(beginning.is_match(&end), expected, "{word}* {written}");
        };
        check("éco", "économie", true);
        check("eco", "écho", false);
        check("ECO", "éco", true);
        check("oeu", "œuvre", true);
        check("", "a", false);
        check("ports", "port", false);
        check("porta", "porte-avion", false);
        check("portea", "porte-avion", true);
        check("o", "œuvre", true);
        check("日", "日本", true);
    }
}
