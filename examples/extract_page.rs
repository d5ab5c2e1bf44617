//! Prints the article that is found in a page, or why there is none.
//!
//!     cargo run --example extract_page -- PAGE

use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;

use kiosque::{extract, source};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).map(PathBuf::from).ok_or("the page is missing")?;
    // The counter is for a progress bar: bytes taken from disk.
    let page =
        source::file::load(&path, &AtomicU64::new(0)).map_err(|reason| format!("{}: {reason}", path.display()))?;
    match extract::extract(&page) {
        Ok(article) => {
            println!("{}", article.title);
            if let Some(published) = article.published {
                println!("{}", published.moment);
            }
            println!("{}", article.text());
        }
        Err(rejection) => println!("no article: {rejection}"),
    }
    Ok(())
}
