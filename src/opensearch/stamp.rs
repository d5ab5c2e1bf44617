//! The stamp of an index in a cluster: a document of its own, which is changed only as it was read, so that several clients may index
//! at once.

use serde_json::json;

use super::client::Client;
use super::error::ClusterError;
use super::mapping::{self, Maker, Spread};
use crate::index::stamp::Stamp;

/// The name of the document.
const NAME: &str = "kiosque";

/// Makes an index without pages, unless another client has made it in the meantime.
pub fn create(client: &Client, spread: Spread) -> Result<(), ClusterError> {
    let maker = Maker::new(Stamp::new(None).uuid);
    match client.put(&format!("/{}", client.index()), &mapping::creation(&maker, spread)) {
        Err(ClusterError::Rejected { kind, .. }) if kind == "resource_already_exists_exception" => Ok(()),
        made => made.map(drop),
    }
}

/// The stamp of an index that this version can read and write.
///
/// # Errors
///
/// No index, one that is not kiosque's or of another version, and those of the client.
pub fn read(client: &Client) -> Result<Stamp, ClusterError> {
    let maker = maker(client)?;
    match current(client) {
        Ok((stamp, _)) => Ok(stamp),
        // Its maker was killed before it had written it.
        Err(ClusterError::Nothing { .. }) => Ok(Stamp { uuid: maker.uuid, ..Stamp::new(None) }),
        Err(error) => Err(error),
    }
}

/// The stamp of an index whose pages live below a root. It is this one where there was none, also for all clients that come at the
/// same time with another: pages are named by their place below it.
///
/// # Errors
///
/// As [`read`].
pub fn with_root(client: &Client, root: Option<String>) -> Result<Stamp, ClusterError> {
    let maker = maker(client)?;
    let first = Stamp { uuid: maker.uuid, ..Stamp::new(root.clone()) };
    match client.put(&format!("/{}/_create/{NAME}?refresh=true", client.index()), &json!({"stamp": first})) {
        Err(error) if is_conflict(&error) => {}
        stored => return stored.map(|_| first),
    }
    let (stamp, _) = current(client)?;
    match (&stamp.root, &root) {
        (None, Some(_)) => change(client, &mut |stamp| stamp.root = stamp.root.take().or(root.clone())),
        _ => Ok(stamp),
    }
}

/// Who made the index.
fn maker(client: &Client) -> Result<Maker, ClusterError> {
    let index = client.index();
    mapping::check(index, &client.get(&format!("/{index}/_mapping"))?)
}

/// Changes the stamp as it is now, and gives what it has become.
pub fn change(client: &Client, change: &mut dyn FnMut(&mut Stamp)) -> Result<Stamp, ClusterError> {
    loop {
        let (mut stamp, version) = current(client)?;
        change(&mut stamp);
        let path = format!("/{}/_doc/{NAME}?{version}", client.index());
        match client.put(&path, &json!({"stamp": stamp})) {
            // Another client was quicker.
            Err(error) if is_conflict(&error) => {}
            stored => return stored.map(|_| stamp),
        }
    }
}

/// The stamp, and its version as a condition for the next.
fn current(client: &Client) -> Result<(Stamp, String), ClusterError> {
    let found = client.get(&format!("/{}/_doc/{NAME}?preference=_primary", client.index()))?;
    let stamp =
        serde_json::from_value(found["_source"]["stamp"].clone()).map_err(|error| ClusterError::WrongAnswer {
            host: client.address().to_string(),
            why: format!("the document {NAME} of the index holds no stamp: {error}"),
        })?;
    let number = |name: &str| found[name].as_u64().unwrap_or_default();
    Ok((stamp, format!("if_seq_no={}&if_primary_term={}", number("_seq_no"), number("_primary_term"))))
}

fn is_conflict(error: &ClusterError) -> bool {
    matches!(error, ClusterError::Rejected { status: 409, .. })
}
