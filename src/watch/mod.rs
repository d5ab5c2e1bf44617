//! Alerts: what is new for a query since somebody looked, how it is told, and the folder in which it is kept.
//!
//! An index knows of each article in which generation it came. So what is new is a filter of a request, and any engine answers
//! it: no query is kept in the index, and none is missed because of how it was kept.

pub mod news;
pub mod atom;
mod mime;
pub mod mail;
pub mod announcement;
pub mod folder;
