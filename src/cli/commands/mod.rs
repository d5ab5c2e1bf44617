//! One file a subcommand.

mod memory;
mod memory_size;
mod errors_file;
mod run_report;
pub mod index;
pub mod search;
pub mod facets;
pub mod timeline;
pub mod kwic;
pub mod collocates;
pub mod keywords;
pub mod trends;
pub mod export;
pub mod watch;
pub mod suggest;
pub mod similar;
pub mod duplicates;
pub mod show;
pub mod stats;
pub mod check;
pub mod extract;
pub mod analyze;
pub mod parse;
#[cfg(feature = "serve")]
pub mod serve;
pub mod eval;
pub mod bench;
pub mod completions;
pub mod man;
