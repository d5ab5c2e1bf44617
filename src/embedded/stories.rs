//! Which articles of the index are copies of each other.
//!
//! A story is an article, its copies and their copies. That depends on nothing but the articles, in whatever order they came
//! into the index.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, InvertedIndexReader, Searcher, SegmentOrdinal, TERMINATED, Term};

use super::cores;
use crate::dedup::{self, Sketch};
use crate::index::schema::Fields;

/// For each of some articles, the other articles of its story.
pub fn others(searcher: &Searcher, fields: &Fields, articles: &[DocAddress]) -> tantivy::Result<Vec<Vec<DocAddress>>> {
    let without = |mut story: Vec<DocAddress>, article| {
        story.retain(|other| *other != article);
        story
    };
    if articles.len() * LOOKING_UP > searcher.num_docs() as usize {
        let stories = by_article(all(searcher)?);
        let others =
            |article: &DocAddress| without(stories.get(article).map_or(Vec::new(), |story| story.to_vec()), *article);
        return Ok(articles.iter().map(others).collect());
    }
    let copies = Copies::open(searcher, fields)?;
    let found = cores::each(articles.to_vec(), |article| Ok(without(copies.story(article)?, article)));
    found.into_iter().collect()
}

/// Looking up the copies of one article takes about as long as reading the sketches of so many articles.
const LOOKING_UP: usize = 10;

fn by_article(stories: Vec<Vec<DocAddress>>) -> FxHashMap<DocAddress, Arc<[DocAddress]>> {
    let mut by_article = FxHashMap::default();
    for story in stories.into_iter().map(Arc::<[DocAddress]>::from) {
        by_article.extend(story.iter().map(|&article| (article, Arc::clone(&story))));
    }
    by_article
}

/// Looks up the copies of articles.
struct Copies<'a> {
    fields: &'a Fields,
    searcher: &'a Searcher,
    /// One for each segment.
    shingles: Vec<Arc<InvertedIndexReader>>,
    sketches: Vec<Column<u64>>,
}

impl<'a> Copies<'a> {
    fn open(searcher: &'a Searcher, fields: &'a Fields) -> tantivy::Result<Self> {
        let opened = cores::each_segment(searcher, |ord| {
            let segment = searcher.segment_reader(ord);
            Ok((segment.inverted_index(fields.shingle)?, segment.fast_fields().u64("sketch")?))
        })?;
        let (shingles, sketches) = opened.into_iter().unzip();
        Ok(Self { fields, searcher, shingles, sketches })
    }

    /// All articles of the story that `of` tells, with `of` first.
    fn story(&self, of: DocAddress) -> tantivy::Result<Vec<DocAddress>> {
        let mut story = vec![of];
        let (mut known, mut looked_up) = (FxHashSet::from_iter([of]), FxHashSet::default());
        let mut next = 0;
        while next < story.len() {
            // A site may have thousands of articles that are alike to the letter. These have the same copies.
            if looked_up.insert(self.sketch(story[next])) {
                story.extend(self.of(story[next])?.into_iter().filter(|copy| known.insert(*copy)));
            }
            next += 1;
        }
        Ok(story)
    }

    /// The copies of one article, in no order.
    fn of(&self, address: DocAddress) -> tantivy::Result<Vec<DocAddress>> {
        let sketch = self.sketch(address);
        let mut shared = FxHashMap::<DocAddress, usize>::default();
        for shingle in dedup::looked_up(&sketch) {
            let term = Term::from_field_u64(self.fields.shingle, (*shingle).into());
            for (ord, shingles) in (0..).zip(&self.shingles) {
                let Some(mut postings) = shingles.read_postings(&term, IndexRecordOption::Basic)? else { continue };
                while postings.doc() != TERMINATED {
                    *shared.entry(DocAddress::new(ord, postings.doc())).or_default() += 1;
                    postings.advance();
                }
            }
        }
        let is_copy = |other: &DocAddress| {
            *other != address
                && !self.searcher.segment_reader(other.segment_ord).is_deleted(other.doc_id)
                && dedup::are_copies(&sketch, &self.sketch(*other))
        };
        // Most articles share less than that, so that their sketches need not be read.
        let sharing = shared.into_iter().filter(|(_, shared)| *shared >= dedup::SHARED);
        Ok(sharing.map(|(other, _)| other).filter(is_copy).collect())
    }

    fn sketch(&self, address: DocAddress) -> Sketch {
        read_sketch(&self.sketches[address.segment_ord as usize], address.doc_id)
    }
}

fn read_sketch(column: &Column<u64>, doc: DocId) -> Sketch {
    dedup::unpack(column.values_for_doc(doc))
}

/// All stories of more than one article.
pub fn all(searcher: &Searcher) -> tantivy::Result<Vec<Vec<DocAddress>>> {
    let mut addresses = Vec::new();
    let mut sketches = Vec::new();
    let mut by_shingle: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (ord, segment) in (0 as SegmentOrdinal..).zip(searcher.segment_readers()) {
        let column = segment.fast_fields().u64("sketch")?;
        for doc in segment.doc_ids_alive() {
            let sketch = read_sketch(&column, doc);
            for shingle in dedup::looked_up(&sketch) {
                by_shingle.entry(*shingle).or_default().push(addresses.len() as u32);
            }
            addresses.push(DocAddress::new(ord, doc));
            sketches.push(sketch);
        }
    }
    let mut forest = Forest((0..addresses.len() as u32).collect());
    // A site may have thousands of articles that are alike to the letter. One of them stands for all.
    let mut first: FxHashMap<&Sketch, u32> = FxHashMap::default();
    for (n, sketch) in (0..).zip(&sketches).filter(|(_, sketch)| !sketch.is_empty()) {
        forest.join(*first.entry(sketch).or_insert(n), n);
    }
    for articles in by_shingle.values() {
        let articles: Vec<u32> = articles.iter().copied().filter(|n| first[&sketches[*n as usize]] == *n).collect();
        for (n, a) in articles.iter().enumerate() {
            for b in &articles[..n] {
                if forest.root(*a) != forest.root(*b)
                    && dedup::are_copies(&sketches[*a as usize], &sketches[*b as usize])
                {
                    forest.join(*a, *b);
                }
            }
        }
    }
    let mut stories: BTreeMap<u32, Vec<DocAddress>> = BTreeMap::new();
    for (n, address) in (0..).zip(addresses) {
        stories.entry(forest.root(n)).or_default().push(address);
    }
    Ok(stories.into_values().filter(|story| story.len() > 1).collect())
}

/// Disjoint sets of numbers: each points to another of its set, or to itself if it stands for all (Tarjan 1975).
struct Forest(Vec<u32>);

impl Forest {
    fn root(&mut self, mut n: u32) -> u32 {
        while self.0[n as usize] != n {
            let above = self.0[self.0[n as usize] as usize];
            self.0[n as usize] = above;
            n = above;
        }
        n
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::index::in_segments;
    use crate::index::schema::Entry;

    #[test]
    fn stories_looked_up_are_those_found_at_once() {
        let text = |words: std::ops::Range<usize>| words.map(|n| format!("mot{} ", n * 7919)).collect::<String>();
        // A copy, a copy of that one that has less of the first, and a stranger.
        let bodies = [text(0..100), text(9000..9100), text(30..130), text(60..160), text(9000..9100)];
        let entry = |(id, body): (usize, &String)| {
            let article = Article { title: "La digue".to_owned(), body: body.clone(), ..Article::default() };
            Entry { id: id.to_string(), container: String::new(), fingerprint: 0, outcome: Ok(article) }
        };
        let index = in_segments(&bodies.iter().enumerate().map(entry).collect::<Vec<_>>(), 2);
        let searcher = index.latest().unwrap();
        let stories = all(&searcher).unwrap();
        let mut lengths: Vec<usize> = stories.iter().map(Vec::len).collect();
        lengths.sort_unstable();
        assert_eq!(lengths, [2, 3]);
        let copies = Copies::open(&searcher, &index.fields).unwrap();
        for (article, story) in by_article(stories) {
            let mut looked_up = copies.story(article).unwrap();
            looked_up.sort_unstable();
            assert_eq!(*story, *looked_up, "{article:?}");
        }
    }
}
