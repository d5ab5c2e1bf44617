//! Counts that take in another word: `manifestants` also finds `manifestation`, since both have one stem.

use crate::analysis::grammar::nominal;
use crate::analysis::{self, stop_words};
use crate::engine::selection::{Operator, Selection};
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// A word whose count is other words' for a good part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mixed {
    /// The word that is looked for.
    pub word: String,
    /// Another word that is counted, in the form that most articles have.
    pub other: String,
    /// The articles that have other words alone.
    pub articles: usize,
    /// All articles that are counted.
    pub total: usize,
}

/// In fewer articles nobody reads a tendency.
const FEWEST: usize = 20;
/// Other words are worth a hint where they are this part of a count: the half.
const PART: usize = 2;
/// Written words that are looked at, the most frequent ones.
const LOOKED_AT: usize = 60;
/// Inflections and cousins differ in the last letters of a word.
const LAST_LETTERS: usize = 5;
const FIRST_LETTERS: usize = 4;

/// The other words in the count of a query of a single noun; none for other queries, and where the word itself is most of what
/// is counted.
pub fn mixed(engine: &dyn Engine, query: &Query, filters: &Filters) -> Result<Option<Mixed>, EngineError> {
    let (query, typed) = Filters::lift(query);
    let filters = typed.and(filters);
    let Query::Term(word) = &query else { return Ok(None) };
    let tokens = analysis::tokens(word);
    let [token] = tokens.as_slice() else { return Ok(None) };
    if stop_words::is_stop_word(&token.form) || !token.form.chars().all(char::is_alphabetic) {
        return Ok(None);
    }
    // The forms of a verb are many, and who looks for one means them all.
    let Some(own) = nominal(&token.form) else { return Ok(None) };
    let total_of = |query: Query| engine.total(&Selection { query, filters: filters.clone(), operator: Operator::And });
    let total = total_of(query.clone())?;
    if total < FEWEST {
        return Ok(None);
    }
    let letters = token.form.chars().count();
    let beginning: String = token.form.chars().take(letters.saturating_sub(LAST_LETTERS).max(FIRST_LETTERS)).collect();
    let (mut forms, mut others) = (vec![Query::Exact(token.form.clone())], Vec::new());
    for form in engine.complete_words(&beginning, LOOKED_AT)? {
        let has_stem = analysis::indexed_tokens(&form).iter().any(|other| other.stem == token.stem);
        match has_stem {
            true if nominal(&form).as_ref() == Some(&own) => forms.push(Query::Exact(form)),
            true => others.push(form),
            false => {}
        }
    }
    let Some(other) = others.into_iter().next() else { return Ok(None) };
    let without = Query::Not(Box::new(Query::Or(forms)));
    let articles = total_of(Query::And(vec![query.clone(), without]))?;
    let mixed = Mixed { word: token.form.clone(), other, articles, total };
    Ok((articles * PART >= total).then_some(mixed))
}
