//! HTTP/1.1 for people and programs: a server that is bounded in every direction, and the pages that it shows.
//!
//! The server knows nothing of search: a [`server::Site`] answers what was asked, in a thread where it may wait. The pages
//! print responses as the formats of [`crate::output`] do. The program puts both together as `kiosque serve`.

pub mod limits;
pub mod asked;
pub mod reply;
pub mod gate;
mod stream;
mod pool;
pub mod counters;
pub mod server;
pub mod page;
