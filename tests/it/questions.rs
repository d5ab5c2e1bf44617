//! The questions after the first: who, when, what else. Counts are set beside a count by hand over all hits.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::scene::{Ran, Scene, record};
use crate::search::{corpus_index, kiosque, shown};

fn check(name: &str, arguments: &[&str]) {
    insta::assert_snapshot!(name, shown(&kiosque(arguments)));
}

/// All hits of a query, as programs get them.
fn hits(query: &str, filters: &[&str]) -> Vec<Value> {
    let ran = kiosque(&[&["search", query, "--format", "jsonl", "-n", "all"], filters].concat());
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn count(values: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// The first `length` characters of each date that has as many.
fn dates(hits: &[Value], length: usize) -> BTreeMap<String, u64> {
    count(hits.iter().filter_map(|hit| Some(hit["date"].as_str()?.get(..length)?.to_owned())))
}

const QUERIES: [&str; 5] = ["conseil", "port grève", "SAUF conseil", "*", "introuvablement"];
/// What may stand beside each: a period, which undated articles are not in, and newspapers.
const FILTERS: [&[&str]; 3] =
    [&[], &["--since", "2024-11", "--until", "2025-05-31"], &["--source", "fil 24", "--source", "le phare du nord"]];

fn asked() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    QUERIES.into_iter().flat_map(|query| FILTERS.into_iter().map(move |filters| (query, filters)))
}

/// Counts would prove little of a corpus where every article has one author and a date.
#[test]
fn what_is_counted_has_none_one_and_several() {
    let hits = hits("*", &[]);
    let has = |condition: &dyn Fn(&Value) -> bool| hits.iter().any(condition);
    let authors = |hit: &Value| hit["authors"].as_array().unwrap().len();
    assert!(has(&|hit| authors(hit) == 0) && has(&|hit| authors(hit) == 1) && has(&|hit| authors(hit) > 1));
    assert!(has(&|hit| hit["date"].is_null()) && has(&|hit| hit["section"].is_null()));
    for (query, filters) in asked().filter(|(query, _)| *query != "introuvablement") {
        assert!(!self::hits(query, filters).is_empty(), "{query} {filters:?}");
    }
}

#[test]
fn facets_are_what_one_counts_by_hand() {
    for (query, filters) in asked() {
        let hits = hits(query, filters);
        let by = "source,section,author,year,month,lang";
        let ran = kiosque(&[&["facets", query, "--by", by, "--format", "json"], filters].concat());
        let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(answer["total"], hits.len());
        for facet in answer["facets"].as_array().unwrap() {
            let by = facet["by"].as_str().unwrap();
            let text = |field: &str| count(hits.iter().filter_map(|hit| Some(hit[field].as_str()?.to_owned())));
            let expected = match by {
                "year" => dates(&hits, 4),
                "month" => dates(&hits, 7),
                "author" => {
                    let authors = hits.iter().flat_map(|hit| hit["authors"].as_array().unwrap());
                    count(authors.map(|author| author.as_str().unwrap().to_owned()))
                }
                field => text(field),
            };
            let values = facet["counts"].as_array().unwrap().iter();
            let found: BTreeMap<String, u64> = values
                .map(|value| (value["value"].as_str().unwrap().to_owned(), value["count"].as_u64().unwrap()))
                .collect();
            assert_eq!(found, expected, "{query} {filters:?} by {by}");
            let without = match by {
                "author" => hits.iter().filter(|hit| hit["authors"].as_array().unwrap().is_empty()).count() as u64,
                _ => hits.len() as u64 - expected.values().sum::<u64>(),
            };
            assert_eq!(facet["without"], without, "{query} {filters:?} without {by}");
        }
    }
}

#[test]
fn timelines_are_what_one_counts_by_hand() {
    for (query, filters) in asked() {
        let all = hits("*", filters);
        let hits = hits(query, &[filters, &["--all"]].concat());
        for (by, length) in [("year", 4), ("month", 7), ("day", 10)] {
            let ran = kiosque(&[&["timeline", query, "--all", "--by", by, "--format", "json"], filters].concat());
            let rows: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
            let (expected, totals) = (dates(&hits, length), dates(&all, length));
            let column = |name: &str| -> BTreeMap<String, u64> {
                let row = |row: &Value| (row["period"].as_str().unwrap().to_owned(), row[name].as_u64().unwrap());
                rows.iter().map(row).filter(|(_, count)| *count > 0).collect()
            };
            assert_eq!(column("count"), expected, "{query} by {by}");
            // The periods of a filter are all shown, else those from the first match to the last.
            let shown = || rows.iter().map(|row| row["period"].as_str().unwrap().to_owned());
            let (first, last) = (shown().next(), shown().next_back());
            let within = totals
                .into_iter()
                .filter(|(period, _)| Some(period) >= first.as_ref() && Some(period) <= last.as_ref());
            assert_eq!(column("total"), within.collect(), "{query} by {by}");
            let undated = hits.len() as u64 - expected.values().sum::<u64>();
            assert_eq!(ran.stderr.contains(&format!(": {undated} more whose date")), undated > 0, "{}", ran.stderr);
        }
    }
}

#[test]
fn counts_to_read() {
    check("facets", &["facets", "conseil", "--by", "source,month"]);
    check("facets_of_few_lines", &["facets", "*", "--by", "source,month", "-n", "2"]);
    check("facets_of_a_period", &["facets", "conseil", "--by", "source", "--since", "2025-06"]);
    check("facets_csv", &["facets", "conseil", "--by", "section,lang", "--format", "csv"]);
    check("facets_crossed", &["facets", "conseil", "--by", "source,month", "--cross", "--format", "csv"]);
    check("facets_crossed_json", &["facets", "port", "--by", "lang,year", "--cross", "--format", "json"]);
    check("facets_crossed_text", &["facets", "conseil", "--by", "source,month", "--cross"]);
    check("facets_none", &["facets", "introuvablement", "--by", "year"]);
    check("search_with_facets", &["search", "conseil", "-n", "1", "--facet", "source,year"]);
    check("timeline", &["timeline", "conseil", "--by", "month", "--since", "2025-01", "--until", "2025-07"]);
    check("timeline_weeks", &["timeline", "conseil", "--by", "week", "--relative", "--since", "2025-06-09"]);
    check("timeline_own_scale", &["timeline", "conseil", "port", "--own-scale"]);
    check("timeline_csv", &["timeline", "conseil", "port", "--by", "year", "--format", "csv"]);
}

#[test]
fn a_drawing_for_a_report() {
    let scene = Scene::new();
    let svg = scene.path("chart.svg").display().to_string();
    let ran = kiosque(&["timeline", "conseil", "<port>", "--by", "year", "--relative", "--svg", &svg]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let drawing = std::fs::read_to_string(&svg).unwrap();
    assert!(
        drawing.starts_with("<svg ") && drawing.contains("&lt;port&gt;") && drawing.contains("10.0 %"),
        "{drawing}"
    );
    let nowhere = scene.path("no/where.svg").display().to_string();
    assert_eq!(kiosque(&["timeline", "conseil", "--svg", &nowhere]).code, Some(2));
}

#[test]
fn did_you_mean() {
    check("did_you_mean", &["search", "grève des feries", "-n", "1"]);
    check("did_you_mean_none", &["search", "xylophonistes", "--since", "2025"]);
    check("did_you_mean_filtered", &["search", "ferris", "--since", "2025", "--source", "fil 24"]);
    // Counts say it, too.
    for (command, expected) in [
        (
            &["facets", "grève feries", "--by", "source", "--format", "csv"][..],
            "kiosque: did you mean grève ferries?\nkiosque: no article has all the words; these have some\n",
        ),
        (&["timeline", "grève feries"], "kiosque: \"grève feries\": did you mean grève ferries?\n"),
        (&["timeline", "grève ferries"], ""),
    ] {
        let ran = kiosque(command);
        assert_eq!(ran.stderr, expected, "{command:?} {}", ran.stdout);
    }
    check("suggest", &["suggest", "conseil mun", "-n", "3"]);
    check("suggest_words", &["suggest", "ELEC", "-n", "3", "--words"]);
    check("suggest_nothing", &["suggest", "xylo"]);
}

#[test]
fn periods_without_a_day_in_common_are_told() {
    let told = "kiosque: no day is in date:2020-01-01..2020-12-31 and in date:2023-01-01..2023-12-31\n";
    for (command, expected) in [
        (&["search", "conseil date:2020 date:2023", "-c"][..], told),
        (&["facets", "date:2020 date:2023", "--by", "source", "--format", "csv"], told),
        (&["timeline", "conseil date:2020 date:2023"], told),
        (&["search", "conseil date:2020..2025 date:2023", "-c"], ""),
        (&["search", "conseil (date:2020 OU date:2023)", "-c"], ""),
    ] {
        assert_eq!(kiosque(command).stderr, expected, "{command:?}");
    }
}

/// What is said beside the hits of `kiosque search`.
#[track_caller]
fn check_said(arguments: &[&str], code: i32, expected: &str) {
    let ran = kiosque(&[&["search"], arguments].concat());
    assert_eq!((ran.stderr.as_str(), ran.code), (expected, Some(code)), "{}", ran.stdout);
}

#[test]
fn a_year_among_the_words_is_offered_as_a_date() {
    let offer = "kiosque: 2025 is looked for in the texts; date:2025 asks for the time: ";
    let ran = kiosque(&["search", "conseil 2025", "-n", "1", "--any"]);
    assert!(ran.stderr.starts_with(offer) && ran.stderr.lines().count() == 1, "{}", ran.stderr);
    for quiet in [
        &["conseil 2025", "--any", "-n", "1", "--format", "jsonl"][..],
        &["conseil 2025", "--any", "-c"],
        &["conseil 2025", "--any", "-n", "1", "--since", "2024"],
        &["conseil 1950", "--any", "-n", "1"],
        &["conseil date:2025", "--any", "-n", "1"],
    ] {
        check_said(quiet, 0, "");
    }
}

#[test]
fn a_period_without_a_day_is_an_error() {
    let check = |since: &str, until: &str, days: [&str; 2]| {
        let [first, last] = days;
        let said = format!(
            "kiosque: --since begins on {first}, after --until ends on {last}, so that no day is left; exchange the two dates, \
             or leave one out\n"
        );
        for command in ["search", "facets", "timeline"] {
            let by: &[&str] = if command == "search" { &[] } else { &["--by", "year"] };
            let ran = kiosque(&[&[command, "port", "--since", since, "--until", until], by].concat());
            assert_eq!((ran.stderr.as_str(), ran.code, ran.stdout.as_str()), (said.as_str(), Some(2), ""));
        }
    };
    check("2025", "2024", ["2025-01-01", "2024-12-31"]);
    check("2025-06-02", "2025-06-01", ["2025-06-02", "2025-06-01"]);
    check_said(&["port", "--since", "2025", "--until", "2025", "-c"], 0, "");
}

/// What is written as elsewhere finds what it finds as it is written here.
#[test]
fn habits_from_elsewhere() {
    let check = |elsewhere: &str, here: &str| {
        let count = |query: &str| kiosque(&["search", query, "-c", "--all"]).stdout;
        assert_eq!(count(elsewhere), count(here), "{elsewhere}");
        assert_ne!(count(elsewhere), "0\n", "{elsewhere}");
    };
    check("conseil !budget", "conseil SAUF budget");
    check("port || quai", "port OU quai");
    check("\"conseil mun*\"", "conseil ADJ mun*");
    check("\"conseil mun*\"", "\"conseil municipal\"");
    check("l'éco*", "éco*");
    check("date>2024 port", "après:2024 port");
    check("intitle:budget", "titre:budget");
    check("source:Le Phare", "source:\"Le Phare\"");
}

/// A wire story, by the words that make it one, as a desk prints it.
fn wire(id: &str, source: &str, day: u32, title: &str, text: &str) -> String {
    let date = format!("2025-07-{day:02}");
    let record =
        serde_json::json!({"id": id, "source": source, "date": date, "title": title, "text": text, "lang": "fr"});
    format!("{record}\n")
}

const FERRIES: &str = "Aucun ferry n’a quitté le port mercredi matin, les marins protestant contre des équipages moins payés. \
    La compagnie a annulé huit traversées et promis de rembourser les voyageurs. Les syndicats demandent une rencontre avec \
    le ministre avant la fin de la semaine, faute de quoi la grève serait étendue à tous les ports de la côte.";
const BUDGET: &str = "Le conseil municipal a voté le budget sans toucher à l’impôt, après cinq heures de débat. La dette \
    recule pour la troisième année, mais la piscine attendra : son toit, promis depuis dix ans, coûterait à lui seul la \
    moitié des investissements prévus par la majorité.";

fn wires() -> Vec<String> {
    let (_, cut) = FERRIES.split_once(". ").unwrap();
    vec![
        wire("fil-1", "Fil 24", 2, "Grève des marins : aucun ferry au départ", FERRIES),
        wire("phare-7", "Le Phare", 2, "Les ferries à quai", &format!("CALAIS (ADL) – {FERRIES}")),
        wire("echo-3", "L’Écho", 3, "La grève des marins se prolonge", &cut.replace("rencontre", "entrevue")),
        wire("phare-8", "Le Phare", 4, "Un budget sans grève", BUDGET),
        wire("fil-2", "Fil 24", 5, "Grève : les marins reçus au ministère", "Les marins en grève ont été reçus."),
    ]
}

/// What `duplicates` finds, its articles by id.
fn stories(scene: &Scene) -> Vec<Vec<String>> {
    let ran = scene.kiosque(&["duplicates", "--format", "jsonl"]);
    let ids =
        |story: Value| story.as_array().unwrap().iter().map(|copy| copy["id"].as_str().unwrap().to_owned()).collect();
    ran.stdout.lines().map(|line| ids(serde_json::from_str(line).unwrap())).collect()
}

#[test]
fn the_same_story_once() {
    let scene = Scene::new();
    scene.write("wires.jsonl", wires().concat());
    scene.index(&["wires.jsonl"], |_| {});
    let check = |name: &str, arguments: &[&str]| {
        let ran = Ran::new(scene.command(arguments).env("COLUMNS", "80").output().unwrap());
        let shown: Vec<_> = ran.stdout.lines().filter(|line| !line.ends_with("\u{a0}ms")).collect();
        insta::assert_snapshot!(name, shown.join("\n").replace(&scene.path("").display().to_string(), ""));
    };
    check("grouped", &["search", "grève", "marins", "--sort", "oldest"]);
    check("grouped_not", &["search", "grève", "marins", "--no-group", "--sort", "oldest"]);
    check("grouped_for_programs", &["search", "grève", "marins", "--group", "--format", "csv", "--sort", "oldest"]);
    check("duplicates", &["duplicates"]);
    check("duplicates_csv", &["duplicates", "--format", "csv"]);
    check("duplicates_fields_csv", &["duplicates", "--format", "csv", "--fields", "id,section,date"]);
    check("duplicates_fields_jsonl", &["duplicates", "--format", "jsonl", "--fields", "date,id"]);
    check("similar", &["similar", "phare-7", "-n", "1"]);
    let ids = |arguments: &[&str]| {
        let lines = scene.kiosque(arguments).stdout;
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone()).collect::<Vec<_>>()
    };
    // Programs get every article, and each page of grouped hits goes on where the one before ended.
    assert_eq!(ids(&["search", "grève", "--format", "jsonl"]).len(), 5);
    let grouped = ["search", "grève", "--format", "jsonl", "--group"];
    let all = ids(&grouped);
    assert_eq!(all.len(), 3);
    for offset in 0..3 {
        let page = ids(&[&grouped[..], &["-n", "1", "--offset", &offset.to_string()]].concat());
        assert_eq!(page, all[offset..=offset]);
    }
}

#[test]
fn stories_do_not_depend_on_the_order_of_indexing() {
    let expected = [["fil-1", "phare-7", "echo-3"]];
    let wires = wires();
    for (first, second) in [([0, 1, 2], [3, 4]), ([4, 3, 2], [1, 0])].map(|(a, b)| (a.to_vec(), b.to_vec())) {
        let scene = Scene::new();
        for (name, part) in [("a.jsonl", &first), ("b.jsonl", &second)] {
            scene.write(name, part.iter().map(|n| wires[*n].as_str()).collect::<String>());
            scene.index(&[name], |_| {});
        }
        assert_eq!(stories(&scene), expected);
        // A copy that is gone is gone from its story.
        let left: Vec<_> = first.iter().filter(|n| **n != 2).map(|n| wires[*n].as_str()).collect();
        scene.write("a.jsonl", left.concat());
        scene.index(&["a.jsonl"], |options| options.prune = true);
        assert_eq!(stories(&scene), [["fil-1", "phare-7"]]);
    }
    let scene = Scene::new();
    scene.write("one.jsonl", &wires[0]);
    scene.index(&["one.jsonl"], |_| {});
    let ran = scene.kiosque(&["duplicates"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
}

/// What a person sees: every screen, narrow and wide, plain and in colour.
#[test]
fn screens() {
    const SCREENS: [&[&str]; 15] = [
        &["facets", "conseil", "--by", "source,year"],
        &["timeline", "conseil", "--by", "month"],
        &["timeline", "conseil", "port", "--by", "week", "--relative"],
        &["duplicates"],
        &["search", "grève des ferries", "-n", "1", "--facet", "source"],
        &["search", "grève des ferries", "-n", "1", "--explain"],
        &["search", "acceuil des enfants", "-n", "1"],
        &["similar", "le-phare-du-nord/greve-ferries.html", "-n", "1"],
        &["parse", "titre:budget (Lyon OU Marseille) -impôt", "--now", "2025-07-01"],
        &["parse", "titer:budget (Lyon OU date:toujours", "--now", "2025-07-01"],
        &["suggest", "grève des f", "-n", "3"],
        &["show", "fil-24/greve-ferries-calais.html"],
        &["analyze", "L'œil des journaux"],
        &["stats"],
        &["facets", "feries", "--by", "source"],
    ];
    for (width, color) in ["40", "80", "200"].into_iter().flat_map(|width| [(width, "never"), (width, "always")]) {
        let mut screens = Vec::new();
        for arguments in SCREENS {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kiosque"));
            command.args(arguments).args(["--color", color]).env("KIOSQUE_INDEX", corpus_index()).env("COLUMNS", width);
            let ran = Ran::new(command.output().unwrap());
            assert_ne!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
            screens.push(format!("$ kiosque {}\n{}", arguments.join(" "), shown(&ran).replace('\u{1b}', "␛")));
        }
        let name = if color == "always" { format!("screens_{width}_color") } else { format!("screens_{width}") };
        insta::assert_snapshot!(name, screens.join("\n\n"));
    }
}

/// Two centuries are two hundred years, and too many days for twenty queries.
#[test]
fn a_timeline_has_as_many_rows_as_anybody_reads() {
    let ran = kiosque(&["timeline", "mer", "--by", "year", "--since", "1800", "--format", "csv"]);
    assert!(ran.code == Some(0) && ran.stdout.lines().count() > 200, "{}", ran.stderr);
    let queries: Vec<String> = (0..20).map(|n| format!("mer {n}")).collect();
    let mut arguments = vec!["timeline", "--by", "day", "--since", "1800"];
    arguments.extend(queries.iter().map(String::as_str));
    let ran = kiosque(&arguments);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("choose a longer --by"), "{}", ran.stderr);
}

#[test]
fn counts_that_take_in_other_words() {
    let scene = Scene::new();
    let title = |n: usize| if n < 8 { format!("Commerçants, jour {n}") } else { format!("Le commerce, jour {n}") };
    scene.write("a.jsonl", (0..24).map(|n| record(&n.to_string(), &title(n))).collect::<String>());
    scene.index(&["a.jsonl"], |_| {});
    let hint = "kiosque: commerçants also counts \"commerce\" and the like (16 of 24 articles); =commerçants for this form \
                alone\n";
    for command in [&["search", "-c"][..], &["search"], &["facets", "--by", "lang"], &["timeline"]] {
        let ran = scene.kiosque(&[command, &["commerçants"]].concat());
        assert_eq!(ran.stderr, hint, "{command:?}");
    }
    // Most have the word itself; a form was asked for; programs read the count; two words say what is meant.
    let others: [&[&str]; 4] =
        [&["commerce"], &["=commerçants"], &["commerçants", "--format", "json", "-n", "all"], &["commerce jour"]];
    for arguments in others {
        assert_eq!(scene.kiosque(&[&["search"], arguments].concat()).stderr, "", "{arguments:?}");
    }
}
