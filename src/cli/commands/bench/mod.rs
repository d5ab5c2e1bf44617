//! `kiosque bench`: how fast this machine indexes and searches, in a form that others can check.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::cli::failure::Failure;

mod figures;
mod usage;
mod index;
mod search;

/// Measure how fast pages are indexed and queries answered, on this machine
///
///   kiosque bench index pages/
///   kiosque bench search --topics topics.tsv
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Index(index::Arguments),
    Search(search::Arguments),
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.what {
        What::Index(arguments) => index::run(arguments),
        What::Search(arguments) => search::run(arguments),
    }
}
