//! A map from words to words that takes little to make, since every search makes those of the lexicon anew: all words lie
//! in one text, and what is looked up by is where.

use twox_hash::XxHash3_64;

/// A free place.
const FREE: u32 = u32::MAX;

pub struct Table {
    /// Where in the text the entry of a word begins, at the word's hash or behind it.
    places: Vec<u32>,
    words: usize,
    /// For each entry its two lengths, its word and what it stands for; what was replaced stays.
    text: Vec<u8>,
}

impl Table {
    pub fn with_capacity(words: usize) -> Self {
        const LETTERS: usize = 16;
        Self {
            places: vec![FREE; (2 * words.max(1)).next_power_of_two()],
            words: 0,
            text: Vec::with_capacity(words * LETTERS),
        }
    }

    pub fn get(&self, word: &str) -> Option<&str> {
        let at = self.places[self.place(word.as_bytes())];
        (at != FREE).then(|| std::str::from_utf8(self.entry(at).1).expect("it was written as text"))
    }

    pub fn contains(&self, word: &str) -> bool {
        self.places[self.place(word.as_bytes())] != FREE
    }

    /// Has `word` stand for `value` from now on.
    pub fn set(&mut self, word: &str, value: &str) {
        let (Ok(word_length), Ok(value_length)) = (u8::try_from(word.len()), u8::try_from(value.len())) else {
            panic!("{word:?} is no word of a list");
        };
        if 2 * self.words >= self.places.len() {
            self.grow();
        }
        let place = self.place(word.as_bytes());
        self.words += usize::from(self.places[place] == FREE);
        self.places[place] = self.text.len() as u32;
        self.text.extend([word_length, value_length]);
        self.text.extend(word.as_bytes());
        self.text.extend(value.as_bytes());
    }

    /// Adds a word to those that `word` stands for, with blanks between them; each once.
    pub fn add(&mut self, word: &str, value: &str) {
        match self.get(word) {
            None => self.set(word, value),
            Some(known) if known.split(' ').any(|other| other == value) => {}
            Some(known) => self.set(word, &[known, " ", value].concat()),
        }
    }

    fn grow(&mut self) {
        let more = vec![FREE; 2 * self.places.len()];
        let old = std::mem::replace(&mut self.places, more);
        for at in old.into_iter().filter(|at| *at != FREE) {
            let place = self.place(self.entry(at).0);
            self.places[place] = at;
        }
    }

    /// The place of the word, or the one that it would take.
    fn place(&self, word: &[u8]) -> usize {
        let last = self.places.len() - 1;
        let mut place = XxHash3_64::oneshot(word) as usize & last;
        while self.places[place] != FREE && self.entry(self.places[place]).0 != word {
            place = (place + 1) & last;
        }
        place
    }

    fn entry(&self, at: u32) -> (&[u8], &[u8]) {
        let entry = &self.text[at as usize..];
        let (word, rest) = entry[2..].split_at(usize::from(entry[0]));
        (word, &rest[..usize::from(entry[1])])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_words() {
        let mut table = Table::with_capacity(1);
        for n in 0..1000 {
            table.set(&format!("é{n}"), &n.to_string());
        }
        table.add("é7", "7");
        table.add("é7", "sept");
        table.add("huit", "8");
        table.set("é9", "");
        let check = |word: &str, expected: Option<&str>| {
            assert_eq!((table.get(word), table.contains(word)), (expected, expected.is_some()), "{word}");
        };
        check("é0", Some("0"));
        check("é999", Some("999"));
        check("é7", Some("7 sept"));
        check("huit", Some("8"));
        check("é9", Some(""));
        check("é1000", None);
        check("", None);
    }
}
