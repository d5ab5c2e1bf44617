//! The command line: what `--help` says, and one file per subcommand.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};

use clap::{Args, Parser, Subcommand, ValueEnum};
use kiosque::date::period::PeriodError;
use kiosque::embedded::{Embedded, cores};
use kiosque::engine::EngineError;
use kiosque::index::error::IndexError;
use kiosque::ingest::IngestError;
use kiosque::output::table::Formulas;
use kiosque::trec::TrecError;
use terminal::Screen;
use thiserror::Error;

mod index;
mod search;
mod facets;
mod timeline;
mod suggest;
mod duplicates;
mod similar;
mod show;
mod stats;
mod check;
mod extract;
mod analyze;
mod parse;
mod eval;
mod bench;
mod completions;
mod man;
mod config;
mod selection;
mod terminal;
mod pager;
mod caution;
mod crash;
mod feeds;
mod memory;

pub use config::arguments;

/// Full-text search over scraped French press articles.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, args_override_self = true, after_help = FIRST_STEPS, after_long_help = MANUAL)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Do not read default arguments from a file (see `kiosque --help`)
    #[arg(long, global = true, display_order = LAST)]
    no_config: bool,
    #[command(flatten)]
    screen: Screen,
}

/// The options of all commands stand after a command's own.
const LAST: usize = 900;

const FIRST_STEPS: &str = "\
First steps:
  kiosque index pages/                  find the articles in a folder of pages
  kiosque search grève des marins       search them
  kiosque search --help                 all that a query can say";

const MANUAL: &str = "\
First steps:
  kiosque index pages/                  find the articles in a folder of pages
  kiosque search grève des marins       search them
  kiosque search 'budget -impôt' --since 2025 --sort newest
  kiosque search budget -n all --format csv > budget.csv
  kiosque timeline budget --by month    when it was written about
  kiosque facets budget --by source     by whom
  kiosque parse '(a OU b) PRES/5 c'     how a query is understood

Files:
  Default arguments, one a line as `--limit=20`, may stand in a file: the one
  that KIOSQUE_CONFIG names, else kiosque/config in your folder for settings
  (~/.config on Linux and macOS, %APPDATA% on Windows). Lines that begin with #
  are comments. A command takes the lines that it understands; what is typed
  wins; --no-config reads none.

Environment:
  KIOSQUE_INDEX      the folder of the index, for --index
  KIOSQUE_CONFIG     the file of default arguments; empty for none
  KIOSQUE_PAGER      the pager, else PAGER, else less; empty or cat for none
  NO_COLOR           set to anything, no colours
  COLUMNS            the width of a line, else the terminal's
  RAYON_NUM_THREADS  the cores that a search takes, else all: 1 where many
                     searches run side by side

Exit status:
  0 if something was found or done, 1 if nothing was found, 2 for an error,
  3 if all was done but for files that could not be read (index, extract),
  4 if another program is writing to the index.";

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Arguments),
    Search(search::Arguments),
    Facets(facets::Arguments),
    Timeline(timeline::Arguments),
    Suggest(suggest::Arguments),
    Similar(similar::Arguments),
    Duplicates(duplicates::Arguments),
    Show(show::Arguments),
    Stats(stats::Arguments),
    Check(check::Arguments),
    Extract(extract::Arguments),
    Analyze(analyze::Arguments),
    Parse(parse::Arguments),
    Eval(eval::Arguments),
    Bench(bench::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Where the index is: the same option for every command that needs one.
#[derive(Debug, Args)]
pub struct IndexOption {
    /// Folder of the index
    #[arg(short = 'i', long = "index", value_name = "DIR", default_value = "index", env = "KIOSQUE_INDEX")]
    dir: PathBuf,
}

impl IndexOption {
    /// Opens it to be searched in this thread.
    fn open(&self) -> Result<Embedded, IndexError> {
        cores::work_along();
        Embedded::open(&self.dir)
    }
}

/// How cells of tables are written: the same option for every command that writes any.
#[derive(Debug, Args)]
pub struct CellsOption {
    /// Leave the cells of csv and tsv as they are. Those that a spreadsheet would run as a formula, for they begin with
    /// `=`, `+`, `-` or `@` and are no number, begin with an apostrophe otherwise
    #[arg(long)]
    raw_cells: bool,
}

impl CellsOption {
    fn formulas(&self) -> Formulas {
        if self.raw_cells { Formulas::Kept } else { Formulas::Disarmed }
    }
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ReportFormat {
    /// To read
    #[default]
    Text,
    /// One JSON object
    Json,
}

/// The exit code of a search without hits.
pub const NO_HITS: u8 = 1;

/// The exit code of a command that did all but what could not be read: a script that runs it every night should learn.
pub const UNREADABLE: u8 = 3;

impl Command {
    /// Where the index is that the command reads or writes.
    fn index(&self) -> Option<&Path> {
        let option = match self {
            Self::Index(arguments) => &arguments.index,
            Self::Search(arguments) => &arguments.index,
            Self::Facets(arguments) => &arguments.index,
            Self::Timeline(arguments) => &arguments.index,
            Self::Suggest(arguments) => &arguments.index,
            Self::Similar(arguments) => &arguments.index,
            Self::Duplicates(arguments) => &arguments.index,
            Self::Show(arguments) => &arguments.index,
            Self::Stats(arguments) => &arguments.index,
            Self::Eval(arguments) => &arguments.index,
            Self::Check(_)
            | Self::Extract(_)
            | Self::Analyze(_)
            | Self::Parse(_)
            | Self::Bench(_)
            | Self::Completions(_)
            | Self::Man(_) => return None,
        };
        Some(&option.dir)
    }
}

pub fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let index = arguments.command.index().map(Path::to_owned);
    crash::caught(index.as_deref(), || run_command(arguments))
}

fn run_command(arguments: Arguments) -> Result<ExitCode, Failure> {
    let screen = &arguments.screen;
    match arguments.command {
        Command::Index(arguments) => index::run(&arguments),
        Command::Search(arguments) => search::run(&arguments, screen),
        Command::Facets(arguments) => facets::run(&arguments, screen),
        Command::Timeline(arguments) => timeline::run(&arguments, screen),
        Command::Suggest(arguments) => suggest::run(&arguments, screen),
        Command::Similar(arguments) => similar::run(&arguments, screen),
        Command::Duplicates(arguments) => duplicates::run(&arguments, screen),
        Command::Show(arguments) => show::run(&arguments, screen),
        Command::Stats(arguments) => stats::run(&arguments, screen),
        Command::Check(arguments) => check::run(&arguments),
        Command::Extract(arguments) => extract::run(&arguments, screen),
        Command::Analyze(arguments) => analyze::run(&arguments, screen),
        Command::Parse(arguments) => parse::run(&arguments, screen),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    }
}

/// Why a command could not do its work; each room says it in its own words.
#[derive(Debug, Error)]
pub enum Failure {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error("{} cannot be read: {}", path.display(), reason(error))]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{}: {error}", path.display())]
    Trec { path: PathBuf, error: TrecError },
    #[error("{option}: {error}")]
    Date { option: &'static str, error: PeriodError },
    #[error("{} cannot be written: {}", path.display(), reason(error))]
    Unwritable { path: PathBuf, error: io::Error },
    #[error("`{command}` failed: {status}")]
    Child { command: &'static str, status: ExitStatus },
    #[error("{0}")]
    Options(&'static str),
    #[error("this is a bug of kiosque's; please report it with the command that you gave: {0}")]
    Crash(String),
    #[error("there is no command `{0}`; `kiosque --help` lists them")]
    NoCommand(String),
    #[error("{}{}: {error}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    Config { path: PathBuf, line: Option<usize>, error: String },
    #[error("nothing opens {target}: tried {tried}; the last said: {error}. Open it yourself, or set BROWSER")]
    Open { target: String, tried: String, error: io::Error },
    #[error("the output cannot be written: {}", reason(.0))]
    Output(#[from] io::Error),
}

/// What an error of the file system says of a file, as people say it.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder; name a file".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is a file, not a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you have no permission to".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "its disk is read-only".to_owned(),
        io::ErrorKind::StorageFull => "no space is left; make room".to_owned(),
        io::ErrorKind::InvalidData => "it is not text in UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

impl Failure {
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Index(IndexError::Locked(_)) | Self::Ingest(IngestError::Index(IndexError::Locked(_))) => {
                ExitCode::from(4)
            }
            _ => ExitCode::from(2),
        }
    }
}
