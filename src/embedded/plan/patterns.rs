//! From the words of a query to the pattern of positions that they ask for.

use super::words::by_position;
use crate::analysis::Token;
use crate::highlight::pattern::{Pattern, WrittenWords};

/// The words of a text one after the other; `weekend` may stand for `week-end`.
pub fn phrase(tokens: &[Token], slop: u32) -> Option<Pattern> {
    let words = by_position(tokens);
    let mut parts = Vec::new();
    let mut next = 0;
    while next < words.len() {
        let position = words[next][0].position;
        let joined: Vec<&Token> =
            tokens.iter().filter(|token| token.position == position && token.length > 1).collect();
        let length = joined.iter().map(|token| token.length as usize).max().unwrap_or(1).min(words.len() - next);
        let apart: Vec<Pattern> = words[next..next + length].iter().map(|tokens| word_pattern(tokens)).collect();
        if joined.is_empty() {
            parts.extend(apart);
        } else {
            parts.push(Pattern::Or(vec![in_order(apart, 0)?, word_pattern(&joined)]));
        }
        next += length;
    }
    match slop {
        0 => in_order(parts, 0),
        _ if parts.len() > 1 => Some(Pattern::Group { parts, slop, ordered: false }),
        _ => parts.pop(),
    }
}

pub fn exact_phrase(tokens: &[Token]) -> Option<Pattern> {
    let forms = by_position(tokens).into_iter().map(|tokens| written(vec![tokens[0].form.clone()]));
    in_order(forms.collect(), 0)
}

fn in_order(mut parts: Vec<Pattern>, slop: u32) -> Option<Pattern> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Pattern::Group { parts, slop, ordered: true }),
    }
}

fn word_pattern(tokens: &[&Token]) -> Pattern {
    Pattern::Word(tokens.iter().map(|token| token.stem.clone()).collect())
}

/// Any of some written words.
pub fn written(forms: Vec<String>) -> Pattern {
    Pattern::Written(WrittenWords::new(forms))
}

/// Two sides near each other, where neighbours are one apart. A side that has no place, for it is a filter or several words,
/// is near everything.
pub fn near(left: Option<Pattern>, right: Option<Pattern>, distance: u32, ordered: bool) -> Option<Pattern> {
    match (left, right) {
        (Some(left), Some(right)) => {
            Some(Pattern::Group { parts: vec![left, right], slop: distance.saturating_sub(1), ordered })
        }
        (left, right) => left.or(right),
    }
}
