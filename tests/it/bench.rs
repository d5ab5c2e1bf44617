//! `kiosque bench` over the bundled corpus: what it counts, never how long it took.

use serde_json::Value;

use crate::scene::Scene;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");

fn json(arguments: &[&str]) -> Value {
    let ran = Scene::new().kiosque(arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn indexing_is_measured_beside_parsing() {
    let pages = format!("{CORPUS}/pages");
    let found = json(&["bench", "index", &pages, "--runs", "1", "--warmup", "0", "-j", "2", "--format", "json"]);
    let indexed: Value =
        serde_json::from_str(&Scene::new().kiosque(&["index", &pages, "--format", "json"]).stdout).unwrap();
    assert_eq!(found["pages"], indexed["read"]);
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{value}"));
    for figure in ["html_bytes", "scaling", "ratio_to_parse_only", "cpu_seconds", "index_bytes", "text_bytes"] {
        assert!(number(&found[figure]) > 0.0, "{figure}: {found}");
    }
    let stages = found["stages"].as_array().unwrap();
    let names: Vec<&str> = stages.iter().map(|stage| stage["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["read", "decode", "parse", "extract", "analyse", "index and commit"]);
}

#[test]
fn searching_is_measured_by_kind_of_query() {
    let scene = Scene::new();
    let indexed = scene.kiosque(&["index", &format!("{CORPUS}/pages")]);
    assert_eq!(indexed.code, Some(0), "{}", indexed.stderr);
    let topics = format!("{CORPUS}/topics.tsv");
    let ran =
        scene.kiosque(&["bench", "search", "--topics", &topics, "--runs", "1", "--starts", "1", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    for kind in found["kinds"].as_array().unwrap() {
        assert!(kind["queries"].as_u64() > Some(0), "{kind}");
        // A phrase of a topic's first two words need not stand anywhere.
        assert!(kind["found"].as_u64() > Some(0), "{kind}");
    }
    assert_eq!(found["kinds"].as_array().unwrap().len(), 8);
}

#[test]
fn queries_are_asked_as_they_are() {
    let scene = Scene::new();
    let indexed = scene.kiosque(&["index", &format!("{CORPUS}/pages")]);
    assert_eq!(indexed.code, Some(0), "{}", indexed.stderr);
    scene.write("queries.tsv", "prefix\tmarin*\nphrase\t\"du port\"\nprefix\tpêch*\nnothing\tintrouvable\n");
    let counted = |query: &str| -> u64 { scene.kiosque(&["search", "--count", query]).stdout.trim().parse().unwrap() };
    let expected = [
        ("prefix", 2, 2, counted("marin*") + counted("pêch*")),
        ("phrase", 1, 1, counted("\"du port\"")),
        ("nothing", 1, 0, 0),
    ];
    for options in [&["--runs", "1"][..], &["--runs", "1", "--sort", "relevance", "--snippet", "0", "--no-group"]] {
        let words = [&["bench", "search", "--queries", "queries.tsv", "--starts", "1", "--format", "json"], options];
        let ran = scene.kiosque(&words.concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let found: Value = serde_json::from_str(&ran.stdout).unwrap();
        let kinds = found["kinds"].as_array().unwrap().iter().map(|kind| {
            let count = |name: &str| kind[name].as_u64().unwrap();
            (kind["name"].as_str().unwrap(), count("queries"), count("found"), count("matches"))
        });
        assert_eq!(kinds.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let ran = Scene::new().kiosque(&["bench", "index", "nowhere", "--runs", "1", "--warmup", "0"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("nowhere"), "{}", ran.stderr);
}
