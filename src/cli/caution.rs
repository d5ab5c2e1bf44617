//! What may not be read as it was meant in a query, with carets under the place.

use std::io::{self, Write};

use kiosque::output::sanitise;
use kiosque::query::Warning;
use unicode_width::UnicodeWidthStr;

/// How many characters of the query are shown before and after the trouble spot, on a line of 80 columns or more.
const AROUND: usize = 35;

/// The part of the query that a warning is about, underlined, and the warning; the query on one line of `width` columns
/// unless the trouble spot alone is longer.
pub fn write(out: &mut impl Write, query: &str, warning: &Warning, width: usize) -> io::Result<()> {
    let (before, after) = (&query[..warning.span.start], &query[warning.span.end..]);
    let within = query[warning.span.clone()].width();
    let around = (width.saturating_sub(within + 3) / 2).clamp(1, AROUND);
    let before = before.char_indices().nth_back(around - 1).map_or(before, |(from, _)| &before[from..]);
    let after = after.char_indices().nth(around).map_or(after, |(to, _)| &after[..to]);
    let [before, within, after] = [before, &query[warning.span.clone()], after].map(sanitise::line);
    writeln!(out, "  {before}{within}{after}")?;
    let (before, within) = (before.width(), within.width().max(1));
    writeln!(out, "  {:before$}{:^<within$} {}", "", "", warning.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_the_trouble_spot() {
        let check = |query: &str, span, expected: &str| {
            let mut out = Vec::new();
            write(&mut out, query, &Warning { span, message: "why".to_owned() }, 80).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{query}");
        };
        check("été 日本 \u{1b}[31m -19", 19..22, "  été 日本 [31m -19\n                ^^^ why\n");
        check("a", 1..1, "  a\n   ^ why\n");
        let long = format!("{}-19{}", "ab ".repeat(30), " cd".repeat(30));
        let mut out = Vec::new();
        write(&mut out, &long, &Warning { span: 90..93, message: String::new() }, 40).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown.lines().next().unwrap().len(), 2 + 17 + 3 + 17);
    }
}
