//! argv in, exit code out.

mod cli;

use std::process::ExitCode;

use kiosque::output::sanitise;

fn main() -> ExitCode {
    match cli::config::arguments().and_then(cli::run) {
        Ok(code) => code,
        // Whoever closed the pipe has read all that they wanted.
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // It may name a file or repeat an argument, and a script may have either from the web.
            eprintln!("kiosque: {}", sanitise::line(&failure.to_string()));
            failure.exit_code()
        }
    }
}
