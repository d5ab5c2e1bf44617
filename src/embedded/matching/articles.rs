//! The articles that match.

use tantivy::index::SegmentReader;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

use crate::embedded::postings::window::{Places, Window};

/// The articles of a segment that match, in their order.
pub type SegmentArticles = Vec<(Window, Places)>;

/// The articles that match.
#[derive(Debug, Default)]
pub struct Articles {
    by_segment: Vec<SegmentArticles>,
}

impl Articles {
    /// Those of each segment, in the order of the index.
    pub fn of(by_segment: Vec<SegmentArticles>) -> Self {
        Self { by_segment }
    }

    pub fn count(&self) -> usize {
        self.windows().map(|(_, _, places)| places.count()).sum()
    }

    /// The windows that have some, in the order of the index.
    pub fn windows(&self) -> impl DoubleEndedIterator<Item = (SegmentOrdinal, Window, &Places)> {
        let segments = self.by_segment.iter().enumerate();
        segments.flat_map(|(ord, windows)| windows.iter().map(move |(window, places)| (ord as u32, *window, places)))
    }

    pub fn iter(&self) -> impl Iterator<Item = DocAddress> + '_ {
        self.windows().flat_map(|(segment, window, places)| {
            places.iter().map(move |place| DocAddress::new(segment, window.doc(place)))
        })
    }

    /// Calls `each` for every segment that has some of these articles, with the numbers of their documents.
    pub fn each_segment(
        &self,
        searcher: &Searcher,
        mut each: impl FnMut(SegmentOrdinal, &SegmentReader, &[DocId]) -> tantivy::Result<()>,
    ) -> tantivy::Result<()> {
        for (ord, windows) in (0..).zip(&self.by_segment).filter(|(_, windows)| !windows.is_empty()) {
            let mut docs = Vec::with_capacity(windows.iter().map(|(_, places)| places.count()).sum());
            for (window, places) in windows {
                places.iter().for_each(|place| docs.push(window.doc(place)));
            }
            each(ord, searcher.segment_reader(ord), &docs)?;
        }
        Ok(())
    }
}
