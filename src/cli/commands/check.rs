//! `kiosque check`: whether an index is what was written.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use kiosque::index::check::{self, Examination};
use kiosque::index::damage::Damage;
#[cfg(feature = "cluster")]
use kiosque::opensearch::inspection::{self, Inspection};
use kiosque::output::count::{articles, grouped};
use kiosque::output::{json, sanitise};

use crate::cli::failure::Failure;
use crate::cli::options::index::{IndexOption, IndexPlace};
use crate::cli::options::report::ReportFormat;

/// Find out whether an index is damaged
///
/// Reads every file of the index and compares it with its checksum, then every article with what the index says of it. A
/// disk, a memory or a copy over a network may have changed what was written. Of an index in a cluster, whose files
/// OpenSearch checks, the counts are made again, and 500 pages are analysed again and compared. Nothing is written; the way
/// out of damage is to delete the index and to index again.
///
/// Exit status: 0 if all is as it was written, 2 if something is not.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque check
  kiosque check -i press --format json | jq .damages")]
pub struct Arguments {
    #[command(flatten)]
    pub index: IndexOption,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    let damages = match arguments.index.place()? {
        IndexPlace::Folder(dir) => {
            let examination = check::examine(dir)?;
            match arguments.format {
                ReportFormat::Text => write_text(&examination, &dir.display().to_string(), &mut out)?,
                ReportFormat::Json => writeln!(out, "{}", json::to_string(&examination))?,
            }
            examination.damages
        }
        #[cfg(feature = "cluster")]
        IndexPlace::Cluster(address) => {
            let inspection = inspection::inspect(&arguments.index.cluster.client(address)?)?;
            match arguments.format {
                ReportFormat::Text => write_inspection(&inspection, &mut out)?,
                ReportFormat::Json => writeln!(out, "{}", json::to_string(&inspection))?,
            }
            inspection.damages
        }
    };
    Ok(ExitCode::from(if damages.is_empty() { 0 } else { 2 }))
}

fn write_damages(damages: &[Damage], out: &mut impl Write) -> io::Result<()> {
    damages.iter().try_for_each(|damage| {
        writeln!(out, "damaged: {}: {}", sanitise::line(&damage.file), sanitise::line(&damage.what))
    })
}

#[cfg(feature = "cluster")]
fn write_inspection(inspection: &Inspection, out: &mut impl Write) -> io::Result<()> {
    let Inspection { rejected, sampled, damages, .. } = inspection;
    write_damages(damages, out)?;
    let (articles, rejected) = (articles(inspection.articles), grouped(*rejected));
    if damages.is_empty() {
        writeln!(
            out,
            "sound: {articles} and {rejected} rejected pages, of which {} were analysed again",
            grouped(*sampled)
        )
    } else {
        writeln!(out, "{} faults in {articles} and {rejected} rejected pages", damages.len())?;
        writeln!(out, "way out: index the same pages again with --full, or into a new index")
    }
}

fn write_text(examination: &Examination, dir: &str, out: &mut impl Write) -> io::Result<()> {
    let Examination { files, bytes, rejected, damages, .. } = examination;
    write_damages(damages, out)?;
    let megabytes = *bytes as f64 / 1e6;
    if damages.is_empty() {
        let articles = articles(examination.articles);
        writeln!(out, "sound: {articles} and {} rejected pages in {files} files, {megabytes:.1} MB", grouped(*rejected))
    } else {
        writeln!(out, "{} of {files} files, {megabytes:.1} MB, examined", damages.len())?;
        writeln!(out, "way out: delete the folder {}, and index the same pages again", sanitise::line(dir))
    }
}
