//! `--index` and `--sources`: where the index is, and the names of its newspapers.

use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::ops::Deref;
use std::path::{Path, PathBuf};
#[cfg(feature = "cluster")]
use std::sync::Arc;

use clap::Args;
use clap::builder::OsStringValueParser;
use jiff::Timestamp;
#[cfg(feature = "cluster")]
use kiosque::cluster::Cluster;
use kiosque::embedded::{Embedded, cores};
use kiosque::engine::Engine;
use kiosque::newspaper::sources::Sources;
#[cfg(feature = "cluster")]
use kiosque::opensearch::address::{Address, is_cluster};

#[cfg(feature = "cluster")]
use super::cluster::ClusterOptions;
use crate::cli::failure::Failure;

/// Where the index is: the same option for every command that needs one.
#[derive(Debug, Args)]
pub struct IndexOption {
    /// Folder of the index, or its address in an OpenSearch cluster, as http://localhost:9200/press
    // An address that is wrong may have a password in it, which clap would print: so it is read later.
    // The help would print it, too.
    #[arg(
        short = 'i',
        long = "index",
        value_name = "DIR",
        default_value = "index",
        env = "KIOSQUE_INDEX",
        hide_env_values = true
    )]
    dir: PathBuf,
    #[cfg(feature = "cluster")]
    #[command(flatten)]
    pub cluster: ClusterOptions,
}

/// What `--index` names.
pub enum IndexPlace<'a> {
    /// A folder on disk.
    Folder(&'a Path),
    /// An index in a cluster.
    #[cfg(feature = "cluster")]
    Cluster(Address),
}

impl IndexOption {
    /// The place of the index.
    pub fn place(&self) -> Result<IndexPlace<'_>, Failure> {
        match self.dir.to_str().filter(|text| is_address(text)) {
            None => Ok(IndexPlace::Folder(&self.dir)),
            #[cfg(feature = "cluster")]
            Some(address) => Ok(IndexPlace::Cluster(Address::parse(address)?)),
            #[cfg(not(feature = "cluster"))]
            Some(_) => {
                Err(Failure::Options("this kiosque was built without `cluster`, and reads indices in folders alone"))
            }
        }
    }

    /// The folder of the index, if it lies in one.
    pub fn folder(&self) -> Option<&Path> {
        Some(self.dir.as_path()).filter(|dir| !dir.to_str().is_some_and(is_address))
    }

    /// The folder of the index, for a command that can use no other.
    pub fn folder_for(&self, command: &'static str) -> Result<&Path, Failure> {
        self.folder().ok_or(Failure::FolderOnly(command))
    }

    /// The name of the index, for who reads it.
    pub fn shown(&self) -> impl Display {
        self.dir.display()
    }
}

#[cfg(feature = "cluster")]
fn is_address(text: &str) -> bool {
    is_cluster(text)
}

#[cfg(not(feature = "cluster"))]
fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// An index that is open, as its last commit left it.
#[derive(Clone)]
pub enum OpenIndex {
    Folder(Embedded),
    #[cfg(feature = "cluster")]
    Cluster(Arc<Cluster>),
}

impl OpenIndex {
    /// The same index as its last commit leaves it now.
    #[cfg(feature = "serve")]
    pub fn latest(&self) -> Result<Self, Failure> {
        Ok(match self {
            Self::Folder(index) => Self::Folder(index.latest()?),
            #[cfg(feature = "cluster")]
            Self::Cluster(index) => {
                index.latest()?.map_or_else(|| self.clone(), |index| Self::Cluster(Arc::new(index)))
            }
        })
    }

    /// When the last commit was made, where that is known.
    pub fn committed(&self) -> Option<Timestamp> {
        match self {
            Self::Folder(index) => index.committed(),
            #[cfg(feature = "cluster")]
            Self::Cluster(_) => None,
        }
    }

    /// The number of the commit: another one whenever something was indexed.
    pub fn commit(&self) -> u64 {
        match self {
            Self::Folder(index) => index.commit(),
            #[cfg(feature = "cluster")]
            Self::Cluster(index) => index.commit(),
        }
    }
}

impl Deref for OpenIndex {
    type Target = dyn Engine;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Folder(index) => index,
            #[cfg(feature = "cluster")]
            Self::Cluster(index) => &**index,
        }
    }
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
    pub fn open(&self) -> Result<OpenIndex, Failure> {
        cores::work_along();
        let index = self.open_for_many()?;
        #[cfg(feature = "cluster")]
        if let OpenIndex::Cluster(index) = &index {
            /// What a program ends with that SIGINT has ended.
            const INTERRUPTED: i32 = 130;
            let close = index.closing();
            let interrupted = move || {
                close();
                std::process::exit(INTERRUPTED)
            };
            // A run of `--corpus` has set one already, which ends the program, too.
            let _ = ctrlc::set_handler(interrupted);
        }
        Ok(index)
    }

    /// Opens it to be searched in several threads.
    pub fn open_for_many(&self) -> Result<OpenIndex, Failure> {
        let sources = self.sources()?.unwrap_or_default();
        Ok(match self.folder.place()? {
            IndexPlace::Folder(dir) => OpenIndex::Folder(Embedded::open(dir)?.with_sources(sources)),
            #[cfg(feature = "cluster")]
            IndexPlace::Cluster(address) => {
                let client = self.folder.cluster.client(address)?;
                OpenIndex::Cluster(Arc::new(Cluster::open(Arc::new(client), sources)?.telling(|| {
                    eprintln!(
                        "kiosque: so many hits are in the order of OpenSearch's scores, which know no places of words"
                    )
                })))
            }
        })
    }

    fn sources(&self) -> Result<Option<Sources>, Failure> {
        let Some((path, text)) = of_the_user(self.sources.as_deref(), self.folder.folder(), "sources.toml")? else {
            return Ok(None);
        };
        Sources::parse(&text).map(Some).map_err(|error| Failure::Sources { path, error })
    }
}

/// A file of the user's: the one that was named, which must be there unless its name is empty, else the one called so beside
/// the folder of the index, if there is one.
pub fn of_the_user(
    named: Option<&OsStr>,
    index: Option<&Path>,
    name: &str,
) -> Result<Option<(PathBuf, String)>, Failure> {
    let (path, must_be) = match (named, index) {
        (Some(name), _) if name.is_empty() => return Ok(None),
        (Some(name), _) => (PathBuf::from(name), true),
        (None, Some(index)) => (beside(index, name), false),
        (None, None) => return Ok(None),
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
