//! The printer of queries: a tree becomes a text that parses to the same tree.
//!
//! Whether a word can be printed as it is, or needs a backslash, is asked of the lexer: it alone knows what means something.

use std::borrow::Cow;
use std::fmt::{self, Write};

use super::ast::Query;
use super::lexer;

/// The query as text. `parse(query.to_string())` is the same query, for every query that `parse` can give.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, Level::Either)
    }
}

/// How tightly a query binds its parts, the loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Either,
    Both,
    SideBySide,
    Signed,
    Near,
    InField,
    Alone,
}

impl Query {
    fn level(&self) -> Level {
        match self {
            Self::Or(_) => Level::Either,
            Self::And(_) => Level::Both,
            Self::Words(_) => Level::SideBySide,
            Self::Must(_) | Self::Not(_) => Level::Signed,
            Self::Near { .. } => Level::Near,
            Self::Field(..) | Self::Boost(..) => Level::InField,
            _ => Level::Alone,
        }
    }

    /// Writes the query, in parentheses if it binds looser than its place allows.
    fn write(&self, out: &mut dyn Write, place: Level) -> fmt::Result {
        if self.level() >= place {
            return self.write_bare(out);
        }
        out.write_char('(')?;
        self.write_bare(out)?;
        out.write_char(')')
    }

    fn write_bare(&self, out: &mut dyn Write) -> fmt::Result {
        match self {
            Self::All => out.write_char('*'),
            Self::Term(text) => out.write_str(&word(text)),
            Self::Exact(text) => write!(out, "={}", word_or_quoted(text)),
            Self::Prefix(text) => write!(out, "{}*", word(text)),
            Self::Fuzzy(text) => write!(out, "{}~", word(text)),
            Self::Phrase { text, slop: 0 } => out.write_str(&quoted(text)),
            Self::Phrase { text, slop } => write!(out, "{}~{slop}", quoted(text)),
            Self::Near { left, right, distance, ordered } => {
                left.write(out, Level::Near)?;
                write!(out, " {}/{distance} ", if *ordered { "ADJ" } else { "PRES" })?;
                right.write(out, Level::InField)
            }
            Self::AtLeast { count, text } => write!(out, "auMoins{count}:{}", word_or_quoted(text)),
            Self::Date(period) => write!(out, "date:{period}"),
            Self::Field(field, query) => {
                write!(out, "{}:", field.name())?;
                query.write(out, Level::InField)
            }
            Self::Words(parts) => write_all(out, parts, " ", Level::Signed),
            Self::And(parts) => write_all(out, parts, " ET ", Level::SideBySide),
            Self::Or(parts) => write_all(out, parts, " OU ", Level::Both),
            Self::Must(query) => write_signed(out, '+', query),
            Self::Not(query) => write_signed(out, '-', query),
            Self::Boost(query, factor) => {
                query.write(out, Level::Alone)?;
                write!(out, "^{factor}")
            }
        }
    }
}

fn write_all(out: &mut dyn Write, parts: &[Query], between: &str, place: Level) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.write_str(between)?;
        }
        part.write(out, place)?;
    }
    Ok(())
}

/// Writes a sign and its operand, with a backslash before a number, which the sign would belong to.
fn write_signed(out: &mut dyn Write, sign: char, query: &Query) -> fmt::Result {
    let mut operand = String::new();
    query.write(&mut operand, Level::Near)?;
    let escape = if lexer::signed_number(&operand).is_some() { "\\" } else { "" };
    write!(out, "{sign}{escape}{operand}")
}

/// A word as it is, if the lexer reads it as one; else with backslashes.
fn word(text: &str) -> Cow<'_, str> {
    if text.starts_with(lexer::begins_word) && !text.contains('\\') && lexer::is_plain_word(text) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for (index, c) in text.chars().enumerate() {
        if index == 0 || !c.is_alphanumeric() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    Cow::Owned(escaped)
}

fn word_or_quoted(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_whitespace) && text.trim() == text { Cow::Owned(quoted(text)) } else { word(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
