//! The workers: they read pages and turn them into documents, on all cores. What the manifest knows by its fingerprint is
//! not parsed again.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::mem;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use jiff::civil::DateTime;
use rayon::ThreadPool;

use super::corpus::Corpus;
use super::id;
use super::options::Options;
use super::unit::{Unit, fingerprint, of_record, seed};
use crate::article::{Article, Rejection};
use crate::extract::sites::site::Applied;
use crate::extract::sites::tally::Tally;
use crate::extract::{self, record};
use crate::index::error::IndexError;
use crate::index::manifest::{self, Known, Manifest};
use crate::index::quota::{Permit, Quota};
use crate::index::schema::{Document, Entry, seconds};
use crate::index::target::Target;
use crate::source::look::Look;
use crate::source::names::Part;
use crate::source::record::Record;
use crate::source::skip::Skip;
use crate::source::{
    self, Item, Lines, NoPage, Passed, Place, RawPage, Revisit, Unreadable, file, mirror, own, paths, pieces,
};

/// Bytes of memory for each byte of a page, while its tree exists.
const TREE: usize = 12;

/// Copies of a text in its document: stems, forms, and the article as JSON.
const COPIES: usize = 3;

/// Bytes that an item takes beside its content.
const ITEM: usize = 1 << 10;

/// A run: all that its threads share.
pub struct Run<'a> {
    pub target: &'a dyn Target,
    pub paths: &'a [PathBuf],
    pub options: &'a Options,
    pub stop: &'a AtomicBool,
    pub workers: &'a ThreadPool,
    pub corpus: Corpus,
    /// The pages of the index; only the consumer changes it.
    pub manifest: RwLock<Manifest>,
    /// Large files that have not changed, and how they look.
    pub passed: HashMap<PathBuf, Look>,
    /// Bytes taken from disk so far.
    pub consumed: AtomicU64,
    /// The memory for pages under way.
    pub quota: Arc<Quota>,
    /// Pages that the index had before.
    pub known: usize,
    /// Bytes of memory that a run on so many pages needs.
    pub needed: usize,
    /// What the rules for sites gave so far.
    pub tally: Mutex<Tally>,
    /// Why pages could not be looked up, and what was read after that is worth nothing.
    pub failure: OnceLock<IndexError>,
}

/// A page or a record that a worker is done with.
pub struct Finished {
    pub read: Arc<Read>,
    /// Where it stands in what was read, if that has several.
    pub record: Option<Place>,
    pub page: Result<Page, NoPage>,
    /// For its document, if it has one.
    pub permit: Option<Permit>,
}

/// An item, as long as one of its pages waits for the consumer.
pub struct Read {
    pub item: Item,
    /// The name of its file in the index.
    pub container: String,
    pub permit: Permit,
}

/// A page or a record that was read.
pub struct Page {
    pub id: String,
    pub fingerprint: u64,
    /// When it was fetched, in [`seconds`] since 1970; 0 if that is not known.
    pub fetched: u32,
    pub size: usize,
    /// Whether it is one of several articles of a page.
    pub is_part: bool,
    /// If it is a record without a text: the names of its fields that nobody knows.
    pub unknown: Option<Vec<String>>,
    pub content: Content,
}

/// What there is to do for a page.
pub enum Content {
    Parsed(Box<Parsed>),
    /// It was not parsed, since the manifest had its fingerprint when the worker looked.
    Known,
    /// It was written by kiosque, and leaves nothing in the index.
    Own,
    /// It is a large file that is read, whose pages come after it.
    Opened(Look),
    /// It is a large file that has not changed.
    Unchanged,
    /// It says when a page was fetched once more, and that it had not changed.
    Revisit,
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
    pub fn read(&self, queue: SyncSender<Receiver<Vec<Finished>>>) {
        let folder = self.target.folder().unwrap_or(Path::new(""));
        let index = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let skip = Skip {
            index,
            outputs: self.options.outputs.clone(),
            read: self.passed.clone(),
            large: self.options.remembered,
        };
        self.workers.in_place_scope_fifo(|scope| {
            let mut hand_on = |items: Vec<Item>| {
                let permit = self.quota.take(needed(&items));
                let (answer, pages) = sync_channel(1);
                scope.spawn_fifo(move |_| {
                    // Nobody listens once the consumer has failed, which ends the run with its error.
                    let _ = answer.send(self.work(items, permit));
                });
                if queue.send(pages).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            let mut group = Group::of(self.target.looked_up_together().unwrap_or(1));
            let mut each = |item: Item| {
                if self.stop.load(Ordering::Relaxed) {
                    return ControlFlow::Break(());
                }
                group.add(item).map_or(ControlFlow::Continue(()), &mut hand_on)
            };
            let cut = |head: &[u8]| self.options.sites.cut(head);
            let mut each = |item| pieces::read(item, &skip, &cut, &self.consumed, &mut each);
            let _ = self
                .paths
                .iter()
                .try_for_each(|path| paths::read(path, &skip, &self.options.names, &self.consumed, &mut each));
            if !group.items.is_empty() && !self.stop.load(Ordering::Relaxed) {
                let _ = hand_on(group.items);
            }
        });
    }

    fn work(&self, items: Vec<Item>, mut permit: Permit) -> Vec<Finished> {
        if self.target.looked_up_together().is_some()
            && let Err(error) = self.look_up(&items)
        {
            let _ = self.failure.set(error);
            return Vec::new();
        }
        let mut items = items;
        let last = items.pop();
        let part = |permit: &mut Permit, item: &Item| permit.part(ITEM + item.length());
        let mut finished: Vec<Finished> = Vec::new();
        for item in items {
            let own = part(&mut permit, &item);
            finished.extend(self.work_on(item, own));
        }
        finished.extend(last.map(|item| self.work_on(item, permit)).into_iter().flatten());
        finished
    }

    /// Asks the index for all pages of some items at once, so that none has to be asked for alone.
    fn look_up(&self, items: &[Item]) -> Result<(), IndexError> {
        let mut ids = BTreeSet::new();
        for item in items {
            // What makes a worker panic will do so again when it is parsed, and be counted.
            let of_item = catch_unwind(AssertUnwindSafe(|| self.ids(item))).unwrap_or_default();
            ids.extend(of_item.into_iter().filter(|id| self.known(id).is_none()));
        }
        let ids: Vec<String> = ids.into_iter().collect();
        for ids in ids.chunks(self.target.looked_up_together().unwrap_or(1)) {
            let found = self.target.look_up(ids, self.options.full)?;
            let mut manifest = self.manifest.write().unwrap_or_else(PoisonError::into_inner);
            let news = found.into_iter().filter(|(id, known)| manifest.learn(*id, *known)).count();
            drop(manifest);
            self.quota.lower(news * manifest::PAGE);
        }
        Ok(())
    }

    /// The ids of the pages of an item, as parsing it will find them.
    fn ids(&self, item: &Item) -> Vec<String> {
        let container = self.corpus.name(item.container());
        match item {
            Item::Lines(lines) => {
                let id = |place| {
                    let bytes = lines.record(place);
                    let record = Record::read(&bytes, &self.options.names).ok()?;
                    Some(self.id_of_record(&record, &bytes, lines, place, &container, record::fetched(&record)))
                };
                lines.places().filter_map(id).collect()
            }
            Item::Revisit(revisit) => self.id_of_revisit(revisit).into_iter().collect(),
            Item::File { .. } | Item::Page(_) | Item::Capture(_) => {
                // It will be read once more, and counted then.
                let raw = self.raw(item, &AtomicU64::new(0));
                let units = raw.map_or(Vec::new(), |raw| Unit::all(raw, &self.options.sites));
                units.iter().map(|unit| self.id(unit, &container)).collect()
            }
            Item::Opened { .. }
            | Item::Unchanged { .. }
            | Item::Own { .. }
            | Item::PassedOver { .. }
            | Item::Unreadable { .. } => Vec::new(),
        }
    }

    fn id_of_revisit(&self, revisit: &Revisit) -> Option<String> {
        let url = revisit.refers_to_url.as_ref().or(revisit.url.as_ref());
        url.filter(|_| !self.target.stamp().all_captures).map(|url| id::of_capture(url, None))
    }

    /// Why a worker could not go on, if one could not.
    pub fn failure(&self) -> Result<(), IndexError> {
        self.failure.get().map_or(Ok(()), |error| Err(error.clone()))
    }

    fn work_on(&self, item: Item, mut permit: Permit) -> Vec<Finished> {
        // A page that makes the worker panic should not end the run.
        let caught = |parse: &dyn Fn() -> Result<Vec<Page>, NoPage>| {
            catch_unwind(AssertUnwindSafe(parse)).unwrap_or(Err(Unreadable::Crash.into()))
        };
        let container = self.corpus.name(item.container());
        let pages: Vec<_> = match &item {
            Item::Lines(lines) => lines
                .places()
                .map(|place| (Some(place), caught(&|| Ok(vec![self.parse_record(lines, place, &container)?]))))
                .collect(),
            item => vec![(None, caught(&|| self.parse(item, &container)))],
        };
        let pages: Vec<_> =
            pages.into_iter().flat_map(|(place, pages)| each(pages).map(move |page| (place, page))).collect();
        let weights = pages.iter().filter_map(|(_, page)| page.as_ref().ok()?.weight()).sum::<usize>();
        permit.shrink(ITEM + item.held() + weights);
        let permits: Vec<_> = pages
            .iter()
            .map(|(_, page)| page.as_ref().ok().and_then(Page::weight).map(|weight| permit.part(weight)))
            .collect();
        let read = Arc::new(Read { item, container, permit });
        let finished = |((record, page), permit)| Finished { read: Arc::clone(&read), record, page, permit };
        pages.into_iter().zip(permits).map(finished).collect()
    }

    fn parse(&self, item: &Item, container: &str) -> Result<Vec<Page>, NoPage> {
        match item {
            Item::Own { .. } => return Ok(vec![Page::of(Content::Own, 0)]),
            Item::Opened { look, .. } => return Ok(vec![Page::of(Content::Opened(*look), 0)]),
            Item::Unchanged { .. } => return Ok(vec![Page::of(Content::Unchanged, 0)]),
            Item::Revisit(revisit) if !self.target.stamp().all_captures => {
                let id = self.id_of_revisit(revisit).unwrap_or_default();
                let fetched = revisit.fetched.map_or(0, seconds);
                return Ok(vec![Page { id, fetched, ..Page::of(Content::Revisit, 0) }]);
            }
            _ => {}
        }
        let parse = |unit: Unit| {
            let (id, fingerprint) = (self.id(&unit, container), unit.fingerprint());
            let fetched = unit.raw.fetched.map_or(0, seconds);
            let (size, is_part) = (unit.raw.bytes.len(), unit.part.is_some());
            let content = match self.needs(&id, fingerprint, fetched) {
                true => Content::Parsed(Box::new(self.parsed(&unit, &id, fingerprint))),
                false => Content::Known,
            };
            Page { id, fingerprint, fetched, size, is_part, unknown: None, content }
        };
        let raw = self.raw(item, &self.consumed)?;
        if matches!(item, Item::File { .. }) && self.is_double(&raw) {
            return Err(NoPage::PassedOver(Passed::Double));
        }
        Ok(Unit::all(raw, &self.options.sites).into_iter().map(parse).collect())
    }

    /// Whether a page is the article that a mirror has under a shorter address, too. Other articles differ in no more than what
    /// stands behind the `?`, so title and text decide.
    fn is_double(&self, raw: &RawPage) -> bool {
        let article = |raw: &RawPage| extract::extract_by(raw, self.options.sites.of(raw)).0.ok();
        let first = mirror::without_query(&raw.origin.container);
        let first = first.and_then(|first| article(&file::load(&first, &AtomicU64::new(0)).ok()?));
        let same = |first: Article| {
            let own = article(raw)?;
            Some(own.title == first.title && own.lead == first.lead && own.body == first.body && !own.body.is_empty())
        };
        first.and_then(same).unwrap_or(false)
    }

    fn id(&self, unit: &Unit, container: &str) -> String {
        let raw = &unit.raw;
        let page = match &raw.url {
            Some(url) => id::of_capture(url, raw.fetched.filter(|_| self.target.stamp().all_captures)),
            None if container == source::STDIN => id::of_fed_page(raw),
            None => id::of_member(container, raw.origin.member.as_deref()),
        };
        match &unit.part {
            Some(part) => id::of_part(&page, part),
            None => page,
        }
    }

    fn parse_record(&self, lines: &Lines, place: Place, container: &str) -> Result<Page, NoPage> {
        let (bytes, names) = (lines.record(place), &self.options.names);
        let record = match Record::read(&bytes, names) {
            Err(_) if own::is_broken_record(&bytes) => return Ok(Page::of(Content::Own, bytes.len())),
            record => record?,
        };
        if own::is_record(&record) {
            return Ok(Page::of(Content::Own, bytes.len()));
        }
        let fetched = record::fetched(&record);
        let id = self.id_of_record(&record, &bytes, lines, place, container, fetched);
        let moment = fetched.map_or(0, seconds);
        let ruled = of_record(&record, &bytes, &self.options.sites);
        let (fingerprint, size) = (fingerprint(&bytes, names.seed() ^ seed(ruled)), bytes.len());
        let content = match self.needs(&id, fingerprint, moment) {
            true => {
                let (id, container, member) = (id.clone(), container.to_owned(), lines.origin(place).member);
                let outcome = self.tallied(record::explain(&record, ruled));
                let entry = Entry { container, member, fingerprint, fetched, ..Entry::new(id, outcome) };
                Content::Parsed(Box::new(self.document(entry)))
            }
            false => Content::Known,
        };
        let has = |part| record.has(part);
        let lacks_text = ![Part::Text, Part::Html, Part::Lead].into_iter().any(has);
        let unknown: Option<Vec<String>> = lacks_text.then(|| record.unknown().map(str::to_owned).collect());
        let unknown = unknown.filter(|unknown| has(Part::Title) || !unknown.is_empty());
        Ok(Page { id, fingerprint, fetched: moment, size, is_part: false, unknown, content })
    }

    fn id_of_record(
        &self,
        record: &Record,
        bytes: &[u8],
        lines: &Lines,
        place: Place,
        container: &str,
        fetched: Option<DateTime>,
    ) -> String {
        let within = lines.within.as_deref();
        let id = id::of_record(record, bytes, container, within, &|| lines.number(place));
        match fetched.filter(|_| self.target.stamp().all_captures && id.contains("://")) {
            Some(fetched) => format!("{id}#{fetched}"),
            None => id,
        }
    }

    /// Whether a page has to be parsed: it is neither the one that the index has, nor an older capture of its address.
    fn needs(&self, id: &str, fingerprint: u64, fetched: u32) -> bool {
        let is_older = |known: Known| known.has_text && known.fetched > fetched;
        self.known(id).is_none_or(|known| known.fingerprint != Some(fingerprint) && !is_older(known))
    }

    /// What the index has of a page so far.
    pub fn known(&self, id: &str) -> Option<Known> {
        self.manifest.read().unwrap_or_else(PoisonError::into_inner).get(id)
    }

    /// Parses what was not parsed before, since the index had it when a worker looked.
    pub fn parsed_again(
        &self,
        item: &Item,
        record: Option<Place>,
        id: &str,
        fingerprint: u64,
    ) -> Result<Parsed, NoPage> {
        let sites = &self.options.sites;
        if let (Item::Lines(lines), Some(place)) = (item, record) {
            let raw = lines.page(place);
            let record = Record::read(&raw.bytes, &self.options.names)?;
            let outcome = self.tallied(record::explain(&record, of_record(&record, &raw.bytes, sites)));
            let raw = RawPage { fetched: record::fetched(&record), origin: raw.origin.clone(), ..RawPage::default() };
            return Ok(self.entry(&raw, outcome, id, fingerprint));
        }
        let container = self.corpus.name(item.container());
        let units = Unit::all(self.raw(item, &self.consumed)?, sites);
        let unit = units
            .into_iter()
            .rfind(|unit| self.id(unit, &container) == id)
            .ok_or(NoPage::Unreadable(Unreadable::Vanished))?;
        Ok(self.parsed(&unit, id, fingerprint))
    }

    /// Extracts and analyses a page, which is nearly all the work of a run.
    fn parsed(&self, unit: &Unit, id: &str, fingerprint: u64) -> Parsed {
        let outcome = self.tallied(extract::extract_by(&unit.raw, unit.ruled));
        self.entry(&unit.raw, outcome, id, fingerprint)
    }

    /// The outcome of an extraction, with what rules gave counted.
    fn tallied(&self, (outcome, applied): (Result<Article, Rejection>, Option<Applied>)) -> Result<Article, Rejection> {
        if let Some(applied) = applied {
            self.tally().add(applied);
        }
        outcome
    }

    /// The count of what rules gave so far.
    pub fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn entry(&self, raw: &RawPage, outcome: Result<Article, Rejection>, id: &str, fingerprint: u64) -> Parsed {
        let container = self.corpus.name(&raw.origin.container);
        let (member, fetched) = (raw.origin.member.clone(), raw.fetched);
        self.document(Entry { container, member, fingerprint, fetched, ..Entry::new(id, outcome) })
    }

    /// Analyses an article, or notes its rejection.
    pub fn document(&self, entry: Entry) -> Parsed {
        let weight = entry.outcome.as_ref().map_or(0, |article| COPIES * article.text_length());
        let rejection = entry.outcome.as_ref().err().copied();
        let has_text = entry.has_text();
        Parsed { document: self.target.document(&entry), rejection, has_text, weight }
    }

    /// The page that an item is, which may still have to be read or decoded.
    fn raw<'a>(&self, item: &'a Item, consumed: &AtomicU64) -> Result<Cow<'a, RawPage>, NoPage> {
        match item {
            Item::File { origin, .. } => file::load(&origin.container, consumed).map(Cow::Owned),
            Item::Capture(capture) => capture.page().map(Cow::Owned),
            Item::Page(raw) => Ok(Cow::Borrowed(raw)),
            Item::PassedOver { what, .. } => Err(NoPage::PassedOver(*what)),
            Item::Revisit(_) => Err(NoPage::PassedOver(Passed::Revisit)),
            Item::Unreadable { reason, .. } => Err(NoPage::Unreadable(*reason)),
            Item::Lines(_) | Item::Opened { .. } | Item::Unchanged { .. } | Item::Own { .. } => {
                unreachable!("there is no page in it")
            }
        }
    }
}

/// Items that a worker gets together.
struct Group {
    items: Vec<Item>,
    most: usize,
    bytes: usize,
}

/// Bytes of a group; its files are not read yet.
const GROUP: usize = 1 << 20;

impl Group {
    /// A group of so many items at most.
    fn of(most: usize) -> Self {
        Self { items: Vec::new(), most, bytes: 0 }
    }

    /// Adds an item. Gives the items if there are enough. Those that are read while somebody writes them wait for no others.
    fn add(&mut self, item: Item) -> Option<Vec<Item>> {
        self.bytes += item.length();
        let is_full = self.items.len() + 1 >= self.most || self.bytes > GROUP || paths::is_feed(item.container());
        self.items.push(item);
        is_full.then(|| {
            self.bytes = 0;
            mem::take(&mut self.items)
        })
    }
}

/// The bytes of memory that items take while they are parsed, one after the other.
fn needed(items: &[Item]) -> usize {
    let longest = items.iter().map(Item::length).max().unwrap_or(0);
    items.iter().map(|item| ITEM + item.length()).sum::<usize>() + (TREE - 1) * longest
}

impl Page {
    /// What has no id, and does not become an entry of the index.
    fn of(content: Content, size: usize) -> Self {
        Self { id: String::new(), fingerprint: 0, fetched: 0, size, is_part: false, unknown: None, content }
    }

    /// Bytes of memory that its document takes until the index has it, if there is one.
    fn weight(&self) -> Option<usize> {
        match &self.content {
            Content::Parsed(parsed) => Some(parsed.weight),
            Content::Known | Content::Own | Content::Opened(_) | Content::Unchanged | Content::Revisit => None,
        }
    }
}

/// The pages that came of an item, or the one failure in their place.
fn each(pages: Result<Vec<Page>, NoPage>) -> impl Iterator<Item = Result<Page, NoPage>> {
    let (pages, failure) = pages.map_or_else(|reason| (Vec::new(), Some(Err(reason))), |pages| (pages, None));
    pages.into_iter().map(Ok).chain(failure)
}
