//! `/feed.atom`: what came to the index last for a search, for feed readers.

use clap::Args;
use kiosque::engine::Engine;
use kiosque::query;
use kiosque::search::request::Request;
use kiosque::serve::asked::Asked;
use kiosque::serve::page::address::Address;
use kiosque::watch::atom::{self, Feed};
use kiosque::watch::news::latest;

use super::parameters;
use crate::cli::failure::Failure;
use crate::cli::names;
use crate::cli::options::format::SNIPPET;
use crate::cli::options::selection::{FilterOptions, ReadingOptions};

/// What the address of a feed may say.
#[derive(Debug, Args)]
pub struct Followed {
    /// What to look for; every article if it is left out
    words: Vec<String>,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
}

pub const PARAMETERS: &[&str] = &["q", "since", "until", "source", "now", "all", "any"];

/// Entries of a feed.
const ENTRIES: usize = 50;

/// The feed of a search.
pub fn feed(asked: &Asked, index: &dyn Engine, address: &Address, title: &str) -> Result<Vec<u8>, Failure> {
    let followed: Followed = parameters::read(asked, PARAMETERS, &[])?;
    let today = followed.reading.today();
    let text = if followed.words.is_empty() { "*".to_owned() } else { followed.words.join(" ") };
    let request = Request {
        filters: followed.filters.filters(today)?,
        matching: followed.reading.whole(),
        snippet: SNIPPET,
        ..Request::new(query::parse(&names::expanded(&text)?, today).query)
    };
    let hits = latest(index, &request, ENTRIES)?;
    let index = index.cursor()?.index;
    let (here, page) = (address.at("/feed.atom"), address.at("/"));
    let feed = Feed {
        key: &format!("{index} {here}"),
        title: &format!("{text} – {title}"),
        address: Some(&here),
        page: Some(&page),
    };
    let mut body = Vec::new();
    atom::write(&mut body, &feed, hits.into_iter().map(Ok::<_, Failure>))?;
    Ok(body)
}
