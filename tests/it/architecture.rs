//! The invariants of ARCHITECTURE.md that can be seen in the source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use regex::Regex;

/// Which rooms a room may use, from the bottom of the house to its top.
const MAY_USE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("entities", &[]),
    ("date", &["text"]),
    ("source", &["text", "entities"]),
    ("analysis", &["text", "entities"]),
    ("trec", &[]),
    ("article", &["date"]),
    ("query", &["text", "date"]),
    ("extract", &["text", "entities", "source", "article", "date"]),
    ("dedup", &["text"]),
    ("repeated", &["text", "article"]),
    ("newspaper", &["text", "article"]),
    ("index", &["source", "article", "analysis", "date", "dedup", "repeated", "newspaper"]),
    ("opensearch", &["text", "source", "extract", "article", "repeated", "index", "analysis"]),
    ("ingest", &["source", "extract", "index", "article", "date", "repeated"]),
    ("engine", &["article", "date", "query", "analysis"]),
    ("highlight", &["engine", "analysis"]),
    ("embedded", &["engine", "highlight", "index", "query", "analysis", "article", "date", "dedup", "newspaper"]),
    (
        "cluster",
        &[
            "engine",
            "highlight",
            "embedded",
            "opensearch",
            "index",
            "query",
            "analysis",
            "article",
            "date",
            "dedup",
            "newspaper",
            "source",
        ],
    ),
    ("search", &["engine", "query", "analysis", "article", "date"]),
    ("study", &["engine", "highlight", "search", "query", "analysis", "article", "date", "text"]),
    ("eval", &["trec"]),
    ("output", &["engine", "search", "study", "query", "trec", "article", "date"]),
    ("export", &["engine", "highlight", "output", "article", "date", "text"]),
    ("watch", &["engine", "search", "output", "query", "article"]),
    ("serve", &["engine", "search", "study", "output", "query", "article", "date"]),
];

/// The only rooms that read the world; all others compute.
const WORLDLY: &[&str] = &[
    "source",
    "index",
    "opensearch",
    "ingest",
    "embedded",
    "cluster",
    "search",
    "study",
    "output",
    "export",
    "watch",
    "serve",
];

/// What reads the world.
const WORLD: &[&str] =
    &["std::fs", "std::env", "std::net", "std::process", "std::time", "stdin()", "stdout()", "::now()"];

#[test]
fn rooms_use_only_what_they_may() {
    for (room, may_use) in MAY_USE {
        for module in modules().values().filter(|module| module.room() == *room) {
            for used in module.uses.iter().map(|path| first(path)) {
                assert!(
                    used == *room || may_use.contains(&used),
                    "{} uses crate::{used}, which {room} may not: move the code, or change MAY_USE here and the table in \
                     ARCHITECTURE.md",
                    module.file.display()
                );
            }
        }
    }
}

#[test]
fn every_room_has_its_line() {
    let lib = fs::read_to_string(src().join("lib.rs")).unwrap();
    for room in lib.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')) {
        assert!(MAY_USE.iter().any(|(known, _)| known == &room), "{room} has no line in MAY_USE");
    }
}

#[test]
fn the_document_has_the_same_table() {
    let document = fs::read_to_string(src().with_file_name("ARCHITECTURE.md")).unwrap();
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix('|'));
    let rows = rows.filter_map(|row| Some((row.split_once('`')?.0, row.rsplit_once('|')?.1.trim())));
    let table: Vec<(&str, String)> = MAY_USE.iter().map(|(room, used)| (*room, used.join(", "))).collect();
    let shown: Vec<(&str, String)> = rows.map(|(room, used)| (room, used.to_owned())).collect();
    assert_eq!(shown, table);
}

/// Code that moves takes the documents that name it along.
#[test]
fn documents_name_what_is_there() {
    let modules = modules();
    let root = src().parent().unwrap().to_owned();
    let code = Regex::new(r"`([^`\n]+)`").unwrap();
    let in_rust = Regex::new(r"^(?:[a-z_]+::)+\w+$").unwrap();
    let in_files = Regex::new(r"^(?:src|tests|benches|docs|examples|fuzz|corpus)/[\w./-]+$").unwrap();
    for name in
        ["README.md", "ARCHITECTURE.md", "DESIGN.md", "CONTRIBUTING.md", "benches/README.md", "corpus/README.md"]
    {
        let document = fs::read_to_string(root.join(name)).unwrap();
        for found in code.captures_iter(&document).map(|found| found.get(1).unwrap().as_str()) {
            if in_files.is_match(found) && !found.contains("SITE") {
                assert!(root.join(found).exists(), "{name}: {found} is not there");
            }
            if in_rust.is_match(found) && MAY_USE.iter().any(|(room, _)| *room == first(found)) {
                let mut path = found;
                while !modules.contains_key(path) {
                    path = path.rsplit_once("::").unwrap().0;
                }
                let mut items = found[path.len()..].split("::").filter(|item| !item.is_empty());
                assert!(items.all(|item| modules[path].code.contains(item)), "{name}: {path} has nothing of `{found}`");
            }
        }
    }
}

/// So there is no circle, neither of rooms nor of files, at any depth; and who reads a room in the order of its `mod` lines
/// meets nothing that was not there before.
#[test]
fn modules_use_only_those_before_them() {
    let modules = modules();
    let mut wrong = BTreeSet::new();
    for (path, module) in modules {
        let order: Vec<&str> = module.children.iter().map(String::as_str).collect();
        let place = |child: &str| order.iter().position(|name| *name == child);
        let below =
            |path_of: &str| path_of.strip_prefix(path.as_str()).map(|rest| rest.trim_start_matches("::").to_owned());
        for (user, used) in modules.values().flat_map(|user| user.uses.iter().map(move |used| (&user.path, used))) {
            let (Some(user_below), Some(used_below)) = (below(user), below(used)) else { continue };
            let (from, to) = (first(&user_below), first(&used_below));
            match (place(from), place(to)) {
                (Some(at), Some(before)) if at < before => {
                    wrong.insert(format!("{path}: `{from}` ({user}) uses `{to}` ({used}), which stands after it"));
                }
                // What a module itself declares may be used by those inside it that it does not use.
                (Some(_), None) if used == path && module.uses.iter().any(|used| used.starts_with(user.as_str())) => {
                    wrong.insert(format!(
                        "{path}: `{from}` ({user}) uses what the module above it declares, which uses it"
                    ));
                }
                _ => {}
            }
        }
    }
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "a circle, or `mod` lines in another order than that of use:\n{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_in_their_rooms() {
    check_library("tantivy::", &["analysis", "index", "embedded", "cluster"]);
    check_library("clap::", &[]);
    check_library("ureq::", &["opensearch"]);
    check_library("rayon::", &["embedded", "ingest"]);
}

fn check_library(library: &str, rooms: &[&str]) {
    for module in modules().values().filter(|module| module.is_of_the_library() && !rooms.contains(&module.room())) {
        let file = module.file.display();
        assert!(!module.code.contains(library), "{file} names {library}: it belongs to {rooms:?} alone");
    }
}

#[test]
fn all_other_rooms_touch_nothing() {
    for module in modules().values().filter(|module| module.is_of_the_library() && !WORLDLY.contains(&module.room())) {
        for forbidden in WORLD {
            let file = module.file.display();
            assert!(!module.code.contains(forbidden), "{file} names {forbidden}: pass the value in");
        }
    }
}

/// A file of the source.
struct Module {
    /// Its path below `crate`: `embedded::plan::compile`.
    path: String,
    file: PathBuf,
    /// Without comments and tests, which may name what they like.
    code: String,
    /// The modules inside it, in the order of their `mod` lines.
    children: Vec<String>,
    /// The other modules that its code names.
    uses: BTreeSet<String>,
}

impl Module {
    fn room(&self) -> &str {
        first(&self.path)
    }

    fn is_of_the_library(&self) -> bool {
        !matches!(self.room(), "" | "cli" | "main" | "lib")
    }
}

/// The first name of a path.
fn first(path: &str) -> &str {
    path.split("::").next().unwrap_or_default()
}

/// All modules by their paths, read once.
fn modules() -> &'static BTreeMap<String, Module> {
    static MODULES: OnceLock<BTreeMap<String, Module>> = OnceLock::new();
    MODULES.get_or_init(read_all)
}

fn read_all() -> BTreeMap<String, Module> {
    let mut modules = BTreeMap::new();
    let mut pending = vec![src()];
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = read(path);
            modules.insert(module.path.clone(), module);
        }
    }
    let known: BTreeSet<String> = modules.keys().cloned().collect();
    for module in modules.values_mut() {
        module.uses = uses(module, &known);
    }
    modules
}

fn read(file: PathBuf) -> Module {
    let relative = file.strip_prefix(src()).unwrap().with_extension("");
    let names: Vec<&str> = relative.iter().map(|name| name.to_str().unwrap()).filter(|name| *name != "mod").collect();
    let text = fs::read_to_string(&file).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let declared = Regex::new(r"(?m)^(?:pub(?:\([a-z]+\))? )?mod (\w+);").unwrap();
    let children = declared.captures_iter(&code).map(|found| found[1].to_owned()).collect();
    Module { path: names.join("::"), file, code, children, uses: BTreeSet::new() }
}

/// The known modules that a module's code names by paths: `crate::a::b`, `super::c`, `use super::{d, e::f}`, `child::g`.
fn uses(module: &Module, known: &BTreeSet<String>) -> BTreeSet<String> {
    let statements = Regex::new(r"(?s)\buse ([^;]+);").unwrap();
    let inline = Regex::new(r"\b(?:crate|super|self)(?:::\w+)+").unwrap();
    let inside = Regex::new(r"(?:^|[^:\w])([a-z_]\w*)::").unwrap();
    let mut paths: Vec<String> = Vec::new();
    for found in statements.captures_iter(&module.code) {
        paths.extend(parts(found[1].trim()));
    }
    paths.extend(inline.find_iter(&module.code).map(|found| found.as_str().to_owned()));
    let of_children = inside.captures_iter(&module.code).map(|found| found[1].to_owned());
    paths.extend(of_children.filter(|name| module.children.contains(name)));
    let mut used = BTreeSet::new();
    for path in paths {
        let mut names: Vec<&str> = path.split("::").collect();
        let mut at: Vec<&str> = module.path.split("::").filter(|name| !name.is_empty()).collect();
        match names[0] {
            "crate" => at.clear(),
            "self" => {}
            "super" => at.truncate(at.len() - 1),
            child if module.children.iter().any(|name| name == child) => at.push(child),
            _ => continue,
        }
        names.remove(0);
        while names.first() == Some(&"super") {
            at.truncate(at.len() - 1);
            names.remove(0);
        }
        for name in names {
            at.push(name);
            if !known.contains(&at.join("::")) {
                at.pop();
                break;
            }
        }
        let path = at.join("::");
        if path != module.path && known.contains(&path) {
            used.insert(path);
        }
    }
    used
}

/// The single paths of a `use` with groups.
fn parts(tree: &str) -> Vec<String> {
    let Some((before, group)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap().trim().to_owned()];
    };
    let group = group.strip_suffix('}').unwrap_or(group);
    let (mut found, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, letter) in group.char_indices().chain([(group.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let item = group[start..at].trim();
                if !item.is_empty() {
                    found.extend(parts(item).into_iter().map(|path| format!("{}{path}", before.trim())));
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
