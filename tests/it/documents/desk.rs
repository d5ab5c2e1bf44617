//! A folder with the corpus in which bash runs what a document shows.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use walkdir::WalkDir;

use super::likeness::{are_like, trimmed, without_figures};
use crate::scene::{Ran, Scene};
use crate::search::corpus;

/// Programs that need not be there; what calls one that is not is passed over.
const OPTIONAL: &[&str] = &["jq", "man", "sqlite3"];

/// The programs of `examples/`.
pub const EXAMPLES: [&str; 4] = ["index_folder", "search_json", "extract_page", "analyze_text"];

/// Programs that the documents call: kiosque is the one under test, and `cargo run` runs what cargo has built by now.
const CARGO: &str = r#"#!/bin/sh
case "$1 $2 $3" in
"run --release --") shift 3; exec kiosque "$@" ;;
"run --example "*) example="$3"; shift 4; exec "$EXAMPLES/$example" "$@" ;;
*) echo "the documents' test has no answer to cargo $*" >&2; exit 101 ;;
esac
"#;

/// A folder with the corpus, and bash in it.
pub struct Desk {
    pub scene: Scene,
}

impl Desk {
    pub fn new() -> Self {
        let scene = Scene::new();
        scene.write("bin/cargo", CARGO);
        scene.write("home/.config/.keep", "");
        let desk = Self { scene };
        let kiosque = env!("CARGO_BIN_EXE_kiosque");
        let made = format!("chmod +x bin/cargo; ln -s '{kiosque}' bin/kiosque; cp -r '{}' corpus", corpus(""));
        assert_eq!(desk.bash(&made).code, Some(0));
        desk
    }

    /// Standard error comes among the output, as on a screen.
    pub fn bash(&self, script: &str) -> Ran {
        let mut command = Command::new("bash");
        let path = format!("{}:{}", self.scene.path("bin").display(), std::env::var("PATH").unwrap());
        command.args(["--norc", "-c", &format!("exec 2>&1; set -o pipefail\n{script}")]);
        command.current_dir(self.scene.path("")).stdin(Stdio::null());
        command.env("PATH", path).env("HOME", self.scene.path("home")).env("EXAMPLES", examples());
        for variable in ["KIOSQUE_INDEX", "KIOSQUE_CONFIG", "XDG_CONFIG_HOME", "COLUMNS"] {
            command.env_remove(variable);
        }
        Ran::new(command.output().unwrap())
    }

    pub fn script(&self, lines: &[String], code: i32) -> Result<(), String> {
        let ran = self.bash(&format!("set -e\n{}", lines.join("\n")));
        if ran.code == Some(code) { Ok(()) } else { Err(format!("ended with {:?}:\n{}", ran.code, ran.stdout)) }
    }

    pub fn console(&self, lines: &[String], code: i32) -> Result<(), String> {
        let mut expected: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut goes_on = false;
        // What a command prints ends with its exit code on a line of its own.
        let mut script = String::new();
        let end = "printf '\\n\\1%s\\n' $?\n";
        for line in lines {
            if goes_on {
                script.push_str(&format!("{line}\n"));
            } else if let Some(command) = line.strip_prefix("$ ") {
                script.push_str(&format!("{}{command}\n", if expected.is_empty() { "" } else { end }));
                expected.push((command, Vec::new()));
            } else {
                expected.last_mut().ok_or("no command above the output")?.1.push(line);
            }
            goes_on = line.ends_with('\\') && (goes_on || line.starts_with("$ "));
        }
        let output = self.bash(&format!("{script}{end}")).stdout;
        let mut rest = output.as_str();
        for (number, (command, lines)) in expected.iter().enumerate() {
            let (printed, after) = rest.split_once("\n\u{1}").ok_or_else(|| format!("{command}\n{rest}"))?;
            let (ended, after) = after.split_once('\n').unwrap_or((after, ""));
            let printed: Vec<String> = printed.lines().map(without_figures).collect();
            let shown: Vec<String> = lines.iter().map(|line| without_figures(line)).collect();
            let wanted = if number + 1 == expected.len() { code.to_string() } else { "0".to_owned() };
            if ended != wanted || !are_like(trimmed(&shown), trimmed(&printed)) {
                return Err(format!("`{command}` ended with {ended} and printed\n{}", printed.join("\n")));
            }
            rest = after;
        }
        Ok(())
    }
}

pub fn calls_what_is_missing(script: &str) -> bool {
    let is_there = |program: &str| {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&paths).any(|folder| folder.join(program).exists())
    };
    if script.contains("cargo run --example") && !examples_are_built() {
        return true;
    }
    OPTIONAL.iter().any(|program| script.split_whitespace().any(|word| word == *program) && !is_there(program))
}

/// Where cargo puts the programs of `examples/`.
fn examples() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_kiosque")).with_file_name("examples")
}

/// `cargo test` builds the examples before it runs this; after `cargo test --test it` they may be those of another day.
fn examples_are_built() -> bool {
    let modified = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = WalkDir::new(root.join("src")).into_iter().chain(WalkDir::new(root.join("examples")));
    let newest = sources.filter_map(|entry| modified(entry.unwrap().path())).max();
    let oldest = EXAMPLES.iter().map(|name| modified(&examples().join(name))).min().flatten();
    oldest > newest
}
