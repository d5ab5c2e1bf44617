//! The integration tests: one binary, so that they are linked once.

mod scene;
mod architecture;
mod corpus;
mod index;
mod damage;
mod life;
mod twin;
mod exports;
mod reading;
mod records;
mod packing;
mod containers;
mod own;
mod captures;
mod passing;
mod pruning;
mod moved;
mod french;
mod feeds;
mod hostile;
mod eval;
mod search;
mod newspapers;
mod sites;
mod output;
mod shell;
mod messages;
mod ranking;
mod questions;
mod bench;
#[cfg(unix)]
mod watch;
#[cfg(all(unix, feature = "serve"))]
mod serve;
#[cfg(unix)]
mod documents;
