//! The API beside the commands: the same bytes, the same words where something is wrong.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::client::{Served, encoded};
use crate::scene::Ran;
use crate::search::{corpus, corpus_index};

/// JSON without the time that it took.
fn timeless(json: &str) -> String {
    let Some((before, after)) = json.split_once("\"took_ms\":") else { return json.to_owned() };
    let number = after.find(|c: char| !matches!(c, '0'..='9' | '.' | 'e' | '-')).unwrap();
    format!("{before}\"took_ms\":0{}", &after[number..])
}

pub fn kiosque(index: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiosque"));
    command.args(arguments).env("KIOSQUE_INDEX", index).env("KIOSQUE_CONFIG", "").env_remove("KIOSQUE_SOURCES");
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
    (
        "search?until=2025-06&recency=0.5&half-life=30",
        &["search", "--until=2025-06", "--recency=0.5", "--half-life=30"],
    ),
    ("facets?by=source,month", &["facets", "--by", "source,month"]),
    ("facets?by=source&by=lang&cross", &["facets", "--by", "source", "--by", "lang", "--cross"]),
    ("timeline?by=week&until=2025-06", &["timeline", "--by", "week", "--until", "2025-06"]),
    ("suggest?limit=5", &["suggest", "--limit", "5"]),
    ("parse?now=2025-07-01", &["parse", "--now", "2025-07-01"]),
];

/// Two hundred queries: those that people asked of the corpus, and their words in every form that the language has.
fn queries() -> Vec<String> {
    let asked = ["topics.tsv", "known-item.tsv"].map(|name| fs::read_to_string(corpus(name)).unwrap()).concat();
    let asked: Vec<&str> = asked.lines().filter_map(|line| Some(line.split_once('\t')?.1)).collect();
    let words: Vec<&str> = asked.iter().flat_map(|query| query.split(' ')).filter(|word| word.len() > 3).collect();
    let odd = [
        "*",
        "-port",
        "introuvablement",
        "titre:(a PRES/3 b",
        "é\u{301}té \u{1b}[31m",
        "--help",
        "",
        "prix -19",
        "((((",
    ];
    let mut queries: Vec<String> = asked.iter().chain(&odd).map(|query| query.to_string()).collect();
    for (n, pair) in words.windows(2).enumerate().take(200 - queries.len()) {
        let (a, b) = (pair[0], pair[1]);
        let start = a.chars().take(4).collect::<String>();
        queries.push(match n % 12 {
            0 => format!("\"{a} {b}\""),
            1 => format!("{start}*"),
            2 => format!("{a} -{b}"),
            3 => format!("{a} OU {b}"),
            4 => format!("{a} PRES/8 {b}"),
            5 => format!("{}~", a.replacen('e', "", 1)),
            6 => format!("={a}"),
            7 => format!("titre:{a}"),
            8 => format!("{a} date:2025-07"),
            9 => format!("({a} ADJ/9 {b}) OU texte:\"{b}\"~3"),
            10 => format!("auMoins2:{a}"),
            _ => format!("{a}^2 {b} source:phare"),
        });
    }
    queries
}

#[test]
fn the_api_answers_what_the_commands_answer() {
    let index = corpus_index();
    let served = Served::start(&index, &[]);
    let queries = queries();
    assert_eq!(queries.len(), 200);
    for (n, query) in queries.iter().enumerate() {
        let (path, command) = SEARCHES[(n + n / SEARCHES.len()) % SEARCHES.len()];
        let answer = served.get(&format!("/api/v1/{path}&q={}", encoded(query)));
        let ran = kiosque(&index, &[command, &["--format", "json", "--", query]].concat());
        assert_eq!(answer.status, 200, "{path} {query}: {}", answer.body);
        assert_eq!(timeless(&answer.body), timeless(&ran.stdout), "{path} {query}");
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
fn an_answer_may_come_compressed() {
    let served = Served::start(&corpus_index(), &[]);
    for target in
        ["/", "/?q=port", "/style.css", "/api/v1/search?q=*&fields=text", "/export?q=*&format=jsonl&fields=text"]
    {
        let plain = served.get(target);
        let small = served.get_with(target, "Accept-Encoding: br, gzip\r\n");
        assert_eq!(
            (plain.header("content-encoding"), small.header("content-encoding")),
            (None, Some("gzip")),
            "{target}"
        );
        assert_eq!(timeless(&plain.body), timeless(&small.body), "{target}");
        assert!(small.bytes.len() < plain.bytes.len(), "{target}");
        let Some(tag) = small.header("etag") else { continue };
        let known = served.get_with(target, &format!("Accept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n"));
        assert_eq!((known.status, known.bytes.len()), (304, 0), "{target}");
    }
    let wrong = served.get_with("/api/v1/search?since=demain-soir", "Accept-Encoding: gzip\r\n");
    assert_eq!(wrong.status, 400);
    assert!(wrong.body.contains("is no date"), "{}", wrong.body);
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
    check("/api/v1/facets?q=a", 400, "{\"error\":\"the parameter \\\"by\\\" is missing\"}");
    check("/api/v1/suggest?limit=2", 400, "\\\"q\\\" is missing");
    check("/api/v1/parse", 400, "\\\"q\\\" is missing");
    check("/api/v1/similar?limit=2", 400, "\\\"id\\\" is missing");
    check("/api/v1/article", 400, "\\\"id\\\" is missing");
    check(&format!("/api/v1/timeline?{}by=day&since=1800", "q=a&".repeat(20)), 400, "more than a million rows");
    check("/api/v1/article?id=nulle-part", 404, "no article has the id");
    check("/api/v1/nulle-part", 404, "{\"error\":\"there is no such path; /openapi.json lists all\"}");
    check("/nulle-part", 404, "Il n’y a pas de telle page");
    check("/?q=a&since=demain-soir", 400, "is no date that I know");
    check("/article?id=nulle-part", 404, "no article has the id");
    check("/export?q=a&format=docx", 400, "invalid value");
    check("/api/v1/kwic", 400, "\\\"q\\\" is missing");
    check("/api/v1/kwic?q=a&context=101", 400, "at most 100 words");
    check("/api/v1/collocates?q=a&limit=0", 400, "at most 1000");
    check("/api/v1/keywords", 400, "there are no other articles to compare with");
    check("/api/v1/trends?period=..2025", 400, "--period needs a first day");
    check("/collocates?q=a&measure=x", 400, "invalid value 'x'");
    check("/keywords", 200, "");
    check("/trends?q=introuvablement", 200, "");
    check("/export/corpus?q=a&to=docx", 400, "invalid value");
    check("/export/kwic?q=a&limit=x", 400, "neither a number nor `all`");
    check("/robots.txt", 200, "Disallow: /");
    check("/healthz", 200, "ok");
    check("/readyz", 200, "ok");
    check("/metrics", 200, "kiosque_answers_total{status=\"404\"}");
    check("/openapi.json", 200, "/api/v1/search");
    check(&format!("/?q={}", "a".repeat(9000)), 414, "too long");
}
