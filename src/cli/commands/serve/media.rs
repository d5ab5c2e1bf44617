//! The media types of the formats that commands print.

use kiosque::serve::asked::Asked;

/// The format that is asked for; of several the last, as on a command line.
pub fn format<'a>(asked: &'a Asked, usual: &'a str) -> &'a str {
    asked.parameters.iter().rfind(|(name, _)| name == "format").map_or(usual, |(_, format)| format)
}

/// The media type of a format, and how the name of its file ends.
pub fn of(format: &str) -> (&'static str, &'static str) {
    match format {
        "csv" => ("text/csv; charset=utf-8; header=present", "csv"),
        "tsv" => ("text/tab-separated-values; charset=utf-8", "tsv"),
        "json" => ("application/json", "json"),
        "jsonl" => ("application/jsonl", "jsonl"),
        "ris" => ("application/x-research-info-systems; charset=utf-8", "ris"),
        "zip" => ("application/zip", "zip"),
        _ => ("text/plain; charset=utf-8", "txt"),
    }
}
