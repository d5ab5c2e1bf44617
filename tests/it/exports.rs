//! Corpora for other programs, read back by a small reader for each format: ten thousand hostile articles come back one to one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::civil::date;
use kiosque::article::{Article, Evidence, Published};
use kiosque::date::{Moment, Precision};
use kiosque::engine::candidate::Handle;
use kiosque::export::corpus::{ExportRequest, Place, Written, write};
use kiosque::export::format::Format;
use kiosque::export::record::{Unit, Variable};
use kiosque::index::schema::Entry;
use kiosque::output::table::Formulas;

use crate::scene::Scene;
use crate::twin::engine::BruteForce;

const ARTICLES: usize = 10_000;

/// What would end a record, begin another one, or be taken for a command.
const HOSTILE: &[&str] = &[
    "**** *source_x *annee_2024",
    "\n**** *a_b\n",
    "-*theme",
    "_x_",
    "*",
    "ER  - ",
    "\nER  - \n\nTY  - NEWS\n",
    "TI  - x",
    "\t",
    "\"",
    "\"\"",
    "'",
    ",",
    ";",
    "\r\n",
    "\r",
    "\n",
    "\u{0}",
    "\u{1b}[31m",
    "\u{85}",
    "\u{2028}",
    "\u{202e}txt",
    "\u{feff}",
    "\u{fffe}",
    "</p></body>",
    "<TEI>",
    "&amp;",
    "&",
    "]]>",
    "<!--",
    "=1+1",
    "@a",
    "+33",
    "-1",
    "{\"id\": \"x\"}",
    "\\",
    "\\n",
    "שלום",
    "مرحبا",
    "e\u{301}",
    "👩‍👩‍👧",
    "***",
    "digue",
    "La mer",
    "été",
    "\n\n",
    " ",
    "\u{a0}",
    "metadata.csv",
    "../..",
];

fn entries() -> Vec<Entry> {
    let mut state = 3_u64;
    let mut next = move |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    let mut text = move |most: usize| -> String {
        let pieces: Vec<&str> = (0..next(most)).map(|_| HOSTILE[next(HOSTILE.len())]).collect();
        pieces.join(if next(2) == 0 { " " } else { "" })
    };
    let entry = |n: usize| {
        let precision = [Precision::Year, Precision::Month, Precision::Day, Precision::Minute][n % 4];
        let moment =
            Moment::new(date(2000 + (n % 25) as i16, 1 + (n % 12) as i8, 1 + (n % 28) as i8).at(8, 5, 0, 0), precision);
        let article = Article {
            title: format!("t{n} {}", text(6)),
            lead: n.is_multiple_of(3).then(|| text(6)),
            body: format!("{} n{n}", text(20)),
            authors: (0..n % 3).map(|_| text(4)).collect(),
            source: (!n.is_multiple_of(5)).then(|| text(3)),
            section: (!n.is_multiple_of(7)).then(|| text(3)),
            published: Some(Published { moment, evidence: Evidence::Meta }),
            url: n.is_multiple_of(2).then(|| format!("https://a.example/{}", text(3))),
            language: Some("fr".to_owned()),
            ..Article::default()
        };
        Entry::new(format!("id-{n}"), Ok(article))
    };
    (0..ARTICLES).map(entry).collect()
}

/// Letters and digits alone: signs may be changed by a format, and white space is.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn exported(twin: &BruteForce, format: Format, place: Place) -> Written {
    let request = ExportRequest {
        format,
        unit: Unit::Article,
        variables: vec![Variable::Id, Variable::Source, Variable::Year, Variable::Month],
        formulas: Formulas::Disarmed,
        min_words: 0,
        sample: None,
        seed: 0,
        copies: 0,
    };
    let articles: Vec<Handle> = (0..twin.articles.len() as u64).map(Handle).collect();
    let written = write(twin, &articles, &request, place, &|_| String::new()).unwrap();
    assert_eq!((written.articles, written.records), (ARTICLES as u64, ARTICLES as u64), "{format:?}");
    written
}

/// One file, and what it is written with.
fn file(twin: &BruteForce, format: Format) -> String {
    let mut out = Vec::new();
    let written = exported(twin, format, Place::Stream(&mut out));
    assert_eq!(written.files[0].bytes, out.len() as u64);
    String::from_utf8(out).unwrap()
}

/// What each reader must find: the letters of title and text, in the order of the articles.
fn expected(twin: &BruteForce) -> Vec<String> {
    let letters_of = |article: &Article| letters(&(article.title.clone() + &article.text()));
    twin.articles.iter().map(|held| letters_of(&held.filed.article)).collect()
}

#[track_caller]
fn same(found: &[String], expected: &[String]) {
    assert_eq!(found.len(), expected.len());
    for (n, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found, expected, "article {n}");
    }
}

fn rows(text: &str, delimiter: u8, quoting: bool) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new();
    reader.delimiter(delimiter).quoting(quoting).has_headers(false);
    reader.from_reader(text.as_bytes()).records().collect::<Result<_, _>>().unwrap()
}

/// The names and the letters of the elements of an XML document; an error where it is not well-formed.
fn elements(document: &str) -> Result<Vec<(String, String)>, String> {
    let (mut open, mut found) = (Vec::<(String, String)>::new(), Vec::new());
    let mut rest = document.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").ok_or("no declaration")?;
    while !rest.is_empty() {
        let (text, tag) = rest.split_once('<').unwrap_or((rest, ""));
        let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        let stray = plain.replace("&amp;", "").contains('&')
            || text.contains('>')
            || text.contains(|c: char| c.is_control() && c != '\n');
        if stray {
            return Err(format!("{text:?}"));
        }
        if let Some((_, inside)) = open.last_mut() {
            inside.push_str(&plain.replace("&amp;", "&"));
        }
        let Some((name, after)) = tag.split_once('>') else { break };
        rest = after;
        if let Some(name) = name.strip_prefix('/') {
            let (opened, inside) = open.pop().ok_or("nothing is open")?;
            if opened != name {
                return Err(format!("{opened} ends as {name}"));
            }
            found.push((opened, letters(&inside)));
        } else if !name.ends_with('/') {
            open.push((name.split(' ').next().unwrap_or_default().to_owned(), String::new()));
        }
    }
    if open.is_empty() { Ok(found) } else { Err(format!("{open:?} stay open")) }
}

#[test]
fn hostile_articles_come_back_one_to_one() {
    let twin = BruteForce::new(entries().iter());
    let expected = expected(&twin);

    let iramuteq = file(&twin, Format::Iramuteq);
    let texts: Vec<&str> = iramuteq.split("\n\n").filter(|text| !text.is_empty()).collect();
    let mut found = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        let (head, body) = text.split_once('\n').unwrap();
        let starred: Vec<&str> = head.strip_prefix("**** ").unwrap().split(' ').collect();
        assert_eq!(starred[0], format!("*id_id-{n}"));
        assert!(starred.iter().all(|value| value.starts_with('*')
            && value[1..].chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))));
        assert!(!body.contains(['*', '_', '\u{0}']));
        found.push(letters(body));
    }
    // A star or a stroke below a word is no letter, and neither are those that it leaves.
    same(&found, &expected);

    let gargantext = rows(&file(&twin, Format::Gargantext), b'\t', true);
    assert!(gargantext.iter().all(|row| row.len() == 7));
    assert_eq!(
        gargantext[0].iter().collect::<Vec<_>>()[..3],
        ["Publication Day", "Publication Month", "Publication Year"]
    );
    same(&gargantext[1..].iter().map(|row| letters(&row[4]) + &letters(&row[6])).collect::<Vec<_>>(), &expected);

    for format in [Format::Cortext, Format::Csv] {
        let table = rows(&file(&twin, format), b',', true);
        assert_eq!(table[0].iter().collect::<Vec<_>>()[..4], ["id", "title", "text", "date"]);
        assert_eq!(&table[8][0], "id-7");
        same(&table[1..].iter().map(|row| letters(&row[1]) + &letters(&row[2])).collect::<Vec<_>>(), &expected);
    }

    let json = file(&twin, Format::Jsonl);
    let objects = json.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let read = |value: serde_json::Value| {
        letters(value["title"].as_str().unwrap()) + &letters(value["text"].as_str().unwrap())
    };
    same(&objects.map(read).collect::<Vec<_>>(), &expected);

    let ris = file(&twin, Format::Ris);
    let (mut references, mut here) = (Vec::new(), BTreeMap::new());
    for line in ris.lines().filter(|line| !line.is_empty()) {
        let (tag, value) = line.split_once("  - ").unwrap();
        assert!(tag.len() == 2 && tag.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()), "{line}");
        match tag {
            "TY" => assert_eq!((value, here.len()), ("NEWS", 0)),
            "ER" => references.push(std::mem::take(&mut here)),
            _ => drop(here.insert(tag.to_owned(), value.to_owned())),
        }
    }
    same(
        &references.iter().map(|fields| letters(&fields["TI"]) + &letters(&fields["AB"])).collect::<Vec<_>>(),
        &expected,
    );
    assert_eq!(references[5]["DA"], "2005/06");

    let folder = tempfile::tempdir().unwrap();
    let written = |format: Format| {
        let path = folder.path().join(format.name());
        let written = exported(&twin, format, Place::Path(&path));
        for file in &written.files {
            assert_eq!(fs::metadata(path.join(&file.name)).unwrap().len(), file.bytes);
        }
        path
    };
    let read = |path: &Path, name: &str| fs::read_to_string(path.join(name)).unwrap();
    let txm = written(Format::Txm);
    let metadata = rows(&read(&txm, "metadata.csv"), b',', true);
    assert_eq!(metadata[0].iter().collect::<Vec<_>>(), ["id", "article", "title", "date", "source", "year", "month"]);
    let texts = metadata[1..].iter().map(|row| letters(&read(&txm, &format!("{}.txt", &row[0]))));
    same(&texts.collect::<Vec<_>>(), &expected);

    let tei = written(Format::Tei);
    let mut found = Vec::new();
    for n in 1..=ARTICLES {
        let document = read(&tei, &format!("text{n:06}.xml"));
        let elements = elements(&document).unwrap_or_else(|error| panic!("{error}\n{document}"));
        let inside: Vec<&str> = elements
            .iter()
            .skip_while(|(name, _)| name != "teiHeader")
            .filter(|(name, _)| name == "head" || name == "p")
            .map(|(_, text)| text.as_str())
            .collect();
        found.push(inside.concat());
    }
    same(&found, &expected);

    let txt = written(Format::Txt);
    let texts = (1..=ARTICLES).map(|n| letters(&read(&txt, &format!("text{n:06}.txt"))));
    same(&texts.collect::<Vec<_>>(), &expected);
}

#[test]
fn units_samples_and_what_is_left_out() {
    let scene = Scene::new();
    let record = |id: &str, text: &str| {
        serde_json::json!({"id": id, "title": "La digue", "text": text, "date": "2025-07-01"}).to_string() + "\n"
    };
    let long = "La mer monte et la digue du port tient bon malgré la tempête de cette nuit. ".repeat(6);
    scene.write(
        "feed.jsonl",
        [record("a", &long), record("b", &long.replace("mer", "marée")), record("c", "Bref. La mer est là.\nFin.")]
            .concat(),
    );
    scene.index(&["feed.jsonl"], |_| {});
    let lines = |arguments: &str| -> usize {
        let words: Vec<&str> =
            "export --to jsonl".split(' ').chain(arguments.split(' ')).filter(|word| !word.is_empty()).collect();
        scene.kiosque(&words).stdout.lines().count()
    };
    assert_eq!(lines(""), 3);
    assert_eq!(lines("--unit paragraph"), 4);
    assert_eq!(lines("--unit sentence"), 15);
    assert_eq!(lines("--unit sentence --min-words 2"), 13);
    assert_eq!(lines("--sample 2 --seed 4"), 2);
    assert_eq!(lines("tempête"), 2);
    let drawn = |seed: &str| scene.kiosque(&["export", "--to", "jsonl", "--sample", "1", "--seed", seed]).stdout;
    assert_eq!(drawn("7"), drawn("7"));
    assert!((0..20).any(|seed| drawn(&seed.to_string()) != drawn("7")), "the seed changes nothing");

    let ran = scene.kiosque(&["export", "mer", "--to", "txm"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    let ran = scene.kiosque(&["export", "mer OU marée", "--to", "txm", "-o", "out"]);
    assert_eq!(ran.stderr, "kiosque: 3 texts of 3 articles\n");
    let ran = scene.kiosque(&["export", "mer", "--to", "tei", "-o", "out"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), "kiosque: out is not empty: name a new folder with -o\n"));
    let ran = scene.kiosque(&["export", "mer", "--to", "iramuteq", "-o", "corpus.txt"]);
    assert_eq!(ran.code, Some(0));
    let manifest = fs::read_to_string(scene.path("corpus.txt.manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!((&manifest["query"], &manifest["records"]), (&"mer".into(), &2.into()));
    assert_eq!(manifest["files"][0]["name"], "corpus.txt");
}
