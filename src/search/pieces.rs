//! Words of a query that the index has in one piece where they were typed in two, or the other way round: `bfm tv` also looks
//! for `BFMTV`, `covid19` for `Covid 19`. Which alternatives there are, the index knows; the words that were typed stay.

use crate::analysis::grammar::folding::fold;
use crate::analysis::pieces::apart;
use crate::analysis::{self, Token};
use crate::engine::selection::{Operator, Selection, is_stop_word};
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// `query` with the other ways to write its words as alternatives.
pub fn with_pieces(engine: &dyn Engine, query: &Query) -> Result<Query, EngineError> {
    let all = |items: &[Query]| items.iter().map(|item| with_pieces(engine, item)).collect::<Result<Vec<_>, _>>();
    let inside = |inner: &Query| with_pieces(engine, inner).map(Box::new);
    Ok(match query {
        Query::Words(items) => side_by_side(engine, items)?,
        Query::Term(word) => match in_two(engine, word)? {
            Some(words) => {
                // Its words stand apart in many articles, and would outweigh the one that was typed.
                let phrase = Query::Phrase { text: words, slop: 0 };
                Query::Or(vec![query.clone(), Query::Boost(Box::new(phrase), LITTLE)])
            }
            None => query.clone(),
        },
        Query::Phrase { text, slop: 0 } => phrase(engine, text)?,
        Query::And(items) => Query::And(all(items)?),
        Query::Or(items) => Query::Or(all(items)?),
        Query::Near { left, right, distance, ordered } => {
            Query::Near { left: inside(left)?, right: inside(right)?, distance: *distance, ordered: *ordered }
        }
        Query::Field(field, inner) if !field.is_name() => Query::Field(*field, inside(inner)?),
        Query::Must(inner) => Query::Must(inside(inner)?),
        Query::Not(inner) => Query::Not(inside(inner)?),
        Query::Boost(inner, factor) => Query::Boost(inside(inner)?, *factor),
        other => other.clone(),
    })
}

/// How many times a word counts that stands in two pieces where one was typed.
const LITTLE: f32 = 0.1;

/// `query` without the alternatives that [`with_pieces`] adds, to show what may be typed instead.
pub fn as_typed(query: &Query) -> Query {
    let all = |items: &[Query]| items.iter().map(as_typed).collect::<Vec<_>>();
    let inside = |inner: &Query| Box::new(as_typed(inner));
    match query {
        Query::Or(items) => match items.split_first() {
            Some((first, others))
                if others.iter().all(|other| letters(other).is_some_and(|o| Some(o) == letters(first))) =>
            {
                first.clone()
            }
            _ => Query::Or(all(items)),
        },
        Query::Spellings(words) => Query::Term(words[0].clone()),
        Query::Words(items) => Query::Words(all(items)),
        Query::And(items) => Query::And(all(items)),
        Query::Near { left, right, distance, ordered } => {
            Query::Near { left: inside(left), right: inside(right), distance: *distance, ordered: *ordered }
        }
        Query::Field(field, inner) => Query::Field(*field, inside(inner)),
        Query::Must(inner) => Query::Must(inside(inner)),
        Query::Not(inner) => Query::Not(inside(inner)),
        Query::Boost(inner, factor) => Query::Boost(inside(inner), *factor),
        other => other.clone(),
    }
}

/// The letters of words, without what stands between them.
fn letters(query: &Query) -> Option<String> {
    match query {
        Query::Term(text) | Query::Phrase { text, slop: 0 } => Some(fold(text).replace(char::is_whitespace, "")),
        Query::Boost(inner, _) => letters(inner),
        _ => None,
    }
}

/// Words beside each other, of which neighbours may be one: an article that has the one has both.
fn side_by_side(engine: &dyn Engine, items: &[Query]) -> Result<Query, EngineError> {
    let mut words: Vec<Query> = Vec::new();
    let mut rest = items;
    while let [item, behind @ ..] = rest {
        rest = behind;
        if let (Query::Term(first), [Query::Term(second), after @ ..]) = (item, behind)
            && let Some(whole) = in_one(engine, first, second)?
        {
            words.push(Query::Spellings(vec![first.clone(), whole.clone()]));
            words.push(Query::Spellings(vec![second.clone(), whole]));
            rest = after;
        } else {
            words.push(with_pieces(engine, item)?);
        }
    }
    Ok(Query::words(words))
}

/// A phrase, with the phrases in which two of its words are one, or one is two.
fn phrase(engine: &dyn Engine, text: &str) -> Result<Query, EngineError> {
    const MOST_WORDS: usize = 16;
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut phrases = vec![text.to_owned()];
    for n in 0..words.len().min(MOST_WORDS) {
        let (before, word, behind) = (&words[..n], words[n], &words[n + 1..]);
        if let Some(two) = in_two(engine, word)? {
            phrases.push([before, &[two.as_str()], behind].concat().join(" "));
        }
        if let [next, behind @ ..] = behind
            && let Some(whole) = in_one(engine, word, next)?
        {
            phrases.push([before, &[whole.as_str()], behind].concat().join(" "));
        }
    }
    let mut phrases: Vec<Query> = phrases.into_iter().map(|text| Query::Phrase { text, slop: 0 }).collect();
    Ok(if phrases.len() == 1 { phrases.remove(0) } else { Query::Or(phrases) })
}

/// Two words as one, if some article has that and not the words.
fn in_one(engine: &dyn Engine, first: &str, second: &str) -> Result<Option<String>, EngineError> {
    let Some(whole) = joined(first, second) else { return Ok(None) };
    let (Some(token), Some(part)) = (only_token(&whole), only_token(first)) else { return Ok(None) };
    let is_listed = apart(&fold(&whole)).is_some_and(|parts| is_same(&parts, &format!("{first} {second}")));
    let are_words = [first, second].iter().all(|word| !is_stop_word(&Query::Term((*word).to_owned())));
    if !(is_listed || are_words) || token.stem == part.stem || !engine.has_stem(&token.stem)? {
        return Ok(None);
    }
    // Of a compound (`porte-parole`), the index has the words and the whole.
    Ok(any_without(engine, Query::Term(whole.clone()), first)?.then_some(whole))
}

/// One word as two, if some article has these one behind the other and not the one.
fn in_two(engine: &dyn Engine, word: &str) -> Result<Option<String>, EngineError> {
    if only_token(word).is_none() {
        return Ok(None);
    }
    let Some(parts) = apart(&fold(word)) else { return Ok(None) };
    for token in analysis::tokens(&parts) {
        if !engine.has_stem(&token.stem)? {
            return Ok(None);
        }
    }
    let phrase = Query::Phrase { text: parts.clone(), slop: 0 };
    Ok(any_without(engine, phrase, word)?.then_some(parts))
}

/// Whether some article has one way to write a word and not the other.
fn any_without(engine: &dyn Engine, one: Query, other: &str) -> Result<bool, EngineError> {
    let query = Query::Words(vec![one, Query::Not(Box::new(Query::Term(other.to_owned())))]);
    engine.has_any(&Selection { query, filters: Filters::default(), operator: Operator::And })
}

/// Two words in one piece; none of words with signs, of figures only, or of a figure and a small unit.
fn joined(first: &str, second: &str) -> Option<String> {
    const SHORTEST: usize = 3;
    let are_figures = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    let are_letters = |word: &str| word.chars().all(char::is_alphabetic);
    let may_be = match (are_figures(first), are_figures(second)) {
        (true, true) => false,
        (true, false) => are_letters(second) && second.chars().count() >= SHORTEST,
        (false, true) => are_letters(first),
        (false, false) => are_letters(first) && are_letters(second) && first.len() + second.len() > SHORTEST,
    };
    may_be.then(|| format!("{first}{second}"))
}

/// The token of a word that is one and nothing else.
fn only_token(word: &str) -> Option<Token> {
    match analysis::tokens(word).as_slice() {
        [token, others @ ..] if others.iter().all(|other| other.position == token.position) => Some(token.clone()),
        _ => None,
    }
}

fn is_same(a: &str, b: &str) -> bool {
    let stems = |text: &str| analysis::tokens(text).into_iter().map(|token| token.stem).collect::<Vec<_>>();
    stems(a) == stems(b)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;

    #[test]
    fn words_in_one_piece_or_two() {
        let texts = [
            "Un sujet de BFMTV sur le covid19, vu sur TF1 ce weekend.",
            "Le covid 19 et la fin de la week end, cyber attaque et porte-parole.",
            "Un enjeu : le surface du 5g de France2.",
            "En jeu, sur face, l'attaque d'une france unie, une fin heureuse et une bfm.",
        ];
        let entry = |(id, text): (usize, &&str)| {
            let article = Article { title: format!("Brève {id}"), body: (*text).to_owned(), ..Article::default() };
            Entry::new(id.to_string(), Ok(article))
        };
        let engine = Embedded::new(in_memory(&texts.iter().enumerate().map(entry).collect::<Vec<_>>())).unwrap();
        let check = |text: &str, expected: &str| {
            let typed = query::parse(text, date(2025, 7, 1)).query;
            let read = with_pieces(&engine, &typed).unwrap();
            assert_eq!(read.to_string(), expected, "{text}");
            assert_eq!(as_typed(&read), as_typed(&typed), "{text}");
        };
        check("bfm tv", "(bfm OU bfmtv) (tv OU bfmtv)");
        check("sujet BFM TV", "sujet (BFM OU BFMTV) (TV OU BFMTV)");
        check("tf 1 sujet", "(tf OU tf1) (1 OU tf1) sujet");
        check("week end", "(week OU weekend) (end OU weekend)");
        check("covid19", "covid19 OU \"covid 19\"^0.1");
        check("weekend", "weekend OU \"week end\"^0.1");
        check("cyberattaque", "cyberattaque OU \"cyber attaque\"^0.1");
        check("-weekend", "-(weekend OU \"week end\"^0.1)");
        check("\"ce week end\"", "\"ce week end\" OU \"ce weekend\"");
        check("\"fin de la weekend\"", "\"fin de la weekend\" OU \"fin de la week end\"");
        // The index has nothing of the kind, or has the words beside it.
        check("porte parole", "porte parole");
        check("bfm sport", "bfm sport");
        check("autoroute", "autoroute");
        // Stop words and units make no words.
        check("en jeu", "en jeu");
        check("sur face", "sur face");
        check("5 g", "5 g");
        check("france 2", "(france OU france2) (2 OU france2)");
    }
}
