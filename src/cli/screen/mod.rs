//! What a person sees beside the results, and what the terminal can show.

pub mod pager;
pub mod terminal;
pub mod early;
pub mod caution;
pub mod feeds;
pub mod no_hits;
pub mod mixed;
pub mod opening;
