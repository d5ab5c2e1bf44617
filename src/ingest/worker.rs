//! The workers: they read pages and turn them into documents, on all cores. What the manifest knows by its fingerprint is
//! not parsed again.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};

use rayon::ThreadPool;
use twox_hash::XxHash3_64;

use super::corpus::Corpus;
use super::id;
use super::options::Options;
use crate::article::Rejection;
use crate::extract::{self, record};
use crate::index::Index;
use crate::index::manifest::Manifest;
use crate::index::quota::{Permit, Quota};
use crate::index::schema::{Document, Entry};
use crate::source::skip::Skip;
use crate::source::{self, Item, Origin, RawPage, Unreadable, file, own, paths};

/// Bytes of memory for each byte of a page, while its tree exists.
const TREE: usize = 12;

/// Copies of a text in its document: stems, forms, and the article as JSON.
const COPIES: usize = 3;

/// Bytes that an item takes beside its content.
const ITEM: usize = 1 << 10;

/// A run: all that its threads share.
pub struct Run<'a> {
    pub index: &'a Index,
    pub paths: &'a [PathBuf],
    pub options: &'a Options,
    pub stop: &'a AtomicBool,
    pub workers: &'a ThreadPool,
    pub corpus: Corpus,
    /// The pages of the index; only the consumer changes it.
    pub manifest: RwLock<Manifest>,
    /// Bytes taken from disk so far.
    pub consumed: AtomicU64,
    /// The memory for pages under way.
    pub quota: Arc<Quota>,
    /// Pages that the index had before.
    pub known: usize,
    /// Bytes of memory that a run on so many pages needs.
    pub needed: usize,
}

/// The answer of a worker for an item.
pub struct Finished {
    pub origin: Origin,
    pub permit: Permit,
    pub page: Result<Page, Unreadable>,
}

/// A page or a record that was read.
pub struct Page {
    pub id: String,
    pub is_record: bool,
    pub fingerprint: u64,
    pub size: usize,
    pub content: Content,
}

/// What there is to do for a page.
pub enum Content {
    Parsed(Parsed),
    /// It was not parsed, since the manifest had its fingerprint when the worker looked.
    Known(Item),
    /// It was written by kiosque, and leaves nothing in the index.
    Own,
}

/// A page as the index takes it.
pub struct Parsed {
    pub document: Document,
    pub rejection: Option<Rejection>,
    pub has_text: bool,
    /// Bytes of memory that it takes until the index has it.
    pub weight: usize,
}

impl Run<'_> {
    /// Reads the paths and has the workers parse what is in them. `queue` gets their answers in the order of reading.
    pub fn read(&self, queue: SyncSender<Receiver<Finished>>) {
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
            let _ = self.paths.iter().try_for_each(|path| paths::read(path, &skip, &self.consumed, &mut each));
        });
    }

    fn work(&self, item: Item, mut permit: Permit) -> Finished {
        let origin = item.origin().clone();
        // A page that makes the worker panic should not end the run.
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

    /// Extracts and analyses a page, which is nearly all the work of a run.
    pub fn parsed(&self, item: &Item, raw: &RawPage, id: &str, fingerprint: u64) -> Result<Parsed, Unreadable> {
        let outcome = match item {
            Item::Record(_) => record::article(raw)?,
            _ => extract::extract(raw),
        };
        let container = self.corpus.name(&raw.origin.container);
        Ok(self.document(Entry { id: id.to_owned(), container, fingerprint, outcome }))
    }

    /// Analyses an article, or notes its rejection.
    pub fn document(&self, entry: Entry) -> Parsed {
        let weight = entry.outcome.as_ref().map_or(0, |article| COPIES * article.text_length());
        let rejection = entry.outcome.as_ref().err().copied();
        let has_text = entry.has_text();
        Parsed { document: self.index.document(&entry), rejection, has_text, weight }
    }

    /// The bytes of an item, which may still have to be read.
    pub fn raw<'a>(&self, item: &'a Item) -> Result<Cow<'a, RawPage>, Unreadable> {
        match item {
            Item::File { origin, .. } => file::load(&origin.container, &self.consumed).map(Cow::Owned),
            Item::Page(raw) | Item::Record(raw) => Ok(Cow::Borrowed(raw)),
            Item::Own { .. } => unreachable!("there is no page in it"),
            Item::Unreadable { reason, .. } => Err(*reason),
        }
    }
}

impl Page {
    /// Bytes of memory that it takes until the index has it.
    fn weight(&self) -> usize {
        match &self.content {
            Content::Parsed(parsed) => parsed.weight,
            Content::Known(Item::Page(raw) | Item::Record(raw)) => raw.bytes.len(),
            Content::Known(_) | Content::Own => 0,
        }
    }
}

/// The fingerprint of a page, by its bytes and the version of extraction. A page that has the fingerprint of the index is
/// the article that the index has, and is not parsed again.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot_with_seed(extract::VERSION, bytes)
}
