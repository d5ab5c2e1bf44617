//! `kiosque facets`: who wrote about it, where, when.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kiosque::engine::count::By;
use kiosque::output::{facets as output, text};
use kiosque::search::answer::search;
use kiosque::search::request::Request;

use crate::cli::failure::Failure;
use crate::cli::failure::NO_HITS;
use crate::cli::options::facet::ByOption;
use crate::cli::options::index::IndexOption;
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions};
use crate::cli::options::tables::CellsOption;
use crate::cli::screen::no_hits::write_no_hits;
use crate::cli::screen::terminal::Screen;

/// Count the articles that match, by source, section, author, year, month or language
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque facets retraites --by source
  kiosque facets 'titre:budget' --by month,section --since 2024
  kiosque facets '*' --by lang --format csv")]
pub struct Arguments {
    /// What to look for; `*` is every article
    #[arg(required = true)]
    words: Vec<String>,
    #[command(flatten)]
    pub index: IndexOption,
    /// What to count by; several with commas between them
    #[arg(long, value_enum, value_delimiter = ',', required = true)]
    by: Vec<ByOption>,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
    /// Lines to show of each; the other formats have them all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    #[command(flatten)]
    cells: CellsOption,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormatOption {
    /// To read, with bars
    #[default]
    Text,
    /// One JSON object
    Json,
    /// Rows of by, value, count
    Csv,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    let today = arguments.reading.today();
    let response = search(
        &index,
        &Request {
            filters: arguments.filters.filters(today)?,
            matching: arguments.reading.matching(),
            limit: 0,
            facets: arguments.by.iter().copied().map(By::from).collect(),
            ..Request::new(selection::parse(&arguments.words.join(" "), today)?)
        },
    )?;
    let (mut out, style) = (screen.out(), screen.style());
    match arguments.format {
        FormatOption::Text if response.total == 0 => write_no_hits(&response, style)?,
        FormatOption::Text => {
            output::write_text(&mut out, &response.facets, arguments.limit, &style)?;
            writeln!(out)?;
            text::write_total(&mut out, &response, &style)?;
        }
        FormatOption::Json => output::write_json(&mut out, response.total, &response.facets)?,
        FormatOption::Csv => output::write_csv(&mut out, &response.facets, arguments.cells.formulas())?,
    }
    out.finish()?;
    if response.relaxed {
        eprintln!("kiosque: no article has all the words; these have some");
    }
    Ok(if response.total > 0 { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
}
