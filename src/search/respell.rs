//! Spellings of a query that the index has otherwise: numbers with blanks, which the analysis reads as one word (`12 500`,
//! `14 h 30`), and elisions without their apostrophe, as addresses and hasty fingers have them (`lexpression`, `dachat`).

use crate::analysis;
use crate::analysis::words::elision::{is_one_word, lost_apostrophe};
use crate::engine::selection::is_stop_word;
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;

/// `query` as the words of the index.
pub fn as_indexed(engine: &dyn Engine, query: &Query) -> Result<Query, EngineError> {
    with_apostrophes(&joined(query), engine)
}

/// `query` with neighbours that make one word put together.
fn joined(query: &Query) -> Query {
    let Query::Words(items) = query else { return query.clone() };
    let mut words: Vec<Query> = Vec::new();
    for item in items {
        let one = match words.as_slice() {
            [.., Query::Term(further), Query::Term(before)] => as_one(further, before, item),
            [.., Query::Term(before)] => as_one("", before, item),
            _ => None,
        };
        match one {
            Some(one) => *words.last_mut().expect("it is joined to the last one") = Query::Term(one),
            None => words.push(item.clone()),
        }
    }
    Query::words(words)
}

/// The two words before and at an item in one piece, if the chain reads them as one: numbers that are written with blanks, and
/// elisions without their apostrophe. `further` is what stands before them.
fn as_one(further: &str, before: &str, item: &Query) -> Option<String> {
    let Query::Term(word) = item else { return None };
    let text = format!("{further} {before} {word}");
    let start = further.len() + 1;
    // Before any other word an article stays a word: it is passed over anyway, and without it the words around it would count as
    // neighbours.
    let is_meant = is_one_word(before, word) || is_stop_word(item);
    if is_meant && lost_apostrophe(&text, start, start + before.len()).is_some() {
        return Some(format!("{before}'{word}"));
    }
    // Only numbers are written with blanks; it is not worth asking of all words.
    let has_number = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let stems = |text: &str| analysis::tokens(text).into_iter().map(|token| token.stem).collect::<Vec<_>>();
    let both = &text[start..];
    let are_one = (has_number(before) || has_number(word)) && stems(both) != [stems(before), stems(word)].concat();
    are_one.then(|| both.to_owned())
}

/// The words that are elided before a vowel, without their apostrophe.
const ELIDED: [&str; 9] = ["l", "d", "c", "j", "m", "n", "s", "t", "qu"];

/// `query` with each word that no article has, but that is one after an elision, read as that one.
fn with_apostrophes(query: &Query, engine: &dyn Engine) -> Result<Query, EngineError> {
    let all = |items: &[Query]| items.iter().map(|item| with_apostrophes(item, engine)).collect::<Result<Vec<_>, _>>();
    let inside = |inner: &Query| with_apostrophes(inner, engine).map(Box::new);
    Ok(match query {
        Query::Term(word) => Query::Term(without_elision(word, engine)?.unwrap_or(word).to_owned()),
        Query::Words(items) => Query::Words(all(items)?),
        Query::And(items) => Query::And(all(items)?),
        Query::Or(items) => Query::Or(all(items)?),
        Query::Must(inner) => Query::Must(inside(inner)?),
        Query::Not(inner) => Query::Not(inside(inner)?),
        Query::Boost(inner, factor) => Query::Boost(inside(inner)?, *factor),
        other => other.clone(),
    })
}

fn without_elision<'a>(word: &'a str, engine: &dyn Engine) -> Result<Option<&'a str>, EngineError> {
    if is_known(word, engine)? {
        return Ok(None);
    }
    for elided in ELIDED {
        let starts = word.get(..elided.len()).is_some_and(|start| start.eq_ignore_ascii_case(elided));
        let rest = if starts { &word[elided.len()..] } else { continue };
        let vowel = rest.chars().next().is_some_and(|c| "aeiouyhàâéèêëîïôœùû".contains(c.to_ascii_lowercase()));
        if vowel && rest.len() > 1 && is_known(rest, engine)? {
            return Ok(Some(rest));
        }
    }
    Ok(None)
}

/// Whether some article has every token of `word`.
fn is_known(word: &str, engine: &dyn Engine) -> Result<bool, EngineError> {
    for token in analysis::tokens(word) {
        if !engine.has_stem(&token.stem)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_written_with_blanks_are_one_word() {
        let check = |typed: &[&str], expected: &[&str]| {
            let terms = |words: &[&str]| words.iter().map(|word| Query::Term((*word).to_owned())).collect::<Vec<_>>();
            let expected = match expected {
                [one] => Query::Term((*one).to_owned()),
                several => Query::Words(terms(several)),
            };
            assert_eq!(joined(&Query::Words(terms(typed))), expected, "{typed:?}");
        };
        check(&["12", "500"], &["12 500"]);
        check(&["1", "250", "000", "dirhams"], &["1 250 000", "dirhams"]);
        check(&["14", "h", "30"], &["14 h", "30"]);
        check(&["pouvoir", "d", "achat"], &["pouvoir", "d", "achat"]);
        check(&["Europe", "de", "l", "est"], &["Europe", "de", "l'est"]);
        check(&["aujourd", "hui"], &["aujourd'hui"]);
        check(&["5", "m", "environ"], &["5", "m", "environ"]);
        check(&["U", "17", "a"], &["U 17", "a"]);
        check(&["vitamine", "d"], &["vitamine", "d"]);
        check(&["2025", "budget"], &["2025", "budget"]);
        check(&["grève", "trains"], &["grève", "trains"]);
    }
}
