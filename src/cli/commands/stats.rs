//! `kiosque stats`: what is in the index.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::engine::statistics::Statistics;
use kiosque::output::count::grouped;
use kiosque::output::json;
use kiosque::output::wrap::fit;

use crate::cli::failure::Failure;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::report::ReportFormat;
use crate::cli::screen::terminal::{Printed, Screen};

/// Show what is in the index: articles by newspaper, year and language, undated ones, size on disk
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque stats
  kiosque stats --format json | jq .by_year")]
pub struct Arguments {
    #[command(flatten)]
    pub index: AskedIndex,
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &*index, to))
}

/// Prints what `index` holds, which is always something.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let stats = index.statistics()?;
    match arguments.format {
        ReportFormat::Text => write_text(&mut to.out, &stats, to.style.width)?,
        ReportFormat::Json => writeln!(to.out, "{}", json::to_string(&stats))?,
    }
    Ok(true)
}

fn write_text(out: &mut impl Write, stats: &Statistics, width: usize) -> io::Result<()> {
    writeln!(out, "articles  {}", grouped(stats.articles))?;
    writeln!(out, "undated   {}", grouped(stats.undated))?;
    writeln!(out, "on disk   {:.1} MB", stats.bytes as f64 / 1e6)?;
    let years = stats.by_year.iter().map(|(year, count)| (year.to_string(), *count)).collect();
    write_counts(out, "by year", &years, width)?;
    write_counts(out, "by language", &stats.by_language, width)?;
    write_counts(out, "by source", &stats.by_source, width)?;
    write_counts(out, "pages without an article", &stats.rejected, width)
}

fn write_counts(out: &mut impl Write, heading: &str, counts: &BTreeMap<String, u64>, width: usize) -> io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{heading}")?;
    for (value, count) in counts {
        writeln!(out, "{:>9}  {}", grouped(*count), fit(value, width.saturating_sub(11)))?;
    }
    Ok(())
}
