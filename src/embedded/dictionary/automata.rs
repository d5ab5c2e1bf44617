//! Automata that walk the dictionary of an index: one accepts the words with a beginning, one the words that are a typing error
//! or two away, one the words of a list.

use std::ops::Range;

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
/// leaves a branch as soon as it holds too many errors (Damerau 1964; the optimal string alignment distance, row by row).
#[derive(Debug, Clone)]
pub struct Similar {
    word: Vec<char>,
    limit: u8,
}

/// What has been read of a term.
#[derive(Debug, Clone)]
pub struct Read {
    partial: Partial,
    last: Option<char>,
    /// The errors against each beginning of the word, now and one letter ago.
    row: [u8; LONGEST + 1],
    above: [u8; LONGEST + 1],
}

impl Similar {
    /// The words that at most so many errors make of one.
    pub fn to(word: &str, limit: u8) -> Self {
        let word: Vec<char> = fold(word).chars().collect();
        // A word that is too long is like no other.
        if word.len() > LONGEST {
            return Self { word: Vec::new(), limit: 0 };
        }
        Self { word, limit }
    }

    fn step(&self, read: &mut Read, letter: char) {
        let (row, above) = (read.row, read.above);
        let mut next = [row[0].saturating_add(1); LONGEST + 1];
        for (j, wanted) in self.word.iter().enumerate() {
            let mut errors = (row[j] + u8::from(*wanted != letter)).min(row[j + 1] + 1).min(next[j] + 1);
            if j > 0 && read.last == Some(*wanted) && self.word[j - 1] == letter {
                errors = errors.min(above[j - 1] + 1);
            }
            // One error more than the limit is too many already: larger numbers are not needed, and could overflow.
            next[j + 1] = errors.min(self.limit + 1);
        }
        next[0] = next[0].min(self.limit + 1);
        (read.above, read.row, read.last) = (row, next, Some(letter));
    }
}

impl Automaton for Similar {
    /// None where nothing can match any more.
    type State = Option<Read>;

    fn start(&self) -> Option<Read> {
        let mut row = [0; LONGEST + 1];
        for (errors, n) in row.iter_mut().zip(0..) {
            *errors = n;
        }
        Some(Read { partial: Partial::default(), last: None, row: row.map(|n: u8| n.min(self.limit + 1)), above: row })
    }

    fn is_match(&self, state: &Option<Read>) -> bool {
        state.as_ref().is_some_and(|read| {
            read.partial.length == 0 && read.last.is_some() && read.row[self.word.len()] <= self.limit
        })
    }

    fn can_match(&self, state: &Option<Read>) -> bool {
        state.as_ref().is_some_and(|read| read.row[..=self.word.len()].iter().any(|errors| *errors <= self.limit))
    }

    fn accept(&self, state: &Option<Read>, byte: u8) -> Option<Read> {
        let mut read = state.clone()?;
        if let Some(written) = read.partial.complete(byte) {
            each_letter(written, |letter| self.step(&mut read, letter));
        }
        Some(read)
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
