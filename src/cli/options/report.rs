//! `--format` of a command that reports: text or JSON.

use clap::ValueEnum;

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ReportFormat {
    /// To read
    #[default]
    Text,
    /// One JSON object
    Json,
}
