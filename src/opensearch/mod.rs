//! The index in an OpenSearch cluster, as `index` is the one on disk.
//!
//! One [`client::Client`] speaks HTTP with the members of the cluster, so that all above it sees JSON values and one kind of error.
//! [`mapping`] says what the cluster knows of the fields, and [`document`] writes what it gets; [`store`] is the index as a run of
//! `ingest` sees it.

pub mod error;
pub mod address;
pub mod secrets;
mod answer;
pub mod client;
pub mod mapping;
pub mod document;
pub mod stamp;
pub mod totals;
pub mod point;
mod kept;
mod scan;
mod bulk;
pub mod store;
pub mod inspection;
