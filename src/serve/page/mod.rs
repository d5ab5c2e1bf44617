//! The pages: HTML that is whole without a script, in French or English.

pub mod language;
pub mod address;
pub mod tab;
mod marked;
mod dates;
pub mod frame;
mod chart;
pub mod results;
pub mod article;
mod study;
pub mod kwic;
pub mod collocates;
pub mod keywords;
pub mod trends;
pub mod corpus;
pub mod stats;
pub mod help;
pub mod message;

/// The style sheet of all pages.
pub const STYLE: &str = include_str!("style.css");
/// What makes the pages quicker where scripts run.
pub const SCRIPT: &str = include_str!("script.js");
