//! TXM ("TXT + CSV" import): a text file for each record, and `metadata.csv`, whose first column `id` is the name of a file without its
//! ending (TXM's manual, 5.2.2).

use super::clean;
use super::record::{Record, Variable};
use super::tables::row;

/// The name of the nth record's file, without its ending.
pub fn name(number: usize) -> String {
    format!("text{number:06}")
}

/// The contents of its file: the title, then the paragraphs.
pub fn text(record: &Record) -> String {
    let mut lines = clean::lines(&record.text);
    if let Some(title) = record.title.map(clean::line).filter(|title| !title.is_empty()) {
        lines.insert(0, title + "\n");
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The first line of `metadata.csv`.
pub fn header(variables: &[Variable]) -> String {
    let names = variables.iter().filter(|variable| **variable != Variable::Id).map(|variable| variable.name());
    row(["id", "article", "title", "date"].into_iter().chain(names), ',')
}

/// The line of `metadata.csv` of the nth record.
pub fn metadata(record: &Record, number: usize, variables: &[Variable]) -> String {
    let article = &record.filed.article;
    let date = article.published.map(|published| published.moment.to_string()).unwrap_or_default();
    let mut cells = vec![name(number), record.id(), article.title.clone(), date];
    for variable in variables.iter().filter(|variable| **variable != Variable::Id) {
        cells.push(variable.of(record.filed).unwrap_or_default());
    }
    row(cells.iter().map(String::as_str), ',')
}
