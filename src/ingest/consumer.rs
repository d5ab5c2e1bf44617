//! The consumer: the one thread that changes the index. It takes pages in the order of reading, so that of two pages with
//! one id the later one wins, however many threads parse.

use std::collections::BTreeMap;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{PoisonError, RwLockWriteGuard};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::captures::{Captures, rank};
use super::corpus::is_below;
use super::moved::Whereabouts;
use super::passing::Passing;
use super::reached::{Fate, Reached};
use super::report::{Count, Event, Kept, Large, Report};
use super::textless::TextlessRecords;
use super::twice::Twice;
use super::worker::{Content, Finished, Page, Parsed, Read, Run};
use crate::article::{Article, Rejection};
use crate::index::error::IndexError;
use crate::index::manifest::{self, Known, Manifest};
use crate::index::quota::Permit;
use crate::index::schema::{Entry, News, id_hash, seconds};
use crate::index::target::{Below, Pages, TargetWriter};
use crate::repeated::Sightings;
use crate::source::bounds::ZIP_IN_STREAM;
use crate::source::{NoPage, Origin, Place, STDIN, Unreadable, path_text};

/// The pause after a commit, as a multiple of the time that it took. Each commit makes segments that have to be merged.
const PAUSE: u32 = 9;

/// The shortest wait for a page, where each page should be committed at once.
const SHORTEST_WAIT: Duration = Duration::from_millis(10);

/// Bytes of a file that is named where it could not be read, and how many of them are.
const LARGE: u64 = 10_000_000;
const NAMED: usize = 10;

/// Bytes of text that are written together when articles lose repeated lines or get them back.
const AT_ONCE: usize = 1 << 20;

/// The state of the consumer.
pub struct Consumer<'a> {
    run: &'a Run<'a>,
    writer: Box<dyn TargetWriter + 'a>,
    tell: &'a mut (dyn FnMut(Event) + Send),
    report: Report,
    reached: Reached,
    twice: Twice,
    textless: TextlessRecords,
    captures: Captures,
    passing: Passing,
    /// The index as it was before this run, once it is asked.
    before: Option<Box<dyn Pages + 'a>>,
    /// The last file reported as kiosque's own output. It is reported once for all its lines: a list of problems that listed
    /// the lines of an older list would double each time.
    own: PathBuf,
    /// Whether the index has changed since the last commit.
    uncommitted: bool,
    /// Whether a commit of this run has changed the index.
    changed: bool,
    clock: Clock,
}

/// When the next commit is due.
#[derive(Clone, Copy)]
struct Clock {
    /// When the last commit was through.
    began: Instant,
    pause: Duration,
    /// Whether a commit was begun that is not through.
    is_committing: bool,
}

impl Clock {
    /// A commit is due after this pause.
    fn after(pause: Duration) -> Self {
        Self { began: Instant::now(), pause, is_committing: false }
    }
}

impl<'a> Consumer<'a> {
    /// A consumer that has seen no page.
    pub fn new(
        run: &'a Run<'a>,
        writer: Box<dyn TargetWriter + 'a>,
        passing: Passing,
        tell: &'a mut (dyn FnMut(Event) + Send),
    ) -> Self {
        Self {
            run,
            writer,
            tell,
            report: Report::default(),
            reached: Reached::default(),
            twice: Twice::default(),
            textless: TextlessRecords::default(),
            captures: Captures::default(),
            passing,
            before: None,
            own: PathBuf::new(),
            uncommitted: false,
            changed: false,
            clock: Clock::after(run.options.commit_every),
        }
    }

    /// Goes on with the commit that was begun, or begins one when it is time. A batch that a commit cuts short is a small segment, which
    /// has to be merged: so in the second half of the pause the end of a batch is time enough.
    fn commit_where_due(&mut self) -> Result<(), IndexError> {
        let commit_every = self.run.options.commit_every;
        if commit_every.is_zero() {
            return self.commit();
        }
        if let Some(took) = self.writer.go_on()? {
            self.clock = Clock::after(commit_every.max(PAUSE * took));
        }
        let Clock { began, pause, is_committing } = self.clock;
        let due = if self.writer.is_between_batches() { pause / 2 } else { pause };
        if self.uncommitted && !is_committing && began.elapsed() >= due {
            self.writer.commit_soon();
            (self.uncommitted, self.changed, self.clock.is_committing) = (false, true, true);
        }
        Ok(())
    }

    /// Takes pages until there are no more, and commits at intervals, also while it waits for a page.
    pub fn consume(
        mut self,
        queue: Receiver<Receiver<Vec<Finished>>>,
        whereabouts: Whereabouts,
    ) -> Result<Report, IndexError> {
        self.heal()?;
        self.twice.known = whereabouts.known;
        self.uncommitted |= whereabouts.moved.is_some();
        self.report.moved = whereabouts.moved;
        self.clock = Clock::after(self.run.options.commit_every);
        loop {
            let Clock { began, pause, .. } = self.clock;
            match queue.recv_timeout(pause.saturating_sub(began.elapsed()).max(SHORTEST_WAIT)) {
                Ok(pages) => {
                    let pages = pages.recv().expect("every worker answers");
                    self.run.failure()?;
                    for page in pages {
                        self.take(page)?;
                        self.commit_where_due()?;
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.commit_where_due()?,
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.commit()?;
        self.report.twice = self.twice.found(self.run)?;
        self.report.textless = mem::take(&mut self.textless).found();
        if self.run.stop.load(Ordering::Relaxed) {
            return Ok(self.report);
        }
        self.see_to_unseen()?;
        self.join_captures()?;
        self.changed |= self.writer.remember(std::mem::take(&mut self.passing).known());
        self.part_repeated()?;
        self.writer.settle()?;
        Ok(self.report)
    }

    /// Deletes the pages below the paths of the run, and reads nothing.
    pub fn forget(mut self) -> Result<Report, IndexError> {
        let Run { target, paths, corpus, .. } = self.run;
        let is_named = |name: &str| {
            paths.iter().any(|path| corpus.is_below(name, path) || (name == STDIN && path == Path::new(STDIN)))
        };
        let names = paths.iter().flat_map(|path| corpus.names_below(path)).collect();
        let below = Below { names, without: Vec::new(), is_wanted: &is_named };
        let manifest = self.manifest();
        target.unseen(&manifest, &below, &mut |page| {
            self.writer.delete(page.id);
            self.report.forgotten += 1;
        })?;
        drop(manifest);
        self.uncommitted = self.report.forgotten > 0;
        self.passing.forget(is_named);
        self.changed |= self.writer.remember(std::mem::take(&mut self.passing).known());
        self.commit()?;
        self.part_repeated()?;
        self.writer.settle()?;
        Ok(self.report)
    }

    /// Removes all but the newest of documents that share an id, which an earlier version could write.
    fn heal(&mut self) -> Result<(), IndexError> {
        let doubles = self.run.target.newest_of_doubles(&self.manifest())?;
        for entry in &doubles {
            let fingerprint = (!self.run.options.full).then_some(entry.fingerprint);
            let (fetched, news) = (entry.fetched.map_or(0, seconds), entry.news);
            let (rejection, has_text) = (entry.outcome.as_ref().err().copied(), entry.has_text());
            self.manifest()
                .set(&entry.id, Known { fingerprint, fetched, news, rejection, has_text, seen: false, fresh: false });
        }
        self.report.healed = doubles.len() as u64;
        if !doubles.is_empty() {
            self.uncommitted = true;
            self.replace(doubles)?;
        }
        Ok(())
    }

    fn take(&mut self, finished: Finished) -> Result<(), IndexError> {
        let Finished { read, record, page, permit } = finished;
        let name = &read.container;
        match page {
            Ok(Page { content: Content::Opened(look), .. }) => {
                self.passing.open(name, look);
                return Ok(());
            }
            Ok(Page { content: Content::Unchanged, .. }) => {
                self.passing.pass(name, &mut self.report);
                self.reached.read(read.item.container(), true, true);
                return Ok(());
            }
            _ => {}
        }
        let is_part = page.as_ref().is_ok_and(|page| page.is_part);
        let (id, size, count) = match page {
            Ok(Page { size, content: Content::Own, .. }) => (None, size, Count::Rejected(Rejection::OwnOutput)),
            Ok(Page { id, fetched, content: Content::Revisit, .. }) => {
                self.run.quota.lower(self.captures.see(&id, fetched));
                (Some(id), 0, Count::Capture)
            }
            Ok(mut page) => {
                let (id, size) = (page.id.clone(), page.size);
                if let Some(fields) = page.unknown.take() {
                    self.textless.see(&path_text(read.item.container()), fields);
                }
                (Some(id), size, self.upsert(page, &read, record, permit)?)
            }
            Err(NoPage::PassedOver(what)) => {
                self.report.pass_over(what, 1);
                self.passing.pass_over(name, what);
                self.reached.read(read.item.container(), false, false);
                return Ok(());
            }
            Err(NoPage::Unreadable(reason)) => (None, 0, Count::Unreadable(reason)),
        };
        self.report.count(count, size as u64);
        self.passing.count(name, count, size as u64);
        let (origin, container) = (read.item.origin(record), read.item.container());
        let is_part = is_part || origin.member.is_some();
        match count {
            Count::Rejected(Rejection::OwnOutput) => {
                if self.own != container {
                    self.tell_problem(&origin, None, &Rejection::OwnOutput.to_string());
                    self.own = container.to_owned();
                }
            }
            Count::Rejected(reason) => {
                self.tell_problem(&origin, id.as_deref(), &reason.to_string());
                self.reached.read(container, is_part, false);
            }
            Count::Unreadable(reason) => {
                self.tell_problem(&origin, id.as_deref(), &reason.to_string());
                self.name_if_large(&origin, reason);
                match reason.is_of_the_member() {
                    true => self.reached.read(container, is_part, false),
                    false => self.reached.could_not_read(container),
                }
            }
            Count::Added | Count::Updated | Count::Unchanged | Count::Capture => {
                self.reached.read(container, is_part, true)
            }
        }
        let consumed = self.run.consumed.load(Ordering::Relaxed);
        (self.tell)(Event::Progress { report: &self.report, consumed });
        Ok(())
    }

    /// Names a file or an archive in it that could not be read, if much may be in it.
    fn name_if_large(&mut self, origin: &Origin, reason: Unreadable) {
        let bytes = match (&origin.member, reason) {
            (None, _) => origin.container.metadata().map_or(0, |metadata| metadata.len()),
            (Some(_), Unreadable::LargeZip) => ZIP_IN_STREAM,
            (Some(_), _) => 0,
        };
        if bytes >= LARGE && self.report.large.len() < NAMED {
            self.report.large.push(Large { path: origin.to_string(), bytes, reason });
        }
    }

    fn tell_problem(&mut self, origin: &Origin, id: Option<&str>, reason: &str) {
        (self.tell)(Event::Problem { origin, id, reason });
    }

    fn upsert(
        &mut self,
        page: Page,
        read: &Read,
        record: Option<Place>,
        permit: Option<Permit>,
    ) -> Result<Count, IndexError> {
        let Page { id, fingerprint, fetched, content, .. } = page;
        let known = self.manifest().see(&id, fingerprint);
        // Where the container says when a page was fetched, the newest one is the article. Else it is the last one.
        let is_capture = fetched > 0 || known.is_some_and(|known| known.fetched > 0);
        if let Some(known) = known.filter(|known| known.fetched != fetched) {
            let took = self.captures.see(&id, fetched) + self.captures.see(&id, known.fetched);
            self.run.quota.lower(took);
        }
        if let Some(known) = known.filter(|known| known.fingerprint == Some(fingerprint)) {
            if fetched > known.fetched {
                self.manifest().set(&id, Known { fetched, seen: true, ..known });
            }
            return Ok(match known.rejection {
                Some(reason) => Count::Rejected(reason),
                None if is_capture && known.seen => Count::Capture,
                None => Count::Unchanged,
            });
        }
        let is_record = record.is_some();
        let Parsed { mut document, rejection, has_text, .. } = match content {
            Content::Parsed(parsed) => *parsed,
            Content::Known if known.is_some_and(|known| known.has_text && known.fetched > fetched) => {
                return Ok(Count::Capture);
            }
            // Since the worker looked, another page with the same id has been indexed.
            Content::Known => match self.run.parsed_again(&read.item, record, &id, fingerprint) {
                Ok(parsed) => parsed,
                Err(NoPage::Unreadable(reason)) => return Ok(Count::Unreadable(reason)),
                Err(NoPage::PassedOver(_)) => unreachable!("the worker found a page in it"),
            },
            Content::Own | Content::Opened(_) | Content::Unchanged | Content::Revisit => {
                unreachable!("it is only counted")
            }
        };
        let new = Known {
            fingerprint: Some(fingerprint),
            fetched,
            news: News::default(),
            rejection,
            has_text,
            seen: true,
            fresh: true,
        };
        if let Some(known) = known {
            // Some records have a title alone: of a list of hits, a later export of a feed, a paywall. They do not replace
            // an article with its text, whichever comes first.
            let is_excluded = rejection == Some(Rejection::Excluded);
            let is_poorer = is_record && known.has_text && !has_text && !is_excluded;
            // What an earlier run made of the page of this moment may have been made by other rules.
            let is_other = known.fresh || known.fetched != fetched;
            if is_poorer || (is_capture && is_other && rank(&known) > rank(&new)) {
                self.manifest().set(&id, Known { seen: true, ..known });
                return Ok(match (rejection, is_poorer) {
                    (Some(reason), _) => Count::Rejected(reason),
                    (None, true) => Count::Rejected(Rejection::WithoutText),
                    (None, false) => Count::Capture,
                });
            }
            if is_capture {
                self.keep_captures(&id, known)?;
            } else if !self.is_newest(&id, known)? {
                return Ok(Count::Unchanged);
            }
            document.news = document.news.map(|news| news.after(known.news));
        } else {
            self.run.quota.lower(manifest::PAGE);
        }
        self.uncommitted = true;
        let permit = permit.unwrap_or_else(|| read.permit.empty());
        let news = match known {
            Some(_) => self.writer.put(document, permit)?,
            None => self.writer.add(document, permit)?,
        };
        let news = news.unwrap_or_default();
        self.manifest().set(&id, Known { news, ..new });
        if known.is_none() && rejection.is_none() {
            self.twice.see(fingerprint, &read.container)?;
        }
        Ok(match (rejection, known) {
            (Some(reason), _) => Count::Rejected(reason),
            (None, Some(Known { rejection: None, fresh: true, .. })) if is_capture => Count::Capture,
            (None, Some(Known { rejection: None, .. })) => Count::Updated,
            (None, _) => Count::Added,
        })
    }

    /// Whether a page replaces one that the index has and that is not known to be of another time.
    fn is_newest(&mut self, id: &str, known: Known) -> Result<bool, IndexError> {
        if known.fresh || !self.passing.is_any_unread() {
            return Ok(true);
        }
        let before = self.before()?.find(id)?;
        Ok(before.is_none_or(|before| self.passing.is_later(&before.container)))
    }

    /// The index as it was when it was first asked for in this run.
    fn before(&mut self) -> Result<&dyn Pages, IndexError> {
        match &mut self.before {
            Some(before) => Ok(&**before),
            none => Ok(&**none.insert(self.run.target.pages()?)),
        }
    }

    /// Keeps the captures that the index has of an article, before another page replaces it.
    fn keep_captures(&mut self, id: &str, known: Known) -> Result<(), IndexError> {
        if known.fetched == 0 || known.fresh {
            return Ok(());
        }
        let found = self.before()?.find(id)?;
        for moment in found.and_then(|entry| entry.outcome.ok()).map_or(Vec::new(), |article| article.captures) {
            self.run.quota.lower(self.captures.see(id, seconds(moment)));
        }
        Ok(())
    }

    /// Gives articles the moments of the captures that the run has met.
    fn join_captures(&mut self) -> Result<(), IndexError> {
        let run = self.run;
        let (mut changed, mut bytes) = (Vec::new(), 0);
        mem::take(&mut self.captures).joined(run, |entry| {
            bytes += entry.outcome.as_ref().map_or(0, Article::text_length);
            changed.push(entry);
            if bytes > AT_ONCE {
                self.replace(mem::take(&mut changed))?;
                bytes = 0;
            }
            self.uncommitted = true;
            Ok(())
        })?;
        self.replace(changed)?;
        self.commit()
    }

    /// Deletes the pages below the paths that were not found, or counts them.
    fn see_to_unseen(&mut self) -> Result<(), IndexError> {
        let Run { target, paths, corpus, options, .. } = self.run;
        let names = paths.iter().flat_map(|path| corpus.names_below(path)).collect();
        // The deepest path first: where `corpus/est` is named beside `corpus`, its pages belong to it.
        let mut paths: Vec<String> = paths.iter().map(|path| path_text(path)).collect();
        paths.sort_unstable_by_key(|path| std::cmp::Reverse(path.len()));
        let above = |file: &str| paths.iter().find(|path| is_below(file, path));
        let passing = &self.passing;
        let is_wanted = |name: &str| name != STDIN && above(&corpus.path(name)).is_some() && !passing.has_passed(name);
        let mut kept = BTreeMap::new();
        // A part of a corpus that has just moved may still be on its way.
        let prunes = options.prune && (self.report.moved.is_none() || options.prune_all);
        let below = Below { names, without: passing.passed(), is_wanted: &is_wanted };
        let manifest = self.manifest();
        target.unseen(&manifest, &below, &mut |page| {
            if self.captures.has(id_hash(page.id)) {
                return;
            }
            let file = corpus.path(page.container);
            let fate = above(&file).map_or(Fate::Gone, |path| self.reached.fate(&file, path));
            match fate {
                Fate::Gone if !prunes => self.report.gone += 1,
                Fate::Doubtful(place, doubt) if !(prunes && options.prune_all) => {
                    *kept.entry((place, doubt)).or_default() += 1;
                }
                Fate::Gone | Fate::Doubtful(..) => {
                    self.writer.delete(page.id);
                    self.report.pruned += 1;
                }
            }
        })?;
        drop(manifest);
        self.report.kept = kept.into_iter().map(|((path, reason), pages)| Kept { pages, path, reason }).collect();
        self.uncommitted = self.report.pruned > 0;
        self.commit()
    }

    /// Takes the lines that a site repeats out of its articles. It looks at the whole index, so that an article is the same
    /// whether its neighbours came before it, after it or in another run. An index that did not change is not read.
    fn part_repeated(&mut self) -> Result<(), IndexError> {
        let target = self.run.target;
        if target.stamp().settled && !self.changed {
            return Ok(());
        }
        let mut sightings = Sightings::default();
        target.edges(&mut |edges| sightings.see(edges))?;
        let lines = sightings.site_lines();
        let (mut changed, mut bytes) = (Vec::new(), 0);
        target.articles_with(&lines, &mut |entry| {
            let parted = entry.outcome.as_ref().ok().and_then(|article| lines.parted(&entry.container, article));
            let Some(article) = parted else { return Ok(()) };
            let length = article.text_length();
            if bytes + length > AT_ONCE {
                self.replace(mem::take(&mut changed))?;
                bytes = 0;
            }
            bytes += length;
            changed.push(Entry { outcome: Ok(article), ..entry });
            Ok(())
        })?;
        self.replace(changed)?;
        self.writer.conclude()
    }

    /// Replaces articles by others with the same ids. The workers analyse them, as they have the cache of words.
    fn replace(&mut self, articles: Vec<Entry>) -> Result<(), IndexError> {
        let run = self.run;
        let analysed = |entry: Entry| run.document(entry);
        let parsed: Vec<_> = run.workers.install(|| articles.into_par_iter().map(analysed).collect());
        let weight = parsed.iter().map(|parsed| parsed.weight).sum();
        let documents = parsed.into_iter().map(|parsed| parsed.document).collect();
        self.writer.replace(documents, run.quota.take(weight))
    }

    fn manifest(&self) -> RwLockWriteGuard<'a, Manifest> {
        self.run.manifest.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn commit(&mut self) -> Result<(), IndexError> {
        if self.uncommitted {
            self.writer.commit()?;
            (self.uncommitted, self.changed) = (false, true);
        }
        self.writer.wait()
    }
}
