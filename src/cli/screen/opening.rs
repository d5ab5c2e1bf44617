//! Opening an article in the browser.

use std::path::Path;

use kiosque::engine::shown::Filed;
use kiosque::output::style::{Target, web_address};
use kiosque::output::{place, sanitise};
use kiosque::source;

use crate::cli::failure::Failure;

const NO_FILE: &str = "the article came through standard input and has no address on the web, so that there is nothing to open; \
                       `kiosque show ID` prints it";
const RECORD: &str = "the article is a record among others in its file and has no address on the web, so that there is nothing to open; \
                      `kiosque show ID` prints it";

/// Opens the page of an article: on the web if it is there, else the file that it came in.
pub fn open(article: &Filed) -> Result<(), Failure> {
    let (target, is_file) = match place::of(&article.id, &article.path, article.article.url.as_deref()) {
        Some(Target::Page(url)) => (web_address(url).unwrap_or_default(), false),
        Some(Target::File(path)) => (path.to_owned(), true),
        None if article.path == source::STDIN => return Err(Failure::Options(NO_FILE)),
        None => return Err(Failure::Options(RECORD)),
    };
    eprintln!("kiosque: opening {}", sanitise::line(&target));
    // A name that is not UTF-8 is there by its bytes alone.
    let by_bytes = is_file && !Path::new(&target).exists();
    let opened = if by_bytes { open::that(source::text_path(&target)) } else { open::that(&target) };
    opened.map_err(|error| {
        let programs = open::commands(&target).into_iter();
        let tried: Vec<_> = programs.map(|program| program.get_program().to_string_lossy().into_owned()).collect();
        Failure::Open { target, tried: tried.join(", "), error }
    })
}
