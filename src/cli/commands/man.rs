//! `kiosque man`: the manual pages.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::builder::Resettable;
use clap::{Args, Command};
use clap_mangen::Man;

use crate::cli::failure::Failure;

/// Print the manual page of kiosque, or of one of its commands, for man(1)
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque man search | man -l -
  kiosque man > /usr/local/share/man/man1/kiosque.1
  kiosque man search > /usr/local/share/man/man1/kiosque-search.1")]
pub struct Arguments {
    /// `search`, `index` …; without it, the page that lists them all
    command: Option<String>,
}

pub fn run(arguments: &Arguments, mut root: Command) -> Result<ExitCode, Failure> {
    root.build();
    let command = match &arguments.command {
        None => root,
        Some(name) => root.find_subcommand(name).cloned().ok_or_else(|| Failure::NoCommand(name.clone()))?,
    };
    let after = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let mut page = Vec::new();
    Man::new(command.after_help(Resettable::Reset).after_long_help(Resettable::Reset)).render(&mut page)?;
    write_sections(&mut page, &after)?;
    io::stdout().write_all(&page)?;
    Ok(ExitCode::SUCCESS)
}

/// What stands below the options in `--help`, with its lines as they are: each heading begins a section.
fn write_sections(page: &mut impl Write, text: &str) -> io::Result<()> {
    for line in text.lines() {
        match line.strip_suffix(':').filter(|heading| !heading.starts_with(' ')) {
            Some(heading) => writeln!(page, ".fi\n.SH {}\n.nf", heading.to_uppercase())?,
            // No line begins with a dot or an apostrophe, which roff would take for a request: all are indented.
            None => writeln!(page, "{}", line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq"))?,
        }
    }
    writeln!(page, ".fi")
}
