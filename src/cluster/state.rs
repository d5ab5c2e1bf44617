//! An index in a cluster that is open: a point in time, and what is needed to ask it.

use std::sync::Arc;

use super::part::Part;
use super::snapshot::Snapshot;

/// What matches are found in.
pub struct State {
    pub snapshot: Arc<Snapshot>,
    /// An index without an article, which plans are made in.
    pub nothing: Part,
    /// The last batch that is there together with all before it.
    pub complete: u64,
    /// Is called once the hits of an answer are in OpenSearch's order.
    pub tell: fn(),
}
