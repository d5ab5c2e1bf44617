//! Where patterns stand in a text, as bytes.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::pattern::Sought;

/// A match: its bytes, and which pattern it is of.
pub struct Place {
    pub bytes: Range<usize>,
    pub pattern: usize,
}

/// Bytes of a text in which matches are looked for, which is more than any article has.
const LOOKED_AT: usize = 1 << 20;

pub fn beginning(text: &str) -> &str {
    let end = (0..=LOOKED_AT.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// The matches of the patterns in `text`, in order.
pub fn places(text: &str, sought: &Sought) -> Vec<Place> {
    let mut places = Vec::new();
    if sought.patterns.is_empty() {
        // An export of all articles need not analyse them.
        return places;
    }
    let text = beginning(text);
    let tokens = sought.tokens(text);
    for (pattern, found) in sought.patterns.iter().map(|pattern| pattern.find(&tokens)).enumerate() {
        places.extend(found.into_iter().map(|bytes| Place { bytes: whole_graphemes(text, bytes), pattern }));
    }
    places.sort_by_key(|place| (place.bytes.start, place.bytes.end));
    places
}

/// The occurrences of the patterns in `text`, in order. Those that overlap are one.
pub fn occurrences(text: &str, sought: &Sought) -> Vec<Range<usize>> {
    if sought.patterns.is_empty() {
        return Vec::new();
    }
    let text = beginning(text);
    let tokens = sought.tokens(text);
    let found = sought.patterns.iter().flat_map(|pattern| pattern.find_whole(&tokens));
    let mut found: Vec<Range<usize>> = found.map(|bytes| whole_graphemes(text, bytes)).collect();
    found.sort_by_key(|bytes| (bytes.start, bytes.end));
    found.dedup_by(|next, last| {
        let joins = next.start < last.end;
        last.end = if joins { last.end.max(next.end) } else { last.end };
        joins
    });
    found
}

/// What a reader sees as one character is highlighted whole: an accent may follow its letter, a joiner an emoji.
fn whole_graphemes(text: &str, bytes: Range<usize>) -> Range<usize> {
    let cursor = |at| GraphemeCursor::new(at, text.len(), true);
    let is_boundary = |at| cursor(at).is_boundary(text, 0).unwrap_or(true);
    let before = |at| cursor(at).prev_boundary(text, 0).ok().flatten().unwrap_or(0);
    let after = |at| cursor(at).next_boundary(text, 0).ok().flatten().unwrap_or(text.len());
    let Range { start, end } = bytes;
    (if is_boundary(start) { start } else { before(start) })..(if is_boundary(end) { end } else { after(end) })
}
