//! Recency: `score × (1 − w + w · 2^(−age / half-life))`. Ages are counted from the newest date of the index, so that the
//! same index gives the same order on any day.
//!
//! The weight `w` depends on the query. It is greatest where the best matches were published within the same recent days,
//! as after an event, and 0 where their dates are scattered. Efron & Golovchinsky 2011 ("Estimation methods for ranking
//! recent information") estimate from the dates of the first matches how fast a query ages; Dong et al. 2010 ("Towards
//! recency ranking in web search") take a crowd of recent articles for a sign that a subject is in the news.

use crate::engine::candidate::Candidate;
use crate::engine::ranking::Ranking;

const DAY: i64 = 24 * 60;

/// Dates in order, in minutes since 1970, each with the number of matches that have it.
type Counted = [(i64, usize)];

/// `ranking` with the weight of age for a query whose good matches have these dates. It is all of `ranking.recency` where
/// they are of the same recent days. It is 0 where each is of its own time, or where the days that they share are long past.
pub fn adapted(ranking: &Ranking, good: &Counted, now: i64) -> Ranking {
    Ranking { recency: ranking.recency * newsiness(good, now, ranking), ..*ranking }
}

/// So many of the best matches are looked at, if their scores reach this share of the best score.
pub const GOOD: usize = 50;
const GOOD_SHARE: f64 = 0.5;

/// The dates of the good matches. All that tie with the last of them are good too, so that their order does not matter.
pub fn good_dates(candidates: &[Candidate]) -> Vec<(i64, usize)> {
    let mut scores: Vec<f64> = candidates.iter().map(|hit| hit.score).collect();
    scores.sort_unstable_by(|a, b| b.total_cmp(a));
    let (Some(best), Some(last)) = (scores.first(), scores.get(GOOD - 1).or(scores.last())) else { return Vec::new() };
    let least = last.max(GOOD_SHARE * best);
    let mut dates: Vec<i64> =
        candidates.iter().filter(|hit| hit.score >= least).filter_map(|hit| hit.published).collect();
    dates.sort_unstable();
    dates.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len())).collect()
}

/// The median; the earlier of two, so that an undated article that is taken to have it stands above at most half of the
/// others.
pub fn median(dates: &Counted) -> Option<i64> {
    let middle = total(dates).checked_sub(1)? / 2;
    let mut counted = 0;
    let reaches = |(_, count): &&(i64, usize)| {
        counted += count;
        counted > middle
    };
    dates.iter().find(reaches).map(|(date, _)| *date)
}

fn total(dates: &Counted) -> usize {
    dates.iter().map(|(_, count)| count).sum()
}

/// How long a story stays in the news.
const EPISODE_DAYS: i64 = 14;

/// How much of the news a query is, from 0 to 1. For each date, the share of the other dates that lie in the days before
/// it is discounted by its age; the greatest of these counts.
fn newsiness(dates: &Counted, now: i64, ranking: &Ranking) -> f32 {
    let most = total(dates).saturating_sub(1).max(1) as f32;
    let mut newsiness: f32 = 0.0;
    // The matches from the first date of the days before to this one.
    let (mut first, mut around) = (0, 0);
    for (date, count) in dates {
        around += count;
        while dates[first].0 < date - EPISODE_DAYS * DAY {
            around -= dates[first].1;
            first += 1;
        }
        let share = (around - 1) as f32 / most;
        newsiness = newsiness.max(share * ranking.decay(*date, now));
    }
    newsiness
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::candidate::{Gain, Handle};

    fn hit(score: f64, published: Option<i64>) -> Candidate {
        Candidate { article: Handle(0), score, published, key: 0.0, gain: Gain::default() }
    }

    #[test]
    fn the_earlier_of_two_medians() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[(3, 1)]), Some(3));
        assert_eq!(median(&[(3, 1), (9, 1)]), Some(3));
        assert_eq!(median(&[(3, 1), (5, 1), (9, 1)]), Some(5));
        assert_eq!(median(&[(3, 1), (5, 2), (9, 4)]), Some(9));
    }

    #[test]
    fn news_is_what_good_articles_crowd_around() {
        let check = |ages_in_days: &[i64], expected: f32| {
            let hit = |age: &i64| hit(1.0, Some(-age * DAY));
            let ranking = Ranking { half_life_days: 100.0, ..Ranking::default() };
            let found = newsiness(&good_dates(&ages_in_days.iter().map(hit).collect::<Vec<_>>()), 0, &ranking);
            assert!((found - expected).abs() < 1e-6, "{ages_in_days:?}: {found}, not {expected}");
        };
        check(&[], 0.0);
        check(&[3], 0.0);
        check(&[0, 1, 2, 14], 1.0);
        check(&[0, 400, 800, 1200, 1600], 0.0);
        // A story a year, the latest of yesterday's, and one that is over.
        check(&[0, 1, 365, 366, 730], 0.25);
        check(&[100, 101, 102], 0.5);
    }

    #[test]
    fn only_good_matches_tell() {
        let candidates = [hit(8.0, Some(7)), hit(4.0, None), hit(3.9, Some(6)), hit(4.0, Some(5)), hit(4.0, Some(7))];
        assert_eq!(good_dates(&candidates), [(5, 1), (7, 2)]);
        assert!(good_dates(&[]).is_empty());
    }
}
