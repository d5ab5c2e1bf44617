//! What is said where nothing was found.

use std::io::{self, IsTerminal, Write};

use kiosque::output::style::Style;
use kiosque::output::text;
use kiosque::search::response::Response;

/// Says what less would find: standard output gets nothing where nothing was found.
pub fn write_no_hits(mut said: &mut dyn Write, response: &Response, style: Style) -> io::Result<()> {
    let style = Style { color: style.color && io::stderr().is_terminal(), ..style };
    text::write_no_hits(&mut said, response, &style)
}
