//! Tables: CSV (RFC 4180) and tab-separated values, rows below the names of their columns.

use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};
use serde_json::Value;

use super::fields::Field;
use super::sanitise;
use crate::search::Hit;

/// What parts the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A comma; a cell with one in it stands in quotes.
    Comma,
    /// A tab, of which no cell has any.
    Tab,
}

pub fn write_header(out: &mut impl Write, fields: &[Field], separator: Separator) -> io::Result<()> {
    write_row(out, fields.iter().map(|field| field.name().to_owned()), separator)
}

pub fn write_hit(
    out: &mut impl Write,
    hit: &Hit,
    fields: &[Field],
    topic: &str,
    separator: Separator,
) -> io::Result<()> {
    write_row(out, fields.iter().map(|field| cell(&field.value(hit, topic))), separator)
}

/// Writes cells without what might command a terminal.
pub fn write_row(out: &mut impl Write, cells: impl Iterator<Item = String>, separator: Separator) -> io::Result<()> {
    let (delimiter, quotes) = match separator {
        Separator::Comma => (b',', QuoteStyle::Necessary),
        Separator::Tab => (b'\t', QuoteStyle::Never),
    };
    let terminator = Terminator::Any(b'\n');
    // A row at a time, since the crate hides what went wrong with `out`: a closed pipe is no error.
    let mut row =
        WriterBuilder::new().delimiter(delimiter).quote_style(quotes).terminator(terminator).from_writer(Vec::new());
    row.write_record(cells.map(|cell| sanitise::line(&cell).into_owned()))?;
    out.write_all(&row.into_inner().map_err(|error| error.into_error())?)
}

/// Nothing for null; names with `; ` between them; what else is no single value, as JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.iter().all(Value::is_string) => {
            values.iter().map(cell).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows() {
        let check = |cells: &[&str], comma: &str, tab: &str| {
            for (separator, expected) in [(Separator::Comma, comma), (Separator::Tab, tab)] {
                let mut out = Vec::new();
                write_row(&mut out, cells.iter().map(|cell| (*cell).to_owned()), separator).unwrap();
                assert_eq!(String::from_utf8(out).unwrap(), expected, "{cells:?}");
            }
        };
        check(&["a", "", "b"], "a,,b\n", "a\t\tb\n");
        check(&["un, deux", "\"trois\""], "\"un, deux\",\"\"\"trois\"\"\"\n", "un, deux\t\"trois\"\n");
        check(&["un\tdeux\ntrois", "\u{1b}[0m"], "un deux trois,[0m\n", "un deux trois\t[0m\n");
    }

    #[test]
    fn cells() {
        let check = |value: Value, expected: &str| assert_eq!(cell(&value), expected);
        check(serde_json::json!(null), "");
        check(serde_json::json!(["Awa Diop", "Jeanne Delattre"]), "Awa Diop; Jeanne Delattre");
        check(serde_json::json!([[0, 3], [5, 8]]), "[[0,3],[5,8]]");
        check(serde_json::json!(1.5), "1.5");
    }
}
