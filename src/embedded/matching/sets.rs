//! The documents of one segment that match: words, patterns and filters, put together by and, or and not, window by window.
//! Cheap parts go first, and costlier ones look only at what those leave.

use std::ops::RangeInclusive;

use tantivy::index::SegmentReader;
use tantivy::query::{EnableScoring, Scorer};
use tantivy::{DocId, DocSet, Searcher, SegmentOrdinal, TERMINATED};

use super::node::Node;
use super::positions::PatternReader;
use crate::embedded::postings::window::{Places, Window};
use crate::embedded::postings::word::SegmentWord;
use crate::index::collection::{Collection, Minutes};
use crate::index::schema::Fields;

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
        words: &[SegmentWord],
        fields: &Fields,
        searcher: &'a Searcher,
        collection: &'a Collection,
        segment: SegmentOrdinal,
    ) -> tantivy::Result<Self> {
        let alone = root.asked_alone(words.len());
        let root = Set::open(root, &alone, words, fields, searcher, collection, segment)?;
        // Each word keeps a number for each document of a window. With fewer words, windows may be larger.
        const ROOM: usize = 1 << 20;
        let length = (ROOM / words.len().max(1)).clamp(64, Window::LARGEST) as DocId;
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
            let mut places = Places::all(window);
            self.root.keep(words, window, &mut places)?;
            if self.segment.has_deletes() {
                places.retain(|place| !self.segment.is_deleted(window.doc(place)));
            }
            if !places.is_empty() {
                return Ok(Some((window, places)));
            }
        }
    }
}

/// The documents of one segment that match.
pub enum Set<'a> {
    All,
    Word {
        n: usize,
        /// Whether all that match have it, and nothing else in the tree asks which do.
        is_alone: bool,
    },
    Pattern(PatternReader),
    Published {
        dates: &'a [Minutes],
        range: RangeInclusive<Minutes>,
    },
    Found(Box<dyn Scorer>),
    And(Vec<Set<'a>>),
    Or(Vec<Set<'a>>),
    Not(Box<Set<'a>>),
}

impl<'a> Set<'a> {
    /// The documents that `node` asks for; `alone` says of each word whether nothing else in the tree asks for it.
    fn open(
        node: &Node,
        alone: &[bool],
        words: &[SegmentWord],
        fields: &Fields,
        searcher: &Searcher,
        collection: &'a Collection,
        segment: SegmentOrdinal,
    ) -> tantivy::Result<Self> {
        let open = |part: &Node| Self::open(part, alone, words, fields, searcher, collection, segment);
        let open_all = |parts: &[Node]| {
            let mut parts = parts.iter().map(open).collect::<tantivy::Result<Vec<_>>>()?;
            parts.sort_by_key(|part| part.cost(words));
            tantivy::Result::Ok(parts)
        };
        let reader = searcher.segment_reader(segment);
        Ok(match node {
            Node::All => Self::All,
            Node::Word(n) => Self::Word { n: *n, is_alone: alone[*n] },
            Node::Pattern { pattern, fields: searched, at_least } => {
                let positions = collection.positions(searcher)?.segment(segment);
                Self::Pattern(PatternReader::open(pattern, searched, *at_least, reader, positions, fields)?)
            }
            Node::Published(range) => {
                Self::Published { dates: collection.dates(searcher)?.segment(segment), range: range.clone() }
            }
            Node::Single(_, query) => {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                Self::Found(weight.scorer(reader, 1.0)?)
            }
            Node::And(parts) => Self::And(open_all(parts)?),
            Node::Or(parts) => Self::Or(open_all(parts)?),
            Node::Not(part) => Self::Not(Box::new(open(part)?)),
        })
    }

    /// Roughly how costly it is to say whether a document matches, and how many do at most. Cheap sets are asked first, and small
    /// ones among them.
    fn cost(&self, words: &[SegmentWord]) -> (u8, u32) {
        match self {
            Self::All => (0, 0),
            Self::Published { .. } => (1, 0),
            Self::Word { n, .. } => (2, words[*n].documents()),
            Self::Found(_) => (3, 0),
            Self::And(parts) | Self::Or(parts) => parts.iter().map(|part| part.cost(words)).max().unwrap_or_default(),
            Self::Not(part) => part.cost(words),
            Self::Pattern(_) => (4, 0),
        }
    }

    /// The first document from `doc` on that may match: none before it does.
    pub fn next(&mut self, words: &mut [SegmentWord], doc: DocId) -> DocId {
        match self {
            Self::All | Self::Published { .. } | Self::Not(_) => doc,
            Self::Word { n, .. } => words[*n].next(doc),
            Self::Pattern(pattern) => pattern.candidate(doc),
            Self::Found(found) => {
                if found.doc() < doc {
                    found.seek(doc)
                } else {
                    found.doc()
                }
            }
            Self::And(parts) => parts.iter_mut().fold(doc, |doc, part| part.next(words, doc)),
            Self::Or(parts) => parts.iter_mut().map(|part| part.next_of_some(words, doc)).min().unwrap_or(TERMINATED),
        }
    }

    /// The same for an alternative. The documents before may be another's, and have words of this one too: so each word is
    /// read on from `doc` only, and not from where the others are.
    fn next_of_some(&mut self, words: &mut [SegmentWord], doc: DocId) -> DocId {
        match self {
            Self::And(parts) => parts.iter_mut().map(|part| part.next_of_some(words, doc)).max().unwrap_or(doc),
            other => other.next(words, doc),
        }
    }

    /// Keeps those of some documents of a window that match. Windows come in order.
    pub fn keep(&mut self, words: &mut [SegmentWord], window: Window, found: &mut Places) -> tantivy::Result<()> {
        if found.is_empty() {
            return Ok(());
        }
        match self {
            Self::All => {}
            Self::Word { n, is_alone } => {
                if *is_alone {
                    words[*n].load_among(window, found);
                } else {
                    words[*n].load(window);
                }
                found.keep(&words[*n].places);
            }
            Self::Pattern(pattern) => *found = pattern.places(window, found)?,
            Self::Published { dates, range } => {
                found.keep_within(&dates[window.start as usize..window.end as usize], range);
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
                    part.keep(words, window, found)?;
                }
            }
            Self::Or(parts) => {
                let mut rest = found.clone();
                for part in parts {
                    let mut more = rest.clone();
                    part.keep(words, window, &mut more)?;
                    rest.remove(&more);
                }
                found.remove(&rest);
            }
            Self::Not(part) => {
                let mut excluded = found.clone();
                part.keep(words, window, &mut excluded)?;
                found.remove(&excluded);
            }
        }
        Ok(())
    }
}
