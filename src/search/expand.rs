//! From a part of a word, or a misspelt one, to the words of the index that it may stand for.

use std::collections::BTreeSet;

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::bm25f::WeightedField;
use crate::analysis;
use crate::analysis::folding::{fold, lower_case};

/// The forms that begin with `prefix`, whatever their accents.
pub fn by_prefix(searcher: &Searcher, fields: &[WeightedField], prefix: &str) -> tantivy::Result<Vec<Term>> {
    let prefix = folded(prefix);
    forms(searcher, fields, |form| folded(form).starts_with(&prefix))
}

/// The forms that a typing error or two make of `word`: one in a word of three to five letters, two in a longer one.
pub fn by_similarity(searcher: &Searcher, fields: &[WeightedField], word: &str) -> tantivy::Result<Vec<Term>> {
    let word: Vec<char> = folded(word).chars().collect();
    let limit = match word.len() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    forms(searcher, fields, |form| is_within(&word, &folded(form), limit))
}

/// The words of a field of names that begin with `prefix`.
pub fn names_by_prefix(searcher: &Searcher, field: Field, prefix: &str) -> tantivy::Result<Vec<Term>> {
    let prefix = folded(prefix);
    let mut terms = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut stream = index.terms().range().ge(&prefix).into_stream()?;
        while stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
            terms.insert(Term::from_field_text(field, &String::from_utf8_lossy(stream.key())));
        }
    }
    Ok(terms.into_iter().collect())
}

/// The values of a field that are `name` but for case, accents, spaces and punctuation.
pub fn values_equal(searcher: &Searcher, column: &str, name: &str) -> tantivy::Result<BTreeSet<String>> {
    let name = letters(name);
    let mut values = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let Some(column) = segment.fast_fields().str(column)? else { continue };
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            let value = String::from_utf8_lossy(stream.key());
            if letters(&value) == name {
                values.insert(value.into_owned());
            }
        }
    }
    Ok(values)
}

fn folded(word: &str) -> String {
    fold(&lower_case(word))
}

fn letters(name: &str) -> String {
    folded(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn forms(searcher: &Searcher, fields: &[WeightedField], accept: impl Fn(&str) -> bool) -> tantivy::Result<Vec<Term>> {
    let mark = analysis::EXACT.to_string();
    let mut terms = BTreeSet::new();
    for segment in searcher.segment_readers() {
        for (field, _) in fields {
            let index = segment.inverted_index(*field)?;
            let mut stream = index.terms().range().ge(&mark).into_stream()?;
            while stream.advance() {
                let term = String::from_utf8_lossy(stream.key());
                let Some(form) = term.strip_prefix(&mark) else { break };
                if accept(form) {
                    terms.insert(Term::from_field_text(*field, &term));
                }
            }
        }
    }
    Ok(terms.into_iter().collect())
}

/// Whether `limit` insertions, deletions, substitutions and transpositions of neighbours make one word of the other
/// (the optimal string alignment distance).
fn is_within(word: &[char], other: &str, limit: usize) -> bool {
    let other: Vec<char> = other.chars().collect();
    if word.len().abs_diff(other.len()) > limit {
        return false;
    }
    let (mut before, mut above) = (Vec::new(), (0..=other.len()).collect::<Vec<_>>());
    for (i, a) in word.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut cost = (above[j] + usize::from(a != b)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && word[i - 1] == *b {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        if row.iter().all(|cost| *cost > limit) {
            return false;
        }
        (before, above) = (above, row);
    }
    above[other.len()] <= limit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_errors() {
        let check = |word: &str, other: &str, limit, expected| {
            let word: Vec<char> = word.chars().collect();
            assert_eq!(is_within(&word, other, limit), expected, "{word:?} {other}");
        };
        check("acceuil", "accueil", 1, true);
        check("acceuil", "accueils", 1, false);
        check("acceuil", "accueils", 2, true);
        check("digue", "dogue", 1, true);
        check("digue", "vague", 1, false);
        check("digue", "", 1, false);
    }
}
