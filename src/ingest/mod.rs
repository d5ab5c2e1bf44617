//! Indexing: a run takes paths, brings an index up to date with them, and reports what it did.
//!
//! ```text
//! this thread    finds the pages of the paths, one at a time, as long as the memory lasts
//! workers        read, hash, parse, extract and analyse each page that is new or has changed
//! one consumer   takes the pages in reading order: counts, deletes, adds, commits
//! batches        are inverted and written as segments, each by a thread, and free their memory for further pages
//! ```
//!
//! A commit is made every [`Options::commit_every`] and at the end. A run that is killed loses the work since its last commit;
//! the next run knows by their fingerprints which pages are indexed already.

use std::io::ErrorKind;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, OnceLock, RwLock};
use std::thread;
use std::time::Instant;

use rayon::ThreadPoolBuilder;
use thiserror::Error;

use crate::index::Index;
use crate::index::error::IndexError;
use crate::index::quota::Quota;
use crate::index::target::{Target, TargetWriter};
use crate::source::{self, path_text};
use consumer::Consumer;
use corpus::{Corpus, common_root, spellings};
use memory::Share;
use moved::Whereabouts;
use options::Options;
use passing::Passing;
use report::{Event, Report};
use unit::fingerprint;
use worker::Run;

pub mod options;
pub mod id;
mod corpus;
pub mod reached;
pub mod report;
mod memory;
mod unit;
mod worker;
mod moved;
mod twice;
mod textless;
mod captures;
mod passing;
mod consumer;

/// Items that may wait for the consumer. The quota bounds their bytes.
const QUEUE: usize = 4096;

/// Why a run could not begin, or not end.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "each message says it")]
pub enum IngestError {
    #[error("nothing to index: {} cannot be found; name a folder of pages, a file, or - for standard input", listed(.0))]
    NothingThere(Vec<PathBuf>),
    #[error("{threads} threads cannot be started: {source}")]
    Threads { threads: usize, source: rayon::ThreadPoolBuildError },
    #[error("the index in {index} has {has} capture of an address; index into another folder to have it otherwise")]
    Captures { index: String, has: &'static str },
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Brings the index in `dir` up to date with `paths` (folders, files, pipes, or `-` for standard input), and makes it if
/// there is none. When `stop` becomes true, no further page is read, and what has been read is committed.
///
/// A path that does not exist is named in the report; the others are read.
pub fn run(
    dir: &Path,
    paths: &[PathBuf],
    options: &Options,
    stop: &AtomicBool,
    tell: &mut (dyn FnMut(Event) + Send),
) -> Result<Report, IngestError> {
    let open = |root: Option<String>| -> Result<Box<dyn Target>, IndexError> {
        Ok(Box::new(Index::open_or_create(dir, root)?))
    };
    run_on(&open, paths, options, stop, tell)
}

/// Brings an index up to date with `paths`, as [`run`] does, wherever it lies: `open` opens it, or makes one whose pages live below a
/// folder.
pub fn run_on(
    open: &dyn Fn(Option<String>) -> Result<Box<dyn Target>, IndexError>,
    paths: &[PathBuf],
    options: &Options,
    stop: &AtomicBool,
    tell: &mut (dyn FnMut(Event) + Send),
) -> Result<Report, IngestError> {
    let started = Instant::now();
    let (found, missing) = resolve(paths);
    if found.is_empty() {
        return Err(IngestError::NothingThere(missing));
    }
    let root = common_root(&found);
    let mut target = open(root.as_deref().map(path_text))?;
    if let Some(all) = options.all_captures.filter(|all| *all != target.stamp().all_captures) {
        if target.length()? > 0 {
            let has = if all { "the newest" } else { "every" };
            return Err(IngestError::Captures { index: target.shown(), has });
        }
        target.stamp_mut().all_captures = all;
    }
    let whereabouts = moved::follow_root(&mut *target, &found, options)?;
    if let Some(root) = root.filter(|root| target.stamp().root == Some(path_text(root))) {
        let stamp = target.stamp_mut();
        stamp.alias = moved::alias(paths, &root).or(stamp.alias.take());
    }
    let report = with_writer(&*target, &found, options, stop, |run, writer, passing| {
        bring_up_to_date(run, writer, passing, tell, whereabouts)
    })?;
    Ok(Report { elapsed: started.elapsed(), missing, ..report })
}

/// Brings an open index up to date with `paths`, as [`run`] does. The corpus must not have moved, and the paths must exist and
/// be canonical.
pub fn run_in(
    index: &Index,
    paths: &[PathBuf],
    options: &Options,
    stop: &AtomicBool,
    tell: &mut (dyn FnMut(Event) + Send),
) -> Result<Report, IngestError> {
    with_writer(index, paths, options, stop, |run, writer, passing| {
        bring_up_to_date(run, writer, passing, tell, Whereabouts::default())
    })
}

/// Removes the pages below `paths` from the index in `dir`, whether their files exist or not. `-` stands for the pages of
/// standard input.
pub fn forget(dir: &Path, paths: &[PathBuf], options: &Options) -> Result<Report, IngestError> {
    forget_in(&Index::open(dir)?, paths, options)
}

/// Removes the pages below `paths` from an index, as [`forget`] does, wherever it lies.
pub fn forget_in(target: &dyn Target, paths: &[PathBuf], options: &Options) -> Result<Report, IngestError> {
    let started = Instant::now();
    let named = |path: &PathBuf| if path == Path::new(source::STDIN) { vec![path.clone()] } else { spellings(path) };
    let paths: Vec<PathBuf> = paths.iter().flat_map(named).collect();
    let stop = AtomicBool::new(false);
    let forget =
        |run: &Run, writer: BoxedWriter, passing: Passing| Consumer::new(run, writer, passing, &mut |_| {}).forget();
    let report = with_writer(target, &paths, options, &stop, forget)?;
    Ok(Report { elapsed: started.elapsed(), ..report })
}

/// Reads all pages while the consumer changes the index.
fn bring_up_to_date(
    run: &Run,
    writer: BoxedWriter,
    passing: Passing,
    tell: &mut (dyn FnMut(Event) + Send),
    whereabouts: Whereabouts,
) -> Result<Report, IndexError> {
    if run.needed > run.options.memory {
        tell(Event::MemoryShort { pages: run.known, needed: run.needed });
    }
    let (queue, pages) = sync_channel(QUEUE);
    let report = thread::scope(|threads| {
        let consumer = threads.spawn(|| Consumer::new(run, writer, passing, tell).consume(pages, whereabouts));
        run.read(queue);
        consumer.join().unwrap_or_else(|panic| resume_unwind(panic))
    })?;
    let idle_rules = run.tally().idle();
    Ok(Report { interrupted: run.stop.load(Ordering::Relaxed), idle_rules, ..report })
}

type BoxedWriter<'a> = Box<dyn TargetWriter + 'a>;

/// Opens the index for writing, prepares a run, and does a job with both.
fn with_writer<J>(
    target: &dyn Target,
    paths: &[PathBuf],
    options: &Options,
    stop: &AtomicBool,
    job: J,
) -> Result<Report, IngestError>
where
    J: for<'a> FnOnce(&'a Run<'a>, BoxedWriter<'a>, Passing) -> Result<Report, IndexError>,
{
    let workers = ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|source| IngestError::Threads { threads: options.threads, source })?;
    let pages = target.length()?;
    // Where pages are looked up, the run keeps no list of all.
    let listed = if target.looked_up_together().is_some() { 0 } else { pages };
    let share = Share::of(options, listed);
    let writer = target.writer(share.writer)?;
    let corpus = Corpus::new(target.stamp().root.as_deref());
    let reader = fingerprint(&[], options.names.seed() ^ options.sites.digest);
    let passing = Passing::new(&target.stamp().containers, reader, options, &corpus, paths);
    let run = Run {
        target,
        paths,
        options,
        stop,
        workers: &workers,
        passed: passing.looks(&corpus),
        corpus,
        manifest: RwLock::new(target.manifest(options.full)?),
        consumed: AtomicU64::new(0),
        quota: Quota::new(share.under_way),
        known: listed,
        failure: OnceLock::new(),
        tally: Mutex::default(),
        needed: share.needed,
    };
    Ok(job(&run, writer, passing)?)
}

fn listed(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| source::path_text(path)).collect::<Vec<_>>().join(", ")
}

/// The paths that exist, made canonical, and those that do not.
fn resolve(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for path in paths {
        match path.canonicalize() {
            // A pipe has no canonical path: `/dev/fd/63` is a link to `pipe:[4711]`, which is no file.
            _ if source::paths::is_feed(path) => found.push(path.clone()),
            Ok(path) => found.push(path),
            Err(error) if error.kind() == ErrorKind::NotFound => missing.push(path.clone()),
            // Reading it will give the error to report.
            Err(_) => found.push(std::path::absolute(path).unwrap_or_else(|_| path.clone())),
        }
    }
    (found, missing)
}
