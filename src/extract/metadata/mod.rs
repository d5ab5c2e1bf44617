//! What a page says of its article beside the text: title, dates, authors, newspaper, section.

pub mod head;
pub mod jsonld;
pub mod title;
pub mod dates;
pub mod newspaper;
pub mod authors;
pub mod section;
pub mod clues;
