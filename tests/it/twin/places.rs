//! Where the words of a query stand in a text, by trying all ways.

use std::collections::BTreeSet;

use kiosque::analysis::grammar::folding::fold;
use kiosque::analysis::{self, Token};
use kiosque::engine::typos::errors_in;
use kiosque::query::ast::Query;

/// Positions from the first, included, to the second, excluded.
type Span = (u32, u32);
pub type Spans = BTreeSet<Span>;

/// The places of a word or a pattern of words in a text; none if the query is neither.
pub fn places(query: &Query, tokens: &[Token]) -> Option<Spans> {
    Some(match query {
        Query::Term(text) | Query::AtLeast { text, .. } => phrase(&analysis::tokens(text), 0, tokens),
        Query::Phrase { text, slop } => phrase(&analysis::tokens(text), *slop, tokens),
        Query::Spellings(words) => {
            let stems: Vec<String> =
                words.iter().flat_map(|word| analysis::tokens(word)).map(|word| word.stem).collect();
            of_words(tokens, &|token| stems.contains(&token.stem))
        }
        Query::Exact(text) => {
            let words = analysis::tokens(text);
            let of_form = |words: &Vec<&Token>| of_words(tokens, &|token| token.form == words[0].form);
            groups(&by_position(&words).iter().map(of_form).collect::<Vec<_>>(), 0, true)
        }
        Query::Prefix(_) | Query::Fuzzy(_) => of_words(tokens, &|token| stands_for(query, &token.form)),
        _ => return together(query, &|part| places(part, tokens)),
    })
}

/// The same in a name, whose words are compared as they are written, but for case and accents.
pub fn places_in_name(query: &Query, tokens: &[Token]) -> Option<Spans> {
    Some(match query {
        Query::Term(text) | Query::Exact(text) | Query::Fuzzy(text) | Query::AtLeast { text, .. } => {
            phrase(&analysis::names(text), 0, tokens)
        }
        Query::Phrase { text, slop } => phrase(&analysis::names(text), *slop, tokens),
        Query::Prefix(prefix) => of_words(tokens, &|token| token.stem.starts_with(&fold(prefix))),
        _ => return together(query, &|part| places_in_name(part, tokens)),
    })
}

/// The places of a pattern of patterns. What is near something that has no place may stand anywhere.
fn together(query: &Query, places: &dyn Fn(&Query) -> Option<Spans>) -> Option<Spans> {
    Some(match query {
        Query::Or(items) => items.iter().filter_map(places).flatten().collect(),
        Query::Near { left, right, distance, ordered } => match (places(left), places(right)) {
            (Some(left), Some(right)) => groups(&[left, right], distance.saturating_sub(1), *ordered),
            (left, right) => return left.or(right),
        },
        Query::Boost(inner, _) | Query::Must(inner) => return places(inner),
        _ => return None,
    })
}

/// Whether `mot*` or `mot~` stands for a written word, where case and accents are no difference.
pub fn stands_for(query: &Query, form: &str) -> bool {
    match query {
        Query::Prefix(prefix) => !fold(prefix).is_empty() && fold(form).starts_with(&fold(prefix)),
        Query::Fuzzy(word) => errors_between(word, form) <= usize::from(errors_in(word)),
        _ => false,
    }
}

/// The words of a text one after the other or, with `slop`, in any order with at most so many others between them. A
/// compound may also be written in one word.
fn phrase(words: &[Token], slop: u32, tokens: &[Token]) -> Spans {
    let positions = by_position(words);
    let mut parts: Vec<Spans> = Vec::new();
    let mut next = 0;
    while next < positions.len() {
        let here = positions[next][0].position;
        let whole: Vec<&Token> = words.iter().filter(|word| word.position == here && word.length > 1).collect();
        let length = whole.iter().map(|word| word.length as usize).max().unwrap_or(1).min(positions.len() - next);
        let apart: Vec<Spans> = positions[next..next + length].iter().map(|words| of_stems(tokens, words)).collect();
        if whole.is_empty() {
            parts.extend(apart);
        } else {
            parts.push(&groups(&apart, 0, true) | &of_stems(tokens, &whole));
        }
        next += length;
    }
    groups(&parts, slop, slop == 0)
}

/// The tokens of one position each, without those that stand for several positions.
pub fn by_position(tokens: &[Token]) -> Vec<Vec<&Token>> {
    let alone: Vec<&Token> = tokens.iter().filter(|token| token.length == 1).collect();
    alone.chunk_by(|a, b| a.position == b.position).map(<[&Token]>::to_vec).collect()
}

fn of_stems(tokens: &[Token], words: &[&Token]) -> Spans {
    of_words(tokens, &|token| words.iter().any(|word| word.stem == token.stem))
}

/// A compound that is read as one word stands where its first part does.
fn of_words(tokens: &[Token], is_wanted: &dyn Fn(&Token) -> bool) -> Spans {
    tokens.iter().filter(|token| is_wanted(token)).map(|token| (token.position, token.position + 1)).collect()
}

/// One span of each part, without overlap, at most `slop` positions between them in all; in the parts' order if `ordered`.
fn groups(parts: &[Spans], slop: u32, ordered: bool) -> Spans {
    let mut found = Spans::new();
    try_all(parts, slop, ordered, &mut Vec::new(), &mut found);
    // No words are nowhere.
    found.retain(|span| span.0 < span.1);
    found
}

fn try_all(parts: &[Spans], slop: u32, ordered: bool, chosen: &mut Vec<Span>, found: &mut Spans) {
    let first = chosen.iter().map(|span| span.0).min().unwrap_or(0);
    let last = chosen.iter().map(|span| span.1).max().unwrap_or(0);
    let covered: u32 = chosen.iter().map(|span| span.1 - span.0).sum();
    let [part, rest @ ..] = parts else {
        if last - first <= covered.saturating_add(slop) {
            found.insert((first, last));
        }
        return;
    };
    for span in part {
        let apart = chosen.iter().all(|other| other.1 <= span.0 || span.1 <= other.0);
        if apart && (!ordered || last <= span.0) {
            chosen.push(*span);
            try_all(rest, slop, ordered, chosen, found);
            chosen.pop();
        }
    }
}

/// The typing errors between a word and another, where case and accents are no difference: letters too many, too few,
/// others, and neighbours in each other's place (the optimal string alignment distance). Nothing is like an address.
pub fn errors_between(word: &str, other: &str) -> usize {
    const ADDRESS: usize = 65;
    let (a, b): (Vec<char>, Vec<char>) = (fold(word).chars().collect(), fold(other).chars().collect());
    if a.len() >= ADDRESS {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = match (i, j) {
                (0, n) | (n, 0) => n,
                _ => {
                    let other = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                    let swapped = if swapped { rows[i - 2][j - 2] + 1 } else { usize::MAX };
                    other.min(swapped).min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1)
                }
            };
        }
    }
    rows[a.len()][b.len()]
}
