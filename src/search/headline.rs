//! Headlines: an article whose title is the query comes first, and one whose title has all of it, word for word, comes before
//! others. Who pastes a headline looks for its article, also where it is made of stop words: `Le débat ! Mais pour quoi ?`.

use rustc_hash::FxHashMap;

use crate::analysis;
use crate::analysis::grammar::folding::fold;
use crate::engine::candidate::{Candidate, Handle, Sort, Wanted};
use crate::engine::ranking::Ranking;
use crate::engine::selection::Selection;
use crate::engine::{Engine, EngineError, Matches};
use crate::query::ast::{Field, Query};

/// Where more titles have the words, they are a turn of phrase and no headline.
const MOST: usize = 64;

/// A title that merely has the query counts if the query has so many words. Two or three words in a row, such as a name, may
/// stand in the title of any article about something else: counting these gave a mean nDCG@10 of 0.8906 instead of 0.8915 on
/// the topics of `benches/README.md`.
const FEWEST: usize = 4;

/// How much a title adds, in times of the best score of all candidates: what is the query, and what has it.
const IS_THE_QUERY: f64 = 2.0;
const HAS_THE_QUERY: f64 = 1.0;

/// A candidate whose title is the query or has it, and how much that adds to its score.
pub struct Headline {
    /// The article, without that.
    pub candidate: Candidate,
    /// In times of the best score of all candidates.
    pub times: f64,
}

/// The articles of a selection whose titles have `typed`, all words of it in their order.
pub fn headlines(
    engine: &dyn Engine,
    matches: &dyn Matches,
    selection: &Selection,
    typed: &Query,
) -> Result<Vec<Headline>, EngineError> {
    let Some(text) = plain_text(typed) else { return Ok(Vec::new()) };
    let words = words(&text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    // Whoever has the phrase has the words, so that these need not be looked up once more; and a weight of 0 scores nothing.
    let title = Query::Field(Field::Title, Box::new(Query::Phrase { text, slop: 0 }));
    let query = Query::Boost(Box::new(title), 0.0);
    let titled = Selection { query, filters: selection.filters.clone(), operator: selection.operator };
    let ranking = Ranking::default();
    let found = engine.matches(&titled, &ranking)?;
    if found.has_more_than(MOST)? || found.total()? == 0 {
        return Ok(Vec::new());
    }
    let wanted = Wanted { sort: Sort::Newest, first: MOST, deep: 0, now: None };
    let mut candidates = found.best(&wanted)?;
    matches.score(&mut candidates)?;
    let articles: Vec<Handle> = candidates.iter().map(|candidate| candidate.article).collect();
    let mut headlines = Vec::new();
    for (filed, candidate) in engine.read(&articles)?.into_iter().zip(candidates) {
        if self::words(&filed.article.title) == words {
            headlines.push(Headline { candidate, times: IS_THE_QUERY });
        } else if words.len() >= FEWEST {
            headlines.push(Headline { candidate, times: HAS_THE_QUERY });
        }
    }
    Ok(headlines)
}

/// Adds the articles of headlines to candidates that do not have them: their words alone may score too little.
pub fn add(candidates: &mut Vec<Candidate>, headlines: &[Headline]) {
    if headlines.is_empty() {
        return;
    }
    let mut missing: FxHashMap<Handle, Candidate> = by_article(headlines, |headline| headline.candidate);
    for hit in candidates.iter() {
        missing.remove(&hit.article);
    }
    candidates.extend(missing.into_values());
}

/// Raises the scores and keys of candidates by their headlines.
pub fn raise(candidates: &mut [Candidate], headlines: &[Headline]) {
    if headlines.is_empty() {
        return;
    }
    let best = candidates.iter().map(|hit| hit.score).fold(0.0, f64::max);
    let times = by_article(headlines, |headline| headline.times);
    for hit in candidates {
        let Some(times) = times.get(&hit.article) else { continue };
        let added = (times * best) as f32;
        hit.gain.headline = added;
        hit.score += f64::from(added);
        hit.key += f64::from(added);
    }
}

fn by_article<T>(headlines: &[Headline], value: impl Fn(&Headline) -> T) -> FxHashMap<Handle, T> {
    headlines.iter().map(|headline| (headline.candidate.article, value(headline))).collect()
}

/// What was typed, if it is nothing but words and quotations.
fn plain_text(typed: &Query) -> Option<String> {
    let items = match typed {
        Query::Words(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let texts: Option<Vec<&str>> = items
        .iter()
        .map(|item| match item {
            Query::Term(text) | Query::Phrase { text, slop: 0 } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    Some(texts?.join(" "))
}

/// The words of a title or a query, without capitals and accents.
fn words(text: &str) -> Vec<String> {
    analysis::tokens(text).into_iter().filter(|token| token.length == 1).map(|token| fold(&token.form)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::engine::candidate::Sort;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;
    use crate::search::answer::search;
    use crate::search::request::Request;

    #[test]
    fn a_headline_finds_its_article() {
        let about = "Le débat sur le débat du débat, et pour quoi ? ".repeat(3);
        let articles = [
            ("a", "Un débat", about.as_str()),
            ("b", "Débats, débat", about.as_str()),
            ("c", "Le débat ! Mais pour quoi ?", "Rien de plus."),
            ("d", "Mais à la question : le débat, mais pour quoi ?", "Rien."),
            ("e", "La nostalgie", "Un mot."),
            ("f", "Nostalgie, nostalgie : la nostalgie de la nostalgie", "La nostalgie."),
        ];
        let entry = |(id, title, body): &(&str, &str, &str)| {
            let article = Article { title: (*title).to_owned(), body: (*body).to_owned(), ..Article::default() };
            Entry::new(*id, Ok(article))
        };
        let engine = Embedded::new(in_memory(&articles.iter().map(entry).collect::<Vec<_>>())).unwrap();
        let check = |text: &str, expected: &[&str]| {
            for sort in [Sort::Best, Sort::Relevance] {
                let query = query::parse(text, date(2025, 7, 1)).query;
                let request = Request { sort, explain: true, ..Request::new(query) };
                let hits = search(&engine, &request).unwrap().hits;
                for hit in &hits {
                    let explanation = hit.explanation.as_ref().unwrap();
                    let sum: f64 = explanation.parts.iter().map(|part| part.value).sum();
                    assert!((sum - hit.score).abs() < 1e-6, "{text}: {sum} is not {}", hit.score);
                }
                let ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).take(expected.len()).collect();
                assert_eq!(ids, expected, "{text} {sort:?}");
            }
        };
        check("Le débat ! Mais pour quoi ?", &["c", "d"]);
        check("le debat mais pour quoi", &["c", "d"]);
        check("La nostalgie", &["e", "f"]);
    }
}
