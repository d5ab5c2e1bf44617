//! Tables: CorText's, Gargantext's, and a plain one.

use super::clean;
use super::record::{Record, Variable};
use crate::output::table::{Formulas, is_formula};

/// A row with its end. Cells are one line each; those with a delimiter or a quote stand in quotes (RFC 4180).
pub fn row<'c>(cells: impl Iterator<Item = &'c str>, delimiter: char) -> String {
    let cell = |cell: &str| {
        let cell = clean::line(cell);
        let is_plain = !cell.contains([delimiter, '"']);
        if is_plain { cell } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
    };
    cells.map(cell).collect::<Vec<_>>().join(&delimiter.to_string()) + "\n"
}

/// The columns of CorText Manager's table: one of them for each variable.
pub fn cortext_header(variables: &[Variable]) -> String {
    let names = variables.iter().filter(|variable| **variable != Variable::Id).map(|variable| variable.name());
    row(["id", "title", "text", "date", "authors", "url"].into_iter().chain(names), ',')
}

/// A record of CorText's table. Several values in a cell have `***` between them (CorText's documentation, "Data formats").
pub fn cortext(record: &Record, variables: &[Variable]) -> String {
    row(cells(record, variables).iter().map(String::as_str), ',')
}

fn cells(record: &Record, variables: &[Variable]) -> Vec<String> {
    let article = &record.filed.article;
    let date = article.published.map(|published| published.moment.to_string()).unwrap_or_default();
    let title = record.title.unwrap_or(&article.title).to_owned();
    let (authors, url) = (article.authors.join("***"), article.url.clone().unwrap_or_default());
    let mut cells = vec![record.id(), title, record.text.clone(), date, authors, url];
    for variable in variables.iter().filter(|variable| **variable != Variable::Id) {
        cells.push(variable.of(record.filed).unwrap_or_default());
    }
    cells
}

/// The same for people who may open it in a spreadsheet: cells that it would run as a formula begin with an apostrophe.
pub fn csv(record: &Record, variables: &[Variable], formulas: Formulas) -> String {
    let disarmed =
        |cell: String| if formulas == Formulas::Disarmed && is_formula(&cell) { format!("'{cell}") } else { cell };
    let cells: Vec<String> = cells(record, variables).into_iter().map(|cell| disarmed(clean::line(&cell))).collect();
    row(cells.iter().map(String::as_str), ',')
}

/// The seven columns of Gargantext.
pub fn gargantext_header() -> String {
    let names = ["Publication Day", "Publication Month", "Publication Year", "Authors", "Title", "Source", "Abstract"];
    row(names.into_iter(), '\t')
}

/// A record of Gargantext's table; none without a date, which it asks for. A day that is not known is the first.
pub fn gargantext(record: &Record) -> Option<String> {
    let article = &record.filed.article;
    let at = article.published?.moment.at;
    let cells = [
        at.day().to_string(),
        at.month().to_string(),
        at.year().to_string(),
        article.authors.join("; "),
        record.title.unwrap_or(&article.title).to_owned(),
        article.source.clone().unwrap_or_default(),
        record.text.clone(),
    ];
    Some(row(cells.iter().map(String::as_str), '\t'))
}
