//! A hash table from words to words that is built with the program and needs no loading: `compile.rs` lays it out in
//! bytes, and a lookup reads them where they lie in the program. A search looks up a few words, and so touches few pages of
//! memory.

use std::collections::BTreeMap;

use twox_hash::XxHash3_64;

/// A hash table with linear probing. Its bytes are the number of slots (a power of two), then for each slot the offset of
/// its entry, or 0 if it is free, all as little-endian `u32`; then the entries. An entry is the length of the word in one
/// byte and of its value in two, then the word and the value. The upper byte of an offset is the tag of the word, eight more
/// bits of its hash: most words are in no table, and few of their look-ups read an entry to find that out.
pub struct Table<'b> {
    bytes: &'b [u8],
}

impl<'b> Table<'b> {
    /// A table of bytes that `lay_out` wrote.
    pub const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    /// The value of a word.
    pub fn get(&self, word: &str) -> Option<&'b str> {
        let last = self.number(0) - 1;
        let (tag, mut slot) = hash(word);
        loop {
            let (its_tag, at) = parted(self.number(NUMBER + (slot & last) * NUMBER));
            slot += 1;
            if at == 0 {
                return None;
            }
            if its_tag != tag {
                continue;
            }
            let [length, low, high, entry @ ..] = &self.bytes[at..] else {
                unreachable!("an entry begins with lengths")
            };
            let (written, rest) = entry.split_at(usize::from(*length));
            if written == word.as_bytes() {
                let value = &rest[..usize::from(u16::from_le_bytes([*low, *high]))];
                return Some(std::str::from_utf8(value).expect("it was written as text"));
            }
        }
    }

    /// Whether the table has a word.
    pub fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    fn number(&self, at: usize) -> usize {
        u32::from_le_bytes(self.bytes[at..at + NUMBER].try_into().expect("these are four bytes")) as usize
    }
}

/// The bytes of a table. Only the build script calls it.
#[allow(dead_code)]
pub fn lay_out(words: &BTreeMap<String, String>) -> Vec<u8> {
    let slots = (2 * words.len() + 1).next_power_of_two();
    let mut begins = vec![0; slots];
    let mut entries = Vec::new();
    for (word, value) in words {
        let (tag, first) = hash(word);
        let mut slot = first % slots;
        while begins[slot] != 0 {
            slot = (slot + 1) % slots;
        }
        let offset = (1 + slots) * NUMBER + entries.len();
        assert!(offset < LIMIT, "a table has less than 16 MB");
        begins[slot] = tag * LIMIT + offset;
        entries.push(u8::try_from(word.len()).expect("a word of a list is short"));
        entries.extend(u16::try_from(value.len()).expect("a word of a list stands for few").to_le_bytes());
        entries.extend(word.bytes().chain(value.bytes()));
    }
    let numbers = [slots].into_iter().chain(begins);
    let mut bytes: Vec<u8> = numbers.flat_map(|number| (number as u32).to_le_bytes()).collect();
    bytes.append(&mut entries);
    bytes
}

const NUMBER: usize = size_of::<u32>();

/// No offset is so large.
const LIMIT: usize = 1 << 24;

/// The tag and the offset that a slot has.
fn parted(slot: usize) -> (usize, usize) {
    (slot / LIMIT, slot % LIMIT)
}

/// The tag of a word and its first slot: cut to 32 bits, so that adding to it does not overflow.
fn hash(word: &str) -> (usize, usize) {
    let hash = XxHash3_64::oneshot(word.as_bytes());
    ((hash >> 56) as usize, hash as u32 as usize)
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
