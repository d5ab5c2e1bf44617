//! Which articles match: a query's words, patterns and filters, put together by and, or and not, window by window. Cheap
//! parts go first, and what they leave is all that costlier ones look at.

use std::ops::RangeInclusive;

use tantivy::index::SegmentReader;
use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal, TERMINATED};

use super::bm25f::{self, SegmentWord};
use super::compile::Plan;
use super::cores;
use super::spans::{Pattern, PatternReader};
use super::window::{Places, Window};
use crate::index::collection::{Collection, Dates, Minutes};
use crate::index::schema::Fields;

/// The articles that match.
#[derive(Debug, Default)]
pub struct Articles {
    windows: Vec<(SegmentOrdinal, Window, Places)>,
}

impl Articles {
    pub fn add(&mut self, segment: SegmentOrdinal, window: Window, places: Places) {
        self.windows.push((segment, window, places));
    }

    pub fn append(&mut self, mut other: Self) {
        self.windows.append(&mut other.windows);
    }

    pub fn count(&self) -> usize {
        self.windows.iter().map(|(_, _, places)| places.count()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.windows.iter().all(|(_, _, places)| places.is_empty())
    }

    pub fn iter(&self) -> impl Iterator<Item = DocAddress> + '_ {
        self.windows.iter().flat_map(|(segment, window, places)| {
            places.iter().map(|place| DocAddress::new(*segment, window.doc(place)))
        })
    }

    /// Hands each segment to `each` with those of its documents that are among these.
    pub fn each_segment(
        &self,
        searcher: &Searcher,
        mut each: impl FnMut(SegmentOrdinal, &SegmentReader, &[DocId]) -> tantivy::Result<()>,
    ) -> tantivy::Result<()> {
        for windows in self.windows.chunk_by(|a, b| a.0 == b.0) {
            let docs = windows.iter().flat_map(|(_, window, places)| places.iter().map(|place| window.doc(place)));
            each(windows[0].0, searcher.segment_reader(windows[0].0), &docs.collect::<Vec<_>>())?;
        }
        Ok(())
    }
}

/// Finds the articles that a plan asks for.
pub fn find(plan: &Plan, searcher: &Searcher, collection: &Collection) -> tantivy::Result<Articles> {
    find_node(&plan.root, &plan.words, &plan.fields, searcher, collection)
}

/// Finds the articles that have a word of a plan. No other word of it is opened: some are unions of thousands of lists.
pub fn find_word(
    word: &bm25f::Word,
    plan: &Plan,
    searcher: &Searcher,
    collection: &Collection,
) -> tantivy::Result<Articles> {
    find_node(&Node::Word(0), std::slice::from_ref(word), &plan.fields, searcher, collection)
}

fn find_node(
    root: &Node,
    words: &[bm25f::Word],
    fields: &Fields,
    searcher: &Searcher,
    collection: &Collection,
) -> tantivy::Result<Articles> {
    let of_segments = cores::each_segment(searcher, |segment| {
        let mut articles = Articles::default();
        let mut opened = bm25f::open(words, searcher, segment)?;
        let mut matching = SegmentMatches::open(root, words.len(), fields, searcher, collection, segment)?;
        while let Some((window, places)) = matching.next(&mut opened, Window::LARGEST)? {
            articles.add(segment, window, places);
        }
        Ok(articles)
    })?;
    let mut articles = Articles::default();
    for found in of_segments {
        articles.append(found);
    }
    Ok(articles)
}

/// The documents of a segment that match, window by window.
pub struct SegmentMatches<'a> {
    root: Set<'a>,
    segment: &'a SegmentReader,
    /// Where the next window may begin.
    start: DocId,
    length: DocId,
}

impl<'a> SegmentMatches<'a> {
    pub fn open(
        root: &Node,
        words: usize,
        fields: &Fields,
        searcher: &'a Searcher,
        collection: &'a Collection,
        segment: SegmentOrdinal,
    ) -> tantivy::Result<Self> {
        let root = root.open(searcher, segment, fields, &|| collection.dates(searcher))?;
        // A word takes a number for each document of a window, so that few words make for large windows.
        const ROOM: usize = 1 << 20;
        let length = (ROOM / words.max(1)).clamp(64, Window::LARGEST) as DocId;
        Ok(Self { root, segment: searcher.segment_reader(segment), start: 0, length })
    }

    /// The next window with documents that match, of at most so many documents.
    pub fn next(&mut self, words: &mut [SegmentWord], most: usize) -> tantivy::Result<Option<(Window, Places)>> {
        let length = self.length.min(most as DocId);
        loop {
            let start = self.root.next(words, self.start);
            if start >= self.segment.max_doc() {
                return Ok(None);
            }
            let window = Window { start, end: self.segment.max_doc().min(start + length) };
            self.start = window.end;
            let mut places = self.root.places(words, window, &Places::all(window))?;
            if self.segment.has_deletes() {
                places.retain(|place| !self.segment.is_deleted(window.doc(place)));
            }
            if !places.is_empty() {
                return Ok(Some((window, places)));
            }
        }
    }
}

/// What an article must be.
pub enum Node {
    All,
    /// It has the plan's word of this number.
    Word(usize),
    /// It has the pattern at least so many times, in all the fields together.
    Pattern {
        pattern: Pattern,
        fields: Vec<Field>,
        at_least: usize,
    },
    /// It was published within these minutes since 1970.
    Published(RangeInclusive<Minutes>),
    /// A query of tantivy's finds it.
    Found(Box<dyn Query>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

impl Node {
    pub fn nothing() -> Self {
        Self::Or(Vec::new())
    }

    /// Whether it may be true of a document that has neither text nor date nor names: one that stands for a rejected page.
    pub fn is_open(&self) -> bool {
        match self {
            Self::All | Self::Not(_) => true,
            Self::Word(_) | Self::Pattern { .. } | Self::Published(_) | Self::Found(_) => false,
            Self::And(parts) => parts.iter().all(Self::is_open),
            Self::Or(parts) => parts.iter().any(Self::is_open),
        }
    }

    pub fn open<'a>(
        &self,
        searcher: &Searcher,
        segment: u32,
        fields: &Fields,
        dates: &impl Fn() -> tantivy::Result<&'a Dates>,
    ) -> tantivy::Result<Set<'a>> {
        let open_all = |parts: &[Node]| {
            let mut open = Vec::with_capacity(parts.len());
            for part in parts {
                open.push(part.open(searcher, segment, fields, dates)?);
            }
            open.sort_by_key(Set::cost);
            tantivy::Result::Ok(open)
        };
        let reader = searcher.segment_reader(segment);
        Ok(match self {
            Self::All => Set::All,
            Self::Word(n) => Set::Word(*n),
            Self::Pattern { pattern, fields: searched, at_least } => {
                Set::Pattern(PatternReader::open(pattern, searched, *at_least, reader, fields)?)
            }
            Self::Published(range) => Set::Published { dates: dates()?.segment(segment), range: range.clone() },
            Self::Found(query) => {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                Set::Found(weight.scorer(reader, 1.0)?)
            }
            Self::And(parts) => Set::And(open_all(parts)?),
            Self::Or(parts) => Set::Or(open_all(parts)?),
            Self::Not(part) => Set::Not(Box::new(part.open(searcher, segment, fields, dates)?)),
        })
    }
}

/// The documents of one segment that match.
pub enum Set<'a> {
    All,
    Word(usize),
    Pattern(PatternReader),
    Published { dates: &'a [Minutes], range: RangeInclusive<Minutes> },
    Found(Box<dyn Scorer>),
    And(Vec<Set<'a>>),
    Or(Vec<Set<'a>>),
    Not(Box<Set<'a>>),
}

impl Set<'_> {
    /// What it takes to tell one document from another, roughly.
    fn cost(&self) -> u8 {
        match self {
            Self::All => 0,
            Self::Published { .. } => 1,
            Self::Word(_) => 2,
            Self::Found(_) => 3,
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::cost).max().unwrap_or(0),
            Self::Not(part) => part.cost(),
            Self::Pattern(_) => 4,
        }
    }

    /// No document from `doc` up to this one matches.
    pub fn next(&mut self, words: &mut [SegmentWord], doc: DocId) -> DocId {
        match self {
            Self::All | Self::Published { .. } | Self::Not(_) => doc,
            Self::Word(n) => words[*n].next(doc),
            Self::Pattern(pattern) => pattern.candidate(doc),
            Self::Found(found) => {
                if found.doc() < doc {
                    found.seek(doc)
                } else {
                    found.doc()
                }
            }
            Self::And(parts) => parts.iter_mut().fold(doc, |doc, part| part.next(words, doc)),
            Self::Or(parts) => parts.iter_mut().map(|part| part.next(words, doc)).min().unwrap_or(TERMINATED),
        }
    }

    /// Which of some documents of a window match. Windows come in order.
    pub fn places(&mut self, words: &mut [SegmentWord], window: Window, among: &Places) -> tantivy::Result<Places> {
        if among.is_empty() {
            return Ok(among.clone());
        }
        let mut found = among.clone();
        match self {
            Self::All => {}
            Self::Word(n) => {
                words[*n].load(window);
                found.keep(&words[*n].places);
            }
            Self::Pattern(pattern) => found = pattern.places(window, among)?,
            Self::Published { dates, range } => {
                let (from, to) = (*range.start(), *range.end());
                found.retain_blocks(|first, marks| {
                    let dates = &dates[window.doc(first) as usize..window.end as usize];
                    for (mark, date) in marks.iter_mut().zip(dates) {
                        *mark = u8::from(from <= *date) & u8::from(*date <= to);
                    }
                });
            }
            Self::Found(docs) => {
                let mut places = Places::default();
                if docs.doc() < window.start {
                    docs.seek(window.start);
                }
                while docs.doc() < window.end {
                    places.insert((docs.doc() - window.start) as usize);
                    docs.advance();
                }
                found.keep(&places);
            }
            Self::And(parts) => {
                for part in parts {
                    found = part.places(words, window, &found)?;
                }
            }
            Self::Or(parts) => {
                let mut rest = among.clone();
                for part in parts {
                    let more = part.places(words, window, &rest)?;
                    rest.remove(&more);
                }
                found.remove(&rest);
            }
            Self::Not(part) => {
                let excluded = part.places(words, window, among)?;
                found.remove(&excluded);
            }
        }
        Ok(found)
    }
}
