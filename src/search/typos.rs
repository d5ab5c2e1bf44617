//! Which words a typing error or two make of another: an automaton that walks the dictionary of an index.

use tantivy_fst::Automaton;

use crate::analysis::folding::{fold, lower_case};

/// Letters of a word; longer ones are addresses.
const LONGEST: usize = 64;

/// How many typing errors a word of that length may have.
pub fn errors_in(word: &str) -> u8 {
    match folded(word).chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// A word without capitals and accents.
pub fn folded(word: &str) -> String {
    fold(&lower_case(word))
}

/// Accepts the written words of the index that a few typing errors make of a word: insertions, deletions, substitutions
/// and transpositions of neighbours, where accents and capitals make no difference. It walks the dictionary as a tree and
/// leaves a branch as soon as it holds too many errors (Damerau 1964; the optimal string alignment distance, row by row).
#[derive(Debug, Clone)]
pub struct Similar {
    word: Vec<char>,
    limit: u8,
    /// Whatever follows is accepted too.
    begins: bool,
}

/// What has been read of a term.
#[derive(Debug, Clone)]
pub struct Read {
    /// The bytes of a character that is not yet complete, and how many.
    bytes: [u8; 4],
    pending: usize,
    last: Option<char>,
    /// The errors against each beginning of the word, now and one letter ago.
    row: [u8; LONGEST + 1],
    above: [u8; LONGEST + 1],
}

impl Similar {
    /// The words that at most so many errors make of one.
    pub fn to(word: &str, limit: u8) -> Self {
        let word: Vec<char> = folded(word).chars().collect();
        // Nothing is similar to no word.
        if word.len() > LONGEST {
            return Self { word: Vec::new(), limit: 0, begins: false };
        }
        Self { word, limit, begins: false }
    }

    /// The words that begin with one.
    pub fn beginning(word: &str) -> Self {
        Self { begins: true, ..Self::to(word, 0) }
    }

    fn step(&self, read: &mut Read, letter: char) {
        let (row, above) = (read.row, read.above);
        let mut next = [row[0].saturating_add(1); LONGEST + 1];
        for (j, wanted) in self.word.iter().enumerate() {
            let mut errors = (row[j] + u8::from(*wanted != letter)).min(row[j + 1] + 1).min(next[j] + 1);
            if j > 0 && read.last == Some(*wanted) && self.word[j - 1] == letter {
                errors = errors.min(above[j - 1] + 1);
            }
            // More than that is too many in any case, and must not run over.
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
        Some(Read { bytes: [0; 4], pending: 0, last: None, row: row.map(|n: u8| n.min(self.limit + 1)), above: row })
    }

    fn is_match(&self, state: &Option<Read>) -> bool {
        state
            .as_ref()
            .is_some_and(|read| read.pending == 0 && read.last.is_some() && read.row[self.word.len()] <= self.limit)
    }

    fn can_match(&self, state: &Option<Read>) -> bool {
        state.as_ref().is_some_and(|read| read.row[..=self.word.len()].iter().any(|errors| *errors <= self.limit))
    }

    fn accept(&self, state: &Option<Read>, byte: u8) -> Option<Read> {
        if self.begins && self.is_match(state) {
            return state.clone();
        }
        let mut read = state.clone()?;
        read.bytes[read.pending] = byte;
        read.pending += 1;
        match std::str::from_utf8(&read.bytes[..read.pending]) {
            Ok(written) => {
                let written = written.chars().next()?;
                read.pending = 0;
                if written.is_ascii_lowercase() {
                    self.step(&mut read, written);
                } else if !matches!(written, '-' | '\'' | '_') {
                    fold(written.encode_utf8(&mut [0; 4])).chars().for_each(|letter| self.step(&mut read, letter));
                }
            }
            Err(_) if read.pending == 4 => return None,
            Err(_) => {}
        }
        Some(read)
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
    fn beginnings() {
        let check = |word: &str, written: &str, expected| {
            let similar = Similar::beginning(word);
            let end = written.bytes().fold(similar.start(), |state, byte| similar.accept(&state, byte));
            assert_eq!(similar.is_match(&end), expected, "{word}* {written}");
        };
        check("éco", "économie", true);
        check("eco", "écho", false);
        check("ECO", "éco", true);
        check("oeu", "œuvre", true);
        check("", "a", false);
    }
}
