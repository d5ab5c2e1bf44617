//! `--raw-cells`: how cells of tables are written.

use clap::Args;
use kiosque::output::table::Formulas;

/// How cells of tables are written: the same option for every command that writes any.
#[derive(Debug, Args)]
pub struct CellsOption {
    /// Leave the cells of csv and tsv as they are. Those that a spreadsheet would run as a formula, for they begin with
    /// `=`, `+`, `-` or `@` and are no number, begin with an apostrophe otherwise
    #[arg(long)]
    raw_cells: bool,
}

impl CellsOption {
    pub fn formulas(&self) -> Formulas {
        if self.raw_cells { Formulas::Kept } else { Formulas::Disarmed }
    }
}
