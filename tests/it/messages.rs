//! What kiosque says where it cannot do what was asked: what, where, and the way out.

use std::fs;
use std::io::Write;

use crate::scene::{Ran, Scene, gzip, page, record};

/// What a run leaves on standard error, and its exit code.
#[track_caller]
fn check(ran: &Ran, code: i32, expected: &str) {
    assert_eq!((ran.stderr.as_str(), ran.code), (expected, Some(code)), "{}", ran.stdout);
}

/// kiosque with something on its standard input.
fn fed(scene: &Scene, arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = scene.start(arguments);
    child.stdin.take().unwrap().write_all(input).unwrap();
    Ran::new(child.wait_with_output().unwrap())
}

#[test]
fn what_was_named_and_is_not_there() {
    let scene = Scene::new();
    scene.write("pages/a.html", page("La digue"));
    scene.write("file", "text");
    scene.index(&["pages"], |_| {});
    let check = |arguments: &[&str], expected: &str| {
        check(&scene.kiosque(arguments), 2, &format!("kiosque: {expected}\n"));
    };
    let no_page = "cannot be found; name a folder of pages, a file, or - for standard input";
    check(&["index", "a", "b"], &format!("nothing to index: a, b {no_page}"));
    let no_index = "not an index, but a file or a folder of other things: name an empty or a new folder with -i";
    check(&["search", "digue", "-i", "file"], &format!("file is {no_index}"));
    check(&["index", "pages", "-i", "pages"], &format!("pages is {no_index}"));
    check(&["search", "--topics", "gone"], "gone cannot be read: there is no such file or folder");
    check(&["search", "--topics", "pages"], "pages cannot be read: it is a folder; name a file");
    check(&["search", "--topics", "file/a"], "file/a cannot be read: a part of its path is a file, not a folder");
    check(&["eval", "--qrels", "gone", "--run", "gone"], "gone cannot be read: there is no such file or folder");
    check(&["index", "pages", "--errors", "gone/e"], "gone/e cannot be written: there is no such file or folder");
    check(&["index", "pages", "--errors", "pages"], "pages cannot be written: it is a folder; name a file");
    check(&["timeline", "digue", "--svg", "pages"], "pages cannot be written: it is a folder; name a file");

    // One of two PATHs is read, and the other named.
    let ran = scene.kiosque(&["index", "gone", "pages"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), "kiosque: gone cannot be found\n"));
    let ran = scene.kiosque(&["search", "digue", "--corpus", "gone", "--corpus", "pages"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "kiosque: gone cannot be found\n"));
}

#[test]
fn what_could_not_be_read_is_no_success() {
    let scene = Scene::new();
    scene.write("pages/a.html", page("La digue"));
    scene.write("pages/b.html.gz", &gzip(page("Le phare").as_bytes())[..40]);
    scene.write("pages/feed.jsonl", [record("x", "Un").as_str(), "{\"id\": broken}\n"].concat());
    scene.write("pages/empty.html", "");
    let ran = scene.kiosque(&["index", "pages", "--errors", "e"]);
    check(
        &ran,
        3,
        "kiosque: 2 pages could not be read; what the index had of them stays\n  \
         truncated-gzip: its gzip ends early; fetch it again\n  \
         broken-record: a line that is no JSON object\n",
    );
    let ran = scene.kiosque(&["index", "pages"]);
    assert!(ran.stderr.ends_with("\n  `kiosque index --errors FILE` names them\n"), "{}", ran.stderr);
    fs::remove_file(scene.path("pages/b.html.gz")).unwrap();
    fs::remove_file(scene.path("pages/feed.jsonl")).unwrap();
    check(&scene.kiosque(&["index", "pages"]), 0, "");
}

#[test]
fn extract_reads_what_index_reads() {
    let scene = Scene::new();
    let html = page("La digue");
    scene.write("pages/a.html", &html);
    scene.write("pages/b.html.gz", gzip(html.as_bytes()));
    scene.write("feed.jsonl", [record("x", "Un"), record("y", "Deux")].concat());
    let titled = |ran: &Ran| {
        let records = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap());
        let names = records.map(|record: serde_json::Value| format!("{} {}", record["path"], record["title"]));
        names.collect::<Vec<_>>().join(", ").replace('"', "")
    };
    let ran = scene.kiosque(&["extract", "pages/b.html.gz"]);
    assert_eq!((titled(&ran), ran.code), ("pages/b.html.gz La digue".to_owned(), Some(0)));
    let ran = scene.kiosque(&["extract", "pages"]);
    assert_eq!(titled(&ran), "pages/a.html La digue, pages/b.html.gz La digue");
    for input in [html.as_bytes(), &gzip(html.as_bytes())] {
        assert_eq!(titled(&fed(&scene, &["extract", "-"], input)), "- La digue");
    }
    let ran = scene.kiosque(&["extract", "gone.html", "pages/a.html", "feed.jsonl"]);
    assert_eq!(titled(&ran), "pages/a.html La digue");
    check(
        &ran,
        3,
        "kiosque: gone.html: vanished: there is no such file\n\
         kiosque: 2 records passed over: they come with their text, and `kiosque index` reads them\n",
    );
}

#[test]
fn what_comes_through_standard_input_says_what_it_is() {
    let lines = [record("x", "Un"), record("y", "Deux")].concat();
    let check = |input: &[u8], expected: &[&str]| {
        let scene = Scene::new();
        let ran = fed(&scene, &["index", "-"], input);
        check(&ran, 0, "");
        assert_eq!(scene.titles().into_values().collect::<Vec<_>>(), expected, "{}", ran.stdout);
    };
    check(lines.as_bytes(), &["Un", "Deux"]);
    check(format!("\u{feff}\n\n{lines}").as_bytes(), &["Un", "Deux"]);
    check(&gzip(lines.as_bytes()), &["Un", "Deux"]);
    check(page("La digue").as_bytes(), &["La digue"]);
    check(&gzip(page("La digue").as_bytes()), &["La digue"]);
    check(b"%PDF-1.7\n1 0 obj\n", &[]);

    // Two pages are two, and one of them again is not a third.
    let scene = Scene::new();
    for title in ["La digue", "Le phare", "La digue"] {
        fed(&scene, &["index", "-"], page(title).as_bytes());
    }
    assert_eq!(scene.titles().len(), 2);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_where_it_is_named() {
    let scene = Scene::new();
    scene.write("pages/a.html", page("La digue"));
    let mkfifo = std::process::Command::new("mkfifo").arg(scene.path("pages/pipe")).status().unwrap();
    assert!(mkfifo.success());
    // Among the pages it is left out, for who would write to it?
    let ran = scene.kiosque(&["index", "pages"]);
    let advice = "special-file: a pipe, a device or a socket; name it by itself to have it read";
    assert!(ran.code == Some(0) && ran.stderr.contains(advice), "{}", ran.stderr);
    let written = |arguments: &[&str]| {
        let pipe = scene.path("pages/pipe");
        let writer = std::thread::spawn(move || fs::write(pipe, record("x", "Un")).unwrap());
        let ran = scene.kiosque(arguments);
        writer.join().unwrap();
        ran
    };
    let ran = written(&["index", "pages/pipe", "--format", "json"]);
    check(&ran, 0, "kiosque: pages/pipe is a pipe: waiting for what is written to it\n");
    assert_eq!(ran.report()["added"], 1);
    let ran = fed(&scene, &["index", "/dev/stdin", "--prune", "--format", "json"], record("x", "Un").as_bytes());
    check(&ran, 0, "");
    assert_eq!((&ran.report()["unchanged"], &ran.report()["pruned"]), (&1.into(), &0.into()));
}

#[test]
fn default_arguments_that_cannot_be_read() {
    let scene = Scene::new();
    scene.write("pages/a.html", page("La digue"));
    scene.write("home/kiosque/config/folder", "");
    scene.index(&["pages"], |_| {});
    let stats = |home: &str, arguments: &[&str]| {
        let mut command = scene.command(&[&["stats"], arguments].concat());
        Ran::new(command.env_remove("KIOSQUE_CONFIG").env("XDG_CONFIG_HOME", scene.path(home)).output().unwrap())
    };
    let ran = stats("home", &[]);
    let expected = "config: default arguments cannot be read: it is a folder; name a file; --no-config goes without\n";
    assert!(ran.code == Some(2) && ran.stderr.ends_with(expected), "{}", ran.stderr);
    check(&stats("home", &["--no-config"]), 0, "");
    check(&stats("gone", &[]), 0, "");
    check(&stats("pages/a.html", &[]), 0, "");
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_opened_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new();
    let article = serde_json::json!({"title": "La digue", "text": "Elle tient.", "url": "https://phare.example/digue"});
    scene.write("feed.jsonl", article.to_string());
    scene.index(&["feed.jsonl"], |_| {});
    scene.write("bin/xdg-open", "#!/bin/sh\nexit 3\n");
    fs::set_permissions(scene.path("bin/xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
    for bin in ["nothing", "bin"] {
        let mut command = scene.command(&["search", "digue", "--open", "1"]);
        let ran = Ran::new(command.env("PATH", scene.path(bin)).output().unwrap());
        let expected = "kiosque: nothing opens https://phare.example/digue: tried xdg-open, gio, ";
        assert!(ran.code == Some(2) && ran.stderr.contains(expected), "{}", ran.stderr);
    }
}

#[test]
fn what_came_through_standard_input_is_not_opened() {
    let scene = Scene::new();
    scene.write("feed.jsonl", serde_json::json!({"title": "La digue", "text": "Elle tient."}).to_string());
    let feed = fs::File::open(scene.path("feed.jsonl")).unwrap();
    assert!(scene.command(&["index", "-"]).stdin(feed).output().unwrap().status.success());
    let ran = scene.kiosque(&["search", "digue", "--open", "1"]);
    let expected = "kiosque: the article came through standard input and has no address on the web, so that there is \
                    nothing to open; `kiosque show ID` prints it\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), expected));
}

#[cfg(target_os = "linux")]
#[test]
fn more_memory_than_there_is() {
    let scene = Scene::new();
    scene.write("pages/a.html", page("La digue"));
    let ran = scene.kiosque(&["index", "pages", "--memory", "900000GB"]);
    assert!(ran.stderr.starts_with("kiosque: --memory 900000000MB is more than the "), "{}", ran.stderr);
    assert_eq!(ran.code, Some(0));
    let ran = scene.kiosque(&["index", "pages", "--memory", "10MB"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("it takes 64MB at the least"), "{}", ran.stderr);
}

/// A limit on the addresses of a process stands in for a full memory.
#[cfg(target_os = "linux")]
#[test]
fn memory_that_runs_out() {
    let scene = Scene::new();
    // Words that stand nowhere else are what takes most memory.
    let title = |number: usize| (0..400).map(|word| format!("mot{} ", 400 * number + word)).collect::<String>();
    let lines = |count| (0..count).map(|number| record(&format!("{number}"), &title(number))).collect::<String>();
    scene.write("feed.jsonl", lines(10));
    scene.index(&["feed.jsonl"], |_| {});
    scene.write("feed.jsonl", lines(300));
    let kiosque = env!("CARGO_BIN_EXE_kiosque");
    let within = |kilobytes: u32, arguments: &str| {
        let limited = format!("ulimit -v {kilobytes}; exec '{kiosque}' {arguments}");
        let output = std::process::Command::new("sh").args(["-c", &limited]).current_dir(scene.path("")).output();
        Ran::new(output.unwrap())
    };
    // The program itself takes more from year to year.
    let program =
        (1..100).map(|n| n * 5_000).find(|kilobytes| within(*kilobytes, "--version").code == Some(0)).unwrap();
    let mut said = 0;
    for kilobytes in [0, 20_000, 80_000] {
        let ran = within(program + kilobytes, "index feed.jsonl -j 1 --no-config");
        // Where it was a thread or a file that could not be had, the message is another.
        assert!(ran.code == Some(0) || ran.stderr.starts_with("kiosque: "), "{:?} {}", ran.code, ran.stderr);
        said += usize::from(ran.code == Some(2) && ran.stderr.starts_with("kiosque: no memory is left: "));
    }
    assert!(said > 0);
    assert_eq!(scene.kiosque(&["check"]).code, Some(0));
    scene.index(&["feed.jsonl"], |_| {});
    assert_eq!(scene.titles().len(), 300);
}
