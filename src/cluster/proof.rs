//! Whether the candidates that are known hold the first hits, whatever the articles score that are not known.
//!
//! OpenSearch gives two lists: the best by score, and the best after age has taken all that it may. An article in neither scores
//! no more than the last of the one, and no more than the last of the other after age. How much age takes is decided later,
//! when the dates of the best are known, so that the proof must hold for all that lies between. A key is then a mean of the
//! two scores, with the same weights for all: known ones and the bound. (It is the threshold of Fagin, Lotem & Naor 2003, "Optimal
//! aggregation algorithms for middleware".)

use crate::engine::candidate::Candidate;
use crate::engine::ranking::Ranking;

/// A candidate whose score is known.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// The score of its words.
    words: f64,
    /// That, and the gain.
    score: f64,
    /// The same when age has taken as much as it may.
    aged: f64,
}

/// The greatest that articles can score which are not known.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    pub score: f64,
    /// When age has taken as much as it may; none where it takes nothing.
    pub aged: Option<f64>,
}

impl Known {
    /// What is known of a candidate whose age is counted from `now`. An undated one may be of any age.
    pub fn of(hit: &Candidate, now: Option<i64>, ranking: &Ranking) -> Self {
        let share = match (now, hit.published) {
            (Some(now), Some(published)) => ranking.left_by_age(published, now),
            (Some(_), None) => 1.0 - ranking.recency,
            (None, _) => 1.0,
        };
        Self { words: hit.score - f64::from(hit.gain.sum()), score: hit.score, aged: hit.score * f64::from(share) }
    }

    /// The key where age takes a part of all that it may, from 0 to 1.
    fn key(&self, part: f64) -> f64 {
        (1.0 - part) * self.score + part * self.aged
    }
}

/// How many steps there are between age that takes nothing and all that it may.
const STEPS: usize = 16;

/// Whether the first so many hits are among those that are known, and the best by their words alone, so many.
pub fn is_proven(known: &[Known], first: usize, deep: usize, bound: Bound) -> bool {
    if known.len() < first.max(deep) {
        return false;
    }
    let last = |count: usize, key: &dyn Fn(&Known) -> f64| {
        let mut keys: Vec<f64> = known.iter().map(key).collect();
        keys.sort_unstable_by(|a, b| b.total_cmp(a));
        keys.get(count.wrapping_sub(1)).copied().unwrap_or(f64::INFINITY)
    };
    if last(deep, &|known| known.words) <= bound.score {
        return false;
    }
    let Some(aged) = bound.aged else { return last(first, &|known| known.score) > bound.score };
    let of_rest = |part: f64| (1.0 - part) * bound.score + part * aged;
    (0..STEPS).all(|step| {
        let [from, to] = [step, step + 1].map(|step| step as f64 / STEPS as f64);
        let mut best: Vec<&Known> = known.iter().collect();
        best.sort_unstable_by(|a, b| b.key(from).total_cmp(&a.key(from)));
        // Keys and bound are straight lines: what lies above at both ends does so between.
        best.iter().take(first).all(|known| known.key(from) > of_rest(from) && known.key(to) > of_rest(to))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Where it is proven, no article that is not known is among the first, however much age takes.
        #[test]
        fn no_other_is_among_the_first(
            articles in prop::collection::vec((0.1..9.0_f64, 0.6..1.0_f64), 1..80),
            (size, first, deep) in (1..40_usize, 1..10_usize, 1..10_usize),
            part in 0.0..1.0_f64,
        ) {
            let all: Vec<Known> =
                articles.iter().map(|(score, share)| Known { words: *score, score: *score, aged: score * share }).collect();
            let by = |key: &dyn Fn(&Known) -> f64| {
                let mut order: Vec<usize> = (0..all.len()).collect();
                order.sort_by(|a, b| key(&all[*b]).total_cmp(&key(&all[*a])));
                order
            };
            let lists = [by(&|known| known.score), by(&|known| known.aged)];
            let end = size.min(all.len());
            let is_known = |n: usize| lists.iter().any(|list| list[..end].contains(&n));
            let known: Vec<Known> = (0..all.len()).filter(|n| is_known(*n)).map(|n| all[n]).collect();
            let bound = Bound { score: all[lists[0][end - 1]].score, aged: Some(all[lists[1][end - 1]].aged) };
            if is_proven(&known, first, deep, bound) {
                prop_assert!(by(&|known| known.key(part))[..first].iter().all(|n| is_known(*n)));
                prop_assert!(lists[0][..deep].iter().all(|n| is_known(*n)));
            }
        }
    }
}
