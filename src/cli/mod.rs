//! The command line: what `--help` says, and one file per subcommand.

use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
#[cfg(feature = "serve")]
use commands::serve;
use commands::{
    analyze, bench, check, collocates, completions, duplicates, eval, export, extract, facets, index, keywords, kwic,
    man, parse, search, show, similar, stats, suggest, timeline, trends, watch,
};
use failure::Failure;
use screen::terminal::{LAST, Screen};

mod failure;
pub mod config;
mod names;
mod screen;
mod options;
mod crash;
mod commands;

/// Full-text search over scraped French press articles.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, args_override_self = true, after_help = FIRST_STEPS, after_long_help = MANUAL)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Do not read default arguments from a file (see `kiosque --help`)
    #[arg(long, global = true, display_order = LAST)]
    pub no_config: bool,
    #[command(flatten)]
    screen: Screen,
}

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
  kiosque serve --open                  all of it in a browser

Files:
  Default arguments, one a line as `--limit=20`, may stand in a file: the one
  that KIOSQUE_CONFIG names, else kiosque/config in your folder for settings
  (~/.config on Linux and macOS, %APPDATA% on Windows). Lines that begin with #
  are comments. A command takes the lines that it understands; what is typed
  wins; --no-config reads none.
  Queries with names, one a line as `grève = grève OU débrayage`, may stand in
  the file `queries` beside it. `@grève` is such a query, wherever one is typed.

Environment:
  KIOSQUE_INDEX      the folder of the index or its address, for --index
  KIOSQUE_SOURCES    your list of newspapers, for --sources; empty for none
  KIOSQUE_SITES      your rules for sites, for --sites; empty for none
  KIOSQUE_USER, KIOSQUE_PASSWORD, KIOSQUE_API_KEY
                     who you are to a cluster; else --secrets or ~/.netrc
  KIOSQUE_CONFIG     the file of default arguments; empty for none
  KIOSQUE_QUERIES    the file of queries with names; empty for none
  KIOSQUE_PAGER      the pager, else PAGER, else less; empty or cat for none
  NO_COLOR           set to anything, no colours
  COLUMNS            the width of a line, else the terminal's
  RAYON_NUM_THREADS  the cores that a search takes, else all: 1 where many
                     searches run at once

Exit status:
  0 if something was found or done, 1 if nothing was found, 2 for an error,
  3 if all was done but for files that could not be read (index, extract),
  4 if another program is writing to the index, or a cluster is away.";

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Arguments),
    Search(search::Arguments),
    Facets(facets::Arguments),
    Timeline(timeline::Arguments),
    Kwic(kwic::Arguments),
    Collocates(collocates::Arguments),
    Keywords(keywords::Arguments),
    Trends(trends::Arguments),
    Export(export::Arguments),
    Watch(watch::Arguments),
    Suggest(suggest::Arguments),
    Similar(similar::Arguments),
    Duplicates(duplicates::Arguments),
    Show(show::Arguments),
    Stats(stats::Arguments),
    Check(check::Arguments),
    Extract(extract::Arguments),
    Analyze(analyze::Arguments),
    Parse(parse::Arguments),
    #[cfg(feature = "serve")]
    Serve(serve::Arguments),
    Eval(eval::Arguments),
    Bench(bench::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

impl Command {
    /// The folder of the index that the command reads or writes, if it lies in one.
    fn index(&self) -> Option<&Path> {
        let option = match self {
            Self::Index(arguments) => &arguments.index,
            Self::Search(arguments) => &arguments.index.folder,
            Self::Facets(arguments) => &arguments.index.folder,
            Self::Timeline(arguments) => &arguments.index.folder,
            Self::Kwic(arguments) => &arguments.index.folder,
            Self::Collocates(arguments) => &arguments.index.folder,
            Self::Keywords(arguments) => &arguments.index.folder,
            Self::Trends(arguments) => &arguments.index.folder,
            Self::Export(arguments) => &arguments.index.folder,
            Self::Watch(arguments) => &arguments.index.folder,
            Self::Suggest(arguments) => &arguments.index.folder,
            Self::Similar(arguments) => &arguments.index.folder,
            Self::Duplicates(arguments) => &arguments.index.folder,
            Self::Show(arguments) => &arguments.index.folder,
            Self::Stats(arguments) => &arguments.index.folder,
            #[cfg(feature = "serve")]
            Self::Serve(arguments) => &arguments.index.folder,
            Self::Eval(arguments) => &arguments.index.folder,
            Self::Check(_)
            | Self::Extract(_)
            | Self::Analyze(_)
            | Self::Parse(_)
            | Self::Bench(_)
            | Self::Completions(_)
            | Self::Man(_) => return None,
        };
        option.folder()
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
        Command::Kwic(arguments) => kwic::run(&arguments, screen),
        Command::Collocates(arguments) => collocates::run(&arguments, screen),
        Command::Keywords(arguments) => keywords::run(&arguments, screen),
        Command::Trends(arguments) => trends::run(&arguments, screen),
        Command::Export(arguments) => export::run(&arguments, screen),
        Command::Watch(arguments) => watch::run(&arguments, screen),
        Command::Suggest(arguments) => suggest::run(&arguments, screen),
        Command::Similar(arguments) => similar::run(&arguments, screen),
        Command::Duplicates(arguments) => duplicates::run(&arguments, screen),
        Command::Show(arguments) => show::run(&arguments, screen),
        Command::Stats(arguments) => stats::run(&arguments, screen),
        Command::Check(arguments) => check::run(&arguments),
        Command::Extract(arguments) => extract::run(&arguments, screen),
        Command::Analyze(arguments) => analyze::run(&arguments, screen),
        Command::Parse(arguments) => parse::run(&arguments, screen),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments, &mut Arguments::command()),
        Command::Man(arguments) => man::run(&arguments, Arguments::command()),
    }
}
