//! The commands that the documents and the help texts show, run by bash in a folder that holds the bundled corpus.
//!
//! A block of Markdown is run if its language is `sh` (a script that must succeed) or `console` (after `$ ` a command,
//! below it what it prints). `…` stands for anything: on a line of its own for lines, in a line for characters; and so
//! does each figure before `ms`, `s` and the like. A comment above a block, which no reader sees, changes that:
//! `<!-- exit 1 -->` is the code that its last command ends with, `<!-- not run: why -->` keeps it from being run.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use serde_json::Value;

use crate::scene::{gzip, record};
use crate::search::kiosque;
use desk::{Desk, EXAMPLES, calls_what_is_missing};
use markdown::{Block, Mark, blocks};

mod markdown;
mod likeness;
mod desk;

/// Blocks of all documents that may be left out: installing, networks, browsers, minutes of work.
const NOT_RUN_AT_MOST: usize = 20;

#[test]
fn documents_show_what_happens() {
    let documents = documents();
    let mut not_run = 0;
    let mut failures = String::new();
    thread::scope(|scope| {
        let mut running = Vec::new();
        for path in &documents {
            let text = fs::read_to_string(path).unwrap();
            let blocks = blocks(&text);
            not_run += blocks.iter().filter(|block| matches!(block.mark, Mark::NotRun)).count();
            running.push(scope.spawn(move || failures_of(path, &blocks)));
        }
        for thread in running {
            failures.push_str(&thread.join().unwrap());
        }
    });
    assert!(failures.is_empty(), "{failures}");
    assert!(not_run <= NOT_RUN_AT_MOST, "{not_run} blocks of the documents are not run: find a way to run some");
}

/// The project's own Markdown.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["", "docs", "benches", "fuzz", "corpus"] {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        found.extend(entries.map(|entry| entry.unwrap().path()));
    }
    found.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    assert!(found.len() > 5, "{found:?}");
    found
}

/// Runs the blocks of a document one after the other in one folder. Its index is there from the start, but in the README,
/// which begins with making it.
fn failures_of(document: &Path, blocks: &[Block]) -> String {
    let mut failures = String::new();
    if blocks.iter().all(|block| matches!(block.mark, Mark::NotRun)) {
        return failures;
    }
    let desk = Desk::new();
    if document != Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md") {
        assert_eq!(desk.bash("kiosque index corpus/pages").code, Some(0));
    }
    for block in blocks {
        let Mark::Run(code) = block.mark else { continue };
        if calls_what_is_missing(&block.lines.join("\n")) {
            continue;
        }
        let failure = if block.is_console { desk.console(&block.lines, code) } else { desk.script(&block.lines, code) };
        if let Err(failure) = failure {
            failures.push_str(&format!("\n{}:{}: {failure}\n", document.display(), block.line));
        }
    }
    failures
}

/// What help texts show as examples and this test does not run, each with a part of it that tells.
const HELP_NOT_RUN: &[(&str, &str)] = &[
    ("kiosque serve", "serves until it is stopped: tests/it/serve/mod.rs runs it"),
    ("curl ", "asks the network"),
    ("--open", "opens a browser"),
    ("/usr/local", "writes where the system is"),
    ("${fpath", "zsh's own"),
    ("$PROFILE", "PowerShell's own"),
    ("http://localhost:9200", "needs a cluster: tests/cluster/main.rs has one"),
    ("kiosque bench", "takes long: tests/it/bench.rs runs it"),
];

#[test]
fn help_texts_show_what_works() {
    let desk = Desk::new();
    let articles: String = ["a", "b"].map(|id| record(id, "La digue")).concat();
    desk.scene.write("articles.jsonl.gz", gzip(articles.as_bytes()));
    let laid_out =
        "ln -s corpus/pages pages; cp corpus/topics.tsv corpus/qrels.txt .; cp pages/la-rade/huitres.html page.html
        mkdir -p chosen ~/.local/share/bash-completion/completions ~/.config/fish/completions ~/.config/kiosque
        printf 'grève = grève\nport = port\n' > ~/.config/kiosque/queries
        kiosque index pages && kiosque index pages -i press && kiosque search digue --format trec > b.run";
    let ran = desk.bash(laid_out);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    let mut failures = String::new();
    for name in ["", "bench index", "bench search"].into_iter().chain(commands().iter().map(String::as_str)) {
        let words: Vec<&str> = name.split_whitespace().chain(["--help"]).collect();
        let help = kiosque(&words).stdout;
        let examples = examples_in(&help);
        assert!(help.contains("\nOptions:"), "{help}");
        assert!(name.contains(' ') || !examples.is_empty(), "{name} has no example\n{help}");
        for example in examples {
            let is_left_out = HELP_NOT_RUN.iter().any(|(part, _)| example.contains(part));
            if is_left_out || calls_what_is_missing(example) {
                continue;
            }
            let ran = desk.bash(example);
            // A search that finds nothing in this corpus is no fault of the example's.
            if !matches!(ran.code, Some(0 | 1)) || ran.stdout.contains("panicked") {
                failures.push_str(&format!("\n{example}\nended with {:?}:\n{}", ran.code, ran.stdout));
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// The subcommands, as the help lists them.
fn commands() -> Vec<String> {
    let help = kiosque(&["help"]).stdout;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    let names: Vec<String> = names.map(str::to_owned).collect();
    assert!(names.len() > 10, "{help}");
    names
}

/// The lines of a help text that are commands, without what is said of them on the right.
fn examples_in(help: &str) -> Vec<&str> {
    let shown = help.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    let commands = shown.filter(|line| line.starts_with("kiosque ") || line.contains("| kiosque "));
    commands.map(|line| line.split("   ").next().unwrap_or(line)).collect()
}

/// Commands that print JSON; the names in it are a promise.
const REPORTS: &[&str] = &[
    "kiosque index corpus/pages --format json",
    "kiosque search grève ferries port -n 2 --format json --explain --group --facet lang --fields id,copies,explanation",
    "kiosque search grèves --format json",
    "kiosque facets port --by lang --format json",
    "kiosque timeline port --by year --format json",
    "kiosque duplicates --format json",
    "kiosque duplicates --format jsonl",
    "kiosque suggest --format json grè",
    "kiosque show fil-24/greve-ferries-calais.html --format json",
    "kiosque parse --format json 'prix -19 OU port'",
    "kiosque kwic port --format jsonl",
    "kiosque collocates port --min 1 --forms --format jsonl",
    "kiosque keywords port --format jsonl",
    "kiosque timeline port --by year --bursts --format json",
    "kiosque export port --to jsonl",
    "kiosque export port --to csv -o port.csv --stories 2> /dev/null; cat port.csv.manifest.json",
    "kiosque stats --format json",
    "kiosque check --format json",
    "kiosque extract corpus/pages/fil-24/greve-ferries-calais.html",
    "kiosque extract corpus/pages/l-ouest-matin/connexion.html",
    "kiosque eval --qrels corpus/qrels.txt --run a.run --run b.run --format json",
    "head -n 1 errors.jsonl",
];

/// Names whose values are objects with the corpus's own names.
const BY_NAME: &[&str] = &["rejected", "by_source", "by_year", "by_language", "topics"];

#[test]
fn names_in_json_are_documented() {
    let document = include_str!("../../../docs/formats-and-fields.md");
    let desk = Desk::new();
    let made = "kiosque index corpus/pages --errors errors.jsonl
        kiosque search --topics corpus/topics.tsv --format trec > a.run
        kiosque search --topics corpus/topics.tsv --format trec --any > b.run";
    assert_eq!(desk.bash(made).code, Some(0));
    for command in REPORTS {
        let ran = desk.bash(&format!("{command} 2> /dev/null"));
        let first = serde_json::Deserializer::from_str(&ran.stdout).into_iter::<Value>().next();
        let value = first.and_then(Result::ok).unwrap_or_else(|| panic!("{command}: {}", ran.stdout));
        for name in names_in(&value) {
            let is_there = document.contains(&format!("`{name}`"));
            assert!(is_there, "docs/formats-and-fields.md does not say what {name} of `{command}` is");
        }
    }
}

fn names_in(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(names_in).collect(),
        Value::Object(fields) => {
            let below = fields.iter().filter(|(name, _)| !BY_NAME.contains(&name.as_str()));
            fields.keys().cloned().chain(below.flat_map(|(_, value)| names_in(value))).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn documents_run_every_example() {
    let texts: String = documents().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).unwrap();
    assert_eq!(files.count(), EXAMPLES.len(), "EXAMPLES names them all");
    for name in EXAMPLES {
        assert!(texts.contains(&format!("cargo run --example {name} -- ")), "no document runs {name}");
    }
}

#[test]
fn links_lead_somewhere() {
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://")) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let linked = if file.is_empty() { path.clone() } else { path.with_file_name(file) };
            assert!(linked.exists(), "{}: {target} is not there", path.display());
            let headings = || fs::read_to_string(&linked).unwrap();
            let is_there = heading.is_empty() || headings().lines().any(|line| anchor(line) == heading);
            assert!(is_there, "{}: {target} is no heading", path.display());
        }
    }
}

/// The name that a heading has in addresses.
fn anchor(line: &str) -> String {
    let Some(heading) = line.strip_prefix('#') else { return String::new() };
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Options that are not kiosque's own.
const OTHERS_OPTIONS: &[&str] = &[
    "--jsonl",
    "--all-targets",
    "--release",
    "--example",
    "--bench",
    "--no-deps",
    "--sanitizer",
    "--target",
    "--test",
    "--include-ignored",
];

#[test]
fn options_that_are_named_are_there() {
    let mut helps = kiosque(&["--help"]).stdout + &kiosque(&["--version"]).stdout;
    for name in commands().iter().map(String::as_str).chain(["bench index", "bench search"]) {
        let words: Vec<&str> = name.split_whitespace().chain(["--help"]).collect();
        helps.push_str(&kiosque(&words).stdout);
    }
    let is_known = |option: &str| helps.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == option);
    let commands = commands();
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        // Odd parts between backquotes are code.
        for code in text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)) {
            let mut words = code.split_whitespace();
            if words.next() == Some("kiosque") {
                let command = words.next().unwrap_or("--help");
                let is_command =
                    command.starts_with('-') || command == "…" || commands.iter().any(|name| name == command);
                assert!(is_command, "{}: `{code}`: there is no command {command}", path.display());
            }
            let options = code.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| word.starts_with("--"));
            for option in options.filter(|option| option.len() > 2 && !OTHERS_OPTIONS.contains(option)) {
                assert!(is_known(option), "{}: `{code}`: there is no option {option}", path.display());
            }
        }
    }
}
