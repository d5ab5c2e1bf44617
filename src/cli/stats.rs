//! `kiosque stats`: what is in the index.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use kiosque::index::Index;
use kiosque::index::stats::{self, Stats};
use kiosque::output::{json, sanitise};

use super::terminal::Screen;
use super::{Failure, IndexOption, ReportFormat};

/// Tell what is in the index: articles, undated, by source, by year, languages, size on disk
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque stats
  kiosque stats --format json | jq .by_year")]
pub struct Arguments {
    #[command(flatten)]
    index: IndexOption,
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let stats = stats::count(&Index::open(&arguments.index.dir)?)?;
    let mut out = screen.out();
    match arguments.format {
        ReportFormat::Text => write_text(&mut out, &stats)?,
        ReportFormat::Json => writeln!(out, "{}", json::to_string(&stats))?,
    }
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn write_text(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    writeln!(out, "articles  {}", stats.articles)?;
    writeln!(out, "undated   {}", stats.undated)?;
    writeln!(out, "on disk   {:.1} MB", stats.bytes as f64 / 1e6)?;
    let years = stats.by_year.iter().map(|(year, count)| (year.to_string(), *count)).collect();
    write_counts(out, "by year", &years)?;
    write_counts(out, "by language", &stats.by_language)?;
    write_counts(out, "by source", &stats.by_source)?;
    write_counts(out, "pages without an article", &stats.rejected)
}

fn write_counts(out: &mut impl Write, heading: &str, counts: &BTreeMap<String, u64>) -> io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{heading}")?;
    for (value, count) in counts {
        writeln!(out, "{count:>9}  {}", sanitise::line(value))?;
    }
    Ok(())
}
