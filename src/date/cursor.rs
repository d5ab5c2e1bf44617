//! A cursor over a text that dates are read from. It reads numbers, and words folded to lower case without accents. No step
//! looks further than it moves, so reading a text takes linear time.

use crate::text::fold_letter;

/// A text and a byte in it. A copy of the cursor serves to come back.
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

/// A folded word of ASCII letters. No name of the calendar is longer than twelve letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Word {
    letters: [u8; 12],
    length: usize,
}

impl Word {
    /// Adds a letter, and says whether a name of the calendar may still be so long and have such letters.
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

    /// Passes over white space, and says whether there was some.
    pub fn spaces(&mut self) -> bool {
        !self.skip_while(is_space).is_empty()
    }

    /// Reads the next character, if it is one of these.
    pub fn eat(&mut self, any: &[char]) -> Option<char> {
        let next = self.peek().filter(|next| any.contains(next))?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Reads a whole run of digits, if there are eight at most.
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

    /// Reads a whole run of letters, if it is no longer than the names of the calendar and has their letters.
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

    /// Reads the next word, if it is one of these.
    pub fn eat_word(&mut self, any: &[&str]) -> bool {
        let mut ahead = *self;
        let found = ahead.word().is_some_and(|word| any.contains(&word.as_str()));
        if found {
            *self = ahead;
        }
        found
    }

    /// Reads these words, if they follow with white space, an apostrophe or a hyphen between them.
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

    /// Reads by `read`; the cursor stays where it is if that gives `None`.
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

/// Whether a character is white space, or an invisible one without width.
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
