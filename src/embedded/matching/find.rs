//! Finds all the articles that match.

use tantivy::Searcher;

use super::articles::Articles;
use super::node::Node;
use super::sets::SegmentMatches;
use crate::embedded::postings::window::Window;
use crate::embedded::postings::word::{self, ScoredWord};
use crate::embedded::{cores, deadline};
use crate::index::collection::Collection;
use crate::index::schema::Fields;

/// The articles that `root` asks for, where `words` are those that it names by number.
pub fn find(
    root: &Node,
    words: &[ScoredWord],
    fields: &Fields,
    searcher: &Searcher,
    collection: &Collection,
) -> tantivy::Result<Articles> {
    let of_segments = cores::each_segment(searcher, |segment| {
        let mut articles = Articles::default();
        if !root.may_be_in(searcher.segment_reader(segment))? {
            return Ok(articles);
        }
        let mut opened = word::open(words, searcher, segment)?;
        let mut matching = SegmentMatches::open(root, words.len(), fields, searcher, collection, segment)?;
        while let Some((window, places)) = matching.next(&mut opened, Window::LARGEST)? {
            deadline::check()?;
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
