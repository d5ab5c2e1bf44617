//! A map from words to words that takes nothing to make: it is laid out in bytes while the program is built, by
//! `lexicon/compile.rs`, and is looked up where it lies. A search asks for a few words, and touches few pages of memory.

use std::collections::BTreeMap;

use twox_hash::XxHash3_64;

/// First the number of places (a power of two), then for each place where its entry begins, or 0 if it is free; all as
/// little-endian `u32`. A word stands at the place that its hash gives it, or at the next free one. An entry has the length
/// of the word in a byte and of what it stands for in two, then both.
pub struct Table<'b> {
    bytes: &'b [u8],
}

impl<'b> Table<'b> {
    pub const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    pub fn get(&self, word: &str) -> Option<&'b str> {
        let last = self.number(0) - 1;
        let mut place = hash(word);
        loop {
            let at = self.number(NUMBER + (place & last) * NUMBER);
            if at == 0 {
                return None;
            }
            let [length, low, high, entry @ ..] = &self.bytes[at..] else {
                unreachable!("an entry begins with lengths")
            };
            let (written, rest) = entry.split_at(usize::from(*length));
            if written == word.as_bytes() {
                let value = &rest[..usize::from(u16::from_le_bytes([*low, *high]))];
                return Some(std::str::from_utf8(value).expect("it was written as text"));
            }
            place += 1;
        }
    }

    pub fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    fn number(&self, at: usize) -> usize {
        u32::from_le_bytes(self.bytes[at..at + NUMBER].try_into().expect("these are four bytes")) as usize
    }
}

/// The bytes of a table; for the build alone.
#[allow(dead_code)]
pub fn lay_out(words: &BTreeMap<String, String>) -> Vec<u8> {
    let places = (2 * words.len() + 1).next_power_of_two();
    let mut begins = vec![0; places];
    let mut entries = Vec::new();
    for (word, value) in words {
        let mut place = hash(word) % places;
        while begins[place] != 0 {
            place = (place + 1) % places;
        }
        begins[place] = (1 + places) * NUMBER + entries.len();
        entries.push(u8::try_from(word.len()).expect("a word of a list is short"));
        entries.extend(u16::try_from(value.len()).expect("a word of a list stands for few").to_le_bytes());
        entries.extend(word.bytes().chain(value.bytes()));
    }
    let numbers = [places].into_iter().chain(begins);
    let mut bytes: Vec<u8> = numbers.flat_map(|number| (number as u32).to_le_bytes()).collect();
    bytes.append(&mut entries);
    bytes
}

const NUMBER: usize = size_of::<u32>();

/// 32 bits of it, so that the places after it have numbers too.
fn hash(word: &str) -> usize {
    XxHash3_64::oneshot(word.as_bytes()) as u32 as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_words() {
        let words: BTreeMap<String, String> = (0..1000).map(|n| (format!("é{n}"), n.to_string())).collect();
        let bytes = lay_out(&words);
        let table = Table::new(&bytes);
        for (word, value) in &words {
            assert_eq!(table.get(word), Some(value.as_str()), "{word}");
        }
        for word in ["", "é", "é1000", "e1"] {
            assert!(!table.contains(word), "{word}");
        }
        let nothing = lay_out(&BTreeMap::new());
        assert!(!Table::new(&nothing).contains(""));
    }
}
