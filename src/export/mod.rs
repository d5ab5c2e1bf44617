//! A corpus for another program: the articles of a search as the program's manual wants them, with a manifest.
//!
//! One file a format. A format turns a record into text and reads nothing; [`corpus`] chooses the records and writes them.

mod digest;
pub mod record;
mod clean;
mod iramuteq;
mod tables;
mod txm;
mod tei;
mod ris;
pub mod format;
pub mod corpus;
