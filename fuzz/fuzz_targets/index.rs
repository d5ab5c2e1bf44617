//! The files of a small index, some bytes of which have changed: whoever opens it is told that it is damaged, or gets the
//! answers that it gave before. An input is a row of changes: the number of a file, where in it, and what to write there.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use jiff::civil::date;
use kiosque::embedded::Embedded;
use kiosque::engine::statistics::Statistics;
use kiosque::engine::{Engine, EngineError};
use kiosque::index::check;
use kiosque::ingest;
use kiosque::ingest::options::Options;
use kiosque::query::parse;
use kiosque::search::answer::search;
use kiosque::search::request::Request;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

/// An index and what is in its files.
struct Original {
    folder: TempDir,
    files: Vec<(PathBuf, Vec<u8>)>,
    answers: Vec<String>,
}

static ORIGINAL: OnceLock<Original> = OnceLock::new();

fuzz_target!(|input: &[u8]| {
    let original = ORIGINAL.get_or_init(Original::new);
    let mut changed = Vec::new();
    for change in input.chunks_exact(5).take(4) {
        let number = usize::from(change[0]) % original.files.len();
        let (path, content) = &original.files[number];
        let at = usize::from(u16::from_le_bytes([change[1], change[2]])) % content.len();
        let mut content = content.clone();
        match change[4] % 4 {
            0 => content[at] = change[3],
            1 => content[at] ^= 1 << (change[3] % 8),
            2 => content.truncate(at),
            _ => content.extend_from_slice(&change[1..]),
        }
        fs::write(path, content).expect("a folder in memory takes it");
        changed.push(number);
    }
    let dir = original.dir();
    match answers(&dir) {
        Ok(answers) => assert_eq!(answers, original.answers),
        Err(error) => assert!(error.to_string().contains("index"), "{error}"),
    }
    if let Ok(examination) = check::examine(&dir) {
        assert!(examination.articles > 0 || !examination.damages.is_empty());
    }
    for number in changed {
        let (path, content) = &original.files[number];
        fs::write(path, content).expect("a folder in memory takes it");
    }
});

impl Original {
    fn new() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder to work in");
        let (feed, dir) = (folder.path().join("feed.jsonl"), folder.path().join("index"));
        let record = |number: usize| {
            format!(
                "{{\"id\": \"r{number}\", \"title\": \"La digue {number}\", \"text\": \"Le port rouvre, dit la mairie {}.\"}}\n",
                "du village ".repeat(number)
            )
        };
        for count in [12, 15] {
            fs::write(&feed, (0..count).map(|number| record(number + count)).collect::<String>()).expect("as above");
            let options = Options { threads: 1, memory: 64_000_000, ..Options::default() };
            let run = ingest::run(&dir, std::slice::from_ref(&feed), &options, &AtomicBool::new(false), &mut |_| {});
            run.expect("a sound folder is indexed");
        }
        let listed = fs::read_dir(&dir).expect("the index is there").map(|entry| entry.expect("as above").path());
        let mut files: Vec<_> = listed.map(|path| (path.clone(), fs::read(path).expect("as above"))).collect();
        files.retain(|(_, content)| !content.is_empty());
        files.sort_by_key(|(path, content)| (path.extension().map(ToOwned::to_owned), content.len()));
        let answers = answers(&dir).expect("a sound index answers");
        Self { folder, files, answers }
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("index")
    }
}

/// What an index says.
fn answers(dir: &std::path::Path) -> Result<Vec<String>, EngineError> {
    let index = Embedded::open(dir).map_err(EngineError::failed)?;
    let mut answers = vec![format!("{:?}", Statistics { bytes: 0, ..index.statistics()? })];
    for text in ["digue", "\"port rouvre\" OU vill*", "mairei~ -titre:14"] {
        let response = search(&index, &Request { explain: true, ..Request::new(parse(text, date(2025, 7, 1)).query) })?;
        let hits = response.hits.into_iter().map(|hit| format!("{} {} {:?}", hit.id, hit.score, hit.article));
        answers.push(format!("{} {:?}", response.total, hits.collect::<Vec<_>>()));
    }
    Ok(answers)
}
