//! The candidates of a segment that are still in the running, and what the next one must reach.

use std::sync::{Mutex, PoisonError};

use crate::engine::candidate::{Candidate, Wanted};
use crate::engine::ranking::Ranking;

/// What keeps a candidate in the running: a key that reaches the first or the second of these, or one that reaches the third
/// after age has taken all that it may. How much it does take is known when all candidates are. But there are enough that
/// stand before the others by their keys alone and by what age leaves of them at the least, and so by all that lies between.
#[derive(Debug, Clone, Copy)]
pub struct Least {
    /// After age.
    aged: f64,
    /// The least key of those that are first after age.
    key: f64,
    /// That of the last one of those that are wanted by their keys alone.
    deep: f64,
}

impl Least {
    const NONE: Self = Self { aged: f64::NEG_INFINITY, key: f64::NEG_INFINITY, deep: f64::NEG_INFINITY };

    /// The key that a candidate needs of which age leaves this share at the most.
    pub fn with_share(&self, share: f64) -> f64 {
        /// More than keys differ by from what they would be without rounding.
        const MARGIN: f64 = 1e-6;
        let least = self.deep.min(self.key).min(self.aged / share.max(f64::MIN_POSITIVE));
        least - MARGIN * least.abs()
    }

    /// The stricter of what two sets of candidates ask for. First and second belong together.
    fn or(self, other: Self) -> Self {
        let stricter = if (other.aged, other.key) > (self.aged, self.key) { other } else { self };
        Self { deep: self.deep.max(other.deep), ..stricter }
    }
}

/// What a candidate needs by what all segments have found so far.
pub struct Bar(Mutex<Least>);

impl Bar {
    pub fn new() -> Self {
        Self(Mutex::new(Least::NONE))
    }

    /// Raises the lower of the two to the higher.
    pub fn share(&self, least: &mut Least) {
        let mut bar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *bar = bar.or(*least);
        *least = *bar;
    }
}

/// The matches of a segment that may be among the first, whatever is still added to scores.
pub struct Shortlist<'a> {
    wanted: Wanted,
    ranking: &'a Ranking,
    pub kept: Vec<Candidate>,
    pub least: Least,
    /// The length at which the candidates that are out of the running are dropped.
    full: usize,
}

impl<'a> Shortlist<'a> {
    pub fn new(wanted: Wanted, ranking: &'a Ranking) -> Self {
        let full = wanted.first.max(wanted.deep).saturating_mul(2);
        Self { wanted, ranking, kept: Vec::new(), least: Least::NONE, full }
    }

    /// The share of its key that age leaves an article of this date where it takes as much as it may. It is less than that
    /// of any other: an undated article is taken to have a date that is not known yet, and loses nothing at best.
    pub fn most_share(&self, published: Option<i64>) -> f64 {
        match (self.wanted.now, published) {
            (Some(now), Some(published)) => self.ranking.left_by_age(published, now).into(),
            _ => 1.0,
        }
    }

    fn least_share(&self, published: Option<i64>) -> f64 {
        match (self.wanted.now, published) {
            (Some(_), None) => (1.0 - self.ranking.recency).into(),
            _ => self.most_share(published),
        }
    }

    pub fn offer(&mut self, hit: Candidate) {
        if hit.key < self.least.with_share(1.0) || hit.key < self.least.with_share(self.most_share(hit.published)) {
            return;
        }
        self.kept.push(hit);
        if self.kept.len() > self.full {
            self.drop_last();
        }
    }

    fn drop_last(&mut self) {
        let deep = match self.wanted.deep.min(self.kept.len()).checked_sub(1) {
            Some(n) => self.kept.select_nth_unstable_by(n, |a, b| b.key.total_cmp(&a.key)).1.key,
            None => f64::INFINITY,
        };
        let mut aged: Vec<(f64, f64)> =
            self.kept.iter().map(|hit| (hit.key * self.least_share(hit.published), hit.key)).collect();
        let last = self.wanted.first.min(aged.len()).saturating_sub(1);
        aged.select_nth_unstable_by(last, |a, b| b.0.total_cmp(&a.0));
        let (first, _) = aged.split_at(last + 1);
        let key = first.iter().map(|(_, key)| *key).fold(f64::INFINITY, f64::min);
        self.least = self.least.or(Least { aged: first[last].0, key, deep });
        let mut kept = std::mem::take(&mut self.kept);
        kept.retain(|hit| hit.key >= self.least.with_share(self.most_share(hit.published)));
        self.full = 2 * kept.len().max(64);
        self.kept = kept;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::candidate::{Gain, Handle, Sort};

    proptest! {
        /// However much age takes in the end, and whenever undated articles are taken to be of, the first are there.
        #[test]
        fn the_first_are_kept(
            hits in prop::collection::vec((1..60_u32, prop::option::weighted(0.9, 0..400_i64)), 1..300),
            (first, deep) in (1..9_usize, 0..9_usize),
            (taken, undated) in (0.0..1.0_f32, 0..400_i64),
            apart in 1..4_usize,
        ) {
            const NOW: i64 = 400 * 1440;
            let ranking = Ranking { recency: 0.4, half_life_days: 50.0, ..Ranking::default() };
            let wanted = Wanted { sort: Sort::Best, first, deep, now: Some(NOW) };
            let all: Vec<Candidate> = hits
                .iter()
                .zip(0..)
                .map(|((score, day), n)| {
                    let (score, published) = (f64::from(*score), day.map(|day| day * 1440));
                    Candidate { article: Handle(n), score, gain: Gain::default(), published, key: score }
                })
                .collect();
            let bar = Bar::new();
            let mut kept = Vec::new();
            for segment in all.chunks(all.len().div_ceil(apart)) {
                let mut shortlist = Shortlist::new(wanted, &ranking);
                for hit in segment {
                    bar.share(&mut shortlist.least);
                    shortlist.offer(*hit);
                }
                kept.extend(shortlist.kept.iter().map(|hit| hit.article));
            }
            let found = Ranking { recency: taken * ranking.recency, ..ranking };
            let final_key = |hit: &Candidate| {
                let published = hit.published.unwrap_or(undated * 1440);
                hit.score * f64::from(found.left_by_age(published, NOW))
            };
            let check = |keys: &dyn Fn(&Candidate) -> f64, count: usize| {
                let mut sorted: Vec<f64> = all.iter().map(keys).collect();
                sorted.sort_by(|a, b| b.total_cmp(a));
                let last = sorted.get(count.wrapping_sub(1)).copied().unwrap_or(f64::NEG_INFINITY);
                let are_first = all.iter().filter(|hit| count > 0 && keys(hit) >= last);
                are_first.map(|hit| hit.article).all(|article| kept.contains(&article))
            };
            prop_assert!(check(&final_key, first));
            prop_assert!(check(&|hit| hit.score, deep));
        }
    }
}
