//! `kiosque serve`: who may ask, what clients may do to the server, and how it ends.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::scene::{Scene, record};
use crate::search::corpus_index;
use crate::watch::feed::read;
use client::{Answer, Served};

mod client;
mod api;
mod studies;
mod fuzz;
mod commits;
mod browser;
mod hostile;
mod pages;

#[test]
fn a_feed_changes_where_something_is_new() {
    let scene = Scene::new();
    let come = |name: &str, ids: std::ops::Range<usize>, title: &str| {
        scene.write(name, ids.map(|id| record(&format!("a{id}"), title)).collect::<String>());
        scene.index(&[name], |_| {});
        sleep(Duration::from_millis(1100));
    };
    come("feed.jsonl", 0..30, "La digue");
    let served = Served::start(&scene.path("index"), &["--base-path", "/presse"]);
    let get = |known: &str| served.get_with("/presse/feed.atom?q=digue", &format!("If-None-Match: {known}\r\n"));
    let first = get("\"none\"");
    let entries = |answer: &Answer| -> Vec<String> {
        let feed = read(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body));
        feed.entries.into_iter().map(|entry| entry.id).collect()
    };
    assert_eq!((first.status, entries(&first).len()), (200, 30));
    assert!(first.head.to_ascii_lowercase().contains("content-type: application/atom+xml"), "{}", first.head);
    let tag = first.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    assert_eq!(get(tag).status, 304);
    come("other.jsonl", 30..40, "Le phare");
    assert_eq!(get(tag).status, 304);
    come("more.jsonl", 40..70, "La digue encore");
    let second = get(tag);
    let (before, now) = (entries(&first), entries(&second));
    // All that came last, and what there is room for of what came before.
    assert_eq!((second.status, now.len(), now.iter().filter(|id| before.contains(id)).count()), (200, 50, 20));
    let page = served.get("/presse/?q=digue&sort=newest").body;
    assert!(
        page.contains("rel=\"alternate\" type=\"application/atom+xml\" href=\"/presse/feed.atom?q=digue\""),
        "{page}"
    );
    assert_eq!(served.get("/presse/feed.atom?q=digue&since=demain-soir").status, 400);
    assert_eq!(entries(&served.get("/presse/feed.atom?q=introuvable")).len(), 0);
}

#[test]
fn only_who_may_asks() {
    let scene = Scene::new();
    scene.write("feed.jsonl", record("a", "La digue tient bon"));
    scene.write("token", "un-jeton-assez-long\n");
    scene.index(&["feed.jsonl"], |_| {});
    let open = Served::start(&scene.path("index"), &[]);
    let status = |served: &Served, request: &str| served.send(request).status;
    assert_eq!(status(&open, "GET / HTTP/1.1\r\nHost: phare.example\r\nConnection: close\r\n\r\n"), 421);
    assert_eq!(status(&open, "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), 405);
    let answer = open.send("HEAD /?q=digue HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    let token = scene.path("token");
    let closed = Served::start(&scene.path("index"), &["--token-file", token.to_str().unwrap()]);
    assert_eq!(closed.get("/").status, 401);
    assert_eq!(closed.get_with("/", "Authorization: Bearer un-jeton-assez-long\r\n").status, 200);
    let public = scene.kiosque(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(public.code, Some(2));
    assert!(public.stderr.contains("--token-file"), "{}", public.stderr);
    let taken = scene.kiosque(&["serve", "--listen", &open.place]);
    assert!(taken.stderr.contains("another program listens there"), "{}", taken.stderr);
}

#[test]
fn half_a_request_harms_nobody() {
    let served = Served::start(&corpus_index(), &[]);
    let start = Instant::now();
    let mut halves: Vec<_> = (0..300)
        .map(|_| {
            let mut stream = served.connect();
            stream.write_all(b"GET /?q=port HTTP/1.1\r\nHost: local").unwrap();
            stream
        })
        .collect();
    assert_eq!(served.get("/?q=port").status, 200);
    for half in &mut halves {
        let _ = half.read_to_end(&mut Vec::new());
    }
    assert!(start.elapsed() < Duration::from_secs(40), "a half-sent request was waited for");
    assert_eq!(served.get("/?q=port").status, 200);
}

/// More than sockets hold: 24 MB of text.
const LONG: usize = 2000;
const LONG_EXPORT: &str =
    "GET /export?q=*&format=jsonl&fields=text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

fn long_index() -> (Scene, Served) {
    let scene = Scene::new();
    let text = "Le vent se lève sur le port. ".repeat(400);
    let line = |n: usize| {
        format!("{}\n", serde_json::json!({"id": n.to_string(), "title": format!("Article {n}"), "text": text}))
    };
    scene.write("feed.jsonl", (0..LONG).map(line).collect::<String>());
    scene.index(&["feed.jsonl"], |_| {});
    let served = Served::start(&scene.path("index"), &[]);
    (scene, served)
}

#[test]
fn readers_that_stall_keep_nobody_from_reading() {
    let (_scene, served) = long_index();
    let stalled: Vec<_> = (0..100)
        .map(|_| {
            let mut stream = served.connect();
            stream.write_all(LONG_EXPORT.as_bytes()).unwrap();
            stream
        })
        .collect();
    sleep(Duration::from_millis(500));
    assert_eq!(served.get("/?q=port").status, 200);
    // Those that were not among the first are told to come again.
    assert_eq!(served.get("/export?q=*").status, 503);
    drop(stalled);
}

#[test]
fn a_server_that_is_stopped_answers_what_was_asked() {
    let mut served = Served::start(&corpus_index(), &[]);
    let mut idle = served.connect();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 15];
    idle.read_exact(&mut first).unwrap();
    let start = Instant::now();
    served.terminate();
    assert_eq!(served.wait().code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_server_that_is_stopped_ends_an_export_that_is_read() {
    let (_scene, mut served) = long_index();
    let mut reader = served.connect();
    reader.write_all(LONG_EXPORT.as_bytes()).unwrap();
    let mut first = [0; 1000];
    reader.read_exact(&mut first).unwrap();
    served.terminate();
    sleep(Duration::from_millis(500));
    let answer = Answer::read(&mut first.chain(reader));
    assert_eq!((answer.status, answer.body.lines().count()), (200, LONG));
    assert_eq!(served.wait().code(), Some(0));
}

#[test]
fn a_socket_below_a_path() {
    let index = corpus_index();
    let scene = Scene::new();
    let place = format!("unix:{}", scene.path("kiosque.sock").display());
    let arguments = ["serve", "--listen", &place, "--base-path", "/presse/", "-i", index.to_str().unwrap()];
    let mut child = scene.start(&arguments);
    let connect = || {
        for _ in 0..500 {
            if let Ok(stream) = UnixStream::connect(scene.path("kiosque.sock")) {
                return stream;
            }
            sleep(Duration::from_millis(20));
        }
        panic!("nobody listens");
    };
    let mut stream = connect();
    stream.write_all(b"GET /presse/?q=port HTTP/1.1\r\nHost: presse.example\r\nConnection: close\r\n\r\n").unwrap();
    let answer = Answer::read(&mut stream);
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("href=\"/presse/article?id="), "{}", answer.body);
    assert!(!answer.body.contains("href=\"/article"), "{}", answer.body);
    child.kill().unwrap();
    child.wait().unwrap();
}
