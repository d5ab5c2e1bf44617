//! `kiosque show`: one article, to read.

use std::process::ExitCode;

use clap::Args;
use kiosque::output::text;

use crate::cli::failure::{Failure, NO_HITS};
use crate::cli::options::article;
use crate::cli::options::index::AskedIndex;
use crate::cli::screen::terminal::Screen;

/// Print one article to read
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque show le-phare-du-nord/cantine-bio.html
  kiosque show https://www.phare.example/sport/voile-12/
  kiosque search cantine --show 1")]
pub struct Arguments {
    /// The article's id, URL or path, as `search` shows it
    id: String,
    #[command(flatten)]
    pub index: AskedIndex,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    let Some(filed) = article::find(&index, &arguments.id)? else { return Ok(ExitCode::from(NO_HITS)) };
    let mut out = screen.out();
    text::write_article(&mut out, &filed.article, &screen.style())?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}
