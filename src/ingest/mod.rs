//! The INDEX line as a whole: paths in, an up-to-date index and a report out.
//!
//! ```text
//! this thread    reads the paths, an item at a time, while the quota lasts
//! workers        hash, parse, extract and analyse what is not as the manifest knows it
//! one consumer   in reading order: counts, deletes, adds, commits
//! tantivy        inverts; here an item gives its part of the quota back
//! ```
//!
//! A commit is made every [`Options::commit_every`] and at the end. A run that is killed loses the work since the last
//! one and no more: the next run finds the rest by its fingerprints.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};
use thiserror::Error;
use twox_hash::XxHash3_64;

use crate::article::Rejection;
use crate::extract::{self, record};
use crate::index::Index;
use crate::index::error::IndexError;
use crate::index::manifest::{self, Manifest};
use crate::index::quota::{Permit, Quota};
use crate::index::schema::{Document, Entry};
use crate::index::writer::{Size, Writer};
use crate::source::{self, FileId, Item, Origin, RawPage, Skip, Unreadable, own, path_text};
use consumer::Consumer;
use corpus::{Corpus, common_root, is_below, spellings};
use report::{Moved, Report};

pub mod report;
mod corpus;
mod moved;
pub mod reached;
mod twice;
pub mod id;
mod consumer;

/// How to index.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads that parse.
    pub threads: usize,
    /// Bytes that the run may take beyond what the process has anyway.
    pub memory: usize,
    /// Index pages again although they have not changed.
    pub full: bool,
    /// Delete pages that are no longer below the paths.
    pub prune: bool,
    /// With `prune`: also those that may only seem to be gone.
    pub prune_all: bool,
    /// Files that are written while the run lasts, and so are not to be read.
    pub outputs: Vec<FileId>,
    /// Zero makes a commit for each page, however long that takes; else commits take a tenth of the time at most.
    pub commit_every: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: thread::available_parallelism().map_or(1, usize::from),
            memory: 512 << 20,
            full: false,
            prune: false,
            prune_all: false,
            outputs: Vec::new(),
            commit_every: Duration::from_secs(30),
        }
    }
}

/// What a run tells while it lasts.
#[derive(Debug)]
pub enum Event<'a> {
    /// One more page is done.
    Progress {
        /// The counts so far.
        report: &'a Report,
        /// The bytes taken from disk so far.
        consumed: u64,
    },
    /// A page was rejected or could not be read.
    Problem {
        /// Where the page is.
        origin: &'a Origin,
        /// Its id, where it has one.
        id: Option<&'a str>,
        /// The reason as the report names it.
        reason: &'a str,
    },
    /// The list of the index's pages leaves less of the memory than a run takes.
    MemoryShort {
        /// The pages of the index.
        pages: usize,
        /// The bytes that the run will take.
        needed: usize,
    },
}

/// Why a run could not begin, or not end.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "each message says it")]
pub enum IngestError {
    #[error("nothing to index: {} cannot be found; name a folder of pages, a file, or - for standard input", listed(.0))]
    NothingThere(Vec<PathBuf>),
    #[error("{threads} threads cannot be started: {source}")]
    Threads { threads: usize, source: rayon::ThreadPoolBuildError },
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Brings the index in `dir` up to date with `paths` (folders, files, pipes, or `-` for standard input), and makes it if
/// there is none. When `stop` becomes true, no further page is read, and what has been read is committed.
///
/// A path that does not exist is named in the report and keeps none of the others from being read.
pub fn run(
    dir: &Path,
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
    let mut index = Index::open_or_create(dir, root.as_deref().map(path_text))?;
    let lies = follow_root(&mut index, &found)?;
    if let Some(root) = root.filter(|root| index.stamp.root == Some(path_text(root))) {
        index.stamp.alias = moved::alias(paths, &root).or(index.stamp.alias);
    }
    let report = with_writer(&index, &found, options, stop, |run, writer| run.bring_up_to_date(writer, tell, lies))?;
    Ok(Report { elapsed: started.elapsed(), missing, ..report })
}

/// The same with an index that is open and whose corpus is where it was, and paths that exist, by the one name that each
/// has.
pub fn run_in(
    index: &Index,
    paths: &[PathBuf],
    options: &Options,
    stop: &AtomicBool,
    tell: &mut (dyn FnMut(Event) + Send),
) -> Result<Report, IngestError> {
    with_writer(index, paths, options, stop, |run, writer| run.bring_up_to_date(writer, tell, Whereabouts::default()))
}

/// Removes the pages below `paths` from the index in `dir`, be they there or not; `-` stands for standard input.
pub fn forget(dir: &Path, paths: &[PathBuf], options: &Options) -> Result<Report, IngestError> {
    let started = Instant::now();
    let index = Index::open(dir)?;
    let named = |path: &PathBuf| if path == Path::new(source::STDIN) { vec![path.clone()] } else { spellings(path) };
    let paths: Vec<PathBuf> = paths.iter().flat_map(named).collect();
    let stop = AtomicBool::new(false);
    let forget = |run: &Run, writer: Writer| Consumer::new(run, writer, &mut |_| {}).forget();
    let report = with_writer(&index, &paths, options, &stop, forget)?;
    Ok(Report { elapsed: started.elapsed(), ..report })
}

/// Has `job` change the index, with all that it needs for it.
fn with_writer<J>(
    index: &Index,
    paths: &[PathBuf],
    options: &Options,
    stop: &AtomicBool,
    job: J,
) -> Result<Report, IngestError>
where
    J: for<'a> FnOnce(&'a Run<'a>, Writer<'a>) -> Result<Report, IndexError>,
{
    let workers = ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|source| IngestError::Threads { threads: options.threads, source })?;
    let pages = manifest::length(index)?;
    let share = Share::of(options, pages);
    let writer = Writer::open(index, share.writer)?;
    let run = Run {
        index,
        paths,
        options,
        stop,
        workers: &workers,
        corpus: Corpus::new(index.stamp.root.as_deref()),
        manifest: RwLock::new(Manifest::load(index, options.full)?),
        consumed: AtomicU64::new(0),
        quota: Quota::new(share.under_way),
        known: pages,
        needed: share.needed,
    };
    Ok(job(&run, writer)?)
}

/// Where the pages of the index are, before any is read.
#[derive(Default)]
struct Whereabouts {
    moved: Option<Moved>,
    /// The fingerprints of all articles, in their order, where some of the paths lies outside the corpus: its pages may be
    /// known by other names.
    known: Vec<u64>,
}

/// Has the index look for its pages where the corpus lies now.
fn follow_root(index: &mut Index, paths: &[PathBuf]) -> Result<Whereabouts, IndexError> {
    let Some(root) = index.stamp.root.clone() else { return Ok(Whereabouts::default()) };
    let on_disk: Vec<&Path> = paths.iter().map(PathBuf::as_path).filter(|path| !source::is_feed(path)).collect();
    if on_disk.iter().all(|path| is_below(&path_text(path), &root)) {
        return Ok(Whereabouts::default());
    }
    let known = manifest::fingerprints(index)?;
    if manifest::containers(index, &moved::is_relative, 1)?.is_empty() {
        // No page is named by way of it.
        index.stamp.root = common_root(paths).as_deref().map(path_text);
        return Ok(Whereabouts { moved: None, known });
    }
    let names: Vec<&str> = [Some(root.as_str()), index.stamp.alias.as_deref()].into_iter().flatten().collect();
    let now = match moved::led_to(&names, &root, &on_disk) {
        None => moved::root(index, &root, &on_disk, &known)?,
        now => now,
    };
    let moved = now.as_deref().map(path_text).map(|to| Moved { from: root, to });
    if let Some(moved) = &moved {
        index.stamp.root = Some(moved.to.clone());
    }
    Ok(Whereabouts { moved, known })
}

fn listed(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| source::path_text(path)).collect::<Vec<_>>().join(", ")
}

/// The paths that exist, by the one name that each has, and those that do not.
fn resolve(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for path in paths {
        match path.canonicalize() {
            // A pipe's name may be all that there is of it: `/dev/fd/63` leads to `pipe:[4711]`, which is nowhere.
            _ if source::is_feed(path) => found.push(path.clone()),
            Ok(path) => found.push(path),
            Err(error) if error.kind() == ErrorKind::NotFound => missing.push(path.clone()),
            // Reading it will tell what is wrong with it.
            Err(_) => found.push(std::path::absolute(path).unwrap_or_else(|_| path.clone())),
        }
    }
    (found, missing)
}

/// Items that may wait for the consumer. The quota bounds their bytes.
const QUEUE: usize = 4096;

/// Bytes of memory for each byte of a page, while its tree stands.
const TREE: usize = 12;

/// A text is in a document three times: its stems, its forms, and the article as JSON.
const COPIES: usize = 3;

/// What an item takes beside its bytes.
const ITEM: usize = 1 << 10;

/// The least memory that a run works in, beside the list of the pages that the index has.
pub const LEAST_MEMORY: usize = 64_000_000;

/// How the memory is divided: first comes the manifest. Of the rest, a third is for what nobody counts: holes of the
/// allocator, stacks, what writing and merging segments takes beside the heap. The pages that this run adds to the manifest
/// take theirs from what is under way.
struct Share {
    under_way: usize,
    writer: Size,
    /// Bytes of memory without which the run would not keep to its bound.
    needed: usize,
}

impl Share {
    /// Of a run on an index that has so many pages.
    fn of(options: &Options, pages: usize) -> Self {
        let manifest = pages.saturating_mul(manifest::PAGE);
        let rest = options.memory.saturating_sub(manifest).max(LEAST_MEMORY);
        // A third thread would have little to do, and each makes a segment of its own at every commit.
        let threads = options.threads.clamp(1, 2);
        let writer = Size { threads, heap: rest / 3, merge: rest as u64 / 6 };
        Self { under_way: rest / 5, writer, needed: manifest.saturating_add(LEAST_MEMORY) }
    }
}

/// What the threads of a run share.
struct Run<'a> {
    index: &'a Index,
    paths: &'a [PathBuf],
    options: &'a Options,
    stop: &'a AtomicBool,
    workers: &'a ThreadPool,
    corpus: Corpus,
    /// Only the consumer changes it.
    manifest: RwLock<Manifest>,
    consumed: AtomicU64,
    quota: Arc<Quota>,
    /// Pages that the index has from before, and bytes of memory that a run with so many needs.
    known: usize,
    needed: usize,
}

/// What a worker made of an item.
struct Finished {
    origin: Origin,
    permit: Permit,
    page: Result<Page, Unreadable>,
}

struct Page {
    id: String,
    is_record: bool,
    fingerprint: u64,
    size: usize,
    content: Content,
}

enum Content {
    Parsed(Parsed),
    /// It was not parsed, for its bytes are those that the manifest knew when the worker looked.
    Known(Item),
    /// It is no article, and no page that the index should know of.
    Own,
}

/// A page as the index takes it.
struct Parsed {
    document: Document,
    rejection: Option<Rejection>,
    has_text: bool,
    /// Bytes of memory until the index has it.
    weight: usize,
}

impl Run<'_> {
    /// Reads all pages while the consumer changes the index.
    fn bring_up_to_date(
        &self,
        writer: Writer,
        tell: &mut (dyn FnMut(Event) + Send),
        lies: Whereabouts,
    ) -> Result<Report, IndexError> {
        if self.needed > self.options.memory {
            tell(Event::MemoryShort { pages: self.known, needed: self.needed });
        }
        let (queue, pages) = sync_channel(QUEUE);
        let report = thread::scope(|threads| {
            let consumer = threads.spawn(|| Consumer::new(self, writer, tell).consume(pages, lies));
            self.read(queue);
            consumer.join().unwrap_or_else(|panic| resume_unwind(panic))
        })?;
        Ok(Report { interrupted: self.stop.load(Ordering::Relaxed), ..report })
    }

    /// Reads the paths and has the workers see to what is in them; `queue` gets their answers in reading order.
    fn read(&self, queue: SyncSender<Receiver<Finished>>) {
        let index = self.index.dir.canonicalize().unwrap_or_else(|_| self.index.dir.clone());
        let skip = Skip { index, outputs: self.options.outputs.clone() };
        self.workers.in_place_scope_fifo(|scope| {
            let mut each = |item: Item| {
                if self.stop.load(Ordering::Relaxed) {
                    return ControlFlow::Break(());
                }
                let permit = self.quota.take(ITEM + TREE * item.length());
                let (answer, page) = sync_channel(1);
                scope.spawn_fifo(move |_| {
                    // Nobody listens once the consumer has failed, which ends the run with its error.
                    let _ = answer.send(self.work(item, permit));
                });
                if queue.send(page).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            let _ = self.paths.iter().try_for_each(|path| source::read(path, &skip, &self.consumed, &mut each));
        });
    }

    fn work(&self, item: Item, mut permit: Permit) -> Finished {
        let origin = item.origin().clone();
        // What one page in a million brings down should not cost the others.
        let page = catch_unwind(AssertUnwindSafe(|| self.parse(item))).unwrap_or(Err(Unreadable::Crash));
        permit.shrink(ITEM + page.as_ref().map_or(0, Page::weight));
        Finished { origin, permit, page }
    }

    fn parse(&self, item: Item) -> Result<Page, Unreadable> {
        let own = match &item {
            Item::Own { .. } => Some(0),
            Item::Record(record) if own::is_record(&record.bytes) => Some(record.bytes.len()),
            _ => None,
        };
        if let Some(size) = own {
            return Ok(Page { id: String::new(), is_record: true, fingerprint: 0, size, content: Content::Own });
        }
        let raw = self.raw(&item)?;
        let container = self.corpus.name(&raw.origin.container);
        let id = match &item {
            Item::Record(record) => id::of_record(record, &container)?,
            Item::Page(page) if container == source::STDIN => id::of_fed_page(page),
            _ => id::of_page(&container),
        };
        let is_record = matches!(item, Item::Record(_));
        let (fingerprint, size) = (fingerprint(&raw.bytes), raw.bytes.len());
        let known = self.manifest.read().unwrap_or_else(PoisonError::into_inner).get(&id);
        let content = if known.is_some_and(|known| known.fingerprint == Some(fingerprint)) {
            drop(raw);
            Content::Known(item)
        } else {
            Content::Parsed(self.parsed(&item, &raw, &id, fingerprint)?)
        };
        Ok(Page { id, is_record, fingerprint, size, content })
    }

    /// Makes a document of a page: this is where the work is.
    fn parsed(&self, item: &Item, raw: &RawPage, id: &str, fingerprint: u64) -> Result<Parsed, Unreadable> {
        let outcome = match item {
            Item::Record(_) => record::article(raw)?,
            _ => extract::extract(raw),
        };
        let container = self.corpus.name(&raw.origin.container);
        Ok(self.document(Entry { id: id.to_owned(), container, fingerprint, outcome }))
    }

    fn document(&self, entry: Entry) -> Parsed {
        let weight = entry.outcome.as_ref().map_or(0, |article| COPIES * article.text_length());
        let rejection = entry.outcome.as_ref().err().copied();
        let has_text = entry.has_text();
        Parsed { document: self.index.fields.document(&entry), rejection, has_text, weight }
    }

    fn raw<'a>(&self, item: &'a Item) -> Result<Cow<'a, RawPage>, Unreadable> {
        match item {
            Item::File { origin, .. } => source::load(&origin.container, &self.consumed).map(Cow::Owned),
            Item::Page(raw) | Item::Record(raw) => Ok(Cow::Borrowed(raw)),
            Item::Own { .. } => unreachable!("there is no page in it"),
            Item::Unreadable { reason, .. } => Err(*reason),
        }
    }
}

impl Page {
    /// Bytes of memory until the index has it.
    fn weight(&self) -> usize {
        match &self.content {
            Content::Parsed(parsed) => parsed.weight,
            Content::Known(Item::Page(raw) | Item::Record(raw)) => raw.bytes.len(),
            Content::Known(_) | Content::Own => 0,
        }
    }
}

/// What tells that an article is still what extraction would make of a page.
fn fingerprint(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot_with_seed(extract::VERSION, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_the_memory_leave_a_quarter_of_it() {
        #[track_caller]
        fn check(memory: usize, pages: usize, enough: bool) {
            let share = Share::of(&Options { memory, ..Options::default() }, pages);
            let taken = pages * manifest::PAGE + share.under_way + share.writer.heap + share.writer.merge as usize;
            assert_eq!(share.needed <= memory, enough, "{memory} for {pages} pages: {} are needed", share.needed);
            assert_eq!(taken <= memory - (memory - pages * manifest::PAGE) / 4, enough, "{memory} for {pages} pages");
        }
        check(LEAST_MEMORY, 0, true);
        check(512_000_000, 0, true);
        check(512_000_000, 1_000_000, true);
        check(512_000_000, 10_000_000, true);
        check(512_000_000, 20_000_000, false);
        check(1_000_000_000, 20_000_000, true);
        check(LEAST_MEMORY, 1_000_000, false);
    }
}
