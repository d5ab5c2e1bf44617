//! The pages of the studies: what each is made of, read from the index by the command of the same name.

use std::io;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::query;
use kiosque::query::warning::Warning;
use kiosque::search::answer::{search, stream};
use kiosque::search::request::Request;
use kiosque::serve::asked::Asked;
use kiosque::serve::page::frame::Frame;
use kiosque::serve::page::tab::{SHARED, Tab};
use kiosque::serve::page::{collocates as collocates_page, corpus, keywords as keywords_page};
use kiosque::serve::page::{kwic as kwic_page, trends as trends_page};
use kiosque::study::kwic::Line;
use maud::Markup;

use super::{endpoints, parameters};
use crate::cli::commands::{collocates, keywords, kwic, trends};
use crate::cli::failure::Failure;
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions};
use crate::cli::screen::terminal::Printed;

/// What the address of an export says of its articles.
#[derive(Debug, Args)]
struct Exported {
    words: Vec<String>,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
}

/// Rows of a table, and of one of several.
const ROWS: usize = 50;
const ROWS_OF_PART: usize = 20;

/// The page of a study.
pub fn page(study: Tab, index: &dyn Engine, frame: &Frame) -> Result<Markup, Failure> {
    let here = &frame.address;
    let (query, by) = (here.get("q"), here.get("by"));
    let warnings = if query.is_empty() { Vec::new() } else { query::parse(query, selection::today()).warnings };
    Ok(match study {
        Tab::Kwic => kwic(&warnings, index, frame)?,
        Tab::Collocates => {
            let found = match query {
                "" => None,
                _ => quietly(|to| collocates::found(&read("collocates", frame)?, index, to))?,
            };
            collocates_page::page(found.as_ref(), ROWS, &warnings, frame)
        }
        Tab::Keywords => {
            // All articles have no others to be compared with.
            let is_asked = ["q", "by", "since", "until", "source"].iter().any(|name| !here.get(name).is_empty());
            let found = match is_asked {
                true => quietly(|to| keywords::found(&read("keywords", frame)?, index, to))?,
                false => None,
            };
            let rows = if by.is_empty() { ROWS } else { ROWS_OF_PART };
            keywords_page::page(found.as_ref(), is_asked, rows, &warnings, frame)
        }
        Tab::Trends => {
            let found = quietly(|to| trends::found(&read("trends", frame)?, index, to))?;
            let rows = if by.is_empty() { ROWS } else { ROWS_OF_PART };
            trends_page::page(found.as_ref(), rows, &warnings, frame)
        }
        Tab::Articles | Tab::Corpus => {
            let asked = Asked { parameters: here.parameters().to_vec(), ..Asked::default() };
            let typed: Exported = parameters::read(&asked, &SHARED, &[])?;
            let text = if typed.words.is_empty() { "*".to_owned() } else { typed.words.join(" ") };
            let today = typed.reading.today();
            let request = Request {
                filters: typed.filters.filters(today)?,
                matching: typed.reading.whole(),
                limit: 0,
                ..Request::new(query::parse(&text, today).query)
            };
            corpus::page(search(index, &request)?.total, &warnings, frame)
        }
    })
}

fn kwic(warnings: &[Warning], index: &dyn Engine, frame: &Frame) -> Result<Markup, Failure> {
    if frame.address.get("q").is_empty() {
        return Ok(kwic_page::page(&[], 0, 0, warnings, frame));
    }
    let limit = frame.address.get("limit").parse().unwrap_or(kwic_page::LINES);
    let mut arguments: kwic::Arguments = read("kwic", frame)?;
    arguments.limit = Some(limit);
    let request = kwic::request(&arguments, &mut io::sink())?;
    let (response, hits) = stream(index, &request)?;
    let lines: Vec<Line> = kwic::lines(&arguments, &hits)?.collect::<Result<_, _>>()?;
    Ok(kwic_page::page(&lines, response.total, limit, warnings, frame))
}

/// The arguments of the command of a study, by the address of its page.
fn read<A: Args>(name: &str, frame: &Frame) -> Result<A, Failure> {
    let endpoint = endpoints::named(name).expect("every study has a path of the API");
    let mut parameters = frame.address.parameters().to_vec();
    if !endpoint.parameters().contains(&"since") {
        // The dates of the search are the time that is asked about.
        let (since, until) = (frame.address.get("since"), frame.address.get("until"));
        let period = format!("{since}..{until}");
        parameters.retain(|(name, _)| !matches!(name.as_str(), "since" | "until"));
        if period != ".." {
            parameters.retain(|(name, _)| name != "last");
            parameters.push(("period".to_owned(), period));
        }
    }
    endpoint.read(&Asked { parameters, ..Asked::default() })
}

/// What a command finds; the page has its own words for what the command would say.
fn quietly<R>(find: impl FnOnce(&mut Printed) -> Result<R, Failure>) -> Result<R, Failure> {
    Printed::plain(&mut io::sink(), find)
}
