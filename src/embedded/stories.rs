//! Which articles of the index are copies of each other.
//!
//! A story is the article that stands for it, and the copies of that one. Copies of copies are not followed: a story that is
//! told on and on would soon be another one. Articles come to stand for stories in the order of their dates, each that is no
//! copy of one that does already; the others belong to the one that they resemble most. That depends on nothing but the
//! articles, in whatever order they came into the index.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::columnar::Column;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, InvertedIndexReader, Searcher, SegmentOrdinal, TERMINATED, Term};

use super::cores;
use crate::dedup::sketch::unpack;
use crate::dedup::{SHARED, Signature};
use crate::index::schema::{Fields, PUBLISHED};

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

/// Looking up the copies of one article takes about as long as reading the signatures of so many articles.
const LOOKING_UP: usize = 10;

fn by_article(stories: Vec<Vec<DocAddress>>) -> FxHashMap<DocAddress, Arc<[DocAddress]>> {
    let mut by_article = FxHashMap::default();
    for story in stories.into_iter().map(Arc::<[DocAddress]>::from) {
        by_article.extend(story.iter().map(|&article| (article, Arc::clone(&story))));
    }
    by_article
}

/// When an article comes to stand for its story: by its date, in minutes since 1970, undated ones last; then by its id, hashed.
type Turn = (i64, u64);

/// Articles that are alike to the letter: a site may have thousands of them. They are copies of the same articles, and one of
/// them stands for all.
#[derive(Debug)]
struct Alike {
    signature: Signature,
    /// The turn of the first of them.
    turn: Turn,
    articles: Vec<DocAddress>,
}

/// The articles that have a signature, as they are read.
#[derive(Default)]
struct Grouped {
    groups: Vec<Alike>,
    by_signature: FxHashMap<Signature, usize>,
}

impl Grouped {
    fn add(&mut self, signature: Signature, turn: Turn, article: DocAddress) {
        match self.by_signature.get(&signature) {
            Some(n) => {
                let group = &mut self.groups[*n];
                group.turn = group.turn.min(turn);
                group.articles.push(article);
            }
            None => {
                self.by_signature.insert(signature.clone(), self.groups.len());
                self.groups.push(Alike { signature, turn, articles: vec![article] });
            }
        }
    }
}

/// The columns of a segment that say which articles are alike.
struct Columns {
    shingles: Column<u64>,
    details: Column<u64>,
    published: Column<i64>,
    id_hash: Column<u64>,
}

impl Columns {
    fn open(searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<Self> {
        let columns = searcher.segment_reader(segment).fast_fields();
        Ok(Self {
            shingles: columns.u64("sketch")?,
            details: columns.u64("details")?,
            published: columns.i64(PUBLISHED)?,
            id_hash: columns.u64("id_hash")?,
        })
    }

    fn signature(&self, doc: DocId) -> Signature {
        let read = |column: &Column<u64>| unpack(column.values_for_doc(doc));
        Signature { shingles: read(&self.shingles), details: read(&self.details) }
    }

    fn turn(&self, doc: DocId) -> Turn {
        (self.published.first(doc).unwrap_or(i64::MAX), self.id_hash.first(doc).unwrap_or_default())
    }
}

/// All stories of more than one article.
pub fn all(searcher: &Searcher) -> tantivy::Result<Vec<Vec<DocAddress>>> {
    let read = cores::each_segment(searcher, |ord| {
        let columns = Columns::open(searcher, ord)?;
        let read = |doc| (columns.signature(doc), columns.turn(doc), DocAddress::new(ord, doc));
        Ok(searcher.segment_reader(ord).doc_ids_alive().map(read).collect::<Vec<_>>())
    })?;
    let mut grouped = Grouped::default();
    for (signature, turn, article) in read.into_iter().flatten().filter(|(signature, ..)| !signature.is_empty()) {
        grouped.add(signature, turn, article);
    }
    let mut groups = grouped.groups;
    groups.sort_unstable_by_key(|group| group.turn);

    let mut standing = Standing::default();
    let mut copies = Vec::new();
    for (n, group) in groups.iter().enumerate() {
        match standing.most_alike(&groups, group) {
            None => standing.add(n, &group.signature),
            Some(_) => copies.push(n),
        }
    }
    let mut stories: FxHashMap<usize, Vec<DocAddress>> = FxHashMap::default();
    for copy in copies {
        // Now that all are known that stand for a story, another may be more alike.
        let of = standing.most_alike(&groups, &groups[copy]).expect("a copy stays one");
        stories.entry(of).or_insert_with(|| groups[of].articles.clone()).extend(&groups[copy].articles);
    }
    for (n, group) in groups.iter().enumerate().filter(|(_, group)| group.articles.len() > 1) {
        if standing.has(n) {
            stories.entry(n).or_insert_with(|| group.articles.clone());
        }
    }
    Ok(stories.into_values().collect())
}

/// The groups that stand for a story, by the shingles that they are looked up by.
#[derive(Default)]
struct Standing {
    groups: FxHashSet<usize>,
    by_shingle: FxHashMap<u32, Vec<u32>>,
}

impl Standing {
    fn add(&mut self, n: usize, signature: &Signature) {
        self.groups.insert(n);
        for shingle in signature.looked_up() {
            self.by_shingle.entry(*shingle).or_default().push(n as u32);
        }
    }

    fn has(&self, n: usize) -> bool {
        self.groups.contains(&n)
    }

    /// The one that `of` is a copy of; of several the one that it resembles most.
    fn most_alike(&self, groups: &[Alike], of: &Alike) -> Option<usize> {
        let having = |shingle| self.by_shingle.get(shingle).into_iter().flatten().copied();
        let mut shared: Vec<u32> = of.signature.looked_up().iter().flat_map(having).collect();
        shared.sort_unstable();
        let sharing = shared.chunk_by(|a, b| a == b).filter(|shared| shared.len() >= SHARED);
        let copies = sharing.filter_map(|shared| {
            let n = shared[0] as usize;
            Some((of.signature.resemblance_of_copies(&groups[n].signature)?, Reverse(n)))
        });
        // Groups are in the order of their turns.
        copies.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, Reverse(n))| n)
    }
}

/// Looks up the copies of articles.
struct Copies<'a> {
    fields: &'a Fields,
    searcher: &'a Searcher,
    /// One for each segment.
    terms: Vec<Arc<InvertedIndexReader>>,
    columns: Vec<Columns>,
}

impl<'a> Copies<'a> {
    fn open(searcher: &'a Searcher, fields: &'a Fields) -> tantivy::Result<Self> {
        let opened = cores::each_segment(searcher, |ord| {
            let terms = searcher.segment_reader(ord).inverted_index(fields.shingle)?;
            Ok((terms, Columns::open(searcher, ord)?))
        })?;
        let (terms, columns) = opened.into_iter().unzip();
        Ok(Self { fields, searcher, terms, columns })
    }

    /// All articles of the story that `of` belongs to, in no order.
    fn story(&self, of: DocAddress) -> tantivy::Result<Vec<DocAddress>> {
        let signature = self.columns[of.segment_ord as usize].signature(of.doc_id);
        if signature.is_empty() {
            return Ok(vec![of]);
        }
        Around { index: self, known: Grouped::default(), copies: FxHashMap::default(), stands: FxHashMap::default() }
            .story(&signature)
    }

    /// The articles that are copies of those with a signature, and these themselves.
    fn of(&self, signature: &Signature) -> tantivy::Result<Grouped> {
        let mut shared = FxHashMap::<DocAddress, usize>::default();
        for shingle in signature.looked_up() {
            let term = Term::from_field_u64(self.fields.shingle, (*shingle).into());
            for (ord, terms) in (0..).zip(&self.terms) {
                let Some(mut postings) = terms.read_postings(&term, IndexRecordOption::Basic)? else { continue };
                while postings.doc() != TERMINATED {
                    *shared.entry(DocAddress::new(ord, postings.doc())).or_default() += 1;
                    postings.advance();
                }
            }
        }
        let mut copies = Grouped::default();
        // Most articles share less than that, so that their signatures need not be read.
        for (article, _) in shared.into_iter().filter(|(_, shared)| *shared >= SHARED) {
            let columns = &self.columns[article.segment_ord as usize];
            let other = columns.signature(article.doc_id);
            let is_deleted = self.searcher.segment_reader(article.segment_ord).is_deleted(article.doc_id);
            if !is_deleted && signature.resemblance_of_copies(&other).is_some() {
                copies.add(other, columns.turn(article.doc_id), article);
            }
        }
        Ok(copies)
    }
}

/// What is known of the articles around one, as far as its story depends on them.
struct Around<'a> {
    index: &'a Copies<'a>,
    /// Groups are named by their number here.
    known: Grouped,
    /// The copies of a group.
    copies: FxHashMap<usize, Arc<[usize]>>,
    /// Whether a group stands for a story.
    stands: FxHashMap<usize, bool>,
}

impl Around<'_> {
    /// The articles of the story that those with this signature belong to.
    fn story(&mut self, of: &Signature) -> tantivy::Result<Vec<DocAddress>> {
        for group in self.index.of(of)?.groups {
            self.learn(group);
        }
        let of = self.known.by_signature[of];
        let first = self.told_by(of)?;
        let mut story = self.known.groups[first].articles.clone();
        for &copy in &*self.copies(first)? {
            if copy != first && self.told_by(copy)? == first {
                story.extend(&self.known.groups[copy].articles);
            }
        }
        Ok(story)
    }

    /// Adds a group, with all of its articles, and gives its number.
    fn learn(&mut self, group: Alike) -> usize {
        let Alike { signature, turn, articles } = group;
        if let Some(n) = self.known.by_signature.get(&signature) {
            return *n;
        }
        for article in articles {
            self.known.add(signature.clone(), turn, article);
        }
        self.known.by_signature[&signature]
    }

    fn copies(&mut self, of: usize) -> tantivy::Result<Arc<[usize]>> {
        if let Some(copies) = self.copies.get(&of) {
            return Ok(Arc::clone(copies));
        }
        let found = self.index.of(&self.known.groups[of].signature)?.groups;
        let copies: Arc<[usize]> = found.into_iter().map(|group| self.learn(group)).collect();
        self.copies.insert(of, Arc::clone(&copies));
        Ok(copies)
    }

    /// The group that stands for the story of another.
    fn told_by(&mut self, group: usize) -> tantivy::Result<usize> {
        if self.stands(group)? {
            return Ok(group);
        }
        let mut most = None;
        for &copy in &*self.copies(group)? {
            if self.stands(copy)? {
                let (other, group) = (&self.known.groups[copy], &self.known.groups[group]);
                let resemblance = group.signature.resemblance_of_copies(&other.signature);
                let better = (resemblance, Reverse(other.turn), copy);
                most = Some(most.filter(|most| *most > better).unwrap_or(better));
            }
        }
        Ok(most.expect("what does not stand for a story is a copy of what does").2)
    }

    /// Whether a group is no copy of one that stands for a story before it.
    fn stands(&mut self, group: usize) -> tantivy::Result<bool> {
        // All that this depends on, which may be many: no stack is as deep as a story is long.
        let (mut before, mut next) = (vec![group], 0);
        let mut seen = FxHashSet::from_iter([group]);
        while let Some(&one) = before.get(next) {
            next += 1;
            if self.stands.contains_key(&one) {
                continue;
            }
            let earlier = self.earlier_copies(one)?;
            before.extend(earlier.into_iter().filter(|copy| seen.insert(*copy)));
        }
        before.sort_unstable_by_key(|one| self.known.groups[*one].turn);
        for one in before {
            if !self.stands.contains_key(&one) {
                let stands = !self.earlier_copies(one)?.iter().any(|copy| self.stands[copy]);
                self.stands.insert(one, stands);
            }
        }
        Ok(self.stands[&group])
    }

    fn earlier_copies(&mut self, of: usize) -> tantivy::Result<Vec<usize>> {
        let copies = self.copies(of)?;
        let turn = |group: usize| self.known.groups[group].turn;
        Ok(copies.iter().copied().filter(|copy| turn(*copy) < turn(of)).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use jiff::civil::date;

    use super::*;
    use crate::article::{Article, Evidence, Published};
    use crate::date::Moment;
    use crate::index::in_segments;
    use crate::index::schema::Entry;

    #[test]
    fn stories_looked_up_are_those_found_at_once() {
        let text = |words: Range<usize>| words.map(|n| format!("mot{} ", n * 7919)).collect::<String>();
        // A story that is told on and on, each time without its beginning; two articles alike to the letter, and a stranger.
        let mut bodies: Vec<String> = (0..12).map(|n| text(25 * n..25 * n + 100)).collect();
        bodies.extend([9000..9100, 9000..9100, 9500..9600].map(text));
        let entry = |(id, body): (usize, &String)| {
            // One has no date.
            let moment = (id != 3).then(|| Moment::day(date(2025, 7, 1 + (id * 5 % 12) as i8)));
            let published = moment.map(|moment| Published { moment, evidence: Evidence::Meta });
            let article = Article { title: "La digue".to_owned(), body: body.clone(), published, ..Article::default() };
            Entry { id: id.to_string(), container: String::new(), fingerprint: 0, outcome: Ok(article) }
        };
        let index = in_segments(&bodies.iter().enumerate().map(entry).collect::<Vec<_>>(), 2);
        let searcher = index.latest().unwrap();
        let stories = all(&searcher).unwrap();
        let copies = Copies::open(&searcher, &index.fields).unwrap();
        let signature = |article: DocAddress| copies.columns[article.segment_ord as usize].signature(article.doc_id);
        let turn = |article: DocAddress| copies.columns[article.segment_ord as usize].turn(article.doc_id);
        assert!(stories.len() > 3, "{stories:?}");
        for mut story in stories {
            story.sort_by_key(|article| turn(*article));
            for article in &story {
                let mut looked_up = copies.story(*article).unwrap();
                looked_up.sort_by_key(|article| turn(*article));
                assert_eq!(looked_up, story);
                // No chains.
                assert!(signature(*article).resemblance_of_copies(&signature(story[0])).is_some());
            }
        }
    }
}
