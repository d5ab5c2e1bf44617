//! JSON Lines as tools write it: which records are read, what they are called, and what is no record.

use std::io::Write;

use kiosque::ingest::report::Report;

use crate::scene::{Ran, Scene, gzip, page, record};

/// How many articles there are, and what else was counted.
fn counts(report: &Report) -> (u64, String) {
    let rejected = report.rejected.iter().map(|(reason, count)| format!("{reason} {count}"));
    let unreadable = report.unreadable.iter().map(|(reason, count)| format!("{reason} {count}"));
    (report.added + report.updated + report.unchanged, rejected.chain(unreadable).collect::<Vec<_>>().join(", "))
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn json_lines_are_read_however_they_are_written() {
    #[track_caller]
    fn check(content: &[u8], expected: &str) {
        for content in [content.to_vec(), gzip(content)] {
            let scene = Scene::new();
            scene.write("corpus/feed.jsonl", lines(""));
            scene.index(&["corpus"], |_| {});
            scene.write("corpus/feed.jsonl", &content);
            let report = scene.index(&["corpus"], |options| options.prune = true);
            assert_eq!((counts(&report), report.pruned), ((100, expected.to_owned()), 0));
            assert_eq!(scene.titles().keys().filter(|id| id.len() == 4).count(), 100);
        }
    }
    fn lines(fields: &str) -> String {
        (100..200)
            .map(|n| format!("{{{fields}\"id\": \"a{n}\", \"title\": \"T\", \"text\": \"Le vent.\"}}\n"))
            .collect()
    }
    let lines = lines("");
    let spaced = format!("{{ \"padding\": \"{}\", {}", "a".repeat(10_000), &lines[1..]);
    check(spaced.as_bytes(), "");
    check(format!("{{\"n\": NaN, {}", &spaced[1..]).as_bytes(), "");
    check(format!("# made by hand\n\n// in May\n{lines}").as_bytes(), "");
    check(lines.replacen('\n', " ", 50).as_bytes(), "");
    check(lines.replace('\n', "").as_bytes(), "");
    check(lines.replace('{', "\u{1e}{").as_bytes(), "");
    check(lines.replace('{', "\u{1e}{\n").as_bytes(), "");
    check(&utf16(&lines), "");
    check(&utf16(&lines)[2..], "");
    check(format!("\u{feff}{lines}").as_bytes(), "");
    check(format!("{{\"id\": \"cut\", \"text\": \"\n{lines}").as_bytes(), "broken-record 1");
    check(format!("{{\"id\": \"cut\", \n{lines}").as_bytes(), "broken-record 1");
    check(format!("end of a text\"}}\n{lines}").as_bytes(), "broken-record 1");
    check(format!("{{}}\n{lines}[1]\n").as_bytes(), "json 1, broken-record 1");
}

#[test]
fn other_json_is_neither_page_nor_article() {
    let record = serde_json::json!({"id": "a", "title": "La digue", "text": "Le vent.", "html": page("La digue")});
    let pretty = serde_json::to_string_pretty(&record).unwrap();
    let features = serde_json::json!({"type": "FeatureCollection", "features": [{"title": "Port"}]});
    let files = [
        ("array", format!("[{record},{record}]")),
        ("lines", format!("[\n{record},\n{record}\n]\n")),
        ("pretty", pretty.clone()),
        ("concatenated", format!("{pretty}\n{pretty}\n")),
        ("package", serde_json::to_string_pretty(&serde_json::json!({"name": "site", "files": []})).unwrap()),
        ("map", features.to_string()),
        ("long", format!("[{record}{}", ", 1".repeat(kiosque::source::PAGE_LIMIT / 2))),
        ("empty", "{}".to_owned()),
    ];
    let scene = Scene::new();
    for (name, content) in &files {
        scene.write(&format!("corpus/{name}.json"), content);
        scene.write(&format!("corpus/{name}.gz"), gzip(content.as_bytes()));
        scene.write(&format!("corpus/{name}.utf16"), utf16(content));
    }
    for _ in 0..2 {
        assert_eq!(counts(&scene.index(&["corpus"], |_| {})), (0, format!("json {}", 3 * files.len())));
    }
}

#[test]
fn what_only_looks_like_json_is_a_page() {
    for (content, reason) in [
        ("{{ template }}\n", "not-html 1"),
        ("{ margin: 0 }\n", "not-html 1"),
        ("[un lien](https://exemple.fr)\n", "not-html 1"),
        ("<script type=\"application/ld+json\">\n{\"@type\": \"NewsArticle\"}\n</script>", "too-short 1"),
    ] {
        let scene = Scene::new();
        scene.write("corpus/a", content);
        assert_eq!(counts(&scene.index(&["corpus"], |_| {})), (0, reason.to_owned()), "{content}");
    }
}

#[test]
fn a_file_may_change_its_kind() {
    let scene = Scene::new();
    for _ in 0..2 {
        scene.write("corpus/a.html", page("La digue"));
        scene.index(&["corpus"], |options| options.prune = true);
        assert_eq!(scene.titles().into_iter().collect::<Vec<_>>(), [("a.html".to_owned(), "La digue".to_owned())]);
        scene.write("corpus/a.html", [record("x", "Un"), record("y", "Deux")].concat());
        scene.index(&["corpus"], |options| options.prune = true);
        assert_eq!(scene.titles().into_keys().collect::<Vec<_>>(), ["x", "y"]);
    }
    scene.write("corpus/a.html", "");
    assert_eq!(counts(&scene.index(&["corpus"], |_| {})), (0, "empty 1".to_owned()));
    assert_eq!(scene.titles().into_keys().collect::<Vec<_>>(), ["a.html", "x", "y"]);
}

#[test]
fn standard_input_may_be_any_json_lines() {
    for content in [
        utf16(&[record("x", "Un"), record("y", "Deux")].concat()),
        format!("\u{1e}{}\u{1e}{}", record("x", "Un"), record("y", "Deux")).into_bytes(),
        format!("# note\n{} {}", record("x", "Un").trim_end(), record("y", "Deux")).into_bytes(),
    ] {
        let scene = Scene::new();
        feed(&scene, &content);
        assert_eq!(scene.titles().into_keys().collect::<Vec<_>>(), ["x", "y"]);
    }
}

/// Feeds standard input, and gives the report.
fn feed(scene: &Scene, content: &[u8]) -> serde_json::Value {
    let mut child = scene.start(&["index", "-", "--format", "json"]);
    child.stdin.take().unwrap().write_all(content).unwrap();
    Ran::new(child.wait_with_output().unwrap()).report()
}
