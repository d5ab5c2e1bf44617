//! The metadata of an article: title, dates, authors, newspaper, section, address, picture.

mod head;
pub(super) mod jsonld;
pub(super) mod declared;
pub(super) mod title;
pub(super) mod zone;
pub(super) mod page;
mod dates;
mod newspaper;
pub(super) mod authors;
mod section;
pub mod clues;

use authors::Signed;
use dates::Dates;
use declared::Declared;
use page::Page;

/// The metadata of an article, chosen among what its page declares and shows.
pub(super) struct Metadata {
    pub dates: Dates,
    pub source: Option<String>,
    pub authors: Vec<String>,
    pub section: Option<String>,
    /// The address that the page was fetched from, else the one that it gives itself.
    pub url: Option<String>,
    pub image: Option<String>,
}

impl Metadata {
    /// Leaves the address and the picture alone.
    pub fn forget(&mut self) {
        *self = Self {
            dates: Dates::default(),
            source: None,
            authors: Vec::new(),
            section: None,
            url: self.url.take(),
            image: self.image.take(),
        };
    }
}

/// Finds the metadata of an article. `title` is the article's title.
pub(super) fn find(page: &Page, declared: &Declared, signed: Signed, title: &str) -> Metadata {
    let Declared { head, described, .. } = declared;
    let source = newspaper::find(page, declared, title);
    Metadata {
        dates: dates::find(page, declared),
        authors: authors::find(page, declared, signed, source.as_deref()),
        source,
        section: section::find(page, declared, title),
        url: declared.address().or_else(|| declared.shared_address()).map(str::to_owned),
        image: head.get(&["og:image", "twitter:image"]).map(str::to_owned).or_else(|| described.image.clone()),
    }
}
