//! From text to tokens. What depends on spaces and letters is decided here: where a sign is an operator and a colon ends
//! a field's name, what is quoted, what ends a word.

use std::ops::Range;

use jiff::civil::Date;
use unicode_normalization::char::is_combining_mark;

use super::Warning;
use super::ast::Field;
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
    /// `*` alone.
    All,
    Date(Period),
    /// `^2`, right after what it weighs.
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

/// Whether a text is one word and nothing in it means anything else.
pub(super) fn is_plain_word(text: &str) -> bool {
    let (tokens, _) = tokens(text, Date::ZERO);
    matches!(tokens.as_slice(), [(Token::Word(word), _)] if word == text)
}

/// The number at the start of a text, if a sign before it is a part of it: `-5 %`, `-19`, `+212`. A number of four digits
/// is a year, and may be asked for or excluded.
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
    /// Closing marks of which no more are ahead, so that no one looks for them twice.
    unclosed: Vec<char>,
    tokens: Vec<Spanned>,
    warnings: Vec<Warning>,
}

/// What stands before the next token, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// White space, `(`, a field's colon or nothing: a sign is a sign here.
    Space,
    Sign,
    Other,
}

/// One character of a word, and whether a backslash keeps it from meaning anything.
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

/// What a colon may follow.
enum Name {
    Field(Field),
    AtLeast(u32),
    /// With what goes before the date to make it the period that is meant.
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

    /// What runs on from here without white space, quotes or parentheses.
    fn run(&self, from: usize) -> &str {
        let rest = &self.text[from..];
        &rest[..rest.find(ends_word).unwrap_or(rest.len())]
    }

    /// `titre:`, `auMoins3:`, or `date:` with its date. A name is one only right before its colon, and one with a capital
    /// (`Source: AFP`, in a headline) only right before what it is asked for.
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

    /// The date after `date:`; without quotes, it takes as many of the next words as make one.
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
                // It holds the place: a sign or an operator before it works on nothing else.
                self.tokens.push((Token::Word(String::new()), start..end));
            }
        }
    }

    /// Where the first words from here end: four, or one that has both ends of its period (`2024..`) already.
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

    /// `"des mots"`, `« des mots »`, `"des mots"~3`. A mark without its other half is passed over.
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

    /// What stands between the mark here and the one that closes it, and where that ends.
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

    /// `^2,5`
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

    /// A word with what is attached to its end, or an operator.
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

    /// A word's text, without the punctuation before it and the stars that mean nothing.
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

/// Punctuation that is no part of the word before it.
const TRAILING: [char; 7] = [',', ';', '.', '!', '?', '…', ':'];

/// What is no part of the word after it. The plus of `+212` is.
const LEADING: [char; 10] = [',', ';', '.', '!', '?', '…', ':', '-', '=', '*'];

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '«' | '»' | '“' | '”' | '„')
}

/// What a sign may stand before.
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

/// Whether what stands right after a colon may be asked for in a field.
fn asked_for(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, ')' | ':' | '/')
}

/// What somebody may have meant who wrote something else before a colon.
const NAMES: [&str; 15] = [
    "titre", "chapo", "texte", "auteur", "source", "rubrique", "langue", "date", "depuis", "avant", "après", "title",
    "author", "section", "language",
];

/// Whether a letter too many, one too few, another one or two in each other's place make all the difference.
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

/// What a folded name before a colon means.
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

/// Operators are in capital letters. Without a distance, `NEAR` is within ten words, `ADJ` side by side.
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

/// `2`, `2.5`, `2,5`; a thousand at most.
fn factor(number: impl Iterator<Item = char>) -> Option<f32> {
    let number: String = number.take(16).map(|c| if c == ',' { '.' } else { c }).collect();
    let is_plain =
        number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    number.parse().ok().filter(|factor| is_plain && (0.0..=1000.0).contains(factor))
}
