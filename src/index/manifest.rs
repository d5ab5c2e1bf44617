//! Which pages an index holds, and from which bytes it made them: read from the index itself, so that no second file can
//! disagree with it.

use std::collections::{BTreeSet, HashMap, HashSet};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use tantivy::columnar::{Column, StrColumn};
use tantivy::fastfield::FastFieldReaders;
use tantivy::index::SegmentReader;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocId, DocSet, Searcher, TERMINATED, TantivyDocument, TantivyError, Term};

use super::Index;
use super::error::IndexError;
use super::schema::{Entry, News, id_hash, moment};
use crate::article::{Article, Rejection};
use crate::repeated::Edges;

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

/// A page of the index, to decide whether it stays.
pub struct Stored<'a> {
    /// Its name in the index.
    pub id: &'a str,
    /// The file that it came from.
    pub container: &'a str,
}

impl Manifest {
    /// What the last commit holds; with `forget`, every page counts as changed.
    pub fn load(index: &Index, forget: bool) -> Result<Self, IndexError> {
        let mut manifest = Self::default();
        let mut load = |searcher: &Searcher| -> Result<(), TantivyError> {
            manifest.pages.reserve_exact(searcher.num_docs() as usize);
            for segment in searcher.segment_readers() {
                let columns = segment.fast_fields();
                let hashes = columns.u64("id_hash")?;
                let fingerprints = columns.u64("fingerprint")?;
                let fetched = columns.u64("fetched")?;
                let news = NewsColumns::of(columns)?;
                let rejections = columns.str("rejection")?;
                let bare = columns.u64("bare")?;
                for doc in segment.doc_ids_alive() {
                    let rejection = rejection(&rejections, doc)?;
                    if let (Some(hash), Some(fingerprint)) = (hashes.first(doc), fingerprints.first(doc)) {
                        let fingerprint = (!forget).then_some(fingerprint);
                        let has_text = rejection.is_none() && bare.first(doc).is_none();
                        let fetched = fetched.first(doc).unwrap_or_default() as u32;
                        let news = news.of_doc(doc);
                        let known =
                            Known { fingerprint, fetched, news, rejection, has_text, seen: false, fresh: false };
                        manifest.pages.push(Packed::new(hash, known));
                    }
                }
            }
            Ok(())
        };
        load(&index.latest()?).map_err(|source| index.storage(source))?;
        manifest.sort();
        let Self { pages, doubles, .. } = &mut manifest;
        let all = pages.len();
        pages.dedup_by(|page, other| {
            let (id, is_double) = (page.id, page.id == other.id);
            if is_double {
                doubles.insert(id);
            }
            is_double
        });
        if pages.len() < all {
            manifest.sort();
        }
        Ok(manifest)
    }

    /// The newest document of each page that stands in the index more than once.
    pub fn newest_of_doubles(&self, index: &Index) -> Result<Vec<Entry>, IndexError> {
        if self.doubles.is_empty() {
            return Ok(Vec::new());
        }
        let mut newest: HashMap<String, (u64, Entry)> = HashMap::new();
        let mut look = |searcher: &Searcher| -> Result<(), TantivyError> {
            for segment in searcher.segment_readers() {
                let columns = segment.fast_fields();
                let (hashes, generations) = (columns.u64("id_hash")?, columns.u64("generation")?);
                for doc in segment.doc_ids_alive() {
                    if hashes.first(doc).is_some_and(|hash| self.doubles.contains(&hash)) {
                        let entry = entry(index, segment, doc)?;
                        let generation = generations.first(doc).unwrap_or_default();
                        if newest.get(&entry.id).is_none_or(|(known, _)| *known <= generation) {
                            newest.insert(entry.id.clone(), (generation, entry));
                        }
                    }
                }
            }
            Ok(())
        };
        look(&index.latest()?).map_err(|source| index.storage(source))?;
        Ok(newest.into_values().map(|(_, entry)| entry).collect())
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
        let id = id_hash(id);
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

    /// Hands every page of the last commit that this run has not come across, and whose container is wanted, to `each`.
    pub fn unseen(
        &self,
        index: &Index,
        is_wanted: &dyn Fn(&str) -> bool,
        each: &mut dyn FnMut(Stored),
    ) -> Result<(), IndexError> {
        let is_seen = |hash| self.get_hashed(hash).is_some_and(|known| known.seen);
        let mut scan = |searcher: &Searcher| -> Result<(), TantivyError> {
            for segment in searcher.segment_readers() {
                let columns = segment.fast_fields();
                let hashes = columns.u64("id_hash")?;
                let (Some(ids), Some(containers)) = (columns.str("id")?, columns.str("container")?) else { continue };
                let wanted = by_ord(&containers, is_wanted)?;
                let (mut id, mut container) = (String::new(), String::new());
                for doc in segment.doc_ids_alive().filter(|doc| !hashes.first(*doc).is_some_and(is_seen)) {
                    let (Some(id_ord), Some(container_ord)) =
                        (ids.term_ords(doc).next(), containers.term_ords(doc).next())
                    else {
                        continue;
                    };
                    if !wanted.get(container_ord as usize).is_some_and(|wanted| *wanted) {
                        continue;
                    }
                    id.clear();
                    ids.ord_to_str(id_ord, &mut id)?;
                    container.clear();
                    containers.ord_to_str(container_ord, &mut container)?;
                    each(Stored { id: &id, container: &container });
                }
            }
            Ok(())
        };
        scan(&index.latest()?).map_err(|source| index.storage(source))
    }
}

/// The bucket of a page, by the first bits of its id.
fn bucket(id: u64, bits: u32) -> usize {
    id.checked_shr(u64::BITS - bits).unwrap_or(0) as usize
}

/// Which terms of a column are wanted. To read all in their order is far cheaper than to look up each that a document has.
fn by_ord(column: &StrColumn, is_wanted: &dyn Fn(&str) -> bool) -> Result<Vec<bool>, TantivyError> {
    let mut wanted = vec![false; column.num_terms()];
    let mut terms = column.dictionary().stream()?;
    while terms.advance() {
        if let Some(wanted) = wanted.get_mut(terms.term_ord() as usize) {
            *wanted = str::from_utf8(terms.key()).is_ok_and(is_wanted);
        }
    }
    Ok(wanted)
}

/// Some containers of the last commit's pages, spread over all that are wanted; no more than `limit` of a segment.
pub fn containers(
    index: &Index,
    is_wanted: &dyn Fn(&str) -> bool,
    limit: usize,
) -> Result<BTreeSet<String>, IndexError> {
    let mut found = BTreeSet::new();
    let mut look = |searcher: &Searcher| -> Result<(), TantivyError> {
        for segment in searcher.segment_readers() {
            let Some(containers) = segment.fast_fields().str("container")? else { continue };
            let mut wanted = by_ord(&containers, is_wanted)?;
            let mut ords: Vec<u64> = segment
                .doc_ids_alive()
                .flat_map(|doc| containers.term_ords(doc))
                .filter(|ord| wanted.get_mut(*ord as usize).is_some_and(std::mem::take))
                .collect();
            ords.sort_unstable();
            for ord in ords.iter().step_by(ords.len().div_ceil(limit).max(1)) {
                let mut container = String::new();
                containers.ord_to_str(*ord, &mut container)?;
                found.insert(container);
            }
        }
        Ok(())
    };
    look(&index.latest()?).map_err(|source| index.storage(source))?;
    Ok(found)
}

/// The fingerprints of the articles of the last commit, in their order.
pub fn fingerprints(index: &Index) -> Result<Vec<u64>, IndexError> {
    let mut found = Vec::with_capacity(length(index)?);
    let mut look = |searcher: &Searcher| -> Result<(), TantivyError> {
        for segment in searcher.segment_readers() {
            let columns = segment.fast_fields();
            let fingerprints = columns.u64("fingerprint")?;
            let rejections = columns.str("rejection")?;
            let is_article = |doc: &u32| rejections.as_ref().is_none_or(|it| it.term_ords(*doc).next().is_none());
            found.extend(segment.doc_ids_alive().filter(is_article).filter_map(|doc| fingerprints.first(doc)));
        }
        Ok(())
    };
    look(&index.latest()?).map_err(|source| index.storage(source))?;
    found.sort_unstable();
    Ok(found)
}

/// Hands the container of each page that has one of these fingerprints to `each`.
pub fn containers_of(index: &Index, wanted: &HashSet<u64>, each: &mut dyn FnMut(&str)) -> Result<(), IndexError> {
    let mut look = |searcher: &Searcher| -> Result<(), TantivyError> {
        for segment in searcher.segment_readers() {
            let columns = segment.fast_fields();
            let fingerprints = columns.u64("fingerprint")?;
            let Some(containers) = columns.str("container")? else { continue };
            let is_wanted = |doc: &u32| fingerprints.first(*doc).is_some_and(|it| wanted.contains(&it));
            let mut container = String::new();
            for doc in segment.doc_ids_alive().filter(is_wanted) {
                if let Some(ord) = containers.term_ords(doc).next() {
                    container.clear();
                    containers.ord_to_str(ord, &mut container)?;
                    each(&container);
                }
            }
        }
        Ok(())
    };
    look(&index.latest()?).map_err(|source| index.storage(source))
}

/// How many pages there are in the last commit, told without reading them.
pub fn length(index: &Index) -> Result<usize, IndexError> {
    Ok(index.segments()?.iter().map(|segment| segment.num_docs() as usize).sum())
}

/// Hands the [`Edges`] of every article of the last commit to `is_wanted`, and whether something has left its text; and
/// the article to `each`, if it is wanted. Only those are read.
pub fn articles(
    index: &Index,
    is_wanted: &mut dyn FnMut(&Edges, bool) -> bool,
    each: &mut dyn FnMut(Entry) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let storage = |source| index.storage(source);
    for segment in index.latest()?.segment_readers() {
        let columns = segment.fast_fields();
        let numbers = |name| columns.u64(name).map_err(storage);
        let (sites, titles) = (numbers("site")?, numbers("headline")?);
        let (lines, parted) = (numbers("edge")?, numbers("parted")?);
        let store = segment.get_store_reader(1).map_err(|source| storage(source.into()))?;
        let mut edges = Edges::default();
        for doc in segment.doc_ids_alive() {
            let (Some(site), Some(title)) = (sites.first(doc), titles.first(doc)) else { continue };
            (edges.site, edges.title) = (site as u32, title as u32);
            edges.lines.clear();
            edges.lines.extend(lines.values_for_doc(doc).map(|line| line as u32));
            if !is_wanted(&edges, parted.first(doc).is_some()) {
                continue;
            }
            let document: TantivyDocument = store.get(doc).map_err(storage)?;
            let Some(article) = index.fields.article(&document).map_err(storage)? else { continue };
            each(entry_of(index, segment, doc, &document, Ok(article)).map_err(storage)?)?;
        }
    }
    Ok(())
}

/// The last commit as it is now, to look up pages in.
pub struct Commit<'a> {
    index: &'a Index,
    searcher: Searcher,
}

impl<'a> Commit<'a> {
    /// Opens the last commit.
    pub fn last(index: &'a Index) -> Result<Self, IndexError> {
        Ok(Self { index, searcher: index.latest()? })
    }

    /// The page of that id.
    pub fn find(&self, id: &str) -> Result<Option<Entry>, IndexError> {
        let Self { index, searcher } = self;
        let term = Term::from_field_text(index.fields.id, id);
        let look = || -> tantivy::Result<Option<Entry>> {
            for segment in searcher.segment_readers() {
                let postings =
                    segment.inverted_index(index.fields.id)?.read_postings(&term, IndexRecordOption::Basic)?;
                let Some(mut postings) = postings else { continue };
                while postings.doc() != TERMINATED {
                    if segment.alive_bitset().is_none_or(|alive| alive.is_alive(postings.doc())) {
                        return entry(index, segment, postings.doc()).map(Some);
                    }
                    postings.advance();
                }
            }
            Ok(None)
        };
        look().map_err(|source| index.storage(source))
    }
}

/// What a document was made from.
fn entry(index: &Index, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Entry> {
    let document: TantivyDocument = segment.get_store_reader(1)?.get(doc)?;
    let outcome = match index.fields.article(&document)? {
        Some(article) => Ok(article),
        None => Err(rejection(&segment.fast_fields().str("rejection")?, doc)?.unwrap_or(Rejection::Empty)),
    };
    entry_of(index, segment, doc, &document, outcome)
}

/// What a document with this outcome was made from.
fn entry_of(
    index: &Index,
    segment: &SegmentReader,
    doc: DocId,
    document: &TantivyDocument,
    outcome: Result<Article, Rejection>,
) -> tantivy::Result<Entry> {
    let text = |field| document.get_first(field).and_then(|value| value.as_str()).map(str::to_owned);
    let columns = segment.fast_fields();
    Ok(Entry {
        id: text(index.fields.id).unwrap_or_default(),
        container: text(index.fields.container).unwrap_or_default(),
        member: text(index.fields.member),
        fingerprint: columns.u64("fingerprint")?.first(doc).unwrap_or_default(),
        fetched: columns.u64("fetched")?.first(doc).map(|seconds| moment(seconds as u32)),
        news: NewsColumns::of(columns)?.of_doc(doc),
        outcome,
    })
}

/// The columns that say when articles came.
struct NewsColumns([Column<u64>; 3]);

impl NewsColumns {
    fn of(columns: &FastFieldReaders) -> tantivy::Result<Self> {
        Ok(Self([columns.u64("arrived")?, columns.u64("changed")?, columns.u64("text")?]))
    }

    /// Zeros for a page that has no article.
    fn of_doc(&self, doc: DocId) -> News {
        let [arrived, changed, text] = self.0.each_ref().map(|it| it.first(doc).unwrap_or_default() as u32);
        News { arrived, changed, text }
    }
}

/// Why a document has no article, by the column of these reasons.
fn rejection(rejections: &Option<StrColumn>, doc: DocId) -> tantivy::Result<Option<Rejection>> {
    let Some(column) = rejections else { return Ok(None) };
    let Some(ord) = column.term_ords(doc).next() else { return Ok(None) };
    let mut name = String::new();
    column.ord_to_str(ord, &mut name)?;
    Ok(parse_rejection(&name))
}

fn parse_rejection(name: &str) -> Option<Rejection> {
    let deserializer: StrDeserializer<Error> = name.into_deserializer();
    Rejection::deserialize(deserializer).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::in_memory;

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

    #[test]
    fn the_index_is_its_own_manifest() {
        let made = |id: &str, fingerprint, outcome, news| Entry {
            container: format!("{id}.html"),
            member: Some("3".to_owned()),
            fingerprint,
            fetched: Some(moment(fingerprint as u32)),
            news,
            ..Entry::new(id, outcome)
        };
        let none = News::default();
        let index = in_memory(&[
            made("a", 1, Ok(Article::default()), none),
            made("b", u64::MAX, Err(Rejection::TooShort), none),
        ]);
        let news = News { arrived: 1, changed: 1, text: 2_997_586_122 };
        let a = made("a", 1, Ok(Article::default()), news);
        let b = made("b", u64::MAX, Err(Rejection::TooShort), none);
        let mut manifest = Manifest::load(&index, false).unwrap();
        assert_eq!(
            manifest.get("a"),
            Some(Known {
                fingerprint: Some(1),
                fetched: 1,
                news,
                rejection: None,
                has_text: false,
                seen: false,
                fresh: false
            })
        );
        let rejection = Some(Rejection::TooShort);
        let rejected = Known {
            fingerprint: Some(u64::MAX),
            fetched: u32::MAX,
            news: none,
            rejection,
            has_text: false,
            seen: false,
            fresh: false,
        };
        assert_eq!(manifest.get("b"), Some(rejected));
        assert_eq!(manifest.get("c"), None);

        let seen = Known {
            fingerprint: Some(1),
            fetched: 1,
            news,
            rejection: None,
            has_text: false,
            seen: true,
            fresh: false,
        };
        manifest.set("a", seen);
        assert_eq!(manifest.get("a"), Some(seen));
        let mut unseen = Vec::new();
        let mut each = |stored: Stored| unseen.push(format!("{} {}", stored.id, stored.container));
        manifest.unseen(&index, &|container| container != "b.html", &mut each).unwrap();
        manifest.unseen(&index, &|container| container != "a.html", &mut each).unwrap();
        assert_eq!(unseen, ["b b.html"]);
        assert_eq!(containers(&index, &|_| true, 9).unwrap(), ["a.html", "b.html"].map(str::to_owned).into());
        assert_eq!(fingerprints(&index).unwrap(), [1]);
        containers_of(&index, &[1].into(), &mut |container| assert_eq!(container, "a.html")).unwrap();

        let mut found = Vec::new();
        let mut each = |entry| {
            found.push(entry);
            Ok(())
        };
        articles(&index, &mut |_, _| true, &mut each).unwrap();
        articles(&index, &mut |edges, parted| parted || !edges.lines.is_empty(), &mut each).unwrap();
        assert_eq!(found, [a]);
        let found = |id: &str| Commit::last(&index).unwrap().find(id).unwrap();
        assert_eq!(found("b"), Some(b));
        assert_eq!(found("c"), None);
    }
}
