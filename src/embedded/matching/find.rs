//! Finds the articles that match.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::{Searcher, SegmentOrdinal};

use super::articles::Articles;
use super::node::Node;
use super::sets::SegmentMatches;
use crate::embedded::postings::window::{Places, Window};
use crate::embedded::postings::word::{self, ScoredWord};
use crate::embedded::{cores, deadline};
use crate::index::collection::Collection;
use crate::index::schema::Fields;

/// What is asked of an index: the articles that `root` asks for, where `words` are those that it names by number.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    pub root: &'a Node,
    pub words: &'a [ScoredWord],
    pub fields: &'a Fields,
    pub searcher: &'a Searcher,
    pub collection: &'a Collection,
}

impl Search<'_> {
    /// All of them.
    pub fn all(&self) -> tantivy::Result<Articles> {
        Ok(self.up_to(usize::MAX)?.unwrap_or_default())
    }

    /// All of them; none if they are more than so many. All segments stop as soon as they are.
    pub fn up_to(&self, most: usize) -> tantivy::Result<Option<Articles>> {
        let counted = AtomicUsize::new(0);
        let is_over = || counted.load(Ordering::Relaxed) > most;
        let by_segment = cores::each_segment(self.searcher, |segment| {
            let mut articles = Vec::new();
            self.windows(segment, |window, places| {
                if most < usize::MAX {
                    counted.fetch_add(places.count(), Ordering::Relaxed);
                }
                articles.push((window, places));
                if is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            Ok(articles)
        })?;
        Ok((!is_over()).then(|| Articles::of(by_segment)))
    }

    /// Hands the windows of a segment that have some to `take`, as long as it goes on.
    fn windows(
        &self,
        segment: SegmentOrdinal,
        mut take: impl FnMut(Window, Places) -> ControlFlow<()>,
    ) -> tantivy::Result<()> {
        let Self { root, words, fields, searcher, collection } = *self;
        if !root.may_be_in(searcher.segment_reader(segment))? {
            return Ok(());
        }
        let mut opened = word::open(words, searcher, segment)?;
        let mut matching = SegmentMatches::open(root, &opened, fields, searcher, collection, segment)?;
        while let Some((window, places)) = matching.next(&mut opened, Window::LARGEST)? {
            deadline::check()?;
            if take(window, places).is_break() {
                break;
            }
        }
        Ok(())
    }
}
