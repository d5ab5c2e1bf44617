//! What leaves an index: with `--prune` what is gone, and never what only seems so; with `--forget` what is named.

use std::fs;

use kiosque::ingest::options::Options;

use crate::index::check;
use crate::scene::{Ran, Scene, gzip, page, record};

fn prune(options: &mut Options) {
    options.prune = true;
}

/// A corpus of two folders and a feed, and what becomes of it: what the runs after that count, without `--prune`, with it
/// and with `--prune=all`.
#[track_caller]
fn check_all(change: impl FnOnce(&Scene), path: &str, plain: &str, pruned: &str, insisted: &str) {
    let scene = Scene::new();
    scene.write("corpus/est/a.html", page("La digue"));
    scene.write("corpus/est/b.html", page("Le phare"));
    scene.write("corpus/ouest/c.html", page("Le port"));
    scene.write("corpus/feed.jsonl", [record("x", "Un"), record("y", "Deux")].concat());
    check(&scene.index(&["corpus"], |_| {}), "added 5");
    change(&scene);
    check(&scene.index(&[path], |_| {}), plain);
    check(&scene.index(&[path], prune), pruned);
    let insist = |options: &mut Options| (options.prune, options.prune_all) = (true, true);
    check(&scene.index(&[path], insist), insisted);
}

#[test]
fn what_is_gone_is_said_and_pruned() {
    let remove = |scene: &Scene| fs::remove_file(scene.path("corpus/est/a.html")).unwrap();
    check_all(remove, "corpus", "unchanged 4, gone 1", "unchanged 4, pruned 1", "unchanged 4");
    check_all(remove, "corpus/est", "unchanged 1, gone 1", "unchanged 1, pruned 1", "unchanged 1");
    check_all(remove, "corpus/ouest", "unchanged 1", "unchanged 1", "unchanged 1");
    let remove = |scene: &Scene| fs::remove_dir_all(scene.path("corpus/est")).unwrap();
    check_all(remove, "corpus", "unchanged 3, gone 2", "unchanged 3, pruned 2", "unchanged 3");
    let remove = |scene: &Scene| fs::remove_file(scene.path("corpus/feed.jsonl")).unwrap();
    check_all(remove, "corpus", "unchanged 3, gone 2", "unchanged 3, pruned 2", "unchanged 3");
    let shorten = |scene: &Scene| scene.write("corpus/feed.jsonl", record("y", "Deux"));
    check_all(shorten, "corpus", "unchanged 4, gone 1", "unchanged 4, pruned 1", "unchanged 4");
    check_all(shorten, "corpus/feed.jsonl", "unchanged 1, gone 1", "unchanged 1, pruned 1", "unchanged 1");
}

#[test]
fn where_nothing_was_read_nothing_is_pruned() {
    let empty = |scene: &Scene, name: &str| {
        fs::remove_dir_all(scene.path(name)).unwrap();
        fs::create_dir(scene.path(name)).unwrap();
    };
    check_all(|scene| empty(scene, "corpus"), "corpus", "nothing-read 5", "nothing-read 5", "pruned 5");
    check_all(|scene| empty(scene, "corpus/est"), "corpus/est", "nothing-read 2", "nothing-read 2", "pruned 2");
    // As a disk that is not mounted, among others that are.
    let counts = "unchanged 3, nothing-read 2";
    check_all(|scene| empty(scene, "corpus/est"), "corpus", counts, counts, "unchanged 3, pruned 2");
    // A folder that holds nothing but what kiosque wrote.
    let overwrite = |scene: &Scene| {
        empty(scene, "corpus/est");
        scene.write("corpus/est/z.jsonl", "{\"origin\":\"a.html\",\"reason\":\"empty\"}\n");
    };
    let counts = "unchanged 3, own-output 1, nothing-read 2";
    check_all(overwrite, "corpus", counts, counts, "unchanged 3, own-output 1, pruned 2");
}

#[test]
fn what_is_no_longer_what_it_was_is_not_pruned() {
    let feed = |content: &[u8], first: &str, rest: &str| {
        let counts = |counts: &str, kept: &str| format!("unchanged 3{counts}{kept}");
        check_all(
            |scene| scene.write("corpus/feed.jsonl", content),
            "corpus",
            &counts(first, ", changed 2").replace("unchanged 3, added 1", "added 1, unchanged 3"),
            &counts(rest, ", changed 2").replace("unchanged 3, unchanged 1", "unchanged 4"),
            &counts(rest, ", pruned 2").replace("unchanged 3, unchanged 1", "unchanged 4"),
        );
    };
    feed(b"", ", empty 1", ", empty 1");
    feed(b"<p>Le service est indisponible.</p>", ", too-short 1", ", too-short 1");
    feed(page("Le port").as_bytes(), ", added 1", ", unchanged 1");
    feed(b"{\"error\": \"rate limited\"}\n", ", json 1", ", json 1");
    feed(b"{\"origin\":\"a.html\",\"reason\":\"empty\"}\n", ", own-output 1", ", own-output 1");
    feed(&gzip(b"<p>a</p>"), ", too-short 1", ", too-short 1");

    let cut = |scene: &Scene| {
        let whole = gzip([record("x", "Un"), record("y", "Deux")].concat().as_bytes());
        scene.write("corpus/feed.jsonl", &whole[..whole.len() - 20]);
    };
    let counts = "unchanged 4, truncated-gzip 1, unreadable 1";
    check_all(cut, "corpus", counts, counts, "unchanged 4, truncated-gzip 1, pruned 1");
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_is_not_pruned_with_them() {
    let dangle = |scene: &Scene| {
        fs::remove_dir_all(scene.path("corpus/est")).unwrap();
        std::os::unix::fs::symlink(scene.path("nowhere"), scene.path("corpus/est")).unwrap();
    };
    let counts = "unchanged 3, vanished 1, unreadable 2";
    check_all(dangle, "corpus", counts, counts, "unchanged 3, vanished 1, pruned 2");
}

#[test]
fn hidden_files_that_were_named_stay() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.write("corpus/.cache/b.html", page("Le phare"));
    check(&scene.index(&["corpus", "corpus/.cache"], |_| {}), "added 2");
    check(&scene.index(&["corpus"], prune), "unchanged 1, changed 1");
}

#[test]
fn the_messages_name_the_place_and_the_way_out() {
    let scene = Scene::new();
    scene.write("corpus/est/a.html", page("La digue"));
    scene.write("corpus/ouest/b.html", page("Le phare"));
    scene.write("corpus/ouest/c.html", page("Le port"));
    scene.kiosque(&["index", "corpus"]);
    fs::remove_file(scene.path("corpus/est/a.html")).unwrap();
    fs::remove_file(scene.path("corpus/ouest/b.html")).unwrap();
    let root = scene.path("corpus").canonicalize().unwrap().display().to_string();
    let ran = scene.kiosque(&["index", "corpus"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stdout.ends_with("        0 unreadable\n        1 known, but gone; --prune removes them\n"),
        "{}",
        ran.stdout
    );
    insta::assert_snapshot!(ran.stderr.replace(&root, "ROOT"), @r"
    kiosque: 1 known page of ROOT/est kept: it has nothing in it that could be read
    kiosque: if they are gone for good, --prune=all removes them, and --forget PATH those of one place
    ");
    let ran = scene.kiosque(&["index", "corpus", "--prune", "--format", "json"]);
    assert_eq!(ran.report()["pruned"], 1);
    let kept = serde_json::json!([{"pages": 1, "path": format!("{root}/est"), "reason": "nothing-read"}]);
    assert_eq!(ran.report()["kept"], kept);
    let ran = scene.kiosque(&["index", "corpus", "--prune=all", "--format", "json"]);
    assert_eq!([&ran.report()["pruned"], &ran.report()["gone"]], [1, 0]);
    assert_eq!(ran.stderr, "");
}

/// What `--forget` leaves of a corpus.
#[track_caller]
fn check_forget(forget: &[&str], forgotten: &str, left: &str) {
    let scene = Scene::new();
    scene.write("corpus/est/a.html", page("La digue"));
    scene.write("corpus/est.html", page("Le phare"));
    scene.write("corpus/feed.jsonl", [record("x", "Un"), record("y", "Deux")].concat());
    scene.write("ailleurs/c.html", page("Le port"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(scene.path("ailleurs"), scene.path("corpus/lien")).unwrap();
        std::os::unix::fs::symlink(scene.path("corpus"), scene.path("alias")).unwrap();
    }
    #[cfg(not(unix))]
    scene.write("corpus/lien/c.html", page("Le port"));
    scene.index(&["corpus"], |_| {});
    let mut child = scene.start(&["index", "-"]);
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), record("z", "Trois").as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    fs::remove_file(scene.path("corpus/est/a.html")).unwrap();
    fs::remove_dir(scene.path("corpus/est")).unwrap();

    let ran: Ran = scene.kiosque(&[&["index", "--forget"], forget].concat());
    assert_eq!(
        (ran.stdout.as_str(), ran.code),
        (forgotten, Some(i32::from(forgotten.starts_with("0 ")))),
        "{forget:?}"
    );
    assert_eq!(scene.titles().into_keys().collect::<Vec<_>>().join(" "), left, "{forget:?}");
}

#[test]
fn what_is_named_is_forgotten_there_or_not() {
    check_forget(&["corpus/est"], "1 page forgotten\n", "est.html lien/c.html x y z");
    check_forget(&["./corpus/../corpus/est/a.html"], "1 page forgotten\n", "est.html lien/c.html x y z");
    check_forget(&["corpus/feed.jsonl", "corpus/est.html"], "3 pages forgotten\n", "est/a.html lien/c.html z");
    check_forget(&["corpus"], "5 pages forgotten\n", "z");
    check_forget(&["."], "5 pages forgotten\n", "z");
    check_forget(&["-"], "1 page forgotten\n", "est.html est/a.html lien/c.html x y");
    check_forget(&["corpus/es", "nowhere/at/all"], "0 pages forgotten\n", "est.html est/a.html lien/c.html x y z");
    check_forget(&["corpus/lien"], "1 page forgotten\n", "est.html est/a.html x y z");
}

#[cfg(unix)]
#[test]
fn a_path_through_links_is_the_same_path() {
    check_forget(&["alias/est"], "1 page forgotten\n", "est.html lien/c.html x y z");
    check_forget(&["alias/lien/c.html"], "1 page forgotten\n", "est.html est/a.html x y z");
    check_forget(&["alias"], "5 pages forgotten\n", "z");
}

#[test]
fn forgetting_is_for_an_index_and_reads_nothing() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    let ran = scene.kiosque(&["index", "--forget", "corpus"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("kiosque: no index in index"), "{}", ran.stderr);
    scene.kiosque(&["index", "corpus"]);
    assert_eq!(scene.kiosque(&["index", "corpus", "--forget", "corpus"]).code, Some(2));
    let ran = scene.kiosque(&["index", "--forget", "corpus", "--format", "json"]);
    assert_eq!([&ran.report()["forgotten"], &ran.report()["read"]], [1, 0]);
    check(&scene.index(&["corpus"], |_| {}), "added 1");
}
