//! Written words in the index of a cluster, found by how they are spelled. Each is kept beside its folded form in one value, see
//! [`form_key`](crate::opensearch::document::form_key).

use serde_json::{Value, json};

use crate::analysis::grammar::folding::fold;
use crate::engine::typos::errors_in;
use crate::query::ast::Query;

/// Queries of which each finds the articles that have a word that a leaf such as `grev*` or `greev~` stands for, a field each.
pub fn queries(leaf: &Query, fields: &[&str]) -> Vec<Value> {
    let query = |field: &&str| match leaf {
        Query::Prefix(prefix) => {
            let prefix = fold(prefix);
            (!prefix.is_empty()).then(|| json!({"prefix": {*field: {"value": prefix}}}))
        }
        Query::Fuzzy(word) => Some(json!({"regexp": {*field: {
            "value": format!("{} .*", similar(word, errors_in(word))),
            "flags": "NONE",
            "max_determinized_states": MOST_STATES,
        }}})),
        _ => None,
    };
    fields.iter().filter_map(query).collect()
}

/// Of the automaton that a regular expression becomes; Lucene counts the work of building it.
pub const MOST_STATES: usize = 1_000_000;

/// A regular expression of Lucene's for the values of words that begin so, folded.
pub fn begun(folded: &str) -> String {
    format!("{}.*", escaped(folded))
}

/// A regular expression of Lucene's for the folded words that at most so many typing errors make of a word: insertions,
/// deletions, substitutions and transpositions of neighbours, as the embedded engine counts them (the optimal string alignment
/// distance, Damerau 1964).
pub fn similar(word: &str, errors: u8) -> String {
    let letters: Vec<char> = fold(word).chars().collect();
    let errors = if letters.len() > LONGEST { 0 } else { errors };
    // `rest[n]`: what may follow when the first n letters are written, with the errors that are left.
    let mut rest: Vec<String> =
        (0..=letters.len()).map(|n| letters[n..].iter().map(|l| escape(*l)).collect()).collect();
    for _ in 0..errors {
        let mut more = vec![String::new(); letters.len() + 1];
        more[letters.len()] = format!("{ANY}?{}", rest[letters.len()]);
        for n in (0..letters.len()).rev() {
            let letter = escape(letters[n]);
            let mut ways =
                vec![format!("{letter}{}", more[n + 1]), format!("{ANY}{}", rest[n]), format!("{ANY}?{}", rest[n + 1])];
            if let Some(next) = letters.get(n + 1) {
                ways.push(format!("{}{letter}{}", escape(*next), rest[n + 2]));
            }
            more[n] = format!("({})", ways.join("|"));
        }
        rest = more;
    }
    rest.swap_remove(0)
}

/// Letters of the longest word that is looked for with errors: the expression of a longer one is too long for OpenSearch.
const LONGEST: usize = 40;

/// Any letter of a folded word: the blank ends it.
const ANY: &str = "[^ ]";

fn escaped(text: &str) -> String {
    text.chars().map(escape).collect()
}

fn escape(letter: char) -> String {
    if letter.is_alphanumeric() { letter.to_string() } else { format!("\\{letter}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_expressions_of_typing_errors() {
        let check = |word: &str, errors, expected: &str| assert_eq!(similar(word, errors), expected, "{word}");
        check("né", 0, "ne");
        check("a", 1, "(a[^ ]?|[^ ]a|[^ ]?)");
        check("mer", 1, "(m(e(r[^ ]?|[^ ]r|[^ ]?)|[^ ]er|[^ ]?r|re)|[^ ]mer|[^ ]?er|emr)");
    }
}
