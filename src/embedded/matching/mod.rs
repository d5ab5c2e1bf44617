//! Which articles match.

pub mod single;
pub mod node;
pub mod articles;
mod phrase;
mod positions;
pub mod sets;
pub mod find;
