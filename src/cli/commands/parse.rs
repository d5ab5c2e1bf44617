//! `kiosque parse`: how a query is understood.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::{Date, DateTime};
use kiosque::output::{json, sanitise};
use kiosque::query;
use kiosque::query::ast::Query;
use kiosque::query::warning::Warning;
use serde::Serialize;

use crate::cli::failure::Failure;
use crate::cli::names;
use crate::cli::options::report::ReportFormat;
use crate::cli::options::selection;
use crate::cli::screen::caution;
use crate::cli::screen::terminal::{Printed, Screen};

/// Show how a query is read, without searching
///
/// First comes the query as kiosque reads it, written out in full: periods as dates, operators in one spelling. Then what
/// belongs to what, and under each part that may not be read as you meant it, why.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque parse 'titre:budget (Lyon OU Marseille) -impôt depuis:\"3 mois\"'
  kiosque parse 'prix -19'")]
pub struct Arguments {
    /// What you would look for
    #[arg(required = true)]
    words: Vec<String>,
    /// The day that `hier` is counted from; by default today
    #[arg(long, value_name = "DATE", value_parser = selection::parse_now)]
    now: Option<DateTime>,
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    screen.print(|to| answer(arguments, to))
}

/// Prints how the query is read, which it always is.
pub fn answer(arguments: &Arguments, to: &mut Printed) -> Result<bool, Failure> {
    let today = arguments.now.map_or_else(selection::today, DateTime::date);
    let typed = arguments.words.join(" ");
    let text = names::expanded(&typed)?;
    match arguments.format {
        ReportFormat::Text => write(&mut to.out, &text, today, to.style.width)?,
        ReportFormat::Json => writeln!(to.out, "{}", json::to_string(&Reading::of(&text, today)))?,
    }
    Ok(true)
}

/// How a query is read. The names are documented in docs/formats-and-fields.md and do not change.
#[derive(Serialize)]
struct Reading {
    query: String,
    outline: Part,
    warnings: Vec<Caution>,
}

/// A part of a query with what belongs to it.
#[derive(Serialize)]
struct Part {
    part: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
}

/// A warning about some bytes of the query as it was typed.
#[derive(Serialize)]
struct Caution {
    start: usize,
    end: usize,
    message: String,
}

impl Reading {
    fn of(text: &str, today: Date) -> Self {
        let parsed = query::parse(text, today);
        let caution = |Warning { span, message }| Caution { start: span.start, end: span.end, message };
        Self {
            query: parsed.query.to_string(),
            outline: Part::of(&parsed.query),
            warnings: parsed.warnings.into_iter().map(caution).collect(),
        }
    }
}

impl Part {
    fn of(query: &Query) -> Self {
        Self { part: heading(query), parts: parts(query).into_iter().map(Self::of).collect() }
    }
}

fn write(out: &mut impl Write, text: &str, today: Date, width: usize) -> io::Result<()> {
    let parsed = query::parse(text, today);
    writeln!(out, "{}", sanitise::line(&parsed.query.to_string()))?;
    if is_compound(&parsed.query) {
        writeln!(out)?;
        write_outline(out, &parsed.query, 1)?;
    }
    for warning in &parsed.warnings {
        writeln!(out)?;
        caution::write(out, text, warning, width)?;
    }
    Ok(())
}

/// One part a line, below what joins them.
fn write_outline(out: &mut impl Write, query: &Query, depth: usize) -> io::Result<()> {
    writeln!(out, "{:1$}{2}", "", 2 * depth, sanitise::line(&heading(query)))?;
    for part in parts(query) {
        write_outline(out, part, depth + 1)?;
    }
    Ok(())
}

/// What is said of a part, in a line.
fn heading(query: &Query) -> String {
    match query {
        Query::Words(_) => "words".to_owned(),
        Query::And(_) => "all of".to_owned(),
        Query::Or(_) => "one of".to_owned(),
        Query::Must(_) => "must have".to_owned(),
        Query::Not(_) => "must not have".to_owned(),
        Query::Near { distance, ordered: false, .. } => format!("within {distance} words"),
        Query::Near { distance, ordered: true, .. } => format!("within {distance} words, in this order"),
        Query::Field(field, inner) if is_compound(inner) => format!("in {}", field.name()),
        Query::Boost(inner, factor) if is_compound(inner) => format!("with weight {factor}"),
        alone => alone.to_string(),
    }
}

fn is_compound(query: &Query) -> bool {
    !parts(query).is_empty()
}

/// What gets lines of its own.
fn parts(query: &Query) -> Vec<&Query> {
    match query {
        Query::Words(parts) | Query::And(parts) | Query::Or(parts) => parts.iter().collect(),
        Query::Must(inner) | Query::Not(inner) => vec![&**inner],
        Query::Near { left, right, .. } => vec![&**left, &**right],
        Query::Field(_, inner) | Query::Boost(inner, _) if is_compound(inner) => vec![&**inner],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        write(&mut out, text, date(2025, 7, 15), 80).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_word_is_one_line() {
        check("titre:Réforme^2", "titre:Réforme^2\n");
    }

    #[test]
    fn what_belongs_to_what() {
        check(
            "a -b OU titre:(\"c d\" NEAR/3 e) date:hier",
            "a -b OU titre:(\"c d\" PRES/3 e) date:2025-07-14..2025-07-14

  one of
    words
      a
      must not have
        b
    words
      in titre
        within 3 words
          \"c d\"
          e
      date:2025-07-14..2025-07-14
",
        );
    }

    #[test]
    fn warnings_come_last() {
        check(
            "été 日本 \u{1b}[31m -19",
            "été 日本 \\\\[31m 19

  words
    été
    日本
    \\\\[31m
    19

  été 日本 [31m -19
                ^^^ `-19` is read as a number; to exclude it, write `SAUF 19`
",
        );
    }
}
