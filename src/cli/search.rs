//! `kiosque search`: from words to hits.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kiosque::index::Index;
use kiosque::ingest::Options;
use kiosque::output::{self, Format};
use kiosque::search::facets::By;
use kiosque::search::ranking::Ranking;
use kiosque::search::{self, Request, Response, Sort};
use kiosque::trec::{self, Topic};

use super::facets::ByOption;
use super::selection::{Filters, Reading};
use super::terminal::Screen;
use super::{Failure, IndexOption, NO_HITS};

/// Find articles, the best first
///
/// Words find their other forms too: `négocier` finds `négociations`, `etat` finds `État`. An article must have all the
/// words; if none has, those with some are shown. Quote what the shell would take for itself:
///
///   kiosque search 'grève -transports "service minimum"' --since 2025
///   kiosque search 'titre:budget (Lyon OU Marseille)' --sort newest
///   kiosque search --corpus pages/ élections
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// What to look for; `-` reads it from standard input
    #[arg(required_unless_present = "topics")]
    words: Vec<String>,
    #[command(flatten)]
    index: IndexOption,
    /// Bring the index up to date with this folder or file first
    #[arg(short, long, value_name = "PATH")]
    corpus: Vec<PathBuf>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    manner: Manner,
    /// Hits to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Count all hits by this too, in formats to read; several with commas between them
    #[arg(long, value_enum, value_delimiter = ',', value_name = "BY")]
    facet: Vec<ByOption>,
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    /// Run the queries of a file, `id<TAB>query` a line or TREC topics
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    topics: Option<PathBuf>,
}

/// How a query is answered: the same options for every command that searches.
#[derive(Debug, Args)]
pub struct Manner {
    #[arg(long, value_enum, default_value_t)]
    sort: SortOption,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum SortOption {
    /// By relevance, the newer of two before the older
    #[default]
    Best,
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormatOption {
    /// To read: title, source, date, snippet, address
    #[default]
    Text,
    /// One JSON object a line and hit
    Jsonl,
    /// A TREC run: topic Q0 id rank score tag
    Trec,
    /// The path of each hit's file
    Paths,
    /// The address of each hit that has one
    Urls,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    if !arguments.corpus.is_empty() {
        super::index::bring_up_to_date(&arguments.index.dir, &arguments.corpus, &Options::default(), None)?;
    }
    let index = Index::open(&arguments.index.dir)?;
    let mut found = false;
    for topic in topics(arguments)? {
        let response = search::search(&index, &request(arguments, &topic.query)?)?;
        found |= response.total > 0;
        print(arguments, &topic, &response, screen)?;
    }
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
}

/// What is asked: the words of the command line, or every line of a file.
fn topics(arguments: &Arguments) -> Result<Vec<Topic>, Failure> {
    if let Some(path) = &arguments.topics {
        let text = read(path)?;
        return trec::read_topics(&text).map_err(|error| Failure::Trec { path: path.clone(), error });
    }
    let query = match arguments.words.as_slice() {
        [dash] if dash == "-" => read(Path::new("-"))?,
        words => words.join(" "),
    };
    Ok(vec![Topic { id: "1".to_owned(), query }])
}

fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn request(arguments: &Arguments, text: &str) -> Result<Request, Failure> {
    Ok(Request {
        query: arguments.filters.query(text, &arguments.manner.reading)?,
        matching: arguments.manner.reading.matching(),
        sort: arguments.manner.sort(),
        ranking: Ranking::default(),
        now: arguments.manner.reading.now,
        offset: arguments.offset,
        limit: arguments.limit,
        snippet: if matches!(arguments.format, FormatOption::Text | FormatOption::Jsonl) { SNIPPET } else { 0 },
        facets: arguments.facet.iter().copied().map(By::from).collect(),
    })
}

impl Manner {
    pub fn sort(&self) -> Sort {
        match self.sort {
            SortOption::Best => Sort::Best,
            SortOption::Relevance => Sort::Relevance,
            SortOption::Newest => Sort::Newest,
            SortOption::Oldest => Sort::Oldest,
        }
    }
}

/// The characters of a snippet: two or three lines of a terminal.
const SNIPPET: usize = 240;

/// The lines of a facet beside the hits.
const FACET_LINES: usize = 10;

fn print(arguments: &Arguments, topic: &Topic, response: &Response, screen: &Screen) -> Result<(), Failure> {
    let format = match arguments.format {
        FormatOption::Text => Format::Text,
        FormatOption::Jsonl => Format::Jsonl,
        FormatOption::Trec => Format::Trec,
        FormatOption::Paths => Format::Paths,
        FormatOption::Urls => Format::Urls,
    };
    let mut out = screen.out();
    output::write(&mut out, response, format, &screen.style(), &topic.id)?;
    if matches!(format, Format::Text) && !response.facets.is_empty() {
        writeln!(out)?;
        output::facets::write_text(&mut out, &response.facets, FACET_LINES, &screen.style())?;
    }
    out.finish()?;
    if response.relaxed {
        eprintln!("kiosque: no article has all the words; these have some");
    }
    if matches!(format, Format::Text) {
        eprintln!("{}", summary(arguments, response));
    }
    Ok(())
}

/// What the hits alone do not tell: how many there are, in which order, and what "now" was.
fn summary(arguments: &Arguments, response: &Response) -> String {
    let articles = if response.total == 1 { "article" } else { "articles" };
    let sort = arguments.manner.sort.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let now = response.now.map(|now| format!(", ages from {}", now.date())).unwrap_or_default();
    let shown = match response.hits.as_slice() {
        [] => String::new(),
        [first, .., last] if response.hits.len() < response.total => format!(", {} to {}", first.rank, last.rank),
        _ => String::new(),
    };
    format!("{} {articles}{shown}, {sort} first{now}, {:.1} ms", response.total, response.took.as_secs_f64() * 1e3)
}
