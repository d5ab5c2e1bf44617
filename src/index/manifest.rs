//! What a run knows of the pages of an index: from which bytes they were made, and whether the run has come across them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::schema::{News, id_hash};
use crate::article::Rejection;

/// The pages of an index. There may be ten million, so they lie packed and in the order of their ids' hashes; those that
/// have come since are few, and join them when they are no longer.
#[derive(Default)]
pub struct Manifest {
    pages: Vec<Packed>,
    /// Where the pages begin whose ids have the same first `bits`.
    starts: Vec<u32>,
    bits: u32,
    recent: FxHashMap<u64, Known>,
    /// Those that stand in the index more than once, which no run should leave.
    doubles: FxHashSet<u64>,
}

/// Bytes of memory that a page of the manifest takes, with its share of what is recent.
pub const PAGE: usize = 44;

/// Pages that may be recent, however few there are beside them.
const RECENT: usize = 1 << 14;

/// Pages between two starts, but for a factor of two.
const BUCKET: usize = 8;

/// Of how many pages one may be recent.
const RECENT_SHARE: usize = 16;

/// What the index has of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// None if the page is to be indexed again in any case.
    pub fingerprint: Option<u64>,
    /// When it was fetched, in [`seconds`](super::schema::seconds); 0 if that is not known.
    pub fetched: u32,
    /// When its article came; zeros if it has none.
    pub news: News,
    /// Why it has no article; none if it has one.
    pub rejection: Option<Rejection>,
    /// Its article has more than a title.
    pub has_text: bool,
    /// This run has come across it.
    pub seen: bool,
    /// This run has made it what it is.
    pub fresh: bool,
}

#[derive(Clone, Copy)]
#[repr(C, packed)]
struct Packed {
    id: u64,
    /// 0 for none. A page whose own is 0 is indexed each time, which harms nobody.
    fingerprint: u64,
    fetched: u32,
    news: News,
    rejection: Option<Rejection>,
    has_text: bool,
    seen: bool,
    fresh: bool,
}

impl Packed {
    fn new(id: u64, known: Known) -> Self {
        let Known { fingerprint, fetched, news, rejection, has_text, seen, fresh } = known;
        Self { id, fingerprint: fingerprint.unwrap_or(0), fetched, news, rejection, has_text, seen, fresh }
    }

    fn known(self) -> Known {
        let Self { fingerprint, fetched, news, rejection, has_text, seen, fresh, .. } = self;
        Known {
            fingerprint: (fingerprint != 0).then_some(fingerprint),
            fetched,
            news,
            rejection,
            has_text,
            seen,
            fresh,
        }
    }
}

impl Manifest {
    /// A manifest with room for so many pages, to which they are pushed before it is completed.
    pub(super) fn with_room(pages: usize) -> Self {
        Self { pages: Vec::with_capacity(pages), ..Self::default() }
    }

    pub(super) fn push(&mut self, id: u64, known: Known) {
        self.pages.push(Packed::new(id, known));
    }

    /// Puts the pages that were pushed in order.
    pub(super) fn complete(&mut self) {
        self.sort();
        let Self { pages, doubles, .. } = self;
        let all = pages.len();
        pages.dedup_by(|page, other| {
            let (id, is_double) = (page.id, page.id == other.id);
            if is_double {
                doubles.insert(id);
            }
            is_double
        });
        if self.pages.len() < all {
            self.sort();
        }
    }

    /// The hashes of the ids that stand in the index more than once.
    pub fn doubles(&self) -> &FxHashSet<u64> {
        &self.doubles
    }

    /// Whether this run has come across a page, by the hash of its id.
    pub fn is_seen(&self, id: u64) -> bool {
        self.get_hashed(id).is_some_and(|known| known.seen)
    }

    /// Takes in what an index has said of a page, unless more is known by now. Returns whether it is news.
    pub fn learn(&mut self, id: u64, known: Known) -> bool {
        let is_news = self.get_hashed(id).is_none();
        if is_news {
            self.set_hashed(id, known);
        }
        is_news
    }

    /// What is known of a page, by its id.
    pub fn get(&self, id: &str) -> Option<Known> {
        self.get_hashed(id_hash(id))
    }

    fn get_hashed(&self, id: u64) -> Option<Known> {
        match self.place(id) {
            Some(place) => Some(self.pages[place].known()),
            None => self.recent.get(&id).copied(),
        }
    }

    /// What is known of a page, which this run has come across if it has this fingerprint still.
    pub fn see(&mut self, id: &str, fingerprint: u64) -> Option<Known> {
        let id = id_hash(id);
        let place = self.place(id);
        let known = place.map(|place| self.pages[place].known()).or_else(|| self.recent.get(&id).copied())?;
        if known.fingerprint == Some(fingerprint) && !known.seen {
            let seen = Known { seen: true, ..known };
            match place {
                Some(place) => self.pages[place] = Packed::new(id, seen),
                None => drop(self.recent.insert(id, seen)),
            }
        }
        Some(known)
    }

    /// Notes what a page has become.
    pub fn set(&mut self, id: &str, known: Known) {
        self.set_hashed(id_hash(id), known);
    }

    fn set_hashed(&mut self, id: u64, known: Known) {
        if let Some(place) = self.place(id) {
            self.pages[place] = Packed::new(id, known);
            return;
        }
        self.recent.insert(id, known);
        if self.recent.len() >= RECENT.max(self.pages.len() / RECENT_SHARE) {
            self.pages.reserve_exact(self.recent.len());
            self.pages.extend(self.recent.drain().map(|(id, known)| Packed::new(id, known)));
            self.sort();
        }
    }

    fn sort(&mut self) {
        self.pages.sort_unstable_by_key(|page| page.id);
        let buckets = (self.pages.len() / BUCKET).next_power_of_two();
        self.bits = buckets.trailing_zeros();
        self.starts = vec![0; buckets + 1];
        for page in &self.pages {
            self.starts[bucket(page.id, self.bits) + 1] += 1;
        }
        for n in 0..buckets {
            self.starts[n + 1] += self.starts[n];
        }
    }

    fn place(&self, id: u64) -> Option<usize> {
        // Hashes are spread evenly, so that a few pages lie between two starts.
        let bucket = bucket(id, self.bits);
        let (start, end) = (*self.starts.get(bucket)? as usize, self.starts[bucket + 1] as usize);
        let found = self.pages[start..end].binary_search_by_key(&id, |page| page.id);
        found.ok().map(|place| start + place)
    }
}

/// The bucket of a page, by the first bits of its id.
fn bucket(id: u64, bits: u32) -> usize {
    id.checked_shr(u64::BITS - bits).unwrap_or(0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_takes_no_more_than_is_counted() {
        // What is recent lies in a table that is between seven and four sixteenths full, with a byte of its own for each.
        let recent = (size_of::<(u64, Known)>() + 1) * 16 / 7 / RECENT_SHARE;
        let start = (2 * size_of::<u32>()).div_ceil(BUCKET);
        assert!(size_of::<Packed>() + recent + start <= PAGE, "{}, {recent} and {start}", size_of::<Packed>());
    }

    #[test]
    fn pages_are_found_before_and_after_they_join_the_others() {
        let mut manifest = Manifest::default();
        let known = |n: usize| Known {
            fingerprint: (!n.is_multiple_of(5)).then_some(n as u64),
            fetched: n as u32,
            news: News { arrived: n as u32 / 2, changed: n as u32, text: 7 },
            rejection: n.is_multiple_of(3).then_some(Rejection::TooShort),
            has_text: n.is_multiple_of(7),
            seen: n.is_multiple_of(2),
            fresh: n.is_multiple_of(11),
        };
        let count = 2 * RECENT + RECENT / 2;
        for n in 0..count {
            manifest.set(&n.to_string(), known(n));
        }
        for n in (0..count).step_by(7) {
            manifest.set(&n.to_string(), known(n + 1));
        }
        assert_eq!(manifest.pages.len() + manifest.recent.len(), count);
        assert_eq!(manifest.recent.len(), RECENT / 2);
        for n in 0..count {
            let expected = if n.is_multiple_of(7) { known(n + 1) } else { known(n) };
            assert_eq!(manifest.get(&n.to_string()), Some(expected), "{n}");
        }
        assert_eq!(manifest.get("none"), None);
    }
}
