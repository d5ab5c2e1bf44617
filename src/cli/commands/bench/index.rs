//! `kiosque bench index`: the whole job beside the parsing of the same pages alone.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use kiosque::analysis::numbered::NumberedText;
use kiosque::analysis::vocabulary::Vocabulary;
use kiosque::embedded::Embedded;
use kiosque::engine::Engine;
use kiosque::extract::{count_nodes, decode, extract};
use kiosque::source::names::Names;
use kiosque::source::skip::Skip;
use kiosque::source::{self, Item, RawPage};
use scraper::Html;
use serde::{Deserialize, Serialize};

use super::figures::median;
use super::usage::{self, Usage};
use crate::cli::failure::Failure;
use crate::cli::options::report::ReportFormat;

/// Index PATH into a temporary index, as often as asked, and say how fast and where the time went
///
/// Each run is a process of its own, `kiosque index`, with a fresh index. The reference is measured between the runs, on
/// the same pages and as many threads: `scraper::Html::parse_document`, which builds each page's tree with html5ever and
/// no more. So the ratio of the two means something on any machine. The pages should fit into the file cache.
///
/// For how the speed grows with the threads, there is a run on one thread and, on Linux, one core: with a core more, what
/// writes the index would work beside the one thread that parses.
///
/// Stages are measured apart, one after the other on one thread; the last is what the runs took beyond them.
#[derive(Debug, Args)]
pub struct Arguments {
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Runs that count; the figures are their medians
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// Runs before them that do not count
    #[arg(long, value_name = "N", default_value_t = 1)]
    warmup: u16,
    /// Threads that parse [default: one for each core]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Memory to index in, such as 300MB or 2GB
    #[arg(long, value_name = "SIZE", default_value = "512MB")]
    memory: String,
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// What was measured: all times are medians of the runs.
#[derive(Debug, Serialize)]
struct Measured {
    pages: u64,
    html_bytes: u64,
    threads: usize,
    runs: u16,
    /// The job with all threads, and with one that has one core for all that the job does.
    end_to_end: Speed,
    one_core: Speed,
    /// How many times the speed of one core all have.
    scaling: f64,
    /// `None` where PATH holds no pages, but articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    parse_only: Option<Speed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio_to_parse_only: Option<f64>,
    /// Seconds of processor time, of all threads together.
    cpu_seconds: f64,
    stages: Vec<Stage>,
    peak_memory_bytes: u64,
    index_bytes: u64,
    text_bytes: u64,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Speed {
    seconds: f64,
    pages_per_second: f64,
    megabytes_per_second: f64,
}

#[derive(Debug, Serialize)]
struct Stage {
    name: &'static str,
    cpu_seconds: f64,
    share: f64,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let measured = measure(arguments)?;
    let mut out = io::stdout().lock();
    match arguments.format {
        ReportFormat::Text => write_text(&mut out, &measured, &arguments.memory)?,
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string(&measured).expect("figures are plain JSON"))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(arguments: &Arguments) -> Result<Measured, Failure> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.threads.map_or(cores, usize::from);
    let stages = stages(&arguments.path);
    let (mut whole, mut alone, mut parsing) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = None;
    for run in 0..arguments.warmup + arguments.runs {
        let counts = run >= arguments.warmup;
        let indexed = index(arguments, threads)?;
        let parsed = parse_only(&arguments.path, threads);
        let single = usage::on_one_core(|| index(arguments, 1))?.seconds;
        if counts {
            whole.push((indexed.seconds, indexed.cpu));
            alone.push(single);
            parsing.push(parsed.as_secs_f64());
        }
        last = Some(indexed);
    }
    let Indexed { pages, html_bytes, index_bytes, text_bytes, .. } = last.expect("there is one run at the least");
    let speed = |seconds: f64| Speed {
        seconds,
        pages_per_second: pages as f64 / seconds,
        megabytes_per_second: html_bytes as f64 / 1e6 / seconds,
    };
    let end_to_end = speed(median(whole.iter().map(|(seconds, _)| *seconds).collect()));
    let cpu_seconds = median(whole.iter().map(|(_, cpu)| cpu.as_secs_f64()).collect());
    let one_core = speed(median(alone));
    let parse_only = Some(median(parsing)).filter(|seconds| *seconds > 0.0).map(speed);
    Ok(Measured {
        pages,
        html_bytes,
        threads,
        runs: arguments.runs,
        end_to_end,
        one_core,
        scaling: one_core.seconds / end_to_end.seconds,
        parse_only,
        ratio_to_parse_only: parse_only.map(|parse_only| parse_only.seconds / end_to_end.seconds),
        cpu_seconds,
        stages: stages.shares(cpu_seconds),
        peak_memory_bytes: usage::of_children().peak_memory,
        index_bytes,
        text_bytes,
    })
}

/// One run of `kiosque index`.
struct Indexed {
    seconds: f64,
    cpu: Duration,
    pages: u64,
    html_bytes: u64,
    index_bytes: u64,
    text_bytes: u64,
}

/// What is needed of what it prints.
#[derive(Deserialize)]
struct Report {
    read: u64,
    bytes: u64,
    seconds: f64,
}

fn index(arguments: &Arguments, threads: usize) -> Result<Indexed, Failure> {
    let folder = tempfile::tempdir()?;
    let before = usage::of_children();
    let output = Command::new(std::env::current_exe()?)
        .args([
            "index",
            "--format",
            "json",
            "--memory",
            &arguments.memory,
            "--threads",
            &threads.to_string(),
            "--index",
        ])
        .arg(folder.path())
        .arg(&arguments.path)
        .stderr(Stdio::inherit())
        .output()?;
    let report: Option<Report> = serde_json::from_slice(&output.stdout).ok().filter(|_| output.status.success());
    let Some(Report { read, bytes, seconds }) = report else {
        return Err(Failure::Child { command: "kiosque index", status: output.status });
    };
    let Usage { cpu, .. } = usage::of_children();
    let built = Embedded::open(folder.path())?;
    Ok(Indexed {
        seconds,
        cpu: cpu - before.cpu,
        pages: read,
        html_bytes: bytes,
        index_bytes: built.statistics()?.bytes,
        text_bytes: built.text_bytes()?,
    })
}

/// Bytes of pages in memory at a time, so that a folder may be of any size.
const BATCH: usize = 64 << 20;

/// The pages of a path, some at a time. What is not a page is passed over.
fn each_batch(path: &Path, mut take: impl FnMut(&[RawPage])) {
    let consumed = AtomicU64::new(0);
    let (mut pages, mut bytes) = (Vec::new(), 0);
    let _ = source::paths::read(path, &Skip::default(), &Names::default(), &consumed, &mut |item| {
        let page = match item {
            Item::File { origin, .. } => source::file::load(&origin.container, &consumed).ok(),
            Item::Capture(capture) => capture.page().ok(),
            Item::Page(page) => Some(page),
            _ => None,
        };
        if let Some(page) = page {
            bytes += page.bytes.len();
            pages.push(page);
        }
        if bytes >= BATCH {
            take(&pages);
            pages.clear();
            bytes = 0;
        }
        ControlFlow::Continue(())
    });
    take(&pages);
}

/// The time that the reference takes, without reading and decoding.
fn parse_only(path: &Path, threads: usize) -> Duration {
    let mut elapsed = Duration::ZERO;
    each_batch(path, |pages| {
        let texts: Vec<_> = pages.iter().map(decode).collect();
        let next = AtomicUsize::new(0);
        let parse = || {
            while let Some(text) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
                let html = Html::parse_document(text);
                assert!(html.tree.nodes().len() > 1, "a document has an element");
            }
        };
        let start = Instant::now();
        thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(parse))));
        elapsed += start.elapsed();
    });
    elapsed
}

/// Processor time of each stage alone.
#[derive(Default)]
struct Stages {
    read: Duration,
    decode: Duration,
    parse: Duration,
    /// Bytes to article, with decoding and parsing.
    extract: Duration,
    analyse: Duration,
}

fn stages(path: &Path) -> Stages {
    let mut stages = Stages::default();
    let vocabulary = Vocabulary::new();
    let mut read_from = usage::own().cpu;
    each_batch(path, |pages| {
        let clock = &mut read_from;
        let mut lap = || {
            let now = usage::own().cpu;
            let taken = now.saturating_sub(*clock);
            *clock = now;
            taken
        };
        stages.read += lap();
        let texts: Vec<_> = pages.iter().map(decode).collect();
        stages.decode += lap();
        let nodes: usize = texts.iter().map(|text| count_nodes(text)).sum();
        stages.parse += lap();
        let articles: Vec<_> = pages.iter().filter_map(|page| extract(page).ok()).collect();
        stages.extract += lap();
        let texts =
            articles.iter().flat_map(|article| [Some(&article.title), article.lead.as_ref(), Some(&article.body)]);
        let tokens: u64 = texts.flatten().map(|text| NumberedText::of(text, &vocabulary).tokens).sum();
        stages.analyse += lap();
        assert!(pages.is_empty() || (nodes > 0 && (articles.is_empty() || tokens > 0)), "every stage does something");
        drop(articles);
        lap();
    });
    stages
}

impl Stages {
    /// The share of each in a whole, whose rest is the index's.
    fn shares(&self, whole: f64) -> Vec<Stage> {
        let extract = self.extract.saturating_sub(self.decode + self.parse);
        let known = [
            ("read", self.read),
            ("decode", self.decode),
            ("parse", self.parse),
            ("extract", extract),
            ("analyse", self.analyse),
        ];
        let sum: f64 = known.iter().map(|(_, time)| time.as_secs_f64()).sum();
        let rest = ("index and commit", (whole - sum).max(0.0));
        let all = known.into_iter().map(|(name, time)| (name, time.as_secs_f64())).chain([rest]);
        all.map(|(name, cpu_seconds)| Stage { name, cpu_seconds, share: cpu_seconds / whole }).collect()
    }
}

fn write_text(out: &mut impl Write, measured: &Measured, memory: &str) -> io::Result<()> {
    let Measured { pages, threads, runs, end_to_end, one_core, scaling, .. } = measured;
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let times = if *runs == 1 { "one run".to_owned() } else { format!("median of {runs} runs") };
    let threads_word = if *threads == 1 { "thread" } else { "threads" };
    writeln!(out, "{pages} pages, {:.1} MB; {threads} {threads_word}, {times}\n", megabytes(measured.html_bytes))?;
    let mut line = |name: &str, speed: &Speed, note: &str| {
        let Speed { pages_per_second, megabytes_per_second, .. } = speed;
        writeln!(out, "{name:<12} {pages_per_second:>9.0} pages/s {megabytes_per_second:>9.1} MB/s  {note}")
    };
    line("end to end", end_to_end, "")?;
    if let (Some(parse_only), Some(ratio)) = (&measured.parse_only, measured.ratio_to_parse_only) {
        line("parse only", parse_only, &format!("by html5ever; end to end has {ratio:.2} times its speed"))?;
    }
    line("one core", one_core, &format!("end to end; {threads} {threads_word} had {scaling:.2} times its speed"))?;
    let shares: Vec<String> =
        measured.stages.iter().map(|stage| format!("{} {:.0} %", stage.name, 100.0 * stage.share)).collect();
    writeln!(out, "\ncpu time     {:.2} s: {}", measured.cpu_seconds, shares.join(", "))?;
    writeln!(out, "peak memory  {:.0} MB of {memory}", megabytes(measured.peak_memory_bytes))?;
    writeln!(
        out,
        "index        {:.1} MB, {:.2} of the text's {:.1} MB",
        megabytes(measured.index_bytes),
        measured.index_bytes as f64 / measured.text_bytes as f64,
        megabytes(measured.text_bytes),
    )
}
