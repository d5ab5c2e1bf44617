//! The mapping: what OpenSearch is told of the fields when an index is made, and how an index is recognised as one of ours.
//!
//! The fields have the names of those of the embedded index, and hold the same: texts come analysed, a position a line, with blanks
//! between the stems of a position, and are cut at these marks alone. So a document has the tokens, positions and lengths that
//! [`crate::index`] gives it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::error::ClusterError;
use crate::{analysis, extract};

/// How an index counts BM25, which is fixed when it is made.
pub const K1: f32 = 1.2;
/// The same.
pub const B: f32 = 0.75;

/// Changes with the fields, their options, or what a document keeps.
const FORMAT: u32 = 3;

/// Bytes of a term: Lucene refuses a document with a longer one.
pub const LONGEST: usize = 32_766;

/// Characters of a value of a column.
pub const LONGEST_CODE: usize = LONGEST / 4;

/// The fields that a document keeps as they came. What is analysed is not among them, so that a document can only be written
/// whole: the article is all that is needed for that.
const KEPT: &[&str] = &[
    "id",
    "container",
    "member",
    "article",
    "rejection",
    "published",
    "precision",
    "fingerprint",
    "fetched",
    "arrived",
    "changed",
    "text",
    "generation",
    "sketch",
    "details",
    "stamp",
];

/// By what an index was made: clients of other versions would write documents that do not fit to those that are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maker {
    /// The version of the mapping.
    pub format: u32,
    /// The version of the analysis chain, [`analysis::VERSION`].
    pub analysis: u32,
    /// The version of the extraction, [`extract::VERSION`].
    pub extract: u64,
    /// Tells this index from every other.
    pub uuid: String,
}

impl Maker {
    /// This version, as the maker of an index.
    pub fn new(uuid: String) -> Self {
        Self { format: FORMAT, analysis: analysis::VERSION, extract: extract::VERSION, uuid }
    }
}

/// The version, as messages have it.
impl std::fmt::Display for Maker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{:x}", self.format, self.analysis, self.extract)
    }
}

/// How an index is spread over the members of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// The parts that it is cut into. Their number stays.
    pub shards: u32,
    /// Copies of each part, beside the first. They can be changed later.
    pub replicas: u32,
}

/// What an index is created with.
pub fn creation(maker: &Maker, spread: Spread) -> Value {
    json!({
        "settings": {
            "number_of_shards": spread.shards,
            "number_of_replicas": spread.replicas,
            // A replica takes the files of the first copy, and indexes nothing again.
            "replication.type": "SEGMENT",
            // What a commit made whole becomes visible, and nothing before.
            "refresh_interval": -1,
            // A search names all forms that a pattern of a query may mean.
            "max_regex_length": 100_000,
            "similarity": {"default": {"type": "BM25", "k1": K1, "b": B, "discount_overlaps": false}},
            "analysis": {
                "tokenizer": {"lines": {"type": "char_group", "tokenize_on_chars": ["\n"], "max_token_length": 1_000_000}},
                "filter": {"blanks": {"type": "pattern_capture", "preserve_original": false, "patterns": ["([^ ]+)"]}},
                "analyzer": {
                    "postings": {"type": "custom", "tokenizer": "lines", "filter": ["blanks"]},
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"kiosque": maker},
            "_source": {"includes": KEPT},
            "properties": properties(),
        },
    })
}

fn properties() -> Value {
    let text = json!({"type": "text", "analyzer": "postings"});
    let names = json!({"type": "text", "analyzer": "postings", "norms": false});
    // A longer value is in no list of values. Pages are looked up by their `_id`, which is a hash.
    let code = json!({"type": "keyword", "ignore_above": LONGEST_CODE});
    let number = json!({"type": "long"});
    let column = json!({"type": "long", "index": false});
    let kept = json!({"type": "keyword", "index": false, "doc_values": false});
    let object = json!({"type": "object", "enabled": false});
    let groups: [(&Value, &[&str]); 9] = [
        (&text, &["title", "lead", "body"]),
        (&names, &["author_words", "section_words", "url_words"]),
        (&code, &["id", "container", "author", "section", "source", "language", "rejection"]),
        // Written words, found by the beginning of their folded forms, and listed with their counts.
        (&code, &["title_forms", "text_forms"]),
        // What is searched for by a value.
        (
            &number,
            &[
                "published",
                "generation",
                "arrived",
                "changed",
                "fingerprint",
                "shingle",
                "edge",
                "parted",
                "headline",
                "id_hash",
            ],
        ),
        (&column, &["title_tokens", "lead_tokens", "body_tokens", "precision", "fetched", "text", "site", "bare"]),
        (&kept, &["member", "sketch", "details"]),
        (&object, &["article", "stamp"]),
        (&json!({"type": "boolean"}), &["is_article"]),
    ];
    let mut properties = Map::new();
    for (kind, names) in groups {
        properties.extend(names.iter().map(|name| ((*name).to_owned(), kind.clone())));
    }
    // The date once more, to be counted by years, months or days.
    properties.insert("day".to_owned(), json!({"type": "date", "format": "epoch_millis", "index": false}));
    Value::Object(properties)
}

/// The fields whose values an index gives back as columns.
pub fn columns() -> Vec<String> {
    let Value::Object(properties) = properties() else { return Vec::new() };
    let is_column = |kind: &Value| {
        ["long", "keyword", "boolean", "date"].map(Value::from).contains(&kind["type"])
            && kind["doc_values"] != json!(false)
    };
    properties.into_iter().filter(|(_, kind)| is_column(kind)).map(|(name, _)| name).collect()
}

/// Finds who made an index, from the answer of the cluster to `_mapping`.
///
/// # Errors
///
/// One that was not made by this version of kiosque, and one whose fields somebody has changed.
pub fn check(index: &str, answer: &Value) -> Result<Maker, ClusterError> {
    // The one index may have another name, of which this is an alias.
    let mappings = answer.as_object().filter(|answer| answer.len() == 1).and_then(|answer| answer.values().next());
    let mappings = mappings.map_or(&Value::Null, |named| &named["mappings"]);
    let index = index.to_owned();
    let Ok(maker) = serde_json::from_value::<Maker>(mappings["_meta"]["kiosque"].clone()) else {
        return Err(ClusterError::Foreign { index });
    };
    let ours = Maker::new(maker.uuid.clone());
    if maker != ours {
        return Err(ClusterError::OtherVersion { index, found: maker.to_string(), expected: ours.to_string() });
    }
    match changed(mappings) {
        Some(field) => Err(ClusterError::Changed { index, field }),
        None => Ok(maker),
    }
}

/// The first field that these mappings have otherwise than ours.
fn changed(mappings: &Value) -> Option<String> {
    let (ours, none) = (properties(), Map::new());
    let ours = ours.as_object().unwrap_or(&none);
    let theirs = mappings["properties"].as_object().unwrap_or(&none);
    let is_as_ours = |name: &String| {
        let same = |option| theirs.get(name).is_some_and(|field| field[option] == ours[name][option]);
        // An object has no type in the answer of a cluster if that is all there is to say.
        ours.contains_key(name) && ["type", "analyzer", "index_options"].into_iter().all(same)
    };
    ours.keys().chain(theirs.keys()).find(|name| !is_as_ours(name)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_of_ours_is_recognised() {
        let created = creation(&Maker::new("u".to_owned()), Spread { shards: 1, replicas: 0 });
        let check = |change: &dyn Fn(&mut Value), expected: &str| {
            let mut mappings = created["mappings"].clone();
            change(&mut mappings);
            let checked = check("press", &json!({"press-1": {"mappings": mappings}}));
            let said = checked.map_or_else(|error| error.to_string(), |maker| maker.uuid);
            assert!(said.contains(expected), "{said}");
        };
        check(&|_| {}, "u");
        check(&|mappings| mappings["_meta"]["kiosque"]["analysis"] = json!(0), "another version (3.0.");
        check(&|mappings| mappings["_meta"] = Value::Null, "none that kiosque made");
        check(&|mappings| mappings["properties"]["title"]["analyzer"] = json!("standard"), "the field title");
        check(&|mappings| mappings["properties"]["views"] = json!({"type": "long"}), "the field views");
        check(&|mappings| mappings["properties"]["day"] = Value::Null, "the field day");
    }
}
