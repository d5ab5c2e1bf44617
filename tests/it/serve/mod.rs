//! `kiosque serve`: the API beside the commands, and what clients may do to the server.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::scene::{Numbers, Ran, Scene, record};
use crate::search::{corpus, corpus_index};
use client::{Answer, Served, encoded};

mod client;
mod browser;
mod hostile;
mod pages;

/// JSON without the time that it took.
fn timeless(json: &str) -> String {
    let Some((before, after)) = json.split_once("\"took_ms\":") else { return json.to_owned() };
    let number = after.find(|c: char| !matches!(c, '0'..='9' | '.' | 'e' | '-')).unwrap();
    format!("{before}\"took_ms\":0{}", &after[number..])
}

fn kiosque(index: &Path, arguments: &[&str]) -> Ran {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kiosque"));
    command
        .arg(arguments[0])
        .arg("-i")
        .arg(index)
        .args(&arguments[1..])
        .env("KIOSQUE_CONFIG", "")
        .env_remove("KIOSQUE_SOURCES");
    Ran::new(command.output().unwrap())
}

/// Each row: the path and the parameters beside the query; the command and the options beside it.
const SEARCHES: &[(&str, &[&str])] = &[
    ("search?", &["search"]),
    ("search?limit=3&offset=1&sort=newest", &["search", "--limit", "3", "--offset", "1", "--sort", "newest"]),
    (
        "search?explain&group=1&facet=lang&since=2025",
        &["search", "--explain", "--group", "--facet", "lang", "--since", "2025"],
    ),
    ("search?fields=id,copies&any=true", &["search", "--fields", "id,copies", "--any"]),
    ("facets?by=source,month", &["facets", "--by", "source,month"]),
    ("facets?by=source&by=lang&cross", &["facets", "--by", "source", "--by", "lang", "--cross"]),
    ("timeline?by=week&until=2025-06", &["timeline", "--by", "week", "--until", "2025-06"]),
];

#[test]
fn the_api_answers_what_the_commands_answer() {
    let index = corpus_index();
    let served = Served::start(&index, &[]);
    let topics = std::fs::read_to_string(corpus("topics.tsv")).unwrap();
    let mut queries: Vec<&str> = topics.lines().filter_map(|line| Some(line.split_once('\t')?.1)).collect();
    queries.extend([
        "*",
        "-port",
        "introuvablement",
        "grev* OU \"du port\"",
        "titre:(a PRES/3 b",
        "é\u{301}té \u{1b}[31m",
        "acceuil~",
    ]);
    for (n, query) in queries.iter().enumerate() {
        let (path, command) = SEARCHES[n % SEARCHES.len()];
        for (path, command) in [(path, command), SEARCHES[(n + 3) % SEARCHES.len()]] {
            let answer = served.get(&format!("/api/v1/{path}&q={}", encoded(query)));
            let ran = kiosque(&index, &[command, &["--format", "json", "--", query]].concat());
            assert_eq!(answer.status, 200, "{path} {query}: {}", answer.body);
            assert_eq!(timeless(&answer.body), timeless(&ran.stdout), "{path} {query}");
        }
    }
    let id = "fil-24/greve-ferries-calais.html";
    let others: &[(&str, &[&str])] = &[
        ("suggest?q=gr&limit=4", &["suggest", "gr", "--limit", "4"]),
        ("suggest?q=fil&ids", &["suggest", "fil", "--ids"]),
        ("similar?id=fil-24/greve-ferries-calais.html&limit=3", &["similar", id, "--limit", "3"]),
        ("article?id=fil-24/greve-ferries-calais.html", &["show", id]),
        ("duplicates", &["duplicates"]),
        ("stats", &["stats"]),
        ("search?since=2025-07&source=fil+24", &["search", "--since", "2025-07", "--source", "fil 24"]),
    ];
    for (path, command) in others {
        let ran = kiosque(&index, &[command, &["--format", "json"][..]].concat());
        assert_eq!(timeless(&served.get(&format!("/api/v1/{path}")).body), timeless(&ran.stdout), "{path}");
    }
    let parsed = served.get("/api/v1/parse?q=prix+-19+OU+port");
    assert!(parsed.body.contains("\"start\":5,\"end\":8"), "{}", parsed.body);
}

#[test]
fn an_export_is_what_the_command_gives() {
    let index = corpus_index();
    let served = Served::start(&index, &[]);
    for format in ["csv", "tsv", "jsonl", "trec", "urls"] {
        let answer = served.get(&format!("/export?q=*&format={format}"));
        let ran = kiosque(&index, &["search", "*", "-n", "all", "--format", format]);
        assert_eq!((answer.status, &answer.body), (200, &ran.stdout), "{format}");
    }
    let long = served.get("/export?q=*&format=jsonl&fields=text");
    assert!(long.head.contains("transfer-encoding: chunked"), "{}", long.head);
}

#[test]
fn what_is_wrong_is_said_in_the_words_of_the_commands() {
    let served = Served::start(&corpus_index(), &[]);
    let check = |target: &str, status: u16, said: &str| {
        let answer = served.get(target);
        assert_eq!(answer.status, status, "{target}: {}", answer.body);
        assert!(answer.body.contains(said), "{target}: {}", answer.body);
    };
    check("/api/v1/search?q=a&since=demain-soir", 400, "`demain-soir` is no date that I know");
    check("/api/v1/search?q=a&since=2025&until=2024", 400, "exchange the two dates");
    check("/api/v1/search?q=a&fields=titre", 400, "invalid value 'titre'");
    check("/api/v1/search?q=a&limit=all", 400, "/export gives all");
    check("/api/v1/search?q=a&limit=1001", 400, "at most 1000");
    check("/api/v1/search?q=a&corpus=/etc", 400, "there is no parameter");
    check("/api/v1/facets?q=a", 400, "--by");
    check(&format!("/api/v1/timeline?{}by=day&since=1800", "q=a&".repeat(20)), 400, "more than a million rows");
    check("/api/v1/article?id=nulle-part", 404, "no article has the id");
    check("/api/v1/nulle-part", 404, "Il n’y a pas de telle page");
    check("/?q=a&since=demain-soir", 400, "is no date that I know");
    check("/article?id=nulle-part", 404, "no article has the id");
    check("/export?q=a&format=docx", 400, "invalid value");
    check("/robots.txt", 200, "Disallow: /");
    check("/healthz", 200, "ok");
    check("/readyz", 200, "ok");
    check("/metrics", 200, "kiosque_answers_total{status=\"404\"}");
    check("/openapi.json", 200, "/api/v1/search");
    check(&format!("/?q={}", "a".repeat(9000)), 414, "too long");
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
fn a_commit_is_seen_and_an_answer_that_is_known_is_not_sent_again() {
    let scene = Scene::new();
    scene.write("feed.jsonl", record("a", "La digue tient bon"));
    scene.index(&["feed.jsonl"], |_| {});
    let served = Served::start(&scene.path("index"), &[]);
    let target = "/api/v1/search?q=digue";
    let tag = served.get(target).header("etag").unwrap().to_owned();
    let known = format!("If-None-Match: \"x\", {tag}\r\n");
    let again = served.get_with(target, &known);
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    scene.write("feed.jsonl", record("a", "La digue tient bon") + &record("b", "Une autre digue"));
    scene.index(&["feed.jsonl"], |_| {});
    sleep(Duration::from_secs(2));
    let now = served.get_with(target, &known);
    assert_eq!(now.status, 200);
    assert!(now.body.starts_with("{\"total\":2"), "{}", now.body);
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

#[test]
fn readers_that_stall_keep_nobody_from_reading() {
    let scene = Scene::new();
    let text = "Le vent se lève sur le port. ".repeat(400);
    let line = |n: usize| {
        format!("{}\n", serde_json::json!({"id": n.to_string(), "title": format!("Article {n}"), "text": text}))
    };
    scene.write("feed.jsonl", (0..2000).map(line).collect::<String>());
    scene.index(&["feed.jsonl"], |_| {});
    let served = Served::start(&scene.path("index"), &[]);
    let request = "GET /export?q=*&format=jsonl&fields=text HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let stalled: Vec<_> = (0..100)
        .map(|_| {
            let mut stream = served.connect();
            stream.write_all(request.as_bytes()).unwrap();
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

#[test]
fn no_request_breaks_the_server() {
    let served = Served::start(&corpus_index(), &[]);
    const PATHS: [&str; 14] = [
        "/",
        "/article",
        "/stats",
        "/help",
        "/export",
        "/api/v1/search",
        "/api/v1/facets",
        "/api/v1/timeline",
        "/api/v1/suggest",
        "/api/v1/parse",
        "/api/v1/similar",
        "/api/v1/article",
        "/api/v1/duplicates",
        "/%00/../..",
    ];
    const NAMES: [&str; 17] = [
        "q", "id", "since", "until", "source", "sort", "limit", "offset", "by", "fields", "facet", "cross", "all",
        "format", "recency", "scale", "%FF",
    ];
    const VALUES: [&str; 22] = [
        "",
        "port",
        "*",
        "-",
        "--help",
        "-19",
        "%00",
        "%FF%FE",
        "2025",
        "9999",
        "-9999-01",
        "hier",
        "newest",
        "all",
        "0",
        "18446744073709551615",
        "source,month",
        "grev*",
        "%22",
        "((((",
        "NaN",
        "id,text",
    ];
    let mut numbers = Numbers(7);
    let mut stream = served.connect();
    for _ in 0..600 {
        let mut target = PATHS[numbers.below(PATHS.len())].to_owned() + "?";
        for _ in 0..numbers.below(5) {
            let (name, value) = (NAMES[numbers.below(NAMES.len())], VALUES[numbers.below(VALUES.len())]);
            target += &format!("{name}={value}&");
        }
        // One connection for all, as browsers have it; HEAD, so that where an answer ends is plain.
        write!(stream, "HEAD {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap_or_else(|error| panic!("{target}: {error}"));
            head.push(byte[0]);
        }
        let status = String::from_utf8_lossy(&head[9..12]).into_owned();
        assert!(["200", "400", "404", "503"].contains(&status.as_str()), "{target}: {status}");
    }
}
