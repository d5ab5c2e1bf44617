//! From a path to the raw pages in it. What a file is, its content says, not its name.

use std::path::PathBuf;

use jiff::civil::DateTime;

/// A page as it was stored, before anything is known of its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawPage {
    pub origin: Origin,
    /// The address the page was fetched from, where its container tells.
    pub url: Option<String>,
    /// The `Content-Type` header, where its container tells.
    pub content_type: Option<String>,
    /// When the page was fetched, where its container tells.
    pub fetched: Option<DateTime>,
    pub bytes: Vec<u8>,
}

/// Where a page was found, exactly enough to open it again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    pub container: PathBuf,
    /// The name of an archive's member, or the line of a JSON Lines file.
    pub member: Option<String>,
}
