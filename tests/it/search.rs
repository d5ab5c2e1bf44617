//! `kiosque search` and its neighbours, as a person sees them, on the bundled corpus.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::scene::{Ran, Scene};

/// The index of the bundled corpus, made once by the command itself.
pub fn corpus_index() -> PathBuf {
    static INDEX: OnceLock<Scene> = OnceLock::new();
    let scene = INDEX.get_or_init(|| {
        let scene = Scene::new();
        let ran = scene.kiosque(&["index", &corpus("pages")]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        scene
    });
    scene.path("index")
}

pub fn corpus(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name).display().to_string()
}

/// kiosque over the corpus, on no terminal.
pub fn kiosque(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiosque"));
    Ran::new(command.args(arguments).env("KIOSQUE_INDEX", corpus_index()).env("KIOSQUE_CONFIG", "").output().unwrap())
}

/// What is printed, with this machine's paths, times and sizes taken out.
pub fn shown(ran: &Ran) -> String {
    let text = format!("{}--- stderr\n{}--- exit {:?}\n", ran.stdout, ran.stderr, ran.code.unwrap());
    let text = text.replace(&corpus("pages"), "CORPUS").replace(&corpus_index().display().to_string(), "INDEX");
    let without_time = |line: &str| {
        let (plain, end) = line.strip_suffix("\u{1b}[0m").map_or((line, ""), |plain| (plain, "\u{1b}[0m"));
        match plain.rsplit_once(", ") {
            _ if plain.starts_with("on disk ") => "on disk   SIZE".to_owned(),
            Some((before, time)) if time.ends_with(" ms") || time.ends_with("\u{a0}ms") => {
                format!("{before}, TIME{end}")
            }
            _ => line.to_owned(),
        }
    };
    text.lines().map(without_time).collect::<Vec<_>>().join("\n")
}

fn check(name: &str, arguments: &[&str]) {
    insta::assert_snapshot!(name, shown(&kiosque(arguments)));
}

#[test]
fn hits_to_read() {
    check("text", &["search", "grève des ferries", "-n", "3"]);
    check("text_newest", &["search", "port", "--sort", "newest", "-n", "2"]);
    check("text_relaxed", &["search", "ferries raclette", "-n", "2"]);
    check("text_none", &["search", "xylophonistes"]);
}

#[test]
fn hits_for_programs() {
    check("jsonl", &["search", "grève des ferries", "-n", "2", "--format", "jsonl"]);
    check("trec", &["search", "grève des ferries", "-n", "3", "--format", "trec"]);
    check("paths", &["search", "grève des ferries", "-n", "3", "--format", "paths"]);
    check("urls", &["search", "grève des ferries", "-n", "3", "--format", "urls"]);
    check("csv", &["search", "grève des ferries", "-n", "3", "--format", "csv", "--fields", "rank,date,title"]);
    check("count", &["search", "grève des ferries", "--count"]);
    check("quiet", &["search", "grève des ferries", "-q"]);
    check("quiet_none", &["search", "xylophonistes", "-q"]);
    check("null_of_text", &["search", "grève des ferries", "-0"]);
    check("fields_of_text", &["search", "grève des ferries", "--fields", "date"]);
}

/// What a hit is called in text, `show`, `similar` and `--open` take.
#[test]
fn a_hit_is_named_by_what_is_shown_of_it() {
    let scene = Scene::new();
    let article = |id: Option<&str>, url: Option<&str>, title: &str, source: &str, text: &str| {
        let json =
            serde_json::json!({"id": id, "url": url, "title": title, "source": source, "text": text, "lang": "fr"});
        format!("{json}\n")
    };
    let url = "https://phare.example/digue-1";
    let text = "Le vent se lève sur la digue du port.";
    scene.write(
        "feed.jsonl",
        [
            article(Some("a17"), Some(url), "La digue", "Le Phare", text),
            article(Some("a18"), None, "La digue tient", "La Rade", text),
            article(
                None,
                None,
                "",
                "La Rade",
                "Sans titre, la digue du port tient encore, et la mairie s’en félicite ce matin.",
            ),
            article(Some("https://rade.example/b"), None, "La digue seule", "La Rade", "Elle est seule."),
        ]
        .concat(),
    );
    scene.write("pages/a.html", crate::scene::page("La digue de l’ouest"));
    scene.index(&["feed.jsonl", "pages"], |_| {});
    let run = |arguments: &[&str]| {
        let ran = scene.kiosque(arguments);
        Ran { stdout: ran.stdout.replace(&scene.path("").display().to_string(), "/"), ..ran }
    };
    insta::assert_snapshot!("named", shown(&run(&["search", "digue", "--no-group", "--hyperlink", "always"])));
    let title = |arguments: &[&str]| run(arguments).stdout.lines().next().map(str::to_owned);
    let page = scene.path("pages/a.html").display().to_string();
    for (name, expected) in [
        ("a17", "La digue"),
        (url, "La digue"),
        ("a18", "La digue tient"),
        ("https://rade.example/b", "La digue seule"),
        ("pages/a.html", "La digue de l’ouest"),
        (&page, "La digue de l’ouest"),
    ] {
        assert_eq!(title(&["show", name]).as_deref(), Some(expected), "{name}");
        assert_eq!(run(&["similar", name]).code, Some(0), "{name}");
    }
    let several = run(&["show", "feed.jsonl"]);
    assert_eq!(
        (several.code, several.stderr.contains("4 articles have feed.jsonl: name one by its id")),
        (Some(2), true)
    );
    assert_eq!(run(&["show", "https://phare.example/digue"]).code, Some(1));
    let nothing = "kiosque: the article is a record among others in its file and has no address on the web, so that there is \
                   nothing to open; `kiosque show ID` prints it\n";
    assert_eq!(run(&["search", "--open", "a18"]).stderr, nothing);
    let second = run(&["search", "digue", "-n", "2", "--format", "tsv", "--fields", "title", "--group"]);
    assert_eq!(title(&["search", "digue", "--show", "2"]).as_deref(), second.stdout.lines().nth(2));
    let none = run(&["search", "digue", "--show", "9"]);
    assert_eq!((none.code, none.stderr.as_str()), (Some(1), "kiosque: there is no such hit: the search finds 5\n"));
    let ids = |arguments: &[&str]| run(&[arguments, &["--format", "csv", "--fields", "id"]].concat()).stdout;
    assert_eq!(ids(&["similar", "a17", "--source", "la rade", "-n", "1"]), "id\na18\n");
    assert_eq!(run(&["duplicates", "--source", "la rade"]).code, run(&["duplicates"]).code);
    assert_eq!(run(&["duplicates", "--source", "nulle part"]).code, Some(1));
}

/// Filters alone are a query, and counts without a query are of all articles.
#[test]
fn articles_are_browsed_without_words() {
    let same = |arguments: &[&str], with_words: &[&str]| {
        let ran = kiosque(arguments);
        assert!(ran.code == Some(0) && !ran.stdout.is_empty(), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, kiosque(with_words).stdout, "{arguments:?}");
    };
    let newest = ["--since", "2025-06", "--sort", "newest", "--format", "jsonl"];
    same(&[&["search"], &newest[..]].concat(), &[&["search", "*"], &newest[..]].concat());
    same(&["search", "--source", "fil 24", "-c"], &["search", "source:=\"Fil 24\"", "-c"]);
    same(&["facets", "--by", "source", "--format", "csv"], &["facets", "*", "--by", "source", "--format", "csv"]);
    same(&["timeline", "--by", "month", "--format", "csv"], &["timeline", "*", "--by", "month", "--format", "csv"]);
    assert_eq!(kiosque(&["search"]).code, Some(2));
}

#[test]
fn all_hits_can_be_had() {
    let count: usize = kiosque(&["search", "le", "-c"]).stdout.trim().parse().unwrap();
    assert!(count > 20, "{count}");
    for limit in ["all", "0"] {
        let all = kiosque(&["search", "le", "--format", "paths", "-n", limit]);
        assert_eq!((all.stdout.lines().count(), all.stderr.as_str()), (count, ""));
    }
    let some = kiosque(&["search", "le", "--format", "tsv", "--fields", "id"]);
    assert_eq!(some.stdout.lines().count(), 1 + 10);
    assert_eq!(some.stderr, format!("kiosque: 10 of {count} hits; `-n all` gives every one\n"));
}

#[test]
fn json_is_one_object_for_a_query() {
    let ran = kiosque(&["search", "grève des ferries", "--format", "json", "-n", "2"]);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((json["total"].as_u64(), json["hits"].as_array().map(Vec::len)), (Some(3), Some(2)));
    assert_eq!(json["sort"], "best");
    let none = kiosque(&["search", "xylophonistes", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&none.stdout).unwrap();
    assert_eq!((json["total"].as_u64(), json["hits"].as_array().map(Vec::len)), (Some(0), Some(0)));
}

#[test]
fn topics_are_named_in_what_programs_read() {
    let scene = Scene::new();
    scene.write("topics.tsv", "a\tgrève des ferries\nb\txylophonistes\nc\tport\n");
    let index = corpus_index().display().to_string();
    let run =
        |arguments: &[&str]| scene.kiosque(&[&["search", "-i", &index, "--topics", "topics.tsv"], arguments].concat());
    let rows = run(&["--format", "csv", "-n", "1"]).stdout;
    let first: Vec<_> = rows.lines().map(|row| row.split(',').next().unwrap().to_owned()).collect();
    assert_eq!(first, ["topic", "a", "c"]);
    let counts = run(&["--count"]).stdout;
    assert!(counts.starts_with("a\t3\nb\t0\nc\t"), "{counts}");
    let counted = |arguments: &[&str]| {
        let ran = scene.kiosque(&[arguments, &["-i", &index, "--topics", "topics.tsv", "--by", "year"]].concat());
        ran.stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let facets = counted(&["facets", "--format", "csv"]);
    assert_eq!(facets[..2], ["topic,by,value,count", "a,year,2025,3"]);
    let timeline = counted(&["timeline", "--format", "csv"]);
    assert_eq!(timeline[0], "topic,query,period,count,total");
    assert!(timeline.contains(&"b,xylophonistes,2025,0,55".to_owned()), "{timeline:?}");
    let objects = counted(&["facets", "--format", "json"]);
    assert!(objects.len() == 3 && objects[1].starts_with("{\"topic\":\"b\",\"total\":0,"), "{objects:?}");
    let objects = run(&["--format", "json", "-n", "1"]).stdout;
    let objects = serde_json::Deserializer::from_str(&objects).into_iter::<serde_json::Value>();
    let topics: Vec<_> = objects.map(|object| object.unwrap()["topic"].as_str().unwrap().to_owned()).collect();
    assert_eq!(topics, ["a", "b", "c"]);
}

/// A program of that name stands in for the desktop's own.
#[cfg(target_os = "linux")]
#[test]
fn a_hit_is_opened_where_it_is_on_the_web() {
    use std::os::unix::fs::PermissionsExt;

    const QUERY: &str = "grève des ferries source:phare";
    let scene = Scene::new();
    scene.write("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" > opened\n");
    std::fs::set_permissions(scene.path("bin/xdg-open"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let index = corpus_index().display().to_string();
    let open = |rank: &str| {
        let path = format!("{}:/usr/bin:/bin", scene.path("bin").display());
        let mut command = scene.command(&["search", "-i", &index, QUERY, "--open", rank]);
        Ran::new(command.env("PATH", path).output().unwrap())
    };
    let urls = kiosque(&["search", QUERY, "--format", "urls"]);
    let ran = open("1");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(scene.path("opened")).unwrap(), urls.stdout.lines().next().unwrap());
    let ran = open("99");
    assert_eq!(ran.stderr, "kiosque: there is no such hit: the search finds 1\n");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn why_a_hit_has_its_score() {
    check("explain", &["search", "grève des ferries", "-n", "2", "--explain"]);
    check("explain_jsonl", &["search", "titre:port^2 dock*", "-n", "1", "--explain", "--format", "jsonl"]);
    let json = kiosque(&["search", "titre:port^2", "--explain", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&json["query"], &json["words"][0]["stems"]), (&"titre:port^2".into(), &serde_json::json!(["port"])));
    check("explain_paths", &["search", "port", "--explain", "--format", "paths"]);
}

#[test]
fn filters() {
    check("since_until", &["search", "port", "--since", "2025-06", "--until", "2025-07-01", "--format", "paths"]);
    check("source", &["search", "conseil", "--source", "le phare du nord", "--format", "paths"]);
    check("bad_date", &["search", "port", "--since", "la saint-glinglin"]);
}

#[test]
fn one_article_and_all_of_them() {
    check("show", &["show", "le-phare-du-nord/cantine-bio.html"]);
    check("show_unknown", &["show", "nulle-part.html"]);
    let stats = kiosque(&["stats", "--format", "json"]);
    let stats: serde_json::Value = serde_json::from_str(&stats.stdout).unwrap();
    let sources: u64 = stats["by_source"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert!(sources > 0 && sources <= stats["articles"].as_u64().unwrap());
}

#[test]
fn a_headline_in_the_ticker_does_not_find_the_page() {
    let page = std::fs::read_to_string(corpus("pages/atlas-presse/oasis-figuig.html")).unwrap();
    assert!(page.contains("Desert rally"), "the page has lost the headline that this test looks for: name another one");
    let ran = kiosque(&["search", "--all", "desert rally", "--format", "paths"]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("", Some(1)));
}

#[test]
fn without_an_index_there_is_a_way_out() {
    let scene = Scene::new();
    let ran = scene.kiosque(&["search", "port"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(
        ran.stderr,
        "kiosque: no index in index: make one with `kiosque index PATH -i index`, or name another with -i\n"
    );
}

#[test]
fn the_query_may_come_from_standard_input() {
    use std::io::Write;
    let mut child = Scene::new().start(&["search", "-", "-i", corpus_index().to_str().unwrap(), "--format", "paths"]);
    child.stdin.take().unwrap().write_all("grève des ferries\n".as_bytes()).unwrap();
    let ran = Ran::new(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("greve-ferries"));
}

#[test]
fn one_command_from_pages_to_hits() {
    let scene = Scene::new();
    let ran = scene.kiosque(&["search", "--corpus", &corpus("pages"), "grève des ferries", "--format", "paths"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("greve-ferries"));
}

/// What `--explain` says of a word is what a search for that word finds.
#[test]
fn the_articles_of_a_word_are_those_that_a_search_finds() {
    let scene = Scene::new();
    let counts = |scene: &Scene, query: &str| -> Vec<(String, u64)> {
        let ran = scene.kiosque(&["search", query, "--any", "--explain", "--format", "json", "-n", "1"]);
        let response: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let words = response["words"].as_array().unwrap().iter();
        words.map(|word| (word["word"].as_str().unwrap().to_owned(), word["articles"].as_u64().unwrap())).collect()
    };
    // One word in the title of some, the lead of others, the body of a third, and with articles that were there once.
    let record = |n: usize, title: &str, lead: &str, text: &str| {
        let json = serde_json::json!({"id": format!("r{n}"), "title": title, "lead": lead, "text": text, "lang": "fr"});
        format!("{json}\n")
    };
    let lines = [
        record(1, "La digue", "Un port", "Rien."),
        record(2, "Le phare", "La digue tient", "La mer."),
        record(3, "Le quai", "Un port", "Les digues du port."),
        record(4, "Le quai", "Un pont", "Le vent."),
    ];
    scene.write("feed.jsonl", lines.concat());
    scene.index(&["feed.jsonl"], |_| {});
    scene.write("feed.jsonl", [&lines[..2], &[record(3, "Le quai", "Un pont", "Le port.")]].concat().concat());
    scene.index(&["feed.jsonl"], |options| options.prune = true);
    // Each word of a query, and the search for it alone.
    for (query, alone) in [
        ("digue port phare", ["digue", "port", "phare"].as_slice()),
        ("=digue titre:quai", &["=digue", "titre:quai"]),
        ("por* phrae~", &["por*", "phrae~"]),
        ("chapo:port texte:port", &["chapo:port", "texte:port"]),
    ] {
        let found = |query: &&str| scene.kiosque(&["search", "-c", query]).stdout.trim().parse::<u64>().unwrap();
        let expected: Vec<u64> = alone.iter().map(found).collect();
        let counted: Vec<u64> = counts(&scene, query).into_iter().map(|(_, articles)| articles).collect();
        assert_eq!(counted, expected, "{query}");
    }
}

/// A filter is the same as an option and as a part of the query.
#[test]
fn options_are_filters_that_stand_beside_the_words() {
    let scene = Scene::new();
    let dated = |n: usize, title: &str, text: &str| {
        let (date, source) = (format!("{}-0{}-01", 2023 + n % 3, 1 + n % 9), ["Le Phare", "La Rade"][n % 2]);
        let json = serde_json::json!({
            "id": format!("r{n}"), "title": title, "text": text, "date": date, "source": source, "lang": "fr"
        });
        format!("{json}\n")
    };
    let titles = [
        "La digue tient bon",
        "Le port rouvre à 14 h 30",
        "Les 12 500 marins",
        "Un conseil sans fin",
        "12 digues, 500 euros",
    ];
    let feed = (0..40).map(|n| dated(n, titles[n % titles.len()], &format!("Le vent {n} a soufflé sur le port.")));
    scene.write("feed.jsonl", feed.collect::<String>());
    scene.index(&["feed.jsonl"], |_| {});
    let answer = |query: &str, options: &[&str]| {
        let ran = scene.kiosque(&[&["search", "--format", "json", "-n", "all"], options, &["--", query]].concat());
        let mut response: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        response.as_object_mut().unwrap().remove("took_ms");
        (ran.code, response)
    };
    let queries = [
        "digue",
        "digue port",
        "14 h 30",
        "12 500",
        "zzyzx qwzrt",
        "zzyzx port",
        "(digue OU conseil) -fin",
        "\"port rouvre\"",
        "titre:digue vent",
        "+port zzyzx",
        "dig* conseil",
        "digeu",
        "port digue conseil marins",
        "-digue",
    ];
    for query in queries {
        for period in ["2023", "2024-05", "2025", "1999"] {
            let typed = answer(&format!("{query} date:{period}"), &[]);
            let chosen = answer(query, &["--since", period, "--until", period]);
            assert_eq!(typed.1["total"], chosen.1["total"], "{query} in {period}");
            assert_eq!(typed.1["hits"], chosen.1["hits"], "{query} in {period}");
            assert_eq!(typed.0, chosen.0, "{query} in {period}");
        }
        for source in ["Le Phare", "la rade", "Le Monde"] {
            let typed = answer(&format!("{query} source:=\"{source}\""), &[]);
            let chosen = answer(query, &["--source", source]);
            assert_eq!(typed.1["hits"], chosen.1["hits"], "{query} in {source}");
        }
    }
    assert_eq!(answer("zzyzx qwzrt date:2025", &[]).1["total"], 0, "a year is none of the words");
    assert_eq!(answer("14 h 30", &["--since", "2020"]).1["total"], answer("14 h 30", &[]).1["total"]);
}
