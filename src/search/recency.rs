//! How an article's age counts: `score × (1 − w + w · 2^(−age / half-life))`, with "now" taken from the index, so that
//! the same index gives the same order whatever the day.

use super::ranking::Ranking;

const DAY: i64 = 24 * 60;

/// The factor of an article published at `published`; both in minutes. What lies in the future is as new as now.
pub fn factor(published: i64, now: i64, ranking: &Ranking) -> f32 {
    let age_days = (now - published).max(0) as f32 / DAY as f32;
    1.0 - ranking.recency + ranking.recency * (-age_days / ranking.half_life_days).exp2()
}

/// The date that undated articles are taken to have: the median of the dated ones that match as well, so that nothing is
/// gained by having no date. Without any dated article there is no age to compare.
pub fn median(mut dates: Vec<i64>) -> Option<i64> {
    // The earlier of two medians, so that no undated article stands above half of the dated.
    let middle = dates.len().checked_sub(1)? / 2;
    Some(*dates.select_nth_unstable(middle).1)
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
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![9]), Some(9));
        assert_eq!(median(vec![5, 9]), Some(5));
        assert_eq!(median(vec![9, 5, 7]), Some(7));
    }
}
