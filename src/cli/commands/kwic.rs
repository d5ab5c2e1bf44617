//! `kiosque kwic`: each occurrence in its context.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kiosque::engine::Engine;
use kiosque::engine::candidate::Sort;
use kiosque::output::count::{articles, grouped};
use kiosque::output::kwic as output;
use kiosque::output::table::Separator;
use kiosque::search::answer::stream;
use kiosque::search::hits::Hits;
use kiosque::search::request::Request;
use kiosque::study::error::StudyError;
use kiosque::study::kwic::{Line, LineSort, Lines};

use crate::cli::failure::{Failure, NO_HITS};
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions, parse_limit};
use crate::cli::options::tables::CellsOption;
use crate::cli::screen::no_hits::write_no_hits;
use crate::cli::screen::terminal::{Printed, Screen, Waiting};

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
    pub limit: Option<usize>,
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
    let mut out = screen.out();
    let to = &mut Printed { out: &mut out, said: &mut io::stderr(), style: screen.style(), waiting: Waiting::Nobody };
    let Some((lines, articles)) = print(arguments, &*index, to)? else { return Ok(ExitCode::from(NO_HITS)) };
    out.finish()?;
    say(lines, articles, arguments.limit.unwrap_or(USUAL_LIMIT));
    Ok(if lines > 0 { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
}

/// Prints the lines; whether there are any.
#[cfg(feature = "serve")]
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    Ok(print(arguments, index, to)?.is_some_and(|(lines, _)| lines > 0))
}

/// Prints the lines: how many, and how many articles match; none where no article does, which is said.
fn print(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<Option<(usize, usize)>, Failure> {
    let request = request(arguments, to.said)?;
    let (response, hits) = stream(index, &request)?;
    selection::write_unknown(to.said, index, &request.query, &request.filters, response.total > 0)?;
    selection::write_no_day(to.said, &request.query, &request.filters)?;
    if response.total == 0 {
        write_no_hits(to.said, &response, to.style)?;
        return Ok(None);
    }
    let (out, formulas) = (&mut to.out, arguments.cells.formulas());
    match arguments.format {
        FormatOption::Csv => output::write_header(out, Separator::Comma)?,
        FormatOption::Tsv => output::write_header(out, Separator::Tab)?,
        FormatOption::Text | FormatOption::Jsonl => {}
    }
    let mut printed = 0;
    for line in lines(arguments, &hits)? {
        let line = line?;
        match arguments.format {
            FormatOption::Text => output::write_text(out, &line, &to.style)?,
            FormatOption::Csv => output::write_row(out, &line, Separator::Comma, formulas)?,
            FormatOption::Tsv => output::write_row(out, &line, Separator::Tab, formulas)?,
            FormatOption::Jsonl => output::write_jsonl(out, &line)?,
        }
        printed += 1;
    }
    Ok(Some((printed, response.total)))
}

/// What is asked for.
pub fn request(arguments: &Arguments, said: &mut dyn Write) -> Result<Request, Failure> {
    let today = arguments.reading.today();
    Ok(Request {
        filters: arguments.filters.filters(today)?,
        matching: arguments.reading.whole(),
        sort: if arguments.sort == SortOption::Date { Sort::Oldest } else { Sort::Best },
        ..Request::new(selection::parse_words(said, &arguments.words, today)?)
    })
}

/// The lines of hits in the order that is asked for, as many as are asked for.
pub fn lines<'h>(
    arguments: &Arguments,
    hits: &'h Hits<'h>,
) -> Result<Box<dyn Iterator<Item = Result<Line, StudyError>> + 'h>, StudyError> {
    let lines = Lines::new(hits, arguments.context);
    let limit = arguments.limit.unwrap_or(USUAL_LIMIT);
    let by = match arguments.sort {
        SortOption::Left => LineSort::Left,
        SortOption::Right => LineSort::Right,
        SortOption::Source => LineSort::Source,
        SortOption::Date | SortOption::Hits => return Ok(Box::new(lines.take(limit))),
    };
    Ok(Box::new(lines.sorted(by, MEMORY)?.take(limit)))
}

/// Says how many lines there were, of how many articles.
fn say(lines: usize, total: usize, limit: usize) {
    let (shown, total) = (grouped(lines as u64), articles(total as u64));
    match lines {
        0 => eprintln!("kiosque: no word of the query stands in the texts of {total}"),
        all if all < limit => eprintln!("kiosque: {shown} lines of {total}"),
        _ => eprintln!("kiosque: the first {shown} lines of {total}; `-n all` gives every one"),
    }
}
