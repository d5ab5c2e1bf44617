//! The article that a command is about, by the names that `search` shows.

use std::path;

use kiosque::engine::Engine;
use kiosque::engine::shown::Filed;
use kiosque::output::sanitise;
use kiosque::source::address::canonical;

use crate::cli::failure::Failure;

/// Finds the article that goes by a name: its id, its address on the web, or the path of its file. Where there is none,
/// standard error says so.
pub fn find(index: &dyn Engine, name: &str) -> Result<Option<Filed>, Failure> {
    let mut found = index.find(name)?;
    if found.is_empty() {
        found = index.find(&canonical(name))?;
    }
    if found.is_empty()
        && let Ok(path) = path::absolute(name)
    {
        found = index.find(&path.to_string_lossy())?;
    }
    match found.as_slice() {
        [] => {
            let name = sanitise::line(name);
            eprintln!("kiosque: no article has the id, URL or path {name:?}; `kiosque search` shows those of each hit");
            Ok(None)
        }
        [article] => Ok(index.read(&[*article])?.pop()),
        [first, ..] => {
            let example = index.ids(&[*first])?.concat();
            Err(Failure::SeveralArticles { name: name.to_owned(), count: found.len(), example })
        }
    }
}
