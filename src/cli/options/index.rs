//! `--index` and `--sources`: the folder of the index, and the names of its newspapers.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::OsStringValueParser;
use kiosque::embedded::{Embedded, cores};
use kiosque::newspaper::sources::Sources;

use crate::cli::failure::Failure;

/// Where the index is: the same option for every command that needs one.
#[derive(Debug, Args)]
pub struct IndexOption {
    /// Folder of the index
    #[arg(short = 'i', long = "index", value_name = "DIR", default_value = "index", env = "KIOSQUE_INDEX")]
    pub dir: PathBuf,
}

/// The index that a command asks, and how its newspapers are called.
#[derive(Debug, Args)]
pub struct AskedIndex {
    #[command(flatten)]
    pub folder: IndexOption,
    /// Your own list of newspapers: their names, addresses and other names [default: sources.toml beside the index, if
    /// there is one]
    #[arg(long, value_name = "FILE", env = "KIOSQUE_SOURCES", hide_env_values = true, value_parser = OsStringValueParser::new())]
    sources: Option<OsString>,
}

impl AskedIndex {
    /// Opens it to be searched in this thread.
    pub fn open(&self) -> Result<Embedded, Failure> {
        cores::work_along();
        self.open_for_many()
    }

    /// Opens it to be searched in several threads.
    pub fn open_for_many(&self) -> Result<Embedded, Failure> {
        let index = Embedded::open(&self.folder.dir)?;
        Ok(match self.sources()? {
            Some(sources) => index.with_sources(sources),
            None => index,
        })
    }

    fn sources(&self) -> Result<Option<Sources>, Failure> {
        let Some((path, text)) = of_the_user(self.sources.as_deref(), &self.folder.dir, "sources.toml")? else {
            return Ok(None);
        };
        Sources::parse(&text).map(Some).map_err(|error| Failure::Sources { path, error })
    }
}

/// A file of the user's: the one that was named, which must be there unless its name is empty, else the one called so beside
/// the index, if there is one.
pub fn of_the_user(named: Option<&OsStr>, index: &Path, name: &str) -> Result<Option<(PathBuf, String)>, Failure> {
    let (path, must_be) = match named {
        Some(name) if name.is_empty() => return Ok(None),
        Some(name) => (PathBuf::from(name), true),
        None => (beside(index, name), false),
    };
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == ErrorKind::NotFound && !must_be => Ok(None),
        Err(error) => Err(Failure::Unreadable { path, error }),
    }
}

/// The place of a file that stands beside an index, wherever the index is called from.
fn beside(index: &Path, name: &str) -> PathBuf {
    let folder = match index.file_name() {
        Some(_) => index.parent().map(Path::to_owned),
        // `.` and `..` are folders beside something too.
        None => index.canonicalize().ok().and_then(|index| index.parent().map(Path::to_owned)),
    };
    folder.unwrap_or_default().join(name)
}
