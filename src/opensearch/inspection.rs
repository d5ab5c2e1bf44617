//! Whether an index in a cluster is what was written. OpenSearch has checksums for its files; what it cannot know is whether each document
//! is what kiosque makes of its page. So the counts are made again, and a sample of articles is analysed again.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use twox_hash::XxHash3_64;

use super::client::Client;
use super::document::{DocumentWriter, name, signed};
use super::error::ClusterError;
use super::kept::Kept;
use super::mapping::{self, LONGEST_CODE};
use super::{stamp, totals};
use crate::analysis::vocabulary::CurrentVocabulary;
use crate::index::damage::Damage;
use crate::index::schema;

/// What was found in an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// The articles of the index.
    pub articles: u64,
    /// Its pages without an article.
    pub rejected: u64,
    /// The pages that were analysed again.
    pub sampled: u64,
    /// All that was found wrong: pages by their ids, and the index as a whole by its name.
    pub damages: Vec<Damage>,
}

/// Pages that are analysed again at the most, and those that are asked for at a time.
const SAMPLE: usize = 500;
const AT_ONCE: usize = 50;

/// Stems that are asked for at a time: OpenSearch takes no more than 1,024 clauses.
const STEMS: usize = 500;

/// Inspects an index: its version, its counts, and some of its pages, others after each commit.
///
/// # Errors
///
/// Those of [`stamp::read`].
pub fn inspect(client: &Client) -> Result<Inspection, ClusterError> {
    let stamp = stamp::read(client)?;
    let search = |body: &Value| client.post(&format!("/{}/_search?preference=_primary", client.index()), body);
    let count = |query: Value| {
        let found = search(&json!({"size": 0, "track_total_hits": true, "query": query}))?;
        Ok::<_, ClusterError>(found["hits"]["total"]["value"].as_u64().unwrap_or_default())
    };
    let counted = totals::count(&search)?;
    let mut inspection = Inspection {
        articles: counted.articles,
        rejected: count(json!({"bool": {"filter": [{"exists": {"field": "rejection"}}]}}))?,
        ..Inspection::default()
    };
    let mut wrong = |what: String| inspection.damages.push(Damage::new(client.index(), what));
    let pages = count(json!({"exists": {"field": "id_hash"}}))?;
    if pages != inspection.articles + inspection.rejected {
        let (articles, rejected) = (inspection.articles, inspection.rejected);
        wrong(format!("it has {pages} pages, but {articles} articles and {rejected} rejected pages"));
    }
    // One document is the stamp.
    let strangers = count(json!({"match_all": {}}))?.saturating_sub(pages + 1);
    if strangers > 0 {
        wrong(format!("{strangers} of its documents are no pages"));
    }
    if let Some(totals) = stamp.totals.filter(|totals| stamp.settled && *totals != counted) {
        wrong(format!("its stamp says that it has {totals:?}, and it has {counted:?}"));
    }
    // Hashes of ids are in the order of nothing, so that those behind any number are a sample.
    let start = signed(XxHash3_64::oneshot(format!("{}:{}", stamp.uuid, stamp.generation).as_bytes()));
    let mut sampled = BTreeSet::new();
    for range in [json!({"gte": start}), json!({"lt": start})] {
        let mut after = None;
        while sampled.len() < SAMPLE {
            let mut body = json!({"size": AT_ONCE, "track_total_hits": false, "sort": [{"id_hash": "asc"}],
                "docvalue_fields": mapping::columns(), "query": {"range": {"id_hash": range}}});
            if let Some(after) = after {
                body["search_after"] = after;
            }
            let answer = search(&body)?;
            let hits = answer["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
            inspection.damages.extend(look_at(client, hits)?);
            sampled.extend(hits.iter().map(|hit| hit["_id"].to_string()));
            match hits.last() {
                Some(last) if hits.len() == AT_ONCE => after = Some(last["sort"].clone()),
                _ => break,
            }
        }
    }
    inspection.sampled = sampled.len() as u64;
    Ok(inspection)
}

/// What is wrong with some documents.
fn look_at(client: &Client, hits: &[Value]) -> Result<Vec<Damage>, ClusterError> {
    let (fields, vocabulary) = (schema::build().1, CurrentVocabulary::default());
    let (mut writer, columns) = (DocumentWriter::default(), mapping::columns());
    let (mut damages, mut questions, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    for hit in hits {
        let Ok(kept) = Kept::deserialize(&hit["_source"]) else {
            damages.push(Damage::new(hit["_id"].as_str().unwrap_or_default(), "it keeps no page"));
            continue;
        };
        let id = kept.id.clone();
        let mut lines = Vec::new();
        writer.write(&fields.document(&kept.entry(), Arc::clone(&vocabulary.get())), &mut lines);
        let document = lines.split(|byte| *byte == b'\n').nth(1).unwrap_or_default();
        let expected: Value = serde_json::from_slice(document).unwrap_or_default();
        if hit["_id"].as_str() != Some(&name(&id)) {
            damages.push(Damage::new(&id, "it has the name of another page"));
        }
        let differs = |column: &&String| {
            let made = Some(&expected[*column]).filter(|made| !made.is_null()).unwrap_or(&hit["_source"][*column]);
            values(made) != values(&hit["fields"][*column])
        };
        if let Some(column) = columns.iter().find(differs) {
            damages.push(Damage::new(&id, format!("its column {column} is that of another page")));
        }
        for field in ["title", "lead", "body"] {
            let stems: BTreeSet<&str> = expected[field].as_str().unwrap_or_default().split_whitespace().collect();
            let stems: Vec<Value> = stems.into_iter().map(|stem| json!({"term": {field: stem}})).collect();
            for stems in stems.chunks(STEMS) {
                let this = json!({"ids": {"values": [hit["_id"]]}});
                let filters: Vec<Value> = stems.iter().cloned().chain([this]).collect();
                let query = json!({"bool": {"filter": filters}});
                questions.extend_from_slice(b"{\"preference\":\"_primary\"}\n");
                questions.extend(json!({"size": 0, "track_total_hits": true, "query": query}).to_string().bytes());
                questions.push(b'\n');
                asked.push((id.clone(), field));
            }
        }
    }
    if asked.is_empty() {
        return Ok(damages);
    }
    let answers = client.lines(&format!("/{}/_msearch", client.index()), questions)?;
    for (n, (id, field)) in asked.into_iter().enumerate() {
        if answers["responses"][n]["hits"]["total"]["value"] != 1 {
            damages.push(Damage::new(id, format!("its {field} lacks words of its text")));
        }
    }
    Ok(damages)
}

/// The values of a column, each once, as texts.
fn values(column: &Value) -> BTreeSet<String> {
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| text.chars().count() <= LONGEST_CODE),
        other => Some(other.to_string()),
    };
    match column {
        Value::Array(values) => values.iter().filter_map(text).collect(),
        value => text(value).into_iter().collect(),
    }
}
