//! How a timeline is printed: a chart that fits the terminal, or rows for a program.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::chart::{bar, cell};
use super::count::{articles, grouped};
use super::json;
use super::style::{BOLD, DIM, Style};
use super::table::{self, Formulas, Separator};
use super::wrap::{fit, wrap};
use crate::engine::calendar::Unit;
use crate::search::timeline::{Bin, Timeline};

/// What is printed: a timeline with the names of its queries.
#[derive(Debug, Clone, Copy)]
pub struct Chart<'a> {
    /// The counts.
    pub timeline: &'a Timeline,
    /// One for each query.
    pub names: &'a [String],
    /// The id of each query, where they come from a file of topics.
    pub topics: Option<&'a [String]>,
    /// Shares of all articles of the period instead of numbers.
    pub relative: bool,
    /// Whether each period is of a burst of each query, where that was asked.
    pub bursts: Option<&'a [Vec<bool>]>,
    /// Each query has a scale of its own, which ends at its greatest value.
    pub own_scale: bool,
}

/// One colour a query, over and over.
const COLORS: [&str; 6] = ["36", "33", "35", "32", "34", "31"];
/// One query over no more periods than this has a line for each.
const MOST_LINES: usize = 40;
/// The rows of a panel of columns, of a query alone and of several.
const ROWS: [usize; 2] = [8, 5];

/// A stretch of periods that is drawn as one, and what it has of one query.
struct Part {
    first: String,
    count: u64,
    total: u64,
}

impl Chart<'_> {
    /// The periods of a query, some of them together.
    fn parts(&self, query: usize, together: usize) -> Vec<Part> {
        let part = |periods: &[Bin]| Part {
            first: self.period(periods[0].first),
            count: periods.iter().map(|period| period.counts[query]).sum(),
            total: periods.iter().map(|period| period.total).sum(),
        };
        self.timeline.bins.chunks(together).map(part).collect()
    }

    /// The name of a period for people, who know no week by its number: its Monday.
    pub fn period(&self, first: Date) -> String {
        match self.timeline.unit {
            Unit::Week => first.to_string(),
            unit => unit.name(first),
        }
    }

    fn value(&self, part: &Part) -> f64 {
        if self.relative { 100.0 * part.count as f64 / part.total.max(1) as f64 } else { part.count as f64 }
    }

    /// A value as the chart's axis has it: a number, or a share in percent.
    pub fn shown(&self, value: f64) -> String {
        if self.relative { format!("{value:.1} %") } else { format!("{value:.0}") }
    }

    /// What is charted of a query, by period.
    pub fn values(&self, query: usize) -> Vec<f64> {
        self.parts(query, 1).iter().map(|part| self.value(part)).collect()
    }

    /// The greatest value of any query, where so many periods are charted as one.
    pub fn most(&self, together: usize) -> f64 {
        let parts = (0..self.names.len()).flat_map(|query| self.parts(query, together));
        parts.map(|part| self.value(&part)).fold(0.0, f64::max)
    }

    /// The end of the scale of a query, where so many periods are charted as one.
    pub fn scale(&self, query: usize, together: usize) -> f64 {
        if !self.own_scale {
            return self.most(together);
        }
        self.parts(query, together).iter().map(|part| self.value(part)).fold(0.0, f64::max)
    }

    /// How many articles a query finds, and how many of them have no place in the chart.
    pub fn about(&self, query: usize) -> String {
        let dated: u64 = self.timeline.bins.iter().map(|period| period.counts[query]).sum();
        let mut about = articles(dated);
        if self.timeline.undated[query] > 0 {
            about += &format!(", {} more undated", grouped(self.timeline.undated[query]));
        }
        if self.timeline.left_out[query] > 0 {
            about += &format!(", {} undated left out", grouped(self.timeline.left_out[query]));
        }
        about
    }

    fn write_heading(&self, out: &mut impl Write, query: usize, style: &Style) -> io::Result<()> {
        let about = self.about(query);
        let name = fit(&self.names[query], style.width);
        // On a narrow screen the name has a line of its own rather than half of its letters.
        let between = if name.width() + 2 + about.width() <= style.width { "  " } else { "\n" };
        writeln!(out, "{}{between}{about}", style.paint(&name, &format!("{BOLD};{}", COLORS[query % COLORS.len()])))
    }
}

/// Draws the chart within the width of the terminal.
pub fn write_text(out: &mut impl Write, chart: &Chart, style: &Style) -> io::Result<()> {
    if chart.names.len() == 1 && chart.timeline.bins.len() <= MOST_LINES {
        return write_bars(out, chart, style);
    }
    let most = |together| chart.shown(chart.most(together)).len();
    let columns = style.width.saturating_sub(most(1) + 2).max(8);
    let together = chart.timeline.bins.len().div_ceil(columns).max(1);
    for query in 0..chart.names.len() {
        if query > 0 {
            writeln!(out)?;
        }
        chart.write_heading(out, query, style)?;
        write_greatest_share(out, chart, query, together, style)?;
        write_columns(out, chart, query, together, style)?;
    }
    let unit = match chart.timeline.unit {
        Unit::Day => "days",
        Unit::Week => "weeks",
        Unit::Month => "months",
        Unit::Year => "years",
    };
    let mut notes = Vec::new();
    if together > 1 {
        notes.push(format!("a column is {together} {unit}"));
    }
    if chart.timeline.unit == Unit::Week && !chart.timeline.bins.is_empty() {
        notes.push(MONDAYS.to_owned());
    }
    if chart.own_scale && chart.names.len() > 1 {
        notes.push("each with a scale of its own".to_owned());
    }
    for line in wrap(&notes.join(", "), style.width) {
        writeln!(out, "{}", style.paint(&line, DIM))?;
    }
    Ok(())
}

const MONDAYS: &str = "weeks by their Mondays";

/// Of how many articles the greatest share is, since one of few says little.
fn write_greatest_share(
    out: &mut impl Write,
    chart: &Chart,
    query: usize,
    together: usize,
    style: &Style,
) -> io::Result<()> {
    let parts = chart.parts(query, together);
    let greatest = parts.iter().rev().max_by(|a, b| chart.value(a).total_cmp(&chart.value(b)));
    let Some(part) = greatest.filter(|part| chart.relative && part.count > 0) else { return Ok(()) };
    let Part { first, count, total } = part;
    let share = chart.shown(chart.value(part));
    let line = format!("at most {share}: {} of {} in {first}", grouped(*count), grouped(*total));
    writeln!(out, "{}", style.paint(&fit(&line, style.width), DIM))
}

/// A line a period, with a bar to the right.
fn write_bars(out: &mut impl Write, chart: &Chart, style: &Style) -> io::Result<()> {
    chart.write_heading(out, 0, style)?;
    let parts = chart.parts(0, 1);
    let most = chart.most(1);
    let names = parts.iter().map(|part| part.first.len()).max().unwrap_or(0);
    let digits = parts.iter().map(|part| chart.shown(chart.value(part)).len()).max().unwrap_or(0);
    // A share of few articles says little, so that their number stands beside it.
    let number = |part: &Part| if chart.relative { format!("  {}", grouped(part.count)) } else { String::new() };
    let numbers = parts.iter().map(|part| number(part).len()).max().unwrap_or(0);
    let columns = style.width.saturating_sub(names + digits + numbers + 3).max(4);
    for part in &parts {
        let value = chart.value(part);
        let bar = style.paint(&bar(value, most, columns), COLORS[0]);
        let line = format!("{:names$}  {:>digits$}{:>numbers$} {bar}", part.first, chart.shown(value), number(part));
        writeln!(out, "{}", line.trim_end())?;
    }
    if chart.timeline.unit == Unit::Week && !parts.is_empty() {
        writeln!(out, "{}", style.paint(MONDAYS, DIM))?;
    }
    Ok(())
}

/// Writes a line for each burst of each query: its first and its last period, and the articles in it.
pub fn write_bursts(out: &mut impl Write, chart: &Chart, style: &Style) -> io::Result<()> {
    for (query, bursts) in chart.bursts.unwrap_or_default().iter().enumerate() {
        let name = if chart.names.len() > 1 { format!(" of {}", chart.names[query]) } else { String::new() };
        let mut found = false;
        let marked: Vec<(&Bin, bool)> = chart.timeline.bins.iter().zip(bursts.iter().copied()).collect();
        for stretch in marked.chunk_by(|a, b| a.1 == b.1).filter(|stretch| stretch[0].1) {
            let sum = |value: &dyn Fn(&Bin) -> u64| stretch.iter().map(|(bin, _)| value(bin)).sum::<u64>();
            let (count, total) = (sum(&|bin| bin.counts[query]), sum(&|bin| bin.total));
            let (first, last) = (chart.period(stretch[0].0.first), chart.period(stretch[stretch.len() - 1].0.first));
            let when = if first == last { first } else { format!("{first} to {last}") };
            let line = format!("burst{name}: {when}, {} of {}", grouped(count), articles(total));
            writeln!(out, "{}", fit(&line, style.width))?;
            found = true;
        }
        if !found {
            writeln!(out, "{}", fit(&format!("no burst{name}"), style.width))?;
        }
    }
    Ok(())
}

/// A column or a few for each part of the time, over an axis with the names of periods.
fn write_columns(out: &mut impl Write, chart: &Chart, query: usize, together: usize, style: &Style) -> io::Result<()> {
    let parts = chart.parts(query, together);
    if parts.is_empty() {
        return Ok(());
    }
    let most = chart.scale(query, together);
    let margin = chart.shown(most).len().max(chart.shown(chart.most(1)).len());
    let room = style.width.saturating_sub(margin + 2).max(parts.len());
    let broad = (room / parts.len()).clamp(1, 4);
    let rows = ROWS[usize::from(chart.names.len() > 1)];
    for row in (0..rows).rev() {
        let label = if row + 1 == rows { chart.shown(most) } else { String::new() };
        let cells = parts.iter().map(|part| cell(chart.value(part), most, rows, row).repeat(broad));
        let cells: String = cells.collect();
        let cells = style.paint(cells.trim_end(), COLORS[query % COLORS.len()]);
        writeln!(out, "{}", format!("{label:>margin$} │{cells}").trim_end())?;
    }
    writeln!(out, "{:>margin$} └{}", 0, "─".repeat(parts.len() * broad))?;
    let mut labels = String::new();
    for (n, part) in parts.iter().enumerate() {
        let (at, free) = (n * broad, labels.len() + if labels.is_empty() { 0 } else { 2 });
        if at >= free && at + part.first.len() <= (parts.len() * broad).max(part.first.len()) {
            labels = format!("{labels:at$}{}", part.first);
        }
    }
    writeln!(out, "{:>margin$}  {}", "", style.paint(&labels, DIM))
}

/// A period of a query as JSON has it. The names are documented in docs/formats-and-fields.md and do not change.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    query: &'a str,
    period: String,
    count: u64,
    total: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    burst: Option<bool>,
}

fn records<'a>(chart: &'a Chart) -> impl Iterator<Item = Record<'a>> {
    let numbered = chart.names.iter().enumerate();
    numbered.flat_map(move |(n, query)| {
        chart.timeline.bins.iter().enumerate().map(move |(at, period)| Record {
            topic: chart.topics.map(|topics| topics[n].as_str()),
            query,
            period: chart.timeline.unit.name(period.first),
            count: period.counts[n],
            total: period.total,
            burst: chart.bursts.map(|bursts| bursts[n][at]),
        })
    })
}

/// One array of objects.
pub fn write_json(out: &mut impl Write, chart: &Chart) -> io::Result<()> {
    writeln!(out, "{}", json::to_string(&records(chart).collect::<Vec<_>>()))
}

/// Rows of `period`, `count`, `total`; of several queries, with `query` before; of topics, with `topic` before that; where
/// bursts were asked for, with `burst` behind: 1 or 0.
pub fn write_csv(out: &mut impl Write, chart: &Chart, formulas: Formulas) -> io::Result<()> {
    let left_out = match chart.topics {
        Some(_) => 0,
        None if chart.names.len() > 1 => 1,
        None => 2,
    };
    let taken = if chart.bursts.is_some() { 6 } else { 5 };
    let mut write = |row: [String; 6]| {
        table::write_row(out, row.into_iter().take(taken).skip(left_out), Separator::Comma, formulas)
    };
    write(["topic", "query", "period", "count", "total", "burst"].map(str::to_owned))?;
    for Record { topic, query, period, count, total, burst } in records(chart) {
        let (topic, burst) = (topic.unwrap_or_default(), u8::from(burst.unwrap_or_default()));
        write([topic.to_owned(), query.to_owned(), period, count.to_string(), total.to_string(), burst.to_string()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;

    /// Months whose counts rise and fall; the second query has twice as many, a year later.
    fn timeline(months: i64, queries: usize) -> Timeline {
        let period = |n: i64| Bin {
            first: date(2015, 7, 1) + n.months(),
            counts: (0..queries as i64).map(|q| ((n - 12 * q) * (months - n) % 17 * (q + 1)).max(0) as u64).collect(),
            total: 40 + n as u64,
        };
        Timeline {
            unit: Unit::Month,
            bins: (0..months).map(period).collect(),
            undated: vec![3; queries],
            left_out: vec![0; queries],
            suggestions: Vec::new(),
        }
    }

    fn drawn(months: i64, names: &[&str], relative: bool, color: bool, width: usize) -> String {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let timeline = timeline(months, names.len());
        let mut out = Vec::new();
        let style = Style { color, links: false, width };
        write_text(
            &mut out,
            &Chart {
                timeline: &timeline,
                names: &names,
                topics: None,
                relative,
                bursts: None,
                own_scale: relative && color,
            },
            &style,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn charts_at_three_widths() {
        for width in [40, 80, 200] {
            let screens = [
                drawn(12, &["grève des marins"], false, false, width),
                drawn(12, &["grève des marins"], true, false, width),
                drawn(120, &["grève des marins"], false, false, width),
                drawn(
                    120,
                    &["grève des marins", "port \u{1b}[31m de Calais et tout ce qui s’ensuit"],
                    true,
                    true,
                    width,
                ),
                drawn(0, &["rien"], false, false, width),
                drawn(0, &["rien", "de rien"], false, false, width),
            ];
            for line in screens.iter().flat_map(|screen| screen.lines()) {
                let (first, painted) = line.split_once("\u{1b}[").unwrap_or((line, "m"));
                let rest = painted.split("\u{1b}[").filter_map(|piece| Some(piece.split_once('m')?.1));
                let plain = first.to_owned() + &rest.collect::<String>();
                assert!(plain.width() <= width, "{width} columns: {plain:?}");
            }
            insta::assert_snapshot!(format!("timeline_{width}"), screens.join("\n"));
        }
    }

    #[test]
    fn rows() {
        let names = ["a, b".to_owned(), "c".to_owned()];
        let timeline = timeline(2, 2);
        let check = |names: &[String], expected: &str| {
            let mut out = Vec::new();
            write_csv(
                &mut out,
                &Chart { timeline: &timeline, names, topics: None, relative: false, bursts: None, own_scale: false },
                Formulas::Disarmed,
            )
            .unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        };
        check(&names[..1], "period,count,total\n2015-07,0,40\n2015-08,1,41\n");
        check(
            &names,
            "query,period,count,total\n\"a, b\",2015-07,0,40\n\"a, b\",2015-08,1,41\nc,2015-07,0,40\nc,2015-08,0,41\n",
        );
    }
}
