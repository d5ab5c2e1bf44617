//! `--format` of a command that prints hits, and what it needs of them.

use clap::ValueEnum;
use kiosque::output::{Format, Layout};

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum FormatOption {
    /// To read: title, source, date, snippet, address
    #[default]
    Text,
    /// One JSON object for a query: counts, and the hits
    Json,
    /// One JSON object a line and hit
    Jsonl,
    /// A row for each hit below the names of the fields
    Csv,
    /// The same with tabs
    Tsv,
    /// A TREC run: topic Q0 id rank score tag
    Trec,
    /// The path of each hit's file, from the root of the file system, so that it opens wherever you stand
    Paths,
    /// The address of each hit that has one
    Urls,
}

impl From<FormatOption> for Format {
    fn from(option: FormatOption) -> Self {
        match option {
            FormatOption::Text => Self::Text,
            FormatOption::Json => Self::Json,
            FormatOption::Jsonl => Self::Jsonl,
            FormatOption::Csv => Self::Csv,
            FormatOption::Tsv => Self::Tsv,
            FormatOption::Trec => Self::Trec,
            FormatOption::Paths => Self::Paths,
            FormatOption::Urls => Self::Urls,
        }
    }
}

/// The characters of a snippet: a few lines of a screen, and as many as fields ask for.
pub fn snippet_length(layout: &Layout) -> usize {
    match layout.format {
        Format::Text => (SNIPPET_LINES * layout.style.width).clamp(SNIPPET / 2, SNIPPET * 3 / 2),
        _ if layout.fields.iter().any(|field| field.is_of_snippet()) => SNIPPET,
        _ => 0,
    }
}

/// The characters of a snippet for programs; on a screen, as many as fill some lines, within reason.
pub const SNIPPET: usize = 240;
const SNIPPET_LINES: usize = 3;
