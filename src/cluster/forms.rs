//! The written words of a cluster's index, listed by a regular expression with exact counts.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use serde_json::{Value, json};

use super::snapshot::{Forms, Snapshot, hits, number};
use super::spelling;
use crate::analysis::grammar::folding::fold;
use crate::engine::EngineError;
use crate::engine::typos::written_as;
use crate::opensearch::document::form_of_key;

/// The fields of written words.
const FIELDS: [&str; 2] = ["title_forms", "text_forms"];

/// Words that are listed at a time; a word has no more neighbours in any language.
const MOST: usize = 10_000;

/// The written words whose values a regular expression of Lucene's accepts, with the number of articles that have each. Of several
/// fields the greatest number counts.
pub fn listed(snapshot: &Snapshot, expression: &str) -> Result<Forms, EngineError> {
    let forms = || snapshot.forms.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = forms().get(expression) {
        return Ok(Arc::clone(known));
    }
    let body = |field: &&str| {
        let regexp = json!({"value": expression, "flags": "NONE", "max_determinized_states": spelling::MOST_STATES});
        json!({
            "size": 0,
            "track_total_hits": false,
            "query": {"bool": {"filter": [{"term": {"is_article": true}}, {"regexp": {*field: regexp}}]}},
            "aggs": {"all": {"terms": {"field": field, "size": MOST, "include": expression}}},
        })
    };
    let answers = snapshot.search_each(FIELDS.iter().map(body).collect())?;
    let mut found = BTreeMap::<String, u64>::new();
    for bucket in answers.iter().flat_map(buckets) {
        let most = found.entry(form_of_key(bucket["key"].as_str().unwrap_or_default()).to_owned()).or_default();
        *most = number(&bucket["doc_count"]).max(*most);
    }
    let found: Forms = found.into_iter().collect();
    forms().insert(expression.to_owned(), Arc::clone(&found));
    Ok(found)
}

fn buckets(answer: &Value) -> &[Value] {
    answer["aggregations"]["all"]["buckets"].as_array().map_or(&[], Vec::as_slice)
}

/// What is typed, with its last word completed by words of titles: those first that most titles have which have the words before.
pub fn completions(snapshot: &Snapshot, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
    let start = beginning.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (before, last) = beginning.split_at(start);
    let folded = fold(last);
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    let answer = |filters: Vec<Value>| {
        snapshot.search(json!({
            "size": 0,
            "track_total_hits": false,
            "query": {"bool": {"filter": filters}},
            "aggs": {"all": {"terms": {"field": FIELDS[0], "size": limit, "include": spelling::begun(&folded)}}},
        }))
    };
    let begun = json!({"prefix": {FIELDS[0]: {"value": folded}}});
    let mut with_them = vec![begun.clone()];
    with_them.extend(
        before.split_whitespace().map(|word| json!({"prefix": {FIELDS[0]: {"value": format!("{} ", fold(word))}}})),
    );
    let mut found: Vec<String> = Vec::new();
    for filters in [with_them, vec![begun]] {
        for bucket in buckets(&answer(filters)?) {
            let form = form_of_key(bucket["key"].as_str().unwrap_or_default()).to_owned();
            if found.len() < limit && !found.contains(&form) {
                found.push(form);
            }
        }
    }
    Ok(found.into_iter().map(|form| format!("{before}{}", written_as(last, form))).collect())
}

/// The titles that have words with all these beginnings, the newest first.
pub fn titles(snapshot: &Snapshot, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
    let begun: Vec<Value> = beginning
        .split_whitespace()
        .map(fold)
        .filter(|word| !word.is_empty())
        .map(|word| json!({"prefix": {FIELDS[0]: {"value": word}}}))
        .collect();
    if begun.is_empty() {
        return Ok(Vec::new());
    }
    let mut titles: Vec<String> = Vec::new();
    let answer = snapshot.search(json!({
        "size": 4 * limit,
        "track_total_hits": false,
        "_source": ["article.title"],
        "query": {"bool": {"filter": begun}},
        "sort": [{"published": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
    }))?;
    for hit in hits(&answer) {
        let title = hit["_source"]["article"]["title"].as_str().unwrap_or_default();
        if titles.len() < limit && !titles.iter().any(|known| known == title) {
            titles.push(title.to_owned());
        }
    }
    Ok(titles)
}

/// The ids that begin so, in their order.
pub fn ids(snapshot: &Snapshot, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
    let answer = snapshot.search(json!({
        "size": limit,
        "track_total_hits": false,
        "_source": ["id"],
        "query": {"bool": {"filter": [{"term": {"is_article": true}}, {"prefix": {"id": {"value": beginning}}}]}},
        "sort": [{"id": "asc"}],
    }))?;
    Ok(hits(&answer).iter().filter_map(|hit| hit["_source"]["id"].as_str().map(str::to_owned)).collect())
}
