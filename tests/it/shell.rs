//! kiosque at home in a shell: completions, manual pages and default arguments.

use crate::scene::{Ran, Scene, record};
use crate::search::{corpus_index, kiosque};

#[test]
fn completions_and_manual_pages() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = kiosque(&["completions", shell]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(ran.stdout.contains("timeline") && ran.stdout.contains("hyperlink"), "{shell}");
    }
    let page = kiosque(&["man"]).stdout;
    assert!(page.contains(".TH kiosque 1") && page.contains("kiosque\\-search(1)"), "{page}");
    let page = kiosque(&["man", "search"]).stdout;
    assert!(
        page.contains(".TH kiosque-search 1") && page.contains("date_evidence") && !page.contains("EXTRA"),
        "{page}"
    );
    let ran = kiosque(&["man", "seek"]);
    assert_eq!(ran.stderr, "kiosque: there is no command `seek`; `kiosque --help` lists them\n");
    assert_eq!(ran.code, Some(2));
}

/// What bash would offer for the last of some words.
#[cfg(target_os = "linux")]
#[test]
fn words_of_a_query_are_completed() {
    let script = kiosque(&["completions", "bash"]).stdout;
    let check_in = |index: &std::path::Path, words: &[&str], expected: &[&str]| {
        let [.., before, last] = words else { panic!("{words:?}") };
        let folder = std::path::Path::new(env!("CARGO_BIN_EXE_kiosque")).parent().unwrap();
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        let ask = format!(
            "{script}\nCOMP_WORDS=({}); COMP_CWORD={}; _kiosque_or_words kiosque '{last}' '{before}'; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.join(" "),
            words.len() - 1
        );
        let mut bash = std::process::Command::new("bash");
        bash.args(["--norc", "-c", &ask]).env("KIOSQUE_INDEX", index).env("PATH", path);
        let ran = Ran::new(bash.output().unwrap());
        assert_eq!(ran.stdout.lines().collect::<Vec<_>>(), expected, "{words:?} {}", ran.stderr);
    };
    let check = |words: &[&str], expected: &[&str]| check_in(&corpus_index(), words, expected);
    check(&["kiosque", "sea"], &["search"]);
    check(&["kiosque", "search", "--sort", "ne"], &["newest"]);
    check(&["kiosque", "search", "ferri"], &["ferries"]);
    check(&["kiosque", "stats", "ferr"], &[""]);
    // What a page wrote stands in the line as words of the search, whatever it means to the shell.
    let scene = Scene::new();
    scene.write("feed.jsonl", record("a", "Voir quai.fr/;reboot$(touch${IFS}x)&*x aujourd'hui, l'été aussi"));
    scene.index(&["feed.jsonl"], |_| {});
    let check_words = |words: &[&str], expected: &[&str]| check_in(&scene.path("index"), words, expected);
    check_words(&["kiosque", "search", "quai.f"], &["quai.fr/\\;reboot\\$\\(touch"]);
    check_words(&["kiosque", "search", "ét"], &["été"]);
    // bash puts what the completions have in common in the place of what was typed.
    scene.write("feed.jsonl", record("a", "La retraite, un rétropédalage") + &record("b", "Retraites et rétroviseurs"));
    scene.index(&["feed.jsonl"], |_| {});
    check_words(&["kiosque", "search", "retr"], &["retraite", "retraites"]);
    check_words(&["kiosque", "search", "rétr"], &["rétropédalage", "rétroviseurs"]);
    check(&["kiosque", "search", "source:phar"], &["source:phare-du-nord"]);
    check(&["kiosque", "search", "--source", "pha"], &["phare-du-nord"]);
    check(&["kiosque", "duplicates", "--source", "xyl"], &[""]);
    check(&["kiosque", "facets", "rubrique:trans"], &["rubrique:transports", "rubrique:transport"]);
    check(&["kiosque", "show", "le-phare-du-nord/cantine"], &["le-phare-du-nord/cantine-bio.html"]);
    let ids = kiosque(&["suggest", "--ids", "le-phare", "-n", "1"]);
    assert_eq!(ids.stdout.lines().count(), 1);
    let zsh = kiosque(&["completions", "zsh"]).stdout;
    assert_eq!(zsh.matches(":_kiosque_ids'").count(), 2);
    assert!(kiosque(&["completions", "zsh"]).stdout.matches(":_kiosque_words'").count() > 2);
    assert_eq!(zsh.matches(":_kiosque_sources'").count(), 11);
    assert!(kiosque(&["completions", "fish"]).stdout.contains("suggest --words"));
}

/// A search in a folder with a file of default arguments, which the variable names.
fn with_defaults(defaults: &str, arguments: &[&str]) -> Ran {
    let scene = Scene::new();
    scene.write("defaults", defaults);
    let mut command = scene.command(arguments);
    Ran::new(command.env("KIOSQUE_CONFIG", "defaults").env("KIOSQUE_INDEX", corpus_index()).output().unwrap())
}

#[test]
fn default_arguments() {
    let lines = |defaults: &str, arguments: &[&str]| {
        let ran = with_defaults(defaults, &[&["search", "le", "--format", "paths"], arguments].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.stdout.lines().count()
    };
    assert_eq!(lines("# few\n--limit=3\n", &[]), 3);
    assert_eq!(lines("-n 3", &[]), 3);
    assert_eq!(lines("--limit=3", &["-n", "4"]), 4);
    assert_eq!(lines("--limit=3", &["--no-config"]), 10);
    assert_eq!(lines("--all\n--limit=3\n--color=always", &["--any"]), 3);
    assert_eq!(with_defaults("--limit=3\n--sort=newest", &["stats"]).code, Some(0));
}

#[test]
fn default_arguments_that_are_wrong() {
    let check = |defaults: &str, expected: &str| {
        let ran = with_defaults(defaults, &["search", "port"]);
        assert_eq!((ran.code, ran.stderr.as_str(), ran.stdout.as_str()), (Some(2), expected, ""), "{defaults:?}");
    };
    check(
        "# mine\n--limt=3",
        "kiosque: defaults:2: no command understands `--limt=3`; write an option a line, as --limit=20\n",
    );
    check("--limit=many", "kiosque: defaults: invalid value 'many' for '--limit <N>': neither a number nor `all`\n");
    let scene = Scene::new();
    let ran = Ran::new(scene.command(&["stats"]).env("KIOSQUE_CONFIG", "gone").output().unwrap());
    assert_eq!((ran.code, ran.stderr.starts_with("kiosque: gone: ")), (Some(2), true), "{}", ran.stderr);
}

#[test]
fn the_user_says_what_the_screen_can_show() {
    let shown = |arguments: &[&str], variables: &[(&str, &str)]| {
        let scene = Scene::new();
        let mut command = scene.command(&[&["search", "grève", "-n", "1"], arguments].concat());
        command.env("KIOSQUE_INDEX", corpus_index()).env_remove("NO_COLOR").envs(variables.iter().copied());
        Ran::new(command.output().unwrap()).stdout
    };
    assert!(!shown(&[], &[]).contains('\u{1b}'));
    let rich = shown(&["--color", "always", "--hyperlink=always"], &[("NO_COLOR", "1")]);
    assert!(rich.contains("\u{1b}[1;33m") && rich.contains("\u{1b}]8;;"), "{rich}");
    assert!(!shown(&["--color", "auto"], &[]).contains('\u{1b}'));
    let narrow = shown(&[], &[("COLUMNS", "40")]);
    let text = narrow.lines().filter(|line| !line.contains("://") && !line.contains('/'));
    assert!(text.map(|line| line.chars().count()).max() <= Some(40), "{narrow}");
}
