//! A place in a text that dates are read from: numbers, and words without their accents and capitals. Every step
//! costs no more than what it passes over.

use crate::text::fold_letter;

/// A copy of it is a place to come back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub text: &'a str,
    pub at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub value: u32,
    pub digits: usize,
}

/// A short word in lower-case ASCII: no name of a day or a month is longer than twelve letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Word {
    letters: [u8; 12],
    length: usize,
}

impl Word {
    /// Adds a letter; whether such a word may be one of the calendar's.
    fn push(&mut self, letter: char) -> bool {
        match self.letters.get_mut(self.length) {
            Some(place) if letter.is_ascii() => {
                *place = letter as u8;
                self.length += 1;
                true
            }
            _ => false,
        }
    }

    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn at_end(&self) -> bool {
        self.at == self.text.len()
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    pub fn skip_while(&mut self, test: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !test(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// White space of any width, none included; whether there was some.
    pub fn spaces(&mut self) -> bool {
        !self.skip_while(is_space).is_empty()
    }

    /// The next character, if it is one of these.
    pub fn eat(&mut self, any: &[char]) -> Option<char> {
        let next = self.peek().filter(|next| any.contains(next))?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// A whole run of digits, eight at most.
    pub fn number(&mut self) -> Option<Number> {
        let mut ahead = *self;
        let digits = ahead.skip_while(|c| c.is_ascii_digit());
        if digits.len() > 8 {
            return None;
        }
        let value = digits.parse().ok()?;
        *self = ahead;
        Some(Number { value, digits: digits.len() })
    }

    /// A whole run of letters, if a word of the calendar may be written so.
    pub fn word(&mut self) -> Option<Word> {
        let mut word = Word::default();
        let mut ahead = *self;
        while let Some(next) = ahead.peek().filter(|&c| is_letter(c)) {
            let mut has_room = true;
            fold_letter(next, |letter| has_room &= word.push(letter));
            if !has_room {
                return None;
            }
            ahead.at += next.len_utf8();
        }
        if word.length == 0 {
            return None;
        }
        *self = ahead;
        Some(word)
    }

    /// The next word, if it is one of these.
    pub fn eat_word(&mut self, any: &[&str]) -> bool {
        let mut ahead = *self;
        let found = ahead.word().is_some_and(|word| any.contains(&word.as_str()));
        if found {
            *self = ahead;
        }
        found
    }

    /// These words, with white space between, or an apostrophe or a hyphen.
    pub fn eat_words(&mut self, words: &[&str]) -> bool {
        let mut ahead = *self;
        for word in words {
            ahead.spaces();
            ahead.eat(&['\'', '’', 'ʼ', '-', '‑']);
            if !ahead.eat_word(&[word]) {
                return false;
            }
        }
        *self = ahead;
        true
    }

    /// What `read` reads; the cursor stays where it is if that is nothing.
    pub fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut ahead = *self;
        let found = read(&mut ahead)?;
        *self = ahead;
        Some(found)
    }
}

pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_combining(c)
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// White space, and what has no width at all.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_bounded() {
        let word = |text| Cursor::new(text).word().map(|word| word.as_str().to_owned());
        assert_eq!(word("FÉVRIER 2025").as_deref(), Some("fevrier"));
        assert_eq!(word("aou\u{302}t").as_deref(), Some("aout"));
        assert_eq!(word("h05").as_deref(), Some("h"));
        assert_eq!(word("anticonstitutionnellement"), None);
        assert_eq!(word("2025"), None);
    }

    #[test]
    fn numbers_are_whole() {
        let number = |text| Cursor::new(text).number();
        assert_eq!(number("007h"), Some(Number { value: 7, digits: 3 }));
        assert_eq!(number("123456789"), None);
    }
}
