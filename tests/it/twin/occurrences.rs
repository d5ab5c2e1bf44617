//! The occurrences of a query in a text, by the definitions: what stands near each other is one, and so is what overlaps.

use std::collections::BTreeMap;
use std::ops::Range;

use kiosque::analysis::{self, Token};
use kiosque::engine::selection::without_stop_words;
use kiosque::query::ast::Query;
use unicode_segmentation::UnicodeSegmentation;

use super::places::{Spans, by_position, places};

/// In order, as bytes.
pub fn of(query: &Query, text: &str) -> Vec<Range<usize>> {
    let tokens = analysis::indexed_tokens(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    for leaf in leaves(query) {
        let spans = places(leaf, &tokens).unwrap_or_default();
        let spans = if is_near(leaf) { nearest(spans) } else { spans };
        found.extend(spans.into_iter().map(|span| bytes(span, &tokens, text)));
    }
    found.sort_by_key(|place| (place.start, place.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for place in found {
        match apart.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => apart.push(place),
        }
    }
    apart
}

/// The parts of a query that are asked of the text.
fn leaves(query: &Query) -> Vec<&Query> {
    match query {
        Query::Words(items) => without_stop_words(items.iter()).into_iter().flat_map(leaves).collect(),
        Query::And(items) | Query::Or(items) => items.iter().flat_map(leaves).collect(),
        Query::Must(inner) | Query::Boost(inner, _) => leaves(inner),
        Query::Field(field, inner) if !field.is_name() => leaves(inner),
        Query::All | Query::Date(_) | Query::Field(..) | Query::Not(_) => Vec::new(),
        leaf => vec![leaf],
    }
}

/// Whether words may stand between those of a leaf, and each occurrence ends where it first may.
fn is_near(leaf: &Query) -> bool {
    match leaf {
        Query::Phrase { text, slop } => *slop > 0 && !is_one_compound(text),
        Query::Near { left, right, .. } => has_places(left) && has_places(right),
        _ => false,
    }
}

fn is_one_compound(text: &str) -> bool {
    let tokens = analysis::tokens(text);
    let words = by_position(&tokens).len() as u32;
    words < 2 || tokens.iter().any(|token| token.position == 0 && token.length >= words)
}

fn has_places(query: &Query) -> bool {
    places(query, &[]).is_some()
}

fn nearest(spans: Spans) -> Spans {
    let mut ends = BTreeMap::new();
    for (start, end) in spans {
        let nearest = ends.entry(start).or_insert(end);
        *nearest = end.min(*nearest);
    }
    ends.into_iter().collect()
}

/// From the first word's first byte to the last byte of what begins with the last word, and no grapheme in part.
fn bytes((first, end): (u32, u32), tokens: &[Token], text: &str) -> Range<usize> {
    let inside: Vec<&Token> = tokens.iter().filter(|token| (first..end).contains(&token.position)).collect();
    let start = inside[0].start;
    let last = inside[inside.len() - 1].position;
    let end = inside.iter().filter(|token| token.position == last).map(|token| token.end).max().unwrap();
    let graphemes: Vec<Range<usize>> =
        text.grapheme_indices(true).map(|(at, grapheme)| at..at + grapheme.len()).collect();
    let touched = graphemes.iter().filter(|grapheme| grapheme.start < end && start < grapheme.end);
    let touched: Vec<&Range<usize>> = touched.collect();
    touched[0].start..touched[touched.len() - 1].end
}
