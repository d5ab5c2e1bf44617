//! The invariants of ARCHITECTURE.md that can be seen in the source.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms a room may use. Every room of `src/lib.rs` is here, after all that it may use: so there is no cycle.
const MAY_USE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("date", &["text"]),
    ("source", &[]),
    ("analysis", &["text"]),
    ("trec", &[]),
    ("article", &["date"]),
    ("query", &["text", "date"]),
    ("extract", &["text", "source", "article", "date"]),
    ("dedup", &["text"]),
    ("repeated", &["text", "article"]),
    ("index", &["source", "article", "analysis", "date", "dedup", "repeated"]),
    ("engine", &["article", "date", "query", "analysis"]),
    ("highlight", &["engine", "analysis"]),
    ("embedded", &["engine", "highlight", "index", "query", "analysis", "article", "date", "dedup"]),
    ("search", &["engine", "query", "analysis", "article", "date"]),
    ("ingest", &["source", "extract", "index", "article", "date", "repeated"]),
    ("eval", &["trec"]),
    ("output", &["engine", "search", "query", "trec", "article", "date"]),
];

/// Rooms that compute without touching the world.
const PURE: &[&str] = &[
    "text",
    "article",
    "date",
    "extract",
    "analysis",
    "query",
    "dedup",
    "repeated",
    "engine",
    "highlight",
    "trec",
    "eval",
];

/// What reads the world; a pure room names none of it.
const WORLD: &[&str] =
    &["std::fs", "std::env", "std::net", "std::process", "std::time", "stdin()", "stdout()", "::now()"];

#[test]
fn rooms_use_only_what_they_may() {
    for (room, may_use) in MAY_USE {
        for (path, code) in files_of(room) {
            for used in used_rooms(&code) {
                assert!(
                    used == *room || may_use.contains(&used.as_str()),
                    "{} uses crate::{used}, which {room} may not: move the code, or change MAY_USE here and the table \
                     in ARCHITECTURE.md",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_room_has_its_line_and_none_makes_a_cycle() {
    let lib = fs::read_to_string(src().join("lib.rs")).unwrap();
    for room in lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(MAY_USE.iter().any(|(known, _)| known == &room), "{room} has no line in MAY_USE");
    }
    for (n, (room, may_use)) in MAY_USE.iter().enumerate() {
        for used in *may_use {
            let before = MAY_USE[..n].iter().any(|(before, _)| before == used);
            assert!(before, "{room} may use {used}, which comes after it in MAY_USE");
        }
    }
}

#[test]
fn libraries_stay_in_their_rooms() {
    check_library("tantivy::", &["analysis", "index", "embedded"]);
    check_library("clap::", &[]);
    check_library("rayon::", &["embedded", "ingest"]);
}

fn check_library(library: &str, rooms: &[&str]) {
    for (room, _) in MAY_USE.iter().filter(|(room, _)| !rooms.contains(room)) {
        for (path, code) in files_of(room) {
            assert!(!code.contains(library), "{} names {library}: it belongs to {rooms:?} alone", path.display());
        }
    }
}

#[test]
fn pure_rooms_touch_nothing() {
    for room in PURE {
        for (path, code) in files_of(room) {
            for forbidden in WORLD {
                let pure = !code.contains(forbidden);
                assert!(pure, "{} names {forbidden}: {room} is pure, pass the value in", path.display());
            }
        }
    }
}

/// The code of a room, by file: without comments and tests, which may name what they like.
fn files_of(room: &str) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut pending = vec![src().join(room), src().join(format!("{room}.rs"))];
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") && path.exists() {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            files.insert(path, lines.collect::<Vec<_>>().join("\n"));
        }
    }
    assert!(!files.is_empty(), "the room {room} has no file");
    files
}

fn used_rooms(code: &str) -> Vec<String> {
    let after = code.split("crate::").skip(1);
    after.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
