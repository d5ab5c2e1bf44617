//! Captures: of what crawlers fetched from one address the newest is the article, in whatever order archives are read.

use std::collections::BTreeMap;

use crate::scene::{Scene, assert_sums, page, record};

/// A record of a WARC file: an answer of a server with a page.
fn response(url: &str, date: &str, title: &str) -> String {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", page(title));
    warc("response", &format!("Content-Type: application/http; msgtype=response\r\n{}", target(url, date)), &http)
}

/// One that says that the page was the same once more.
fn revisit(url: &str, date: &str) -> String {
    let profile = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\n";
    warc("revisit", &format!("{profile}{}", target(url, date)), "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
}

fn target(url: &str, date: &str) -> String {
    format!("WARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n")
}

fn warc(kind: &str, fields: &str, block: &str) -> String {
    let length = block.len();
    format!("WARC/1.0\r\nWARC-Type: {kind}\r\n{fields}Content-Length: {length}\r\n\r\n{block}\r\n\r\n")
}

const A: &str = "https://www.quai.example/a?utm_source=lettre";

/// The title and the captures of each article.
fn seen(scene: &Scene) -> BTreeMap<String, String> {
    let list = scene.kiosque(&[
        "search",
        "digue",
        "-i",
        "index",
        "-n",
        "all",
        "--fields",
        "id,title,captures",
        "--format",
        "jsonl",
    ]);
    let captures = |hit: &serde_json::Value| match &hit["captures"] {
        serde_json::Value::Null => String::new(),
        it => format!(" {}..{} {}", it["first"].as_str().unwrap(), it["last"].as_str().unwrap(), it["count"]),
    };
    let hits = list.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    hits.map(|hit| {
        (hit["id"].as_str().unwrap().to_owned(), hit["title"].as_str().unwrap().to_owned() + &captures(&hit))
    })
    .collect()
}

fn index(scene: &Scene, arguments: &[&str]) -> serde_json::Value {
    let report = scene.kiosque(&[&["index", "corpus", "-i", "index", "--format", "json"], arguments].concat());
    assert_eq!(report.code, Some(0), "{}", report.stderr);
    report.report()
}

#[test]
fn the_newest_capture_is_the_article() {
    let old = response(A, "2024-03-01T08:00:00Z", "La digue en mars");
    let new = response("http://quai.example/a#haut", "2024-05-01T08:00:00Z", "La digue en mai");
    let between = response(A, "2024-04-01T08:00:00Z", "La digue en avril");
    let other = response("https://quai.example/b", "2024-04-01T09:00:00Z", "Le phare");
    let expected = BTreeMap::from([
        ("https://quai.example/a".to_owned(), "La digue en mai 2024-03-01T08:00:00..2024-05-01T08:00:00 3".to_owned()),
        ("https://quai.example/b".to_owned(), "Le phare 2024-04-01T09:00:00..2024-04-01T09:00:00 1".to_owned()),
    ]);
    for order in [[&old, &new, &between, &other], [&new, &old, &other, &between], [&other, &between, &old, &new]] {
        // In one file, in two, and in two runs.
        for files in 1..=3 {
            let scene = Scene::new();
            let (first, second) = order.split_at(2);
            let join = |records: &[&String]| records.iter().map(|it| it.as_str()).collect::<String>();
            match files {
                1 => scene.write("corpus/crawl.warc", join(&order)),
                _ => scene.write("corpus/1.warc", join(first)),
            }
            if files == 3 {
                index(&scene, &[]);
            }
            if files > 1 {
                scene.write("corpus/2.warc", join(second));
            }
            index(&scene, &[]);
            assert_eq!(seen(&scene), expected, "{files} files");
            let again = index(&scene, &[]);
            assert_eq!((&again["unchanged"], &again["captures"], &again["updated"]), (&2.into(), &2.into(), &0.into()));
            assert_eq!(seen(&scene), expected, "{files} files, read again");
            let full = index(&scene, &["--full"]);
            assert_eq!((&full["updated"], &full["captures"], &full["added"]), (&2.into(), &2.into(), &0.into()));
            assert_eq!(seen(&scene), expected, "{files} files, read again in full");
        }
    }
}

#[test]
fn a_revisit_is_a_capture_more() {
    let scene = Scene::new();
    scene.write("corpus/1.warc", response(A, "2024-03-01T08:00:00Z", "La digue"));
    index(&scene, &[]);
    scene.write(
        "corpus/2.warc",
        revisit(A, "2024-06-01T08:00:00Z") + &revisit("https://quai.example/elsewhere", "2024-06-01T08:00:00Z"),
    );
    let report = index(&scene, &[]);
    assert_eq!(report["captures"], 2);
    let expected = "La digue 2024-03-01T08:00:00..2024-06-01T08:00:00 2";
    assert_eq!(seen(&scene).into_values().collect::<Vec<_>>(), [expected]);
}

#[test]
fn a_later_page_that_is_no_article_does_not_replace_one() {
    let scene = Scene::new();
    let empty = response(A, "2024-06-01T08:00:00Z", "").replace("<p>", "<!--").replace("</p>", "-->");
    scene.write("corpus/crawl.warc", response(A, "2024-03-01T08:00:00Z", "La digue") + &empty);
    index(&scene, &[]);
    let titles: Vec<String> = seen(&scene).into_values().collect();
    assert!(titles.len() == 1 && titles[0].starts_with("La digue 2024-03-01"), "{titles:?}");
}

#[test]
fn each_capture_may_be_an_article() {
    let scene = Scene::new();
    let both = response(A, "2024-03-01T08:00:00Z", "La digue en mars")
        + &response(A, "2024-05-01T08:00:00Z", "La digue en mai");
    scene.write("corpus/crawl.warc", &both);
    index(&scene, &["--captures", "all"]);
    let ids: Vec<String> = seen(&scene).into_keys().collect();
    assert_eq!(ids, ["https://quai.example/a#2024-03-01T08:00:00", "https://quai.example/a#2024-05-01T08:00:00"]);
    let again = index(&scene, &[]);
    assert_eq!((&again["unchanged"], &again["added"]), (&2.into(), &0.into()), "the index knows");
    let other = scene.kiosque(&["index", "corpus", "-i", "index", "--captures", "newest"]);
    assert_eq!(other.code, Some(2));
    assert!(other.stderr.contains("has every capture of an address"), "{}", other.stderr);
}

#[test]
fn a_record_may_be_a_capture() {
    let line = |fetched: &str, title: &str| {
        let text = "La digue tient bon depuis la nuit.";
        format!("{}\n", serde_json::json!({"url": A, "title": title, "text": text, "date_download": fetched}))
    };
    let (old, new) = (line("2024-03-01 08:00:00", "La digue en mars"), line("2024-05-01 08:00:00", "La digue en mai"));
    let expected = "La digue en mai 2024-03-01T08:00:00..2024-05-01T08:00:00 2";
    for lines in [[&old, &new], [&new, &old]] {
        let scene = Scene::new();
        scene.write("corpus/1.jsonl", lines[0]);
        index(&scene, &[]);
        scene.write("corpus/2.jsonl", lines[1]);
        for _ in 0..2 {
            index(&scene, &[]);
            assert_eq!(seen(&scene).into_values().collect::<Vec<_>>(), [expected]);
        }
        let scene = Scene::new();
        scene.write("corpus/1.jsonl", lines.map(String::as_str).concat());
        index(&scene, &["--captures", "all"]);
        let ids: Vec<String> = seen(&scene).into_keys().collect();
        assert_eq!(ids, ["https://quai.example/a#2024-03-01T08:00:00", "https://quai.example/a#2024-05-01T08:00:00"]);
    }
}

#[test]
fn a_page_is_shown_where_it_came_from() {
    let scene = Scene::new();
    let first = response("https://quai.example/b", "2024-04-01T09:00:00Z", "Le phare");
    scene.write("corpus/crawl.warc", first.clone() + &response(A, "2024-03-01T08:00:00Z", "La digue \u{1b}[31m"));
    scene.write("corpus/feed.jsonl", record("r1", "Le quai"));
    index(&scene, &[]);
    let show = |arguments: &[&str]| scene.kiosque(&[&["show", "-i", "index"], arguments].concat());
    let origin = show(&[A, "--origin"]).stdout;
    let lines: Vec<&str> = origin.lines().collect();
    assert!(lines[0].starts_with("file     /") && lines[0].ends_with("corpus/crawl.warc"), "{origin}");
    let expected = [
        &format!("member   {}", first.len()),
        &format!("address  {A}"),
        "fetched  captured 2024-03-01",
        "",
        "HTTP/1.1 200 OK",
        "Content-Type: text/html; charset=utf-8",
    ];
    assert_eq!(lines[1..], expected);
    assert_eq!(show(&["https://quai.example/a", "--raw"]).stdout, page("La digue \u{1b}[31m"));
    assert_eq!(show(&["r1", "--raw"]).stdout, record("r1", "Le quai").trim_end());
    scene.write("corpus/crawl.warc", &first);
    let gone = show(&[A, "--raw"]);
    assert_eq!((gone.code, gone.stdout.as_str()), (Some(2), ""));
    assert!(gone.stderr.contains("the page is no longer there"), "{}", gone.stderr);
    assert_sums(&scene.index(&["corpus"], |_| {}));
}
