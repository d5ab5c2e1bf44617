//! How counts of articles are printed: to read with bars, or as rows for a program.

use std::io::{self, Write};

use serde::Serialize;

use super::chart::bar;
use super::json;
use super::records::{CrossedRecord, FacetRecord};
use super::style::{BOLD, DIM, Style};
use super::table::{self, Formulas, Separator};
use super::wrap::fit;
use crate::engine::count::Facet;
use crate::search::response::Response;
use crate::trec::Topic;

/// Writes at most `limit` lines a facet: the names with most articles, or the last periods.
pub fn write_text(out: &mut impl Write, facets: &[Facet], limit: usize, style: &Style) -> io::Result<()> {
    for (n, facet) in facets.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", style.paint(facet.by.name(), BOLD))?;
        write_counts(out, facet, limit, style)?;
    }
    Ok(())
}

fn write_counts(out: &mut impl Write, facet: &Facet, limit: usize, style: &Style) -> io::Result<()> {
    let left_out = facet.counts.len().saturating_sub(limit);
    let shown = match facet.by.is_period() {
        true => &facet.counts[left_out..],
        false => &facet.counts[..facet.counts.len() - left_out],
    };
    let most = shown.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let digits = most.max(facet.without).to_string().len().max(5);
    let columns = (style.width / 4).clamp(4, 40);
    let names = style.width.saturating_sub(digits + columns + 4).max(8);
    let mut line = |count: &str, length: &str, name: &str| {
        let blanks = " ".repeat(columns - length.chars().count());
        writeln!(out, "{count:>digits$} {}{blanks}  {name}", style.paint(length, BAR))
    };
    let others = |what: &str| style.paint(&format!("{left_out} {what}"), DIM);
    if left_out > 0 && facet.by.is_period() {
        line("…", "", &others("earlier"))?;
    }
    for (name, count) in shown {
        line(&count.to_string(), &bar(*count as f64, most as f64, columns), &fit(name, names))?;
    }
    if left_out > 0 && !facet.by.is_period() {
        line("…", "", &others("others"))?;
    }
    if facet.without > 0 {
        let none = if facet.by.is_period() { "without such a date" } else { "without" };
        line(&facet.without.to_string(), "", &style.paint(none, DIM))?;
    }
    Ok(())
}

const BAR: &str = "36";

/// Writes which query it is, of several.
pub fn write_heading(out: &mut impl Write, topic: &Topic, style: &Style) -> io::Result<()> {
    let heading = fit(&format!("{}  {}", topic.id, topic.query), style.width);
    writeln!(out, "{}", style.paint(&heading, BOLD))
}

/// One object: the id of the query, of several; the number of matching articles, and the facets.
pub fn write_json(out: &mut impl Write, topic: Option<&str>, response: &Response) -> io::Result<()> {
    #[derive(Serialize)]
    struct Answer<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        topic: Option<&'a str>,
        total: usize,
        facets: Vec<FacetRecord<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        crossed: Option<Vec<CrossedRecord<'a>>>,
    }
    let answer = Answer {
        topic,
        total: response.total,
        facets: response.facets.iter().map(FacetRecord::from).collect(),
        crossed: response.crossed.as_ref().map(|crossed| crossed.counts.iter().map(CrossedRecord::from).collect()),
    };
    writeln!(out, "{}", json::to_string(&answer))
}

/// A table of what was counted by two values at once: a row for each value of the first, a column for each of the second,
/// both in the order of their facets; those that have no value last, without a name.
pub fn write_csv_table(out: &mut impl Write, response: &Response, formulas: Formulas) -> io::Result<()> {
    let (Some(crossed), [rows, columns]) = (&response.crossed, response.facets.as_slice()) else { return Ok(()) };
    let values = |facet: &Facet| -> Vec<Option<String>> {
        let known = facet.counts.iter().map(|(value, _)| Some(value.clone()));
        known.chain((facet.without > 0).then_some(None)).collect()
    };
    let (rows, columns) = (values(rows), values(columns));
    let names = columns.iter().map(|column| column.clone().unwrap_or_default());
    let mut write = |cells: Vec<String>| table::write_row(out, cells.into_iter(), Separator::Comma, formulas);
    write([crossed.by[0].name().to_owned()].into_iter().chain(names).collect())?;
    for row in rows {
        let count = |column: &Option<String>| crossed.counts.get(&[row.clone(), column.clone()]).copied().unwrap_or(0);
        let counts = columns.iter().map(|column| count(column).to_string());
        write([row.clone().unwrap_or_default()].into_iter().chain(counts).collect())?;
    }
    Ok(())
}

/// Writes what stands once above the rows of all queries, of one or several.
pub fn write_csv_header(out: &mut impl Write, several: bool) -> io::Result<()> {
    let names = ["topic", "by", "value", "count"].into_iter().skip(usize::from(!several));
    table::write_row(out, names.map(str::to_owned), Separator::Comma, Formulas::Kept)
}

/// Rows of `by`, `value`, `count`, with the id of the query before, of several; the value of the articles that have none is
/// empty.
pub fn write_csv(out: &mut impl Write, topic: Option<&str>, facets: &[Facet], formulas: Formulas) -> io::Result<()> {
    let mut write = |row: [String; 3]| {
        let cells = topic.map(str::to_owned).into_iter().chain(row);
        table::write_row(out, cells, Separator::Comma, formulas)
    };
    for facet in facets {
        let without = (facet.without > 0).then_some(("", facet.without));
        for (value, count) in facet.counts.iter().map(|(value, count)| (value.as_str(), *count)).chain(without) {
            write([facet.by.name().to_owned(), value.to_owned(), count.to_string()])?;
        }
    }
    Ok(())
}
