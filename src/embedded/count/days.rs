//! How many of the matching articles were published on each day.

use tantivy::Searcher;

use crate::embedded::matching::articles::Articles;
use crate::engine::count::Days;
use crate::index::schema::{PUBLISHED, precision};

/// Counts some articles by day.
pub fn days(searcher: &Searcher, articles: &Articles) -> tantivy::Result<Days> {
    let mut days = Days::default();
    articles.each_segment(searcher, |_, segment, docs| {
        let published = segment.fast_fields().i64(PUBLISHED)?;
        let precisions = segment.fast_fields().u64("precision")?;
        for doc in docs {
            days.add(published.first(*doc).zip(precisions.first(*doc).and_then(precision)));
        }
        Ok(())
    })?;
    Ok(days)
}
