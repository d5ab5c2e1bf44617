//! Which articles match.

pub mod node;
pub mod articles;
mod positions;
pub mod sets;
pub mod find;
