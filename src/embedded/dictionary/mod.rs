//! The dictionary of an index: its words that begin as asked, or that are like another.

pub mod automata;
mod walk;
pub mod expand;
pub mod forms;
pub mod following;
pub mod completion;
