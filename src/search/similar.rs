//! More like this: the articles that share the most telling words of one.

use std::collections::HashMap;

use super::answer::search;
use super::request::{Matching, Request};
use super::response::Response;
use crate::analysis::{self, stop_words};
use crate::article::Article;
use crate::engine::shown::Filed;
use crate::engine::{Engine, EngineError};
use crate::query::ast::Query;
use crate::query::filters::Filters;

/// So many of an article's words are searched for. With more, articles are found that are merely written alike.
const WORDS: usize = 25;
/// A word of the title counts as so many words of the text.
const TITLE: f64 = 3.0;

/// The articles that the filters let through and that are most like this one, without itself and its copies.
pub fn similar(
    engine: &dyn Engine,
    to: &Filed,
    filters: &Filters,
    limit: usize,
    snippet: usize,
) -> Result<Response, EngineError> {
    let words = telling_words(engine, &to.article)?;
    let words = words.into_iter().map(|(word, weight)| Query::Boost(Box::new(Query::Term(word)), weight));
    let mut response = search(
        engine,
        &Request {
            filters: filters.clone(),
            matching: Matching::Any,
            limit: limit.saturating_add(1),
            snippet,
            group_copies: true,
            // The words are the article's, so there is nothing to correct.
            suggest: false,
            ..Request::new(Query::Or(words.collect()))
        },
    )?;
    response.hits.retain(|hit| hit.id != to.id && hit.copies.iter().all(|copy| copy.id != to.id));
    response.hits.truncate(limit);
    for (rank, hit) in (1..).zip(&mut response.hits) {
        hit.rank = rank;
    }
    response.total = response.hits.len();
    Ok(response)
}

/// The words of an article that say most, by how often it has them and how few articles do (Salton & Buckley 1988,
/// "Term-weighting approaches in automatic text retrieval"), with their weights, the greatest of which is 1.
fn telling_words(engine: &dyn Engine, article: &Article) -> Result<Vec<(String, f32)>, EngineError> {
    let articles = engine.count()? as f64;
    let mut found: HashMap<String, (String, f64)> = HashMap::new();
    for (text, weight) in [(article.title.as_str(), TITLE), (&article.text(), 1.0)] {
        analysis::for_each_word(text, |form, stem| {
            if !stop_words::is_stop_word(form) && form.chars().any(char::is_alphabetic) {
                found.entry(stem.to_owned()).or_insert_with(|| (form.to_owned(), 0.0)).1 += weight;
            }
        });
    }
    let mut words = Vec::new();
    for (stem, (form, frequency)) in found {
        let with = engine.document_frequency(&stem)? as f64;
        // A word that no other article has finds none.
        if with > 1.0 {
            words.push((form, (1.0 + frequency.ln()) * (1.0 + articles / with).ln()));
        }
    }
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(WORDS);
    let most = words.iter().map(|(_, weight)| *weight).max_by(f64::total_cmp).unwrap_or(1.0);
    Ok(words.into_iter().map(|(word, weight)| (word, (weight / most) as f32)).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::embedded::Embedded;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;

    #[test]
    fn like_this_but_not_the_same() {
        let tail = "Le préfet a rappelé mardi soir que la route du littoral reste fermée jusqu’à nouvel ordre, et que les \
                    secours, venus de trois communes voisines, resteront sur place aussi longtemps que la marée monte.";
        let story = format!("La digue de Wissant a cédé sous la tempête, et la mer a gagné les dunes. {tail}");
        let entry = |id: &str, title: &str, body: &str| {
            let article = Article { title: title.to_owned(), body: body.to_owned(), ..Article::default() };
            Entry::new(id, Ok(article))
        };
        let index = Embedded::new(in_memory(&[
            entry("digue", "La digue de Wissant cède", &story),
            entry("copie", "Wissant : la mer passe", &format!("WISSANT (ADL) – {story}")),
            entry(
                "dunes",
                "Les dunes de Wissant",
                "Un an après la tempête, la digue de Wissant attend toujours ses pierres.",
            ),
            entry(
                "budget",
                "Le budget",
                "Le conseil a voté le budget mardi soir, sans débat, à l’unanimité moins une voix.",
            ),
            entry("tempete", "Tempête", "La tempête a couché des arbres."),
        ]))
        .unwrap();
        let check = |id: &str, filters: &str, expected: &[&str]| {
            let [filed] = &index.read(&index.find(id).unwrap()).unwrap()[..] else { panic!("{id}") };
            let (_, filters) = Filters::lift(&query::parse(filters, date(2025, 7, 1)).query);
            let found = similar(&index, filed, &filters, 1, 0).unwrap();
            let ids: Vec<_> = found.hits.into_iter().map(|hit| hit.id).collect();
            assert_eq!(ids, expected, "{id}");
        };
        check("digue", "", &["dunes"]);
        check("copie", "", &["dunes"]);
        check("copie", "date:2025", &[]);
    }
}
