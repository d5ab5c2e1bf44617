//! Options that several commands have.

pub mod index;
pub mod tables;
pub mod report;
pub mod format;
pub mod facet;
pub mod selection;
pub mod ranking;
