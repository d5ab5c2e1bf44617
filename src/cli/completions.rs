//! `kiosque completions`: what a shell needs to complete kiosque's arguments.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Failure;

/// Print a script that makes a shell complete commands and options
#[derive(Debug, Args)]
#[command(after_long_help = "\
Where your shell looks for it:
  kiosque completions bash > ~/.local/share/bash-completion/completions/kiosque
  kiosque completions zsh > \"${fpath[1]}/_kiosque\"
  kiosque completions fish > ~/.config/fish/completions/kiosque.fish
  kiosque completions powershell >> $PROFILE")]
pub struct Arguments {
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    // The generator takes no failed write for an answer, but whoever reads may have gone.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "kiosque", &mut script);
    io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
