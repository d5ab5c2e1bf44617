//! What may not be read as it was meant in a query, with carets under the place.

use std::io::{self, Write};

use kiosque::output::sanitise;
use kiosque::output::wrap::{fit, wrap};
use kiosque::query::warning::Warning;
use unicode_width::UnicodeWidthStr;

/// How many characters of the query are shown before and after the trouble spot, on a line of 80 columns or more.
const AROUND: usize = 35;

/// Writes the part of the query that a warning is about, underlined, and the warning beside it or below. The query takes one
/// line of `width` columns: of a trouble spot that is longer, only the beginning is shown.
pub fn write(out: &mut dyn Write, query: &str, warning: &Warning, width: usize) -> io::Result<()> {
    let (before, after) = (&query[..warning.span.start], &query[warning.span.end..]);
    let spot = fit(&query[warning.span.clone()], width.saturating_sub(4).max(1));
    let within = spot.width();
    let around = (width.saturating_sub(within + 3) / 2).clamp(1, AROUND);
    let before = before.char_indices().nth_back(around - 1).map_or(before, |(from, _)| &before[from..]);
    let after = after.char_indices().nth(around).map_or(after, |(to, _)| &after[..to]);
    let [before, within, after] = [before, &spot, after].map(sanitise::line);
    writeln!(out, "  {before}{within}{after}")?;
    let (before, within) = (before.width(), within.width().max(1));
    write!(out, "  {:before$}{:^<within$}", "", "")?;
    let lines = wrap(&warning.message, width.saturating_sub(2));
    match lines.as_slice() {
        [message] if before + within + message.width() + 3 <= width => writeln!(out, " {message}"),
        lines => {
            writeln!(out)?;
            lines.iter().try_for_each(|line| writeln!(out, "  {line}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_the_trouble_spot() {
        let check = |query: &str, span, message: &str, expected: &str| {
            let mut out = Vec::new();
            write(&mut out, query, &Warning { span, message: message.to_owned() }, 40).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{query}");
        };
        check("été 日本 \u{1b}[31m -19", 19..22, "why", "  été 日本 [31m -19\n                ^^^ why\n");
        check("a", 1..1, "why", "  a\n   ^ why\n");
        let below = "  la grève -19\n           ^^^\n  why it may not be read as it was meant\n";
        check("la grève -19", 10..13, "why it may not be read as it was meant", below);
        check(
            &"!".repeat(100_000),
            0..100_000,
            "why",
            &format!("  {}…\n  {}\n  why\n", "!".repeat(35), "^".repeat(36)),
        );
        let long = format!("{}-19{}", "ab ".repeat(30), " cd".repeat(30));
        let mut out = Vec::new();
        write(&mut out, &long, &Warning { span: 90..93, message: String::new() }, 40).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown.lines().next().unwrap().len(), 2 + 17 + 3 + 17);
    }
}
