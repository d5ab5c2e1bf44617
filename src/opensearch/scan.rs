//! All documents that a query finds, as the index was at one moment: a point in time, read in the order of some columns.

use std::ops::ControlFlow;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::Client;
use super::error::ClusterError;
use super::point::Point;

/// What to read, and how.
pub struct Scan {
    /// The query.
    pub query: Value,
    /// The columns that put the documents in order. Of the last no two documents have the same value.
    pub order: &'static [&'static str],
    /// What is wanted of each document, as members of a search's body.
    pub wanted: Value,
    /// Documents that are asked for at a time.
    pub at_once: usize,
}

/// A document that was found.
#[derive(Debug, serde::Deserialize)]
pub struct Hit<T> {
    /// What was wanted of it.
    #[serde(flatten)]
    pub found: T,
    sort: Value,
}

#[derive(serde::Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Answer<T> {
    /// It is left out where nothing is found.
    #[serde(default = "Hits::none")]
    hits: Hits<T>,
}

#[derive(serde::Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Hits<T> {
    #[serde(default = "Vec::new")]
    hits: Vec<Hit<T>>,
}

impl<T> Hits<T> {
    fn none() -> Self {
        Self { hits: Vec::new() }
    }
}

impl Scan {
    /// Hands each document to `each` until that breaks. Where a member is lost meanwhile, the rest is read as the index is then. The
    /// error is that of the client, or `each`'s own.
    pub fn read<T: DeserializeOwned, E: From<ClusterError>>(
        &self,
        client: &Client,
        each: &mut dyn FnMut(T) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let point = Point::open(client, Some("_primary"))?;
        let read = self.read_at(client, &point, each);
        point.close(client);
        read
    }

    fn read_at<T: DeserializeOwned, E: From<ClusterError>>(
        &self,
        client: &Client,
        point: &Point,
        each: &mut dyn FnMut(T) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let mut body = json!({
            "size": self.at_once,
            "query": {"bool": {"filter": [self.query]}},
            "sort": self.order.iter().map(|column| json!({*column: "asc"})).collect::<Vec<_>>(),
            "track_total_hits": false,
        });
        if let (Some(body), Some(wanted)) = (body.as_object_mut(), self.wanted.as_object()) {
            body.extend(wanted.clone());
        }
        loop {
            let answer = point.ask(
                client,
                |_| Ok(true),
                |pit| {
                    let mut body = body.clone();
                    body["pit"] = pit.clone();
                    client.post_raw("/_search?filter_path=_shards,timed_out,hits.hits", &body)
                },
            )?;
            let answer: Answer<T> = serde_json::from_slice(&answer).map_err(|error| ClusterError::WrongAnswer {
                host: client.address().to_string(),
                why: error.to_string(),
            })?;
            let found = answer.hits.hits;
            let is_last = found.len() < self.at_once;
            for hit in found {
                body["search_after"] = hit.sort;
                if each(hit.found)?.is_break() {
                    return Ok(());
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }
}
