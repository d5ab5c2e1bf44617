//! The lexer, from text to tokens. It decides all that depends on characters: whether a sign is an operator, whether a colon
//! ends a field's name, what is quoted, where a word ends.

use std::ops::Range;

use jiff::civil::Date;
use unicode_normalization::char::is_combining_mark;

use super::ast::Field;
use super::habits::{self, Piece};
use super::warning::Warning;
use crate::date::{Period, period};
use crate::text::{fold, is_inclusive_ending};

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
    matches!(tokens.as_slice(), [(Token::Word(word), _)] if word == text) && operator(text).is_none()
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
            '+' if self.before == Before::Space && self.is_sign(next) => Token::Plus,
            _ if is_minus(next) && self.before == Before::Space && self.is_sign(next) => Token::Minus,
            '=' if at_start && self.operand_follows(next, &['"', '«', '“', '„', '\\']) => Token::Equals,
            _ => {
                self.before = Before::Other;
                return match next {
                    _ if is_quote(next) => self.phrase(next),
                    '\'' | '‘' if at_start && self.single_quoted(next) => self.phrase(next),
                    '|' | '&' if self.joined() => (),
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
    fn operand_follows(&self, sign: char, others: &[char]) -> bool {
        self.text[self.at + sign.len_utf8()..].starts_with(|c: char| begins_word(c) || others.contains(&c))
    }

    /// `-mot` is a sign and a word, `Covid -19` has none.
    fn is_sign(&mut self, sign: char) -> bool {
        if !self.operand_follows(sign, &['(', '=', '*', '"', '«', '“', '„', '\\']) {
            return false;
        }
        let behind = self.at + sign.len_utf8();
        // Nothing is called `!19`.
        let Some(number) = signed_number(&self.text[behind..]).filter(|_| sign != '!') else { return true };
        if sign != '+' {
            let message = format!("`{sign}{number}` is read as a number; to exclude it, write `SAUF {number}`");
            self.warn(self.at..behind + number.len(), message);
        }
        false
    }

    /// Reads `|`, `||` or `&&`; false if there is none.
    fn joined(&mut self) -> bool {
        let (start, rest) = (self.at, &self.text[self.at..]);
        let (operator, length) = match rest.as_bytes() {
            [b'|', b'|', ..] => (Operator::Or, 2),
            [b'|', ..] => (Operator::Or, 1),
            [b'&', b'&', ..] => (Operator::And, 2),
            _ => return false,
        };
        self.at += length;
        self.before = Before::Space;
        self.tokens.push((Token::Operator(operator), start..self.at));
        true
    }

    /// The text from a byte to the next white space, quote or parenthesis.
    fn run(&self, from: usize) -> &str {
        let rest = &self.text[from..];
        &rest[..rest.find(ends_word).unwrap_or(rest.len())]
    }

    /// Whether single quotes around several words begin here: `'deux mots'`, and no apostrophe.
    fn single_quoted(&mut self, mark: char) -> bool {
        let rest = &self.text[self.at + mark.len_utf8()..];
        if self.unclosed.contains(&mark) || !rest.starts_with(char::is_alphanumeric) {
            return false;
        }
        match closing_apostrophe(rest, mark) {
            Some(end) => rest[..end].contains(char::is_whitespace),
            None => {
                self.unclosed.push(mark);
                false
            }
        }
    }

    /// Reads `titre:`, `auMoins3:`, or `date:` with its date; false if there is none. The colon must follow the name, and a name
    /// with a capital must be followed by its operand at once: `Source: AFP` is from a headline.
    fn name(&mut self) -> bool {
        let start = self.at;
        let rest = &self.text[start..];
        let name = &rest[..rest.find(|c: char| !is_in_name(c)).unwrap_or(0)];
        if let Some(length) = self.compared(name) {
            self.at += length;
            self.date(start, "");
            return true;
        }
        let after = &rest[name.len()..];
        let is_spaced = after.starts_with([' ', '\u{a0}', '\u{202f}']) && after.trim_start().starts_with(": ");
        if is_spaced && name.starts_with(char::is_lowercase) && named(&fold(name)).is_some() {
            let end = start + rest.find(':').unwrap_or(name.len()) + 1;
            self.warn(
                start..end,
                format!("`{name}` is read as a word; the field is written `{name}:` without a space"),
            );
        }
        let sign = if name.starts_with(char::is_lowercase) { &[':', '='][..] } else { &[':'] };
        let Some(after) = after.strip_prefix(sign) else { return false };
        let folded = fold(name);
        let has_colon = rest[name.len()..].starts_with(':');
        let Some(meant) = named(&folded).filter(|meant| has_colon || matches!(meant, Name::Field(_))) else {
            let is_close =
                |known: &&&str| has_colon && is_one_error(&folded, &fold(known)) && after.starts_with(asked_for);
            if let Some(close) = NAMES.iter().find(is_close) {
                let message = format!("`{name}:` is no field and is read as a word; did you mean `{close}:`?");
                self.warn(start..start + name.len() + 1, message);
            }
            return false;
        };
        let spaced = after.starts_with(char::is_whitespace) && !name.contains(char::is_uppercase);
        if !(spaced && has_colon || after.starts_with(asked_for)) {
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

    /// The length of a name and the space behind it where a comparison of dates follows: `date>2023`, `date <= 2023`.
    fn compared(&self, name: &str) -> Option<usize> {
        if !matches!(named(&fold(name)), Some(Name::Date(""))) || name.starts_with(char::is_uppercase) {
            return None;
        }
        let after = &self.text[self.at + name.len()..];
        let spaces = after.len() - after.trim_start().len();
        let sign = after.trim_start();
        let value = sign.strip_prefix(['<', '>', '≤', '≥', '='])?;
        if spaces > 0 && sign.starts_with('=') && !value.starts_with(['=', ' ']) {
            // `date =mot` is a word and an exact one.
            return None;
        }
        let value = value.strip_prefix('=').unwrap_or(value);
        let value = if spaces > 0 { value.trim_start() } else { value };
        value.starts_with(char::is_alphanumeric).then_some(name.len() + spaces)
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
            Some((text, end)) if self.peek() == Some('[') => (parse(&format!("[{text}]")), end),
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

    /// The ends of the next words, which may be a date: of eight (`du 28 février 2023 au 1er mars 2024`), or of one that is a period already (`2024..`).
    fn ends_of_words(&self, from: usize) -> Vec<usize> {
        let mut ends = vec![from + self.run(from).len()];
        while ends.len() < 8 && !self.text[from..ends[0]].contains("..") {
            let end = ends[ends.len() - 1];
            let rest = &self.text[end..];
            let next = end + rest.len() - rest.trim_start().len();
            let word = self.run(next).len();
            let is_field =
                self.text[next..next + word].contains(':') && self.text[next..].starts_with(char::is_alphabetic);
            if next == end || word == 0 || is_field {
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
        let span = start..self.at;
        let before = self.tokens.last().map(|(token, _)| token);
        let is_escaped = self.text[span.clone()].contains('\\');
        match habits::starred(&text).filter(|_| !is_escaped) {
            Some(pieces) if slop == 0 && !matches!(before, Some(Token::Equals | Token::AtLeast(_))) => {
                self.starred(pieces, &span);
            }
            Some(_) => {
                self.warn(span.clone(), "a star stands for letters only in a phrase without `=`, `~` or `auMoins`");
                self.tokens.push((Token::Phrase { text, slop }, span));
            }
            None => self.tokens.push((Token::Phrase { text, slop }, span)),
        }
    }

    /// Writes `"le conseil mun*"` as `("le conseil" ADJ mun*)`.
    fn starred(&mut self, pieces: Vec<(Piece, u32)>, span: &Range<usize>) {
        let mut tokens = vec![Token::Open];
        for (number, (piece, distance)) in pieces.into_iter().enumerate() {
            if number > 0 {
                tokens.push(Token::Operator(Operator::Near { distance, ordered: true }));
            }
            tokens.push(match piece {
                Piece::Beginning(letters) => Token::Prefix(habits::without_elision(&letters).to_owned()),
                Piece::Words(text) if text.contains(char::is_whitespace) => Token::Phrase { text, slop: 0 },
                Piece::Words(text) => Token::Word(text),
            });
        }
        tokens.push(Token::Close);
        self.tokens.extend(tokens.into_iter().map(|token| (token, span.clone())));
    }

    /// The text between the mark here and the mark that closes it, and the byte behind that.
    fn quoted(&mut self, mark: char) -> Option<(String, usize)> {
        let closing: &[char] = match mark {
            '"' => &['"'],
            '«' => &['»'],
            '“' => &['”'],
            '„' => &['“', '”'],
            '(' => &[')'],
            '[' => &[']'],
            '\'' | '‘' => {
                let rest = &self.text[self.at + mark.len_utf8()..];
                let end = closing_apostrophe(rest, mark)?;
                let length = rest[end..].chars().next().map_or(0, char::len_utf8);
                return Some((rest[..end].trim().to_owned(), self.at + mark.len_utf8() + end + length));
            }
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
                ('"', '\\') => chars.next_if(|(_, c)| matches!(c, '"' | '\\' | '*')),
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
        let written = &self.text[span.clone()];
        if let Some(operator) = operator(written)
            && (written != "NON" || self.is_negation(span.clone()))
        {
            return self.tokens.push((Token::Operator(operator), span));
        }
        let is_alone = self.tokens.is_empty() && self.text[self.at..].trim().is_empty();
        if !written.contains('\\')
            && let Some(advice) = habits::advice(written, &self.text[self.at..], is_alone)
        {
            self.warn(span.clone(), advice);
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
            [body @ .., star] if star.is('*') => Token::Prefix(self.without_elision(body, &span)),
            [body @ .., tilde] if tilde.is('~') => Token::Fuzzy(self.without_elision(body, &span)),
            [body @ .., tilde, digit] if tilde.is('~') && matches!(digit.c, '1' | '2') => {
                Token::Fuzzy(self.without_elision(body, &span))
            }
            body => Token::Word(self.body(body, &span)),
        };
        let token = match (self.tokens.last(), token) {
            (Some((Token::Field(field @ (Field::Source | Field::Author)), _)), Token::Word(name))
                if factor.is_none() && !self.text[span.clone()].contains('\\') =>
            {
                self.name_of(*field, name, span.clone())
            }
            (_, token) => token,
        };
        self.tokens.push((token, span.clone()));
        if let Some(factor) = factor {
            self.tokens.push((Token::Boost(factor), span));
        }
    }

    /// A name behind `source:`, with the word after it if that is a part of it: `Le Monde`.
    fn name_of(&mut self, field: Field, name: String, span: Range<usize>) -> Token {
        let rest = &self.text[self.at..];
        let next = self.at + rest.len() - rest.trim_start().len();
        let word = self.run(next);
        let is_plain = next > self.at && is_plain_word(word);
        let text = format!("{name} {word}");
        if is_plain && habits::begins_name(field, &name) {
            self.at = next + word.len();
            return Token::Phrase { text, slop: 0 };
        }
        if is_plain && habits::may_continue_name(&name, word) {
            let field = field.name();
            self.warn(span, format!("`{field}:` takes one word; for both, write `{field}:\"{text}\"`"));
        }
        Token::Word(name)
    }

    /// Whether `NON` excludes what follows it. At the beginning or the end it is a word, as in `NON à la guerre`.
    fn is_negation(&mut self, span: Range<usize>) -> bool {
        let before = self.tokens.last().map(|(token, _)| token);
        let after_operand = before.is_some_and(|token| !matches!(token, Token::Open | Token::Field(_)));
        let is_negation = after_operand && !self.text[self.at..].trim().is_empty();
        if !is_negation {
            self.warn(span, "`NON` is read as a word here; to exclude what follows, write `SAUF`");
        } else if !matches!(before, Some(Token::Operator(Operator::And))) {
            self.warn(span, "`NON` is read as `SAUF`; for the word, write `non`");
        }
        is_negation
    }

    fn letters(&mut self) -> Vec<Letter> {
        let mut letters: Vec<Letter> = Vec::new();
        // Up to here all belongs to the word.
        let mut inside = self.at + sign_end(&self.text[self.at..]);
        let mut chars = self.text[self.at..].chars();
        while let Some(c) = chars.next() {
            if self.at >= inside && ends_word(c) {
                let is_behind_letter = letters.last().is_some_and(|before| before.c.is_alphabetic());
                match inclusive_end(&self.text[self.at..]).filter(|_| is_behind_letter) {
                    Some(length) => inside = self.at + length,
                    None => break,
                }
            }
            if self.text[self.at..].starts_with("&&") && !letters.is_empty() {
                break;
            }
            self.at += c.len_utf8();
            let next = if c == '\\' { chars.next() } else { None };
            self.at += next.map_or(0, char::len_utf8);
            letters.push(Letter { c: next.unwrap_or(c), escaped: c == '\\' });
        }
        letters
    }

    /// The text of a word that begins or is spelt so; `l'` before it is another word.
    fn without_elision(&mut self, letters: &[Letter], span: &Range<usize>) -> String {
        let text = self.body(letters, span);
        let is_escaped = letters.iter().any(|letter| letter.escaped);
        if is_escaped { text } else { habits::without_elision(&text).to_owned() }
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

/// The end of a number and its sign, which belong together: `10 €`, `-3,5 %`; 0 if none begins here.
fn sign_end(text: &str) -> usize {
    let figures = text.trim_start_matches(is_minus);
    let behind = figures.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let sign = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let after = sign.strip_prefix(['€', '$', '£', '¥', '%']);
    match after
        .filter(|after| behind.len() < figures.len() && !after.starts_with(|c| !ends_word(c) && !TRAILING.contains(&c)))
    {
        Some(after) => text.len() - after.len(),
        None => 0,
    }
}

/// The length of the ending in parentheses at the start of a text, as in `étudiant(e)s`.
fn inclusive_end(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('(')?;
    let ending = &inside[..inside.find(|c: char| !c.is_alphabetic())?];
    let is_ending = is_inclusive_ending(ending) || matches!(ending, "s" | "x");
    (is_ending && inside[ending.len()..].starts_with(')')).then_some(ending.len() + 2)
}

/// Punctuation that does not belong to the word before it.
const TRAILING: [char; 7] = [',', ';', '.', '!', '?', '…', ':'];

/// Characters that do not belong to the word behind them. The plus of `+212` does.
const LEADING: [char; 15] = [',', ';', '.', '!', '?', '…', ':', '-', '‐', '‑', '–', '—', '−', '=', '*'];

/// A minus, as keyboards and word processors have it.
fn is_minus(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−' | '!')
}

/// Where the single quote that closes is: the first that no letter follows.
fn closing_apostrophe(text: &str, mark: char) -> Option<usize> {
    let closing = if mark == '‘' { '’' } else { '\'' };
    let is_closing = |at: &usize| !text[at + closing.len_utf8()..].starts_with(char::is_alphanumeric);
    text.match_indices(closing).map(|(at, _)| at).find(is_closing)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '«' | '»' | '“' | '”' | '„')
}

/// Whether a word may begin with a character, so that a sign before it is an operator.
pub(super) fn begins_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '#' | '@')
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')' | '|')
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
        "date" | "annee" | "year" | "mois" | "month" | "jour" | "day" => "",
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
        None => {
            let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
            let is_place = matches!(name, "NEAR" | "PRES" | "PRÈS" | "ADJ") && name.len() < word.len();
            if is_place { (name, Some(word[name.len()..].parse().ok()?)) } else { (word, None) }
        }
    };
    match (name, distance) {
        ("ET" | "AND", None) => Some(Operator::And),
        ("OU" | "OR", None) => Some(Operator::Or),
        ("SAUF" | "NOT" | "NON", None) => Some(Operator::Not),
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
