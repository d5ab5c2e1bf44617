//! `kiosque duplicates`: which articles tell the same story in the same words.

use std::process::ExitCode;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::output::copies as output;
use kiosque::output::fields::HitField;
use kiosque::query::ast::Query;
use kiosque::search::stories::stories;

use crate::cli::failure::Failure;
use crate::cli::options::fields::FieldsOption;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions};
use crate::cli::options::tables::CellsOption;
use crate::cli::screen::terminal::{Printed, Screen};

/// List stories that several articles tell in the same words, such as wire copies
///
/// The story with most copies comes first; of each, the earliest article. Of the stories, --since, --until and --source leave
/// those that such an article tells, with all their articles. Exit code 1 says that there are none.
///
///   kiosque duplicates
///   kiosque duplicates --format csv > copies.csv
///   kiosque duplicates --format jsonl --fields id,path,text
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    pub index: AskedIndex,
    #[command(flatten)]
    filters: FilterOptions,
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    #[command(flatten)]
    fields: FieldsOption,
    #[command(flatten)]
    cells: CellsOption,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum FormatOption {
    /// To read
    #[default]
    Text,
    /// One JSON object with all stories, each the array that jsonl has
    Json,
    /// One JSON array a line and story: the fields of each article, else id, source, date, title, url
    Jsonl,
    /// Rows of the story's number and these fields
    Csv,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &*index, to))
}

/// Prints what `index` has; whether that is anything.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let Printed { out, said, style, .. } = to;
    let is_text = matches!(arguments.format, FormatOption::Text);
    let fields = arguments.fields.of_articles(is_text, &HitField::OF_STORIES)?;
    let filters = arguments.filters.filters(selection::today())?;
    let stories = stories(index, &filters)?;
    selection::write_unknown(said, index, &Query::All, &filters, !stories.is_empty())?;
    match arguments.format {
        FormatOption::Text => output::write_text(out, &stories, style)?,
        FormatOption::Json => output::write_json(out, &stories, fields)?,
        FormatOption::Jsonl => output::write_jsonl(out, &stories, fields)?,
        FormatOption::Csv => output::write_csv(out, &stories, fields, arguments.cells.formulas())?,
    }
    Ok(!stories.is_empty())
}
