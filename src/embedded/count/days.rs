//! How many of the matching articles were published on each day, and at each minute.

use tantivy::Searcher;

use crate::embedded::matching::articles::Articles;
use crate::engine::count::Days;
use crate::index::collection::{Dates, Minutes, UNDATED};
use crate::index::schema::{PUBLISHED, precision};

/// Counts some articles by the minute that they were published at, in order. Undated articles are not among them.
pub fn minutes(articles: &Articles, dates: &Dates) -> Vec<(i64, usize)> {
    let mut counted: Vec<(Minutes, usize)> = Vec::new();
    for (segment, window, places) in &articles.windows {
        let of_window = &dates.segment(*segment)[window.start as usize..window.end as usize];
        for date in places.iter().map(|place| of_window[place]) {
            match counted.last_mut() {
                Some((last, count)) if *last == date => *count += 1,
                _ => counted.push((date, 1)),
            }
        }
    }
    // A stable sort merges what is in order already, as the dates of a segment are.
    counted.sort_by_key(|(date, _)| *date);
    let in_order = counted.chunk_by(|a, b| a.0 == b.0).filter(|equal| equal[0].0 != UNDATED);
    in_order.map(|equal| (equal[0].0.into(), equal.iter().map(|(_, count)| count).sum())).collect()
}

/// Counts some articles by day.
pub fn days(searcher: &Searcher, articles: &Articles) -> tantivy::Result<Days> {
    let mut days = Days::default();
    articles.each_segment(searcher, |_, segment, docs| {
        let published = segment.fast_fields().i64(PUBLISHED)?;
        let precisions = segment.fast_fields().u64("precision")?;
        for doc in docs {
            days.add(published.first(*doc).zip(precisions.first(*doc).and_then(precision)), 1);
        }
        Ok(())
    })?;
    Ok(days)
}
