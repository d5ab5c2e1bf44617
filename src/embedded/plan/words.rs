//! The words of a query.

use crate::analysis::{self, Token};
use crate::embedded::postings::statistics::Synonyms;
use crate::engine::selection::is_stop_word;
use crate::query::ast::Query;

/// A word of the query as the best matches are judged by it.
pub struct QueryWord {
    /// Its stems.
    pub stems: Vec<String>,
    /// Its terms in the index.
    pub terms: Synonyms,
    /// Its inverse document frequency.
    pub idf: f32,
    /// Whether it is more than a stop word.
    pub telling: bool,
    /// Whether the query writes it as a name.
    pub is_name: bool,
}

/// Whether a word is written as a name: with a capital, but not in capitals, which an acronym or a headline has. The first
/// word of a query tells nothing.
pub fn is_name(written: &str) -> bool {
    written.starts_with(char::is_uppercase) && written.contains(char::is_lowercase)
}

/// One word of a query as it is scored; `=mot` has no stems.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WordTerms {
    pub stems: Vec<String>,
    pub form: String,
}

/// The words of a query that score, one for each position of its text.
pub fn scored_words(query: &Query) -> Vec<WordTerms> {
    match query {
        Query::Term(text) | Query::AtLeast { text, .. } | Query::Phrase { text, .. } => {
            let word = |tokens: Vec<&Token>| WordTerms {
                stems: tokens.iter().map(|token| token.stem.clone()).collect(),
                form: tokens[0].form.clone(),
            };
            by_position(&analysis::tokens(text)).into_iter().map(word).collect()
        }
        Query::Spellings(words) => {
            let tokens: Vec<Token> = words.iter().flat_map(|word| analysis::tokens(word)).collect();
            let form = tokens.first().map(|token| token.form.clone()).unwrap_or_default();
            vec![WordTerms { stems: tokens.into_iter().map(|token| token.stem).collect(), form }]
        }
        Query::Exact(text) => {
            let word = |tokens: Vec<&Token>| WordTerms { stems: Vec::new(), form: tokens[0].form.clone() };
            by_position(&analysis::tokens(text)).into_iter().map(word).collect()
        }
        Query::Near { left, right, .. } => scored_words(left).into_iter().chain(scored_words(right)).collect(),
        Query::Or(items) => items.iter().flat_map(scored_words).collect(),
        Query::Boost(inner, _) | Query::Must(inner) => scored_words(inner),
        _ => Vec::new(),
    }
}

/// The words of [`scored_words`] as they are written in a term or a phrase.
pub fn written_words(query: &Query) -> Vec<String> {
    let text = match query {
        Query::Term(text) | Query::Phrase { text, .. } => text,
        Query::Spellings(words) => &words[0],
        _ => return Vec::new(),
    };
    let tokens = analysis::tokens(text);
    by_position(&tokens).into_iter().map(|word| text[word[0].start..word[0].end].to_owned()).collect()
}

/// The tokens of each position, in order. Tokens that stand for several positions, as `weekend` for `week-end`, are left to
/// the pattern.
pub fn by_position(tokens: &[Token]) -> Vec<Vec<&Token>> {
    let mut positions: Vec<Vec<&Token>> = Vec::new();
    for token in tokens.iter().filter(|token| token.length == 1) {
        match positions.last_mut() {
            Some(last) if last[0].position == token.position => last.push(token),
            _ => positions.push(vec![token]),
        }
    }
    positions
}

/// A compound's words, each as a query of its own: with [`crate::engine::selection::Operator::Or`] an article may have
/// any of them. A compound of stop words alone (`peut-être`) stays as it is.
pub fn taken_apart(query: &Query) -> Vec<Query> {
    let Query::Term(text) = query else { return vec![query.clone()] };
    let tokens = analysis::tokens(text);
    let words = by_position(&tokens);
    let alone = words.iter().map(|word| Query::Term(text[word[0].start..word[0].end].to_owned()));
    let telling: Vec<Query> = alone.filter(|word| !is_stop_word(word)).collect();
    if words.len() < 2 || telling.is_empty() { vec![query.clone()] } else { telling }
}
