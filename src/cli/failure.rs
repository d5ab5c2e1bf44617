//! Why a command could not do its work, and the exit codes.

use std::io;
use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus};

use jiff::civil::Date;
use kiosque::date::period::PeriodError;
use kiosque::engine::EngineError;
use kiosque::engine::cursor::Cursor;
use kiosque::export::corpus::ExportError;
use kiosque::extract::sites::file::SitesError;
use kiosque::index::error::IndexError;
use kiosque::ingest::IngestError;
use kiosque::newspaper::sources::SourcesError;
#[cfg(feature = "cluster")]
use kiosque::opensearch::error::ClusterError;
use kiosque::study::error::StudyError;
use kiosque::trec::TrecError;
use kiosque::watch::announcement::AnnouncementError;
use kiosque::watch::folder::FolderError;
use thiserror::Error;

/// The exit code of a search without hits.
pub const NO_HITS: u8 = 1;

/// The exit code of a command that did all but what could not be read: a script that runs it every night should learn.
pub const UNREADABLE: u8 = 3;

/// Why a command could not do its work; each room says it in its own words.
#[derive(Debug, Error)]
pub enum Failure {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Study(#[from] StudyError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error(transparent)]
    Announcement(#[from] AnnouncementError),
    #[error(transparent)]
    Announcements(#[from] FolderError),
    #[error("{} cannot be read: {}", path.display(), reason(error))]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{}: {error}", path.display())]
    Trec { path: PathBuf, error: TrecError },
    #[error("{}, {error}; --sources FILE names another list, --sources '' none", path.display())]
    Sources { path: PathBuf, error: SourcesError },
    #[error("{}, {error}; --sites FILE names other rules, --sites '' none", path.display())]
    Sites { path: PathBuf, error: SitesError },
    #[error("{option}: {error}")]
    Date { option: &'static str, error: PeriodError },
    #[error(
        "--since begins on {since}, after --until ends on {until}, so that no day is left; exchange the two dates, or leave one out"
    )]
    NoDayLeft { since: Date, until: Date },
    #[error("{} cannot be written: {}", path.display(), reason(error))]
    Unwritable { path: PathBuf, error: io::Error },
    #[error("{place}: {why}")]
    NotStored { place: String, why: &'static str },
    #[error("`{command}` failed: {status}")]
    Child { command: &'static str, status: ExitStatus },
    #[error("{0}")]
    Options(&'static str),
    #[error("`kiosque {0}` has no use for an index in a cluster yet: name a folder with -i")]
    FolderOnly(&'static str),
    #[error(transparent)]
    #[cfg(feature = "cluster")]
    Cluster(#[from] ClusterError),
    #[error("no query is called @{name}{file}{near}; to find the word, put it in quotes: \"@{name}\"")]
    NoQuery { name: String, file: String, near: String },
    #[error("the query @{0} names itself")]
    NamesItself(String),
    #[error("--after {cursor} is of another index than this, which is {index}: watch without --after to begin with it")]
    OtherIndex { cursor: Cursor, index: String },
    #[error("--after {cursor} is ahead of the index, which ends at {generation}: an older state of it was put back")]
    Ahead { cursor: Cursor, generation: u64 },
    #[error("`{command}` failed: {why}; what it was given will be told again")]
    Exec { command: String, why: String },
    #[error("no article has the id, URL or path {0:?}; `kiosque search` shows those of each hit")]
    NoArticle(String),
    #[error("{0}")]
    #[cfg(feature = "serve")]
    Parameter(String),
    #[error("{count} articles have {name}: name one by its id, such as {example}")]
    SeveralArticles { name: String, count: usize, example: String },
    #[error("this is a bug of kiosque's; please report it with the command that you gave: {0}")]
    Crash(String),
    #[error("there is no command `{0}`; `kiosque --help` lists them")]
    NoCommand(String),
    #[error("{}{}: {error}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    Config { path: PathBuf, line: Option<usize>, error: String },
    #[error("{address} cannot be listened at: {}", reason(error))]
    #[cfg(feature = "serve")]
    Listen { address: String, error: io::Error },
    #[error("nothing opens {target}: tried {tried}; the last said: {error}. Open it yourself, or set BROWSER")]
    Open { target: String, tried: String, error: io::Error },
    #[error("the output cannot be written: {}", reason(.0))]
    Output(#[from] io::Error),
}

/// What an error of the file system says of a file, as people say it.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder; name a file".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is a file, not a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "you have no permission to".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "its disk is read-only".to_owned(),
        io::ErrorKind::StorageFull => "no space is left; make room".to_owned(),
        io::ErrorKind::AddrInUse => {
            "another program listens there; stop it, or name another place with --listen".to_owned()
        }
        io::ErrorKind::AddrNotAvailable => "no such address is this machine's".to_owned(),
        io::ErrorKind::InvalidData => "it is not text in UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

impl Failure {
    pub fn is_closed_pipe(&self) -> bool {
        let (Self::Output(error)
        | Self::Export(ExportError::Output(error))
        | Self::Announcement(AnnouncementError::Output(error))) = self
        else {
            return false;
        };
        error.kind() == io::ErrorKind::BrokenPipe
    }

    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Index(IndexError::Locked(_)) | Self::Ingest(IngestError::Index(IndexError::Locked(_))) => {
                ExitCode::from(4)
            }
            Self::Index(IndexError::Cluster { is_away: true, .. })
            | Self::Ingest(IngestError::Index(IndexError::Cluster { is_away: true, .. })) => ExitCode::from(4),
            #[cfg(feature = "cluster")]
            _ if self.of_cluster().is_some_and(ClusterError::is_passing) => ExitCode::from(4),
            Self::NoArticle(_) => ExitCode::from(NO_HITS),
            _ => ExitCode::from(2),
        }
    }

    /// What a cluster said, wherever a command asked it.
    #[cfg(feature = "cluster")]
    fn of_cluster(&self) -> Option<&ClusterError> {
        let of_engine = match self {
            Self::Cluster(error) => return Some(error),
            Self::Engine(error) | Self::Export(ExportError::Engine(error)) | Self::Study(StudyError::Engine(error)) => {
                error
            }
            _ => return None,
        };
        match of_engine {
            EngineError::Failed(error) => error.downcast_ref(),
            EngineError::TimedOut | EngineError::Refused(_) => None,
        }
    }
}
