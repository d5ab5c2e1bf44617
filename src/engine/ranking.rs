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
    /// What neighbours of the query that are neighbours in the article add, against the weight of the rarer one.
    pub neighbours: f32,
    /// What two words that stand within `window` words of each other add, against the weight of the commoner one, in the
    /// mean of a word's pairs.
    pub nearness: f32,
    pub window: u32,
    /// What the passage of `passage_words` with most of the query adds, against all that the query weighs.
    pub passage: f32,
    pub passage_words: u32,
    /// What a word among the first `opening_words` of the title, the standfirst or the body adds, against its weight.
    pub opening: f32,
    pub opening_words: u32,
    /// What an article adds that has the words of a long query among those first ones, against all that the query weighs.
    pub cover: f32,
    /// How many of the best matches by words alone are looked at for that.
    pub proximity_depth: usize,
    /// How much of the score `Sort::Best` lets an article's age take away, 0 to 1, for a query that is all about news.
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
            neighbours: 0.5,
            nearness: 0.4,
            window: 16,
            passage: 0.2,
            passage_words: 60,
            opening: 0.12,
            opening_words: 80,
            cover: 0.2,
            proximity_depth: 30,
            recency: 0.4,
            half_life_days: 90.0,
        }
    }
}
