//! The terminal behind standard output: what it can show, and what the user wants of that.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kiosque::output::style::Style;

use super::pager::Pager;
use crate::cli::failure::{Failure, NO_HITS};

/// The options of all commands stand after a command's own.
pub const LAST: usize = 900;

/// How results are shown; every command has these options.
#[derive(Debug, Args)]
#[command(next_help_heading = "On the screen")]
pub struct Screen {
    /// When to use colours: `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true, hide_possible_values = true, display_order = LAST)]
    color: When,
    /// When to make addresses links: auto, always or never
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true, hide_possible_values = true, display_order = LAST)]
    hyperlink: When,
    /// Never show long results in a pager (KIOSQUE_PAGER, else PAGER, else less)
    #[arg(long, global = true, display_order = LAST)]
    no_pager: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum When {
    /// Where the terminal can
    #[default]
    Auto,
    Always,
    Never,
}

impl When {
    fn or(self, auto: bool) -> bool {
        match self {
            Self::Auto => auto,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// The columns of a line where nobody says otherwise.
const WIDTH: usize = 80;

impl Screen {
    pub fn style(&self) -> Style {
        let terminal = io::stdout().is_terminal();
        let able = terminal && env::var_os("TERM").is_none_or(|term| term != "dumb");
        // https://no-color.org: any value but the empty one.
        let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let links = || supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        Style {
            color: self.color.or(able && !no_color),
            links: self.hyperlink.or(able && links()),
            width: columns_on_screen().or_else(told_columns).unwrap_or(WIDTH),
        }
    }

    /// Prints an answer, which says whether anything was found: the exit code says it too.
    pub fn print(&self, answer: impl FnOnce(&mut Printed) -> Result<bool, Failure>) -> Result<ExitCode, Failure> {
        let mut out = self.out();
        let (said, style) = (&mut io::stderr(), self.style());
        let found = answer(&mut Printed { out: &mut out, said, style, waiting: self.waiting() })?;
        out.finish()?;
        Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
    }

    fn waiting(&self) -> Waiting {
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        match terminal_size::terminal_size() {
            _ if is_dumb || !io::stderr().is_terminal() => Waiting::Nobody,
            Some((_, rows)) if io::stdout().is_terminal() => Waiting::BeforeScreen { rows: usize::from(rows.0) },
            _ => Waiting::BesideIt,
        }
    }

    /// Standard output, with a pager before it if there is somebody to see it.
    pub fn out(&self) -> Pager {
        match terminal_size::terminal_size() {
            Some((_, rows)) if io::stdout().is_terminal() && !self.no_pager => Pager::new(usize::from(rows.0)),
            _ => Pager::none(),
        }
    }
}

/// Where a command prints.
pub struct Printed<'a> {
    /// The answer.
    pub out: &'a mut dyn Write,
    /// What is to be said beside it.
    pub said: &'a mut dyn Write,
    pub style: Style,
    pub waiting: Waiting,
}

/// Who waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Nobody who would see how far it is.
    Nobody,
    /// Somebody at the terminal behind standard error, while the answer goes elsewhere.
    BesideIt,
    /// Somebody before the screen that gets the answer: another one may stand there until then.
    BeforeScreen {
        /// The rows of the screen.
        rows: usize,
    },
}

impl Printed<'_> {
    /// Prints for a program: `said` goes nowhere.
    #[cfg(feature = "serve")]
    pub fn plain<R>(out: &mut dyn Write, print: impl FnOnce(&mut Printed) -> R) -> R {
        let style = Style { color: false, links: false, width: WIDTH };
        print(&mut Printed { out, said: &mut io::sink(), style, waiting: Waiting::Nobody })
    }
}

/// The columns of the user's terminal, whichever stream it is behind.
pub fn columns() -> usize {
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told_columns().or_else(seen).unwrap_or(WIDTH)
}

/// The columns of the terminal behind standard output, if there is one.
pub fn columns_on_screen() -> Option<usize> {
    io::stdout().is_terminal().then(columns)
}

/// COLUMNS, which somebody has exported on purpose: shells keep it to themselves.
fn told_columns() -> Option<usize> {
    env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0)
}
