//! The articles that match.

use tantivy::index::SegmentReader;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

use crate::embedded::postings::window::{Places, Window};

/// The articles that match.
#[derive(Debug, Default)]
pub struct Articles {
    /// In the order of the index.
    pub windows: Vec<(SegmentOrdinal, Window, Places)>,
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

    pub fn iter(&self) -> impl Iterator<Item = DocAddress> + '_ {
        self.windows.iter().flat_map(|(segment, window, places)| {
            places.iter().map(|place| DocAddress::new(*segment, window.doc(place)))
        })
    }

    /// Calls `each` for every segment that has some of these articles, with the numbers of their documents.
    pub fn each_segment(
        &self,
        searcher: &Searcher,
        mut each: impl FnMut(SegmentOrdinal, &SegmentReader, &[DocId]) -> tantivy::Result<()>,
    ) -> tantivy::Result<()> {
        for windows in self.windows.chunk_by(|a, b| a.0 == b.0) {
            let mut docs = Vec::with_capacity(windows.iter().map(|(_, _, places)| places.count()).sum());
            for (_, window, places) in windows {
                places.iter().for_each(|place| docs.push(window.doc(place)));
            }
            each(windows[0].0, searcher.segment_reader(windows[0].0), &docs)?;
        }
        Ok(())
    }
}
