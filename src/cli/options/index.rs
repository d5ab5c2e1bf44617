//! `--index`: the folder of the index.

use std::path::PathBuf;

use clap::Args;
use kiosque::embedded::{Embedded, cores};
use kiosque::index::error::IndexError;

/// Where the index is: the same option for every command that needs one.
#[derive(Debug, Args)]
pub struct IndexOption {
    /// Folder of the index
    #[arg(short = 'i', long = "index", value_name = "DIR", default_value = "index", env = "KIOSQUE_INDEX")]
    pub dir: PathBuf,
}

impl IndexOption {
    /// Opens it to be searched in this thread.
    pub fn open(&self) -> Result<Embedded, IndexError> {
        cores::work_along();
        Embedded::open(&self.dir)
    }
}
