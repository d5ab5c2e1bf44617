//! How a concordance is printed: the occurrences below each other in one column, or as rows and objects for programs.

use std::io::{self, Write};

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::style::{DIM, MATCH, Style};
use super::table::{self, Formulas, Separator};
use super::{json, place, sanitise};
use crate::date::Moment;
use crate::study::kwic::Line;

/// The names of a line's values, for every format that has names.
pub const COLUMNS: [&str; 6] = ["left", "match", "right", "date", "source", "id"];

/// The columns of a screen, and what each part of a line gets of them.
struct Room {
    left: usize,
    right: usize,
    date: usize,
    source: usize,
    id: usize,
}

impl Room {
    /// A narrow screen has room for the text alone; a wider one for the date, then the newspaper, then the id.
    fn of(width: usize) -> Self {
        let date = if width >= 70 { 10 } else { 0 };
        let source = if width >= 100 { 18 } else { 0 };
        let id = if width >= 140 { (width - 100) / 2 } else { 0 };
        let beside: usize = [date, source, id].iter().filter(|room| **room > 0).map(|room| room + 2).sum();
        let text = width.saturating_sub(beside).max(8);
        let left = text * 2 / 5;
        Self { left, right: text - left, date, source, id }
    }
}

/// Writes a line to read: its occurrence begins in the same column as that of any other.
pub fn write_text(out: &mut impl Write, line: &Line, style: &Style) -> io::Result<()> {
    let room = Room::of(style.width);
    let left = last(&sanitise::line(&line.left), room.left);
    let (hit, taken) = first(&sanitise::line(&line.hit), room.right);
    let (right, columns) = first(&sanitise::line(&line.right), room.right - taken);
    let taken = taken + columns;
    let shown = style.paint(&hit, MATCH);
    let shown = match place::of(&line.id, &line.path, line.url.as_deref()) {
        Some(target) => style.link(&shown, &target),
        None => shown,
    };
    write!(out, "{left}{shown}{right}")?;
    let date = line.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
    let beside =
        [(room.date, date.as_str()), (room.source, line.source.as_deref().unwrap_or("-")), (room.id, &line.id)];
    let mut blanks = room.right - taken;
    for (columns, value) in beside.into_iter().filter(|(columns, _)| *columns > 0) {
        // Of a date the day is shown.
        let value = if columns == room.date { value.split('T').next().unwrap_or_default() } else { value };
        let (value, width) = first(&sanitise::line(value), columns);
        write!(out, "{}{}", " ".repeat(blanks + 2), style.paint(&value, DIM))?;
        blanks = columns - width;
    }
    writeln!(out)
}

/// The beginning of a text in so many columns, with an ellipsis where it is cut, and the columns that it takes.
fn first(text: &str, columns: usize) -> (String, usize) {
    if text.width() <= columns {
        return (text.to_owned(), text.width());
    }
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        if format!("{kept}{grapheme}").width() >= columns {
            break;
        }
        kept.push_str(grapheme);
    }
    if columns > 0 {
        kept.push('…');
    }
    let width = kept.width();
    (kept, width)
}

/// The end of a text in exactly so many columns, with an ellipsis where it is cut, else blanks before it.
fn last(text: &str, columns: usize) -> String {
    let mut kept = text.to_owned();
    if text.width() > columns {
        let mut from = text.len();
        for (at, _) in text.grapheme_indices(true).rev() {
            if text[at..].width() >= columns {
                break;
            }
            from = at;
        }
        kept = format!("…{}", &text[from..]);
    }
    " ".repeat(columns.saturating_sub(kept.width())) + &kept
}

/// Writes the names of the columns.
pub fn write_header(out: &mut impl Write, separator: Separator) -> io::Result<()> {
    table::write_row(out, COLUMNS.iter().map(|name| (*name).to_owned()), separator, Formulas::Kept)
}

/// Writes a line as one row.
pub fn write_row(out: &mut impl Write, line: &Line, separator: Separator, formulas: Formulas) -> io::Result<()> {
    let cells = [
        line.left.trim().to_owned(),
        line.hit.clone(),
        line.right.trim().to_owned(),
        line.date.map(|date| date.to_string()).unwrap_or_default(),
        line.source.clone().unwrap_or_default(),
        line.id.clone(),
    ];
    table::write_row(out, cells.into_iter(), separator, formulas)
}

/// Writes a line as one object.
pub fn write_jsonl(out: &mut impl Write, line: &Line) -> io::Result<()> {
    #[derive(Serialize)]
    struct Record<'a> {
        left: &'a str,
        #[serde(rename = "match")]
        hit: &'a str,
        right: &'a str,
        date: Option<Moment>,
        source: Option<&'a str>,
        id: &'a str,
    }
    let Line { left, hit, right, date, source, id, .. } = line;
    let (left, right) = (left.trim(), right.trim());
    writeln!(out, "{}", json::to_string(&Record { left, hit, right, date: *date, source: source.as_deref(), id }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(left: &str, hit: &str, right: &str) -> Line {
        let [left, hit, right] = [left, hit, right].map(str::to_owned);
        let (date, source) = ("2025-07-01T08:30".to_owned(), Some("Le Phare".to_owned()));
        let date = serde_json::from_value(date.into()).unwrap();
        Line { left, hit, right, date, source, id: "a17".to_owned(), path: String::new(), url: None }
    }

    fn shown(line: &Line, width: usize) -> String {
        let mut out = Vec::new();
        write_text(&mut out, line, &Style { color: false, links: false, width }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_to_read() {
        let digue = line("La mer a frappé la ", "digue", " du port");
        assert_eq!(shown(&digue, 40), "…er a frappé la digue du port\n");
        assert_eq!(shown(&digue, 20), "…ppé la digue du po…\n");
        assert_eq!(shown(&digue, 70), format!("    La mer a frappé la digue du port{}2025-07-01\n", " ".repeat(24)));
        assert!(shown(&digue, 110).ends_with("  2025-07-01  Le Phare\n"));
        assert!(shown(&digue, 150).contains("  2025-07-01  Le Phare            a17"));
    }

    proptest! {
        #[test]
        fn the_match_stands_in_one_column(
            left in "(\\PC|e\u{301}|東|👩‍👩‍👧|la |עב){0,20}", hit in "(e\u{301}|東|m){1,4}", right in "(\\PC|東| ){0,20}", width in 8..200_usize,
        ) {
            let shown = shown(&line(&left, &hit, &right), width);
            let room = Room::of(width);
            let at = last(&sanitise::line(&left), room.left);
            prop_assert_eq!(at.width(), room.left);
            prop_assert!(shown.starts_with(&at));
            prop_assert_eq!(shown.lines().count(), 1);
            prop_assert!(first(&hit, room.right).1 <= room.right && first(&right, room.right).1 <= room.right);
        }
    }
}
