//! Captures: the moments at which crawlers fetched one address. The newest page of an address is its article, whichever
//! archive is read first; of the others the index keeps when they were fetched.

use std::collections::{BTreeSet, HashMap};

use super::worker::Run;
use crate::index::error::IndexError;
use crate::index::manifest::Known;
use crate::index::schema::{Entry, id_hash, moment, seconds};

/// The captures that a run met of addresses that have more than one.
#[derive(Default)]
pub struct Captures {
    by_hash: HashMap<u64, Of>,
}

struct Of {
    id: String,
    moments: BTreeSet<u32>,
}

/// Bytes of memory that a further capture takes at most, and a further address beside its id.
const CAPTURE: usize = 16;
const ADDRESS: usize = 160;

impl Captures {
    /// Notes that the address of an article was fetched at a moment. Returns how many bytes of memory that took.
    pub fn see(&mut self, id: &str, fetched: u32) -> usize {
        if fetched == 0 {
            return 0;
        }
        let mut took = 0;
        let of = self.by_hash.entry(id_hash(id)).or_insert_with(|| {
            took = ADDRESS + id.len();
            Of { id: id.to_owned(), moments: BTreeSet::new() }
        });
        if of.moments.insert(fetched) { took + CAPTURE } else { took }
    }

    /// Whether the run has met an address so.
    pub fn has(&self, id_hash: u64) -> bool {
        self.by_hash.contains_key(&id_hash)
    }

    /// Hands the articles to `each` that have been fetched at moments that the last commit does not know of, with these.
    pub fn joined(self, run: &Run, mut each: impl FnMut(Entry) -> Result<(), IndexError>) -> Result<(), IndexError> {
        if self.by_hash.is_empty() {
            return Ok(());
        }
        let commit = run.target.pages()?;
        let mut found: Vec<Of> = self.by_hash.into_values().collect();
        found.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        for Of { id, moments } in found {
            let Some(Entry { outcome: Ok(mut article), fetched, container, member, fingerprint, news, .. }) =
                commit.find(&id)?
            else {
                continue;
            };
            let all: BTreeSet<u32> = article.captures.iter().copied().map(seconds).chain(moments).collect();
            let newest = run.known(&id).map_or(0, |known| known.fetched);
            if all.len() == article.captures.len() && fetched.map_or(0, seconds) == newest {
                continue;
            }
            article.captures = all.into_iter().map(moment).collect();
            let fetched = (newest > 0).then(|| moment(newest));
            each(Entry { id, container, member, fingerprint, fetched, news, outcome: Ok(article) })?;
        }
        Ok(())
    }
}

/// What is known of a page, in the order in which pages of one address come to be its article: the last does.
pub fn rank(known: &Known) -> (bool, bool, u32, Option<u64>) {
    (known.rejection.is_none(), known.has_text, known.fetched, known.fingerprint)
}
