//! Large files that have not changed are passed over whole.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::scene::{Scene, assert_sums, page, record};

/// Writes a file as it was written long ago.
fn write(scene: &Scene, name: &str, content: &str, hours: u64) {
    scene.write(name, content);
    let file = File::options().write(true).open(scene.path(name)).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(3600 * hours)).unwrap();
}

fn feed(titles: impl Iterator<Item = String>) -> String {
    titles.enumerate().map(|(n, title)| record(&format!("r{n}"), &title) + "\n").collect()
}

#[test]
fn a_large_file_is_read_again_when_it_changes_and_not_before() {
    let scene = Scene::new();
    let titles = |word: &str| feed((0..12000).map(|n| format!("La {word} numéro {n}")));
    write(&scene, "corpus/feed.jsonl", &titles("digue"), 1);
    scene.write("corpus/a.html", page("Le phare"));
    scene.write("corpus/small.jsonl", record("small", "Le quai"));
    let run = |full: bool| {
        let report = scene.index(&["corpus"], |options| options.full = full);
        assert_sums(&report);
        (report.added, report.updated, report.unchanged)
    };
    assert_eq!(run(false), (12002, 0, 0));
    // It has other words, and the length, time and ends that it had: nobody writes so, and it shows what is read.
    let (mut before, after) = (titles("digue").into_bytes(), titles("dique").into_bytes());
    assert!(before.len() > 1 << 20);
    let middle = 8 << 10..before.len() - (8 << 10);
    before[middle.clone()].copy_from_slice(&after[middle]);
    write(&scene, "corpus/feed.jsonl", str::from_utf8(&before).unwrap(), 1);
    assert_eq!(run(false), (0, 0, 12002), "it is passed over, and counted");
    let (_, updated, unchanged) = run(true);
    assert_eq!(updated + unchanged, 12002);
    assert_eq!(run(false), (0, 0, 12002));
    write(&scene, "corpus/feed.jsonl", &(String::from_utf8(before).unwrap() + &record("more", "Le port")), 1);
    assert_eq!(run(false), (1, 0, 12002), "it has grown");
    assert_eq!(run(false), (0, 0, 12003));
}

#[test]
fn a_run_on_another_file_brings_newer_records() {
    let scene = Scene::new();
    write(&scene, "corpus/feed.jsonl", &feed((0..12000).map(|n| format!("La digue {n}"))), 1);
    scene.index(&["corpus"], |_| {});
    scene.write("corpus/correction.jsonl", record("r7", "Le phare"));
    // The large file is not read in this run, so that nothing of it comes after the correction.
    assert_eq!(scene.index(&["corpus/correction.jsonl"], |_| {}).updated, 1);
    assert_eq!(scene.titles()["r7"], "Le phare");
    // Of both together the feed is read last, as in an index made anew.
    scene.index(&["corpus"], |_| {});
    assert_eq!(scene.titles()["r7"], "La digue 7");
}

#[test]
fn what_is_forgotten_is_read_again() {
    let scene = Scene::new();
    write(&scene, "corpus/feed.jsonl", &feed((0..12000).map(|n| format!("La digue {n}"))), 1);
    scene.write("corpus/a.html", page("Le phare"));
    assert_eq!(scene.index(&["corpus"], |_| {}).added, 12001);
    let forgotten = scene.kiosque(&["index", "--forget", "corpus/feed.jsonl", "-i", "index"]);
    assert_eq!(forgotten.stdout, "12,000 pages forgotten\n", "{}", forgotten.stderr);
    assert_eq!(scene.index(&["corpus"], |_| {}).added, 12000);
    scene.index(&["corpus"], |options| options.prune = true);
    assert_eq!(scene.titles().len(), 12001, "no page of a file that has not changed is gone");
}
