//! How an article's age counts: `score × (1 − w + w · 2^(−age / half-life))`, with "now" taken from the index, so that
//! the same index gives the same order whatever the day.

use tantivy::Searcher;

use super::ranking::Ranking;

const DAY: i64 = 24 * 60;

/// The factor of an article published at `published`; both in minutes. What lies in the future is as new as now.
pub fn factor(published: i64, now: i64, ranking: &Ranking) -> f32 {
    let age_days = (now - published).max(0) as f32 / DAY as f32;
    1.0 - ranking.recency + ranking.recency * (-age_days / ranking.half_life_days).exp2()
}

/// The factor of undated articles: the median of the dated ones that match as well, so that nothing is gained by having
/// no date. Without any dated article there is no age to compare.
pub fn median(mut factors: Vec<f32>) -> f32 {
    if factors.is_empty() {
        return 1.0;
    }
    // The lower of two medians, so that no undated article stands above half of the dated.
    let middle = (factors.len() - 1) / 2;
    *factors.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// The newest plausible publication date of the index, in minutes: a few dates, one in a hundred at most, that stand
/// more than a year after all the others are taken for errors.
pub fn now(searcher: &Searcher) -> tantivy::Result<Option<i64>> {
    let mut dates = Vec::new();
    for segment in searcher.segment_readers() {
        let column = segment.fast_fields().i64("published")?;
        dates.extend(segment.doc_ids_alive().filter_map(|doc| column.first(doc)));
    }
    Ok(newest_plausible(dates))
}

fn newest_plausible(mut dates: Vec<i64>) -> Option<i64> {
    let suspects = dates.len() / 100 + 1;
    if dates.len() > suspects {
        dates.select_nth_unstable_by(suspects, |a, b| b.cmp(a));
        dates.truncate(suspects + 1);
    }
    dates.sort_unstable_by(|a, b| b.cmp(a));
    let last_leap = (1..dates.len()).rev().find(|n| dates[n - 1] - dates[*n] > 366 * DAY);
    dates.get(last_leap.unwrap_or(0)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_life_takes_half_of_the_weight() {
        let ranking = Ranking { recency: 0.4, half_life_days: 10.0, ..Ranking::default() };
        let check = |age_days: i64, expected: f32| {
            let found = factor(0, age_days * DAY, &ranking);
            assert!((found - expected).abs() < 1e-6, "{age_days} days: {found}, not {expected}");
        };
        check(0, 1.0);
        check(10, 0.8);
        check(20, 0.7);
        check(-5, 1.0);
    }

    #[test]
    fn undated_articles_take_the_median() {
        assert_eq!(median(vec![]), 1.0);
        assert_eq!(median(vec![0.9]), 0.9);
        assert_eq!(median(vec![0.5, 0.9]), 0.5);
        assert_eq!(median(vec![0.9, 0.5, 0.7]), 0.7);
    }

    #[test]
    fn now_is_the_newest_plausible_date() {
        let year = 366 * DAY;
        let check = |dates: &[i64], expected| assert_eq!(newest_plausible(dates.to_vec()), expected, "{dates:?}");
        check(&[], None);
        check(&[5], Some(5));
        check(&[5, 7], Some(7));
        check(&[5, 7, 9 + year], Some(7));
        check(&[5, year, 2 * year], Some(2 * year));
    }
}
