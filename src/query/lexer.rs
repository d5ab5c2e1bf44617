//! The lexer, from text to tokens. It decides all that depends on characters: whether a sign is an operator, whether a colon
//! ends a field's name, what is quoted, where a word ends.

use std::ops::Range;

use jiff::civil::Date;
use unicode_normalization::char::is_combining_mark;

use super::ast::Field;
use super::warning::Warning;
use crate::date::{Period, period};
use crate::text::fold;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Open,
    Close,
    Plus,
    Minus,
    /// `=` before a word or a phrase.
    Equals,
    Field(Field),
    AtLeast(u32),
    Word(String),
    Prefix(String),
    Fuzzy(String),
    Phrase {
        text: String,
        slop: u32,
    },
    /// A lone `*`.
    All,
    Date(Period),
    /// `^2`, right behind its operand.
    Boost(f32),
    Operator(Operator),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
    Near { distance: u32, ordered: bool },
}

pub(super) type Spanned = (Token, Range<usize>);

pub(super) fn tokens(text: &str, today: Date) -> (Vec<Spanned>, Vec<Warning>) {
    let mut lexer = Lexer {
        text,
        today,
        at: 0,
        before: Before::Space,
        unclosed: Vec::new(),
        tokens: Vec::new(),
        warnings: Vec::new(),
    };
    while let Some(next) = lexer.peek() {
        lexer.step(next);
    }
    (lexer.tokens, lexer.warnings)
}

/// Whether a text is read as one word, and as nothing else.
pub(super) fn is_plain_word(text: &str) -> bool {
    let (tokens, _) = tokens(text, Date::ZERO);
    matches!(tokens.as_slice(), [(Token::Word(word), _)] if word == text)
}

/// The number at the start of a text, if a sign before it belongs to the number: `-5 %`, `-19`, `+212`. The sign before four
/// digits does not, since a year may be required or excluded.
pub(super) fn signed_number(text: &str) -> Option<&str> {
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '%' | '°' | '€'))).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let is_number = number.starts_with(|c: char| c.is_ascii_digit()) && digits != 4;
    (is_number && (rest.is_empty() || rest.starts_with(ends_word))).then_some(number)
}

struct Lexer<'a> {
    text: &'a str,
    today: Date,
    at: usize,
    before: Before,
    /// Opening marks without a closing mark ahead, so that none is searched for twice.
    unclosed: Vec<char>,
    tokens: Vec<Spanned>,
    warnings: Vec<Warning>,
}

/// What stands before the next token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// White space, `(`, a field's colon or nothing: only here is a sign an operator.
    Space,
    Sign,
    Other,
}

/// One character of a word, and whether a backslash stands before it.
#[derive(Clone, Copy)]
struct Letter {
    c: char,
    escaped: bool,
}

impl Letter {
    fn is(self, meant: char) -> bool {
        self.c == meant && !self.escaped
    }

    fn is_any(self, meant: &[char]) -> bool {
        meant.contains(&self.c) && !self.escaped
    }
}

/// A name that stands before a colon.
enum Name {
    Field(Field),
    AtLeast(u32),
    /// With the word to put before the date: `avant` for `avant:2020`.
    Date(&'static str),
}

impl Lexer<'_> {
    fn step(&mut self, next: char) {
        let start = self.at;
        if next.is_whitespace() {
            self.at += next.len_utf8();
            self.before = Before::Space;
            return;
        }
        let at_start = self.before != Before::Other;
        let token = match next {
            '(' => Token::Open,
            ')' => Token::Close,
            '+' if self.before == Before::Space && self.is_sign() => Token::Plus,
            '-' if self.before == Before::Space && self.is_sign() => Token::Minus,
            '=' if at_start && self.operand_follows(&['"', '«', '“', '„', '\\']) => Token::Equals,
            _ => {
                self.before = Before::Other;
                return match next {
                    _ if is_quote(next) => self.phrase(next),
                    _ if at_start && self.name() => (),
                    '^' if !at_start && self.boost() => (),
                    _ => self.word(),
                };
            }
        };
        self.at += next.len_utf8();
        self.before = match token {
            Token::Open => Before::Space,
            Token::Close => Before::Other,
            _ => Before::Sign,
        };
        self.tokens.push((token, start..self.at));
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn warn(&mut self, span: Range<usize>, message: impl Into<String>) {
        Warning::add(&mut self.warnings, span, message);
    }

    /// Whether a word or one of these comes right after the sign here.
    fn operand_follows(&self, others: &[char]) -> bool {
        self.text[self.at + 1..].starts_with(|c: char| begins_word(c) || others.contains(&c))
    }

    /// `-mot` is a sign and a word, `Covid -19` has none.
    fn is_sign(&mut self) -> bool {
        if !self.operand_follows(&['(', '=', '*', '"', '«', '“', '„', '\\']) {
            return false;
        }
        let Some(number) = signed_number(&self.text[self.at + 1..]) else { return true };
        if self.text[self.at..].starts_with('-') {
            let message = format!("`-{number}` is read as a number; to exclude it, write `SAUF {number}`");
            self.warn(self.at..self.at + 1 + number.len(), message);
        }
        false
    }

    /// The text from a byte to the next white space, quote or parenthesis.
    fn run(&self, from: usize) -> &str {
        let rest = &self.text[from..];
        &rest[..rest.find(ends_word).unwrap_or(rest.len())]
    }

    /// Reads `titre:`, `auMoins3:`, or `date:` with its date; false if there is none. The colon must follow the name, and a name
    /// with a capital must be followed by its operand at once: `Source: AFP` is from a headline.
    fn name(&mut self) -> bool {
        let start = self.at;
        let rest = &self.text[start..];
        let name = &rest[..rest.find(|c: char| !is_in_name(c)).unwrap_or(0)];
        let Some(after) = rest[name.len()..].strip_prefix(':') else { return false };
        let folded = fold(name);
        let Some(meant) = named(&folded) else {
            let is_close = |known: &&&str| is_one_error(&folded, &fold(known)) && after.starts_with(asked_for);
            if let Some(close) = NAMES.iter().find(is_close) {
                let message = format!("`{name}:` is no field and is read as a word; did you mean `{close}:`?");
                self.warn(start..start + name.len() + 1, message);
            }
            return false;
        };
        let spaced = after.starts_with(char::is_whitespace) && !name.contains(char::is_uppercase);
        if !(spaced || after.starts_with(asked_for)) {
            return false;
        }
        if after.trim_start().is_empty() {
            return false;
        }
        self.at += name.len() + 1;
        let token = match meant {
            Name::Field(field) => Token::Field(field),
            Name::AtLeast(count) => Token::AtLeast(count),
            Name::Date(opening) => {
                self.at += after.len() - after.trim_start().len();
                self.date(start, opening);
                return true;
            }
        };
        self.tokens.push((token, start..self.at));
        self.before = Before::Space;
        true
    }

    /// Reads the date behind `date:`. Without quotes, it is as many of the next words as make a date.
    fn date(&mut self, start: usize, opening: &str) {
        let value = self.at;
        let quoted = self.peek().and_then(|mark| self.quoted(mark));
        let today = self.today;
        let parse = |value: &str| {
            let value = value.trim_end_matches([',', ';', '!', '?']);
            period::parse(&if opening.is_empty() { value.to_owned() } else { format!("{opening} {value}") }, today)
        };
        let (found, end) = match quoted {
            Some((text, end)) => (parse(&text), end),
            None => {
                let mut ends = self.ends_of_words(value);
                let longest = ends.iter().rposition(|end| parse(&self.text[value..*end]).is_ok());
                let end = ends.swap_remove(longest.unwrap_or(0));
                (parse(&self.text[value..end]), end)
            }
        };
        self.at = end;
        match found {
            Ok(period) => self.tokens.push((Token::Date(period), start..end)),
            Err(error) => {
                self.warn(value..end, error.to_string());
                // An empty word takes its place, so that a sign before it does not work on the next word.
                self.tokens.push((Token::Word(String::new()), start..end));
            }
        }
    }

    /// The ends of the next words, which may be a date: of four, or of one that is a period already (`2024..`).
    fn ends_of_words(&self, from: usize) -> Vec<usize> {
        let mut ends = vec![from + self.run(from).len()];
        while ends.len() < 4 && !self.text[from..ends[0]].contains("..") {
            let end = ends[ends.len() - 1];
            let rest = &self.text[end..];
            let next = end + rest.len() - rest.trim_start().len();
            let word = self.run(next).len();
            if next == end || word == 0 {
                break;
            }
            ends.push(next + word);
        }
        ends
    }

    /// Reads `"des mots"`, `« des mots »` or `"des mots"~3`. A mark without its other half is ignored.
    fn phrase(&mut self, mark: char) {
        let start = self.at;
        let Some((text, end)) = self.quoted(mark) else {
            self.at += mark.len_utf8();
            return self.warn(start..self.at, format!("`{mark}` has no other half and is passed over"));
        };
        self.at = end;
        let rest = &self.text[end..];
        let digits = rest.strip_prefix('~').map_or("", |rest| &rest[..leading_digits(rest)]);
        let slop = match digits {
            "" => 0,
            digits => {
                self.at += 1 + digits.len();
                digits.parse().unwrap_or(u32::MAX)
            }
        };
        self.tokens.push((Token::Phrase { text, slop }, start..self.at));
    }

    /// The text between the mark here and the mark that closes it, and the byte behind that.
    fn quoted(&mut self, mark: char) -> Option<(String, usize)> {
        let closing: &[char] = match mark {
            '"' => &['"'],
            '«' => &['»'],
            '“' => &['”'],
            '„' => &['“', '”'],
            '(' => &[')'],
            _ => return None,
        };
        if self.unclosed.contains(&mark) {
            return None;
        }
        let inner = self.at + mark.len_utf8();
        let mut text = String::new();
        let mut chars = self.text[inner..].char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            if closing.contains(&c) {
                return Some((text.trim().to_owned(), inner + offset + c.len_utf8()));
            }
            let escaped = match (mark, c) {
                ('"', '\\') => chars.next_if(|(_, c)| matches!(c, '"' | '\\')),
                _ => None,
            };
            text.push(escaped.map_or(c, |(_, c)| c));
        }
        self.unclosed.push(mark);
        None
    }

    /// Reads `^2,5`; false if it is no number.
    fn boost(&mut self) -> bool {
        let start = self.at;
        let rest = &self.text[start + 1..];
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '.' | ',')).unwrap_or(rest.len());
        let number = rest[..end].trim_end_matches(TRAILING);
        let Some(factor) = factor(number.chars()) else { return false };
        self.at += 1 + number.len();
        self.tokens.push((Token::Boost(factor), start..self.at));
        true
    }

    /// Reads a word with `*`, `~` or `^2` at its end, or an operator.
    fn word(&mut self) {
        let start = self.at;
        let mut letters = self.letters();
        let span = start..self.at;
        if let Some(operator) = operator(&self.text[span.clone()]) {
            return self.tokens.push((Token::Operator(operator), span));
        }
        while letters.len() > 1 && letters.last().is_some_and(|letter| letter.is_any(&TRAILING)) {
            letters.pop();
        }
        let caret = letters.iter().rposition(|letter| letter.is('^')).filter(|caret| *caret > 0);
        let factor = caret.and_then(|caret| factor(letters[caret + 1..].iter().map(|letter| letter.c)));
        if let (Some(caret), Some(_)) = (caret, factor) {
            letters.truncate(caret);
        }
        let token = match letters.as_slice() {
            [star] if star.is('*') => Token::All,
            [body @ .., star] if star.is('*') => Token::Prefix(self.body(body, &span)),
            [body @ .., tilde] if tilde.is('~') => Token::Fuzzy(self.body(body, &span)),
            [body @ .., tilde, digit] if tilde.is('~') && matches!(digit.c, '1' | '2') => {
                Token::Fuzzy(self.body(body, &span))
            }
            body => Token::Word(self.body(body, &span)),
        };
        self.tokens.push((token, span.clone()));
        if let Some(factor) = factor {
            self.tokens.push((Token::Boost(factor), span));
        }
    }

    fn letters(&mut self) -> Vec<Letter> {
        let mut letters = Vec::new();
        let mut chars = self.text[self.at..].chars().peekable();
        while let Some(c) = chars.next_if(|c| !ends_word(*c)) {
            self.at += c.len_utf8();
            let next = if c == '\\' { chars.next() } else { None };
            self.at += next.map_or(0, char::len_utf8);
            letters.push(Letter { c: next.unwrap_or(c), escaped: c == '\\' });
        }
        letters
    }

    /// The text of a word, without punctuation before it and without stars in it.
    fn body(&mut self, letters: &[Letter], span: &Range<usize>) -> String {
        if !letters.iter().any(|letter| letter.c.is_alphanumeric()) {
            return letters.iter().map(|letter| letter.c).collect();
        }
        let first = letters.iter().position(|letter| !letter.is_any(&LEADING)).unwrap_or(letters.len());
        let last = letters.iter().rposition(|letter| !letter.is('*')).map_or(first, |last| last + 1);
        let body = &letters[first..last.max(first)];
        if body.iter().chain(&letters[..first]).any(|letter| letter.is('*')) {
            self.warn(span.clone(), "a star stands for letters only at the end of a word");
        }
        body.iter().map(|letter| letter.c).collect()
    }
}

/// Punctuation that does not belong to the word before it.
const TRAILING: [char; 7] = [',', ';', '.', '!', '?', '…', ':'];

/// Characters that do not belong to the word behind them. The plus of `+212` does.
const LEADING: [char; 10] = [',', ';', '.', '!', '?', '…', ':', '-', '=', '*'];

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '«' | '»' | '“' | '”' | '„')
}

/// Whether a word may begin with a character, so that a sign before it is an operator.
pub(super) fn begins_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '#' | '@')
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\'' | '’')
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Whether a character right behind a colon may begin the operand of a field.
fn asked_for(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, ')' | ':' | '/')
}

/// Names that a misspelt name before a colon is compared with.
const NAMES: [&str; 15] = [
    "titre", "chapo", "texte", "auteur", "source", "rubrique", "langue", "date", "depuis", "avant", "après", "title",
    "author", "section", "language",
];

/// Whether two words differ by one letter too many, too few or wrong, or by two letters that changed places.
fn is_one_error(a: &str, b: &str) -> bool {
    let letters = |text: &str| text.chars().take(20).collect::<Vec<_>>();
    let (a, b) = (letters(a), letters(b));
    let alike = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[alike..], &b[alike..]);
    let alike = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - alike], &b[..b.len() - alike]) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// The meaning of a folded name before a colon.
fn named(name: &str) -> Option<Name> {
    if let Some(field) = Field::named(name) {
        return Some(Name::Field(field));
    }
    if let Some(count) = name.strip_prefix("aumoins").or_else(|| name.strip_prefix("atleast")) {
        return count.parse().ok().filter(|count| *count > 0).map(Name::AtLeast);
    }
    Some(Name::Date(match name {
        "date" => "",
        "depuis" | "since" => "depuis",
        "avant" | "before" => "avant",
        "apres" | "after" => "après",
        "jusqu'a" | "jusqu’a" | "until" => "jusqu'à",
        _ => return None,
    }))
}

/// The operator that a word is, in capital letters. Without a distance, `NEAR` is within ten words, and `ADJ` next to each other.
fn operator(word: &str) -> Option<Operator> {
    let (name, distance) = match word.split_once('/') {
        Some((name, distance)) => (name, Some(distance.parse().ok()?)),
        None => (word, None),
    };
    match (name, distance) {
        ("ET" | "AND", None) => Some(Operator::And),
        ("OU" | "OR", None) => Some(Operator::Or),
        ("SAUF" | "NOT", None) => Some(Operator::Not),
        ("NEAR" | "PRES" | "PRÈS", _) => Some(Operator::Near { distance: distance.unwrap_or(10), ordered: false }),
        ("ADJ", _) => Some(Operator::Near { distance: distance.unwrap_or(1), ordered: true }),
        _ => None,
    }
}

/// The weight that is written as `2`, `2.5` or `2,5`; a thousand at most.
fn factor(number: impl Iterator<Item = char>) -> Option<f32> {
    let number: String = number.take(16).map(|c| if c == ',' { '.' } else { c }).collect();
    let is_plain =
        number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    number.parse().ok().filter(|factor| is_plain && (0.0..=1000.0).contains(factor))
}
