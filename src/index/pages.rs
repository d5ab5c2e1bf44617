//! The pages of the index on disk, as a run asks for them: read from the index itself, so that no second file can disagree with it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

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
use super::manifest::{Known, Manifest};
use super::schema::{Document, Entry, News, moment};
use super::stamp::Stamp;
use super::target::{Below, Fingerprints, Page, Pages, Size, Target, TargetWriter, is_in_root};
use super::writer::Writer;
use crate::article::{Article, Rejection};
use crate::repeated::{Edges, SiteLines};

impl Target for Index {
    fn shown(&self) -> String {
        self.dir.display().to_string()
    }

    fn folder(&self) -> Option<&Path> {
        Some(&self.dir)
    }

    fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    fn stamp_mut(&mut self) -> &mut Stamp {
        &mut self.stamp
    }

    fn document(&self, entry: &Entry) -> Document {
        self.document(entry)
    }

    fn length(&self) -> Result<usize, IndexError> {
        Ok(self.segments()?.iter().map(|segment| segment.num_docs() as usize).sum())
    }

    fn manifest(&self, forget: bool) -> Result<Manifest, IndexError> {
        let searcher = self.latest()?;
        let mut manifest = Manifest::with_room(searcher.num_docs() as usize);
        let mut load = || -> Result<(), TantivyError> {
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
                        manifest.push(hash, known);
                    }
                }
            }
            Ok(())
        };
        load().map_err(|source| self.storage(source))?;
        manifest.complete();
        Ok(manifest)
    }

    fn newest_of_doubles(&self, manifest: &Manifest) -> Result<Vec<Entry>, IndexError> {
        if manifest.doubles().is_empty() {
            return Ok(Vec::new());
        }
        let mut newest: HashMap<String, (u64, Entry)> = HashMap::new();
        let mut look = |searcher: &Searcher| -> Result<(), TantivyError> {
            for segment in searcher.segment_readers() {
                let columns = segment.fast_fields();
                let (hashes, generations) = (columns.u64("id_hash")?, columns.u64("generation")?);
                for doc in segment.doc_ids_alive() {
                    if hashes.first(doc).is_some_and(|hash| manifest.doubles().contains(&hash)) {
                        let entry = entry(self, segment, doc)?;
                        let generation = generations.first(doc).unwrap_or_default();
                        if newest.get(&entry.id).is_none_or(|(known, _)| *known <= generation) {
                            newest.insert(entry.id.clone(), (generation, entry));
                        }
                    }
                }
            }
            Ok(())
        };
        look(&self.latest()?).map_err(|source| self.storage(source))?;
        Ok(newest.into_values().map(|(_, entry)| entry).collect())
    }

    fn unseen(&self, manifest: &Manifest, below: &Below, each: &mut dyn FnMut(Page)) -> Result<(), IndexError> {
        let mut scan = |searcher: &Searcher| -> Result<(), TantivyError> {
            for segment in searcher.segment_readers() {
                let columns = segment.fast_fields();
                let hashes = columns.u64("id_hash")?;
                let (Some(ids), Some(containers)) = (columns.str("id")?, columns.str("container")?) else { continue };
                let wanted = by_ord(&containers, below.is_wanted)?;
                let (mut id, mut container) = (String::new(), String::new());
                for doc in
                    segment.doc_ids_alive().filter(|doc| !hashes.first(*doc).is_some_and(|hash| manifest.is_seen(hash)))
                {
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
                    each(Page { id: &id, container: &container });
                }
            }
            Ok(())
        };
        scan(&self.latest_of_run()?).map_err(|source| self.storage(source))
    }

    fn containers_in_root(&self, limit: usize) -> Result<BTreeSet<String>, IndexError> {
        let mut found = BTreeSet::new();
        let mut look = |searcher: &Searcher| -> Result<(), TantivyError> {
            for segment in searcher.segment_readers() {
                let Some(containers) = segment.fast_fields().str("container")? else { continue };
                let mut wanted = by_ord(&containers, &is_in_root)?;
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
        look(&self.latest()?).map_err(|source| self.storage(source))?;
        Ok(found)
    }

    fn fingerprints(&self) -> Result<Box<dyn Fingerprints>, IndexError> {
        Ok(Box::new(Sorted(fingerprints(self)?)))
    }

    fn containers_of(&self, wanted: &HashSet<u64>, each: &mut dyn FnMut(&str)) -> Result<(), IndexError> {
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
        look(&self.latest()?).map_err(|source| self.storage(source))
    }

    fn edges(&self, each: &mut dyn FnMut(&Edges) -> bool) -> Result<(), IndexError> {
        articles(
            self,
            &mut |edges, _| {
                each(edges);
                false
            },
            &mut |_| Ok(()),
        )
    }

    fn articles_with(
        &self,
        lines: &SiteLines,
        each: &mut dyn FnMut(Entry) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        articles(self, &mut |edges, parted| parted || lines.touch(edges), each)
    }

    fn pages(&self) -> Result<Box<dyn Pages + '_>, IndexError> {
        Ok(Box::new(Commit { index: self, searcher: self.latest()? }))
    }

    fn writer(&self, size: Size) -> Result<Box<dyn TargetWriter + '_>, IndexError> {
        Ok(Box::new(Writer::open(self, size)?))
    }
}

/// The fingerprints of all articles, in order.
struct Sorted(Vec<u64>);

impl Fingerprints for Sorted {
    fn among(&self, fingerprints: &[u64]) -> Result<HashSet<u64>, IndexError> {
        Ok(fingerprints.iter().copied().filter(|it| self.0.binary_search(it).is_ok()).collect())
    }
}

/// The fingerprints of the articles of the last commit, in their order.
fn fingerprints(index: &Index) -> Result<Vec<u64>, IndexError> {
    let mut found = Vec::with_capacity(index.length()?);
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

/// Hands the [`Edges`] of every article of the last commit to `is_wanted`, and whether something has left its text; and
/// the article to `each`, if it is wanted. Only those are read.
fn articles(
    index: &Index,
    is_wanted: &mut dyn FnMut(&Edges, bool) -> bool,
    each: &mut dyn FnMut(Entry) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let storage = |source| index.storage(source);
    for segment in index.latest_of_run()?.segment_readers() {
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
struct Commit<'a> {
    index: &'a Index,
    searcher: Searcher,
}

impl Pages for Commit<'_> {
    fn find(&self, id: &str) -> Result<Option<Entry>, IndexError> {
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
        let mut manifest = index.manifest(false).unwrap();
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
        let mut each = |stored: Page| unseen.push(format!("{} {}", stored.id, stored.container));
        for other in ["b.html", "a.html"] {
            let below = Below { names: Vec::new(), without: Vec::new(), is_wanted: &|container| container != other };
            index.unseen(&manifest, &below, &mut each).unwrap();
        }
        assert_eq!(unseen, ["b b.html"]);
        assert_eq!(index.containers_in_root(9).unwrap(), ["a.html", "b.html"].map(str::to_owned).into());
        assert_eq!(fingerprints(&index).unwrap(), [1]);
        index.containers_of(&[1].into(), &mut |container| assert_eq!(container, "a.html")).unwrap();

        let mut found = Vec::new();
        let mut each = |entry| {
            found.push(entry);
            Ok(())
        };
        articles(&index, &mut |_, _| true, &mut each).unwrap();
        articles(&index, &mut |edges, parted| parted || !edges.lines.is_empty(), &mut each).unwrap();
        assert_eq!(found, [a]);
        let found = |id: &str| index.pages().unwrap().find(id).unwrap();
        assert_eq!(found("b"), Some(b));
        assert_eq!(found("c"), None);
    }
}
