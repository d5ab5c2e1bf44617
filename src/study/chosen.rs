//! The articles of a study: all hits, or a sample of them that gives a first answer.

use crate::engine::Matches;
use crate::engine::candidate::Handle;
use crate::search::hits::Hits;

/// The articles that a study reads.
#[derive(Clone)]
pub struct Chosen<'a> {
    /// What may be asked about them.
    pub matches: &'a dyn Matches,
    /// Them, in the order of the hits.
    pub articles: Vec<Handle>,
    /// The hits that they are of: more than they are where they are a sample.
    pub of: usize,
    /// Is called for each article that was read.
    pub each: &'a (dyn Fn() + Sync),
}

impl<'a> Chosen<'a> {
    /// All hits.
    pub fn all(hits: &'a Hits) -> Self {
        let articles = hits.articles();
        Self { matches: hits.matches(), of: articles.len(), articles, each: &|| () }
    }

    /// Whether they are not all hits.
    pub fn is_sample(&self) -> bool {
        self.articles.len() < self.of
    }

    /// So many of them, drawn by lot: the same ones of the same hits.
    pub fn sample(&self, size: usize) -> Self {
        let mut drawn = Vec::new();
        let mut state = 1_u64;
        let mut left = size.min(self.articles.len());
        for (n, article) in self.articles.iter().enumerate() {
            // Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm S.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if (state >> 33) as usize % (self.articles.len() - n) < left {
                drawn.push(*article);
                left -= 1;
            }
        }
        Self { articles: drawn, ..self.clone() }
    }
}

/// How far a count in a sample may be from its share of the count in all articles: a part of it, which is exceeded in one of twenty
/// samples (simple random sampling; Cochran, "Sampling techniques", 2.9). `squares` is the sum of the squares of what each
/// article of the sample counts.
///
/// ```
/// use kiosque::study::chosen::margin;
///
/// // A hundred of four hundred articles of ten thousand have it, once each.
/// assert_eq!((margin(100, 100, 400, 10_000) * 1000.0).round(), 167.0);
/// ```
pub fn margin(total: u64, squares: u64, sampled: u64, of: u64) -> f64 {
    let (total, squares, sampled, of) = (total as f64, squares as f64, sampled as f64, of as f64);
    if total == 0.0 || sampled < 2.0 {
        return f64::INFINITY;
    }
    let variance = (squares - total * total / sampled).max(0.0) / (sampled - 1.0);
    1.96 * (sampled * variance * (1.0 - sampled / of).max(0.0)).sqrt() / total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_margin_holds_nineteen_times_of_twenty() {
        let mut state = 3_u64;
        let mut next = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % most
        };
        // A fifth of the articles count something, some much.
        let counts: Vec<u64> = (0..3000).map(|_| if next(5) == 0 { 1 + next(4) * next(3) } else { 0 }).collect();
        let share = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
        let held = (0..1000).filter(|_| {
            let mut left = counts.clone();
            let (mut total, mut squares) = (0, 0);
            for _ in 0..600 {
                let count = left.swap_remove(next(left.len() as u64) as usize);
                (total, squares) = (total + count, squares + count * count);
            }
            let margin = margin(total, squares, 600, 3000);
            (total as f64 - 600.0 * share).abs() <= margin * total as f64
        });
        let held = held.count();
        assert!((930..=970).contains(&held), "{held} of 1000");
    }
}
