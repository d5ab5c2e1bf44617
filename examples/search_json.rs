//! Searches an index and prints the ten best hits as JSON.
//!
//!     cargo run --example search_json -- INDEX WORDS...

use std::error::Error;
use std::io;
use std::path::PathBuf;

use jiff::ZonedDateTime;
use jiff::civil::Date;
use kiosque::embedded::Embedded;
use kiosque::engine::candidate::Sort;
use kiosque::output::{Format, json};
use kiosque::query;
use kiosque::search::answer::stream;
use kiosque::search::request::Request;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let index = arguments.next().map(PathBuf::from).ok_or("the folder of the index is missing")?;
    let words = arguments.collect::<Vec<_>>().join(" ");

    // A query never fails: it is read as well as possible, with warnings.
    let parsed = query::parse(&words, today());
    for warning in &parsed.warnings {
        eprintln!("{}: {}", &words[warning.span.clone()], warning.message);
    }

    let index = Embedded::open(&index)?;
    let request = Request { sort: Sort::Best, limit: 10, snippet: 240, ..Request::new(parsed.query) };
    // Hits are read while they are printed, so that there may be any number of them.
    let (response, hits) = stream(&index, &request)?;
    let hits = hits.map(|hit| hit.map_err(io::Error::other));
    json::write::<io::Error>(&mut io::stdout(), &response, hits, Format::Json.usual_fields(), "")?;
    Ok(())
}

/// What `hier` in a query is counted from. The library itself never reads the clock.
#[expect(clippy::disallowed_methods, reason = "this is the edge, where the clock is read")]
fn today() -> Date {
    ZonedDateTime::now().date()
}
