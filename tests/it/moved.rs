//! A corpus that is another folder now: known by its files, and never in the index twice without a word.

use std::fs;
use std::path::Path;

use kiosque::ingest::options::Options;
use kiosque::ingest::report::Report;

use crate::index::check as check_counts;
use crate::scene::{Scene, page, record};

/// A corpus of pages and a feed, and where it is indexed after something has happened to it: what is counted then, whether
/// the root has moved to `moved`, and the ids there are.
#[track_caller]
fn check(change: impl FnOnce(&Scene), path: &str, counts: &str, moved: Option<&str>) -> Report {
    let scene = corpus();
    let before = scene.titles();
    change(&scene);
    let report = scene.index(&[path], |_| {});
    check_counts(&report, counts);
    let expected = moved.map(|moved| scene.path(moved).canonicalize().unwrap().display().to_string());
    assert_eq!(report.moved.as_ref().map(|moved| moved.to.clone()), expected);
    assert!(scene.titles().keys().collect::<Vec<_>>().len() >= before.len(), "nothing is lost");
    if moved.is_some() {
        assert_eq!(scene.titles(), before);
        let again = scene.index(&[path], |_| {});
        check_counts(&again, counts);
        assert_eq!(again.moved, None, "it is said once");
    }
    report
}

fn corpus() -> Scene {
    let scene = Scene::new();
    for number in 0..4 {
        scene.write(&format!("d/est/{number}.html"), page(&format!("La digue {number}")));
        scene.write(&format!("d/ouest/{number}.html"), page(&format!("Le phare {number}")));
    }
    scene.write("d/feed.jsonl", [record("x", "Un"), record("y", "Deux")].concat());
    scene.write("d/vide.html", "");
    check_counts(&scene.index(&["d"], |_| {}), "added 10, empty 1");
    scene
}

fn rename(scene: &Scene, from: &str, to: &str) {
    fs::create_dir_all(scene.path(to).parent().unwrap()).unwrap();
    fs::rename(scene.path(from), scene.path(to)).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

#[test]
fn a_corpus_that_moved_keeps_its_pages() {
    const SAME: &str = "unchanged 10, empty 1";
    check(|scene| rename(scene, "d", "e"), "e", SAME, Some("e"));
    check(|scene| rename(scene, "d", "f/d"), "f", SAME, Some("f/d"));
    check(|scene| rename(scene, "d", "f/e"), "f/e", SAME, Some("f/e"));
    check(|scene| rename(scene, "d", "e"), "e/est", "unchanged 4", Some("e"));
    check(|scene| rename(scene, "d", "e"), "e/feed.jsonl", "unchanged 2", Some("e"));
    // The old folder is there still, as that of a disk that is not mounted.
    let leave_folder = |scene: &Scene| {
        rename(scene, "d", "e");
        fs::create_dir_all(scene.path("d/est")).unwrap();
    };
    check(leave_folder, "e", SAME, Some("e"));
    // Some of it has changed, or is gone.
    let change = |scene: &Scene| {
        rename(scene, "d", "e");
        scene.write("e/est/0.html", page("La digue neuve"));
        fs::remove_file(scene.path("e/ouest/0.html")).unwrap();
    };
    let scene = corpus();
    change(&scene);
    let prune = |options: &mut Options| options.prune = true;
    let report = scene.index(&["e"], prune);
    check_counts(&report, "updated 1, unchanged 8, empty 1, gone 1");
    assert!(report.moved.is_some());
    check_counts(&scene.index(&["e"], prune), "unchanged 9, empty 1, pruned 1");
}

#[test]
fn what_is_not_the_corpus_is_not_taken_for_it() {
    // A copy of it: what is where, only the user knows.
    let report =
        check(|scene| copy(&scene.path("d"), &scene.path("e")), "e", "added 8, unchanged 2, empty 1, twice 8", None);
    assert!(report.twice.unwrap().before.ends_with("/d"));
    // One of its folders.
    let part = |scene: &Scene| rename(scene, "d/est", "e/est");
    let report = check(part, "e", "added 4, twice 4", None);
    assert!(report.twice.unwrap().before.ends_with("/d/est"));
    // Another corpus, whose files have the same names.
    let another = |scene: &Scene| {
        fs::remove_dir_all(scene.path("d")).unwrap();
        scene.write("e/feed.jsonl", [record("v", "Trois"), record("w", "Quatre")].concat());
        for number in 0..4 {
            scene.write(&format!("e/est/{number}.html"), page(&format!("Le port {number}")));
            scene.write(&format!("e/ouest/{number}.html"), page(&format!("Le quai {number}")));
        }
    };
    check(another, "e", "added 10", None);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_elsewhere_is_the_same_corpus() {
    use std::os::unix::fs::symlink;
    let scene = Scene::new();
    scene.write("mars/a.html", page("La digue"));
    scene.write("mars/b.html", page("Le phare"));
    scene.write("avril/a.html", page("La digue"));
    scene.write("avril/b.html", page("Le phare, en avril"));
    scene.write("avril/c.html", page("Le port"));
    symlink(scene.path("mars"), scene.path("corpus")).unwrap();
    check_counts(&scene.index(&["corpus"], |_| {}), "added 2");
    fs::remove_file(scene.path("corpus")).unwrap();
    symlink(scene.path("avril"), scene.path("corpus")).unwrap();
    let report = scene.index(&["corpus"], |_| {});
    check_counts(&report, "added 1, updated 1, unchanged 1");
    assert!(report.moved.unwrap().to.ends_with("avril"));
    assert_eq!(scene.titles().into_keys().collect::<Vec<_>>(), ["a.html", "b.html", "c.html"]);

    // The corpus goes to another disk, and a link to it takes its place.
    let follow = |scene: &Scene| {
        rename(scene, "d", "disk/d");
        symlink(scene.path("disk/d"), scene.path("d")).unwrap();
    };
    check(follow, "d", "unchanged 10, empty 1", Some("disk/d"));
}

#[test]
fn the_move_is_said() {
    let scene = corpus();
    rename(&scene, "d", "e");
    let folder = scene.path("").canonicalize().unwrap().display().to_string();
    let ran = scene.kiosque(&["index", "e", "--format", "json"]);
    assert_eq!(ran.report()["moved"], serde_json::json!({"from": format!("{folder}/d"), "to": format!("{folder}/e")}));
    let message = format!(
        "kiosque: the corpus of this index has moved from {folder}/d to {folder}/e; its pages keep their ids\n"
    );
    assert_eq!(ran.stderr, message);
    let found = scene.kiosque(&["search", "digue", "--format", "paths", "-n", "1"]).stdout;
    assert!(found.trim_end().starts_with(&format!("{folder}/e/")), "{found}");

    copy(&scene.path("e"), &scene.path("f"));
    let ran = scene.kiosque(&["index", "f", "--format", "json"]);
    assert_eq!(ran.report()["twice"], serde_json::json!({"pages": 8, "before": format!("{folder}/e")}));
    let message = format!(
        "kiosque: 8 pages that were added the index has from {folder}/e, too; --forget PATH removes one or the other\n"
    );
    assert_eq!(ran.stderr, message);
    let forgotten = scene.kiosque(&["index", "--forget", "f"]).stdout;
    // The records are those of the copy now, which was read last.
    assert!(forgotten.ends_with("pages forgotten\n"), "{forgotten}");
}

#[test]
fn an_index_without_pages_takes_the_next_corpus_for_its_own() {
    let scene = corpus();
    scene.kiosque(&["index", "--forget", "d"]);
    scene.write("e/a.html", page("Le port"));
    check_counts(&scene.index(&["e"], |_| {}), "added 1");
    assert_eq!(scene.titles().into_keys().collect::<Vec<_>>(), ["a.html"]);
}
