//! `kiosque search`: from words to hits.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::ZonedDateTime;
use jiff::civil::{Date, DateTime};
use kiosque::date::{Period, period};
use kiosque::index::Index;
use kiosque::ingest::Options;
use kiosque::output::{self, Format};
use kiosque::query::{self, ast};
use kiosque::search::ranking::Ranking;
use kiosque::search::{self, Matching, Request, Response, Sort};
use kiosque::trec::{self, Topic};

use super::{Failure, IndexOption, NO_HITS, caution, terminal};

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
    /// Only articles published on this date or later: 2025, 2025-07, 2025-07-01, "juillet 2025", hier, "il y a 2 semaines"
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only articles published on this date or before
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Only articles of the newspaper of this name, whatever its case and accents; may be given several times
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    #[command(flatten)]
    manner: Manner,
    /// Hits to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
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
    /// What ages are counted from and what `hier` means; by default the newest date of the index, and today
    #[arg(long, value_name = "DATE", value_parser = parse_now)]
    pub now: Option<DateTime>,
    /// Only articles with all the words
    #[arg(long, conflicts_with = "any")]
    all: bool,
    /// Articles with any of the words
    #[arg(long)]
    any: bool,
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

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if !arguments.corpus.is_empty() {
        super::index::bring_up_to_date(&arguments.index.dir, &arguments.corpus, &Options::default(), None)?;
    }
    let index = Index::open(&arguments.index.dir)?;
    let mut found = false;
    for topic in topics(arguments)? {
        let response = search::search(&index, &request(arguments, &topic.query)?)?;
        found |= response.total > 0;
        print(arguments, &topic, &response)?;
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
    let today = arguments.manner.today();
    let parsed = query::parse(text, today);
    for warning in &parsed.warnings {
        caution::write(&mut io::stderr(), text, warning)?;
    }
    let mut required = vec![parsed.query];
    let since = date_option(arguments.since.as_deref(), "--since", today)?;
    let until = date_option(arguments.until.as_deref(), "--until", today)?;
    if since.is_some() || until.is_some() {
        let first = since.and_then(|period| period.first);
        required.push(ast::Query::Date(Period { first, last: until.and_then(|period| period.last) }));
    }
    if !arguments.source.is_empty() {
        let sources = arguments.source.iter().cloned().map(ast::Query::Exact).collect();
        required.push(ast::Query::Field(ast::Field::Source, Box::new(ast::Query::Or(sources))));
    }
    Ok(Request {
        query: if required.len() == 1 { required.remove(0) } else { ast::Query::And(required) },
        matching: arguments.manner.matching(),
        sort: arguments.manner.sort(),
        ranking: Ranking::default(),
        now: arguments.manner.now,
        offset: arguments.offset,
        limit: arguments.limit,
        snippet: if matches!(arguments.format, FormatOption::Text | FormatOption::Jsonl) { SNIPPET } else { 0 },
    })
}

impl Manner {
    pub fn today(&self) -> Date {
        self.now.map_or_else(today, DateTime::date)
    }

    pub fn matching(&self) -> Matching {
        match (self.all, self.any) {
            (true, _) => Matching::All,
            (_, true) => Matching::Any,
            _ => Matching::AllElseAny,
        }
    }

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

fn date_option(text: Option<&str>, option: &'static str, today: Date) -> Result<Option<Period>, Failure> {
    let parse = |text| period::parse(text, today).map_err(|error| Failure::Date { option, error });
    text.map(parse).transpose()
}

/// The end of the day, month or year that `--now` names, so that nothing published in it lies in the future.
pub fn parse_now(text: &str) -> Result<DateTime, String> {
    if let Ok(now) = text.parse() {
        return Ok(now);
    }
    let period = period::parse(text, today()).map_err(|error| error.to_string())?;
    period.last.map(|day| day.at(23, 59, 0, 0)).ok_or_else(|| "an open period is no date".to_owned())
}

#[expect(clippy::disallowed_methods, reason = "the command line is the one that asks what day it is")]
pub fn today() -> Date {
    ZonedDateTime::now().date()
}

fn print(arguments: &Arguments, topic: &Topic, response: &Response) -> Result<(), Failure> {
    let format = match arguments.format {
        FormatOption::Text => Format::Text,
        FormatOption::Jsonl => Format::Jsonl,
        FormatOption::Trec => Format::Trec,
        FormatOption::Paths => Format::Paths,
        FormatOption::Urls => Format::Urls,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    output::write(&mut out, response, format, &terminal::style(), &topic.id)?;
    out.flush()?;
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
