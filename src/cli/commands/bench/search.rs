//! `kiosque bench search`: how long queries wait for their answers, by kind of query.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::cli::options::index::OpenIndex;
use clap::Args;
use jiff::civil::date;
use kiosque::date::Period;
use kiosque::engine::candidate::Sort;
use kiosque::engine::count::By;
use kiosque::query::{self, ast};
use kiosque::search::answer::search;
use kiosque::search::request::{Matching, Request};
use kiosque::trec;
use serde::{Serialize, Serializer};

use super::figures::{median, percentile};
use crate::cli::failure::Failure;
use crate::cli::options::format::SNIPPET;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::ranking::SortOption;
use crate::cli::options::report::ReportFormat;

/// Answer the queries of a file, and say how long each kind takes
///
/// From the words of each topic it makes a query of each kind: one word, three words, all words, a phrase, a prefix, all
/// words of the year with most articles, the newest first, with facets. Each asks for ten hits with their snippets. With
/// --queries, it asks what stands in the file, as `kiosque search` does. The first round warms up and does not count. A cold
/// start is a whole `kiosque search` process, from its start to its end.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Topics to make queries of, `id<TAB>query` a line or TREC's classic `<top>` form
    #[arg(long, value_name = "FILE", required_unless_present = "queries")]
    topics: Option<PathBuf>,
    /// Queries as they are, `kind<TAB>query` a line
    #[arg(long, value_name = "FILE", conflicts_with = "topics")]
    queries: Option<PathBuf>,
    /// The order of hits, for --queries
    #[arg(long, value_enum, default_value_t, requires = "queries")]
    sort: SortOption,
    /// The length of snippets in characters, 0 for none, for --queries
    #[arg(long, value_name = "N", default_value_t = SNIPPET, requires = "queries")]
    snippet: usize,
    /// Show every article, copies included, for --queries
    #[arg(long, requires = "queries")]
    no_group: bool,
    #[command(flatten)]
    index: AskedIndex,
    /// Rounds through the topics that count
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Processes to start
    #[arg(long, value_name = "N", default_value_t = 20)]
    starts: u16,
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

#[derive(Debug, Serialize)]
struct Measured {
    articles: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    topics: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cold_start_milliseconds: Option<f64>,
    kinds: Vec<Kind>,
}

/// The latencies of one kind of query.
#[derive(Debug, Serialize)]
struct Kind {
    name: String,
    queries: usize,
    #[serde(rename = "p50_milliseconds", serialize_with = "milliseconds")]
    p50: Duration,
    #[serde(rename = "p90_milliseconds", serialize_with = "milliseconds")]
    p90: Duration,
    #[serde(rename = "p99_milliseconds", serialize_with = "milliseconds")]
    p99: Duration,
    #[serde(rename = "max_milliseconds", serialize_with = "milliseconds")]
    max: Duration,
    queries_per_second: f64,
    /// Queries with hits: a fast answer that finds nothing measures nothing.
    found: usize,
    /// The articles that match, of all queries together: engines that read them alike find as many.
    matches: usize,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    let statistics = index.statistics()?;
    let (asked, starts) = match (&arguments.queries, &arguments.topics) {
        (Some(path), _) => queries(path, arguments)?,
        (None, Some(path)) => {
            let year = statistics.by_year.iter().max_by_key(|(_, articles)| **articles).map_or(2025, |(year, _)| *year);
            of_topics(path, year)?
        }
        (None, None) => return Err(Failure::Options("nothing is asked: add --topics FILE or --queries FILE")),
    };
    let mut kinds = Vec::new();
    for (name, requests) in &asked {
        kinds.push(measure(&index, name, requests, arguments.runs)?);
    }
    let measured = Measured {
        articles: statistics.articles,
        topics: arguments.topics.is_some().then_some(starts.len()),
        cold_start_milliseconds: cold_start(arguments, &starts)?,
        kinds,
    };
    let mut out = io::stdout().lock();
    match arguments.format {
        ReportFormat::Text => write_text(&mut out, &measured)?,
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string(&measured).expect("figures are plain JSON"))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The requests of each kind, and the queries that whole processes are started with.
type Asked = (Vec<(String, Vec<Request>)>, Vec<String>);

/// The queries of a file as they are, in kinds as the file first has them.
fn queries(path: &Path, arguments: &Arguments) -> Result<Asked, Failure> {
    let (mut kinds, mut starts) = (Vec::<(String, Vec<Request>)>::new(), Vec::new());
    for line in read(path)?.lines() {
        let Some((kind, text)) = line.split_once('\t') else { continue };
        let request = Request {
            sort: arguments.sort.into(),
            limit: 10,
            snippet: arguments.snippet,
            group_copies: !arguments.no_group,
            ..Request::new(parsed(text))
        };
        match kinds.iter_mut().find(|(name, _)| name == kind) {
            Some((_, requests)) => requests.push(request),
            None => kinds.push((kind.to_owned(), vec![request])),
        }
        starts.push(text.to_owned());
    }
    Ok((kinds, starts))
}

/// Queries of each kind, of the words of the topics of a file.
fn of_topics(path: &Path, year: i16) -> Result<Asked, Failure> {
    let topics = trec::read_topics(&read(path)?).map_err(|error| Failure::Trec { path: path.to_owned(), error })?;
    let topics: Vec<Vec<&str>> = topics
        .iter()
        .map(|topic| topic.query.split_whitespace().collect())
        .filter(|words: &Vec<_>| !words.is_empty())
        .collect();
    let of_kind = |form: Form| topics.iter().filter_map(|words| form(words, year)).collect();
    let kinds = KINDS.map(|(name, form)| (name.to_owned(), of_kind(form)));
    Ok((kinds.into(), topics.iter().map(|words| longest(words, 3).join(" ")).collect()))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::Unreadable { path: path.to_owned(), error })
}

/// What a kind of query makes of a topic's words; the year is the one that a date range asks for.
type Form = fn(&[&str], i16) -> Option<Request>;

const KINDS: [(&str, Form); 8] = [
    ("one word", |words, _| Some(request(longest(words, 1).first()?))),
    ("three words", |words, _| (words.len() >= 3).then(|| request(&longest(words, 3).join(" ")))),
    ("all words", |words, _| Some(request(&words.join(" ")))),
    ("phrase", |words, _| words.get(..2).map(|words| request(&format!("\"{}\"", words.join(" "))))),
    ("prefix", |words, _| {
        let word = *longest(words, 1).first()?;
        let (end, _) = word.char_indices().nth(4)?;
        Some(request(&format!("{}*", &word[..end])))
    }),
    ("within a year", |words, year| {
        let words = request(&longest(words, 3).join(" "));
        let year = Period { first: Some(date(year, 1, 1)), last: Some(date(year, 12, 31)) };
        Some(Request { query: ast::Query::And(vec![words.query, ast::Query::Date(year)]), ..words })
    }),
    ("newest first", |words, _| Some(Request { sort: Sort::Newest, ..request(&longest(words, 3).join(" ")) })),
    ("with facets", |words, _| {
        Some(Request { facets: vec![By::Source, By::Year], ..request(&longest(words, 3).join(" ")) })
    }),
];

/// The first ten articles with any of the words, as a person sees them.
fn request(text: &str) -> Request {
    Request { matching: Matching::Any, sort: Sort::Best, limit: 10, snippet: 200, ..Request::new(parsed(text)) }
}

/// What the queries say of dates is not measured, so any day will do for today.
fn parsed(text: &str) -> ast::Query {
    query::parse(text, date(2025, 1, 1)).query
}

/// The longest words, in their order: those that say what a query is about.
fn longest<'a>(words: &[&'a str], count: usize) -> Vec<&'a str> {
    let mut by_length: Vec<usize> = (0..words.len()).collect();
    by_length.sort_by_key(|place| std::cmp::Reverse(words[*place].chars().count()));
    by_length.truncate(count);
    by_length.sort_unstable();
    by_length.into_iter().map(|place| words[place]).collect()
}

fn measure(index: &OpenIndex, name: &str, requests: &[Request], runs: u16) -> Result<Kind, Failure> {
    let (mut found, mut matches) = (0, 0);
    let mut took = Vec::new();
    for round in 0..=runs {
        for request in requests {
            let start = Instant::now();
            let response = search(&**index, request)?;
            let elapsed = start.elapsed();
            if round == 0 {
                found += usize::from(response.total > 0);
                matches += response.total;
            } else {
                took.push(elapsed);
            }
        }
    }
    took.sort_unstable();
    let total: Duration = took.iter().sum();
    Ok(Kind {
        name: name.to_owned(),
        queries: requests.len(),
        p50: percentile(&took, 0.5),
        p90: percentile(&took, 0.9),
        p99: percentile(&took, 0.99),
        max: percentile(&took, 1.0),
        queries_per_second: took.len() as f64 / total.as_secs_f64().max(f64::MIN_POSITIVE),
        found,
        matches,
    })
}

/// The median time of a whole process, in milliseconds.
fn cold_start(arguments: &Arguments, queries: &[String]) -> Result<Option<f64>, Failure> {
    let mut took = Vec::new();
    for query in queries.iter().cycle().take(usize::from(arguments.starts)) {
        let start = Instant::now();
        let status = Command::new(std::env::current_exe()?)
            .args(["search", "--no-pager"])
            .args(arguments.topics.is_some().then_some("--any"))
            .arg("--index")
            .arg(arguments.index.folder.folder_for("bench")?)
            .args(["--", query])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        took.push(start.elapsed().as_secs_f64() * 1e3);
        if !matches!(status.code(), Some(0 | 1)) {
            return Err(Failure::Child { command: "kiosque search", status });
        }
    }
    Ok(if took.is_empty() { None } else { Some(median(took)) })
}

fn write_text(out: &mut impl Write, measured: &Measured) -> io::Result<()> {
    match measured.topics {
        Some(topics) => writeln!(out, "{} articles, {topics} topics", measured.articles)?,
        None => writeln!(out, "{} articles", measured.articles)?,
    }
    if let Some(start) = measured.cold_start_milliseconds {
        writeln!(out, "a whole process takes {start:.1} ms (median)")?;
    }
    writeln!(
        out,
        "\n{:<14} {:>7} {:>9} {:>9} {:>9} {:>9} {:>10} {:>6} {:>9}",
        "", "queries", "p50 ms", "p90 ms", "p99 ms", "max ms", "queries/s", "found", "matches"
    )?;
    for Kind { name, queries, p50, p90, p99, max, queries_per_second, found, matches } in &measured.kinds {
        let [p50, p90, p99, max] = [p50, p90, p99, max].map(|time| time.as_secs_f64() * 1e3);
        writeln!(
            out,
            "{name:<14} {queries:>7} {p50:>9.2} {p90:>9.2} {p99:>9.2} {max:>9.2} {queries_per_second:>10.0} {found:>6} {matches:>9}"
        )?;
    }
    Ok(())
}

fn milliseconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_words_in_their_order() {
        assert_eq!(longest(&["la", "grève", "des", "transports"], 2), ["grève", "transports"]);
        assert_eq!(longest(&["mer"], 3), ["mer"]);
    }
}
