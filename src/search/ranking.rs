//! The numbers that decide the order of hits, in one place.

/// How articles are scored. Its `Default` is what `kiosque search` uses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// BM25's saturation of term frequency.
    pub k1: f32,
    /// BM25's normalisation by length, 0 to 1.
    pub b: f32,
    /// How many times a word of the title counts against one of the body, in frequency and in length alike (BM25F).
    pub title: f32,
    pub lead: f32,
    pub body: f32,
    /// What an article's having the very form of the query's word adds, against the score of its stem.
    pub exact_form: f32,
    /// What neighbours of the query that are neighbours in the article add, against the mean of their words' weights.
    pub neighbours: f32,
    /// The same for neighbours of the query that stand within `window` words of each other.
    pub nearness: f32,
    pub window: u32,
    /// How many of the best matches by words alone are looked at for that.
    pub proximity_depth: usize,
    /// How much of the score `Sort::Best` lets an article's age take away, 0 to 1.
    pub recency: f32,
    /// The age at which an article has lost half of that.
    pub half_life_days: f32,
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
            neighbours: 0.4,
            nearness: 0.3,
            window: 8,
            proximity_depth: 200,
            recency: 0.2,
            half_life_days: 180.0,
        }
    }
}
