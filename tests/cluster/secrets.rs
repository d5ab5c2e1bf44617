//! The program with secrets: where it finds them, and that it shows them nowhere.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::faults::kiosque;
use super::stand_in::{Reply, StandIn};

/// `reader:hunter2` as the header has it.
const ENCODED: &str = "cmVhZGVyOmh1bnRlcjI=";

/// The exit code and all output, which has no secret in it.
fn output(command: &mut Command) -> (i32, String) {
    let Output { status, stdout, stderr } = command.stdout(std::process::Stdio::piped()).output().unwrap();
    let shown = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(!shown.contains("hunter2") && !shown.contains(ENCODED), "{shown}");
    (status.code().unwrap(), shown)
}

fn check(command: &mut Command, code: i32, expected: &str) {
    let (found, shown) = output(command);
    assert!(shown.contains(expected), "{shown}");
    assert_eq!(found, code, "{shown}");
}

/// kiosque in a home without secrets.
fn at_home(home: &Path) -> Command {
    let mut command = kiosque();
    for variable in ["KIOSQUE_USER", "KIOSQUE_PASSWORD", "KIOSQUE_API_KEY"] {
        command.env_remove(variable);
    }
    command.env("HOME", home);
    command
}

fn address(stand_in: &StandIn) -> String {
    format!("http://127.0.0.1:{}/press", stand_in.port)
}

#[test]
fn an_address_with_a_password_is_refused() {
    let home = TempDir::new().unwrap();
    let address = "http://reader:hunter2@127.0.0.1:9/press";
    let pages = home.path().to_str().unwrap();
    for arguments in [vec!["search", "digue"], vec!["stats"], vec!["index", pages], vec!["timeline", "digue"]] {
        check(at_home(home.path()).args(&arguments).args(["-i", address]), 2, "KIOSQUE_PASSWORD");
        check(at_home(home.path()).args(&arguments).env("KIOSQUE_INDEX", address), 2, "KIOSQUE_PASSWORD");
        output(at_home(home.path()).arg(arguments[0]).arg("--help").env("KIOSQUE_INDEX", address));
    }
}

#[test]
fn a_wrong_password_is_not_shown() {
    let home = TempDir::new().unwrap();
    for (status, expected) in [(401, "does not know this user"), (403, "forbids it")] {
        let stand_in = StandIn::start(vec![Reply::Json(status, "")]);
        let pages = home.path().to_str().unwrap();
        for arguments in [vec!["search", "digue"], vec!["search", "digue", "--explain"], vec!["index", pages]] {
            let mut command = at_home(home.path());
            command.env("KIOSQUE_USER", "reader").env("KIOSQUE_PASSWORD", "hunter2");
            check(command.args(arguments).args(["-i", &address(&stand_in)]), 2, expected);
        }
        assert!(stand_in.asked().iter().all(|request| request.contains(ENCODED)));
    }
}

#[test]
fn none_travels_for_all_to_read() {
    let home = TempDir::new().unwrap();
    let mut command = at_home(home.path());
    command.env("KIOSQUE_API_KEY", "hunter2").args(["search", "digue", "-i", "http://search.example.org:9200/press"]);
    check(&mut command, 2, "--insecure-password");
}

#[test]
fn files_of_secrets() {
    let home = TempDir::new().unwrap();
    let stand_in = StandIn::start(vec![Reply::Json(401, "")]);
    let file = |name: &str, text: &str, mode: u32| {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    };
    let search = |secrets: Option<&Path>| {
        let mut command = at_home(home.path());
        command.args(["search", "digue", "-i", &address(&stand_in)]);
        command.args(secrets.map(|file| [Path::new("--secrets"), file]).into_iter().flatten());
        command
    };
    check(&mut search(None), 2, "lets nobody in without a secret");
    let open = file("open", "user = reader\npassword = hunter2\n", 0o644);
    check(&mut search(Some(&open)), 2, "chmod 600");
    assert!(stand_in.asked().iter().all(|request| !request.contains(ENCODED)));
    let closed = file("closed", "user = reader\npassword = hunter2\n", 0o600);
    check(&mut search(Some(&closed)), 2, "does not know this user");
    assert!(stand_in.asked().last().unwrap().contains(ENCODED));
    let asked = stand_in.asked().len();
    file(".netrc", "machine 127.0.0.1 login reader password hunter2\n", 0o600);
    check(&mut search(None), 2, "does not know this user");
    assert!(stand_in.asked()[asked..].iter().all(|request| request.contains(ENCODED)));
}
