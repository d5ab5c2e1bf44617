//! A folder of its own for each test, with pages and an index in it, and the ways to run kiosque there.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread::sleep;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use kiosque::article::Article;
use kiosque::embedded::Embedded;
use kiosque::engine::Engine;
use kiosque::index::error::IndexError;
use kiosque::index::folder::Folder;
use kiosque::index::target::Size;
use kiosque::index::writer::Writer;
use kiosque::index::{Index, schema};
use kiosque::ingest::options::Options;
use kiosque::ingest::report::Report;
use kiosque::ingest::{self, IngestError};
use tantivy::Searcher;
use tempfile::TempDir;

pub struct Scene {
    folder: TempDir,
}

impl Scene {
    pub fn new() -> Self {
        // In memory, where the system has a folder there: commits wait for the disk, and no test pulls a plug.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self { folder: folder.unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Indexes some of the folder's paths into its `index`.
    pub fn index(&self, paths: &[&str], change: impl FnOnce(&mut Options)) -> Report {
        let mut options = Options { threads: 2, memory: 64_000_000, ..Options::default() };
        change(&mut options);
        let paths: Vec<PathBuf> = paths.iter().map(|path| self.path(path)).collect();
        let run = || ingest::run(&self.path("index"), &paths, &options, &AtomicBool::new(false), &mut |_| {});
        let report = retried(run, |error| matches!(error, IngestError::Index(IndexError::Locked(_)))).unwrap();
        assert_sums(&report);
        report
    }

    /// The titles in the index by id; a page without an article has `-`.
    pub fn titles(&self) -> BTreeMap<String, String> {
        let mut titles = BTreeMap::new();
        for (id, article) in documents(&self.path("index")) {
            let title = article.map_or("-".to_owned(), |article| article.title);
            assert_eq!(titles.insert(id.clone(), title), None, "{id} is there twice");
        }
        titles
    }

    /// The article with this id.
    pub fn article(&self, id: &str) -> Option<Article> {
        let index = Embedded::open(&self.path("index")).unwrap();
        let found = index.read(&index.find(id).unwrap()).unwrap();
        found.into_iter().find(|filed| filed.id == id).map(|filed| filed.article)
    }

    /// kiosque, in this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kiosque"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("KIOSQUE_INDEX")
            .env_remove("KIOSQUE_SOURCES")
            .env_remove("KIOSQUE_SITES")
            .env("KIOSQUE_CONFIG", "");
        command
    }

    pub fn kiosque(&self, arguments: &[&str]) -> Ran {
        Ran::new(self.command(arguments).output().unwrap())
    }

    /// Starts kiosque with a pipe to its standard input.
    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Waits until another process has committed this many pages.
    pub fn wait_for_pages(&self, count: usize) {
        let committed = || committed(&self.path("index"));
        for _ in 0..1000 {
            if committed().is_some_and(|searcher| searcher.num_docs() >= count as u64) {
                return;
            }
            sleep(Duration::from_millis(20));
        }
        panic!("{count} pages were not committed in twenty seconds");
    }
}

/// The documents of an index by id, read past the library; a page without an article has none.
pub fn documents(dir: &Path) -> Vec<(String, Option<Article>)> {
    let (_, fields) = schema::build();
    let mut documents = Vec::new();
    for segment in committed(dir).unwrap().segment_readers() {
        for document in segment.get_store_reader(0).unwrap().iter(segment.alive_bitset()) {
            let document = document.unwrap();
            documents.push((fields.text(&document, fields.id).to_owned(), fields.article(&document).unwrap()));
        }
    }
    documents
}

/// The last commit of an index, where there is one.
fn committed(dir: &Path) -> Option<Searcher> {
    let folder = Folder::open(dir).ok()?;
    Some(tantivy::Index::open(folder).ok()?.reader().ok()?.searcher())
}

/// A writer of an index, with one thread and no merges.
pub fn writer(index: &Index) -> Writer<'_> {
    let size = Size { threads: 1, memory: 15_000_000, merge: 0 };
    retried(|| Writer::open(index, size), |error| matches!(error, IndexError::Locked(_))).unwrap()
}

/// Tries again while the index is locked: a process that another test starts holds this one's files between its fork and
/// its exec, locks included.
pub fn retried<T, E>(run: impl Fn() -> Result<T, E>, is_locked: impl Fn(&E) -> bool) -> Result<T, E> {
    for _ in 0..1000 {
        match run() {
            Err(error) if is_locked(&error) => sleep(Duration::from_millis(1)),
            done => return done,
        }
    }
    run()
}

/// What a process left behind.
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn new(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The report that `--format json` printed, and nothing beside it.
    pub fn report(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|_| panic!("no report; stdout: {} stderr: {}", self.stdout, self.stderr))
    }
}

/// Every page read ends in exactly one count.
pub fn assert_sums(report: &Report) {
    let rejected: u64 = report.rejected.values().sum();
    let unreadable: u64 = report.unreadable.values().sum();
    let articles = report.added + report.updated + report.unchanged + report.captures;
    assert_eq!(report.read, articles + rejected + unreadable, "{report:?}");
}

/// The page of an article, as a plain site has it.
pub fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=fr><head><meta charset=utf-8><title>{title}</title></head><body><article>\
         <h1>{title}</h1><p>{}</p><p>{}</p></article></body></html>",
        "Le conseil du village a voté mardi soir les travaux de la digue, que la tempête avait ouverte en mars. ",
        "Les habitants attendaient cette décision depuis des mois ; le maire promet la fin du chantier avant l'hiver."
    )
}

/// A line of JSON Lines with an article.
pub fn record(id: &str, title: &str) -> String {
    format!("{}\n", serde_json::json!({"id": id, "title": title, "text": "Le vent se lève sur le port.", "lang": "fr"}))
}

pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// Numbers that look random, the same in every run (Steele, Lea & Flood 2014, SplitMix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
}
