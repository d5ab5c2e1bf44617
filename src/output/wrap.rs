//! Text from the web as lines of a terminal: harmless, broken between words where French typography lets it, its marks
//! with it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::sanitise;
use crate::engine::shown::Marked;

/// The lines of `text`, none wider than `width` columns.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let marked = Marked { text: text.to_owned(), marks: Vec::new() };
    wrap_marked(&marked, width, usize::MAX).into_iter().map(|line| line.text).collect()
}

/// The first `most` lines of a text, none wider than `width` columns; an ellipsis ends the last where text is left out. A
/// word wider than a line is broken between graphemes.
pub fn wrap_marked(marked: &Marked, width: usize, most: usize) -> Vec<Marked> {
    // No more than what may be shown is looked at, however long the text is.
    let limit = most.saturating_mul(width).saturating_mul(LONGEST_COLUMN);
    let marked = harmless(marked, limit);
    let mut lines = Vec::new();
    let (mut start, mut end, mut columns) = (0, 0, 0);
    for piece in unbreakable(&marked.text).into_iter().flat_map(|word| pieces(word, width)) {
        // White space at the end of a line takes no room.
        if columns + piece.trim_end().width() > width && end > start {
            lines.push(part(&marked, start..end));
            if lines.len() == most {
                end_with_ellipsis(&mut lines, width);
                return lines;
            }
            start = end;
            columns = 0;
        }
        end += piece.len();
        columns += piece.width();
    }
    if end > start {
        lines.push(part(&marked, start..end));
    }
    lines
}

/// A name from the web on one line of at most `columns`, with an ellipsis where it is cut.
pub fn fit(name: &str, columns: usize) -> String {
    let marked = Marked { text: name.to_owned(), marks: Vec::new() };
    wrap_marked(&marked, columns, 1).pop().unwrap_or_default().text
}

/// Bytes of a column that are worth looking at: more than any word's, less than a million combining accents'.
const LONGEST_COLUMN: usize = 64;

/// The text cut after each space that a line may end with. French sets a space before `: ; ! ? »`, after `«` and between
/// groups of three digits, often a plain one where it should be one that does not break.
fn unbreakable(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let (before, after) = (&text[start..at], &text[at + 1..]);
        let holds = before.ends_with('«')
            || after.starts_with([':', ';', '!', '?', '»', '%', '€'])
            || (before.ends_with(|c: char| c.is_ascii_digit()) && starts_with_three_digits(after));
        if !holds {
            words.push(&text[start..=at]);
            start = at + 1;
        }
    }
    words.push(&text[start..]);
    words
}

fn starts_with_three_digits(text: &str) -> bool {
    text.bytes().take_while(u8::is_ascii_digit).take(4).count() == 3
}

/// A word, or its graphemes if it is wider than a line.
fn pieces(word: &str, width: usize) -> Vec<&str> {
    if word.trim_end().width() <= width { vec![word] } else { word.graphemes(true).collect() }
}

fn end_with_ellipsis(lines: &mut [Marked], width: usize) {
    let Some(last) = lines.last_mut() else { return };
    while last.text.width() >= width && !last.text.is_empty() {
        let end = last.text.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
        *last = part(last, 0..end);
    }
    last.text.push('…');
}

/// A text that a terminal shows and does not obey: no more than `limit` bytes of it.
fn harmless(marked: &Marked, limit: usize) -> Marked {
    let end = (0..=limit.min(marked.text.len())).rev().find(|at| marked.text.is_char_boundary(*at)).unwrap_or(0);
    let mut safe = Marked::default();
    let mut from = 0;
    for mark in marked.marks.iter().take_while(|mark| mark.end <= end) {
        safe.text += &sanitise::line(&marked.text[from..mark.start]);
        let start = safe.text.len();
        safe.text += &sanitise::line(&marked.text[mark.clone()]);
        safe.marks.push(start..safe.text.len());
        from = mark.end;
    }
    safe.text += &sanitise::line(&marked.text[from..end]);
    if end < marked.text.len() {
        safe.text.push('…');
    }
    safe
}

/// A part of a marked text without the white space at its ends.
fn part(marked: &Marked, range: Range<usize>) -> Marked {
    let text = &marked.text[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let end = start + text.trim().len();
    let first = marked.marks.partition_point(|mark| mark.end <= start);
    let inside = marked.marks[first..].iter().take_while(|mark| mark.start < end);
    let marks = inside.map(|mark| mark.start.max(start) - start..mark.end.min(end) - start).collect();
    Marked { text: marked.text[start..end].to_owned(), marks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        let check = |text: &str, width, expected: &[&str]| {
            assert_eq!(wrap(text, width), expected, "{text:?} in {width} columns");
        };
        check("", 10, &[]);
        check("La digue", 10, &["La digue"]);
        check("La digue tient bon", 10, &["La digue", "tient bon"]);
        check("La digue t", 8, &["La digue", "t"]);
        check("anticonstitutionnellement", 10, &["anticonsti", "tutionnell", "ement"]);
        check("東京東京", 4, &["東京", "東京"]);
        check("La mer monte : danger", 12, &["La mer", "monte :", "danger"]);
        check("Il dit « oui » hier", 12, &["Il dit", "« oui » hier"]);
        check("Prix de 12 500 euros", 11, &["Prix de", "12 500", "euros"]);
        check("en 2024 12 cas", 8, &["en 2024", "12 cas"]);
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let check = |text: &str, width, most, expected: &[&str]| {
            let marked = Marked { text: text.to_owned(), marks: Vec::new() };
            let lines = wrap_marked(&marked, width, most);
            assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), expected, "{text:?}");
        };
        check("La digue tient bon", 10, 2, &["La digue", "tient bon"]);
        check("La digue tient bon", 10, 1, &["La digue…"]);
        check("La digue t", 8, 1, &["La digu…"]);
        check("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 4, 1, &["👩‍👩‍👧…"]);
        check(&"a".repeat(1 << 20), 4, 2, &["aaaa", "aaa…"]);
        check(&"\u{301}".repeat(1 << 20), 4, 1, &[&format!("{}…", "\u{301}".repeat(30))]);
    }

    #[test]
    fn marks_follow_their_words() {
        let marked = Marked { text: "La digue tient bon".to_owned(), marks: vec![Range { start: 3, end: 14 }] };
        let marks: Vec<_> = wrap_marked(&marked, 10, 9).into_iter().flat_map(|line| line.marks).collect();
        assert_eq!(marks, [3..8, 0..5]);
    }
}
