//! Standard output, with a pager before it once more is written than the screen holds, as git does.

use std::env;
use std::io::{self, BufWriter, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
#[cfg(unix)]
use std::{process, thread};

/// What is shown. [`Pager::finish`] writes out the rest; whoever drops it without loses what the screen would have held.
pub struct Pager {
    /// What is yet to be written: no more than a screen.
    waiting: Vec<u8>,
    /// How many more lines the screen holds.
    room: usize,
    to: Target,
}

enum Target {
    /// Nobody knows yet whether it will be more than a screen; this would page it.
    Undecided(String),
    Stdout(BufWriter<io::Stdout>),
    Child(Child, BufWriter<ChildStdin>),
}

impl Pager {
    /// Pages what is more than the `rows` of a screen, with the program that the user wants.
    pub fn new(rows: usize) -> Self {
        wanted(|name| env::var(name).ok()).map_or_else(Self::none, |program| Self::with(program, rows))
    }

    pub fn none() -> Self {
        Self { waiting: Vec::new(), room: 0, to: Target::Stdout(BufWriter::new(io::stdout())) }
    }

    fn with(program: String, rows: usize) -> Self {
        // The prompt that follows takes a line.
        Self { waiting: Vec::new(), room: rows.saturating_sub(1), to: Target::Undecided(program) }
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.flush()
    }

    /// Writes what was waiting to standard output, or to the pager if there is `more` than the screen holds.
    fn decide(&mut self, more: bool) -> io::Result<()> {
        if let Target::Undecided(program) = &self.to {
            let child = if more { start(program) } else { None };
            self.to = match child {
                Some((child, input)) => Target::Child(child, BufWriter::new(input)),
                None => Target::Stdout(BufWriter::new(io::stdout())),
            };
        }
        let waiting = std::mem::take(&mut self.waiting);
        self.write_through(&waiting)
    }

    fn write_through(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.to {
            Target::Undecided(_) => self.waiting.extend_from_slice(bytes),
            Target::Stdout(out) => out.write_all(bytes)?,
            Target::Child(_, input) => input.write_all(bytes)?,
        }
        Ok(())
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_through(bytes)?;
        if matches!(self.to, Target::Undecided(_)) {
            let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
            match self.room.checked_sub(lines) {
                Some(room) => self.room = room,
                None => self.decide(true)?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.decide(false)?;
        match &mut self.to {
            Target::Undecided(_) => Ok(()),
            Target::Stdout(out) => out.flush(),
            Target::Child(_, input) => input.flush(),
        }
    }
}

/// The shell must not prompt before the reader has left the pager, whatever became of the command.
impl Drop for Pager {
    fn drop(&mut self) {
        if let Target::Child(mut child, input) = std::mem::replace(&mut self.to, Target::Undecided(String::new())) {
            drop(input);
            let _ = child.wait();
        }
    }
}

/// The pager by the environment; none where the user wants none.
fn wanted(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let program = variable("KIOSQUE_PAGER").or_else(|| variable("PAGER")).unwrap_or_else(|| "less".to_owned());
    Some(program).filter(|program| !matches!(program.trim(), "" | "cat"))
}

/// Starts the pager; nothing if it cannot be started, since results without a pager are better than none.
fn start(program: &str) -> Option<(Child, ChildStdin)> {
    let mut command = command(program);
    // What git gives it: quit at the end of what fits a screen, show colours, leave the text on the screen.
    for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
        if env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let mut child = command.stdin(Stdio::piped()).spawn().ok()?;
    let input = child.stdin.take()?;
    leave_interrupts_to(&child);
    Some((child, input))
}

/// Ctrl-C is for the pager: it ends its reading. Whoever ends this program ends the pager with it, which would stay in the
/// shell's way.
#[cfg(unix)]
fn leave_interrupts_to(pager: &Child) {
    use nix::sys::signal::{SigSet, Signal, kill};
    use nix::sys::wait::waitpid;
    use nix::unistd::Pid;

    let Ok(pager) = i32::try_from(pager.id()).map(Pid::from_raw) else { return };
    let signals: SigSet = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect();
    // Blocked here and in every thread to come, they are for the one that waits for them.
    if signals.thread_block().is_err() {
        return;
    }
    thread::spawn(move || {
        while let Ok(signal) = signals.wait() {
            if signal != Signal::SIGINT {
                // It needs a moment to leave the terminal as it was, and may not be left alone with it.
                let _ = kill(pager, signal).and_then(|()| waitpid(pager, None).map(drop));
                process::exit(128 + signal as i32);
            }
        }
    });
}

#[cfg(not(unix))]
fn leave_interrupts_to(_: &Child) {
    // Where a handler is set already, that one stays.
    let _ = ctrlc::set_handler(|| {});
}

/// A program and its arguments, by the shell where it takes one to read them.
fn command(program: &str) -> Command {
    let mut words = program.split_whitespace();
    let name = words.next().unwrap_or_default();
    if program.contains(['|', '&', ';', '<', '>', '(', ')', '$', '`', '\\', '"', '\'', '*', '?', '[', '#', '~', '=']) {
        let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut command = Command::new(shell);
        command.args([option, program]);
        return command;
    }
    let mut command = Command::new(name);
    command.args(words);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_pager() {
        let check = |kiosque: Option<&str>, pager: Option<&str>, expected: Option<&str>| {
            let found = wanted(|name| if name == "PAGER" { pager } else { kiosque }.map(str::to_owned));
            assert_eq!(found.as_deref(), expected, "KIOSQUE_PAGER {kiosque:?} PAGER {pager:?}");
        };
        check(None, None, Some("less"));
        check(None, Some("most"), Some("most"));
        check(Some("less -S"), Some("most"), Some("less -S"));
        check(Some(""), Some("most"), None);
        check(None, Some("cat"), None);
    }

    /// What a pager of that name is given of `lines` lines on a screen of five rows.
    #[cfg(unix)]
    fn paged(lines: usize, program: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shown");
        let program = program.replace("FILE", &file.display().to_string());
        let mut pager = Pager::with(program, 5);
        for n in 0..lines {
            // A screen of blanks, since what is not paged is printed among the results of the tests.
            writeln!(pager, "{}", if lines > 4 { n.to_string() } else { String::new() }).unwrap();
        }
        pager.finish().unwrap();
        std::fs::read_to_string(file).ok()
    }

    #[cfg(unix)]
    #[test]
    fn only_what_the_screen_does_not_hold_is_paged() {
        assert_eq!(paged(4, "tee FILE"), None);
        assert_eq!(paged(6, "cat > FILE").as_deref(), Some("0\n1\n2\n3\n4\n5\n"));
    }

    #[test]
    fn without_its_program_nothing_is_lost() {
        assert!(start("no-such-pager --at-all").is_none());
    }
}
