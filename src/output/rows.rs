//! Rows of named values: aligned below their names to read, or as CSV, TSV and JSON Lines.

use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::json;
use super::style::{BOLD, DIM, Style};
use super::table::{self, Formulas, Separator};
use super::wrap::fit;

/// Columns of a name or a word that is printed among numbers.
const WIDEST: usize = 28;

/// Rows that have the same values.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows<'a> {
    /// What the values are called.
    pub names: Vec<&'a str>,
    /// The values of each row, in the order of their names.
    pub rows: Vec<Vec<Value>>,
}

impl Rows<'_> {
    /// Writes them to read: numbers to the right, texts to the left; the first in bold, the last with what room there is.
    pub fn write_text(&self, out: &mut impl Write, style: &Style) -> io::Result<()> {
        let cells: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(shown).collect()).collect();
        let is_number = |n: usize| self.rows.iter().all(|row| row[n].is_number() || row[n].is_null());
        let last = self.names.len() - 1;
        let widest = |n: usize| cells.iter().map(|row| row[n].width()).max().unwrap_or(0).max(self.names[n].width());
        let widths: Vec<usize> =
            (0..=last).map(|n| if is_number(n) { widest(n) } else { widest(n).min(WIDEST) }).collect();
        let before: usize = widths[..last].iter().map(|width| width + 2).sum();
        let mut line = |row: &[String], codes: [&str; 2]| {
            for (n, cell) in row.iter().enumerate() {
                let columns =
                    if n == last && !is_number(n) { style.width.saturating_sub(before).max(8) } else { widths[n] };
                let cell = fit(cell, columns);
                let blanks = " ".repeat(widths[n].saturating_sub(cell.width()));
                let cell = style.paint(&cell, codes[usize::from(n > 0)]);
                match (is_number(n), n == last) {
                    (true, _) => write!(out, "{blanks}{cell}")?,
                    (false, true) => write!(out, "{cell}")?,
                    (false, false) => write!(out, "{cell}{blanks}")?,
                }
                out.write_all(if n == last { b"\n" } else { b"  " })?;
            }
            io::Result::Ok(())
        };
        line(&self.names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), [DIM, DIM])?;
        cells.iter().try_for_each(|row| line(row, [BOLD, ""]))
    }

    /// Writes the names of the columns.
    pub fn write_header(&self, out: &mut impl Write, separator: Separator) -> io::Result<()> {
        table::write_row(out, self.names.iter().map(|name| (*name).to_owned()), separator, Formulas::Kept)
    }

    /// Writes a row a line.
    pub fn write_table(&self, out: &mut impl Write, separator: Separator, formulas: Formulas) -> io::Result<()> {
        self.rows.iter().try_for_each(|row| table::write_row(out, row.iter().map(table::cell), separator, formulas))
    }

    /// Writes an object a line.
    pub fn write_jsonl(&self, out: &mut impl Write) -> io::Result<()> {
        for row in &self.rows {
            writeln!(out, "{}", json::to_string(&Record { names: &self.names, row }))?;
        }
        Ok(())
    }
}

struct Record<'a> {
    names: &'a [&'a str],
    row: &'a [Value],
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.names.len()))?;
        self.names.iter().zip(self.row).try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}

/// A measure with two places behind the point.
fn shown(value: &Value) -> String {
    match value {
        Value::Number(number) if number.is_f64() => format!("{:.2}", number.as_f64().unwrap_or_default()),
        other => table::cell(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows() {
        let rows = Rows {
            names: vec!["word", "times", "score", "example"],
            rows: vec![
                vec![json!("digue"), json!(12), json!(2.54159), json!("le-phare/digue.html")],
                vec![json!("été"), json!(3), json!(-0.5), json!("a\tb")],
            ],
        };
        let style = Style { color: false, links: false, width: 36 };
        let written = |write: &dyn Fn(&mut Vec<u8>) -> io::Result<()>| {
            let mut out = Vec::new();
            write(&mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let text = "word   times  score  example\ndigue     12   2.54  le-phare/digue…\nété        3  -0.50  a b\n";
        assert_eq!(written(&|out| rows.write_text(out, &style)), text);
        let csv = "digue,12,2.54159,le-phare/digue.html\nété,3,-0.5,a b\n";
        assert_eq!(written(&|out| rows.write_table(out, Separator::Comma, Formulas::Disarmed)), csv);
        let json = "{\"word\":\"digue\",\"times\":12,\"score\":2.54159,\"example\":\"le-phare/digue.html\"}\n";
        assert!(written(&|out| rows.write_jsonl(out)).starts_with(json));
    }
}
