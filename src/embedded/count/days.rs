//! How many of the matching articles were published on each day, and at each minute.

use tantivy::Searcher;

use crate::embedded::matching::articles::Articles;
use crate::engine::count::Days;
use crate::index::collection::{Dates, Minutes, UNDATED};
use crate::index::schema::{PUBLISHED, precision};

/// Counts some articles by the minute that they were published at, in order. Undated articles are not among them.
pub fn minutes(articles: &Articles, dates: &Dates) -> Vec<(i64, usize)> {
    let mut counted: Vec<(Minutes, usize)> = Vec::new();
    for (segment, window, places) in articles.windows() {
        let of_window = &dates.segment(segment)[window.start as usize..window.end as usize];
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
    let (mut published, mut precisions) = (Vec::new(), Vec::new());
    articles.each_segment(searcher, |_, segment, docs| {
        published.clear();
        published.resize(docs.len(), None);
        segment.fast_fields().i64(PUBLISHED)?.first_vals(docs, &mut published);
        precisions.clear();
        precisions.resize(docs.len(), None);
        segment.fast_fields().u64("precision")?.first_vals(docs, &mut precisions);
        // The articles of a segment lie in the order of their dates, so those of a day are mostly side by side.
        let day = |(at, precise): (Option<i64>, Option<u64>)| (at.map(|minutes| minutes.div_euclid(24 * 60)), precise);
        let known: Vec<_> = published.iter().copied().zip(precisions.iter().copied()).collect();
        for of_a_day in known.chunk_by(|a, b| day(*a) == day(*b)) {
            let (at, precise) = of_a_day[0];
            days.add(at.zip(precise.and_then(precision)), of_a_day.len() as u64);
        }
        Ok(())
    })?;
    Ok(days)
}
