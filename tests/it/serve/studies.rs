//! Studies over HTTP: the API and the files beside the commands.

use super::api::kiosque;
use super::client::Served;
use crate::scene::Scene;
use crate::search::corpus_index;

#[test]
fn studies_are_what_the_commands_give() {
    let index = corpus_index();
    let served = Served::start(&index, &[]);
    let cases: &[(&str, &[&str])] = &[
        ("kwic?q=digue", &["kwic", "digue"]),
        (
            "kwic?q=port+quai&any&sort=left&context=3&limit=40",
            &["kwic", "port quai", "--any", "--sort", "left", "--context", "3", "-n", "40"],
        ),
        ("kwic?q=port&sort=date&source=fil+24", &["kwic", "port", "--sort", "date", "--source", "fil 24"]),
        ("kwic?q=introuvablement", &["kwic", "introuvablement"]),
        ("collocates?q=port&min=2", &["collocates", "port", "--min", "2"]),
        (
            "collocates?q=port&within=sentence&measure=logdice&min=1&forms&limit=1000",
            &[
                "collocates",
                "port",
                "--within",
                "sentence",
                "--measure",
                "logdice",
                "--min",
                "1",
                "--forms",
                "-n",
                "1000",
            ],
        ),
        (
            "collocates?q=la&side=right&window=2&small-words&since=2025",
            &["collocates", "la", "--side", "right", "--window", "2", "--small-words", "--since", "2025"],
        ),
        ("keywords?q=port", &["keywords", "port"]),
        (
            "keywords?by=source&min-articles=1&small-words",
            &["keywords", "--by", "source", "--min-articles", "1", "--small-words"],
        ),
        (
            "keywords?q=port&against=budget&measure=logodds",
            &["keywords", "port", "--against", "budget", "--measure", "logodds"],
        ),
        ("trends?last=60d&against=year", &["trends", "--last", "60d", "--against", "year"]),
        (
            "trends?period=2025-06&against=rest&min-articles=1&by=source",
            &["trends", "--period", "2025-06", "--against", "rest", "--min-articles", "1", "--by", "source"],
        ),
    ];
    for (path, command) in cases {
        for format in ["jsonl", "csv", "tsv"] {
            let answer = served.get(&format!("/api/v1/{path}&format={format}"));
            let ran = kiosque(&index, &[command, &["--format", format][..]].concat());
            assert_eq!((answer.status, &answer.body), (200, &ran.stdout), "{path} {format}");
        }
    }
    let usual = served.get("/api/v1/kwic?q=digue");
    assert_eq!(usual.header("content-type"), Some("application/jsonl"));
    assert_eq!(usual.body, kiosque(&index, &["kwic", "digue", "--format", "jsonl"]).stdout);
    let page = served.get("/kwic?q=digue").body;
    assert_eq!(page.matches("<tr role=\"row\">").count() - 1, usual.body.lines().count());
}

#[test]
fn a_study_that_takes_too_long_is_given_up() {
    let served = Served::start(&corpus_index(), &["--timeout", "1ms"]);
    for target in ["/api/v1/keywords?by=source", "/keywords?by=source", "/api/v1/collocates?q=la&window=9"] {
        let answer = served.get(target);
        assert_eq!(answer.status, 503, "{target}");
        assert!(answer.body.contains("it took too long"), "{}", answer.body);
    }
}

#[test]
fn a_corpus_is_what_the_command_writes() {
    let index = corpus_index();
    let served = Served::start(&index, &[]);
    let scene = Scene::new();
    for format in ["iramuteq", "gargantext", "cortext", "csv", "jsonl", "ris"] {
        let answer = served.get(&format!("/export/corpus?q=port&to={format}&unit=paragraph&min-words=&sample="));
        let ran = kiosque(&index, &["export", "port", "--to", format, "--unit", "paragraph"]);
        assert_eq!((answer.status, &answer.body), (200, &ran.stdout), "{format}");
    }
    for format in ["txm", "tei", "txt"] {
        let path = scene.path(&format!("{format}.zip")).display().to_string();
        kiosque(&index, &["export", "port", "--to", format, "-o", &path, "--stories"]);
        let folder = scene.path(format).display().to_string();
        kiosque(&index, &["export", "port", "--to", format, "-o", &folder, "--stories"]);
        let answer = served.get(&format!("/export/corpus?q=port&to={format}&stories=1"));
        let archive = std::fs::read(&path).unwrap();
        assert_eq!((answer.status, &answer.bytes), (200, &archive), "{format}");
        let archive = rawzip::ZipArchive::from_slice(&archive).unwrap();
        let names: Vec<String> = archive
            .entries()
            .map(|entry| String::from_utf8(entry.unwrap().file_path().as_ref().to_vec()).unwrap())
            .collect();
        let mut on_disk: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut sorted = names.clone();
        sorted.sort();
        on_disk.sort();
        assert_eq!(sorted, on_disk, "{format}");
    }
    assert_eq!(served.get("/export/corpus?q=introuvablement&to=tei").status, 400);
}

#[test]
fn all_lines_are_what_the_command_gives() {
    let index = corpus_index();
    let served = Served::start(&index, &[]);
    let lines = served.get("/export/kwic?q=port&sort=right&format=tsv");
    assert_eq!(
        lines.body,
        kiosque(&index, &["kwic", "port", "--sort", "right", "-n", "all", "--format", "tsv"]).stdout
    );
}
