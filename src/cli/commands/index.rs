//! `kiosque index`: brings an index up to date with the pages at some paths.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
#[cfg(feature = "cluster")]
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
#[cfg(feature = "cluster")]
use kiosque::index::error::IndexError;
#[cfg(feature = "cluster")]
use kiosque::index::target::Target;
use kiosque::ingest;
use kiosque::ingest::options::Options;
use kiosque::ingest::report::{Event, Report};
#[cfg(feature = "cluster")]
use kiosque::opensearch::store::Store;
use kiosque::output::count::grouped;
use kiosque::output::json;
use kiosque::source::names::Names;
use kiosque::source::paths::measure;
use kiosque::source::skip::{FileId, Skip};

use super::errors_file::{Errors, Problem};
use super::{memory, memory_size, run_report};
use crate::cli::failure::{Failure, NO_HITS, UNREADABLE};
use crate::cli::options::index::{IndexOption, IndexPlace};
use crate::cli::options::report::ReportFormat;
use crate::cli::options::sites::SitesOption;
use crate::cli::screen::feeds;

/// Index pages, or bring their index up to date
///
/// PATH is a folder, a file, a pipe, or - for standard input. kiosque looks at the content, not at the name: HTML, also
/// MHTML, SingleFile and mirrors of HTTrack and wget; records in JSON Lines, in arrays and lists of JSON, in CSV and TSV;
/// RSS and Atom; exports of Europresse and Factiva; the report of minet fetch; WARC, ARC and WACZ of crawlers; zip and tar
/// of these, also in each other; gzip, zstd, bzip2 or xz of any.
/// A record holds a page or an article under the names that most tools use (title, text, content, published_at …); --map
/// tells other names. The id of a record is its `id`, else its `url`, else its file and line; a number as `id`
/// counts only within its file, and only where there is no `url`. The id of a page is its path below the first run's PATH.
///
/// Pages that have not changed are passed over. Where your rules for a site change (--sites), its pages are read again. A run that is stopped or killed goes on where it was the next time.
///
/// Output of kiosque below PATH is not indexed: it is counted as own-output. Records that have a text are, also those
/// that `extract` or `search --fields id,title,date,text` wrote.
///
/// Pages that disappeared stay in the index until --prune removes them. Where that may be an accident (nothing was read
/// in a folder, a feed is no feed any more), they stay even then; --prune=all removes them too. A corpus that moved is
/// recognised by its files.
///
/// Exit status: 0 also when some pages were rejected, 1 when there was nothing to forget, 2 when a PATH does not exist or
/// the index cannot be written, 3 when all was done but for what could not be read, 4 when another program is writing to
/// the index or a cluster stayed away, 130 after Ctrl-C.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque index pages/
  kiosque index pages/ --prune --errors rejected.jsonl
  kiosque index articles.jsonl.gz --map text=corps,date=meta.paru_le
  kiosque index --forget pages/lemonde
  zcat articles.jsonl.gz | kiosque index - -i press
  kiosque index pages/ -i http://localhost:9200/press --shards 3")]
pub struct Arguments {
    #[arg(value_name = "PATH", required_unless_present = "forget")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    pub index: IndexOption,
    #[command(flatten)]
    sites: SitesOption,
    /// Read parts of records from these fields, before all others: id, url, title, lead, text, html, date, source, authors,
    /// section, lang, image, fetched; a dot opens an object
    #[arg(long, value_name = "PART=FIELD,…", value_parser = Names::from_str)]
    map: Option<Names>,
    /// Parse on this many threads [default: one for each core]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Memory to work in, such as 300MB or 2GB: at least 64MB, and 44MB more for each million pages of the index
    #[arg(long, value_name = "SIZE", default_value = "512MB", value_parser = memory_size::parse)]
    memory: usize,
    /// Index all pages again, also those that have not changed
    #[arg(long)]
    full: bool,
    /// Remove pages of the given PATHs that disappeared; with =all also where that may be an accident
    #[arg(long, value_name = "WHICH", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "gone")]
    prune: Option<Prune>,
    /// Remove the articles below these paths from the index, whether the paths exist or not; nothing is read; - for
    /// standard input
    #[arg(long, value_name = "PATH", num_args = 1.., conflicts_with = "paths")]
    forget: Vec<PathBuf>,
    /// Which captures of an address become articles; as the index was made, if not given
    #[arg(long, value_name = "WHICH", value_enum)]
    captures: Option<Captures>,
    /// Commit this often: what is committed is durable and can be searched. Commits take a tenth of the time at most
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    commit_every: u32,
    /// Write a JSON line for each page that was rejected or could not be read, and for each file that kiosque wrote
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    pub spread: SpreadOptions,
}

/// How an index is spread that a run makes in a cluster.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Index in a cluster")]
pub struct SpreadOptions {
    /// Cut a new index into this many shards, each on one machine at a time: one for each ten million articles [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024), hide_short_help = true)]
    shards: Option<u32>,
    /// Keep this many further copies of each shard, on other machines [default: 1 if there are several, else 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=100), hide_short_help = true)]
    replicas: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Captures {
    /// The newest, which knows when the others were fetched
    Newest,
    /// Each, under its address and the moment of its capture
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Prune {
    /// Pages whose files are no longer there
    Gone,
    /// Every page that this run did not come across
    All,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let options = Options {
        threads: arguments.threads.map_or(Options::default().threads, usize::from),
        memory: arguments.memory,
        full: arguments.full,
        prune: arguments.prune.is_some(),
        all_captures: arguments.captures.map(|captures| captures == Captures::All),
        names_problems: arguments.errors.is_some(),
        prune_all: arguments.prune == Some(Prune::All),
        names: arguments.map.clone().unwrap_or_default(),
        sites: arguments.sites.read(arguments.index.folder())?,
        commit_every: Duration::from_secs(arguments.commit_every.max(1).into()),
        ..Options::default()
    };
    if !arguments.forget.is_empty() {
        return forget(arguments, &options);
    }
    memory::caution_about_machine(arguments.memory);
    feeds::announce(&arguments.paths);
    let mut errors = arguments.errors.as_deref().map(Errors::create).transpose()?;
    let Arguments { index, spread, paths, .. } = arguments;
    let report = bring_up_to_date(index, spread, paths, &options, errors.as_mut())?;
    if let Some(errors) = errors {
        errors.close()?;
    }
    let mut out = io::stdout().lock();
    match arguments.format {
        ReportFormat::Text => run_report::write(&report, &mut out)?,
        ReportFormat::Json => writeln!(out, "{}", json::to_string(&report))?,
    }
    run_report::warn(&report, arguments.errors.is_some());
    Ok(match report {
        Report { interrupted: true, .. } => ExitCode::from(130),
        Report { missing, .. } if !missing.is_empty() => ExitCode::from(2),
        Report { unreadable, .. } if unreadable.keys().any(run_report::is_lost) => ExitCode::from(UNREADABLE),
        _ => ExitCode::SUCCESS,
    })
}

fn forget(arguments: &Arguments, options: &Options) -> Result<ExitCode, Failure> {
    let report = match arguments.index.place()? {
        IndexPlace::Folder(dir) => ingest::forget(dir, &arguments.forget, options)?,
        #[cfg(feature = "cluster")]
        IndexPlace::Cluster(address) => {
            let store = Store::open(Arc::new(arguments.index.cluster.client(address)?))?;
            ingest::forget_in(&store, &arguments.forget, options)?
        }
    };
    let mut out = io::stdout().lock();
    match arguments.format {
        ReportFormat::Text => writeln!(out, "{} forgotten", run_report::counted(report.forgotten, "page"))?,
        ReportFormat::Json => writeln!(out, "{}", json::to_string(&report))?,
    }
    if report.forgotten > 0 {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "kiosque: the index has nothing from there; kiosque search WORD --format paths shows where its pages lie"
    );
    Ok(ExitCode::from(NO_HITS))
}

/// Indexes with a progress bar, if somebody is there to see it, until Ctrl-C.
pub fn bring_up_to_date(
    index: &IndexOption,
    #[cfg_attr(not(feature = "cluster"), allow(unused_variables, reason = "a folder is not spread"))]
    spread: &SpreadOptions,
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

    memory::give_back_large_blocks();
    let outputs = outputs(errors.as_deref());
    let bar = progress_bar(index.folder(), paths, &outputs);
    let options = Options { outputs, ..options.clone() };
    let mut tell = |event: Event| match event {
        Event::Progress { report, consumed } => {
            bar.set_position(consumed);
            if !bar.is_hidden() {
                let seconds = bar.elapsed().as_secs_f64();
                let pages = grouped(report.read);
                bar.set_message(format!("{pages} pages, {:.0} pages/s", report.read as f64 / seconds));
            }
        }
        Event::MemoryShort { pages, needed } => memory::caution_about_pages(pages, needed, options.memory),
        Event::Problem { origin, id, reason } => {
            if let Some(errors) = &mut errors {
                errors.write(&Problem { origin: origin.to_string(), id, reason });
            }
        }
    };
    let report = match index.place()? {
        IndexPlace::Folder(dir) => ingest::run(dir, paths, &options, &STOP, &mut tell),
        #[cfg(feature = "cluster")]
        IndexPlace::Cluster(address) => {
            let client = Arc::new(index.cluster.client(address)?);
            let (shards, replicas) = (spread.shards.unwrap_or(1), spread.replicas);
            let open = |root: Option<String>| -> Result<Box<dyn Target>, IndexError> {
                Ok(Box::new(Store::open_or_create(Arc::clone(&client), shards, replicas, root)?))
            };
            ingest::run_on(&open, paths, &options, &STOP, &mut tell)
        }
    };
    bar.finish_and_clear();
    Ok(report?)
}

/// The files that this process writes to, should they lie among the pages.
pub fn outputs(errors: Option<&Errors>) -> Vec<FileId> {
    #[cfg(unix)]
    let streams = [FileId::behind(io::stdout()), FileId::behind(io::stderr())];
    #[cfg(not(unix))]
    let streams = [];
    errors.and_then(|errors| FileId::at(&errors.path)).into_iter().chain(streams.into_iter().flatten()).collect()
}

/// Bytes on disk, of which there are so many below the paths: that is known while indexing has long begun.
fn progress_bar(dir: Option<&Path>, paths: &[PathBuf], outputs: &[FileId]) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {msg}, {decimal_bytes_per_sec}, {eta} left");
    let bar = ProgressBar::no_length().with_style(style.expect("a template without mistakes"));
    let (measured, paths) = (bar.clone(), paths.to_owned());
    let index = dir.map_or(PathBuf::new(), |dir| dir.canonicalize().unwrap_or_else(|_| dir.to_owned()));
    let skip = Skip { index, outputs: outputs.to_owned(), ..Skip::default() };
    thread::spawn(move || {
        let paths = paths.iter().filter_map(|path| path.canonicalize().ok());
        measured.set_length(paths.map(|path| measure(&path, &skip)).sum());
    });
    bar
}
