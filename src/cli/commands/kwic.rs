//! `kiosque kwic`: each occurrence in its context.

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kiosque::engine::candidate::Sort;
use kiosque::output::count::{articles, grouped};
use kiosque::output::kwic as output;
use kiosque::output::table::Separator;
use kiosque::search::answer::stream;
use kiosque::search::request::Request;
use kiosque::study::error::StudyError;
use kiosque::study::kwic::{Line, LineSort, Lines};

use crate::cli::failure::{Failure, NO_HITS};
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions, parse_limit};
use crate::cli::options::tables::CellsOption;
use crate::cli::screen::no_hits::write_no_hits;
use crate::cli::screen::pager::Pager;
use crate::cli::screen::terminal::Screen;

/// Show each occurrence of a query with the words around it (a concordance, KWIC)
///
/// The occurrences are those that `search` highlights, but that a phrase or words near each other are one. An article must
/// have all the words, unless --any is given.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque kwic digue
  kiosque kwic 'port PRES/5 ferm*' --sort left --context 5
  kiosque kwic grève --since 2025 -n all --format csv > greve.csv")]
pub struct Arguments {
    /// What to look for
    #[arg(required = true)]
    words: Vec<String>,
    #[command(flatten)]
    pub index: AskedIndex,
    /// Words to show on each side
    #[arg(long, value_name = "N", default_value_t = 8)]
    context: usize,
    /// The order of the lines; of one article they stay in the order of its text
    #[arg(long, value_enum, default_value_t)]
    sort: SortOption,
    /// Lines to show; `all` (or 0) for every one [default: 25]
    #[arg(short = 'n', long, value_name = "N", value_parser = parse_limit)]
    limit: Option<usize>,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    #[command(flatten)]
    cells: CellsOption,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum SortOption {
    /// By the words before the occurrence, the nearest first
    Left,
    /// By the words behind it
    Right,
    /// The oldest first
    Date,
    /// By the newspaper
    Source,
    /// As `search` has the articles, the best first
    #[default]
    Hits,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum FormatOption {
    /// To read
    #[default]
    Text,
    /// Rows of left, match, right, date, source, id
    Csv,
    /// The same with tabs between them
    Tsv,
    /// One JSON object a line
    Jsonl,
}

/// A screen of lines.
const USUAL_LIMIT: usize = 25;

/// Bytes of the lines to sort that are kept in memory.
const MEMORY: usize = 128 << 20;

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    let today = arguments.reading.today();
    let said = &mut io::stderr().lock();
    let request = Request {
        filters: arguments.filters.filters(today)?,
        matching: arguments.reading.whole(),
        sort: if arguments.sort == SortOption::Date { Sort::Oldest } else { Sort::Best },
        ..Request::new(selection::parse_words(said, &arguments.words, today)?)
    };
    let (response, hits) = stream(&*index, &request)?;
    selection::write_unknown(said, &*index, &request.query, &request.filters, response.total > 0)?;
    selection::write_no_day(said, &request.query, &request.filters)?;
    if response.total == 0 {
        write_no_hits(&response, screen.style())?;
        return Ok(ExitCode::from(NO_HITS));
    }
    let mut out = screen.out();
    match arguments.format {
        FormatOption::Csv => output::write_header(&mut out, Separator::Comma)?,
        FormatOption::Tsv => output::write_header(&mut out, Separator::Tab)?,
        FormatOption::Text | FormatOption::Jsonl => {}
    }
    let lines = Lines::new(&hits, arguments.context);
    let mut printed = Printed { arguments, screen, lines: 0 };
    let by = match arguments.sort {
        SortOption::Left => LineSort::Left,
        SortOption::Right => LineSort::Right,
        SortOption::Source => LineSort::Source,
        SortOption::Date | SortOption::Hits => {
            printed.print(&mut out, lines)?;
            return printed.finish(out, response.total);
        }
    };
    printed.print(&mut out, lines.sorted(by, MEMORY)?)?;
    printed.finish(out, response.total)
}

/// What was printed so far.
struct Printed<'a> {
    arguments: &'a Arguments,
    screen: &'a Screen,
    lines: usize,
}

impl Printed<'_> {
    fn print(&mut self, out: &mut Pager, lines: impl Iterator<Item = Result<Line, StudyError>>) -> Result<(), Failure> {
        let (style, formulas) = (self.screen.style(), self.arguments.cells.formulas());
        for line in lines.take(self.arguments.limit.unwrap_or(USUAL_LIMIT)) {
            let line = line?;
            match self.arguments.format {
                FormatOption::Text => output::write_text(out, &line, &style)?,
                FormatOption::Csv => output::write_row(out, &line, Separator::Comma, formulas)?,
                FormatOption::Tsv => output::write_row(out, &line, Separator::Tab, formulas)?,
                FormatOption::Jsonl => output::write_jsonl(out, &line)?,
            }
            self.lines += 1;
        }
        Ok(())
    }

    /// Says how many lines there were, of how many articles.
    fn finish(self, out: Pager, total: usize) -> Result<ExitCode, Failure> {
        out.finish()?;
        let limit = self.arguments.limit.unwrap_or(USUAL_LIMIT);
        let (lines, total) = (grouped(self.lines as u64), articles(total as u64));
        match self.lines {
            0 => eprintln!("kiosque: no word of the query stands in the texts of {total}"),
            all if all < limit => eprintln!("kiosque: {lines} lines of {total}"),
            _ => eprintln!("kiosque: the first {lines} lines of {total}; `-n all` gives every one"),
        }
        Ok(if self.lines > 0 { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
    }
}
