//! `kiosque export`: a corpus for another program.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kiosque::analysis;
use kiosque::engine::candidate::Sort;
use kiosque::export::corpus::{ExportRequest, Place, Written, write};
use kiosque::export::format::Format;
use kiosque::export::record::{Unit, Variable};
use kiosque::output::count::{articles, grouped};
use kiosque::output::json;
use kiosque::search::answer::stream;
use kiosque::search::request::Request;
use serde::Serialize;

use crate::cli::failure::{Failure, NO_HITS};
use crate::cli::options::index::{AskedIndex, OpenIndex};
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions};
use crate::cli::options::tables::CellsOption;
use crate::cli::screen::no_hits::write_no_hits;
use crate::cli::screen::terminal::{Printed, Screen, Waiting};

/// Write the articles of a query as a corpus for IRaMuTeQ, TXM, Gargantext, CorText, R or Zotero
///
/// The oldest article comes first. Beside the corpus stands a manifest (FILE.manifest.json, or manifest.json in a folder): the query, the
/// state of the index, what was left out and why, and the SHA-256 of each file.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque export port --to iramuteq -o port.txt
  kiosque export --since 2025 --to txm -o corpus-txm --stories
  kiosque export grève --to csv --unit sentence --sample 5 --seed 1 > sample.csv")]
pub struct Arguments {
    /// The articles; every one if it is left out
    words: Vec<String>,
    #[command(flatten)]
    pub index: AskedIndex,
    /// Who reads it
    #[arg(long, value_enum)]
    to: ToOption,
    /// The file to write, or the folder (txm, tei, txt), or a .zip of the folder; standard output if it is left out
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// What tells texts apart in iramuteq, txm, cortext and csv
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "VAR,…",
        default_value = "source,year,month,section,author"
    )]
    vars: Vec<VariableOption>,
    /// What is one text
    #[arg(long, value_enum, default_value_t)]
    unit: UnitOption,
    /// Of articles that tell the same story in the same words, only the first
    #[arg(long)]
    stories: bool,
    /// Leave out texts of fewer words
    #[arg(long, value_name = "N", default_value_t = 0)]
    min_words: usize,
    /// Draw so many articles by lot
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// The number that lots are drawn by: the same draws the same articles
    #[arg(long, value_name = "S", default_value_t = 0, requires = "sample")]
    seed: u64,
    #[command(flatten)]
    cells: CellsOption,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ToOption {
    /// IRaMuTeQ, Alceste: one file
    Iramuteq,
    /// A folder of texts and metadata.csv
    Txm,
    /// A folder of XML files, TEI P5
    Tei,
    /// One table with tabs
    Gargantext,
    /// One table with commas, `***` between several values
    Cortext,
    /// One table with commas
    Csv,
    /// One JSON object a line
    Jsonl,
    /// Zotero and other reference managers
    Ris,
    /// A folder of texts
    Txt,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum VariableOption {
    Id,
    Source,
    Year,
    Month,
    Section,
    Author,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum UnitOption {
    #[default]
    Article,
    Paragraph,
    Sentence,
}

impl ToOption {
    fn format(self) -> Format {
        match self {
            Self::Iramuteq => Format::Iramuteq,
            Self::Txm => Format::Txm,
            Self::Tei => Format::Tei,
            Self::Gargantext => Format::Gargantext,
            Self::Cortext => Format::Cortext,
            Self::Csv => Format::Csv,
            Self::Jsonl => Format::Jsonl,
            Self::Ris => Format::Ris,
            Self::Txt => Format::Txt,
        }
    }
}

impl VariableOption {
    fn variable(self) -> Variable {
        match self {
            Self::Id => Variable::Id,
            Self::Source => Variable::Source,
            Self::Year => Variable::Year,
            Self::Month => Variable::Month,
            Self::Section => Variable::Section,
            Self::Author => Variable::Author,
        }
    }
}

/// What was exported, by whom, and of what. The names are documented in docs/formats-and-fields.md and do not change.
#[derive(Serialize)]
struct Manifest<'a> {
    kiosque: &'static str,
    query: String,
    to: &'static str,
    unit: &'static str,
    vars: Vec<&'static str>,
    stories: bool,
    min_words: usize,
    sample: Option<usize>,
    seed: u64,
    index: &'a IndexState,
    #[serde(flatten)]
    written: &'a Written,
}

/// The state of the index.
#[derive(Serialize)]
struct IndexState {
    articles: u64,
    commit: u64,
    analysis: u32,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    if arguments.to.format().is_folder() && arguments.output.is_none() {
        return Err(Failure::Options("this format is a folder: name a new one with -o"));
    }
    let index = arguments.index.open()?;
    let mut out = screen.out();
    let to = &mut Printed { out: &mut out, said: &mut io::stderr(), style: screen.style(), waiting: Waiting::Nobody };
    let Some(written) = export(arguments, &index, to)? else { return Ok(ExitCode::from(NO_HITS)) };
    out.finish()?;
    say(&written);
    Ok(if written.records > 0 { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
}

/// Writes the corpus, a folder as an archive; whether it has any text.
#[cfg(feature = "serve")]
pub fn answer(arguments: &Arguments, index: &OpenIndex, to: &mut Printed) -> Result<bool, Failure> {
    Ok(export(arguments, index, to)?.is_some_and(|written| written.records > 0))
}

/// Who reads what [`answer`] writes, and how the name of such a file ends.
#[cfg(feature = "serve")]
pub fn name(arguments: &Arguments) -> (&'static str, &'static str) {
    let format = arguments.to.format();
    let ending = match format {
        Format::Txm | Format::Tei | Format::Txt => "zip",
        Format::Cortext | Format::Csv => "csv",
        Format::Gargantext => "tsv",
        Format::Jsonl | Format::Ris => format.name(),
        Format::Iramuteq => "txt",
    };
    (format.name(), ending)
}

/// Writes the corpus; nothing where no article matches, which is said.
fn export(arguments: &Arguments, index: &OpenIndex, to: &mut Printed) -> Result<Option<Written>, Failure> {
    let today = arguments.reading.today();
    let asked = Request {
        filters: arguments.filters.filters(today)?,
        matching: arguments.reading.whole(),
        sort: Sort::Oldest,
        group_copies: arguments.stories,
        ..Request::new(selection::parse_words(to.said, &arguments.words, today)?)
    };
    let (response, hits) = stream(&**index, &asked)?;
    selection::write_unknown(to.said, &**index, &asked.query, &asked.filters, response.total > 0)?;
    selection::write_no_day(to.said, &asked.query, &asked.filters)?;
    if response.total == 0 {
        write_no_hits(to.said, &response, to.style)?;
        return Ok(None);
    }
    let chosen = hits.articles();
    let request = ExportRequest {
        format: arguments.to.format(),
        unit: match arguments.unit {
            UnitOption::Article => Unit::Article,
            UnitOption::Paragraph => Unit::Paragraph,
            UnitOption::Sentence => Unit::Sentence,
        },
        variables: arguments.vars.iter().map(|variable| variable.variable()).collect(),
        formulas: arguments.cells.formulas(),
        min_words: arguments.min_words,
        sample: arguments.sample,
        seed: arguments.seed,
        copies: (response.total - chosen.len()) as u64,
    };
    let index_state = IndexState { articles: index.count()?, commit: index.commit(), analysis: analysis::VERSION };
    let manifest = |written: &Written| {
        let manifest = Manifest {
            kiosque: env!("CARGO_PKG_VERSION"),
            query: asked.filters.beside(asked.query.clone()).to_string(),
            to: request.format.name(),
            unit: match arguments.unit {
                UnitOption::Article => "article",
                UnitOption::Paragraph => "paragraph",
                UnitOption::Sentence => "sentence",
            },
            vars: request.variables.iter().map(|variable| variable.name()).collect(),
            stories: arguments.stories,
            min_words: arguments.min_words,
            sample: arguments.sample,
            seed: arguments.seed,
            index: &index_state,
            written,
        };
        json::to_string(&manifest) + "\n"
    };
    let mut archive = None;
    let place = match (&arguments.output, request.format.is_folder()) {
        (None, false) => Place::Stream(to.out),
        (None, true) => Place::Archive(to.out),
        (Some(path), true) if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip")) => {
            let file = File::create(path).map_err(|error| Failure::Unwritable { path: path.clone(), error })?;
            Place::Archive(archive.insert(BufWriter::new(file)))
        }
        (Some(path), _) => Place::Path(path),
    };
    Ok(Some(write(&**index, &chosen, &request, place, &manifest)?))
}

/// Says to standard error what was written, and what was left out.
fn say(written: &Written) {
    let Written { articles: of, records, left_out, .. } = written;
    let mut parts = vec![format!("{} texts of {}", grouped(*records), articles(*of))];
    let reasons = [
        (left_out.copies, "that tell a story again"),
        (left_out.not_drawn, "not drawn"),
        (left_out.short, "too short"),
        (left_out.undated, "without a date"),
    ];
    let left_out = reasons.iter().filter(|(count, _)| *count > 0);
    parts.extend(left_out.map(|(count, why)| format!("{} left out, {why}", grouped(*count))));
    eprintln!("kiosque: {}", parts.join("; "));
}
