//! Which matches come first, and why.

mod scoring;
mod shortlist;
pub mod by_date;
pub mod top;
pub mod proximity;
pub mod relatives;
pub mod explain;
