//! `kiosque show`: one article, to read.

use std::process::ExitCode;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::output::fields::HitField;
use kiosque::output::json::{self, ArticleRecord};
use kiosque::output::text;

use crate::cli::failure::Failure;
use crate::cli::options::article;
use crate::cli::options::fields::FieldsOption;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::report::ReportFormat;
use crate::cli::screen::terminal::{Printed, Screen};

/// Print one article, to read or as JSON
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque show le-phare-du-nord/cantine-bio.html
  kiosque show https://www.phare.example/sport/voile-12/
  kiosque show le-phare-du-nord/cantine-bio.html --format json | jq .text
  kiosque search cantine --show 1")]
pub struct Arguments {
    /// The article's id, URL or path, as `search` shows it
    id: String,
    #[command(flatten)]
    pub index: AskedIndex,
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    fields: FieldsOption,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &index, to))
}

/// Prints the article of `index`, where there is one.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let is_text = arguments.format == ReportFormat::Text;
    let fields = arguments.fields.of_articles(is_text, &HitField::OF_ARTICLES)?;
    let filed = article::find(index, &arguments.id)?;
    match arguments.format {
        ReportFormat::Text => text::write_article(&mut to.out, &filed.article, &to.style)?,
        ReportFormat::Json => writeln!(to.out, "{}", json::to_string(&ArticleRecord { filed: &filed, fields }))?,
    }
    Ok(true)
}
