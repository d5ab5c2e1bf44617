//! `/export`: all hits, as the command gives them with `-n all`, while the client reads.

use clap::ValueEnum;
use kiosque::engine::Engine;
use kiosque::serve::asked::Asked;
use kiosque::serve::reply::{Head, Reply};

use super::parameters;
use crate::cli::commands::search;
use crate::cli::failure::Failure;
use crate::cli::options::format::FormatOption;
use crate::cli::screen::terminal::Printed;

/// What may be asked of an export: options of `search`.
pub const PARAMETERS: &[&str] = &[
    "q",
    "format",
    "since",
    "until",
    "source",
    "sort",
    "recency",
    "half-life",
    "now",
    "all",
    "any",
    "limit",
    "offset",
    "group",
    "no-group",
    "fields",
    "raw-cells",
];

/// Writes all hits.
pub fn write(asked: &Asked, index: &dyn Engine, reply: &mut Reply) -> Result<(), Failure> {
    let arguments: search::Arguments = parameters::read(asked, PARAMETERS, &["--format=csv", "--limit=all"])?;
    let format = asked.parameters.iter().rfind(|(name, _)| name == "format").map_or("csv", |(_, format)| format);
    let (media, ending) = match FormatOption::from_str(format, false) {
        Ok(FormatOption::Csv) => ("text/csv; charset=utf-8; header=present", "csv"),
        Ok(FormatOption::Tsv) => ("text/tab-separated-values; charset=utf-8", "tsv"),
        Ok(FormatOption::Json) => ("application/json", "json"),
        Ok(FormatOption::Jsonl) => ("application/jsonl", "jsonl"),
        _ => ("text/plain; charset=utf-8", "txt"),
    };
    let file = format!("attachment; filename=\"kiosque.{ending}\"");
    reply.begin(Head { others: vec![("content-disposition", file)], ..Head::new(200, media) });
    Printed::plain(reply, |to| search::answer(&arguments, index, to))?;
    Ok(())
}
