//! Full-text search over scraped French press articles.
//!
//! ```text
//! INDEX   path ─source→ RawPage ─extract→ Article ─index::schema→ document ─index::writer→ commit
//! SEARCH  text ─query→ Query ─search::compile→ Plan ─search→ Response ─output→ bytes
//! ```
//!
//! One arrow is one function. The modules, in reading order:

pub mod text;
pub mod article;
pub mod date;
pub mod source;
pub mod extract;
pub mod analysis;
pub mod query;
pub mod dedup;
pub mod repeated;
pub mod index;
pub mod ingest;
pub mod engine;
pub mod highlight;
pub mod embedded;
pub mod search;
pub mod trec;
pub mod eval;
pub mod output;
