//! What the client makes of members that are away, busy, slow, or no members at all.

use std::ops::RangeInclusive;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use kiosque::opensearch::address::Address;
use kiosque::opensearch::client::{Access, Client};
use kiosque::opensearch::error::ClusterError;
use kiosque::opensearch::secrets::Secret;
use serde_json::{Value, json};

use super::stand_in::{Reply, StandIn, address, closed_port};

const FINE: Reply = Reply::Json(200, r#"{"hits": 1}"#);
const BUSY: Reply =
    Reply::Json(429, r#"{"error": {"type": "circuit_breaking_exception", "reason": "data too large"}}"#);
const NO_SHARD: &str = r#"{"error": {"type": "no_shard_available_action_exception", "reason": "none of [press][0]"}}"#;
const ONE_FAILED: Reply = Reply::Json(
    200,
    r#"{"timed_out": false, "_shards": {"total": 3, "successful": 2, "failed": 1, "failures": [
        {"shard": 1, "reason": {"type": "query_shard_exception", "reason": "no such field"}}]}, "hits": 1}"#,
);

fn access() -> Access {
    let (patience, answering) = (Duration::from_secs(2), Duration::from_secs(1));
    Access { patience, answering, ..Access::default() }
}

fn search(stand_in: &StandIn, access: Access) -> Result<Value, ClusterError> {
    Client::new(address(&[stand_in]), access).unwrap().post("/press/_search", &json!({"size": 10}))
}

/// The last reply is the answer, and was asked for once.
fn check_again(replies: Vec<Reply>) {
    let requests = replies.len();
    let stand_in = StandIn::start(replies);
    assert_eq!(search(&stand_in, access()).unwrap(), json!({"hits": 1}));
    assert_eq!(stand_in.asked().len(), requests);
    assert!(stand_in.asked().iter().all(|request| request.ends_with(r#"{"size":10}"#)));
}

#[test]
fn what_passes_is_asked_again() {
    check_again(vec![FINE]);
    check_again(vec![BUSY, BUSY, FINE]);
    check_again(vec![Reply::Json(503, NO_SHARD), FINE]);
    check_again(vec![Reply::Json(500, NO_SHARD), FINE]);
    check_again(vec![Reply::Json(503, "<html>"), FINE]);
    check_again(vec![Reply::Close, FINE]);
    check_again(vec![Reply::Half(r#"{"hits": "#), Reply::Half(""), FINE]);
    check_again(vec![Reply::Silence(Duration::from_secs(3)), FINE]);
    let unassigned = r#"{"_shards": {"total": 3, "successful": 2, "failed": 1}, "hits": 0}"#;
    check_again(vec![Reply::Json(200, unassigned), FINE]);
}

/// The error names what is wrong, after so many requests: a request that cannot succeed is not made again.
fn check_error(reply: Reply, expected: &str, requests: RangeInclusive<usize>) {
    let stand_in = StandIn::start(vec![reply]);
    let begun = Instant::now();
    let message = search(&stand_in, access()).unwrap_err().to_string();
    assert!(message.contains(expected), "{message}");
    assert!(requests.contains(&stand_in.asked().len()), "{} requests: {message}", stand_in.asked().len());
    // The patience, and one more answer that does not come.
    assert!(begun.elapsed() < Duration::from_secs(4), "{message}");
}

#[test]
fn what_stays_is_an_error() {
    check_error(BUSY, "429: data too large", 3..=9);
    check_error(Reply::Json(503, NO_SHARD), "503: none of [press][0]", 3..=9);
    check_error(Reply::Close, "closed the connection", 3..=9);
    check_error(Reply::Half(r#"{"hits": "#), "closed the connection", 3..=9);
    check_error(Reply::Silence(Duration::from_secs(9)), "not answered in 1 s", 1..=3);
    check_error(Reply::Json(200, "<html>"), "does not answer as OpenSearch does", 1..=1);
    check_error(Reply::Json(200, r#"{"hits": "#), "does not answer as OpenSearch does", 1..=1);
    check_error(Reply::Json(404, "<html>"), "does not answer as OpenSearch does", 1..=1);
    let nowhere =
        r#"{"error": {"type": "index_not_found_exception", "reason": "no such index [press]", "index": "press"}}"#;
    check_error(Reply::Json(404, nowhere), "no index press", 1..=1);
    let full = r#"{"error": {"type": "cluster_block_exception", "reason": "index [press] blocked by: [TOO_MANY_REQUESTS/12/disk"}}"#;
    check_error(Reply::Json(429, full), "the index press takes nothing that is new", 1..=1);
    let rejected = r#"{"error": {"type": "parsing_exception", "reason": "unknown query [bad]"}, "status": 400}"#;
    check_error(Reply::Json(400, rejected), "rejects the request (400, parsing_exception): unknown query [bad]", 1..=1);
    check_error(Reply::Json(401, "Unauthorized"), "lets nobody in without a secret", 1..=1);
    check_error(ONE_FAILED, "1 of 3 shards have not answered (no such field)", 1..=1);
    check_error(Reply::Json(200, r#"{"timed_out": true}"#), "did not finish its search in time", 1..=1);
}

#[test]
fn all_that_passes_ends_with_4() {
    let is_passing = |reply| search(&StandIn::start(vec![reply]), access()).unwrap_err().is_passing();
    assert!(is_passing(BUSY) && is_passing(Reply::Close) && is_passing(ONE_FAILED));
    assert!(!is_passing(Reply::Json(401, "")) && !is_passing(Reply::Json(200, "<html>")));
}

#[test]
fn a_part_is_enough_where_the_user_says_so() {
    static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let lacking = |what: &str| TOLD.lock().unwrap().push(what.to_owned());
    let client = |reply| {
        let stand_in = StandIn::start(vec![reply]);
        Client::new(address(&[&stand_in]), Access { partial: true, lacking, ..access() }).unwrap()
    };
    client(FINE).post("/press/_search", &json!({})).unwrap();
    let partial = client(ONE_FAILED);
    for _ in 0..3 {
        assert_eq!(partial.post("/press/_search", &json!({})).unwrap()["hits"], 1);
    }
    assert_eq!(*TOLD.lock().unwrap(), ["1 of 3 shards have not answered (no such field)"]);
    // Without any shard there is no answer.
    assert!(client(BUSY).post("/press/_search", &json!({})).is_err());
}

#[test]
fn redirects_are_not_followed() {
    let other = StandIn::start(vec![FINE]);
    let to = format!("location: http://127.0.0.1:{}/press/_search", other.port);
    for status in [301, 302, 307, 308] {
        let stand_in = StandIn::start(vec![Reply::With(status, "", to.clone())]);
        let access = Access { secret: Some(Secret::password("reader", "hunter2")), ..access() };
        let message = search(&stand_in, access).unwrap_err().to_string();
        assert!(message.contains("sends us on to") && message.contains(&other.port.to_string()), "{message}");
    }
    assert!(other.asked().is_empty());
}

#[test]
fn no_message_has_a_secret() {
    let secret = Some(Secret::password("reader", "hunter2"));
    let (plain, encoded) = ("hunter2", "cmVhZGVyOmh1bnRlcjI=");
    for reply in [Reply::Json(401, ""), Reply::Json(403, "{}"), Reply::Json(200, "<html>"), Reply::Close, BUSY] {
        let stand_in = StandIn::start(vec![reply]);
        let access = Access { secret: secret.clone(), patience: Duration::ZERO, ..access() };
        let client = Client::new(address(&[&stand_in]), access).unwrap();
        let error = client.get("/press/_mapping").unwrap_err();
        assert!(stand_in.asked()[0].contains(&format!("uthorization: Basic {encoded}")));
        for shown in [error.to_string(), format!("{error:?}"), format!("{client:?}")] {
            assert!(!shown.contains(plain) && !shown.contains(encoded), "{shown}");
        }
    }
    let stand_in = StandIn::start(vec![Reply::Json(401, "")]);
    let message = search(&stand_in, Access { secret, ..access() }).unwrap_err().to_string();
    assert!(message.contains("does not know this user, password or key"), "{message}");
}

#[test]
fn no_secret_travels_for_all_to_read() {
    let far = Address::parse("http://search.example.org:9200/press").unwrap();
    let access = Access { secret: Some(Secret::api_key("hunter2")), ..access() };
    let message = Client::new(far.clone(), access.clone()).unwrap_err().to_string();
    assert!(message.contains("search.example.org:9200") && message.contains("--insecure-password"), "{message}");
    assert!(Client::new(far.clone(), Access { insecure_password: true, ..access }).is_ok());
    assert!(Client::new(far, self::access()).is_ok());
}

#[test]
fn hosts_take_turns() {
    let (one, other) = (StandIn::start(vec![FINE]), StandIn::start(vec![FINE]));
    let client = Client::new(address(&[&one, &other]), access()).unwrap();
    for _ in 0..10 {
        client.get("/press/_mapping").unwrap();
    }
    assert_eq!((one.asked().len(), other.asked().len()), (5, 5));
}

#[test]
fn a_host_that_failed_is_left_alone_while_another_answers() {
    let (bad, good) = (StandIn::start(vec![Reply::Close]), StandIn::start(vec![FINE]));
    let text = format!("http://127.0.0.1:{},127.0.0.1:{},127.0.0.1:{}/press", closed_port(), bad.port, good.port);
    let client = Client::new(Address::parse(&text).unwrap(), access()).unwrap();
    let begun = Instant::now();
    for _ in 0..20 {
        client.get("/press/_mapping").unwrap();
    }
    // A round of hosts has no pause in it.
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!((bad.asked().len(), good.asked().len()), (1, 20));
}

#[test]
fn all_hosts_are_named_when_none_can_be_reached() {
    let (one, other) = (closed_port(), closed_port());
    let address = Address::parse(&format!("http://127.0.0.1:{one},127.0.0.1:{other}/press")).unwrap();
    let begun = Instant::now();
    let error = Client::new(address, access()).unwrap().get("/press/_mapping").unwrap_err();
    let message = error.to_string();
    assert!(message.contains(&one.to_string()) && message.contains(&other.to_string()), "{message}");
    assert!(message.contains("refuses the connection") && error.is_passing(), "{message}");
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_connection_is_kept_and_a_closed_one_is_no_error() {
    let stand_in = StandIn::start(vec![FINE, FINE, Reply::Last(200, r#"{"hits": 1}"#), FINE]);
    let client = Client::new(address(&[&stand_in]), Access { patience: Duration::ZERO, ..access() }).unwrap();
    for _ in 0..4 {
        client.get("/press/_mapping").unwrap();
        // It has closed the connection by the time of the next request.
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_one_host_says_is_told_where_another_is_away() {
    let busy = StandIn::start(vec![Reply::Json(503, NO_SHARD)]);
    let text = format!("http://127.0.0.1:{},127.0.0.1:{}/press", busy.port, closed_port());
    let client = Client::new(Address::parse(&text).unwrap(), access()).unwrap();
    assert!(matches!(client.get("/press/_mapping").unwrap_err(), ClusterError::Busy { status: 503, .. }));
}

#[test]
fn who_waits_for_long_is_told_once() {
    static TOLD: AtomicUsize = AtomicUsize::new(0);
    let address = Address::parse(&format!("http://127.0.0.1:{}/press", closed_port())).unwrap();
    let told = |_: &ClusterError| {
        TOLD.fetch_add(1, Ordering::Relaxed);
    };
    let access = Access { patience: Duration::from_secs(7), waiting: told, ..access() };
    let client = Client::new(address, access).unwrap();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| client.get("/press/_mapping").unwrap_err());
        }
    });
    assert_eq!(TOLD.load(Ordering::Relaxed), 1);
}

#[test]
fn who_waits_can_be_stopped() {
    let address = Address::parse(&format!("http://127.0.0.1:{}/press", closed_port())).unwrap();
    let client = Client::new(address, Access::default()).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| client.get("/press/_mapping"));
        thread::sleep(Duration::from_millis(300));
        let stopped = Instant::now();
        client.stop();
        assert!(matches!(waiting.join().unwrap(), Err(ClusterError::Stopped)));
        assert!(stopped.elapsed() < Duration::from_secs(1));
    });
}

#[test]
fn methods_and_bodies() {
    let stand_in = StandIn::start(vec![FINE]);
    let client = Client::new(address(&[&stand_in]), access()).unwrap();
    client.put("/press", &json!({"a": 1})).unwrap();
    client.delete("/press", None).unwrap();
    client.delete("/_search/point_in_time", Some(&json!({"pit_id": ["x"]}))).unwrap();
    client.lines("/_bulk", b"{}\n{}\n".to_vec()).unwrap();
    assert_eq!(client.post_raw("/_search", &json!({})).unwrap(), br#"{"hits": 1}"#);
    let asked = stand_in.asked();
    let starts = ["PUT /press ", "DELETE /press ", "DELETE /_search/point_in_time ", "POST /_bulk ", "POST /_search "];
    assert!(asked.iter().zip(starts).all(|(request, start)| request.starts_with(start)), "{asked:?}");
    assert!(asked[2].ends_with(r#"{"pit_id":["x"]}"#), "{}", asked[2]);
    assert!(asked[3].contains("application/x-ndjson") && asked[3].ends_with("\r\n\r\n{}\n{}\n"), "{}", asked[3]);
    let nothing = StandIn::start(vec![Reply::Json(404, ""), Reply::Json(200, "")]);
    let client = Client::new(address(&[&nothing]), access()).unwrap();
    assert!(!client.head("/press").unwrap());
    assert!(client.head("/press").unwrap());
}
