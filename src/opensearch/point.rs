//! A point in time: an index as one refresh left it, which the cluster keeps while it is asked.

use std::sync::{PoisonError, RwLock};

use serde_json::{Value, json};

use super::client::Client;
use super::error::ClusterError;

/// How long a point in time is kept after the last request.
const KEPT: &str = "5m";

/// How often a point in time is made again for one question, as shards move one after the other.
const TRIES: u32 = 5;

/// A point in time. The members that have the shards keep it: it is gone with one of them, after a long rest, and where a shard moves
/// to another member.
pub struct Point {
    path: String,
    id: RwLock<String>,
}

impl Point {
    /// Fixes an index as it is now; `preference` says which copies of a shard are asked.
    ///
    /// # Errors
    ///
    /// Those of the client.
    pub fn open(client: &Client, preference: Option<&str>) -> Result<Self, ClusterError> {
        let preference = preference.map(|which| format!("&preference={which}")).unwrap_or_default();
        let path = format!("/{}/_search/point_in_time?keep_alive={KEPT}{preference}", client.index());
        let id = RwLock::new(open(client, &path)?);
        Ok(Self { path, id })
    }

    /// Asks with the `pit` of a search. Where the point in time is gone, asks with another one, if `is_same` says of that that it
    /// shows the same index.
    ///
    /// # Errors
    ///
    /// Those of the client, and [`ClusterError::Gone`].
    pub fn ask<T>(
        &self,
        client: &Client,
        is_same: impl Fn(&Value) -> Result<bool, ClusterError>,
        ask: impl Fn(&Value) -> Result<T, ClusterError>,
    ) -> Result<T, ClusterError> {
        for _ in 0..TRIES {
            let id = self.id();
            match ask(&pit(&id)) {
                Err(ClusterError::Gone) => self.renew(client, &id, &is_same)?,
                answer => return answer,
            }
        }
        ask(&pit(&self.id()))
    }

    fn renew(
        &self,
        client: &Client,
        gone: &str,
        is_same: impl Fn(&Value) -> Result<bool, ClusterError>,
    ) -> Result<(), ClusterError> {
        let mut id = self.id.write().unwrap_or_else(PoisonError::into_inner);
        // Else another thread has been here.
        if *id == gone {
            let new = open(client, &self.path)?;
            if !is_same(&pit(&new))? {
                close(client, &new);
                return Err(ClusterError::Gone);
            }
            *id = new;
            // Where one shard has moved, the others are still kept for it.
            close(client, gone);
        }
        Ok(())
    }

    /// Lets the cluster forget it, which else would hold the index's old files for some minutes.
    pub fn close(&self, client: &Client) {
        close(client, &self.id());
    }

    fn id(&self) -> String {
        self.id.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn pit(id: &str) -> Value {
    json!({"id": id, "keep_alive": KEPT})
}

fn open(client: &Client, path: &str) -> Result<String, ClusterError> {
    let opened = client.post(path, &json!({}))?;
    match opened["pit_id"].as_str() {
        Some(id) => Ok(id.to_owned()),
        None => Err(ClusterError::WrongAnswer {
            host: client.address().to_string(),
            why: "it gives a point in time no id".to_owned(),
        }),
    }
}

fn close(client: &Client, id: &str) {
    // It ends by itself where the cluster is away, and whatever else has failed is worth more than this.
    let _ = client.delete("/_search/point_in_time", Some(&json!({"pit_id": [id]})));
}
