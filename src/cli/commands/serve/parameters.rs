//! The parameters of an address as the arguments of a command: they have the names of its long options, so that what is
//! documented, allowed and refused there is so here.

use std::ffi::OsString;

use clap::{Arg, Args, Command};
use kiosque::serve::asked::Asked;

use crate::cli::failure::Failure;

/// What most paths take beside the query: which articles, and how the words are read.
pub const SELECTION: &[&str] = &["since", "until", "source", "now", "all", "any"];

/// Reads the arguments `A` of a command from the parameters of an address, as if they were typed behind `defaults`. `q` and `id`
/// stand for what has no name; of the long options, those in `allowed` may be given.
pub fn read<A: Args>(asked: &Asked, allowed: &[&str], defaults: &[&str]) -> Result<A, Failure> {
    let command = command::<A>();
    let mut typed: Vec<OsString> = defaults.iter().map(OsString::from).collect();
    let mut words = Vec::new();
    for (name, value) in &asked.parameters {
        if matches!(name.as_str(), "q" | "id") && allowed.contains(&name.as_str()) {
            // A dash alone would be standard input, which is the server's.
            words.push(if value == "-" { " -".to_owned() } else { value.clone() });
            continue;
        }
        let option = command.get_arguments().find(|argument| argument.get_long() == Some(name));
        let Some(option) = option.filter(|_| allowed.contains(&name.as_str())) else {
            return Err(Failure::Parameter(format!(
                "there is no parameter {name:?}; there are {}",
                allowed.join(", ")
            )));
        };
        match (takes_value(option), value.as_str()) {
            (true, value) => typed.push(format!("--{name}={value}").into()),
            (false, "" | "1" | "true") => typed.push(format!("--{name}").into()),
            (false, "0" | "false") => {}
            (false, _) => return Err(Failure::Parameter(format!("{name} is true or false"))),
        }
    }
    let is_given = |name: &str| {
        let is_usual = defaults.iter().any(|usual| usual.starts_with(&format!("--{name}=")));
        is_usual || asked.parameters.iter().any(|(given, _)| given == name)
    };
    let names = command
        .get_arguments()
        .filter(|argument| argument.is_required_set())
        .map(|argument| parameter_of(argument, allowed));
    if let Some(missing) = names.into_iter().find(|name| !is_given(name)) {
        return Err(Failure::Parameter(format!("the parameter {missing:?} is missing")));
    }
    typed.push("--".into());
    typed.extend(words.into_iter().map(OsString::from));
    let matches = command.try_get_matches_from(typed);
    matches.and_then(|matches| A::from_arg_matches(&matches)).map_err(|error| {
        let text = error.to_string();
        let lines: Vec<&str> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
        Failure::Parameter(lines.join(" ").trim_start_matches("error: ").to_owned())
    })
}

/// The parameter that stands for an argument.
fn parameter_of<'a>(argument: &'a Arg, allowed: &[&str]) -> &'a str {
    argument.get_long().unwrap_or(if allowed.contains(&"id") { "id" } else { "q" })
}

/// The arguments `A` as a command of their own.
pub fn command<A: Args>() -> Command {
    let command = Command::new("kiosque").no_binary_name(true).disable_help_flag(true).args_override_self(true);
    A::augment_args(command)
}

/// Whether an option has a value.
pub fn takes_value(option: &Arg) -> bool {
    option.get_action().takes_values()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands::search::Arguments;

    #[test]
    fn what_is_allowed() {
        let allowed = ["q", "since", "limit", "all", "sort"];
        let check = |query: &str, expected: Result<(), &str>| {
            let read = read::<Arguments>(&Asked::of("/", query), &allowed, &["--format=json"]);
            match (read, expected) {
                (Ok(_), Ok(())) => {}
                (Err(error), Err(expected)) => assert_eq!(error.to_string(), expected, "{query}"),
                (read, expected) => panic!("{query}: {:?} {expected:?}", read.map(|_| ())),
            }
        };
        check("q=gr%C3%A8ve&since=hier&limit=3&all", Ok(()));
        check("q=--limit", Ok(()));
        check("q=-", Ok(()));
        check("since=2025&since=2024", Ok(()));
        check("q=a&all=0", Ok(()));
        check("since=2025", Ok(()));
        check("q=a&all=peut-%C3%AAtre", Err("all is true or false"));
        check("q=a&corpus=/etc", Err("there is no parameter \"corpus\"; there are q, since, limit, all, sort"));
        check("q=a&words=b", Err("there is no parameter \"words\"; there are q, since, limit, all, sort"));
        check("q=a&limit=x", Err("invalid value 'x' for '--limit <N>': neither a number nor `all`"));
        check(
            "q=a&sort=x",
            Err("invalid value 'x' for '--sort <SORT>' [possible values: best, relevance, newest, oldest]"),
        );
    }
}
