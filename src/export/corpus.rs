//! Writes a corpus: chooses the articles, cuts them into records, writes these as a format wants them, and says in a manifest
//! what was written and what was left out.

use std::fs::{self, File};
use std::hash::Hasher;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use serde::Serialize;
use thiserror::Error;
use twox_hash::XxHash3_64;

use super::digest::Sha256;
use super::format::Format;
use super::record::{Unit, Variable};
use crate::engine::candidate::Handle;
use crate::engine::{Engine, EngineError};
use crate::output::table::Formulas;

/// What is written, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportRequest {
    /// Who reads it.
    pub format: Format,
    /// What is one record.
    pub unit: Unit,
    /// What records are told apart by.
    pub variables: Vec<Variable>,
    /// What becomes of cells that a spreadsheet would run, in CSV.
    pub formulas: Formulas,
    /// Records of fewer words are left out.
    pub min_words: usize,
    /// So many articles are drawn by lot.
    pub sample: Option<usize>,
    /// What lots are drawn by: the same seed draws the same articles, whatever the index looks like.
    pub seed: u64,
    /// Articles that were left out before, since they tell a story again.
    pub copies: u64,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Articles of which a record was written.
    pub articles: u64,
    /// Records.
    pub records: u64,
    /// What was left out, and why.
    pub left_out: LeftOut,
    /// The files, but for the manifest.
    pub files: Vec<WrittenFile>,
}

/// What was left out, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Articles that tell a story again.
    pub copies: u64,
    /// Articles that were not drawn.
    pub not_drawn: u64,
    /// Records of too few words.
    pub short: u64,
    /// Records without the date that the format asks for.
    pub undated: u64,
}

/// A file of the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenFile {
    /// Its name in the folder.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its digest, in hexadecimal digits.
    pub sha256: String,
}

/// Why a corpus could not be written.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The engine could not answer.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A file cannot be written.
    #[error("{} cannot be written: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The folder has files already, which an export would be mixed with.
    #[error("{} is not empty: name a new folder with -o", .0.display())]
    NotEmpty(PathBuf),
    /// Standard output cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(io::Error),
}

/// Where it is written.
pub enum Place<'a> {
    /// A file or, for the formats that are one, a new folder. Its manifest stands beside it, or in it.
    Path(&'a Path),
    /// One file, without a manifest, to a writer.
    Stream(&'a mut dyn Write),
    /// A folder with its manifest as one ZIP archive, to a writer.
    Archive(&'a mut dyn Write),
}

/// Articles that are read at a time.
const AT_ONCE: usize = 256;

/// Writes articles in their order, and the manifest that is made of what was written.
pub fn write(
    engine: &dyn Engine,
    articles: &[Handle],
    request: &ExportRequest,
    place: Place,
    manifest: &dyn Fn(&Written) -> String,
) -> Result<Written, ExportError> {
    let ExportRequest { format, variables, .. } = request;
    let mut target = Target::of(place, *format)?;
    let mut written = Written::default();
    let chosen = drawn(engine, articles, request)?;
    written.left_out.copies = request.copies;
    written.left_out.not_drawn = (articles.len() - chosen.len()) as u64;
    if let Some(header) = format.header(variables) {
        target.add(&header)?;
    }
    for some in chosen.chunks(AT_ONCE) {
        for filed in engine.read(some)? {
            let before = written.records;
            for record in request.unit.records(&filed) {
                if record.words() < request.min_words {
                    written.left_out.short += 1;
                    continue;
                }
                let number = written.records as usize + 1;
                let Some(row) = format.row(&record, number, variables, request.formulas) else {
                    written.left_out.undated += 1;
                    continue;
                };
                target.add(&row)?;
                if let (Target::Folder(folder, _), Some((name, contents))) = (&mut target, format.file(&record, number))
                {
                    written.files.push(folder.put(&name, &contents)?);
                }
                written.records += 1;
            }
            written.articles += u64::from(written.records > before);
        }
    }
    target.finish(&mut written, manifest)?;
    Ok(written)
}

/// The articles that are drawn, in their order: those whose lot is least.
fn drawn(engine: &dyn Engine, articles: &[Handle], request: &ExportRequest) -> Result<Vec<Handle>, ExportError> {
    let Some(wanted) = request.sample.filter(|wanted| *wanted < articles.len()) else { return Ok(articles.to_vec()) };
    let lot = |id: &String| {
        let mut hasher = XxHash3_64::with_seed(request.seed);
        hasher.write(id.as_bytes());
        hasher.finish()
    };
    let ids = engine.ids(articles)?;
    let mut lots: Vec<(u64, &String, usize)> = ids.iter().enumerate().map(|(n, id)| (lot(id), id, n)).collect();
    lots.sort_unstable();
    let mut places: Vec<usize> = lots.into_iter().take(wanted).map(|(.., n)| n).collect();
    places.sort_unstable();
    Ok(places.into_iter().map(|n| articles[n]).collect())
}

/// What is being written.
enum Target<'a> {
    /// One file.
    File(Output<'a>),
    /// A folder, and its table, which is put into it last.
    Folder(Folder<'a>, String),
}

impl<'a> Target<'a> {
    fn of(place: Place<'a>, format: Format) -> Result<Self, ExportError> {
        Ok(match place {
            Place::Path(path) if format.is_folder() => Self::Folder(Folder::new(path)?, String::new()),
            Place::Path(path) => Self::File(Output::file(path)?),
            Place::Stream(out) => {
                Self::File(Output { to: Writer::Stream(out), name: String::new(), bytes: 0, digest: Sha256::new() })
            }
            Place::Archive(out) => Self::Folder(Folder::Archive(ZipArchiveWriter::new(out)), String::new()),
        })
    }

    /// Adds to the file, or to the folder's table.
    fn add(&mut self, text: &str) -> Result<(), ExportError> {
        match self {
            Self::File(file) => file.write(text)?,
            Self::Folder(_, table) => table.push_str(text),
        }
        Ok(())
    }

    fn finish(self, written: &mut Written, manifest: &dyn Fn(&Written) -> String) -> Result<(), ExportError> {
        match self {
            Self::File(file) => {
                let beside = match &file.to {
                    Writer::File(path, _) => Some(PathBuf::from(format!("{}.manifest.json", path.display()))),
                    Writer::Stream(_) => None,
                };
                written.files.push(file.finish()?);
                if let Some(beside) = beside {
                    let mut file = Output::file(&beside)?;
                    file.write(&manifest(written))?;
                    file.finish()?;
                }
            }
            Self::Folder(mut folder, table) => {
                if !table.is_empty() {
                    written.files.push(folder.put("metadata.csv", &table)?);
                }
                folder.put("manifest.json", &manifest(written))?;
                folder.finish()?;
            }
        }
        Ok(())
    }
}

/// A folder of the file system, or one in an archive.
enum Folder<'a> {
    Disk(PathBuf),
    Archive(ZipArchiveWriter<&'a mut dyn Write>),
}

impl Folder<'_> {
    fn new(path: &Path) -> Result<Self, ExportError> {
        let failed = |error| ExportError::File { path: path.to_owned(), error };
        fs::create_dir_all(path).map_err(failed)?;
        match fs::read_dir(path).map_err(failed)?.next() {
            Some(_) => Err(ExportError::NotEmpty(path.to_owned())),
            None => Ok(Self::Disk(path.to_owned())),
        }
    }

    fn put(&mut self, name: &str, contents: &str) -> Result<WrittenFile, ExportError> {
        match self {
            Self::Disk(path) => {
                let mut file = Output::file(&path.join(name))?;
                file.write(contents)?;
                file.finish()
            }
            Self::Archive(archive) => {
                deflate(archive, name, contents).map_err(|error| ExportError::Output(io::Error::other(error)))?;
                let mut digest = Sha256::new();
                digest.add(contents.as_bytes());
                Ok(WrittenFile { name: name.to_owned(), bytes: contents.len() as u64, sha256: digest.finish() })
            }
        }
    }

    fn finish(self) -> Result<(), ExportError> {
        match self {
            Self::Disk(_) => Ok(()),
            Self::Archive(archive) => {
                let out = archive.finish().map_err(|error| ExportError::Output(io::Error::other(error)))?;
                out.flush().map_err(ExportError::Output)
            }
        }
    }
}

/// Adds a file to an archive. It has no time, so that the same corpus makes the same archive.
fn deflate(archive: &mut ZipArchiveWriter<&mut dyn Write>, name: &str, contents: &str) -> Result<(), rawzip::Error> {
    let (mut entry, config) = archive.new_file(name).compression_method(CompressionMethod::DEFLATE).start()?;
    let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
    writer.write_all(contents.as_bytes())?;
    let (encoder, described) = writer.finish()?;
    encoder.finish()?;
    entry.finish(described)?;
    Ok(())
}

/// A file that is being written, with its digest.
struct Output<'a> {
    to: Writer<'a>,
    name: String,
    bytes: u64,
    digest: Sha256,
}

enum Writer<'a> {
    File(PathBuf, BufWriter<File>),
    Stream(&'a mut dyn Write),
}

impl Output<'_> {
    fn file(path: &Path) -> Result<Self, ExportError> {
        let file = File::create(path).map_err(|error| ExportError::File { path: path.to_owned(), error })?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self { to: Writer::File(path.to_owned(), BufWriter::new(file)), name, bytes: 0, digest: Sha256::new() })
    }

    fn write(&mut self, text: &str) -> Result<(), ExportError> {
        self.bytes += text.len() as u64;
        self.digest.add(text.as_bytes());
        match &mut self.to {
            Writer::File(path, file) => {
                file.write_all(text.as_bytes()).map_err(|error| ExportError::File { path: path.clone(), error })
            }
            Writer::Stream(out) => out.write_all(text.as_bytes()).map_err(ExportError::Output),
        }
    }

    fn finish(self) -> Result<WrittenFile, ExportError> {
        match self.to {
            Writer::File(path, mut file) => file.flush().map_err(|error| ExportError::File { path, error })?,
            Writer::Stream(out) => out.flush().map_err(ExportError::Output)?,
        }
        Ok(WrittenFile { name: self.name, bytes: self.bytes, sha256: self.digest.finish() })
    }
}
