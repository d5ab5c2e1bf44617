//! Which part of a text to show, and what to mark in it: the same for every engine, since it is worked out from the text.

pub mod groups;
pub mod pattern;
pub mod matches;
pub mod sentences;
pub mod snippet;
