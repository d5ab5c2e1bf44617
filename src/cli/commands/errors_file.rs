//! `--errors FILE`: the pages without an article, a JSON line each.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use kiosque::output::json;
use serde::Serialize;

use crate::cli::failure::Failure;

/// The file that names the pages without an article.
pub struct Errors {
    /// Where it is.
    pub path: PathBuf,
    file: BufWriter<File>,
    failure: Option<io::Error>,
}

/// A page or record without an article.
#[derive(Serialize)]
pub struct Problem<'a> {
    pub origin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    pub reason: &'a str,
}

impl Errors {
    /// Makes the file, or empties it.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        match File::create(path) {
            Ok(file) => Ok(Self { path: path.to_owned(), file: BufWriter::new(file), failure: None }),
            Err(error) => Err(Failure::Unwritable { path: path.to_owned(), error }),
        }
    }

    /// Adds a line. A full disk here should not keep the pages from being indexed: it is reported at the end.
    pub fn write(&mut self, problem: &Problem) {
        let line = json::to_string(problem);
        if self.failure.is_none() {
            self.failure = writeln!(self.file, "{line}").err();
        }
    }

    /// Writes out the rest; an error if any line could not be written.
    pub fn close(mut self) -> Result<(), Failure> {
        match self.failure.or_else(|| self.file.flush().err()) {
            Some(error) => Err(Failure::Unwritable { path: self.path, error }),
            None => Ok(()),
        }
    }
}
