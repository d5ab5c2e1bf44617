//! How a response is printed: one file per family of formats. A format prints what the response holds and computes
//! nothing; its hits come one by one, so that there may be more of them than memory holds.

use std::io::{self, Write};

use crate::article::is_web_address;
use crate::search::response::{Hit, Response};
use crate::trec::{self, Retrieved};
use fields::HitField;
use style::Style;
use table::{Formulas, Separator};

pub mod sanitise;
pub mod style;
pub mod wrap;
pub mod place;
pub(crate) mod heading;
pub mod count;
mod records;
pub mod fields;
pub mod json;
pub mod table;
pub mod lines;
mod explanation;
mod chart;
pub mod facets;
pub mod text;
pub mod copies;
pub mod timeline;
pub(crate) mod xml;
pub mod svg;
pub mod kwic;
mod rows;
pub mod study;

/// A format of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For the eye: title, source, date, snippet, address.
    Text,
    /// One object with the hits and what is to be said of all.
    Json,
    /// One JSON object a line and hit.
    Jsonl,
    /// Rows of cells, with commas between them.
    Csv,
    /// Rows of cells, with tabs between them.
    Tsv,
    /// A TREC run: `topic Q0 id rank score tag`.
    Trec,
    /// The path of each hit's file.
    Paths,
    /// The address on the web of each hit that has one.
    Urls,
}

/// A format with all that it leaves open.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// What is printed.
    pub format: Format,
    /// Of the text.
    pub style: Style,
    /// Of JSON and tables, in their order.
    pub fields: Vec<HitField>,
    /// Of tables.
    pub formulas: Formulas,
    /// What ends a path or an address.
    pub end: lines::End,
}

impl Format {
    /// The fields that it gives unless it is told which.
    pub fn usual_fields(self) -> &'static [HitField] {
        match self {
            Self::Json | Self::Jsonl => &HitField::USUAL,
            Self::Csv | Self::Tsv => &HitField::USUAL[..HitField::USUAL.len() - 1],
            Self::Text | Self::Trec | Self::Paths | Self::Urls => &[],
        }
    }
}

/// Writes what stands once above the hits of all queries.
pub fn write_header(out: &mut impl Write, layout: &Layout) -> io::Result<()> {
    match layout.format {
        Format::Csv => table::write_header(out, &layout.fields, Separator::Comma),
        Format::Tsv => table::write_header(out, &layout.fields, Separator::Tab),
        _ => Ok(()),
    }
}

/// Writes `hits`, those of `response`, which answers the topic of that id.
pub fn write<E: From<io::Error>>(
    out: &mut impl Write,
    response: &Response,
    hits: impl Iterator<Item = Result<Hit, E>>,
    layout: &Layout,
    topic: &str,
) -> Result<(), E> {
    let Layout { style, fields, formulas, end, .. } = layout;
    match layout.format {
        Format::Text => return text::write(out, response, hits, style),
        Format::Json => return json::write(out, response, hits, fields, topic),
        Format::Trec => {
            let topic = lines::on_one_line(topic);
            return trec::write_ranking(out, &topic, hits.map(|hit| Ok(printable(hit?))), "kiosque");
        }
        Format::Jsonl => {
            for hit in hits {
                json::write_hit(out, &hit?, fields, topic)?;
                writeln!(out)?;
            }
        }
        Format::Csv => {
            for hit in hits {
                table::write_hit(out, &hit?, fields, topic, Separator::Comma, *formulas)?;
            }
        }
        Format::Tsv => {
            for hit in hits {
                table::write_hit(out, &hit?, fields, topic, Separator::Tab, *formulas)?;
            }
        }
        Format::Paths => {
            for hit in hits {
                lines::write(out, &hit?.path, *end)?;
            }
        }
        Format::Urls => {
            for hit in hits {
                if let Some(url) = hit?.article.url.filter(|url| is_web_address(url)) {
                    lines::write(out, &url, *end)?;
                }
            }
        }
    }
    Ok(())
}

/// A hit as a part of a TREC run.
pub fn retrieved(hit: Hit) -> Retrieved {
    Retrieved { document: hit.id, score: hit.score as f32 }
}

fn printable(hit: Hit) -> Retrieved {
    Retrieved { document: lines::on_one_line(&hit.id), score: hit.score as f32 }
}
