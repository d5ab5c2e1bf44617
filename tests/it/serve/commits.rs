//! What a server shows while its index changes: the last commit, and that alone.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, sleep};
use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Answer, Served};
use crate::scene::{Scene, record};

/// A commit is seen after no longer than this.
const SOON: Duration = Duration::from_secs(2);

/// A search that finds the articles here.
const TARGET: &str = "/api/v1/search?q=digue";

/// A server of an index with an article, and the tag of its answer to the search.
fn served() -> (Scene, Served, String) {
    let scene = Scene::new();
    scene.write("feed.jsonl", record("a", "La digue tient bon"));
    scene.index(&["feed.jsonl"], |_| {});
    let served = Served::start(&scene.path("index"), &[]);
    let tag = served.get(TARGET).header("etag").unwrap().to_owned();
    (scene, served, tag)
}

#[test]
fn a_commit_is_seen_and_an_answer_that_is_known_is_not_sent_again() {
    let (scene, served, tag) = served();
    let known = format!("If-None-Match: \"x\", {tag}\r\n");
    let again = served.get_with(TARGET, &known);
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    scene.write("feed.jsonl", record("a", "La digue tient bon") + &record("b", "Une autre digue"));
    scene.index(&["feed.jsonl"], |_| {});
    sleep(SOON);
    let now = served.get_with(TARGET, &known);
    assert_eq!(now.status, 200);
    assert!(now.body.starts_with("{\"total\":2"), "{}", now.body);
}

#[test]
fn another_index_in_the_same_place_is_seen() {
    let (scene, served, tag) = served();
    // As many steps make an index whose commit has the same number.
    fs::rename(scene.path("index"), scene.path("older")).unwrap();
    scene.write("feed.jsonl", record("b", "La digue a cédé"));
    scene.index(&["feed.jsonl"], |_| {});
    sleep(SOON);
    let now = served.get_with(TARGET, &format!("If-None-Match: {tag}\r\n"));
    assert_eq!(now.status, 200);
    assert!(now.body.contains("La digue a cédé"), "{}", now.body);
    // An index that goes is answered from as it was, and `/readyz` says so.
    fs::rename(scene.path("index"), scene.path("younger")).unwrap();
    sleep(SOON);
    assert!(served.get(TARGET).body.contains("La digue a cédé"));
    assert_eq!((served.get("/readyz").status, served.get("/healthz").status), (503, 200));
}

/// So many articles, each of one version.
const ARTICLES: usize = 60;

fn write_version(scene: &Scene, version: usize) {
    let text = "Le vent se lève sur le port. ".repeat(400);
    let article = |n: usize| {
        json!({
            "id": n.to_string(), "title": format!("Digue, version {version}"), "text": format!("{text} Page {n}, version {version}."),
            "source": format!("Journal {version}"), "date": "2025-07-01",
        })
    };
    scene.write("feed.jsonl", (0..ARTICLES).map(|n| format!("{}\n", article(n))).collect::<String>());
    scene.index(&["feed.jsonl"], |_| {});
}

#[test]
fn no_answer_mixes_two_commits() {
    let scene = Scene::new();
    write_version(&scene, 0);
    let served = Served::start(&scene.path("index"), &["--timeout", "60s"]);
    let is_over = AtomicBool::new(false);
    let ask = |target: &str, versions: fn(&Answer) -> Vec<Value>| {
        let mut seen = BTreeSet::new();
        while !is_over.load(Ordering::Relaxed) {
            let answer = served.get(target);
            if answer.status == 503 {
                continue;
            }
            assert_eq!(answer.status, 200, "{target}: {}", answer.body);
            let versions = versions(&answer);
            assert!(versions.iter().all(|version| version == &versions[0]), "{target}: {versions:?}");
            seen.insert(versions[0].to_string());
        }
        assert!(seen.len() > 2, "{target}: {seen:?}");
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            ask("/api/v1/search?q=digue&no-group&limit=100&fields=source&facet=source", |answer| {
                let found: Value = serde_json::from_str(&answer.body).unwrap();
                let hits = found["hits"].as_array().unwrap();
                assert_eq!((hits.len(), &found["total"]), (ARTICLES, &json!(ARTICLES)));
                let counted = &found["facets"][0]["counts"];
                hits.iter().map(|hit| hit["source"].clone()).chain([counted[0]["value"].clone()]).collect()
            });
        });
        scope.spawn(|| {
            ask("/export?q=digue&no-group&format=jsonl&fields=source,text", |answer| {
                let lines = answer.body.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
                let versions: Vec<Value> = lines.map(|hit| hit["source"].clone()).collect();
                assert_eq!(versions.len(), ARTICLES);
                versions
            });
        });
        for version in 1..8 {
            write_version(&scene, version);
            sleep(Duration::from_millis(1200));
        }
        // An export that is read over a commit is of the one before.
        let mut stream = served.connect();
        let request = "GET /export?q=digue&no-group&format=jsonl&fields=source,text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut first = [0; 1000];
        stream.read_exact(&mut first).unwrap();
        write_version(&scene, 9);
        sleep(SOON);
        let body = Answer::read(&mut first.chain(stream)).body;
        assert_eq!(body.lines().filter(|line| line.contains("\"Journal 7\"")).count(), ARTICLES, "{body}");
        is_over.store(true, Ordering::Relaxed);
    });
}
