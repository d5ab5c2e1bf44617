//! Tables: CSV (RFC 4180) and tab-separated values, rows below the names of their columns.

use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, WriterBuilder};
use serde_json::Value;

use super::fields::HitField;
use super::sanitise;
use crate::search::response::Hit;

/// What parts the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A comma; a cell with one in it stands in quotes.
    Comma,
    /// A tab, of which no cell has any.
    Tab,
}

/// What becomes of a cell that a spreadsheet would run as a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Formulas {
    /// It begins with an apostrophe, which makes it text.
    #[default]
    Disarmed,
    /// It stays as it is, for programs that run no cell.
    Kept,
}

/// Writes the names of the columns.
pub fn write_header(out: &mut impl Write, fields: &[HitField], separator: Separator) -> io::Result<()> {
    write_row(out, fields.iter().map(|field| field.name().to_owned()), separator, Formulas::Kept)
}

/// Writes a hit as one row.
pub fn write_hit(
    out: &mut impl Write,
    hit: &Hit,
    fields: &[HitField],
    topic: &str,
    separator: Separator,
    formulas: Formulas,
) -> io::Result<()> {
    write_row(out, fields.iter().map(|field| cell(&field.value(hit, topic))), separator, formulas)
}

/// Writes cells without what might command a terminal or, unless it is to be kept, a spreadsheet.
pub fn write_row(
    out: &mut impl Write,
    cells: impl Iterator<Item = String>,
    separator: Separator,
    formulas: Formulas,
) -> io::Result<()> {
    let (delimiter, quotes) = match separator {
        Separator::Comma => (b',', QuoteStyle::Necessary),
        Separator::Tab => (b'\t', QuoteStyle::Never),
    };
    let terminator = Terminator::Any(b'\n');
    // A row at a time, since the crate hides what went wrong with `out`: a closed pipe is no error.
    let mut row =
        WriterBuilder::new().delimiter(delimiter).quote_style(quotes).terminator(terminator).from_writer(Vec::new());
    row.write_record(cells.map(|cell| match sanitise::line(&cell) {
        cell if formulas == Formulas::Disarmed && is_formula(&cell) => format!("'{cell}"),
        cell => cell.into_owned(),
    }))?;
    out.write_all(&row.into_inner().map_err(|error| error.into_error())?)
}

/// Whether a spreadsheet would take a cell for a formula (OWASP, "CSV Injection"): by its first sign, also a full-width
/// one, and also behind spaces, which a spreadsheet may pass over, or quotes, which it takes off a cell between tabs. A
/// number with a sign is a number.
pub(crate) fn is_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
    first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !cell.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Nothing for null; names with `; ` between them; what else is no single value, as JSON.
pub fn cell(value: &Value) -> String {
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

    fn row(cells: &[&str], separator: Separator, formulas: Formulas) -> String {
        let mut out = Vec::new();
        write_row(&mut out, cells.iter().map(|cell| (*cell).to_owned()), separator, formulas).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows() {
        let check = |cells: &[&str], comma: &str, tab: &str| {
            for (separator, expected) in [(Separator::Comma, comma), (Separator::Tab, tab)] {
                assert_eq!(row(cells, separator, Formulas::Disarmed), expected, "{cells:?}");
            }
        };
        check(&["a", "", "b"], "a,,b\n", "a\t\tb\n");
        check(&["un, deux", "\"trois\""], "\"un, deux\",\"\"\"trois\"\"\"\n", "un, deux\t\"trois\"\n");
        check(&["un\tdeux\ntrois", "\u{1b}[0m"], "un deux trois,[0m\n", "un deux trois\t[0m\n");
    }

    #[test]
    fn no_cell_runs_in_a_spreadsheet() {
        let check = |cell: &str, expected: &str| {
            for separator in [Separator::Comma, Separator::Tab] {
                assert_eq!(row(&[cell], separator, Formulas::Disarmed), format!("{expected}\n"), "{cell:?}");
                assert_eq!(row(&[cell], separator, Formulas::Kept), format!("{}\n", sanitise::line(cell)), "{cell:?}");
            }
        };
        check("=1+1", "'=1+1");
        check("+33 6 12", "'+33 6 12");
        check("-nan", "'-nan");
        check("- Le port", "'- Le port");
        check("@presse", "'@presse");
        check("＝1+1", "'＝1+1");
        check("\t=1+1", "' =1+1");
        check("\r\n@a", "'  @a");
        check("\u{200b}\u{1b}=1+1", "'=1+1");
        check("\u{a0}=1+1", "'\u{a0}=1+1");
        assert_eq!(row(&["\"=1+1\""], Separator::Tab, Formulas::Disarmed), "'\"=1+1\"\n");
        check("-3.5", "-3.5");
        check("+2", "+2");
        check("-1e-7", "-1e-7");
        check("'=1+1", "'=1+1");
        check("a=1", "a=1");
        check("– Le port", "– Le port");
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
