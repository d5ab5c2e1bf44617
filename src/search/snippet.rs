//! The part of an article that shows best why it was found.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::spans::Pattern;
use crate::analysis;

/// A text with the places to highlight: bytes, in order, without overlap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    pub text: String,
    pub marks: Vec<Range<usize>>,
}

/// The whole of `text`, with its matches.
pub fn mark(text: &str, patterns: &[Pattern]) -> Marked {
    let places = places(text, patterns);
    cut(text, 0..text.len(), &places)
}

/// About `width` characters of `text` where most of the patterns stand, cut between words; nothing if `width` is 0.
pub fn snippet(text: &str, patterns: &[Pattern], width: usize) -> Marked {
    if width == 0 {
        return Marked::default();
    }
    let places = places(text, patterns);
    let window = densest(text, &places, width);
    cut(text, around(text, window, width), &places)
}

/// A match: its bytes, and which pattern it is of.
struct Place {
    bytes: Range<usize>,
    pattern: usize,
}

fn places(text: &str, patterns: &[Pattern]) -> Vec<Place> {
    let tokens = analysis::tokens(text);
    let mut places = Vec::new();
    for (pattern, found) in patterns.iter().map(|pattern| pattern.find(&tokens)).enumerate() {
        places.extend(found.into_iter().map(|bytes| Place { bytes, pattern }));
    }
    places.sort_by_key(|place| (place.bytes.start, place.bytes.end));
    places
}

/// The stretch from one match to another, no longer than `width`, that shows most patterns; then most matches; the
/// first of equals.
fn densest(text: &str, places: &[Place], width: usize) -> Range<usize> {
    let (mut best, mut most) = (0..0, (0, 0));
    let mut last = 0;
    for (n, first) in places.iter().enumerate() {
        let start = first.bytes.start;
        last = last.max(n + 1);
        while last < places.len() && text[start..places[last].bytes.end.max(start)].chars().count() <= width {
            last += 1;
        }
        let shown = &places[n..last];
        let mut patterns: Vec<usize> = shown.iter().map(|place| place.pattern).collect();
        patterns.sort_unstable();
        patterns.dedup();
        if (patterns.len(), shown.len()) > most {
            most = (patterns.len(), shown.len());
            best = start..shown.iter().map(|place| place.bytes.end).max().unwrap_or(start);
        }
    }
    best
}

/// Widens `window` to whole words up to `width`: from the start of its sentence if that is near, and on from there.
fn around(text: &str, window: Range<usize>, width: usize) -> Range<usize> {
    let inside = text[window.clone()].chars().count();
    let room = width.saturating_sub(inside);
    let before = &text[..window.start];
    let near = before.char_indices().rev().take(room * 2 / 3).last().map_or(window.start, |(at, _)| at);
    let start = match sentence_start(&text[near..window.start]) {
        Some(start) => near + start,
        None if near == 0 => 0,
        None => near + after_white_space(&text[near..window.start]),
    };
    let length = text[start..].grapheme_indices(true).nth(width).map_or(text.len() - start, |(at, _)| at);
    let furthest = (start + length).max(window.end);
    if furthest == text.len() {
        return start..furthest;
    }
    let end = text[window.end..furthest].rfind(char::is_whitespace).map_or(furthest, |at| window.end + at);
    start..end
}

/// Where the second word of `text` begins, since the first may have been cut.
fn after_white_space(text: &str) -> usize {
    text.char_indices().find(|(_, c)| c.is_whitespace()).map_or(text.len(), |(at, c)| at + c.len_utf8())
}

/// Where the last sentence of `text` begins, if one begins in it.
fn sentence_start(text: &str) -> Option<usize> {
    let mut start = text.rfind('\n').map(|at| at + 1);
    for end in [". ", "! ", "? ", "… "] {
        start = start.max(text.rfind(end).map(|at| at + end.len()));
    }
    start
}

/// The window on one line, with an ellipsis where it leaves text out.
fn cut(text: &str, window: Range<usize>, places: &[Place]) -> Marked {
    let mut line = Marked::default();
    if !text[..window.start].trim().is_empty() {
        line.text.push('…');
    }
    let mut from = window.start;
    for place in places.iter().filter(|place| place.bytes.start >= window.start && place.bytes.end <= window.end) {
        if place.bytes.end <= from {
            continue;
        }
        // A match that begins within the one before it is shown as one piece with it.
        let joins = place.bytes.start < from && !line.marks.is_empty();
        push_line(&mut line.text, &text[from..place.bytes.start.max(from)]);
        let start = line.text.len();
        push_line(&mut line.text, &text[place.bytes.start.max(from)..place.bytes.end]);
        match line.marks.last_mut() {
            Some(last) if joins => last.end = line.text.len(),
            _ => line.marks.push(start..line.text.len()),
        }
        from = place.bytes.end;
    }
    push_line(&mut line.text, &text[from..window.end]);
    line.text.truncate(line.text.trim_end().len());
    if !text[window.end..].trim().is_empty() {
        line.text.push('…');
    }
    line
}

/// Appends `text` with each run of white space as one space.
fn push_line(line: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            line.push(c);
        } else if !line.ends_with(' ') && !line.is_empty() {
            line.push(if c == '\u{a0}' || c == '\u{202f}' { c } else { ' ' });
        }
    }
}
