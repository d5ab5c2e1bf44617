//! `kiosque watch`: what is new for a query, told once.
//!
//! `KIOSQUE_WATCHES=500 cargo test --test it watch` runs as many random histories.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use crate::scene::{Numbers, Ran, Scene};

pub mod feed;

impl Scene {
    fn watch(&self, arguments: &[&str]) -> Ran {
        self.kiosque(&[&["watch"], arguments].concat())
    }

    /// Watches, and gives the cursor that was printed last.
    fn cursor(&self) -> String {
        let ran = self.watch(&["*"]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.stdout.trim().strip_prefix("cursor ").unwrap().to_owned()
    }

    /// The contents of a folder by name.
    fn folder(&self, name: &str) -> BTreeMap<String, String> {
        let entries = fs::read_dir(self.path(name)).unwrap().map(|entry| entry.unwrap());
        let file = |entry: fs::DirEntry| {
            let content = fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().into_string().unwrap(), content)
        };
        entries.map(file).collect()
    }
}

fn article(id: &str, title: &str, text: &str) -> String {
    let url = id.starts_with("https://").then_some(id);
    format!("{}\n", serde_json::json!({"id": id, "url": url, "title": title, "text": text, "lang": "fr"}))
}

/// The ids of the lines of JSON that have one.
fn ids(jsonl: &str) -> Vec<String> {
    let lines = jsonl.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter_map(|line| Some(line.get("id")?.as_str()?.to_owned())).collect()
}

#[test]
fn what_came_after_a_cursor_is_told() {
    let scene = Scene::new();
    scene.write("feed.jsonl", [article("a", "La digue", "Le vent."), article("b", "Le port", "Le vent.")].concat());
    scene.index(&["feed.jsonl"], |_| {});
    let cursor = scene.cursor();
    let check = |query: &str, after: &str, options: &[&str], expected: &[&str]| {
        let ran = scene.watch(&[&[query, "--after", after, "--format", "jsonl"], options].concat());
        assert_eq!(ran.code, Some(if expected.is_empty() { 1 } else { 0 }), "{query}: {}", ran.stderr);
        assert_eq!(ids(&ran.stdout), expected, "{query} {options:?}");
        let last: Value = serde_json::from_str(ran.stdout.lines().last().unwrap()).unwrap();
        last["cursor"].as_str().unwrap().to_owned()
    };
    assert_eq!(check("*", &cursor, &[], &[]), cursor);
    let everything = format!("{}:0", cursor.split_once(':').unwrap().0);
    check("digue", &everything, &[], &["a"]);
    // One that is new, one that becomes another, and one that now has the word.
    let changed = [
        article("a", "La digue", "La tempête."),
        article("b", "Le port", "La digue."),
        article("c", "La digue encore", "Le vent."),
    ];
    scene.write("feed.jsonl", changed.concat());
    scene.index(&["feed.jsonl"], |_| {});
    let next = check("digue", &cursor, &[], &["c"]);
    assert_ne!(next, cursor);
    check("digue", &cursor, &["--updates"], &["a", "b", "c"]);
    check("digue -port", &cursor, &["--updates"], &["a", "c"]);
    check("phare", &cursor, &[], &[]);
    check("digue", &next, &["--updates"], &[]);
    // Where an article has only some of the words, it is not told.
    check("digue phare", &cursor, &[], &[]);
    scene.index(&["feed.jsonl"], |options| options.full = true);
    check("digue", &next, &["--updates"], &[]);
}

#[test]
fn cursors_that_are_wrong() {
    let scene = Scene::new();
    scene.write("feed.jsonl", article("a", "La digue", "Le vent."));
    scene.index(&["feed.jsonl"], |_| {});
    let cursor = scene.cursor();
    let uuid = cursor.split_once(':').unwrap().0;
    let check = |arguments: &[&str], said: &str| {
        let ran = scene.watch(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    };
    check(&["port", "--after", "0123456789abcdef0123456789abcdef:1"], "is of another index");
    check(&["port", "--after", &format!("{uuid}:99")], "is ahead of the index");
    check(&["port", "--after", "12"], "not a cursor");
    check(&["@port"], "no query is called @port");
    scene.write("alertes/0123456789abcdef0123456789abcdef.index", "");
    check(&["port", "--out", "alertes"], "name another folder");
    scene.write("queries", "port = port\nmer = mer\n");
    let of_names = |arguments: &[&str]| {
        Ran::new(scene.command(arguments).env("KIOSQUE_QUERIES", scene.path("queries")).output().unwrap())
    };
    let ran = of_names(&["watch", "@*", "--format", "eml", "--after", &cursor]);
    assert_eq!((ran.code, ran.stderr.contains("add --out DIR or --exec CMD")), (Some(2), true), "{}", ran.stderr);
    let ran = of_names(&["search", "@prot"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("(@port is)"), "{}", ran.stderr);
}

#[test]
fn one_run_at_a_time_writes_into_a_folder() {
    let scene = Scene::new();
    scene.write("feed.jsonl", article("a", "La digue", "Le vent."));
    scene.index(&["feed.jsonl"], |_| {});
    assert_eq!(scene.watch(&["digue", "--out", "alertes"]).code, Some(0));
    let index = scene.folder("alertes").into_keys().find(|file| file.ends_with(".index")).unwrap();
    let lock = File::open(scene.path("alertes").join(index)).unwrap();
    lock.lock().unwrap();
    let ran = scene.watch(&["digue", "--out", "alertes"]);
    let said = "kiosque: another watch is writing to alertes: wait until it has ended, or name another folder\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), said));
    drop(lock);
    assert_eq!(scene.watch(&["digue", "--out", "alertes"]).code, Some(1));
}

#[test]
fn queries_go_by_their_names_in_every_command() {
    let scene = Scene::new();
    scene.write("feed.jsonl", [article("a", "La digue", "Le vent."), article("b", "Le phare", "Le vent.")].concat());
    scene.write("queries", "# les miennes\nCôte = digue OU phare\nvent=vent @cote\n");
    scene.index(&["feed.jsonl"], |_| {});
    let run = |arguments: &[&str]| {
        Ran::new(scene.command(arguments).env("KIOSQUE_QUERIES", scene.path("queries")).output().unwrap())
    };
    let named: [&[&str]; 9] = [
        &["search", "@cote", "--count"],
        &["facets", "@cote", "--by", "lang", "--format", "csv"],
        &["timeline", "@cote", "--format", "csv"],
        &["kwic", "@cote"],
        &["collocates", "@cote"],
        &["trends", "@cote"],
        &["export", "@cote", "--to", "jsonl"],
        &["parse", "@cote"],
        &["search", "@vent", "--format", "urls"],
    ];
    for arguments in named {
        let typed: Vec<String> = arguments.iter().map(|word| word.replace("@cote", "digue OU phare")).collect();
        let typed: Vec<String> = typed.iter().map(|word| word.replace("@vent", "vent (digue OU phare)")).collect();
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        let (by_name, typed) = (run(arguments), run(&typed));
        assert_eq!((by_name.code, by_name.stdout), (typed.code, typed.stdout), "{arguments:?} {}", by_name.stderr);
    }
}

#[test]
fn a_story_is_told_once() {
    let text = "La préfecture maritime annonce mercredi matin que plusieurs chalutiers bretons resteront bloqués devant \
                Saint-Malo pendant toute la semaine prochaine, faute d’accord entre armateurs, équipages et négociants, \
                malgré quatorze heures de discussions menées dans les locaux municipaux avec les représentants des \
                syndicats majoritaires de la pêche côtière";
    let told = |id: &str, source: &str, day: u8| {
        let published = format!("2025-07-{day:02}");
        format!(
            "{}\n",
            serde_json::json!({"id": id, "title": "Chalutiers", "text": text, "source": source, "date": published})
        )
    };
    let other =
        article("z", "Autre chose", "Un bateau est rentré au port de Brest avec sa pêche, dit le marin, content.");
    let scene = Scene::new();
    let feed = |articles: &[String]| {
        scene.write("feed.jsonl", articles.concat());
        scene.index(&["feed.jsonl"], |_| {});
    };
    feed(&[told("a", "Le Phare", 1)]);
    let first = scene.cursor();
    feed(&[told("a", "Le Phare", 1), told("b", "L’Écho", 3), told("c", "La Dune", 2), other.clone()]);
    let second = scene.cursor();
    feed(&[told("d", "Le Phare", 4)]);
    let check = |query: &str, after: &str, expected: &[&str]| {
        let ran = scene.watch(&[query, "--after", after, "--stories", "--format", "jsonl"]);
        assert_eq!(ids(&ran.stdout), expected, "{query} {after}: {}", ran.stderr);
    };
    check("pêche", &first, &["z"]);
    check("pêche", &second, &[]);
    // The story was there, but not for this query.
    check("source:dune pêche", &first, &["c"]);
    check("pêche -source:phare", &first, &["c", "z"]);
    let everything = format!("{}:0", first.split_once(':').unwrap().0);
    check("pêche", &everything, &["a", "z"]);
}

#[test]
fn what_the_web_wrote_is_text_in_every_format() {
    let scene = Scene::new();
    scene.write("feed.jsonl", article("0", "Rien", "Le vent."));
    scene.index(&["feed.jsonl"], |_| {});
    let cursor = scene.cursor();
    let hostile = [
        ("a", "</title><script>alert(1)</script>", "digue & <b>port</b> ]]>"),
        (
            "b\r\nBcc: x@example.org",
            "digue\r\nBcc: x@example.org\r\n\r\n.",
            "\u{1b}[31mrouge\u{202e} =?utf-8?Q?=0D=0A?=",
        ),
        ("javascript:alert(1)", "été \u{0} \u{fffe} 👨‍👩‍👧 \"x\" d’art", "digue"),
        ("https://a.example/\"><x>", "digue", "digue"),
    ];
    scene.write("feed.jsonl", hostile.map(|(id, title, text)| article(id, title, text)).concat());
    scene.index(&["feed.jsonl"], |_| {});
    for format in ["text", "jsonl", "atom", "eml", "urls"] {
        let ran = scene.watch(&["*", "--after", &cursor, "--format", format]);
        assert_eq!(ran.code, Some(0), "{format}: {}", ran.stderr);
        let lines = ran.stdout.replace("\r\n", "\n");
        assert!(!lines.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{format}: {lines}");
        match format {
            "atom" => {
                let entries = feed::read(&ran.stdout).unwrap().entries;
                let first = entries.iter().find(|entry| entry.title == hostile[0].1).unwrap();
                assert_eq!((first.text.as_str(), &first.link, entries.len()), ("digue & port ]]>", &None, 4));
            }
            "eml" => {
                let (head, body) = ran.stdout.split_once("\r\n\r\n").unwrap();
                assert!(!head.contains("Bcc") && head.lines().all(|line| line.len() <= 76), "{head}");
                assert!(body.lines().all(|line| line.len() <= 76 && line.is_ascii()), "{body}");
                assert!(ran.stdout.lines().count() == ran.stdout.matches("\r\n").count(), "{head}");
            }
            _ => {}
        }
    }
}

#[test]
fn a_command_gets_what_is_new_and_again_if_it_fails() {
    let scene = Scene::new();
    scene.write("feed.jsonl", article("a", "La digue", "Le vent."));
    scene.index(&["feed.jsonl"], |_| {});
    let watch = |command: &str| scene.watch(&["digue", "--out", "alertes", "--format", "urls", "--exec", command]);
    assert_eq!(watch("exit 3").code, Some(0));
    scene.write("feed.jsonl", article("https://phare.example/b", "La digue", "Le vent."));
    scene.index(&["feed.jsonl"], |_| {});
    let failed = watch("cat > /dev/null; exit 3");
    assert!(failed.code == Some(2) && failed.stderr.contains("will be told again"), "{}", failed.stderr);
    let told = watch("cat >> told; echo \"$KIOSQUE_NAME $KIOSQUE_COUNT\" >> told");
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    assert_eq!(fs::read_to_string(scene.path("told")).unwrap(), "https://phare.example/b\ndigue 1\n");
    assert_eq!(watch("echo again >> told").code, Some(1));
    let names: Vec<String> = scene.folder("alertes").into_keys().filter(|name| !name.ends_with(".index")).collect();
    let shape = |name: &String| name.replace(|c: char| c.is_ascii_digit(), "0");
    assert_eq!(names.iter().map(shape).collect::<Vec<_>>(), ["digue.00000-00000.urls", "digue.00000.mark"]);
}

/// Words that do not stem alike.
const WORDS: [&str; 6] = ["digue", "phare", "marin", "budget", "tempête", "chantier"];

/// The queries that are followed, and what an article must have and not have.
const FOLLOWED: [(&str, &str, &[&str], &[&str]); 5] = [
    ("digue", "digue", &["digue"], &[]),
    ("deux", "phare marin", &["phare", "marin"], &[]),
    ("sans", "budget -digue", &["budget"], &["digue"]),
    ("tout", "*", &[], &[]),
    ("rien", "introuvable", &["introuvable"], &[]),
];

/// A history of an index and of a folder of announcements, and what should be in that.
struct History {
    scene: Scene,
    numbers: Numbers,
    corpus: BTreeMap<String, String>,
    /// The ids that the index was last seen to have, and those that have come since the last time that somebody watched.
    present: BTreeSet<String>,
    fresh: BTreeSet<String>,
    /// Queries with the ids that were announced for them.
    announced: BTreeSet<(&'static str, String)>,
}

impl History {
    fn new(seed: u64) -> Self {
        let scene = Scene::new();
        let lines: String = FOLLOWED.iter().map(|(name, query, ..)| format!("{name} = {query}\n")).collect();
        scene.write("queries", lines);
        let (present, fresh, announced) = Default::default();
        Self { scene, numbers: Numbers(seed), corpus: BTreeMap::new(), present, fresh, announced }
    }

    fn change(&mut self) {
        for _ in 0..1 + self.numbers.below(6) {
            let id = format!("a{}", self.numbers.below(12));
            if self.numbers.below(3) == 0 {
                self.corpus.remove(&id);
            } else {
                let title = (0..3).map(|_| WORDS[self.numbers.below(WORDS.len())]).collect::<Vec<_>>().join(" ");
                self.corpus.insert(id, title);
            }
        }
        let feed: String = self.corpus.iter().map(|(id, title)| article(id, title, "Le vent se lève.")).collect();
        self.scene.write("feed.jsonl", feed);
    }

    /// Brings the index up to date, or is killed while it does.
    fn index(&mut self) {
        let mut arguments = vec!["index", "feed.jsonl"];
        if self.numbers.below(2) == 0 {
            arguments.push("--prune=all");
        }
        if self.numbers.below(4) == 0 {
            arguments.push("--full");
        }
        let mut run = self.scene.start(&arguments);
        let is_killed = self.numbers.below(4) == 0;
        if is_killed {
            sleep(Duration::from_millis(self.numbers.below(60) as u64));
            let _ = run.kill();
        }
        let ran = Ran::new(run.wait_with_output().unwrap());
        assert!(is_killed || matches!(ran.code, Some(0 | 1)), "{}", ran.stderr);
        let present: BTreeSet<String> = match self.scene.path("index/meta.json").exists() {
            true => self.scene.titles().into_keys().collect(),
            false => BTreeSet::new(),
        };
        self.fresh.retain(|id| present.contains(id));
        self.fresh.extend(present.difference(&self.present).cloned());
        self.present = present;
    }

    fn watch(&self, out: &str) -> std::process::Command {
        let mut command = self.scene.command(&["watch", "@*", "--format", "jsonl", "--out", out]);
        command.env("KIOSQUE_QUERIES", self.scene.path("queries"));
        command
    }

    /// Watches, perhaps after a run that is killed.
    fn look(&mut self, what: &str) {
        let is_first = !self.scene.path("out").exists();
        if !is_first && self.numbers.below(2) == 0 {
            copy(&self.scene.path("out"), &self.scene.path("whole"));
            Ran::new(self.watch("whole").output().unwrap());
            let mut killed = self.watch("out").spawn().unwrap();
            sleep(Duration::from_millis(self.numbers.below(60) as u64));
            let _ = killed.kill();
            killed.wait().unwrap();
        }
        let ran = Ran::new(self.watch("out").output().unwrap());
        assert!(matches!(ran.code, Some(0 | 1)), "{what}: {}", ran.stderr);
        if self.scene.path("whole").exists() {
            assert_eq!(self.scene.folder("out"), self.scene.folder("whole"), "{what}: killed, and not");
            fs::remove_dir_all(self.scene.path("whole")).unwrap();
        }
        let titles = self.scene.titles();
        for (name, _, with, without) in FOLLOWED.iter().filter(|_| !is_first) {
            for id in &self.fresh {
                let has = |word: &&str| titles[id].split(' ').any(|one| one == *word);
                if with.iter().all(has) && !without.iter().any(has) {
                    self.announced.insert((name, id.clone()));
                }
            }
        }
        self.fresh.clear();
        let mut found: Vec<(String, String)> = Vec::new();
        for (file, content) in self.scene.folder("out") {
            let name = file.split('.').next().unwrap();
            found.extend(ids(&content).into_iter().map(|id| (name.to_owned(), id)));
        }
        found.sort();
        let expected: Vec<(String, String)> =
            self.announced.iter().map(|(name, id)| ((*name).to_owned(), id.clone())).collect();
        assert_eq!(found, expected, "{what}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn every_article_is_told_exactly_once() {
    let histories = std::env::var("KIOSQUE_WATCHES").map_or(12, |number| number.parse().unwrap());
    let mut announced = 0;
    for seed in 0..histories {
        let mut history = History::new(seed);
        history.scene.write("feed.jsonl", article("first", "budget", "Le vent se lève."));
        history.scene.index(&["feed.jsonl"], |_| {});
        history.present.insert("first".to_owned());
        for step in 0..8 {
            history.change();
            history.index();
            if history.numbers.below(3) > 0 {
                history.look(&format!("history {seed}, step {step}"));
            }
        }
        announced += history.announced.len();
    }
    assert!(announced as u64 > histories * 5, "{announced}");
}
