//! `kiosque index`: what it counts, what it leaves in the index, and what it survives.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

use kiosque::article::Article;
use kiosque::embedded::Embedded;
use kiosque::engine::Engine;
use kiosque::index::Index;
use kiosque::index::quota::Quota;
use kiosque::index::schema::Entry;
use kiosque::index::target::TargetWriter;
use kiosque::ingest::report::Report;
use kiosque::query::ast::Query;
use kiosque::search::answer::search;
use kiosque::search::request::Request;

use crate::scene::{Ran, Scene, page, record, writer};

/// The counts of a report that are not zero.
#[track_caller]
pub fn check(report: &Report, expected: &str) {
    let mut counts: Vec<(String, u64)> = vec![
        ("added".to_owned(), report.added),
        ("updated".to_owned(), report.updated),
        ("unchanged".to_owned(), report.unchanged),
    ];
    counts.extend(report.rejected.iter().map(|(reason, count)| (reason.to_string(), *count)));
    counts.extend(report.unreadable.iter().map(|(reason, count)| (reason.to_string(), *count)));
    counts.push(("pruned".to_owned(), report.pruned));
    counts.push(("gone".to_owned(), report.gone));
    counts.extend(report.kept.iter().map(|kept| (kept.reason.to_string(), kept.pages)));
    counts.push(("forgotten".to_owned(), report.forgotten));
    counts.push(("twice".to_owned(), report.twice.as_ref().map_or(0, |twice| twice.pages)));
    let counts: Vec<String> =
        counts.iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name} {count}")).collect();
    assert_eq!(counts.join(", "), expected);
}

pub fn titles(expected: &[(&str, &str)]) -> BTreeMap<String, String> {
    expected.iter().map(|(id, title)| (id.to_string(), title.to_string())).collect()
}

#[test]
fn pages_that_have_not_changed_are_passed_over() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.write("corpus/b", page("Le phare"));
    scene.write("corpus/vide.html", " \n");
    scene.write("corpus/.git/config", "hidden");
    check(&scene.index(&["corpus"], |_| {}), "added 2, empty 1");
    let commit = || fs::read(scene.path("index/meta.json")).unwrap();
    let first = commit();
    check(&scene.index(&["corpus"], |_| {}), "unchanged 2, empty 1");
    assert_eq!(commit(), first, "nothing is written");
    let expected = [("a.html", "La digue"), ("./b", "Le phare"), ("vide.html", "-")];
    assert_eq!(scene.titles(), titles(&expected));

    check(&scene.index(&["corpus"], |options| options.full = true), "updated 2, empty 1");
    assert_eq!(scene.titles(), titles(&expected));
}

#[test]
fn a_changed_page_is_replaced() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.write("corpus/b.html", page("Le phare"));
    scene.write("corpus/c.html", "");
    scene.index(&["corpus"], |_| {});
    scene.write("corpus/a.html", page("La digue neuve"));
    scene.write("corpus/b.html", "");
    scene.write("corpus/c.html", page("Le port"));
    check(&scene.index(&["corpus"], |_| {}), "added 1, updated 1, empty 1");
    let expected = [("a.html", "La digue neuve"), ("b.html", "-"), ("c.html", "Le port")];
    assert_eq!(scene.titles(), titles(&expected));
}

#[test]
fn a_subfolder_has_the_same_pages() {
    let scene = Scene::new();
    scene.write("corpus/est/a.html", page("La digue"));
    scene.write("corpus/ouest/b.html", page("Le phare"));
    scene.write("ailleurs/c.html", page("Le port"));
    check(&scene.index(&["corpus"], |_| {}), "added 2");
    check(&scene.index(&["corpus/est"], |_| {}), "unchanged 1");
    check(&scene.index(&["corpus/ouest/b.html"], |_| {}), "unchanged 1");
    check(&scene.index(&["ailleurs"], |_| {}), "added 1");
    check(&scene.index(&["ailleurs", "corpus/est"], |_| {}), "unchanged 2");
    let outside = scene.path("ailleurs/c.html").canonicalize().unwrap();
    let expected = [("est/a.html", "La digue"), ("ouest/b.html", "Le phare"), (outside.to_str().unwrap(), "Le port")];
    assert_eq!(scene.titles(), titles(&expected));
}

#[test]
fn only_what_vanished_below_the_paths_is_pruned() {
    let scene = Scene::new();
    for name in ["est/a.html", "est/b.html", "est/vide.html", "ouest/c.html", "ouest/d.html", "ouest.html"] {
        scene.write(&format!("corpus/{name}"), if name.contains("vide") { String::new() } else { page(name) });
    }
    scene.write("corpus/est/feed.jsonl", [record("x", "Un"), record("y", "Deux")].concat());
    check(&scene.index(&["corpus"], |_| {}), "added 7, empty 1");
    for name in ["est/a.html", "est/vide.html", "ouest/c.html", "ouest.html"] {
        fs::remove_file(scene.path(&format!("corpus/{name}"))).unwrap();
    }
    scene.write("corpus/est/feed.jsonl", record("y", "Deux"));
    check(&scene.index(&["corpus"], |_| {}), "unchanged 3, gone 5");
    assert_eq!(scene.titles().len(), 8);
    check(&scene.index(&["corpus/est"], |options| options.prune = true), "unchanged 2, pruned 3");
    let left = ["est/b.html", "ouest.html", "ouest/c.html", "ouest/d.html", "y"];
    assert_eq!(scene.titles().into_keys().collect::<Vec<_>>(), left);
    check(&scene.index(&["corpus/ouest"], |options| options.prune = true), "unchanged 1, pruned 1");
    check(&scene.index(&["corpus"], |options| options.prune = true), "unchanged 3, pruned 1");
}

#[test]
fn what_cannot_be_read_is_not_pruned() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.write("corpus/feed.jsonl", [record("x", "Un"), record("y", "Deux")].concat());
    scene.index(&["corpus"], |_| {});
    scene.write("corpus/a.html", vec![b'a'; kiosque::source::PAGE_LIMIT + 1]);
    scene.write("corpus/feed.jsonl", [record("x", "Un").as_str(), "{\"id\": \"y\", bro"].concat());
    let counts = "unchanged 1, too-large 1, broken-record 1, unreadable 1, unreadable 1";
    check(&scene.index(&["corpus"], |options| options.prune = true), counts);
    assert_eq!(scene.titles().len(), 3);
}

#[test]
fn records_have_their_own_ids() {
    let scene = Scene::new();
    let html = serde_json::json!({"url": "https://phare.example/digue", "html": page("La digue")});
    let nameless = serde_json::json!({"title": "Sans nom", "body": "Le vent."});
    scene.write("corpus/feed.jsonl", format!("{html}\n\n{}{nameless}\n", record("x", "Un")));
    check(&scene.index(&["corpus"], |_| {}), "added 3");
    check(&scene.index(&["corpus"], |_| {}), "unchanged 3");
    let expected = [("https://phare.example/digue", "La digue"), ("x", "Un"), ("feed.jsonl#4", "Sans nom")];
    assert_eq!(scene.titles(), titles(&expected));
}

#[test]
fn of_two_pages_with_one_id_the_later_wins() {
    for threads in [1, 8] {
        let scene = Scene::new();
        let lines = (0..300).map(|number| record(&format!("{}", number % 7), &format!("Titre {number}")));
        scene.write("corpus/feed.jsonl", lines.collect::<String>());
        let expected: BTreeMap<String, String> =
            (293..300).map(|number| (format!("feed.jsonl#id={}", number % 7), format!("Titre {number}"))).collect();
        for counts in ["added 7, updated 293", "updated 300"] {
            check(&scene.index(&["corpus"], |options| options.threads = threads), counts);
            assert_eq!(scene.titles(), expected, "{threads} threads");
        }
    }
}

#[test]
fn a_page_twice_in_a_run_is_unchanged_the_second_time() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    check(&scene.index(&["corpus", "corpus/a.html"], |_| {}), "added 1, unchanged 1");
    check(&scene.index(&["corpus", "corpus"], |options| options.full = true), "updated 1, unchanged 1");
}

#[test]
fn the_report_and_the_errors_name_everything() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.write("corpus/b.bin", [0; 500]);
    scene.write("corpus/feed.jsonl", [record("x", "Un").as_str(), "{broken\n", "{\"id\": \"z\"}\n"].concat());
    for counts in [[2, 0], [0, 2]] {
        let ran = scene.kiosque(&["index", "corpus", "--format", "json", "--errors", "errors.jsonl"]);
        assert_eq!(ran.code, Some(3), "{}", ran.stderr);
        let report = ran.report();
        assert_eq!(report["read"], 5);
        assert_eq!([&report["added"], &report["unchanged"]], counts);
        assert_eq!(report["rejected"], serde_json::json!({"json": 1, "not-html": 1}));
        assert_eq!(report["unreadable"], serde_json::json!({"broken-record": 1}));
        assert!(report["bytes"].as_u64() > Some(500) && report["seconds"].as_f64() > Some(0.0));

        let root = scene.path("corpus").canonicalize().unwrap().display().to_string();
        let errors = fs::read_to_string(scene.path("errors.jsonl")).unwrap().replace(&root, "ROOT");
        let expected = [
            r#"{"origin":"ROOT/b.bin","id":"b.bin","reason":"not-html"}"#,
            r#"{"origin":"ROOT/feed.jsonl#2","reason":"broken-record"}"#,
            r#"{"origin":"ROOT/feed.jsonl#3","id":"z","reason":"json"}"#,
        ];
        assert_eq!(errors.lines().collect::<Vec<_>>(), expected);
    }
    let ran = scene.kiosque(&["index", "corpus"]);
    let (head, counts) = ran.stdout.split_once('\n').unwrap();
    assert!(head.starts_with("5 pages read, 0.0 MB in "), "{head}");
    insta::assert_snapshot!(counts, @r"
            0 added
            0 updated
            2 unchanged
            2 rejected: 1 not-html, 1 json
            1 unreadable: 1 broken-record
    ");
    insta::assert_snapshot!(ran.stderr, @r"
    kiosque: 1 page could not be read; what the index had of it stays
      broken-record: a line that is no JSON object
      `kiosque index --errors FILE` names it
    ");
}

#[test]
fn standard_input_is_json_lines() {
    let scene = Scene::new();
    let mut child = scene.start(&["index", "-", "--format", "json"]);
    writeln!(child.stdin.take().unwrap(), "{}{{\"title\": \"Sans nom\"}}", record("x", "Un")).unwrap();
    let ran = Ran::new(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(ran.report()["added"], 2);
    let nameless = "-#7361e0be3e06cd0c";
    assert_eq!(scene.titles(), titles(&[("x", "Un"), (nameless, "Sans nom")]));

    // The root is still open: the first folder fixes it.
    scene.write("corpus/a.html", page("La digue"));
    check(&scene.index(&["corpus"], |options| options.prune = true), "added 1");
    assert_eq!(scene.titles().into_keys().collect::<Vec<_>>(), [nameless, "a.html", "x"]);
}

#[test]
fn an_index_among_the_pages_is_no_page() {
    let scene = Scene::new();
    scene.write("a.html", page("La digue"));
    for counts in ["added", "unchanged"] {
        let ran = scene.kiosque(&["index", ".", "--format", "json"]);
        assert_eq!(ran.report()["read"], 1);
        assert_eq!(ran.report()[counts], 1);
    }
}

#[test]
fn a_killed_run_leaves_what_it_committed_and_the_next_goes_on() {
    let scene = Scene::new();
    let lines: Vec<String> = (0..60).map(|number| record(&format!("{number}"), "Titre")).collect();
    let mut child = scene.start(&["index", "-", "--commit-every", "0"]);
    let mut feed = child.stdin.take().unwrap();
    feed.write_all(lines[..40].concat().as_bytes()).unwrap();
    scene.wait_for_pages(40);
    feed.write_all(lines[40..50].concat().as_bytes()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = scene.titles().len();
    assert!((40..=50).contains(&kept), "{kept} pages");

    let mut child = scene.start(&["index", "-", "--format", "json"]);
    child.stdin.take().unwrap().write_all(lines.concat().as_bytes()).unwrap();
    let report = Ran::new(child.wait_with_output().unwrap()).report();
    assert_eq!(report["unchanged"], kept);
    assert_eq!(report["added"], 60 - kept);
    assert_eq!(scene.titles().len(), 60);
}

/// However often somebody wants commits: each would make a segment, and 300 of them cost far more than the pages.
#[test]
fn commits_leave_time_for_pages() {
    let scene = Scene::new();
    let lines: String = (0..300).map(|number| record(&format!("{number}"), "Titre")).collect();
    scene.write("corpus/feed.jsonl", lines);
    let ran = scene.kiosque(&["index", "corpus", "--commit-every", "0", "--format", "json"]);
    let meta: serde_json::Value = serde_json::from_slice(&fs::read(scene.path("index/meta.json")).unwrap()).unwrap();
    // Each commit is an operation.
    let commits = meta["opstamp"].as_u64().unwrap();
    assert!(commits <= 10 + ran.report()["seconds"].as_f64().unwrap() as u64, "{commits}: {}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn ctrl_c_commits_what_was_read() {
    let scene = Scene::new();
    let mut child = scene.start(&["index", "-", "--format", "json", "--commit-every", "0"]);
    let mut feed = child.stdin.take().unwrap();
    feed.write_all(record("x", "Un").as_bytes()).unwrap();
    scene.wait_for_pages(1);
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    // The signal is taken by a thread of its own; what is read before it gets there is indexed as well.
    for number in 0.. {
        std::thread::sleep(std::time::Duration::from_millis(20));
        if feed.write_all(record(&number.to_string(), "Suite").as_bytes()).is_err() {
            break;
        }
    }
    let ran = Ran::new(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(130), "{}", ran.stderr);
    assert_eq!(ran.report()["interrupted"], true);
    assert_eq!(ran.report()["added"], scene.titles().len());
    assert_eq!(ran.stderr, "kiosque: stopped; what was read is in the index, and the next run goes on from here\n");
}

/// A run of an earlier version could leave an old version of an article beside the new one.
#[test]
fn of_documents_with_one_id_the_newest_stays() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.write("corpus/b.html", page("Le phare"));
    scene.index(&["corpus"], |_| {});
    let index = Index::open(&scene.path("index")).unwrap();
    let mut writer = writer(&index);
    for (id, title) in [("a.html", "La digue neuve"), ("b.html", "Le phare neuf")] {
        let article = Article { title: title.to_owned(), body: "Elle tient.".to_owned(), ..Article::default() };
        let entry = Entry { container: id.to_owned(), fingerprint: 7, ..Entry::new(id, Ok(article)) };
        writer.add(index.document(&entry), Quota::new(1000).take(1)).unwrap();
    }
    writer.commit().unwrap();
    drop(writer);
    let twice = scene.kiosque(&["check"]);
    assert_eq!(twice.code, Some(2));
    assert!(twice.stdout.contains("it is there twice"), "{}", twice.stdout);

    fs::remove_file(scene.path("corpus/b.html")).unwrap();
    let report = scene.index(&["corpus"], |_| {});
    assert_eq!((report.healed, report.updated), (2, 1));
    assert_eq!(scene.titles(), titles(&[("a.html", "La digue"), ("b.html", "Le phare neuf")]));
    assert_eq!(scene.kiosque(&["check"]).code, Some(0));
}

#[test]
fn a_second_indexer_is_told_to_wait() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.index(&["corpus"], |_| {});
    let index = Index::open(&scene.path("index")).unwrap();
    let first = writer(&index);
    let second = scene.kiosque(&["index", "corpus"]);
    assert_eq!((second.code, second.stdout.as_str()), (Some(4), ""));
    let message = "kiosque: another program is writing to the index in index: wait until it ends";
    assert!(second.stderr.starts_with(message), "{}", second.stderr);
    drop(first);
    assert_eq!(scene.kiosque(&["index", "corpus"]).code, Some(0));
}

#[test]
fn what_a_site_repeats_is_learnt_from_all_of_its_articles() {
    const LINE: &str = "Le Quai paraît chaque matin grâce à ses lecteurs et à eux seuls.";
    let page = |number: usize| {
        let own = format!("La passerelle numéro {number} du port a été rouverte lundi matin par la mairie. ").repeat(4);
        let html = format!("<title>La passerelle {number} rouvre</title><article><p>{own}</p><p>{LINE}</p></article>");
        (format!("corpus/quai/{number}.html"), html)
    };
    let bodies = |scene: &Scene| -> Vec<String> {
        let ids = (1..=8).map(|number| format!("quai/{number}.html"));
        ids.filter_map(|id| scene.article(&id)).map(|article| article.body).collect()
    };
    let in_runs = Scene::new();
    for number in 1..=4 {
        in_runs.write(&page(number).0, page(number).1);
    }
    in_runs.write("corpus/autre/1.html", page(1).1);
    in_runs.index(&["corpus"], |_| {});
    assert!(bodies(&in_runs).iter().all(|body| body.ends_with(LINE)), "four may be chance");

    for number in 5..=8 {
        in_runs.write(&page(number).0, page(number).1);
    }
    check(&in_runs.index(&["corpus"], |_| {}), "added 4, unchanged 5");
    assert!(bodies(&in_runs).iter().all(|body| !body.contains(LINE)), "{:?}", bodies(&in_runs));
    assert!(in_runs.article("autre/1.html").unwrap().body.ends_with(LINE), "another site may say it");

    let at_once = Scene::new();
    for number in (1..=8).rev() {
        at_once.write(&page(number).0, page(number).1);
    }
    at_once.index(&["corpus"], |options| options.threads = 1);
    assert_eq!(bodies(&at_once), bodies(&in_runs));
    check(&in_runs.index(&["corpus"], |_| {}), "unchanged 9");
    assert_eq!(bodies(&at_once), bodies(&in_runs));

    for number in 1..=5 {
        std::fs::remove_file(in_runs.path(&page(number).0)).unwrap();
    }
    in_runs.index(&["corpus"], |options| options.prune = true);
    assert!(bodies(&in_runs).iter().all(|body| body.ends_with(LINE)), "three may be chance");
}

/// A process that lives long, as a server does, sees what another one commits; and what it holds does not change under it.
#[test]
fn a_long_life_sees_new_commits() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.index(&["corpus"], |_| {});
    let found = |engine: &Embedded| -> Vec<String> {
        let all = Request::new(Query::All);
        search(engine, &all).unwrap().hits.into_iter().map(|hit| hit.id).collect()
    };
    let before = Embedded::open(&scene.path("index")).unwrap();
    scene.write("corpus/b.html", page("Le phare"));
    scene.index(&["corpus"], |_| {});
    let after = before.latest().unwrap();
    assert_eq!(
        (found(&before), found(&after)),
        (vec!["a.html".to_owned()], vec!["a.html".to_owned(), "b.html".to_owned()])
    );
    assert_eq!(after.count().unwrap(), 2);
    // Without a commit in between it is the same state.
    assert_eq!(found(&after.latest().unwrap()), found(&after));
}
