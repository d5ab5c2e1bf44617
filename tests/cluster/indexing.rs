//! The index in a cluster is the one in a folder: whatever is done to a corpus, both have the same pages with the same articles, and
//! say the same of each run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use kiosque::analysis::indexed_tokens;
use kiosque::article::Article;
use kiosque::cluster::Cluster;
use kiosque::engine::Engine;
use kiosque::index::Index;
use kiosque::index::manifest::Manifest;
use kiosque::index::quota::Quota;
use kiosque::index::schema::{Entry, News};
use kiosque::index::target::{Below, Size, Target};
use kiosque::opensearch::document::DocumentWriter;
use kiosque::opensearch::store::Store;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::members::{Members, shared};

/// A corpus, an index of it in a folder, and one in a cluster.
struct Twins<'a> {
    members: &'a Members,
    name: &'static str,
    folder: TempDir,
}

impl<'a> Twins<'a> {
    /// A copy of the pages that come with the project, and a file of records.
    fn new(members: &'a Members, name: &'static str) -> Self {
        let twins = Self { members, name, folder: tempfile::tempdir().unwrap() };
        let client = members.client(name);
        if client.head(&format!("/{name}")).unwrap() {
            client.delete(&format!("/{name}"), None).unwrap();
        }
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages"), &twins.corpus());
        twins.write("records.jsonl", &(0..40).map(|number| record(number, "La digue tient.")).collect::<String>());
        twins
    }

    fn corpus(&self) -> PathBuf {
        self.folder.path().join("corpus")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.corpus().join(name), text).unwrap();
    }

    /// Brings both up to date by the same arguments, and compares the reports and all pages.
    fn run(&self, arguments: &[&str]) {
        let folder = self.folder.path().join("index");
        let (folder, address) = (folder.to_str().unwrap(), self.members.address(self.name));
        let report = |index: &str| {
            let mut command = kiosque();
            command
                .arg("index")
                .args(arguments)
                .args(["-i", index, "--format", "json"])
                .current_dir(self.folder.path());
            let output = command.stdout(Stdio::piped()).output().unwrap();
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            let mut report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{told}"));
            report["seconds"] = Value::Null;
            (output.status.code(), report, told)
        };
        assert_eq!(report(&address), report(folder), "{arguments:?}");
        let store = Store::open(Arc::new(self.members.client(self.name))).unwrap();
        let (found, expected) = (pages(&store), pages(&Index::open(Path::new(folder)).unwrap()));
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{arguments:?}");
        for (id, page) in &expected {
            assert_eq!(found[id], *page, "{arguments:?}");
        }
    }
}

/// All pages of an index by their ids. The numbers of batches are counted from 1, as an index in a folder counts some that are empty.
fn pages(target: &dyn Target) -> BTreeMap<String, Entry> {
    let mut ids = Vec::new();
    let below = Below { names: vec![String::new()], without: Vec::new(), is_wanted: &|_| true };
    target.unseen(&Manifest::default(), &below, &mut |page| ids.push(page.id.to_owned())).unwrap();
    assert_eq!(ids.len(), target.length().unwrap());
    let all = target.pages().unwrap();
    let mut pages: BTreeMap<String, Entry> =
        ids.into_iter().map(|id| (id.clone(), all.find(&id).unwrap().unwrap())).collect();
    let batches: BTreeSet<u32> = pages.values().flat_map(|page| [page.news.arrived, page.news.changed]).collect();
    let rank = |number: u32| batches.range(..=number).count() as u32;
    for page in pages.values_mut() {
        let News { arrived, changed, text } = page.news;
        page.news = News { arrived: rank(arrived), changed: rank(changed), text };
    }
    pages
}

fn kiosque() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiosque"));
    for variable in ["KIOSQUE_INDEX", "KIOSQUE_SOURCES", "KIOSQUE_SITES"] {
        command.env_remove(variable);
    }
    command.env("KIOSQUE_CONFIG", "").stdin(Stdio::null());
    command
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() { copy(&entry.path(), &to) } else { drop(fs::copy(entry.path(), to)) }
    }
}

fn record(number: usize, first: &str) -> String {
    let text: String = (0..60).map(|at| format!("mot{number}-{at} ")).collect();
    let end = "Retrouvez l'actualité du port chaque matin sur nos ondes.";
    let url = format!("https://quai.example/{number}");
    format!("{}\n", json!({"url": url, "title": format!("Titre {number}"), "text": format!("{first} {text}\n{end}")}))
}

#[test]
#[ignore = "starts a cluster"]
fn a_cluster_has_what_a_folder_has() {
    let members = shared();
    let twins = Twins::new(&members, "twins");
    twins.run(&["corpus"]);
    twins.run(&["corpus"]);
    // Some records change, one goes, others come; a page changes, another goes.
    let records = (0..60).filter(|number| *number != 7);
    let first = |number: usize| if number.is_multiple_of(3) { "La digue rompt." } else { "La digue tient." };
    twins.write("records.jsonl", &records.map(|number| record(number, first(number))).collect::<String>());
    let mut files: Vec<_> = pages(&Index::open(&twins.folder.path().join("index")).unwrap())
        .into_values()
        .filter(|page| page.outcome.is_ok() && page.container.ends_with(".html"))
        .map(|page| twins.corpus().join(page.container))
        .collect();
    files.sort();
    fs::write(&files[0], [fs::read(&files[0]).unwrap(), b"<p>Une ligne de plus.</p>".to_vec()].concat()).unwrap();
    fs::remove_file(&files[1]).unwrap();
    twins.write("no-article.html", "<p>Rien.</p>");
    let long = json!({"id": "long ".repeat(4000), "title": "Un titre", "text": "Un long texte ".repeat(40)});
    twins.write("long.jsonl", &format!("{long}\n"));
    twins.run(&["corpus"]);
    fs::remove_file(twins.corpus().join("long.jsonl")).unwrap();
    twins.run(&["corpus", "--prune"]);
    twins.run(&["corpus", "--full"]);
    twins.run(&["--forget", "corpus/records.jsonl"]);
    twins.run(&["corpus/records.jsonl", "corpus/nowhere"]);
    // The corpus moves, and comes back as a copy beside the other.
    fs::rename(twins.corpus(), twins.folder.path().join("moved")).unwrap();
    twins.run(&["moved"]);
    copy(&twins.folder.path().join("moved"), &twins.folder.path().join("copy"));
    twins.run(&["copy"]);
}

#[test]
#[ignore = "starts a cluster"]
fn an_index_of_others_is_left_alone() {
    let members = shared();
    let (client, folder) = (members.client("others"), tempfile::tempdir().unwrap());
    fs::write(folder.path().join("a.jsonl"), record(1, "La digue.")).unwrap();
    let index = || {
        let address = members.address("others");
        kiosque().arg("index").arg(folder.path()).args(["--full", "-i", &address]).output().unwrap()
    };
    let refused = |expected: &str| {
        let output = index();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && told.contains(expected), "{told}");
    };
    let _ = client.delete("/others", None);
    client.put("/others", &json!({"mappings": {"properties": {"title": {"type": "text"}}}})).unwrap();
    refused("none that kiosque made");
    client.delete("/others", None).unwrap();
    assert!(index().status.success());
    client.put("/others/_settings", &json!({"index.blocks.read_only_allow_delete": true})).unwrap();
    refused("takes nothing that is new");
    client.put("/others/_settings", &json!({"index.blocks.read_only_allow_delete": null})).unwrap();
    assert!(index().status.success());
    client.put("/others/_mapping", &json!({"properties": {"views": {"type": "long"}}})).unwrap();
    refused("the field views");
    client.delete("/others", None).unwrap();
}

/// Texts that are analysed together: OpenSearch takes no more than 10,000 tokens.
const TOGETHER: usize = 20;

/// The positions that stand between two texts of a field.
const GAP: u64 = 100;

#[test]
#[ignore = "starts a cluster"]
fn tokens_stand_where_they_do_in_a_folder() {
    let members = shared();
    let twins = Twins::new(&members, "tokens");
    twins.run(&["corpus"]);
    let index = Index::open(&twins.folder.path().join("index")).unwrap();
    let articles: Vec<Article> = pages(&index).into_values().filter_map(|page| page.outcome.ok()).collect();
    let lines: Vec<&str> = articles.iter().flat_map(|article| article.body.lines().chain([&*article.title])).collect();
    let pair = |n: usize| format!("{} {}", lines[n % lines.len()], lines[n * 7 % lines.len()]);
    let texts: Vec<String> = (0..10_000).map(pair).collect();
    let client = members.client("tokens");
    let mut documents = DocumentWriter::default();
    for texts in texts.chunks(TOGETHER) {
        let mut written = Vec::new();
        for text in texts {
            let (mut body, article) = (Vec::new(), Article { body: text.clone(), ..Article::default() });
            documents.write(&index.document(&Entry::new("a", Ok(article))), &mut body);
            let document: Value = serde_json::from_slice(body.split(|byte| *byte == b'\n').nth(1).unwrap()).unwrap();
            written.push(document["body"].clone());
        }
        let (mut expected, mut next) = (Vec::new(), 0);
        for text in texts {
            let tokens = indexed_tokens(text);
            let last = tokens.last().map(|token| u64::from(token.position));
            expected.extend(tokens.into_iter().map(|token| (next + u64::from(token.position), token.stem)));
            next += last.map_or(0, |last| last + 1) + GAP;
        }
        let answer = client.post("/tokens/_analyze", &json!({"field": "body", "text": written})).unwrap();
        let token = |token: &Value| (token["position"].as_u64().unwrap(), token["token"].as_str().unwrap().to_owned());
        let found: Vec<_> = answer["tokens"].as_array().unwrap().iter().map(token).collect();
        let differs = found.iter().zip(&expected).find(|(found, expected)| found != expected);
        assert_eq!(differs, None, "in {texts:?}");
        assert_eq!(found.len(), expected.len(), "{texts:?}");
    }
}

/// Of two clients the first to begin commits last: who follows the index sees the batches of both.
#[test]
#[ignore = "starts a cluster"]
fn batches_are_told_in_their_order() {
    let members = shared();
    let twins = Twins::new(&members, "batches");
    twins.run(&["corpus/records.jsonl"]);
    let client = || Arc::new(members.client("batches"));
    let cursor = || Cluster::open(client(), Default::default()).unwrap().cursor().unwrap().generation;
    let before = cursor();
    let quota = Quota::new(1 << 20);
    let stores = [Store::open(client()).unwrap(), Store::open(client()).unwrap()];
    let [mut first, mut second] =
        stores.each_ref().map(|store| store.writer(Size { threads: 1, memory: 1 << 20, merge: 1 << 20 }).unwrap());
    let article = |id: &str| Entry::new(id, Ok(Article { body: "La digue tient.".repeat(20), ..Article::default() }));
    first.add(stores[0].document(&article("first")), quota.take(1)).unwrap();
    second.add(stores[1].document(&article("second")), quota.take(1)).unwrap();
    second.commit().unwrap();
    assert_eq!(cursor(), before, "the first batch is still to come");
    let seen = Cluster::open(client(), Default::default()).unwrap();
    first.commit().unwrap();
    assert_eq!(cursor(), before + 2);
    assert!(seen.latest().unwrap().is_some(), "a process that lives long sees the late batch");
}

/// An index is sound, and is not once a stranger has changed a document.
#[test]
#[ignore = "starts a cluster"]
fn an_index_is_inspected() {
    let members = shared();
    let twins = Twins::new(&members, "inspected");
    twins.run(&["corpus"]);
    let (address, client) = (twins.members.address("inspected"), twins.members.client("inspected"));
    let check = |code: i32, expected: &[&str]| {
        let output = kiosque().args(["check", "-i", &address]).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(code), "{told}{}", String::from_utf8_lossy(&output.stderr));
        assert!(expected.iter().all(|text| told.contains(text)), "{told}");
    };
    check(0, &["sound: ", " were analysed again"]);
    let articles = json!({"query": {"term": {"is_article": true}}, "docvalue_fields": ["id_hash"]});
    let found = client.post("/inspected/_search", &articles).unwrap();
    let hit = &found["hits"]["hits"][0];
    let mut document = hit["_source"].clone();
    (document["is_article"], document["id_hash"]) = (json!(true), hit["fields"]["id_hash"].clone());
    let path = format!("/inspected/_doc/{}?refresh=true", hit["_id"].as_str().unwrap());
    client.put(&path, &document).unwrap();
    let id = hit["_source"]["id"].as_str().unwrap();
    check(
        2,
        &[
            "damaged: inspected: its stamp says",
            &format!("damaged: {id}: its column"),
            &format!("damaged: {id}: its body lacks words"),
            "way out: ",
        ],
    );
}
