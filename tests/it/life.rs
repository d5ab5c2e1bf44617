//! An index's life: whatever happened to it before, after a run that ends it is the index that the same corpus gives anew,
//! with the same articles, the same counts and the same scores to the bit.
//!
//! A history is a row of random changes and runs, some of which are killed or meet a disk that fails.
//! `KIOSQUE_HISTORIES=5000 cargo test --test it histories` runs as many as that, and `KIOSQUE_SEED` begins elsewhere.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, SystemTime};
use std::{env, fs};

use jiff::civil::date;
use kiosque::embedded::Embedded;
use kiosque::engine::Engine;
use kiosque::engine::count::By;
use kiosque::engine::statistics::Statistics;
use kiosque::index::Index;
use kiosque::index::error::IndexError;
use kiosque::index::folder::Folder;
use kiosque::ingest::options::Options;
use kiosque::ingest::{self, IngestError};
use kiosque::query;
use kiosque::search::answer::search;
use kiosque::search::request::{Matching, Request};
use kiosque::source::names::Names;
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

use crate::scene::{Numbers, Scene, assert_sums, documents, retried};

/// So many segments are merged.
const MERGED: usize = 8;

/// A disk that fails: the operations that it still does, and what it says then.
#[derive(Debug)]
struct Faults {
    left: AtomicUsize,
    for_ever: bool,
    /// It fails as soon as a commit has so many segments that they are to be merged.
    before_merging: bool,
    kind: io::ErrorKind,
}

impl Faults {
    fn operation(&self) -> io::Result<()> {
        let left = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        match left {
            Ok(1) => Err(self.kind.into()),
            Err(_) if self.for_ever => Err(self.kind.into()),
            _ => Ok(()),
        }
    }
}

/// A folder on that disk.
#[derive(Debug, Clone)]
struct Faulty {
    folder: Folder,
    faults: Arc<Faults>,
}

impl Directory for Faulty {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.faults.operation().map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?;
        self.folder.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let failed = |error| DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() };
        self.faults.operation().map_err(failed)?;
        self.folder.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.folder.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.faults.operation().map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let file = FaultyFile { file: Some(self.folder.open_write(path)?), faults: Arc::clone(&self.faults) };
        Ok(io::BufWriter::new(Box::new(file)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.folder.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.faults.operation()?;
        self.folder.atomic_write(path, content)?;
        let segments = String::from_utf8_lossy(content).matches("\"segment_id\"").count();
        if self.faults.before_merging && segments >= MERGED {
            self.faults.left.store(0, Ordering::Relaxed);
        }
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.faults.operation()?;
        self.folder.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.folder.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.folder.watch(callback)
    }
}

struct FaultyFile {
    file: Option<WritePtr>,
    faults: Arc<Faults>,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.faults.operation()?;
        self.file.as_mut().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().unwrap().flush()
    }
}

impl TerminatingWrite for FaultyFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.faults.operation()?;
        self.file.take().unwrap().terminate()
    }
}

/// Pages below `corpus/`, by name, and the records of its feeds, by feed and id.
#[derive(Debug, Clone, Default)]
struct Things {
    pages: BTreeMap<String, String>,
    records: BTreeMap<(&'static str, String), String>,
}

/// Some ids are in both.
const FEEDS: [(&str, usize); 2] = [("feed.jsonl", 0), ("more.jsonl", 8)];

/// A corpus, and what is known of its index.
struct Corpus {
    scene: Scene,
    numbers: Numbers,
    on_disk: Things,
    /// What the last run that ended left in the index: with what has gone since an earlier one, unless it pruned.
    indexed: Things,
    /// Since then something has gone; a run was broken off; and that one may have pruned.
    has_lost: bool,
    is_broken: bool,
    has_pruned: bool,
}

const WORDS: [&str; 24] = [
    "digue", "port", "phare", "marin", "grève", "tempête", "conseil", "budget", "village", "mairie", "bateau", "pêche",
    "dune", "marée", "quai", "pont", "école", "train", "chantier", "hiver", "vote", "route", "ferry", "habitant",
];

impl Corpus {
    fn new(seed: u64) -> Self {
        Self {
            scene: Scene::new(),
            numbers: Numbers(seed),
            on_disk: Things::default(),
            indexed: Things::default(),
            has_lost: false,
            is_broken: false,
            has_pruned: false,
        }
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| WORDS[self.numbers.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }

    fn page(&mut self) -> String {
        let (title, length) = (self.words(3), 20 + self.numbers.below(90));
        let body = self.words(length);
        let day = 1 + self.numbers.below(28);
        match self.numbers.below(12) {
            0 => " ".to_owned(),
            _ => format!(
                "<!DOCTYPE html><html lang=fr><head><title>Le {title}</title><meta property=article:published_time \
                 content=2025-03-{day:02}></head><body><article><h1>Le {title}</h1><p>{body}.</p><p>Le {body} a été \
                 voté mardi soir par le conseil, et les habitants attendent la suite.</p><p>Retrouvez le journal du \
                 port chaque matin sur le site.</p></article></body></html>"
            ),
        }
    }

    fn record(&mut self, id: &str) -> String {
        let (title, length) = (self.words(3), 5 + self.numbers.below(90));
        let text = self.words(length);
        serde_json::json!({"id": id, "title": title, "text": text, "source": self.words(1), "lang": "fr"}).to_string()
    }

    /// Changes some pages and records, on disk too.
    fn change(&mut self) {
        for _ in 0..1 + self.numbers.below(16) {
            let name = format!("{}/{}.html", ["est", "ouest"][self.numbers.below(2)], self.numbers.below(12));
            let (feed, first) = FEEDS[self.numbers.below(2)];
            let id = format!("r{}", first + self.numbers.below(12));
            match self.numbers.below(6) {
                0 => self.has_lost |= self.on_disk.pages.remove(&name).is_some(),
                1 => self.has_lost |= self.on_disk.records.remove(&(feed, id)).is_some(),
                2 | 3 => {
                    let record = self.record(&id);
                    self.on_disk.records.insert((feed, id), record);
                }
                _ => {
                    let page = self.page();
                    self.on_disk.pages.insert(name, page);
                }
            }
        }
        self.on_disk.write(&self.scene.path("corpus"));
    }

    /// Whether a record has gone from one feed that the other one has: then what is left of it is what that says.
    fn is_half_gone(&self) -> bool {
        let Things { records, .. } = &self.on_disk;
        let is_left = |id: &String| FEEDS.iter().any(|(feed, _)| records.contains_key(&(*feed, id.clone())));
        self.indexed.records.keys().any(|key| !records.contains_key(key) && is_left(&key.1))
    }

    /// Runs to the end, and compares what there is then with an index of the same things made at once.
    fn run(&mut self, what: &str) {
        // What a run that was broken off has seen of a thing that has gone since, nobody knows.
        let must_prune = self.is_broken && (self.has_lost || self.has_pruned) || self.is_half_gone();
        let options = Options {
            threads: 1 + self.numbers.below(2),
            memory: 64_000_000,
            full: self.numbers.below(6) == 0,
            prune: must_prune || self.numbers.below(4) == 0,
            // What is gone is gone here, also the last page of a folder.
            prune_all: true,
            all_captures: None,
            names_problems: false,
            remembered: 1,
            names: Names::default(),
            sites: Arc::default(),
            outputs: Vec::new(),
            commit_every: if self.numbers.below(4) == 0 { Duration::ZERO } else { Duration::from_secs(30) },
        };
        let paths = [self.scene.path("corpus")];
        let run = || ingest::run(&self.scene.path("index"), &paths, &options, &AtomicBool::new(false), &mut |_| {});
        let run = retried(run, |error| matches!(error, IngestError::Index(IndexError::Locked(_))));
        assert_sums(&run.unwrap_or_else(|error| panic!("{what}: {error}")));
        if options.prune {
            self.indexed = Things::default();
        }
        self.indexed.pages.extend(self.on_disk.pages.clone());
        self.indexed.records.extend(self.on_disk.records.clone());
        (self.has_lost, self.is_broken, self.has_pruned) = (false, false, false);
        let anew = Scene::new();
        self.indexed.write(&anew.path("corpus"));
        anew.index(&["corpus"], |_| {});
        let expected = seen(&anew.path("index"));
        let found = seen(&self.scene.path("index"));
        for (found, expected) in found.lines().zip(expected.lines()) {
            assert_eq!(found, expected, "{what}");
        }
        assert_eq!(found, expected, "{what}");
    }

    /// Whether a run that is broken off should have pruned.
    fn prunes(&mut self) -> bool {
        let prunes = self.numbers.below(4) == 0;
        self.has_pruned |= prunes;
        prunes
    }

    /// Begins a run and kills it.
    fn kill(&mut self) {
        let prunes = if self.prunes() { "1" } else { "" };
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "life::child_that_is_killed", "--ignored"])
            .env("KIOSQUE_CHILD", self.scene.path(""))
            .env("KIOSQUE_CHILD_PRUNES", prunes)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(self.numbers.below(120) as u64));
        // It may have ended.
        let _ = child.kill();
        child.wait().unwrap();
        self.is_broken = true;
    }

    /// Runs on a disk that fails.
    fn fail(&mut self, what: &str) {
        let for_ever = self.numbers.below(2) == 0;
        let faults = Arc::new(Faults {
            left: AtomicUsize::new(1 + self.numbers.below(800)),
            for_ever,
            before_merging: for_ever && self.numbers.below(2) == 0,
            kind: [io::ErrorKind::StorageFull, io::ErrorKind::Other][self.numbers.below(2)],
        });
        let within = |folder| -> Box<dyn Directory> { Box::new(Faulty { folder, faults: Arc::clone(&faults) }) };
        let corpus = self.scene.path("corpus").canonicalize().unwrap();
        let root = Some(corpus.to_string_lossy().into_owned());
        let options = Options {
            threads: 2,
            memory: 64_000_000,
            prune: self.prunes(),
            prune_all: true,
            remembered: 1,
            commit_every: Duration::ZERO,
            ..Options::default()
        };
        let stop = AtomicBool::new(false);
        let run = || -> Result<_, IngestError> {
            let index = Index::open_or_create_within(&self.scene.path("index"), root, &within)?;
            ingest::run_in(&index, &[corpus], &options, &stop, &mut |_| {})
        };
        if let Err(error) = run() {
            let text = error.to_string();
            assert!(!text.contains("Error") && !text.contains("{ "), "{what}: {text}");
        }
        self.is_broken = true;
    }
}

impl Things {
    fn write(&self, corpus: &Path) {
        if corpus.exists() {
            fs::remove_dir_all(corpus).unwrap();
        }
        for folder in ["est", "ouest"] {
            fs::create_dir_all(corpus.join(folder)).unwrap();
        }
        for (name, page) in &self.pages {
            fs::write(corpus.join(name), page).unwrap();
        }
        // One record is always there: a feed that nothing is read from is not pruned.
        let last = r#"{"id": "last", "title": "La fin", "text": "Rien de plus."}"#.to_owned();
        for (feed, _) in FEEDS {
            let records = self.records.iter().filter(|((of, _), _)| *of == feed).map(|(_, record)| record);
            let content: String = records.chain([&last]).map(|record| format!("{record}\n")).collect();
            fs::write(corpus.join(feed), &content).unwrap();
            // A file that is as it was has the time that it had, and one that has just been written is not remembered.
            let age = Duration::from_secs(3600 + twox_hash::XxHash3_64::oneshot(content.as_bytes()) % (1 << 20));
            let file = fs::File::options().write(true).open(corpus.join(feed)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + age).unwrap();
        }
    }
}

/// What an index has and answers, a line each.
fn seen(dir: &Path) -> String {
    let index = Embedded::open(dir).unwrap();
    let documents = documents(dir).into_iter();
    let mut lines: Vec<String> = documents.map(|(id, article)| format!("{id} {article:?}")).collect();
    lines.sort();
    lines.push(format!("{:?}", Statistics { bytes: 0, ..index.statistics().unwrap() }));
    for text in ["digue", "\"le port\"", "tempête OU marée -grève", "dig*", "phrae~", "titre:quai", "journal du port"]
    {
        let query = query::parse(text, date(2025, 7, 1)).query;
        let mut request = Request { facets: vec![By::Source, By::Month], ..Request::new(query) };
        for matching in [Matching::All, Matching::Any] {
            request.matching = matching;
            request.explain = true;
            let response = search(&index, &request).unwrap();
            let counts: Vec<String> = response
                .reading
                .iter()
                .flat_map(|reading| &reading.words)
                .map(|word| format!("{} {}", word.word, word.articles))
                .collect();
            lines
                .push(format!("{text}: {} {:?} {counts:?} {:?}", response.total, response.facets, response.suggestion));
            for hit in response.hits {
                lines.push(format!("{text}: {} {} {:x}", hit.rank, hit.id, hit.score.to_bits()));
            }
        }
    }
    lines.join("\n")
}

fn number(variable: &str, default: u64) -> u64 {
    env::var(variable).map_or(default, |value| value.parse().unwrap())
}

/// A process of its own, which commits each page.
#[test]
#[ignore = "it is what histories kill"]
fn child_that_is_killed() {
    let Ok(folder) = env::var("KIOSQUE_CHILD") else { return };
    let folder = Path::new(&folder);
    let prunes = env::var("KIOSQUE_CHILD_PRUNES").is_ok_and(|prunes| !prunes.is_empty());
    let options = Options {
        threads: 2,
        memory: 64_000_000,
        prune: prunes,
        prune_all: prunes,
        remembered: 1,
        commit_every: Duration::ZERO,
        ..Options::default()
    };
    let paths = [folder.join("corpus")];
    ingest::run(&folder.join("index"), &paths, &options, &AtomicBool::new(false), &mut |_| {}).unwrap();
}

/// Every other history, from this one on: the two halves take a core each.
fn histories(half: u64) {
    let (first, histories) = (number("KIOSQUE_SEED", 1), number("KIOSQUE_HISTORIES", 100));
    for seed in (first..first + histories).filter(|seed| seed % 2 == half) {
        let mut corpus = Corpus::new(seed);
        for step in 0..4 {
            let what = format!("history {seed}, step {step}");
            corpus.change();
            match corpus.numbers.below(8) {
                0 => corpus.kill(),
                1..=3 => corpus.fail(&what),
                _ => {}
            }
            if corpus.numbers.below(3) == 0 {
                corpus.change();
            }
            corpus.run(&what);
        }
    }
}

#[test]
fn histories_end_as_an_index_made_anew() {
    histories(0);
}

#[test]
fn other_histories_end_as_an_index_made_anew() {
    histories(1);
}
