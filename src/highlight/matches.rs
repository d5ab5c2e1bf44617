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

/// What a reader sees as one character is highlighted whole: an accent may follow its letter, a joiner an emoji.
fn whole_graphemes(text: &str, bytes: Range<usize>) -> Range<usize> {
    let cursor = |at| GraphemeCursor::new(at, text.len(), true);
    let is_boundary = |at| cursor(at).is_boundary(text, 0).unwrap_or(true);
    let before = |at| cursor(at).prev_boundary(text, 0).ok().flatten().unwrap_or(0);
    let after = |at| cursor(at).next_boundary(text, 0).ok().flatten().unwrap_or(text.len());
    let Range { start, end } = bytes;
    (if is_boundary(start) { start } else { before(start) })..(if is_boundary(end) { end } else { after(end) })
}
