//! Units: what of an item becomes one article. A page is one, or several where the rules of its site cut it; and so is a record.

use std::borrow::Cow;

use twox_hash::XxHash3_64;

use crate::extract::sites::split::PartName;
use crate::extract::sites::{Ruled, Sites};
use crate::extract::{self, record};
use crate::source::RawPage;
use crate::source::record::Record;

/// A page that is one article, or a part of one that is.
pub struct Unit<'a> {
    /// The page, or the page that the part would be alone.
    pub raw: Cow<'a, RawPage>,
    /// The rules of its site, if there are some.
    pub ruled: Option<Ruled<'a>>,
    /// Which of several articles it is.
    pub part: Option<PartName>,
}

impl<'a> Unit<'a> {
    /// The units of a page.
    pub fn all(raw: Cow<'a, RawPage>, sites: &'a Sites) -> Vec<Self> {
        let ruled = sites.of(&raw);
        let parts = ruled.filter(|ruled| !ruled.is_excluded).and_then(|ruled| ruled.site.split(&raw));
        match parts {
            Some(parts) => {
                parts.into_iter().map(|it| Self { raw: Cow::Owned(it.page), ruled, part: Some(it.name) }).collect()
            }
            None => vec![Self { raw, ruled, part: None }],
        }
    }

    /// The fingerprint of the page or the part.
    pub fn fingerprint(&self) -> u64 {
        fingerprint(&self.raw.bytes, seed(self.ruled))
    }
}

/// The rules of a record's site, if there are some.
pub fn of_record<'s>(record: &Record, bytes: &[u8], sites: &'s Sites) -> Option<Ruled<'s>> {
    if !sites.may_rule(bytes) {
        return None;
    }
    match record::page(record) {
        Some(page) => sites.of(&page),
        None => sites.at_address(&record::address(record)?),
    }
}

/// The seed of fingerprints of pages that are extracted by these rules.
pub fn seed(ruled: Option<Ruled>) -> u64 {
    ruled.map_or(0, |ruled| ruled.site.digest)
}

/// The fingerprint of a page, by its bytes, the version of extraction, and a seed for what else it is read with: the names of a
/// record, the rules of a site. A page that has the fingerprint of the index is the article that the index has, and is not
/// parsed again.
pub fn fingerprint(bytes: &[u8], seed: u64) -> u64 {
    XxHash3_64::oneshot_with_seed(extract::VERSION ^ seed, bytes)
}
