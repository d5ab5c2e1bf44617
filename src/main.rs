//! argv in, exit code out.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::arguments().and_then(cli::run) {
        Ok(code) => code,
        // Whoever closed the pipe has read all that they wanted.
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kiosque: {failure}");
            failure.exit_code()
        }
    }
}
