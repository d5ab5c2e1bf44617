//! The story of one article, found from its copies, and theirs: the signatures of most articles are not read.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, InvertedIndexReader, Searcher, TERMINATED, TantivyError, Term};

use super::signed::{Columns, Turn};
use crate::dedup::{SHARED, Signature};
use crate::embedded::cores;
use crate::index::schema::Fields;

/// Looks up the copies of articles.
pub struct Copies<'a> {
    fields: &'a Fields,
    searcher: &'a Searcher,
    /// The articles that have each shingle, one for each segment.
    lists: Vec<Arc<InvertedIndexReader>>,
    pub columns: Vec<Columns>,
}

impl<'a> Copies<'a> {
    /// Opens what copies are looked up by.
    pub fn open(searcher: &'a Searcher, fields: &'a Fields) -> tantivy::Result<Self> {
        let opened = cores::each_segment(searcher, |ord| {
            let lists = searcher.segment_reader(ord).inverted_index(fields.shingle)?;
            Ok((lists, Columns::open(searcher, ord)?))
        })?;
        let (lists, columns) = opened.into_iter().unzip();
        Ok(Self { fields, searcher, lists, columns })
    }

    /// All articles of the story that `of` belongs to, in no order.
    pub fn story(&self, of: DocAddress) -> tantivy::Result<Vec<DocAddress>> {
        let signature = self.columns[of.segment_ord as usize].signature(of.doc_id);
        if signature.is_empty() {
            return Ok(vec![of]);
        }
        story(self, &signature)
    }
}

/// What finds copies in an index.
pub trait Resembling {
    /// Why it cannot.
    type Error;

    /// The articles that are copies of those with a signature, and these themselves.
    fn of(&self, signature: &Signature) -> Result<Grouped, Self::Error>;
}

/// All articles of the story that those with a signature belong to, in no order.
pub fn story<R: Resembling>(index: &R, signature: &Signature) -> Result<Vec<DocAddress>, R::Error> {
    Around { index, known: Grouped::default(), copies: FxHashMap::default(), stands: FxHashMap::default() }
        .story(signature)
}

impl Resembling for Copies<'_> {
    type Error = TantivyError;

    fn of(&self, signature: &Signature) -> tantivy::Result<Grouped> {
        let looked_up = signature.looked_up().iter();
        let terms: Vec<Term> =
            looked_up.map(|shingle| Term::from_field_u64(self.fields.shingle, (*shingle).into())).collect();
        let (mut copies, mut having) = (Grouped::default(), Vec::new());
        for (ord, (lists, columns)) in (0..).zip(self.lists.iter().zip(&self.columns)) {
            having.clear();
            for term in &terms {
                let Some(mut postings) = lists.read_postings(term, IndexRecordOption::Basic)? else { continue };
                while postings.doc() != TERMINATED {
                    having.push(postings.doc());
                    postings.advance();
                }
            }
            having.sort_unstable();
            // Most articles share less than that, so that their signatures need not be read.
            for shared in having.chunk_by(|a, b| a == b).filter(|shared| shared.len() >= SHARED) {
                let doc = shared[0];
                let is_deleted = self.searcher.segment_reader(ord).is_deleted(doc);
                if is_deleted || !signature.may_resemble(&columns.beginning(doc)) {
                    continue;
                }
                let other = columns.signature(doc);
                if signature.resemblance_of_copies(&other).is_some() {
                    copies.add(other, columns.turn(doc), DocAddress::new(ord, doc));
                }
            }
        }
        Ok(copies)
    }
}

/// What is known of the articles around one, as far as its story depends on them.
struct Around<'a, R> {
    index: &'a R,
    /// Groups are named by their number here.
    known: Grouped,
    /// The copies of a group.
    copies: FxHashMap<usize, Arc<[usize]>>,
    /// Whether a group stands for a story.
    stands: FxHashMap<usize, bool>,
}

impl<R: Resembling> Around<'_, R> {
    /// The articles of the story that those with this signature belong to.
    fn story(&mut self, of: &Signature) -> Result<Vec<DocAddress>, R::Error> {
        let copies = self.index.of(of)?.groups.into_iter().map(|group| self.learn(group)).collect();
        let of = self.known.by_signature[of];
        self.copies.insert(of, copies);
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

    fn copies(&mut self, of: usize) -> Result<Arc<[usize]>, R::Error> {
        if let Some(copies) = self.copies.get(&of) {
            return Ok(Arc::clone(copies));
        }
        let found = self.index.of(&self.known.groups[of].signature)?.groups;
        let copies: Arc<[usize]> = found.into_iter().map(|group| self.learn(group)).collect();
        self.copies.insert(of, Arc::clone(&copies));
        Ok(copies)
    }

    /// The group that stands for the story of another.
    fn told_by(&mut self, group: usize) -> Result<usize, R::Error> {
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
    fn stands(&mut self, group: usize) -> Result<bool, R::Error> {
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

    fn earlier_copies(&mut self, of: usize) -> Result<Vec<usize>, R::Error> {
        let copies = self.copies(of)?;
        let turn = |group: usize| self.known.groups[group].turn;
        Ok(copies.iter().copied().filter(|copy| turn(*copy) < turn(of)).collect())
    }
}

/// Articles that are alike to the letter: a site may have thousands of them. They are copies of the same articles, and one of
/// them stands for all.
#[derive(Debug, Clone)]
struct Alike {
    signature: Signature,
    /// The turn of the first of them.
    turn: Turn,
    articles: Vec<DocAddress>,
}

/// The articles that have a signature, as they are read.
#[derive(Clone, Default)]
pub struct Grouped {
    groups: Vec<Alike>,
    by_signature: FxHashMap<Signature, usize>,
}

impl Grouped {
    /// Adds an article.
    pub fn add(&mut self, signature: Signature, turn: Turn, article: DocAddress) {
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
