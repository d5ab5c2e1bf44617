//! An index whose files have changed since they were written: `check` finds it, and no command panics, hangs or talks of it
//! in words that are not for its user.
//!
//! `KIOSQUE_TRIALS=400 cargo test --test it damage` runs as many trials as that.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use crate::scene::{Numbers, Ran, Scene, page, record};

/// What may happen to a file.
#[derive(Debug, Clone, Copy)]
enum Harm {
    Flip,
    Zero,
    Truncate,
    Append,
    Delete,
}

const HARMS: [Harm; 5] = [Harm::Flip, Harm::Zero, Harm::Truncate, Harm::Append, Harm::Delete];

/// An index of several segments, some of whose documents are deleted.
fn scene() -> Scene {
    let scene = Scene::new();
    for number in 0..30 {
        scene.write(&format!("corpus/{number}.html"), page(&format!("La digue numéro {number} tient bon")));
    }
    let records = |word: &str| (0..40).map(|n| record(&format!("r{n}"), &format!("Le {word} {n}"))).collect::<String>();
    scene.write("corpus/feed.jsonl", records("port"));
    scene.index(&["corpus"], |_| {});
    scene.write("corpus/feed.jsonl", records("phare"));
    scene.index(&["corpus"], |_| {});
    scene
}

fn harm(file: &Path, harm: Harm, numbers: &mut Numbers) {
    let mut bytes = fs::read(file).unwrap();
    let at = numbers.below(bytes.len().max(1));
    match harm {
        Harm::Delete => return fs::remove_file(file).unwrap(),
        _ if bytes.is_empty() => bytes.push(7),
        Harm::Flip => bytes[at] ^= 1 << numbers.below(8),
        Harm::Zero => {
            let length = (1 + numbers.below(64)).min(bytes.len() - at);
            let bytes = &mut bytes[at..at + length];
            bytes.fill(if bytes.iter().all(|byte| *byte == 0) { 1 } else { 0 });
        }
        Harm::Truncate => bytes.truncate(at),
        Harm::Append => bytes.extend((0..=numbers.below(64)).map(|n| n as u8)),
    }
    fs::write(file, bytes).unwrap();
}

/// The files of an index but for its locks, in the order of their names' ends, which are the same in every run.
fn files(index: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(index).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_none_or(|extension| extension != "lock"));
    files.sort_by_key(|file| (file.extension().map(ToOwned::to_owned), fs::metadata(file).unwrap().len()));
    files
}

/// Whether a changed byte lies in the footer that tantivy ends a file with: a JSON object that tells its own version, of
/// which nothing but the checksum is ever compared.
fn is_in_footer(before: &[u8], after: &[u8]) -> bool {
    let Some(start) = before.windows(11).rposition(|window| window == b"{\"version\":") else { return false };
    before.len() == after.len() && before[..start] == after[..start]
}

fn run(scene: &Scene, arguments: &[&str]) -> Ran {
    let mut command = scene.command(arguments);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    for _ in 0..600 {
        if child.try_wait().unwrap().is_some() {
            return Ran::new(child.wait_with_output().unwrap());
        }
        sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    panic!("{arguments:?} did not end within half a minute");
}

#[test]
fn damage_is_found_and_named() {
    let trials = std::env::var("KIOSQUE_TRIALS").map_or(60, |trials| trials.parse().unwrap());
    let whole = scene();
    let sound = run(&whole, &["check"]);
    assert_eq!((sound.code, sound.stdout.starts_with("sound: 70 articles")), (Some(0), true), "{}", sound.stdout);
    let mut numbers = Numbers(16);
    for trial in 0..trials {
        let scene = Scene::new();
        fs::create_dir(scene.path("index")).unwrap();
        for entry in fs::read_dir(whole.path("index")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), scene.path("index").join(entry.file_name())).unwrap();
        }
        let files = files(&scene.path("index"));
        let file = &files[numbers.below(files.len())];
        let before = fs::read(file).unwrap();
        let kind = HARMS[trial % HARMS.len()];
        harm(file, kind, &mut numbers);
        let after = fs::read(file).unwrap_or_default();
        let what = format!("trial {trial}: {kind:?} of {}", file.file_name().unwrap().display());

        let checked = run(&scene, &["check", "--format", "json"]);
        let is_harmless = is_in_footer(&before, &after) || before == after;
        if !(is_harmless && checked.code == Some(0)) {
            assert_eq!(checked.code, Some(2), "{what}: {} {}", checked.stdout, checked.stderr);
        }
        let commands: [&[&str]; 10] = [
            &["search", "digue OU phare", "--format", "json", "-n", "all"],
            &["search", "\"digue numéro\"", "--explain"],
            &["search", "dig* OU phrae~", "--sort", "newest"],
            &["facets", "phare", "--by", "source,month,lang"],
            &["timeline", "phare", "--by", "month"],
            &["suggest", "la dig"],
            &["similar", "12.html"],
            &["duplicates"],
            &["stats"],
            &["index", "corpus", "--full"],
        ];
        scene.write("corpus/new.html", page("Le port rouvre"));
        for n in [trial, trial + 3, trial + 7] {
            let arguments = commands[n % commands.len()];
            let ran = run(&scene, arguments);
            let stderr = &ran.stderr;
            assert!(matches!(ran.code, Some(0..=2)), "{what}, {arguments:?}: {:?} {stderr}", ran.code);
            for word in ["panicked", "Error", "RUST_BACKTRACE", "bug of kiosque", "Corruption", "{ ", "Some("] {
                assert!(!stderr.contains(word), "{what}, {arguments:?}: {stderr}");
            }
            if ran.code == Some(2) {
                let has_way_out = stderr.contains("index again")
                    || stderr.contains("name another with -i")
                    || stderr.contains("name an empty or a new folder");
                assert!(has_way_out, "{what}, {arguments:?}: {stderr}");
            }
        }
    }
}

/// A large index is not read whole for a search, but which of its documents are deleted is always known.
#[test]
fn deletions_of_a_large_index_are_looked_at() {
    let scene = scene();
    scene.write("corpus/3.html", page("La digue est réparée"));
    scene.index(&["corpus"], |_| {});
    let index = scene.path("index");
    let has_extension = |file: &Path, wanted: &str| file.extension().is_some_and(|extension| extension == wanted);
    let files = files(&index);
    // What a store holds is looked at where it is read, and what was appended to it nowhere: the index only seems large.
    let store = files.iter().find(|file| has_extension(file, "store")).unwrap();
    let deletions = files.iter().find(|file| has_extension(file, "del")).unwrap();
    let footer = fs::read(store).unwrap();
    let mut large = vec![0; 17 << 20];
    large.extend(footer);
    fs::write(store, large).unwrap();
    let mut bytes = fs::read(deletions).unwrap();
    bytes[5] ^= 1;
    fs::write(deletions, bytes).unwrap();
    let ran = run(&scene, &["stats"]);
    let name = deletions.file_name().unwrap().to_str().unwrap();
    assert!(ran.code == Some(2) && ran.stderr.contains(name), "{:?} {}", ran.code, ran.stderr);
}
