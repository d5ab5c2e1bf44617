//! The numbers of the ranking, in one place. Each was set on the six test collections of `benches/README.md`.

/// How articles are scored. Its `Default` is what `kiosque search` uses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// BM25's saturation of term frequency.
    pub k1: f32,
    /// BM25's normalisation by length, 0 to 1.
    pub b: f32,
    /// The weight of the title: a word there counts so many times, in frequency and in length alike (BM25F).
    pub title: f32,
    /// The same of the standfirst.
    pub lead: f32,
    /// The same of the body.
    pub body: f32,
    /// The bonus of an article that has a word in the very form of the query, as a share of the score of its stem.
    pub exact_form: f32,
    /// The bonus of two neighbours of the query that are neighbours in the article, as a share of the weight of the rarer.
    pub neighbours: f32,
    /// The bonus of two words that stand within `window` words of each other, as a share of the weight of the commoner one,
    /// in the mean of a word's pairs.
    pub nearness: f32,
    /// How near two words must be for that, in tokens.
    pub window: u32,
    /// The bonus of the passage of `passage_words` with most of the query, as a share of the weight of the whole query.
    pub passage: f32,
    /// The length of that passage, in tokens.
    pub passage_words: u32,
    /// The bonus of a word among the first `opening_words` of title, standfirst or body, as a share of its weight.
    pub opening: f32,
    /// How many tokens of each field count as its beginning.
    pub opening_words: u32,
    /// The bonus of an article that has the words of a long query among those first ones, as a share of the weight of the
    /// whole query.
    pub cover: f32,
    /// The weight of the query's stop words, as a share of what they would score as words.
    pub small_words: f32,
    /// The bonus of words that the query writes as names, with a capital inside it, as a share of their score.
    pub names: f32,
    /// The weight of a relative of a word that an article lacks, as a share of what the word itself would score.
    pub relatives: f32,
    /// So many of the best matches by words alone are looked at for these eight bonuses.
    pub proximity_depth: usize,
    /// The share of the score, 0 to 1, that age may take away where a query is all about news.
    pub recency: f32,
    /// The age at which an article has lost half of that share, in days.
    pub half_life_days: f32,
}

const DAY: i64 = 24 * 60;

impl Ranking {
    /// The share of its score that age leaves an article published at `published`; both in minutes.
    pub fn left_by_age(&self, published: i64, now: i64) -> f32 {
        1.0 - self.recency + self.recency * self.decay(published, now)
    }

    /// The share of its weight that a date keeps: a half after a half-life. A date in the future is as new as now.
    pub fn decay(&self, published: i64, now: i64) -> f32 {
        let age_days = now.saturating_sub(published).max(0) as f32 / DAY as f32;
        (-age_days / self.half_life_days).exp2()
    }
}

impl Default for Ranking {
    fn default() -> Self {
        Self {
            k1: 1.2,
            b: 0.75,
            title: 3.0,
            lead: 1.5,
            body: 1.0,
            exact_form: 0.3,
            neighbours: 0.5,
            nearness: 0.4,
            window: 16,
            passage: 0.2,
            passage_words: 60,
            opening: 0.12,
            opening_words: 80,
            cover: 0.2,
            small_words: 0.7,
            names: 0.4,
            relatives: 0.7,
            proximity_depth: 30,
            recency: 0.4,
            half_life_days: 90.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_life_takes_half_of_the_weight() {
        let ranking = Ranking { recency: 0.4, half_life_days: 10.0, ..Ranking::default() };
        let check = |age_days: i64, expected: f32| {
            let found = ranking.left_by_age(0, age_days * DAY);
            assert!((found - expected).abs() < 1e-6, "{age_days} days: {found}, not {expected}");
        };
        check(0, 1.0);
        check(10, 0.8);
        check(20, 0.7);
        check(-5, 1.0);
    }
}
