//! Words that were typed without their apostrophe, as addresses and hasty fingers have them: `lexpression`, `dachat`.

use tantivy::Searcher;
use tantivy::Term;
use tantivy::schema::Field;

use crate::analysis;
use crate::query::ast::Query;

/// What is elided before a vowel, without its apostrophe.
const ELIDED: [&str; 9] = ["l", "d", "c", "j", "m", "n", "s", "t", "qu"];

/// `query` with each word that no article has, but that is one after an elision, read as that one.
pub fn with_apostrophes(query: &Query, searcher: &Searcher, fields: &[Field]) -> tantivy::Result<Query> {
    let all = |items: &[Query]| {
        items.iter().map(|item| with_apostrophes(item, searcher, fields)).collect::<tantivy::Result<Vec<_>>>()
    };
    let inside = |inner: &Query| with_apostrophes(inner, searcher, fields).map(Box::new);
    Ok(match query {
        Query::Term(word) => Query::Term(without_elision(word, searcher, fields)?.unwrap_or(word).to_owned()),
        Query::Words(items) => Query::Words(all(items)?),
        Query::And(items) => Query::And(all(items)?),
        Query::Or(items) => Query::Or(all(items)?),
        Query::Must(inner) => Query::Must(inside(inner)?),
        Query::Not(inner) => Query::Not(inside(inner)?),
        Query::Boost(inner, factor) => Query::Boost(inside(inner)?, *factor),
        other => other.clone(),
    })
}

fn without_elision<'a>(word: &'a str, searcher: &Searcher, fields: &[Field]) -> tantivy::Result<Option<&'a str>> {
    if is_known(word, searcher, fields)? {
        return Ok(None);
    }
    for elided in ELIDED {
        let starts = word.get(..elided.len()).is_some_and(|start| start.eq_ignore_ascii_case(elided));
        let rest = if starts { &word[elided.len()..] } else { continue };
        let vowel = rest.chars().next().is_some_and(|c| "aeiouyhàâéèêëîïôœùû".contains(c.to_ascii_lowercase()));
        if vowel && rest.len() > 1 && is_known(rest, searcher, fields)? {
            return Ok(Some(rest));
        }
    }
    Ok(None)
}

/// Whether some article has every token of `word`.
fn is_known(word: &str, searcher: &Searcher, fields: &[Field]) -> tantivy::Result<bool> {
    for token in analysis::tokens(word) {
        let mut known = false;
        for field in fields {
            known |= searcher.doc_freq(&Term::from_field_text(*field, &token.stem))? > 0;
        }
        if !known {
            return Ok(false);
        }
    }
    Ok(true)
}
