//! Explanations to read: how the query was understood, and below each hit what its score is made of.

use std::io::{self, Write};

use super::count;
use super::style::{BOLD, DIM, Style};
use super::wrap::wrap;
use crate::engine::reading::{Explanation, WordReading};
use crate::search::response::QueryReading;

/// Writes how a query was understood, a line for each word.
pub fn write_reading(out: &mut impl Write, reading: &QueryReading, style: &Style) -> io::Result<()> {
    for line in wrap(&reading.query.to_string(), style.width) {
        writeln!(out, "{}", style.paint(&line, BOLD))?;
    }
    for word in &reading.words {
        write_indented(out, &line(word), 2, style)?;
    }
    writeln!(out)
}

fn line(word: &WordReading) -> String {
    let WordReading { word, stems, fields, articles, idf, boost } = word;
    let counts = if *boost == 1.0 { String::new() } else { format!(", counts {boost} times") };
    if stems.is_empty() {
        return format!("{word}: any word that it stands for, in {}{counts}", fields.join(", "));
    }
    let (stems, fields, articles) = (stems.join(" or "), fields.join(", "), count::articles(*articles));
    format!("{word}: {stems} in {fields}; {articles}, idf {idf:.3}{counts}")
}

/// Writes a tree, each value before what it is for.
pub fn write(out: &mut impl Write, explanation: &Explanation, indent: usize, style: &Style) -> io::Result<()> {
    write_indented(out, &format!("{:.5} {}", explanation.value, explanation.what), indent, style)?;
    for part in &explanation.parts {
        write(out, part, indent + 2, style)?;
    }
    Ok(())
}

fn write_indented(out: &mut impl Write, text: &str, indent: usize, style: &Style) -> io::Result<()> {
    for line in wrap(text, style.width.saturating_sub(indent).max(20)) {
        writeln!(out, "{:indent$}{}", "", style.paint(&line, DIM))?;
    }
    Ok(())
}
