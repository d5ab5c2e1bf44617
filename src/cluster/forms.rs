//! The written words of a cluster's index, listed by a regular expression with exact counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use serde_json::{Map, Value, json};

use super::snapshot::{Forms, Snapshot, hits, number};
use super::spelling;
use crate::analysis::grammar::folding::fold;
use crate::engine::EngineError;
use crate::engine::typos::written_as;
use crate::opensearch::document::{form_key, form_of_key};

/// The fields of written words.
const FIELDS: [&str; 2] = ["title_forms", "text_forms"];

/// Words that are listed at a time; a word has no more neighbours in any language.
const MOST: usize = 10_000;

/// Words that are looked for at a time: OpenSearch takes no more than 1,024 clauses.
const WORDS: usize = 200;

/// Articles that are shown at a time for the spellings that they have.
const SHOWN: usize = 20;

/// The written words whose values a regular expression of Lucene's accepts, with the number of articles that have each. Of several
/// fields the greatest number counts.
pub fn listed(snapshot: &Snapshot, expression: &str) -> Result<Forms, EngineError> {
    remembered(snapshot, expression, || list(snapshot, expression))
}

fn remembered(
    snapshot: &Snapshot,
    of: &str,
    list: impl FnOnce() -> Result<BTreeMap<String, u64>, EngineError>,
) -> Result<Forms, EngineError> {
    let forms = || snapshot.forms.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = forms().get(of) {
        return Ok(Arc::clone(known));
    }
    let found: Forms = list()?.into_iter().collect();
    forms().insert(of.to_owned(), Arc::clone(&found));
    Ok(found)
}

fn list(snapshot: &Snapshot, expression: &str) -> Result<BTreeMap<String, u64>, EngineError> {
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
    Ok(found)
}

/// The written words that are one of some folded words, with the number of articles that have each. Of several fields the greatest
/// number counts. Each answer counts the spellings that are known, and shows articles that have others, until there are none: to list
/// the words of all articles would take as long as there are articles.
pub fn written(snapshot: &Snapshot, words: &[String]) -> Result<Forms, EngineError> {
    remembered(snapshot, &words.join(" "), || {
        let mut found = BTreeMap::new();
        for words in words.chunks(WORDS) {
            found.extend(spellings(snapshot, words)?);
        }
        Ok(found)
    })
}

fn spellings(snapshot: &Snapshot, words: &[String]) -> Result<Vec<(String, u64)>, EngineError> {
    let beginnings: BTreeSet<String> = words.iter().map(|word| form_key(&fold(word))).collect();
    let mut known: BTreeSet<String> =
        words.iter().map(|word| form_key(word)).chain(beginnings.iter().cloned()).collect();
    let body = |known: &BTreeSet<String>, field: &str| {
        let begun: Vec<Value> = beginnings.iter().map(|value| json!({"prefix": {field: {"value": value}}})).collect();
        let count = |value: &String| (value.clone(), json!({"term": {field: value}}));
        json!({
            "size": SHOWN,
            "track_total_hits": false,
            "_source": false,
            "docvalue_fields": [field],
            "query": {"bool": {
                "filter": [{"term": {"is_article": true}}],
                "should": begun,
                "minimum_should_match": 1,
            }},
            "post_filter": {"bool": {"must_not": {"terms": {field: known}}}},
            "aggs": {"all": {"filters": {"filters": known.iter().map(count).collect::<Map<_, _>>()}}},
        })
    };
    loop {
        let answers = snapshot.search_each(FIELDS.iter().map(|field| body(&known, field)).collect())?;
        let before = known.len();
        for (field, answer) in FIELDS.iter().zip(&answers) {
            let values = hits(answer).iter().filter_map(|hit| hit["fields"][field].as_array()).flatten();
            let begun = |value: &&str| value.find(' ').is_some_and(|at| beginnings.contains(&value[..=at]));
            known.extend(values.filter_map(Value::as_str).filter(begun).map(str::to_owned));
        }
        if known.len() == before {
            let count = |key: &String| {
                let counts =
                    answers.iter().map(|answer| number(&answer["aggregations"]["all"]["buckets"][key]["doc_count"]));
                (form_of_key(key).to_owned(), counts.max().unwrap_or_default())
            };
            return Ok(known.iter().map(count).filter(|(_, count)| *count > 0).collect());
        }
    }
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
