//! The printer of queries: a tree becomes a text that parses to the same tree.
//!
//! Whether a word can be printed as it is, or needs a backslash, is asked of the lexer: it alone knows what means something.

use std::borrow::Cow;
use std::fmt::{self, Write};

use super::ast::Query;
use super::habits;
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
            Self::Or(_) | Self::Spellings(_) => Level::Either,
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
            Self::Spellings(words) => {
                let words: Vec<Self> = words.iter().map(|word| Self::Term(word.clone())).collect();
                write_all(out, &words, " OU ", Level::Both)
            }
            Self::Exact(text) => write!(out, "={}", word_or_quoted(text)),
            Self::Prefix(text) => write!(out, "{}*", pattern(text)),
            Self::Fuzzy(text) => write!(out, "{}~", pattern(text)),
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
                match &**query {
                    // Else `source:Le` would take the next word.
                    Self::Term(name) if habits::begins_name(*field, name) => out.write_str(&escaped(name)),
                    query => query.write(out, Level::InField),
                }
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
    Cow::Owned(escaped(text))
}

/// A word that a star or a tilde follows; the lexer would part an elided article from it.
fn pattern(text: &str) -> Cow<'_, str> {
    if habits::without_elision(text) == text { word(text) } else { Cow::Owned(escaped(text)) }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for (index, c) in text.chars().enumerate() {
        if index == 0 || !c.is_alphanumeric() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn word_or_quoted(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_whitespace) && text.trim() == text { Cow::Owned(quoted(text)) } else { word(text) }
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    let escaped = if habits::starred(text).is_some() { escaped.replace('*', "\\*") } else { escaped };
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::ast::Field;
    use super::super::{Parsed, parse};
    use super::*;
    use crate::date::Period;

    fn read(text: &str) -> Parsed {
        parse(text, date(2025, 7, 15))
    }

    /// Elements of queries, to be thrown together.
    const PIECES: &str = "(mot|l'été|19|2025|ET|OU|SAUF|NON|NEAR/3|ADJ|ADJ2|\\|\\||&&|!|–|'|‘|’|date>|titre:|source:|Le Monde|\\[| TO |\\]|Source: |date:|hier|mars|\\.\\.|auMoins2:|\"|«|»\
                          |\\(|\\)|-|\\+|=|\\*|~|~2|\\^|\\^2|\\\\|,|:|\\.|[ \u{a0}]|[ ]|[ ]|\\PC){0,20}";

    /// Any tree that the parser can give.
    fn tree() -> impl Strategy<Value = Query> {
        let text = prop_oneof![
            "[a-zé]{1,6}",
            "ET",
            "NON",
            "l'[a-z]{2}",
            "a\\*( b)?",
            "[a-z]\\|b",
            "date>2",
            "!a",
            "titre:x",
            "-19",
            "a[,.*~^:\\\\ \"()]{1,3}b?",
            "[ -~]{0,4}[a-z0-9]"
        ];
        let number = 1..99u32;
        let factor = (0..4000u16).prop_map(|quarters| f32::from(quarters) / 4.0);
        let field = prop_oneof![Just(Field::Title), Just(Field::Url), Just(Field::Author)];
        let day = (0..60_000i64).prop_map(|days| date(1990, 1, 1).saturating_add(jiff::Span::new().days(days)));
        let period = prop_oneof![
            day.clone().prop_map(|first| Period { first: Some(first), last: None }),
            day.clone().prop_map(|last| Period { first: None, last: Some(last) }),
            (day.clone(), day).prop_map(|(a, b)| Period { first: Some(a.min(b)), last: Some(a.max(b)) }),
        ];
        let trimmed = text.clone().prop_map(|text: String| text.trim().to_owned());
        let leaf = prop_oneof![
            Just(Query::All),
            text.clone().prop_map(Query::Term),
            trimmed.clone().prop_map(Query::Exact),
            text.clone().prop_map(Query::Prefix),
            text.prop_map(Query::Fuzzy),
            (trimmed.clone(), 0..9u32).prop_map(|(text, slop)| Query::Phrase { text, slop }),
            (number.clone(), trimmed).prop_map(|(count, text)| Query::AtLeast { count, text }),
            period.prop_map(Query::Date),
        ];
        leaf.prop_recursive(4, 24, 4, move |query| {
            let boxed = query.clone().prop_map(Box::new);
            let several = proptest::collection::vec(query.clone(), 2..4);
            let signed = |query| match query {
                query @ Query::Not(_) => query,
                query => Query::Must(Box::new(query)),
            };
            let side_by_side = proptest::collection::vec((query, any::<bool>()), 2..4).prop_map(move |parts| {
                parts.into_iter().map(|(query, must)| if must { signed(query) } else { query }).collect()
            });
            prop_oneof![
                (boxed.clone(), boxed.clone(), number.clone(), any::<bool>())
                    .prop_map(|(left, right, distance, ordered)| Query::Near { left, right, distance, ordered }),
                (field.clone(), boxed.clone()).prop_map(|(field, query)| Query::Field(field, query)),
                side_by_side.prop_map(Query::Words),
                several.clone().prop_map(Query::And),
                several.prop_map(Query::Or),
                boxed.clone().prop_map(Query::Not),
                (boxed, factor.clone()).prop_map(|(query, factor)| match *query {
                    date @ Query::Date(_) => date,
                    query => Query::Boost(Box::new(query), factor),
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_tree_reads_back(query in tree()) {
            let written = query.to_string();
            let parsed = read(&written);
            prop_assert_eq!(parsed.query, query, "{}", written);
        }

        #[test]
        fn any_text_reads_back(text in PIECES) {
            let parsed = read(&text);
            for warning in &parsed.warnings {
                prop_assert!(text.get(warning.span.clone()).is_some());
            }
            let written = parsed.query.to_string();
            prop_assert_eq!(read(&written).query, parsed.query, "{}", written);
        }
    }
}
