//! How a response is printed: one file per family of formats. A format prints what the response holds and computes
//! nothing.

use std::io::{self, Write};

use crate::search::Response;
use crate::trec::{self, Retrieved};
use style::Style;

pub mod sanitise;
pub mod style;
pub mod wrap;
pub mod text;
mod records;
pub mod facets;
pub mod timeline;
pub mod svg;
mod chart;

/// A format of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For the eye: title, source, date, snippet, address.
    Text,
    /// One JSON object a line and hit.
    Jsonl,
    /// A TREC run: `topic Q0 id rank score tag`.
    Trec,
    /// The path of each hit's file, one a line.
    Paths,
    /// The address of each hit that has one, one a line.
    Urls,
}

/// Writes the hits of `response`, the answer to the topic of that id.
pub fn write(out: &mut impl Write, response: &Response, format: Format, style: &Style, topic: &str) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, response, style),
        Format::Jsonl => records::write_jsonl(out, response),
        Format::Trec => trec::write_ranking(out, topic, &retrieved(response), "kiosque"),
        Format::Paths => records::write_lines(out, response.hits.iter().map(|hit| hit.path.as_str())),
        Format::Urls => records::write_lines(out, response.hits.iter().filter_map(|hit| hit.article.url.as_deref())),
    }
}

/// The hits as a part of a TREC run.
pub fn retrieved(response: &Response) -> Vec<Retrieved> {
    let hits = response.hits.iter();
    hits.map(|hit| Retrieved { document: hit.id.clone(), score: hit.score as f32 }).collect()
}
