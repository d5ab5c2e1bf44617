//! What is worth saying beside the hits: how many articles a date filter leaves out only because they have no date, and
//! where nothing is found, what less would find.

use super::Matching;
use super::compile::{self, Context};
use crate::date::Period;
use crate::query::ast::{Field, Query};

/// A smaller request, and how many articles it would find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alternative {
    /// One part of the query, without the others and without filters.
    Alone { part: String, total: usize },
    /// The query without one of its filters, or without all of them.
    Without { filters: String, total: usize },
}

/// Who typed more than this does not want to read about all of it.
const MOST_PARTS: usize = 8;

/// How many articles match but for a date filter, which they cannot pass for they have no date.
pub fn undated(query: &Query, context: &Context) -> tantivy::Result<usize> {
    let of_any_date = asking_for_undated(query);
    if of_any_date == *query {
        return Ok(0);
    }
    let left_out = [of_any_date, undated_ones(), Query::Not(Box::new(query.clone()))];
    count(&Query::And(left_out.to_vec()), context)
}

fn undated_ones() -> Query {
    Query::Not(Box::new(Query::Date(Period::default())))
}

/// `query` with each of its date filters turned into one for articles without a date.
fn asking_for_undated(query: &Query) -> Query {
    let all = |items: &[Query]| items.iter().map(asking_for_undated).collect();
    let inside = |inner: &Query| Box::new(asking_for_undated(inner));
    match query {
        Query::Date(_) => undated_ones(),
        Query::Words(items) => Query::Words(all(items)),
        Query::And(items) => Query::And(all(items)),
        Query::Or(items) => Query::Or(all(items)),
        Query::Must(inner) => Query::Must(inside(inner)),
        Query::Boost(inner, factor) => Query::Boost(inside(inner), *factor),
        // What is excluded by date, an undated article is not.
        other => other.clone(),
    }
}

/// What each part of the query would find alone, and all without its filters.
pub fn alternatives(query: &Query, context: &Context) -> tantivy::Result<Vec<Alternative>> {
    let parts = parts(query);
    let (filters, words): (Vec<&Query>, Vec<&Query>) = parts.iter().copied().partition(|part| is_filter(part));
    let mut found = Vec::new();
    if words.len() > 1 {
        for part in words.iter().take(MOST_PARTS) {
            found.push(Alternative::Alone { part: part.to_string(), total: count_or_any(part, context)? });
        }
    }
    let without = |left_out: &[&Query]| {
        let kept = parts.iter().filter(|part| !left_out.contains(part)).map(|part| (*part).clone());
        let filters: Vec<String> = left_out.iter().map(|filter| filter.to_string()).collect();
        let total = count_or_any(&Query::And(kept.collect()), context)?;
        tantivy::Result::Ok(Alternative::Without { filters: filters.join(" "), total })
    };
    if words.is_empty() {
        return Ok(found);
    }
    for filter in filters.iter().take(MOST_PARTS) {
        found.push(without(&[*filter])?);
    }
    if filters.len() > 1 {
        found.push(without(&filters)?);
    }
    found.retain(|less| !matches!(less, Alternative::Without { total: 0, .. }));
    Ok(found)
}

/// What an article must have, one by one.
fn parts(query: &Query) -> Vec<&Query> {
    match query {
        Query::Words(items) => compile::without_stop_words(items.iter()).into_iter().flat_map(parts).collect(),
        Query::And(items) => items.iter().flat_map(parts).collect(),
        Query::Must(inner) => parts(inner),
        one => vec![one],
    }
}

/// Whether a part of a query says nothing of what articles are about.
fn is_filter(query: &Query) -> bool {
    use Field::{Author, Language, Section, Source, Url};
    matches!(query, Query::Date(_) | Query::Not(_) | Query::Field(Author | Source | Section | Language | Url, _))
}

fn count(query: &Query, context: &Context) -> tantivy::Result<usize> {
    Ok(context.articles(query)?.count())
}

/// As many as a search for this would find.
fn count_or_any(query: &Query, context: &Context) -> tantivy::Result<usize> {
    match count(query, context)? {
        0 if context.matching == Matching::AllElseAny => count(query, &Context { matching: Matching::Any, ..*context }),
        found => Ok(found),
    }
}
