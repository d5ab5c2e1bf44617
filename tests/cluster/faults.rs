//! Members and clients that die while articles are indexed and searched: in the end all articles are there, once each and as they are
//! now, and no answer is wrong.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use kiosque::opensearch::client::Client;
use serde_json::json;
use tempfile::TempDir;

use super::members::{Members, alone, shared};

const FILES: usize = 40;
const RECORDS: usize = 50;

/// A folder of records, which are not the same from one edition to the next.
struct Corpus {
    folder: TempDir,
}

impl Corpus {
    fn new() -> Self {
        let corpus = Self { folder: tempfile::tempdir().unwrap() };
        corpus.publish(0);
        corpus
    }

    /// Writes an edition: a seventh of the records is not in it, and a fifth of them has its text alone.
    fn publish(&self, edition: usize) {
        for file in 0..FILES {
            let numbers = (file * RECORDS..(file + 1) * RECORDS).filter(|number| number % 7 != edition % 7);
            let lines: String = numbers.map(|number| record(number, edition)).collect();
            let folder = self.folder.path().join(if file % 2 == 0 { "even" } else { "odd" });
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(format!("{file}.jsonl")), lines).unwrap();
        }
    }

    /// Starts a run that brings an index up to date with some of the folders.
    fn index(&self, folders: &[&str], address: &str) -> Child {
        let paths = folders.iter().map(|folder| self.folder.path().join(folder));
        let options = ["--prune", "--shards", "3", "--replicas", "1", "--memory", "64MB"];
        kiosque().arg("index").args(paths).args(["-i", address]).args(options).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs to the end.
    fn index_all(&self, address: &str) {
        succeeded(self.index(&["even", "odd"], address));
    }
}

fn record(number: usize, edition: usize) -> String {
    let of_edition = if number % 5 == edition % 5 { edition } else { 0 };
    let words = ["port", "digue", "marin", "grève", "ferry", "vent", "marée", "quai", "pêche", "tempête", "phare"];
    let text: Vec<&str> = (0..80).map(|at| words[(number * 7 + at * at + of_edition) % words.len()]).collect();
    let title =
        format!("Le {} du {}, édition {of_edition}", words[number % words.len()], words[number / 11 % words.len()]);
    let date = format!("2025-{:02}-{:02}", number % 12 + 1, number % 28 + 1);
    format!("{}\n", json!({"id": format!("r{number}"), "title": title, "text": text.join(" "), "date": date}))
}

pub fn kiosque() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiosque"));
    for variable in ["KIOSQUE_INDEX", "KIOSQUE_SOURCES", "KIOSQUE_SITES"] {
        command.env_remove(variable);
    }
    command.env("KIOSQUE_CONFIG", "").stdout(Stdio::null()).stdin(Stdio::null());
    command
}

fn succeeded(run: Child) {
    let Output { status, stderr, .. } = run.wait_with_output().unwrap();
    assert!(status.success(), "{status}: {}", String::from_utf8_lossy(&stderr));
}

/// The articles of an index by id. No id is there twice.
fn articles(client: &Client) -> BTreeMap<String, String> {
    let index = client.index();
    client.post(&format!("/{index}/_refresh"), &json!({})).unwrap();
    let query = json!({"size": 10_000, "query": {"term": {"is_article": true}}, "_source": ["id", "article"]});
    let answer = client.post(&format!("/{index}/_search"), &query).unwrap();
    let mut articles = BTreeMap::new();
    for hit in answer["hits"]["hits"].as_array().unwrap() {
        let id = hit["_source"]["id"].as_str().unwrap().to_owned();
        let before = articles.insert(id.clone(), hit["_source"]["article"].to_string());
        assert_eq!(before, None, "{id} is there twice");
    }
    articles
}

/// A client of an index that is not there yet.
fn without_index(members: &Members, index: &str) -> Client {
    let client = members.client(index);
    if client.head(&format!("/{index}")).unwrap() {
        client.delete(&format!("/{index}"), None).unwrap();
    }
    client
}

/// The index has what one has that was made anew, in peace.
fn check(members: &Members, corpus: &Corpus, index: &str) {
    let calm = format!("{index}-calm");
    let expected = without_index(members, &calm);
    corpus.index_all(&members.address(&calm));
    let (expected, found) = (articles(&expected), articles(&members.client(index)));
    assert!(expected.len() > FILES * RECORDS / 2);
    let lost: Vec<&String> = expected.keys().filter(|id| !found.contains_key(*id)).collect();
    let old: Vec<&String> =
        found.iter().filter(|(id, article)| expected.get(*id) != Some(article)).map(|(id, _)| id).collect();
    let first = |ids: &[&String]| ids.iter().take(5).map(|id| (*id).clone()).collect::<Vec<_>>();
    assert!(
        lost.is_empty() && old.is_empty(),
        "lost: {}, {:?}; old: {}, {:?}",
        lost.len(),
        first(&lost),
        old.len(),
        first(&old)
    );
}

/// Moments of a run, spread evenly and in no order.
fn moments(count: u32, run: Duration) -> impl Iterator<Item = Duration> {
    (0..count).map(move |at| run * (at * 11 % count) / count)
}

#[test]
#[ignore = "starts a cluster"]
fn members_die_while_articles_are_indexed() {
    let mut alone = alone();
    let corpus = Corpus::new();
    without_index(&alone.members, "dying");
    let address = alone.members.address("dying");
    let begun = Instant::now();
    corpus.index_all(&address);
    let whole = begun.elapsed();
    for number in 0..3 {
        corpus.publish(number + 1);
        let run = corpus.index(&["even", "odd"], &address);
        thread::sleep(whole / 3);
        alone.members.kill(number);
        thread::sleep(Duration::from_secs(3));
        alone.members.start(number);
        succeeded(run);
        alone.members.wait().unwrap();
        check(&alone.members, &corpus, "dying");
    }
}

#[test]
#[ignore = "starts a cluster"]
fn members_die_while_articles_are_searched() {
    let mut alone = alone();
    let corpus = Corpus::new();
    without_index(&alone.members, "asked");
    let address = alone.members.address("asked");
    corpus.index_all(&address);
    let search = || {
        let arguments = ["search", "digue", "tempête", "--format", "json", "-i", &address];
        let Output { status, stdout, stderr } = kiosque().args(arguments).stdout(Stdio::piped()).output().unwrap();
        assert!(status.success(), "{status}: {}", String::from_utf8_lossy(&stderr));
        let mut answer: serde_json::Value = serde_json::from_slice(&stdout).unwrap();
        answer.as_object_mut().unwrap().remove("took_ms");
        answer.to_string()
    };
    let expected = search();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut answers = 0;
            while !is_over.load(Ordering::Relaxed) {
                assert_eq!(search(), expected);
                answers += 1;
            }
            answers
        });
        for number in 0..3 {
            alone.members.kill(number);
            thread::sleep(Duration::from_secs(5));
            alone.members.start(number);
            alone.members.wait().unwrap();
        }
        is_over.store(true, Ordering::Relaxed);
        assert!(asking.join().unwrap() > 3);
    });
}

#[test]
#[ignore = "starts a cluster"]
fn a_client_dies_at_any_moment() {
    let members = shared();
    let corpus = Corpus::new();
    without_index(&members, "killed");
    let address = members.address("killed");
    let begun = Instant::now();
    corpus.index_all(&address);
    let whole = begun.elapsed();
    for (edition, moment) in moments(30, whole).enumerate() {
        corpus.publish(edition + 1);
        let mut run = corpus.index(&["even", "odd"], &address);
        thread::sleep(moment);
        run.kill().unwrap();
        run.wait().unwrap();
        corpus.index_all(&address);
        if edition % 5 == 4 {
            check(&members, &corpus, "killed");
        }
    }
}

#[test]
#[ignore = "starts a cluster"]
fn two_clients_index_at_once() {
    let members = shared();
    let corpus = Corpus::new();
    without_index(&members, "shared");
    let address = members.address("shared");
    for edition in 0..3 {
        corpus.publish(edition);
        // Different folders, and then the same.
        for folders in [[["even"], ["odd"]], [["even"], ["even"]]] {
            let runs = folders.map(|folders| corpus.index(&folders, &address));
            runs.into_iter().for_each(succeeded);
        }
        check(&members, &corpus, "shared");
    }
}

#[test]
fn no_member_is_there() {
    let corpus = Corpus::new();
    let address = format!("http://127.0.0.1:{}/press", super::stand_in::closed_port());
    let mut command = kiosque();
    command.arg("index").arg(corpus.folder.path().join("even")).args(["-i", &address, "--patience", "1"]);
    check_away(&mut command);
    check_away(kiosque().args(["search", "digue", "-i", &address, "--patience", "1"]));
}

/// The program says that no host can be reached, and ends with 4.
fn check_away(command: &mut Command) {
    let Output { status, stderr, .. } = command.output().unwrap();
    let message = String::from_utf8_lossy(&stderr);
    assert!(message.contains("no host of the cluster can be reached") && !message.contains("panicked"), "{message}");
    assert_eq!(status.code(), Some(4), "{message}");
}
