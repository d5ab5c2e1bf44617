//! JSON Lines as tools write it: which records are read, what they are called, and what is no record.

use std::io::Write;

use kiosque::ingest::options::Options;
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
    let features = serde_json::json!({"type": "FeatureCollection", "features": [{"title": "Port"}]});
    let files = [
        ("package", serde_json::to_string_pretty(&serde_json::json!({"name": "site", "files": []})).unwrap()),
        ("map", features.to_string()),
        ("menu", "[{\"title\": \"Accueil\", \"url\": \"/\"}]".to_owned()),
        ("long", format!("[{{\"name\": \"Port\"}}{}", ", 1".repeat(kiosque::source::PAGE_LIMIT / 2))),
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
fn records_are_read_in_whatever_json_they_stand() {
    let values: Vec<serde_json::Value> = (100..200)
        .map(|n| serde_json::json!({"id": format!("a{n}"), "title": "T", "text": "Le vent, [ou] {pas} \"vrai\"."}))
        .collect();
    let pretty = |value: &serde_json::Value| serde_json::to_string_pretty(value).unwrap();
    let concatenated: Vec<String> = values.iter().map(pretty).collect();
    let nested = serde_json::json!({"took": 3, "hits": {"total": {"value": 100}, "hits": values.iter().map(
        |value| serde_json::json!({"_index": "presse", "_id": "x", "_source": value})).collect::<Vec<_>>()}});
    let array = serde_json::Value::Array(values.clone());
    for content in [
        array.to_string(),
        pretty(&array),
        concatenated.join("\n"),
        concatenated.concat(),
        serde_json::json!({"status": "ok", "articles": array}).to_string(),
        pretty(&serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "items": array})),
        nested.to_string(),
        pretty(&nested),
    ] {
        for content in [content.as_bytes().to_vec(), gzip(content.as_bytes()), utf16(&content)] {
            let scene = Scene::new();
            scene.write("corpus/feed.json", &content);
            assert_eq!(counts(&scene.index(&["corpus"], |_| {})), (100, String::new()), "{}", content.len());
            assert_eq!(scene.titles().keys().filter(|id| id.len() == 4).count(), 100);
            let scene = Scene::new();
            assert_eq!(feed(&scene, &content)["added"], 100);
        }
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
    // A feed that is a page now may be an error of its server, and only who insists prunes its articles.
    let prune = |options: &mut Options| (options.prune, options.prune_all) = (true, true);
    for _ in 0..2 {
        scene.write("corpus/a.html", page("La digue"));
        scene.index(&["corpus"], prune);
        assert_eq!(scene.titles().into_iter().collect::<Vec<_>>(), [("a.html".to_owned(), "La digue".to_owned())]);
        scene.write("corpus/a.html", [record("x", "Un"), record("y", "Deux")].concat());
        scene.index(&["corpus"], prune);
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

/// The articles after indexing `corpus`, first file by file in one order, then in the other, and then again: whatever the
/// order, there are as many, and the second run changes nothing.
#[cfg(unix)]
#[track_caller]
fn check_apart(files: &[(&[u8], &str)], expected: &[&str]) {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let scene = Scene::new();
    scene.write("corpus/zzz.html", page("Z"));
    for (name, content) in files {
        let path = scene.path("corpus").join(OsStr::from_bytes(name));
        std::fs::write(path, content).unwrap();
    }
    let report = scene.index(&["corpus"], |_| {});
    assert_eq!((report.added, report.updated), (expected.len() as u64 + 1, 0));
    let ids: Vec<String> = scene.titles().into_keys().filter(|id| id != "zzz.html").collect();
    assert_eq!(ids, expected);
    for prune in [false, true] {
        let report = scene.index(&["corpus"], |options| options.prune = prune);
        assert_eq!((report.unchanged, report.updated, report.pruned), (expected.len() as u64 + 1, 0, 0));
    }
    for id in &ids {
        assert_eq!(scene.kiosque(&["show", id]).code, Some(0), "{id}");
    }
    // The path of each hit is where its file is, if a path can be printed as text.
    let ran = scene.kiosque(&["search", "le", "--format", "jsonl", "-n", "all", "--no-group", "--fields", "id,path"]);
    for hit in ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()) {
        let path = hit["path"].as_str().unwrap();
        let is_there = std::path::Path::new(path).exists() || kiosque::source::text_path(path).exists();
        assert!(is_there, "{hit}");
    }
    for (name, _) in files {
        std::fs::remove_file(scene.path("corpus").join(OsStr::from_bytes(name))).unwrap();
    }
    assert_eq!(scene.index(&["corpus"], |options| options.prune = true).pruned, expected.len() as u64);
}

#[cfg(unix)]
#[test]
fn different_things_have_different_ids() {
    let digue = page("La digue");
    let one = "{\"title\": \"Un\", \"text\": \"Le vent.\"}\n";
    // Numbers in two files.
    let numbered = record("12", "Un");
    check_apart(&[(b"a.jsonl", &numbered), (b"b.jsonl", &record("12", "Deux"))], &["a.jsonl#id=12", "b.jsonl#id=12"]);
    check_apart(&[(b"a.jsonl", &numbered), (b"b.jsonl", one)], &["a.jsonl#id=12", "b.jsonl#1"]);
    // A record's id and the path of a page.
    check_apart(&[(b"a.html", &digue), (b"b.jsonl", &record("a.html", "Un"))], &["#a.html", "a.html"]);
    check_apart(&[(b"a", &digue), (b"b.jsonl", &record("a", "Un"))], &["./a", "a"]);
    check_apart(&[(b"#a.html", &digue), (b"b.jsonl", &record("a.html", "Un"))], &["#a.html", "\\x23a.html"]);
    // A record's place and the path of a page.
    check_apart(&[(b"b.jsonl#1", &digue), (b"b.jsonl", one)], &["b.jsonl#1", "b.jsonl\\x231"]);
    check_apart(&[(b"b#1", &digue), (b"b", one)], &["./b#1", "./b\\x231"]);
    // Two on one line.
    let two = format!("{} {one}", one.trim_end());
    check_apart(&[(b"b.jsonl", &two)], &["b.jsonl#1", "b.jsonl#1.2"]);
    // Latin-1 and its spelling.
    check_apart(&[(b"\xE9.html", &digue), (b"\\xE9.html", &page("Le phare"))], &["\\x5CxE9.html", "\\xE9.html"]);
    check_apart(&[(b"est\\a.html", &digue)], &["est\\x5Ca.html"]);
    // A file that is called as standard input is.
    check_apart(&[(b"-", one)], &["./-#1"]);
}

#[test]
fn nameless_records_of_two_streams_are_different_articles() {
    let lines = |titles: &[&str]| -> String {
        titles.iter().map(|title| format!("{{\"title\": \"{title}\", \"text\": \"Le vent.\"}}\n")).collect()
    };
    let scene = Scene::new();
    assert_eq!(feed(&scene, lines(&["Un", "Deux"]).as_bytes())["added"], 2);
    assert_eq!(feed(&scene, lines(&["Trois", "Quatre"]).as_bytes())["added"], 2);
    assert_eq!(feed(&scene, lines(&["Zéro", "Un", "Deux"]).as_bytes())["unchanged"], 2);
    assert_eq!(scene.titles().len(), 5);
}

#[test]
fn a_record_without_text_replaces_none_with_text() {
    let whole = "{\"id\": \"x\", \"title\": \"La digue\", \"text\": \"Le vent.\"}\n";
    let newer = "{\"id\": \"x\", \"title\": \"La digue neuve\", \"text\": \"Le vent.\"}\n";
    let bare = "{\"id\": \"x\", \"title\": \"La digue nue\", \"description\": \"Un chapô.\"}\n";
    let empty = "{\"id\": \"x\", \"text\": \"\"}\n";
    let wall = format!("{}\n", serde_json::json!({"id": "x", "html": "<title>Digue</title><p>Connectez-vous."}));

    /// The title after each run of these feeds, and what was counted beside articles.
    #[track_caller]
    fn check(feeds: &[&str], expected: &[(&str, &str)]) {
        for threads in [1, 4] {
            let scene = Scene::new();
            for (feed, (title, counted)) in feeds.iter().zip(expected) {
                scene.write("corpus/feed.jsonl", feed);
                for _ in 0..2 {
                    let report = scene.index(&["corpus"], |options| {
                        options.threads = threads;
                        options.prune = true;
                    });
                    assert_eq!(counts(&report).1, *counted, "{feed}");
                    assert_eq!(scene.titles()["x"], *title, "{feed}");
                }
            }
        }
    }
    let without = "without-text 1";
    // In one run, in both orders.
    check(&[&[whole, bare].concat()], &[("La digue", without)]);
    check(&[&[empty, whole, &wall].concat()], &[("La digue", "empty 1, too-short 1")]);
    // Across runs.
    check(
        &[whole, bare, empty, newer],
        &[("La digue", ""), ("La digue", without), ("La digue", "empty 1"), ("La digue neuve", "")],
    );
    check(&[bare, whole, bare], &[("La digue nue", ""), ("La digue", ""), ("La digue", without)]);
    check(&[empty, bare, empty], &[("-", "empty 1"), ("La digue nue", ""), ("-", "empty 1")]);
    check(&[whole, newer, whole], &[("La digue", ""), ("La digue neuve", ""), ("La digue", "")]);
}

/// Feeds standard input, and gives the report.
fn feed(scene: &Scene, content: &[u8]) -> serde_json::Value {
    let mut child = scene.start(&["index", "-", "--format", "json"]);
    child.stdin.take().unwrap().write_all(content).unwrap();
    Ran::new(child.wait_with_output().unwrap()).report()
}
