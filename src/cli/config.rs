//! Default arguments from a file, as if they were typed right after the command's name: what is typed comes later and
//! wins.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process;

use clap::{Arg, CommandFactory, FromArgMatches};
use etcetera::BaseStrategy;
use kiosque::output::sanitise;

use super::Arguments;
use super::failure::{Failure, reason};

/// The arguments of this process, with the defaults of the user's file.
pub fn arguments() -> Result<Arguments, Failure> {
    let typed: Vec<OsString> = env::args_os().collect();
    // What is wrong with the typed ones has its own message, and so has `--help`.
    let matches = Arguments::command().try_get_matches_from(&typed).unwrap_or_else(|error| refuse(&error));
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let (Some(subcommand), false) = (matches.subcommand_name(), arguments.no_config) else { return Ok(arguments) };
    let Some((path, text)) = read()? else { return Ok(arguments) };
    let failure = |line, error| Failure::Config { path: path.clone(), line, error };
    let is_set = |variable: &str| env::var_os(variable).is_some();
    let defaults = defaults(&text, subcommand, is_set).map_err(|(line, error)| failure(Some(line), error))?;
    // The name of a command is no value of the few options that may stand before it.
    let after_name = typed.iter().skip(1).position(|word| word == subcommand).map_or(typed.len(), |at| at + 2);
    let mut all = typed;
    all.splice(after_name..after_name, defaults.into_iter().map(OsString::from));
    let matches = Arguments::command().try_get_matches_from(all);
    matches.and_then(|matches| Arguments::from_arg_matches(&matches)).map_err(|error| {
        let text = error.to_string();
        failure(None, text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned())
    })
}

/// Says what is wrong with the arguments, or shows the help that they ask for. A script may have what it gives from the
/// web, and clap repeats it as it is: what might command the terminal is left out, and the colours with it.
fn refuse(error: &clap::Error) -> ! {
    let text = error.render().to_string();
    let repeated = env::args_os().any(|typed| typed.to_string_lossy().contains(sanitise::is_unsafe));
    if !error.use_stderr() || !repeated {
        error.exit();
    }
    for line in text.lines() {
        eprintln!("{}", sanitise::line(line));
    }
    process::exit(error.exit_code());
}

/// Reads the file of default arguments, if there is one.
fn read() -> Result<Option<(PathBuf, String)>, Failure> {
    let Some((path, must_be)) = place() else { return Ok(None) };
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        // A user without a home has a file or nothing in its place: `HOME=/dev/null` is what many services run with.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) && !must_be => Ok(None),
        Err(error) => {
            let error = format!("default arguments cannot be read: {}; --no-config goes without", reason(&error));
            Err(Failure::Config { path, line: None, error })
        }
    }
}

/// The file that KIOSQUE_CONFIG names, which must be there, else the one in the user's folder, which need not; none where there is
/// no such folder.
pub fn place() -> Option<(PathBuf, bool)> {
    match env::var_os("KIOSQUE_CONFIG") {
        Some(name) if name.is_empty() => None,
        Some(name) => Some((PathBuf::from(name), true)),
        None => {
            let folders = etcetera::choose_base_strategy().ok()?;
            Some((folders.config_dir().join("kiosque").join("config"), false))
        }
    }
}

/// The lines that the command understands, as arguments. A line that no command understands is an error, told with its
/// number; one whose environment variable is set stands back, since that was said for this one run.
fn defaults(text: &str, subcommand: &str, is_set: impl Fn(&str) -> bool) -> Result<Vec<String>, (usize, String)> {
    let mut root = Arguments::command();
    root.build();
    let mut arguments = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (option, value) = match line.split_once(|c: char| c == '=' || c.is_whitespace()) {
            Some((option, value)) => (option, Some(value.trim())),
            None => (line, None),
        };
        let takers = root.get_subcommands().filter_map(|command| {
            let taker = command.get_arguments().find(|argument| understands(argument, option, value))?;
            Some((command.get_name(), taker))
        });
        let takers: Vec<_> = takers.collect();
        if takers.is_empty() {
            return Err((number, format!("no command understands `{line}`; write an option a line, as --limit=20")));
        }
        let taker = takers.iter().find(|(name, _)| *name == subcommand).map(|(_, argument)| argument);
        let stands_back = |taker: &&&Arg| taker.get_env().and_then(|name| name.to_str()).is_some_and(&is_set);
        if taker.filter(|taker| !stands_back(taker)).is_some() {
            arguments.push(option.to_owned());
            arguments.extend(value.map(str::to_owned));
        }
    }
    Ok(arguments)
}

/// Whether `argument` is the option of that name, and may have that value.
fn understands(argument: &Arg, option: &str, value: Option<&str>) -> bool {
    let named = match option.strip_prefix("--") {
        Some(long) => argument.get_long() == Some(long),
        None => option
            .strip_prefix('-')
            .is_some_and(|short| argument.get_short().map(String::from).as_deref() == Some(short)),
    };
    let values = argument.get_possible_values();
    let possible = |value: &str| {
        values.is_empty() || value.split(',').all(|one| values.iter().any(|known| known.matches(one, true)))
    };
    named && argument.get_action().takes_values() == value.is_some() && value.is_none_or(possible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_takes_the_lines_that_it_understands() {
        let check = |text: &str, subcommand: &str, expected: &[&str]| {
            assert_eq!(defaults(text, subcommand, |_| false).unwrap(), expected, "{text:?} for {subcommand}");
        };
        check("# mine\n\n--sort=newest\n -n 5 \n--all", "search", &["--sort", "newest", "-n", "5", "--all"]);
        check("--sort=newest\n--color=never", "show", &["--color", "never"]);
        check("--source=Le Phare du Nord", "search", &["--source", "Le Phare du Nord"]);
        check("--format=csv", "search", &["--format", "csv"]);
        check("--format=csv", "stats", &[]);
        check("--fields=date,title", "search", &["--fields", "date,title"]);
        check("", "search", &[]);
    }

    #[test]
    fn the_environment_is_nearer() {
        let of = |is_set: fn(&str) -> bool| defaults("--index=/press", "search", is_set).unwrap();
        assert_eq!(of(|_| false), ["--index", "/press"]);
        assert!(of(|name| name == "KIOSQUE_INDEX").is_empty());
    }

    #[test]
    fn a_line_that_nobody_understands_is_named() {
        let check = |text: &str, expected: usize| {
            assert_eq!(defaults(text, "search", |_| false).unwrap_err().0, expected, "{text:?}");
        };
        check("--sort=newest\n--colour=always", 2);
        check("--sort=sideways", 1);
        check("--all=yes", 1);
        check("# a\n# b\ngrève", 3);
    }
}
