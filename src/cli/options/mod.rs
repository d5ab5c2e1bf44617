//! Options that several commands have.

#[cfg(feature = "cluster")]
pub mod cluster;
pub mod index;
pub mod sites;
pub mod tables;
pub mod report;
pub mod format;
pub mod fields;
pub mod facet;
pub mod topics;
pub mod article;
pub mod selection;
pub mod ranking;
pub mod study;
