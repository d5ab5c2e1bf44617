//! Bad input: each case ends in a clear message or in a counted warning, and the rest is indexed.

use std::fs;
use std::path::Path;

use kiosque::extract::extract;
use kiosque::source::RawPage;

use crate::output::check_harmless;
use crate::scene::{Ran, Scene, gzip, page, record};

/// Indexes `corpus`, where beside the bad input there is one good page, and compares the other counts.
#[track_caller]
fn check(scene: &Scene, expected: serde_json::Value) {
    scene.write("corpus/z.html", page("La digue"));
    let ran = scene.kiosque(&["index", "corpus", "--memory", "64MB", "--format", "json"]);
    let mut report = ran.report();
    let all_read = report["unreadable"].as_object().unwrap().is_empty();
    assert_eq!(ran.code, Some(if all_read { 0 } else { 3 }), "{}", ran.stderr);
    let counts = ["rejected", "unreadable"].map(|name| report[name].take());
    let bad: u64 =
        counts.iter().flat_map(|counts| counts.as_object().unwrap().values()).filter_map(|it| it.as_u64()).sum();
    assert_eq!(serde_json::json!(counts), expected);
    assert_eq!(report["read"].as_u64().unwrap(), report["added"].as_u64().unwrap() + bad);
    assert_eq!(scene.titles()["z.html"], "La digue");
}

#[test]
fn an_empty_folder() {
    let scene = Scene::new();
    fs::create_dir(scene.path("corpus")).unwrap();
    let ran = scene.kiosque(&["index", "corpus", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(ran.report()["read"], 0);
    let ran = scene.kiosque(&["stats"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

#[test]
fn a_missing_path() {
    let scene = Scene::new();
    let ran = scene.kiosque(&["index", "corpsu"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.starts_with("kiosque: nothing to index: corpsu cannot be found"), "{}", ran.stderr);
    assert!(!scene.path("index").exists());

    scene.write("corpus/a.html", page("La digue"));
    let ran = scene.kiosque(&["index", "corp\u{1b}[31msu", "corpus", "--format", "json"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.report()["added"], 1);
    assert_eq!(ran.stderr, "kiosque: corp[31msu cannot be found\n");
}

#[test]
fn files_of_zeros() {
    let scene = Scene::new();
    scene.write("corpus/small", [0; 4096]);
    // Sparse: it takes no space.
    fs::File::create(scene.path("corpus/large.html")).unwrap().set_len(300_000_000).unwrap();
    check(&scene, serde_json::json!([{"not-html": 1}, {"too-large": 1}]));
}

#[test]
fn bad_gzip() {
    let scene = Scene::new();
    let whole = gzip(page("Le phare").as_bytes());
    scene.write("corpus/a.html.gz", &whole);
    scene.write("corpus/cut.html.gz", &whole[..whole.len() / 2]);
    scene.write("corpus/corrupt.html.gz", [&whole[..20], &[0xff; 20], &whole[40..]].concat());
    scene.write("corpus/bomb.html.gz", gzip(&vec![b' '; 100 << 20]));
    let lines: String = (0..500).map(|number| record(&format!("{number}"), "Titre")).collect();
    let lines = gzip(lines.as_bytes());
    scene.write("corpus/feed.jsonl.gz", &lines[..lines.len() - 8]);
    check(&scene, serde_json::json!([{}, {"too-large": 1, "truncated-gzip": 2, "corrupt-gzip": 1}]));
    assert_eq!(scene.titles().len(), 500 + 2);
}

#[test]
fn deep_and_endless_markup() {
    let scene = Scene::new();
    for (name, tag) in
        [("div", "<div>"), ("a", "<a>"), ("b", "<b>"), ("table", "<table><tr><td>"), ("font", "<font><p>")]
    {
        scene.write(&format!("corpus/{name}.html"), format!("<title>Puits</title>{}", tag.repeat(100_000)));
    }
    scene.write("corpus/nul.html", "<\0".repeat(1_000_000));
    scene.write("corpus/unclosed.html", format!("<title>Puits</title><p {}", "a='".repeat(1_000_000)));
    scene.write("corpus/deep.jsonl", format!("{{}}\n{{\"a\":{}\n", "[".repeat(1_000_000)));
    check(&scene, serde_json::json!([{"json": 1, "not-html": 1, "too-short": 6}, {"broken-record": 1}]));
}

#[test]
fn a_broken_line_costs_no_other() {
    let scene = Scene::new();
    let overlong = format!("{{\"text\": \"{}\"}}\n", "a".repeat(kiosque::source::LINE_LIMIT));
    let lines = [&record("x", "Un"), "{\"id\": \"y\", \n", "[1]\n", "\u{feff}{}\n", &overlong, &record("z", "Deux")];
    scene.write("corpus/feed.jsonl", lines.concat());
    check(&scene, serde_json::json!([{}, {"too-large": 1, "broken-record": 3}]));
    assert_eq!(scene.titles().into_keys().collect::<Vec<_>>(), ["x", "z", "z.html"]);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_odd_names() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let scene = Scene::new();
    let odd = Path::new(OsStr::from_bytes(b"caf\xE9.html"));
    scene.write("corpus/sub/b.html", page("Le phare"));
    fs::write(scene.path("corpus").join(odd), page("Le café")).unwrap();
    symlink("..", scene.path("corpus/sub/loop")).unwrap();
    symlink("self", scene.path("corpus/self")).unwrap();
    symlink("nowhere", scene.path("corpus/broken")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(scene.path("corpus/pipe")).status().unwrap();
    assert!(made.success());
    check(&scene, serde_json::json!([{}, {"vanished": 1, "special-file": 1, "read-error": 1}]));
    assert_eq!(scene.titles().into_keys().collect::<Vec<_>>(), ["caf\\xE9.html", "sub/b.html", "z.html"]);
}

/// The superuser may read everything, so that there the test runs kiosque as nobody.
#[cfg(unix)]
#[test]
fn what_must_not_be_read() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65534;
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.write("corpus/b.html", page("Le phare"));
    scene.write("corpus/closed/c.html", page("Le port"));
    let allow = |name: &str, mode| fs::set_permissions(scene.path(name), fs::Permissions::from_mode(mode)).unwrap();
    allow("", 0o777);
    allow("corpus/b.html", 0);
    allow("corpus/closed", 0);
    let mut command = scene.command(&["index", "corpus", "--format", "json", "--errors", "errors.jsonl"]);
    if fs::metadata(scene.path("")).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let ran = match command.output() {
        Ok(output) => Ran::new(output),
        Err(error) => return eprintln!("skipped: nobody may not run {:?}: {error}", command.get_program()),
    };
    allow("corpus/closed", 0o755);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert_eq!(ran.report()["added"], 1);
    assert_eq!(ran.report()["unreadable"], serde_json::json!({"permission-denied": 2}));
    let errors = fs::read_to_string(scene.path("errors.jsonl")).unwrap();
    assert!(errors.contains("/corpus/b.html\"") && errors.contains("/corpus/closed\""), "{errors}");
}

#[test]
fn an_index_of_another_version() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.index(&["corpus"], |_| {});
    let meta = fs::read_to_string(scene.path("index/meta.json")).unwrap();
    // One from before there was a checksum; a changed one with a checksum is damaged.
    let unsealed = meta.replacen(&meta[..meta.find(',').unwrap() + 1], "{", 1);
    let other = unsealed.replacen("\\\"format\\\":", "\\\"format\\\":99", 1);
    assert_ne!(unsealed, other);
    fs::write(scene.path("index/meta.json"), other).unwrap();
    let ran = scene.kiosque(&["index", "corpus"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.starts_with("kiosque: the index in index is of another version (format 99"), "{}", ran.stderr);
}

#[test]
fn a_folder_that_is_no_index() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.write("photos/a.jpg", "no index");
    let ran = scene.kiosque(&["index", "corpus", "-i", "photos"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.starts_with("kiosque: photos is not an index"), "{}", ran.stderr);
    assert_eq!(fs::read_dir(scene.path("photos")).unwrap().count(), 1);

    let ran = scene.kiosque(&["index", "corpus", "-i", "corpus/a.html"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}

/// A limit on the size of a file stands in for a full disk: writing fails, and later works again.
#[cfg(unix)]
#[test]
fn no_space_left() {
    let scene = Scene::new();
    let lines = |count| (0..count).map(|number| record(&format!("{number}"), "Titre")).collect::<String>();
    scene.write("corpus/feed.jsonl", lines(10));
    scene.index(&["corpus"], |_| {});
    scene.write("corpus/feed.jsonl", lines(20_000));
    let limited = format!("trap '' XFSZ; ulimit -f 20; exec '{}' index corpus", env!("CARGO_BIN_EXE_kiosque"));
    let output = std::process::Command::new("sh").args(["-c", &limited]).current_dir(scene.path("")).output().unwrap();
    let ran = Ran::new(output);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.starts_with("kiosque: the index in index cannot be used: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("File too large"), "{}", ran.stderr);
    assert_eq!(scene.titles().len(), 10);
    let report = scene.index(&["corpus"], |_| {});
    assert_eq!((report.unchanged, report.added), (10, 19_990));
}

/// What the web wrote reaches the terminal as text, whichever command shows it, in reports and errors too.
#[cfg(unix)]
#[test]
fn no_command_lets_a_page_command_the_terminal() {
    const HOSTILE: &str = "\u{1b}]0;titre\u{7}\u{1b}[2J\u{9b}6n \u{202e}grève \u{2066}\u{2028}\r\u{8}👨‍👩‍👧‍👦\u{200d}";
    let scene = Scene::new();
    let long = "très ".repeat(200_000);
    let line = |n: usize| {
        let text = format!(
            "{HOSTILE} Aucun ferry n’a quitté le port de Calais mercredi matin, les marins protestant \
            contre des équipages moins payés. La compagnie a annulé huit traversées et promis de rembourser les voyageurs."
        );
        let title = if n == 2 { format!("{HOSTILE} {long}") } else { HOSTILE.to_owned() };
        let record = serde_json::json!({
            "id": format!("{n}{HOSTILE}"), "title": title, "text": text, "source": format!("{n} {title}"), "lang": "fr",
            "section": HOSTILE, "authors": [HOSTILE], "date": "2025-07-01", "url": format!("https://presse.example/{HOSTILE}")
        });
        format!("{record}\n")
    };
    let feed = format!("feed{}.jsonl", HOSTILE.replace('/', ""));
    scene.write(&feed, (0..3).map(line).collect::<String>() + "{\"title\": no\n");
    let run = |arguments: &[&str]| {
        let ran = Ran::new(scene.command(arguments).env("COLUMNS", "80").output().unwrap());
        check_harmless(&ran.stdout, usize::MAX);
        check_harmless(&ran.stderr, usize::MAX);
        ran
    };
    assert_eq!(run(&["index", &feed, "--errors", "errors.jsonl"]).code, Some(3));
    check_harmless(&fs::read_to_string(scene.path("errors.jsonl")).unwrap(), usize::MAX);
    let id = format!("0{HOSTILE}");
    let found: [&[&str]; 16] = [
        &["search", "grève", "--facet", "source,section,author"],
        &["search", "grève", "--no-group", "--explain", "--color", "always", "--hyperlink", "always"],
        &["search", "grève", "--format", "jsonl", "--fields", "id,source,section,authors,url,path,text,title"],
        &["search", "grève", "--format", "tsv", "-n", "all"],
        &["facets", "grève", "--by", "source,section,author"],
        &["facets", "grève", "--by", "source,section,author", "--format", "csv"],
        &["facets", "grève", "--by", "source,section,author", "--format", "json"],
        &["timeline", HOSTILE, "grève", "--by", "day"],
        &["timeline", HOSTILE, "grève", "--by", "day", "--format", "json"],
        &["duplicates"],
        &["duplicates", "--format", "csv"],
        &["duplicates", "--format", "jsonl"],
        &["suggest", "gr"],
        &["show", &id],
        &["stats"],
        &["stats", "--format", "json"],
    ];
    for arguments in found {
        assert_eq!(run(arguments).code, Some(0), "{arguments:?}");
    }
    for arguments in [["show", HOSTILE], ["similar", HOSTILE], ["similar", &id], ["search", "introuvablement"]] {
        assert_eq!(run(&arguments).code, Some(1), "{arguments:?}");
    }
    for option in ["--since", "--index", "--topics"] {
        let words: &[&str] = if option == "--topics" { &[] } else { &["grève"] };
        assert_eq!(run(&[&["search", option, HOSTILE], words].concat()).code, Some(2), "{option}");
    }
    run(&["parse", &format!("(date:{HOSTILE}")]);

    let (raw, qrels) = (feed.as_str(), format!("qrels{feed}"));
    scene.write(&qrels, "1 0 a 1\n2 0 a 1\n");
    scene.write("cut.gz", &gzip(page("La digue").as_bytes())[..60]);
    fs::rename(scene.path("cut.gz"), scene.path(&format!("cut{raw}"))).unwrap();
    run(&["extract", &format!("cut{raw}"), &format!("gone{raw}"), raw]);
    run(&["extract", "--explain", &format!("cut{raw}"), raw]);
    run(&["analyze", HOSTILE]);
    let topics = format!("topics{feed}");
    scene.write(&topics, format!("1{}\tgrève\n", HOSTILE.replace(['\r', '\u{2028}'], "")));
    scene.write(&format!("run{feed}"), "3 Q0 a 1 1.0 x\n");
    for format in ["text", "json"] {
        assert_eq!(
            run(&["eval", "--qrels", &qrels, "--topics", &topics, "--format", format, "--per-topic"]).code,
            Some(0)
        );
        let eval = ["eval", "--qrels", &qrels, "--format", format, "--run", &format!("run{feed}")];
        run(&eval);
    }
    for format in ["text", "json", "jsonl", "csv", "tsv", "trec", "paths"] {
        run(&["search", "--topics", &topics, "--format", format]);
    }
    run(&["search", "--topics", &topics, "--count"]);
    // What clap repeats, as on a terminal.
    for arguments in [&["search", "--format", HOSTILE, "a"] as &[&str], &[HOSTILE], &["search", "--limit", HOSTILE]] {
        let ran = Ran::new(scene.command(arguments).env("CLICOLOR_FORCE", "1").output().unwrap());
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        check_harmless(&ran.stderr, usize::MAX);
    }
}

#[test]
fn a_page_is_not_where_it_pleases() {
    let scene = Scene::new();
    let named = |tag: &str| page("La digue").replacen("</title>", &format!("</title>{tag}"), 1);
    scene.write("corpus/a.html", named("<meta property=og:url content=file:///etc/passwd>"));
    scene.write(
        "corpus/b.html",
        named("<link rel=canonical href='httpx:b'><meta property=og:url content='https://b.fr/'>"),
    );
    scene.index(&["corpus"], |_| {});
    let ran = scene.kiosque(&["search", "digue", "--format", "tsv", "--fields", "id,url", "--sort", "oldest"]);
    let mut lines: Vec<&str> = ran.stdout.lines().skip(1).collect();
    lines.sort_unstable();
    assert_eq!(lines, ["a.html\t", "b.html\thttps://b.fr/"], "{}", ran.stderr);
}

/// Whoever sends an index may have written down other people's files as its own, for the next writer to delete.
#[cfg(unix)]
#[test]
fn a_foreign_index_deletes_nothing() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.index(&["corpus"], |_| {});
    scene.write("thesis.odt", "Des années de travail.");
    scene.write("index/notes.txt", "Les miennes.");
    let list = fs::read_to_string(scene.path("index/.managed.json")).unwrap();
    let absolute = scene.path("thesis.odt").display().to_string();
    let refused = |name: &str| {
        for arguments in [&["index", "corpus"] as &[&str], &["search", "digue"], &["stats"]] {
            let ran = scene.kiosque(arguments);
            assert_eq!(ran.code, Some(2), "{name} {arguments:?} {}", ran.stdout);
            let start = format!("kiosque: the index in index names {name:?} as a file of its own");
            assert!(ran.stderr.starts_with(&start), "{}", ran.stderr);
        }
    };
    for name in ["../thesis.odt", &absolute, "./../thesis.odt", "notes.txt"] {
        let named = serde_json::to_string(name).unwrap();
        scene.write("index/.managed.json", list.trim_end().replacen('[', &format!("[{named},"), 1));
        refused(name);
    }
    scene.write("index/.managed.json", &list);
    fs::remove_file(scene.path("index/.tantivy-writer.lock")).unwrap();
    std::os::unix::fs::symlink("../made", scene.path("index/.tantivy-writer.lock")).unwrap();
    refused(".tantivy-writer.lock");
    assert!(!scene.path("made").exists());
    fs::remove_file(scene.path("index/.tantivy-writer.lock")).unwrap();
    assert_eq!(scene.index(&["corpus"], |_| {}).unchanged, 1);
    assert!(scene.path("thesis.odt").exists() && scene.path("index/notes.txt").exists());
}

/// So many bytes of what `part` makes of 0, 1, 2 …
fn many(bytes: usize, part: impl Fn(usize) -> String) -> String {
    let mut all = String::new();
    (0..)
        .try_for_each(|n| {
            all += &part(n);
            if all.len() < bytes { Ok(()) } else { Err(()) }
        })
        .unwrap_err();
    all
}

/// A word for each number, of letters alone.
fn word(n: usize) -> String {
    let letters = |shift: u32| char::from(b'a' + (n / 26_usize.pow(shift) % 26) as u8);
    format!("X{}", [4, 3, 2, 1, 0].map(letters).iter().collect::<String>())
}

/// What takes a list from a page takes a long one. Were each of its parts compared with each, or each tag with all that are
/// open, each of these pages would take minutes.
#[test]
fn a_page_takes_no_longer_than_its_bytes_explain() {
    const SIZE: usize = 200_000;
    let list = |part: &dyn Fn(usize) -> String| many(SIZE, part);
    let name = |n: usize| format!("{} {}", word(n), word(7 * n));
    let text = "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence du maire.</p>";
    let check = |what: &str, head: &str, body: &str| {
        let html = format!("{head}<h1>La passerelle rouvre</h1><article>{}</article>{body}", text.repeat(6));
        let page = RawPage { bytes: html.into_bytes(), ..RawPage::default() };
        let article = extract(&page).unwrap_or_else(|rejected| panic!("{what}: {rejected}"));
        assert!(article.body.contains("onze semaines"), "{what}");
        article
    };
    let metas = list(&|n| format!("<meta name=author content='{}'>", name(n)));
    let authors = check("authors in metadata", &metas, "").authors;
    assert_eq!(authors.len(), metas.matches("<meta").count());
    check("authors at the end", &metas, &list(&|_| "<p>jean dupont".to_owned()));
    check("one list of authors", &format!("<meta name=author content='{}'>", list(&|n| name(n) + ", ")), "");
    check("linked authors", "", &list(&|n| format!("<a rel=author href=x>{}</a> ", name(n))));
    let described = |graph: &str, author: &str| {
        let thing = format!(r#"{{"@type":"NewsArticle","headline":"La passerelle rouvre","author":[{author}""]}}"#);
        format!(r#"<script type="application/ld+json">{{"@graph":[{graph}{thing}]}}</script>"#)
    };
    check("described authors", &described("", &list(&|n| format!("\"{}\",", name(n)))), "");
    let things = list(&|n| format!(r#"{{"@type":"Person","@id":"{n}","name":"{}"}},"#, name(n)));
    check("authors by reference", &described(&things, &list(&|n| format!(r#"{{"@id":"{n}"}},"#))), "");
    let nested = format!("{}{}{}", r#"{"mainEntity":"#.repeat(100), "1", "}".repeat(100));
    check("nested things", &described(&format!("{nested},{things}"), ""), "");
    let title = list(&|n| format!("{} | ", word(n)));
    check("a title of many parts", &format!("<title>{title}</title>"), "");
    for heading in ["h1", "h2"] {
        let headings = list(&|n| format!("<{heading}>{}</{heading}>", word(n)));
        check("a title of many parts, and headings", &format!("<title>{title}</title>"), &headings);
        check("a long title, and headings", &format!("<title>{}</title>", list(&|_| "mot ".to_owned())), &headings);
    }
    check("times", "", &list(&|_| format!("{text}<time datetime=2025-03-03>a</time>")));
    check("line breaks in deep markup", "", &format!("{}{}", "<span>".repeat(500), list(&|_| "a<br>".to_owned())));
    check("blocks in deep markup", "", &format!("{}{}", "<div><i>".repeat(250), list(&|_| "a<p>b</p>".to_owned())));
    check("stray ends in deep markup", "", &format!("{}{}", "<b>".repeat(500), list(&|_| "</i></div>".to_owned())));
    check("implied ends in deep markup", "", &format!("{}{}", "<b>".repeat(500), list(&|_| "<li>".to_owned())));
    let trail = format!("<ol class=breadcrumb>{}", list(&|_| "<ul><li>a".to_owned()));
    check("a nested breadcrumb", "", &trail);
    let label = format!("<ol class=breadcrumb>{}{}", "<li><ul>".repeat(200), list(&|_| "La ville ".to_owned()));
    check("a nested breadcrumb with a long text", "", &label);
}

/// The same of queries, as long as a command line may be. What there is no room for is said, and each answers.
#[test]
fn a_query_takes_no_longer_than_its_bytes_explain() {
    const SIZE: usize = 60_000;
    let scene = Scene::new();
    let text = many(4_000, |n| format!("{} de la ", word(n)));
    let record =
        serde_json::json!({"id": "a", "title": "La digue", "text": format!("{text}. {}", text.to_lowercase())});
    scene.write("feed.jsonl", format!("{record}\n"));
    scene.index(&["feed.jsonl"], |_| {});
    let words = |between: &str| many(SIZE, |n| word(n) + between);
    let each = |part: &dyn Fn(String) -> String| many(SIZE, |n| part(word(n)) + " ");
    let (words_warning, costly_warning) =
        ("only the first 256 words are", "only the first 32 words with `*`, `~` or `=`");
    let queries = [
        (words(" "), words_warning),
        (words(" OU "), words_warning),
        (words(" PRES/5 "), words_warning),
        (words("-"), words_warning),
        (format!("\"{}\"", words(" ")), words_warning),
        (format!("\"{}\"~1000", words(" ")), words_warning),
        (format!("\"{}\"~1000", many(SIZE, |_| "de ".to_owned())), words_warning),
        (format!("\"{}\"", many(SIZE, |_| "de la ".to_owned())), words_warning),
        (many(SIZE, |_| "de ADJ/1000 ".to_owned()), words_warning),
        (format!("de {}", each(&|word| format!("-{word}"))), words_warning),
        (each(&|word| format!("auMoins2:{word}")), words_warning),
        (each(&|word| format!("(de PRES/9 {word}) OU")), words_warning),
        (format!("de{}", "^2".repeat(SIZE / 2)), ""),
        (each(&|word| format!("{}*", &word[..3])), costly_warning),
        (each(&|word| format!("{word}~")), costly_warning),
        (each(&|word| format!("={word} OU")), costly_warning),
        (each(&|word| format!("=\"de {word}\" OU")), costly_warning),
        (format!("de {}", "date:2025 OU ".repeat(SIZE / 13)), "only the first 32 dates"),
        ("(a ".repeat(SIZE / 3), ""),
        ("titre:".repeat(SIZE / 6), ""),
        ("-(".repeat(SIZE / 2), ""),
    ];
    for (query, warning) in queries {
        let shown = query.chars().take(40).collect::<String>();
        for arguments in [&["search"] as &[&str], &["parse"]] {
            let ran = scene.kiosque(&[arguments, &["--", &query]].concat());
            assert!(matches!(ran.code, Some(0 | 1)), "{shown} {arguments:?}: {}", ran.stderr);
            assert!((ran.stderr + &ran.stdout).contains(warning), "{shown} {arguments:?}");
        }
    }
}
