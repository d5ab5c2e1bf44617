//! An index that one user makes and others read: its files are as open as the umask says, searching it needs no more than
//! to read it, and who may not write to it is told so.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::scene::{Ran, Scene, page};

/// A user who owns nothing.
const NOBODY: u32 = 65_534;

fn modes(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut modes: Vec<String> =
        entries.map(|entry| format!("{:o}", entry.metadata().unwrap().mode() & 0o777)).collect();
    modes.sort();
    modes.dedup();
    modes
}

#[test]
fn files_are_as_open_as_the_umask_says() {
    for (umask, expected) in [("022", "644"), ("027", "640"), ("077", "600")] {
        let scene = Scene::new();
        scene.write("corpus/a.html", page("La digue"));
        let line = format!("umask {umask}; exec '{}' index corpus", env!("CARGO_BIN_EXE_kiosque"));
        let ran = Command::new("sh").args(["-c", &line]).current_dir(scene.path("")).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(modes(&scene.path("index")), [expected], "umask {umask}");
    }
}

#[test]
fn who_may_read_an_index_may_search_it() {
    let scene = Scene::new();
    scene.write("corpus/a.html", page("La digue"));
    scene.write("corpus/b.html", page("Le phare"));
    scene.index(&["corpus"], |_| {});
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(&scene.path(""), 0o755);
    for entry in fs::read_dir(scene.path("index")).unwrap() {
        set(&entry.unwrap().path(), 0o444);
    }
    set(&scene.path("index"), 0o555);
    // Nothing is forbidden to root, who becomes somebody else; anybody else is one to whom it is.
    let is_root = fs::metadata("/proc/self").map_or(0, |process| process.uid()) == 0;
    let program = scene.path("kiosque");
    fs::copy(env!("CARGO_BIN_EXE_kiosque"), &program).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.args(arguments).current_dir(scene.path("")).env_clear().env("KIOSQUE_CONFIG", "");
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        Ran::new(command.output().unwrap())
    };
    let commands: [&[&str]; 8] = [
        &["search", "digue"],
        &["facets", "digue", "--by", "source"],
        &["timeline", "digue"],
        &["suggest", "dig"],
        &["show", "a.html"],
        &["stats"],
        &["check"],
        &["similar", "a.html"],
    ];
    for arguments in commands {
        let ran = run(arguments);
        assert!(matches!(ran.code, Some(0 | 1)), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stderr, "", "{arguments:?}");
    }
    let ran = run(&["index", "corpus"]);
    let expected = "kiosque: the index in index may not be written: ask for the right to, or index into another folder \
                    with -i\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), expected));
    // The folder is deleted by whoever made it.
    set(&scene.path("index"), 0o755);

    for entry in fs::read_dir(scene.path("index")).unwrap() {
        set(&entry.unwrap().path(), 0o600);
    }
    if !is_root {
        return;
    }
    let is_refused = |arguments: &[&str]| {
        let ran = run(arguments);
        let expected = "kiosque: the index in index may not be read: ask for the right to, or name another with -i\n";
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), expected), "{arguments:?}");
    };
    is_refused(&["search", "digue"]);

    // One file, as a copy may have left it, is not taken for damage.
    for entry in fs::read_dir(scene.path("index")).unwrap() {
        let path = entry.unwrap().path();
        set(&path, if path.extension().is_some_and(|extension| extension == "pos") { 0o600 } else { 0o644 });
    }
    is_refused(&["search", "digue"]);
    is_refused(&["stats"]);
    is_refused(&["check"]);
}
