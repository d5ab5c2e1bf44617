//! What could not be taken at its word in a query, with a caret under the place.

use std::ops::Range;

use kiosque::output::sanitise;
use kiosque::query::Warning;
use unicode_width::UnicodeWidthStr;

/// Warnings of one query that are printed; who has more of them has typed no query.
const MOST: usize = 5;
/// Columns shown before and after a place in a long query.
const AROUND: usize = 50;

pub fn print(query: &str, warnings: &[Warning]) {
    for warning in warnings.iter().take(MOST) {
        let (line, caret) = underline(query, &warning.span);
        eprintln!("kiosque: {}\n  {line}\n  {caret}", warning.message);
    }
    if warnings.len() > MOST {
        eprintln!("kiosque: and {} warnings more", warnings.len() - MOST);
    }
}

/// The part of the query around `span`, and a line of carets to go below it.
fn underline(query: &str, span: &Range<usize>) -> (String, String) {
    let before: String = {
        let last: Vec<char> = query[..span.start].chars().rev().take(AROUND).collect();
        last.into_iter().rev().collect()
    };
    let inside: String = query[span.clone()].chars().take(AROUND).collect();
    let after: String = query[span.end..].chars().take(AROUND).collect();
    let [before, inside, after] = [&before, &inside, &after].map(|part| sanitise::line(part).into_owned());
    let caret = " ".repeat(before.width()) + &"^".repeat(inside.width().max(1));
    (before + &inside + &after, caret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_the_place() {
        let check = |query: &str, span, line: &str, caret: &str| {
            assert_eq!(underline(query, &span), (line.to_owned(), caret.to_owned()), "{query}");
        };
        check("grève \"des trains", 7..8, "grève \"des trains", "      ^");
        check("a OU", 2..4, "a OU", "  ^^");
        check("東京 (", 7..8, "東京 (", "     ^");
        check("a\u{1b}[b", 1..2, "a[b", " ^");
        check("a", 1..1, "a", " ^");
    }
}
