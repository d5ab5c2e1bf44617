//! How the tables of a study are printed.

use clap::{Args, ValueEnum};
use kiosque::output::study::{TableFormat, TableLayout};
use kiosque::output::style::Style;

use super::selection::parse_limit;
use super::tables::CellsOption;

/// How a table is printed: the same options for every study.
#[derive(Debug, Args)]
pub struct TableOptions {
    /// Rows of a table; `all` (or 0) for every one
    #[arg(short = 'n', long, value_name = "N", value_parser = parse_limit, default_value = "20")]
    limit: usize,
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    #[command(flatten)]
    cells: CellsOption,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormatOption {
    /// To read
    #[default]
    Text,
    /// Rows with commas between their cells
    Csv,
    /// Rows with tabs between their cells
    Tsv,
    /// One JSON object a line
    Jsonl,
}

impl TableOptions {
    pub fn layout(&self, style: Style) -> TableLayout {
        let format = match self.format {
            FormatOption::Text => TableFormat::Text,
            FormatOption::Csv => TableFormat::Csv,
            FormatOption::Tsv => TableFormat::Tsv,
            FormatOption::Jsonl => TableFormat::Jsonl,
        };
        TableLayout { format, style, formulas: self.cells.formulas(), limit: self.limit }
    }
}
