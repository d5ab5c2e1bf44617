//! Full-text search over scraped French press articles. The program `kiosque` is a command line over this library.
//!
//! Index three articles, search them, and print what is found:
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use jiff::civil::date;
//! use kiosque::embedded::Embedded;
//! use kiosque::ingest::options::Options;
//! use kiosque::search::answer::search;
//! use kiosque::search::request::Request;
//! use kiosque::{ingest, query};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let feed = folder.path().join("feed.jsonl");
//! std::fs::write(
//!     &feed,
//!     r#"{"id": "a", "title": "La digue tient bon", "text": "La mer a frappé la digue du port.", "date": "2025-07-01"}
//! {"id": "b", "title": "Le port rouvre", "text": "Les digues ont tenu, dit la mairie.", "date": "2025-07-02"}
//! {"id": "c", "title": "Un marin raconte", "text": "La mer, toujours la mer.", "date": "2025-07-03"}
//! "#,
//! )?;
//!
//! // Index the file into a new folder, without anyone who looks on or stops it.
//! let index = folder.path().join("index");
//! let report = ingest::run(&index, &[feed], &Options::default(), &AtomicBool::new(false), &mut |_| {})?;
//! assert_eq!(report.added, 3);
//!
//! // Search it. The day is what `hier` in a query would be counted from.
//! let index = Embedded::open(&index)?;
//! let query = query::parse("digue port", date(2025, 7, 4)).query;
//! let response = search(&index, &Request { limit: 10, ..Request::new(query) })?;
//! let titles: Vec<&str> = response.hits.iter().map(|hit| hit.article.title.as_str()).collect();
//! assert_eq!(titles, ["La digue tient bon", "Le port rouvre"]);
//! for hit in &response.hits {
//!     println!("{:.3}  {}", hit.score, hit.article.title);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The folder `examples` has four short programs: index a folder, search and print JSON, extract one page, analyse a text.
//! With `default-features = false` the library comes without the crates that only the program needs.
//!
//! Two lines go through the modules:
//!
//! ```text
//! INDEX   files → pages and records → articles → documents → a commit     source, extract, ingest, index
//! SEARCH  text → a query → a request → hits → bytes of a format           query, search, engine, embedded, output
//! ```
//!
//! The modules stand in reading order.

#![warn(missing_docs)]

pub mod text;
pub mod entities;
pub mod article;
pub mod date;
pub mod source;
pub mod extract;
pub mod analysis;
pub mod query;
pub mod dedup;
pub mod repeated;
pub mod newspaper;
#[cfg_attr(not(feature = "cluster"), allow(dead_code, reason = "a cluster alone needs some of it"))]
pub mod index;
#[cfg(feature = "cluster")]
pub mod opensearch;
pub mod ingest;
pub mod engine;
mod highlight;
#[cfg_attr(not(feature = "cluster"), allow(dead_code, reason = "a cluster alone needs some of it"))]
pub mod embedded;
#[cfg(feature = "cluster")]
pub mod cluster;
pub mod search;
pub mod study;
pub mod trec;
pub mod eval;
pub mod output;
pub mod export;
pub mod watch;
#[cfg(feature = "serve")]
pub mod serve;
