//! The written words of a cluster's index, with exact counts: those that are like a word, and those that a beginning may become.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use serde_json::{Map, Value, json};
use tantivy_fst::Automaton;

use super::snapshot::{Forms, Snapshot, hits, number};
use super::spelling;
use crate::analysis::grammar::folding::fold;
use crate::embedded::dictionary::automata::{OneOf, Similar};
use crate::engine::EngineError;
use crate::engine::typos::written_as;
use crate::opensearch::document::{form_key, form_of_key};

/// The fields of written words.
const FIELDS: [&str; 2] = ["title_forms", "text_forms"];

/// Words that are looked for at a time: OpenSearch takes no more than 1,024 clauses.
const WORDS: usize = 200;

/// Articles that are shown at a time for the written words that they have.
const SHOWN: usize = 100;

/// Written words, each with the number of articles that have it. Of several fields the greatest number counts.
type Counts = BTreeMap<String, u64>;

/// The written words that are one of some words, where case and accents are no difference.
pub fn one_of(snapshot: &Snapshot, words: &[String]) -> Result<Forms, EngineError> {
    remembered(snapshot, &words.join(" "), || {
        let mut found = Counts::new();
        for words in words.chunks(WORDS) {
            let beginnings: Vec<String> = words.iter().map(|word| form_key(&fold(word))).collect();
            let any = |field: &str| {
                let begun = beginnings.iter().map(|value| json!({"prefix": {field: {"value": value}}}));
                json!({"bool": {"should": begun.collect::<Vec<_>>(), "minimum_should_match": 1}})
            };
            found.extend(listed(snapshot, &any, &OneOf::of(words), beginnings.iter().cloned().collect())?);
        }
        Ok(found)
    })
}

/// The written words that at most so many typing errors make of a word.
pub fn similar(snapshot: &Snapshot, word: &str, errors: u8) -> Result<Forms, EngineError> {
    remembered(snapshot, &format!("{word}~{errors}"), || {
        let expression = format!("{} .*", spelling::similar(word, errors));
        let any = |field: &str| {
            json!({"regexp": {field: {
                "value": expression,
                "flags": "NONE",
                "max_determinized_states": spelling::MOST_STATES,
            }}})
        };
        listed(snapshot, &any, &Similar::to(word, errors), BTreeSet::from([form_key(word)]))
    })
}

fn remembered(
    snapshot: &Snapshot,
    of: &str,
    list: impl FnOnce() -> Result<Counts, EngineError>,
) -> Result<Forms, EngineError> {
    let forms = || snapshot.forms.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = forms().get(of) {
        return Ok(Arc::clone(known));
    }
    let found: Forms = list()?.into_iter().collect();
    forms().insert(of.to_owned(), Arc::clone(&found));
    Ok(found)
}

/// The written words that an automaton accepts; `any` finds the articles whose field has one. Each answer counts those that are known, and
/// shows some articles that have others, until there are none: a list of the words of all these articles would be as long as they are many.
fn listed<A: Automaton>(
    snapshot: &Snapshot,
    any: &dyn Fn(&str) -> Value,
    automaton: &A,
    mut known: BTreeSet<String>,
) -> Result<Counts, EngineError> {
    let body = |known: &BTreeSet<String>, field: &str| {
        let count = |value: &String| (value.clone(), json!({"term": {field: value}}));
        json!({
            "size": SHOWN,
            "track_total_hits": false,
            "_source": false,
            "docvalue_fields": [field],
            "query": {"bool": {"filter": [{"term": {"is_article": true}}, any(field)]}},
            "post_filter": {"bool": {"must_not": {"terms": {field: known}}}},
            "aggs": {"all": {"filters": {"filters": known.iter().map(count).collect::<Map<_, _>>()}}},
        })
    };
    let accepts = |form: &str| {
        let read = form.bytes().fold(automaton.start(), |state, byte| automaton.accept(&state, byte));
        automaton.is_match(&read)
    };
    loop {
        let answers = snapshot.search_each(FIELDS.iter().map(|field| body(&known, field)).collect())?;
        let before = known.len();
        for (field, answer) in FIELDS.iter().zip(&answers) {
            let values = hits(answer).iter().filter_map(|hit| hit["fields"][field].as_array()).flatten();
            let accepted = values.filter_map(Value::as_str).filter(|value| accepts(form_of_key(value)));
            known.extend(accepted.map(str::to_owned));
        }
        if known.len() == before {
            let count = |key: &String| {
                let count = |answer: &Value| number(&answer["aggregations"]["all"]["buckets"][key]["doc_count"]);
                (form_of_key(key).to_owned(), answers.iter().map(count).max().unwrap_or_default())
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
