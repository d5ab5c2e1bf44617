//! `kiosque duplicates`: which articles tell the same story in the same words.

use std::process::ExitCode;

use clap::Args;
use kiosque::output::copies as output;
use kiosque::output::fields::HitField;
use kiosque::query::ast::Query;
use kiosque::search::stories::stories;

use crate::cli::failure::{Failure, NO_HITS};
use crate::cli::options::fields::FieldsOption;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions};
use crate::cli::options::tables::CellsOption;
use crate::cli::screen::terminal::Screen;

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
    /// One JSON array a line and story: the fields of each article, else id, source, date, title, url
    Jsonl,
    /// Rows of the story's number and these fields
    Csv,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let is_text = matches!(arguments.format, FormatOption::Text);
    let fields = arguments.fields.of_articles(is_text, &HitField::OF_STORIES)?;
    let filters = arguments.filters.filters(selection::today())?;
    let index = arguments.index.open()?;
    let stories = stories(&index, &filters)?;
    selection::write_unknown(&index, &Query::All, &filters, !stories.is_empty())?;
    let mut out = screen.out();
    match arguments.format {
        FormatOption::Text => output::write_text(&mut out, &stories, &screen.style())?,
        FormatOption::Jsonl => output::write_jsonl(&mut out, &stories, fields)?,
        FormatOption::Csv => output::write_csv(&mut out, &stories, fields, arguments.cells.formulas())?,
    }
    out.finish()?;
    Ok(if stories.is_empty() { ExitCode::from(NO_HITS) } else { ExitCode::SUCCESS })
}
