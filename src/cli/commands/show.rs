//! `kiosque show`: one article, to read.

use std::process::ExitCode;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::output::text;

use crate::cli::failure::Failure;
use crate::cli::failure::NO_HITS;
use crate::cli::options::index::IndexOption;
use crate::cli::screen::terminal::Screen;

/// Print one article to read
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque show le-phare-du-nord/cantine-bio.html
  kiosque show \"$(kiosque search cantine -n 1 --format tsv --fields id | tail -n 1)\"")]
pub struct Arguments {
    /// The article's id, as `search --format jsonl` gives it: a page's path below the corpus, a record's id or URL
    id: String,
    #[command(flatten)]
    pub index: IndexOption,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    let Some(article) = index.article(&arguments.id)? else {
        eprintln!("kiosque: no article has the id {:?}; `kiosque search --format jsonl` tells ids", arguments.id);
        return Ok(ExitCode::from(NO_HITS));
    };
    let mut out = screen.out();
    text::write_article(&mut out, &article, &screen.style())?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}
