//! How collocates and keywords are printed: which values a row has, by the names that programs know them by, and over how many
//! articles and words they were counted. The names are documented in docs/formats-and-fields.md and do not change.

use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::chart::cell;
use super::count::{articles, grouped};
use super::heading;
use super::rows::Rows;
use super::style::{BOLD, DIM, Style};
use super::table::{Formulas, Separator};
use super::wrap::fit;
use crate::study::chosen::margin;
use crate::study::collocates::{Collocate, Collocates};
use crate::study::keywords::{Keyword, Keywords, Part};
use crate::study::trends::{Trend, Trends};

/// A format of a study's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// To read.
    Text,
    /// Rows with commas between their cells.
    Csv,
    /// Rows with tabs between their cells.
    Tsv,
    /// One JSON object a line.
    Jsonl,
}

/// A format with all that it leaves open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableLayout {
    /// What is printed.
    pub format: TableFormat,
    /// Of the text.
    pub style: Style,
    /// Of CSV and TSV.
    pub formulas: Formulas,
    /// The rows of a table, at most.
    pub limit: usize,
}

/// Writes collocates; with all forms of each word, where these are asked for.
pub fn write_collocates(
    out: &mut impl Write,
    found: &Collocates,
    with_forms: bool,
    layout: &TableLayout,
) -> io::Result<()> {
    let mut names = vec!["word", "beside", "times", "score", "example"];
    if with_forms {
        names.insert(1, "forms");
    }
    let is_sample = found.of > found.articles;
    if is_sample {
        names.push("±");
    }
    let row = |row: &Collocate| {
        let mut values =
            vec![json!(row.word), json!(row.beside), json!(row.times), json!(row.score), json!(row.example)];
        if with_forms {
            let forms: Vec<String> = row.forms.iter().map(|(form, count)| format!("{form} {count}")).collect();
            values.insert(1, json!(forms.join(", ")));
        }
        if is_sample {
            values.push(json!(percent(margin(row.beside, row.squares, found.articles, found.of))));
        }
        values
    };
    let rows = Rows { names, rows: found.rows.iter().take(layout.limit).map(row).collect() };
    write_rows(out, &rows, true, layout)?;
    if layout.format == TableFormat::Text {
        let (occurrences, beside) = (grouped(found.occurrences), grouped(found.beside));
        let over = format!(
            "{occurrences} occurrences in {}, {beside} words beside them; {} words in the index",
            articles(found.articles),
            grouped(found.words)
        );
        writeln!(out, "{}", layout.style.paint(&over, DIM))?;
        write_sample(out, found.articles, found.of, layout)?;
    }
    Ok(())
}

/// Says that something was counted on a sample, where it was.
fn write_sample(out: &mut impl Write, sampled: u64, of: u64, layout: &TableLayout) -> io::Result<()> {
    if sampled == of {
        return Ok(());
    }
    let over =
        format!("on a sample: {} of {}, with margins of 95%; the exact answer follows", grouped(sampled), articles(of));
    writeln!(out, "{}", layout.style.paint(&over, BOLD))
}

fn percent(share: f64) -> String {
    format!("{:.0}%", 100.0 * share)
}

/// Writes keywords, a table a part.
pub fn write_keywords(out: &mut impl Write, found: &Keywords, layout: &TableLayout) -> io::Result<()> {
    for (n, part) in found.parts.iter().enumerate() {
        let style = &layout.style;
        let is_text = layout.format == TableFormat::Text;
        let names = ["word", "score", "log_ratio", "times", "articles", "sources", "other_times", "other_articles"];
        let has_part = part.name.is_some() && !is_text;
        let is_sample = found.of > found.articles;
        let names = has_part.then_some("part").into_iter().chain(names).chain(is_sample.then_some("±"));
        let names: Vec<&str> = names.collect();
        let row = |row: &Keyword| -> Vec<Value> {
            let margin = || {
                let all = part.articles * found.of / found.articles.max(1);
                json!(percent(margin(row.articles, row.articles, part.articles, all)))
            };
            let values = [
                json!(row.word),
                json!(row.score),
                json!(row.log_ratio),
                json!(row.times),
                json!(row.articles),
                json!(row.sources),
                json!(row.other_times),
                json!(row.other_articles),
            ];
            let values = has_part.then(|| json!(part.name)).into_iter().chain(values);
            values.chain(is_sample.then(margin)).collect()
        };
        let rows = Rows { names, rows: part.rows.iter().take(layout.limit).map(row).collect() };
        write_part(out, n, part.name.as_deref(), &rows, layout)?;
        if is_text {
            writeln!(out, "{}", style.paint(&compared(part), DIM))?;
        }
    }
    if layout.format == TableFormat::Text && found.without > 0 {
        let without = format!("{} in no part", articles(found.without));
        writeln!(out, "{}", layout.style.paint(&without, DIM))?;
    }
    if layout.format == TableFormat::Text {
        write_sample(out, found.articles, found.of, layout)?;
    }
    Ok(())
}

/// Writes the table of the part with this number; in text under its name.
fn write_part(out: &mut impl Write, n: usize, name: Option<&str>, rows: &Rows, layout: &TableLayout) -> io::Result<()> {
    if layout.format == TableFormat::Text {
        if n > 0 {
            writeln!(out)?;
        }
        if let Some(name) = name {
            writeln!(out, "{}", layout.style.paint(&fit(name, layout.style.width), BOLD))?;
        }
    }
    write_rows(out, rows, n == 0, layout)
}

/// Writes trends, a table a part, with the days that they are of.
pub fn write_trends(out: &mut impl Write, found: &Trends, days: (Date, Date), layout: &TableLayout) -> io::Result<()> {
    let (style, is_text) = (&layout.style, layout.format == TableFormat::Text);
    for (n, part) in found.parts.iter().enumerate() {
        let has_part = part.name.is_some() && !is_text;
        let names = match is_text {
            true => vec!["words", "now", "before", "ratio", "z", "course", "first"],
            false => vec!["words", "now", "before", "ratio", "z", "over_time", "first", "title", "date"],
        };
        let names: Vec<&str> = has_part.then_some("part").into_iter().chain(names).collect();
        let row = |row: &Trend| -> Vec<Value> {
            let article = &row.first.article;
            let mut values = vec![json!(row.words), json!(row.now), json!(row.before), json!(row.ratio), json!(row.z)];
            if is_text {
                values.extend([json!(sparkline(&row.over_time)), json!(heading::of(article))]);
            } else {
                let date = json!(article.published.map(|published| published.moment));
                values.extend([json!(row.over_time), json!(row.first.id), json!(article.title), date]);
            }
            has_part.then(|| json!(part.name)).into_iter().chain(values).collect()
        };
        let rows = Rows { names, rows: part.rows.iter().take(layout.limit).map(row).collect() };
        write_part(out, n, part.name.as_deref(), &rows, layout)?;
        if is_text {
            let none = if part.rows.is_empty() { "no word stands out: " } else { "" };
            let (first, last) = days;
            let stories = |count: u64| format!("{} {}", grouped(count), if count == 1 { "story" } else { "stories" });
            let over = format!("{none}{} from {first} to {last}, against {}", stories(part.now), stories(part.before));
            writeln!(out, "{}", style.paint(&over, DIM))?;
        }
    }
    if is_text && found.copies > 0 {
        let copies = format!("{} left out that tell a story again", articles(found.copies));
        writeln!(out, "{}", style.paint(&copies, DIM))?;
    }
    Ok(())
}

/// The columns of a course.
const COURSE: usize = 14;

/// A column for each period; some together where there are many.
fn sparkline(counts: &[u64]) -> String {
    let together = counts.len().div_ceil(COURSE).max(1);
    // The last is whole, as the newest is what is asked about.
    let sums: Vec<u64> = counts.rchunks(together).rev().map(|chunk| chunk.iter().sum()).collect();
    let most = sums.iter().copied().max().unwrap_or(0);
    sums.iter().map(|count| cell(*count as f64, most as f64, 1, 0)).collect()
}

fn compared(part: &Part) -> String {
    let size = |count: u64, words: u64| format!("{} of {} words", articles(count), grouped(words));
    let (here, there) = (size(part.articles, part.words), size(part.other_articles, part.other_words));
    let none = if part.rows.is_empty() { "no word stands out: " } else { "" };
    format!("{none}{here}, against {there}")
}

fn write_rows(out: &mut impl Write, rows: &Rows, is_first: bool, layout: &TableLayout) -> io::Result<()> {
    let separator = if layout.format == TableFormat::Csv { Separator::Comma } else { Separator::Tab };
    match layout.format {
        TableFormat::Text if rows.rows.is_empty() => Ok(()),
        TableFormat::Text => rows.write_text(out, &layout.style),
        TableFormat::Jsonl => rows.write_jsonl(out),
        TableFormat::Csv | TableFormat::Tsv => {
            if is_first {
                rows.write_header(out, separator)?;
            }
            rows.write_table(out, separator, layout.formulas)
        }
    }
}
