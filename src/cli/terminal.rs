//! What the terminal behind standard output can show.

use std::env;
use std::io::{self, IsTerminal};

use kiosque::output::text::Style;

/// The columns of a line where nobody says otherwise.
const WIDTH: usize = 80;
/// Lines longer than this tire the eye, however wide the terminal.
const MAX_WIDTH: usize = 120;

pub fn style() -> Style {
    let terminal = io::stdout().is_terminal();
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    // https://no-color.org: any value but the empty one.
    let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
    Style {
        color: terminal && !dumb && !no_color,
        links: terminal && !dumb && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        width: if terminal { width.min(MAX_WIDTH) } else { WIDTH },
    }
}
