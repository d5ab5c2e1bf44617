//! Members that die while they are asked and written to.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use kiosque::opensearch::client::{Client, item_error};
use kiosque::opensearch::error::ClusterError;
use serde_json::{Value, json};

use super::members::{alone, shared};

/// Writes documents with the ids `from..until`, and sends again those that were not stored for now.
fn write(client: &Client, from: u64, until: u64) {
    let mut left: Vec<u64> = (from..until).collect();
    while !left.is_empty() {
        let lines: String =
            left.iter().map(|id| format!("{{\"index\":{{\"_id\":\"{id}\"}}}}\n{{\"n\":{id}}}\n")).collect();
        let answer = client.lines(&format!("/{}/_bulk", client.index()), lines.into_bytes()).unwrap();
        let items = answer["items"].as_array().unwrap();
        let mut again = Vec::new();
        for (id, item) in left.iter().zip(items) {
            if let Some((error, passes)) = item_error(&item["index"]) {
                assert!(passes, "{error}");
                again.push(*id);
            }
        }
        left = again;
        thread::sleep(Duration::from_millis(10));
    }
}

fn count(client: &Client) -> Value {
    client.post(&format!("/{}/_refresh", client.index()), &json!({})).unwrap();
    client.get(&format!("/{}/_count", client.index())).unwrap()["count"].clone()
}

fn make(client: &Client) {
    let path = format!("/{}", client.index());
    if client.head(&path).unwrap() {
        client.delete(&path, None).unwrap();
    }
    client.put(&path, &json!({"settings": {"number_of_shards": 3, "number_of_replicas": 1}})).unwrap();
}

/// Each member in turn dies and comes back while one thread writes and another asks: nothing is lost, and no answer is wrong or an
/// error.
#[test]
#[ignore = "starts a cluster"]
fn no_document_is_lost_with_a_member() {
    let mut alone = alone();
    let client = alone.members.client("outage");
    make(&client);
    let (is_over, written, asked) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let from = written.load(Ordering::Relaxed);
                write(&client, from, from + 100);
                written.store(from + 100, Ordering::Relaxed);
            }
        });
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let answer = client.post("/outage/_search", &json!({"size": 0, "track_total_hits": true})).unwrap();
                assert_eq!(answer["_shards"]["failed"], 0);
                asked.fetch_add(1, Ordering::Relaxed);
            }
        });
        for number in 0..3 {
            alone.members.kill(number);
            thread::sleep(Duration::from_secs(3));
            alone.members.start(number);
            alone.members.wait().unwrap();
        }
        is_over.store(true, Ordering::Relaxed);
    });
    println!(
        "{} documents written, {} searches answered",
        written.load(Ordering::Relaxed),
        asked.load(Ordering::Relaxed)
    );
    assert_eq!(count(&client), written.load(Ordering::Relaxed));
}

#[test]
#[ignore = "starts a cluster"]
fn a_block_is_named() {
    let members = shared();
    let client = members.client("blocked");
    make(&client);
    client.put("/blocked/_settings", &json!({"index.blocks.read_only_allow_delete": true})).unwrap();
    let answer = client.lines("/blocked/_bulk", b"{\"index\":{\"_id\":\"a\"}}\n{}\n".to_vec()).unwrap();
    let (error, passes) = item_error(&answer["items"][0]["index"]).unwrap();
    assert!(matches!(&error, ClusterError::Blocked { index, .. } if index == "blocked"), "{error}");
    assert!(!passes);
    let error = client.put("/blocked/_doc/a", &json!({})).unwrap_err();
    assert!(matches!(&error, ClusterError::Blocked { index, .. } if index == "blocked"), "{error}");
    client.delete("/blocked", None).unwrap();
}

#[test]
#[ignore = "starts a cluster"]
fn an_index_that_is_not_there() {
    let members = shared();
    let client = members.client("nowhere");
    let is_no_index = |error: ClusterError| matches!(&error, ClusterError::NoIndex { index } if index == "nowhere");
    assert!(!client.head("/nowhere").unwrap());
    assert!(is_no_index(client.get("/nowhere/_mapping").unwrap_err()));
    assert!(is_no_index(client.post("/nowhere/_search", &json!({})).unwrap_err()));
    let lines = b"{\"index\":\"nowhere\"}\n{}\n".to_vec();
    assert!(is_no_index(client.lines("/_msearch", lines).unwrap_err()));
}
