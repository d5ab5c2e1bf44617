//! `kiosque index`: brings an index up to date with the pages at some paths.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use kiosque::ingest::report::Report;
use kiosque::ingest::{self, Event, Options};
use kiosque::output::count::grouped;
use kiosque::output::json;
use kiosque::source;
use serde::Serialize;

use super::{Failure, IndexOption};

/// Index pages, or bring their index up to date
///
/// PATH is a folder of pages, a file, or - for JSON Lines on standard input. What a file is, its content says, not its
/// name: HTML, JSON Lines, or gzip of either. A JSON Lines record holds a page (html, url) or an article (title, text,
/// date, source, authors, section, lang, url); its id is its id, else its url, else its place. A number as id counts
/// within its file, where there is no url. The id of an HTML page is its path below the first run's PATH.
///
/// Pages that have not changed are passed over. A run that is stopped or killed goes on where it was the next time.
///
/// Exit status: 0 also when some pages were rejected or could not be read, 2 when a PATH does not exist or the index
/// cannot be written, 4 when another program is writing to it, 130 after Ctrl-C.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque index pages/
  kiosque index pages/ --prune --errors rejected.jsonl
  zcat articles.jsonl.gz | kiosque index - -i press")]
pub struct Arguments {
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) index: IndexOption,
    /// Parse on this many threads [default: one for each core]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Memory to work in, such as 300MB or 2GB
    #[arg(long, value_name = "SIZE", default_value = "512MB", value_parser = parse_size)]
    memory: usize,
    /// Index all pages again, also those that have not changed
    #[arg(long)]
    full: bool,
    /// Remove the pages that are gone from the PATHs given (and from nowhere else)
    #[arg(long)]
    prune: bool,
    /// Make what was indexed durable and visible this often
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    commit_every: u32,
    /// Write a JSON line for each page that was rejected or could not be read
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let options = Options {
        threads: arguments.threads.map_or(Options::default().threads, usize::from),
        memory: arguments.memory,
        full: arguments.full,
        prune: arguments.prune,
        commit_every: Duration::from_secs(arguments.commit_every.into()),
    };
    let mut errors = arguments.errors.as_deref().map(Errors::create).transpose()?;
    let report = bring_up_to_date(&arguments.index.dir, &arguments.paths, &options, errors.as_mut())?;
    if let Some(errors) = errors {
        errors.close()?;
    }
    let mut out = io::stdout().lock();
    match arguments.format {
        Format::Text => print_text(&report, &mut out)?,
        Format::Json => writeln!(out, "{}", json::to_string(&report))?,
    }
    warn(&report, arguments.errors.is_some());
    Ok(match report {
        Report { interrupted: true, .. } => ExitCode::from(130),
        Report { missing, .. } if !missing.is_empty() => ExitCode::from(2),
        _ => ExitCode::SUCCESS,
    })
}

/// Indexes with a progress bar, if somebody is there to see it, until Ctrl-C.
pub fn bring_up_to_date(
    dir: &Path,
    paths: &[PathBuf],
    options: &Options,
    mut errors: Option<&mut Errors>,
) -> Result<Report, Failure> {
    static STOP: AtomicBool = AtomicBool::new(false);
    // The second time, the user does not want to wait for a commit: the last one stands.
    let handler = || {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130)
        }
    };
    ctrlc::set_handler(handler).map_err(|error| Failure::Output(io::Error::other(error)))?;

    let bar = progress_bar(dir, paths);
    let report = ingest::run(dir, paths, options, &STOP, &mut |event| match event {
        Event::Progress { report, consumed } => {
            bar.set_position(consumed);
            if !bar.is_hidden() {
                let seconds = bar.elapsed().as_secs_f64();
                let pages = grouped(report.read);
                bar.set_message(format!("{pages} pages, {:.0} pages/s", report.read as f64 / seconds));
            }
        }
        Event::Problem { origin, id, reason } => {
            if let Some(errors) = &mut errors {
                errors.write(&Problem { origin: origin.to_string(), id, reason });
            }
        }
    });
    bar.finish_and_clear();
    Ok(report?)
}

/// Bytes on disk, of which there are so many below the paths: that is known while indexing has long begun.
fn progress_bar(dir: &Path, paths: &[PathBuf]) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {msg}, {decimal_bytes_per_sec}, {eta} left");
    let bar = ProgressBar::no_length().with_style(style.expect("a template without mistakes"));
    let (measured, dir, paths) = (bar.clone(), dir.to_owned(), paths.to_owned());
    thread::spawn(move || {
        let paths = paths.iter().filter_map(|path| path.canonicalize().ok());
        measured.set_length(paths.map(|path| source::measure(&path, &dir)).sum());
    });
    bar
}

/// The file that names the pages without an article.
pub struct Errors {
    path: PathBuf,
    file: BufWriter<File>,
    failure: Option<io::Error>,
}

#[derive(Serialize)]
struct Problem<'a> {
    origin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    reason: &'a str,
}

impl Errors {
    fn create(path: &Path) -> Result<Self, Failure> {
        match File::create(path) {
            Ok(file) => Ok(Self { path: path.to_owned(), file: BufWriter::new(file), failure: None }),
            Err(error) => Err(Failure::Unwritable { path: path.to_owned(), error }),
        }
    }

    /// A full disk here should not keep the pages from being indexed: it is reported at the end.
    fn write(&mut self, problem: &Problem) {
        let line = json::to_string(problem);
        if self.failure.is_none() {
            self.failure = writeln!(self.file, "{line}").err();
        }
    }

    fn close(mut self) -> Result<(), Failure> {
        match self.failure.or_else(|| self.file.flush().err()) {
            Some(error) => Err(Failure::Unwritable { path: self.path, error }),
            None => Ok(()),
        }
    }
}

fn print_text(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let seconds = report.elapsed.as_secs_f64();
    let megabytes = report.bytes as f64 / 1e6;
    writeln!(
        out,
        "{} pages read, {megabytes:.1} MB in {seconds:.1} s ({:.0} pages/s, {:.1} MB/s)",
        grouped(report.read),
        report.read as f64 / seconds,
        megabytes / seconds,
    )?;
    for (name, count) in [("added", report.added), ("updated", report.updated), ("unchanged", report.unchanged)] {
        writeln!(out, "{:>9} {name}", grouped(count))?;
    }
    print_reasons("rejected", report.rejected.iter(), out)?;
    print_reasons("unreadable", report.unreadable.iter(), out)?;
    if report.pruned > 0 {
        writeln!(out, "{:>9} pruned", grouped(report.pruned))?;
    }
    Ok(())
}

fn print_reasons<'a, R: ToString + 'a>(
    name: &str,
    counts: impl Iterator<Item = (&'a R, &'a u64)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let counts: Vec<(String, u64)> = counts.map(|(reason, count)| (reason.to_string(), *count)).collect();
    let total = counts.iter().map(|(_, count)| count).sum();
    let reasons: Vec<String> = counts.iter().map(|(reason, count)| format!("{} {reason}", grouped(*count))).collect();
    match reasons.as_slice() {
        [] => writeln!(out, "{:>9} {name}", 0),
        reasons => writeln!(out, "{:>9} {name}: {}", grouped(total), reasons.join(", ")),
    }
}

fn warn(report: &Report, named: bool) {
    for path in &report.missing {
        eprintln!("kiosque: {path:?} cannot be found");
    }
    let unreadable: u64 = report.unreadable.values().sum();
    if unreadable > 0 {
        let hint = if named { "" } else { "; --errors FILE names them" };
        let pages = if unreadable == 1 { "page" } else { "pages" };
        eprintln!("kiosque: {} {pages} could not be read{hint}", grouped(unreadable));
    }
    if report.interrupted {
        eprintln!("kiosque: stopped; what was read is in the index, and the next run goes on from here");
    }
}

/// `512MB`, `1.5GB`, `300 MiB`; a number alone counts megabytes.
fn parse_size(text: &str) -> Result<usize, String> {
    const LEAST: f64 = 64e6;
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "m" | "mb" => 1e6,
        "mib" => 1_048_576.0,
        "g" | "gb" => 1e9,
        "gib" => 1_073_741_824.0,
        _ => return Err("a size is a number and a unit, such as 512MB or 2GB".to_owned()),
    };
    let number: f64 = number.parse().map_err(|_| "a size begins with a number, such as 512MB or 2GB".to_owned())?;
    match number * unit {
        size if size < LEAST => Err("it takes 64MB at the least".to_owned()),
        size => Ok(size as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        #[track_caller]
        fn check(text: &str, expected: Option<usize>) {
            assert_eq!(parse_size(text).ok(), expected, "{text}");
        }
        check("512MB", Some(512_000_000));
        check("1.5 gb", Some(1_500_000_000));
        check("64MiB", Some(1 << 26));
        check("300", Some(300_000_000));
        check("10MB", None);
        check("much", None);
        check("1TB", None);
        check("", None);
    }
}
