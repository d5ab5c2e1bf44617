//! `kiosque similar`: more like this.

use std::process::ExitCode;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::output::lines::End;
use kiosque::output::{self, Format, Layout};
use kiosque::query::ast::Query;
use kiosque::search::similar::similar;

use crate::cli::failure::Failure;
use crate::cli::options::article;
use crate::cli::options::fields::FieldsOption;
use crate::cli::options::format::{FormatOption, snippet_length};
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions};
use crate::cli::options::tables::CellsOption;
use crate::cli::screen::terminal::{Printed, Screen};

/// Find articles on the subject of a given article, leaving out its copies
///
///   kiosque similar le-phare-du-nord/cantine-bio.html
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// The article's id, URL or path, as `search` shows it
    id: String,
    #[command(flatten)]
    pub index: AskedIndex,
    #[command(flatten)]
    filters: FilterOptions,
    /// Hits to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    #[command(flatten)]
    cells: CellsOption,
    #[command(flatten)]
    fields: FieldsOption,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &*index, to))
}

/// Prints what `index` has; whether that is anything.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let Printed { out, said, style, .. } = to;
    let format = Format::from(arguments.format);
    let fields = match arguments.fields.of(format)? {
        [] => format.usual_fields(),
        chosen => chosen,
    };
    let layout =
        Layout { format, style: *style, fields: fields.to_vec(), formulas: arguments.cells.formulas(), end: End::Line };
    let article = article::find(index, &arguments.id)?;
    let filters = arguments.filters.filters(selection::today())?;
    let mut response = similar(index, &article, &filters, arguments.limit, snippet_length(&layout))?;
    selection::write_unknown(said, index, &Query::All, &filters, response.total > 0)?;
    output::write_header(out, &layout)?;
    let hits = std::mem::take(&mut response.hits).into_iter().map(Ok::<_, Failure>);
    output::write(out, &response, hits, &layout, "1")?;
    Ok(response.total > 0)
}
