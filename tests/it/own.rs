//! What kiosque itself writes among the pages: never read while it is written, and never taken for an article.

use std::fs::{self, File};

use crate::index::{check as counted, titles};
use crate::scene::{Scene, gzip, page, record};

#[cfg(unix)]
#[test]
fn the_files_that_a_run_writes_are_not_read() {
    let scene = Scene::new();
    for number in 0..200 {
        scene.write(&format!("corpus/{number}.html"), "");
    }
    scene.write("elsewhere.txt", "");
    std::os::unix::fs::symlink(scene.path("elsewhere.txt"), scene.path("corpus/zz.txt")).unwrap();
    let written = |name: &str| File::create(scene.path(name)).unwrap();
    for _ in 0..2 {
        let mut command = scene.command(&["index", "corpus", "--format", "json", "--errors", "corpus/z.jsonl"]);
        command.stdout(written("corpus/z.json")).stderr(written("elsewhere.txt"));
        assert!(command.status().unwrap().success());
        let report: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(scene.path("corpus/z.json")).unwrap()).unwrap();
        assert_eq!((&report["read"], &report["rejected"]), (&200.into(), &serde_json::json!({"empty": 200})));
        assert_eq!(fs::read_to_string(scene.path("corpus/z.jsonl")).unwrap().lines().count(), 200);
    }
    // A search may index before, too.
    let mut command = scene.command(&["search", "--corpus", "corpus", "digue"]);
    command.stdout(written("corpus/z.json")).stderr(written("corpus/z.jsonl"));
    assert_eq!(command.status().unwrap().code(), Some(1));
    let ids = scene.titles();
    assert!(!ids.contains_key("z.json") && !ids.contains_key("z.jsonl"), "{ids:?}");
}

#[test]
fn what_kiosque_writes_is_no_article() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue tient bon"));
    scene.write("corpus/b.html", page("La digue, encore"));
    scene.write("corpus/vide.html", "");
    let body = "Le maire du village promet que la digue sera finie avant la fin de l'hiver prochain. ".repeat(6);
    scene.write("corpus/c.html", format!("<h1>Le maire promet</h1><p>Publié le 3 mars 2025</p><p>{body}</p>"));
    counted(&scene.index(&["corpus"], |_| {}), "added 3, empty 1");
    let known = scene.titles();
    let check = |arguments: &[&str], counts: &str| {
        let ran = scene.kiosque(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?} {}", ran.stderr);
        for content in [ran.stdout.clone().into_bytes(), gzip(ran.stdout.as_bytes())] {
            scene.write("corpus/own", content);
            counted(&scene.index(&["corpus"], |_| {}), &format!("unchanged 3, empty 1, {counts}"));
            assert_eq!(scene.titles(), known, "{arguments:?}");
        }
    };
    check(&["search", "titre:digue", "--no-group", "--format", "jsonl"], "own-output 2");
    check(
        &["search", "titre:digue", "--no-group", "--format", "jsonl", "--fields", "id,title,snippet"],
        "own-output 2",
    );
    check(
        &["search", "titre:digue", "--no-group", "--format", "jsonl", "--fields", "rank,score,title"],
        "own-output 2",
    );
    check(&["search", "titre:digue", "--format", "jsonl", "--explain"], "own-output 2");
    check(&["similar", "a.html", "--format", "jsonl", "-n", "1"], "own-output 1");
    for arguments in [
        "search digue --format json",
        "search digue --format json --explain",
        "search digue --format json --facet source",
        "search digue --format csv",
        "search digue --format tsv --fields title,snippet",
        "facets digue --by source --format json",
        "facets digue --by source --format csv",
        "timeline digue --format json",
        "timeline digue --format csv",
        "duplicates --format jsonl",
        "duplicates --format csv",
        "stats --format json",
        "check --format json",
        "index corpus/a.html --format json -i index",
        "extract corpus/vide.html",
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        check(&arguments, "own-output 1");
    }
    scene.kiosque(&["timeline", "digue", "--svg", "drawing.svg"]);
    fs::rename(scene.path("drawing.svg"), scene.path("corpus/own")).unwrap();
    counted(&scene.index(&["corpus"], |_| {}), "unchanged 3, empty 1, own-output 1");

    // The list of errors of another run, which this run's list names once.
    scene.kiosque(&["index", "corpus", "--full", "--errors", "corpus/own"]);
    scene.write("corpus/own", fs::read_to_string(scene.path("corpus/own")).unwrap().repeat(3));
    let ran = scene.kiosque(&["index", "corpus", "--format", "json", "--errors", "errors.jsonl"]);
    assert_eq!(ran.report()["rejected"], serde_json::json!({"empty": 1, "own-output": 3}));
    let errors = fs::read_to_string(scene.path("errors.jsonl")).unwrap();
    assert_eq!((errors.lines().count(), errors.matches("own-output").count()), (2, 1), "{errors}");
    assert_eq!(scene.titles(), known);
}

#[test]
fn an_article_is_an_article_whoever_wrote_it() {
    let scene = Scene::new();
    scene.write("pages/a.html", page("La digue tient bon"));
    let extracted = scene.kiosque(&["extract", "pages/a.html"]).stdout;
    let hit = r#"{"rank":1,"score":2.5,"id":"b","title":"Le phare","snippet":"Il éclaire.","text":"Il éclaire."}"#;
    scene.write("corpus/feed.jsonl", [extracted.as_str(), hit, "\n", &record("c", "Le port")].concat());
    counted(&scene.index(&["corpus"], |_| {}), "added 3");
    let expected = [("feed.jsonl#1", "La digue tient bon"), ("b", "Le phare"), ("c", "Le port")];
    assert_eq!(scene.titles(), titles(&expected));
}

#[test]
fn another_index_among_the_pages_is_one_thing() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    assert_eq!(scene.kiosque(&["index", "corpus", "-i", "corpus/autre"]).code, Some(0));
    counted(&scene.index(&["corpus"], |_| {}), "added 1, own-output 1");
    counted(&scene.index(&["corpus/autre"], |_| {}), "own-output 1");
    let ran = scene.kiosque(&["index", "corpus", "-i", "corpus/autre", "--format", "json", "--errors", "errors.jsonl"]);
    assert_eq!(ran.report()["read"], 1, "its own is not even met");
    scene.kiosque(&["index", "corpus", "--errors", "errors.jsonl"]);
    let errors = fs::read_to_string(scene.path("errors.jsonl")).unwrap();
    assert!(errors.ends_with("autre\",\"reason\":\"own-output\"}\n"), "{errors}");
}
