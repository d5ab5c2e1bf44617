//! The article that a command is about, by the names that `search` shows.

use std::path;

use kiosque::engine::Engine;
use kiosque::engine::shown::Filed;
use kiosque::output::sanitise;
use kiosque::source::address::canonical;

use crate::cli::failure::Failure;

/// Finds the article that goes by a name: its id, its address on the web, or the path of its file.
pub fn find(index: &dyn Engine, name: &str) -> Result<Filed, Failure> {
    let mut found = index.find(name)?;
    if found.is_empty() {
        found = index.find(&canonical(name))?;
    }
    if found.is_empty()
        && let Ok(path) = path::absolute(name)
    {
        found = index.find(&path.to_string_lossy())?;
    }
    let none = || Failure::NoArticle(sanitise::line(name).into_owned());
    match found.as_slice() {
        [article] => index.read(&[*article])?.pop().ok_or_else(none),
        [] => Err(none()),
        [first, ..] => {
            let example = index.ids(&[*first])?.concat();
            Err(Failure::SeveralArticles { name: name.to_owned(), count: found.len(), example })
        }
    }
}
