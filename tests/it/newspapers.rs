//! One newspaper has one name in an index, from its pages to all that is shown, counted and filtered.

use std::time::Duration;

use crate::scene::{Ran, Scene};

/// An HTML page of a site: its address, and the name in its head.
fn page(url: &str, name: &str) -> String {
    let paragraph =
        "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence du maire.";
    let name = if name.is_empty() { String::new() } else { format!("<meta property=og:site_name content=\"{name}\">") };
    let head = format!("<meta charset=utf-8><link rel=canonical href=\"{url}\">{name}");
    format!("<head>{head}</head><h1>Le pont rouvre</h1>{}", paragraph.repeat(5))
}

fn record(id: &str, url: Option<&str>, source: Option<&str>) -> String {
    let text = "Le vent se lève sur le port, et la passerelle reste fermée.";
    let record = serde_json::json!({"id": id, "url": url, "source": source, "title": "Le port", "text": text});
    format!("{record}\n")
}

fn scene() -> Scene {
    let scene = Scene::new();
    scene.write("pages/a.html", page("https://www.20minutes.fr/a", "20 Minutes"));
    scene.write("pages/b.html", page("https://www.20minutes.fr/b", ""));
    scene.write("pages/c.html", page("https://m.20minutes.fr/c", "20minutes.fr"));
    scene.write("pages/d.html", page("https://www.lemonde.fr/d", "Le Monde"));
    scene.write("pages/e.html", page("https://www.monde-diplomatique.fr/e", "Le Monde diplomatique"));
    let records = [
        record("r1", None, Some("20minutes")),
        record("r2", None, Some("EUROPE 1")),
        record("r3", None, Some("europe1.fr")),
        record("r4", Some("https://sport.lemonde.fr/r4"), None),
        record("r5", Some("https://agregateur.example/r5"), Some("Le Phare")),
        record("r6", Some("https://agregateur.example/r6"), Some("La Rade")),
    ];
    scene.write("feed.jsonl", records.concat());
    scene
}

fn facets(scene: &Scene, more: &[&str]) -> String {
    let ran = scene.kiosque(&[&["facets", "--by", "source", "--format", "csv"], more].concat());
    assert_eq!(ran.stderr, "");
    let rows = ran.stdout.lines().skip(1).map(|row| row.trim_start_matches("source,").replace(',', " "));
    rows.collect::<Vec<_>>().join(", ")
}

const ALL: &str = "20 Minutes 4, EUROPE 1 2, Le Monde 2, La Rade 1, Le Monde diplomatique 1, Le Phare 1";

#[test]
fn one_newspaper_has_one_name_in_any_order() {
    let scene = scene();
    for (paths, threads) in [(["pages", "feed.jsonl"], 1), (["feed.jsonl", "pages"], 4)] {
        let _ = std::fs::remove_dir_all(scene.path("index"));
        for path in paths {
            scene.index(&[path], |options| {
                options.threads = threads;
                options.commit_every = Duration::ZERO;
            });
        }
        assert_eq!(facets(&scene, &[]), ALL);
    }
    let stats = scene.kiosque(&["stats", "--format", "json"]).report();
    assert_eq!(stats["by_source"]["20 Minutes"], 4);
    let hits = scene.kiosque(&["search", "port", "-n", "all", "--format", "csv", "--fields", "source"]).stdout;
    assert_eq!(hits.lines().filter(|line| *line == "20 Minutes").count(), 4);
    assert!(scene.kiosque(&["show", "r4"]).stdout.contains("Le Monde"));
    // The better name goes with the only page that has it.
    std::fs::remove_file(scene.path("pages/a.html")).unwrap();
    scene.index(&["pages"], |options| options.prune = true);
    assert!(facets(&scene, &[]).starts_with("20minutes 3, "), "{}", facets(&scene, &[]));
}

#[test]
fn newspapers_are_found_by_name_part_and_address() {
    let scene = scene();
    scene.index(&["pages", "feed.jsonl"], |_| {});
    let ids = |arguments: &[&str]| {
        let ran = scene.kiosque(&[&["search", "-n", "all", "--format", "csv", "--fields", "id"], arguments].concat());
        let ids = ran.stdout.lines().skip(1);
        let mut ids: Vec<&str> = ids.map(|id| id.trim_start_matches("pages/").trim_end_matches(".html")).collect();
        ids.sort_unstable();
        ids.join(" ")
    };
    let check = |name: &str, expected: &str| {
        assert_eq!(ids(&["--source", name]), expected, "{name}");
        assert_eq!(ids(&[&format!("source:\"{name}\"")]), expected, "{name}");
    };
    check("Le Monde", "d r4");
    check("le monde diplomatique", "e");
    check("monde", "d e r4");
    check("lemonde.fr", "d r4");
    check("sport.lemonde.fr", "r4");
    check("20 minutes", "a b c r1");
    check("20minutes.fr", "a b c r1");
    check("europe1", "r2 r3");
    check("agregateur.example", "r5 r6");
    check("phare", "r5");
    assert_eq!(ids(&["source:=monde"]), "");
    assert_eq!(ids(&["source:=20minutes"]), "a b c r1");
    assert_eq!(ids(&["source:20m*"]), "a b c r1");
    assert_eq!(ids(&["port -source:monde -source:20minutes.fr"]), "r2 r3 r5 r6");
}

#[test]
fn newspapers_that_come_near_are_offered() {
    let scene = scene();
    scene.index(&["pages", "feed.jsonl"], |_| {});
    let near = "kiosque: no newspaper `Le Mnode`; near: Le Monde (2), Le Monde diplomatique (1)";
    for arguments in [
        &["search", "port"][..],
        &["search", "port", "-c"],
        &["facets", "port", "--by", "year"],
        &["timeline", "port", "pont"],
        &["similar", "r1"],
        &["duplicates"],
    ] {
        let Ran { code, stderr, .. } = scene.kiosque(&[arguments, &["--source", "Le Mnode"]].concat());
        assert_eq!((code, stderr.lines().next()), (Some(1), Some(near)), "{arguments:?}: {stderr}");
    }
    // Beside one that is there, too.
    let beside = scene.kiosque(&["search", "port", "--source", "la rade", "--source", "Le Mnode", "-c"]);
    assert_eq!((beside.stdout.as_str(), beside.stderr.trim_end()), ("1\n", near));
    let none = scene.kiosque(&["search", "--source", "Gazette", "-c"]).stderr;
    assert_eq!(none, "kiosque: no newspaper `Gazette`; `kiosque facets --by source` lists those of the index\n");
}

#[test]
fn the_users_list_decides() {
    let scene = scene();
    scene.index(&["pages", "feed.jsonl"], |_| {});
    let list = "[[newspaper]]\nname = \"Agrégateur\"\naddresses = [\"agregateur.example\"]\n\
                [[newspaper]]\nname = \"Groupe Le Monde\"\nnames = [\"Le Monde\", \"Le Monde diplomatique\"]\n";
    let named = "20 Minutes 4, Groupe Le Monde 3, Agrégateur 2, EUROPE 1 2";
    scene.write("mine.toml", list);
    assert_eq!(facets(&scene, &["--sources", "mine.toml"]), named);
    assert_eq!(facets(&scene, &[]), ALL);
    scene.write("sources.toml", list);
    assert_eq!(facets(&scene, &[]), named, "the list beside the index");
    assert_eq!(facets(&scene, &["-i", "./index/."]), named, "however the index is named");
    assert_eq!(facets(&scene, &["--sources", ""]), ALL);
    assert_eq!(scene.kiosque(&["search", "--source", "le monde diplomatique", "-c"]).stdout, "3\n");

    let failed = |arguments: &[&str]| {
        let ran = scene.kiosque(&[&["stats"], arguments].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
        ran.stderr
    };
    assert!(failed(&["--sources", "none.toml"]).contains("none.toml cannot be read: there is no such file"));
    scene.write("sources.toml", "[[newspaper]]\nname = \"Le Monde\"\nadress = \"lemonde.fr\"\n");
    let message = failed(&[]);
    assert!(message.contains("sources.toml, line 3, column 1: unknown field `adress`"), "{message}");
    assert_eq!(facets(&scene, &["--sources", ""]), ALL);
}
