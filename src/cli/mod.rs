//! The command line: what `--help` says, and one file per subcommand.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use kiosque::date::period::PeriodError;
use kiosque::index::IndexError;
use kiosque::ingest::IngestError;
use kiosque::output::sanitise;
use kiosque::trec::TrecError;
use terminal::Screen;
use thiserror::Error;

mod index;
mod search;
mod facets;
mod timeline;
mod suggest;
mod show;
mod stats;
mod extract;
mod analyze;
mod parse;
mod eval;
mod selection;
mod terminal;
mod pager;
mod caution;

/// Full-text search over scraped French press articles.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    screen: Screen,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Arguments),
    Search(search::Arguments),
    Facets(facets::Arguments),
    Timeline(timeline::Arguments),
    Suggest(suggest::Arguments),
    Show(show::Arguments),
    Stats(stats::Arguments),
    Extract(extract::Arguments),
    Analyze(analyze::Arguments),
    Parse(parse::Arguments),
    Eval(eval::Arguments),
}

/// Where the index is: the same option for every command that needs one.
#[derive(Debug, Args)]
pub struct IndexOption {
    /// Folder of the index
    #[arg(short = 'i', long = "index", value_name = "DIR", default_value = "index", env = "KIOSQUE_INDEX")]
    dir: PathBuf,
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

pub fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let screen = &arguments.screen;
    match arguments.command {
        Command::Index(arguments) => index::run(&arguments),
        Command::Search(arguments) => search::run(&arguments, screen),
        Command::Facets(arguments) => facets::run(&arguments, screen),
        Command::Timeline(arguments) => timeline::run(&arguments, screen),
        Command::Suggest(arguments) => suggest::run(&arguments, screen),
        Command::Show(arguments) => show::run(&arguments, screen),
        Command::Stats(arguments) => stats::run(&arguments, screen),
        Command::Extract(arguments) => extract::run(&arguments),
        Command::Analyze(arguments) => analyze::run(&arguments),
        Command::Parse(arguments) => parse::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
    }
}

/// Why a command could not do its work; each room says it in its own words.
#[derive(Debug, Error)]
pub enum Failure {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error("{}: {error}", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{}: {error}", path.display())]
    Trec { path: PathBuf, error: TrecError },
    #[error("{option}: {error}")]
    Date { option: &'static str, error: PeriodError },
    #[error("{} cannot be written: {error}", path.display())]
    Unwritable { path: PathBuf, error: io::Error },
    #[error("{0}")]
    Options(&'static str),
    #[error("{} cannot be opened: {error}", sanitise::line(target))]
    Open { target: String, error: io::Error },
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
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
