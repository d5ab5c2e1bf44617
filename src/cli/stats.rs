//! `kiosque stats`: what is in the index.

use std::process::ExitCode;

use clap::Args;
use kiosque::index::Index;

use super::{Failure, IndexOption};

/// Tell what is in the index: articles, undated, by source, by year, languages, size on disk
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    index: IndexOption,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let _index = Index::open(&arguments.index.dir)?;
    Ok(ExitCode::SUCCESS)
}
