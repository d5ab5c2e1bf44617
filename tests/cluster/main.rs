//! The tests of an index in a cluster. Those that need no cluster have a stand-in of one; the others start three members of
//! OpenSearch, and are ignored unless asked for: `cargo test --test cluster -- --include-ignored`.

mod members;
mod stand_in;
mod transport;
mod tls;
mod outages;
mod indexing;
mod answers;
mod seam;
mod faults;
#[cfg(unix)]
mod secrets;
