//! The queries that a command runs: the words of the command line, or every line of a file.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use kiosque::trec::{self, Topic};

use crate::cli::failure::Failure;

/// `--topics`: the same option for every command that runs queries.
#[derive(Debug, Args)]
pub struct TopicsOption {
    /// Run the queries of a file, `id<TAB>query` a line or TREC topics
    #[arg(long, value_name = "FILE")]
    pub topics: Option<PathBuf>,
}

impl TopicsOption {
    /// The queries of the file, where one is named.
    pub fn read(&self) -> Result<Option<Vec<Topic>>, Failure> {
        let Some(path) = &self.topics else { return Ok(None) };
        let text = read(path)?;
        trec::read_topics(&text).map(Some).map_err(|error| Failure::Trec { path: path.clone(), error })
    }

    /// The queries of the file; else the words as one query, which are every article where there are none.
    pub fn or_words(&self, words: &[String]) -> Result<Vec<Topic>, Failure> {
        if let Some(topics) = self.read()? {
            return Ok(topics);
        }
        let query = match words {
            [] => "*".to_owned(),
            [dash] if dash == "-" => read(Path::new("-"))?,
            words => words.join(" "),
        };
        Ok(vec![Topic { id: "1".to_owned(), query }])
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
