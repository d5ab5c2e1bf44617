//! Articles that may be among the first hits, as numbers: what an engine finds, and what decides their order.

/// An engine's own number for an article. It is of no use beyond the engine that gave it, which means one commit of one
/// index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(pub u64);

/// A matching article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The engine's number for it.
    pub article: Handle,
    /// The score of its text: BM25F and the gain.
    pub score: f64,
    /// The part of the score that is added to that of the words.
    pub gain: Gain,
    /// Minutes since 1970; none for an undated article.
    pub published: Option<i64>,
    /// The number that hits are sorted by, greatest first. What asks an engine sets it.
    pub key: f64,
}

/// How an article's score grows beyond that of its words: by where they stand in it, and by the other words of the query.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Gain {
    /// Words that follow each other as in the query.
    pub neighbours: f32,
    /// Words of the query near each other.
    pub nearness: f32,
    /// The passage that has most of the query.
    pub passage: f32,
    /// Words of the query early in the text.
    pub opening: f32,
    /// How much of the query the text opens with.
    pub cover: f32,
    /// Stop words of the query.
    pub small_words: f32,
    /// Words that the query writes as names.
    pub names: f32,
    /// Relatives of words that the article lacks.
    pub relatives: f32,
    /// The title is the query, or has all of it in its order. What asks an engine adds it.
    pub headline: f32,
}

impl Gain {
    /// All of it.
    pub fn sum(&self) -> f32 {
        self.parts().into_iter().map(|(_, part)| part).sum()
    }

    /// Each ingredient by its name.
    pub fn parts(&self) -> [(&'static str, f32); 9] {
        [
            ("words that follow each other as in the query", self.neighbours),
            ("words of the query near each other", self.nearness),
            ("the passage that has most of the query", self.passage),
            ("words of the query early in the text", self.opening),
            ("how much of the query the text opens with", self.cover),
            ("small words of the query", self.small_words),
            ("names of the query", self.names),
            ("relatives of words that it lacks", self.relatives),
            ("a title that is the query, or has all of it", self.headline),
        ]
    }
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By score, which age makes less.
    Best,
    /// By score.
    Relevance,
    /// By date, the newest first; undated articles come last.
    Newest,
    /// By date, the oldest first; undated articles come last here too.
    Oldest,
}

impl Sort {
    /// The key of an article published at these minutes since 1970, for the two orders by date.
    pub fn key_of_date(self, published: Option<i64>) -> f64 {
        match (self, published) {
            (Self::Newest, Some(minutes)) => minutes as f64,
            (_, Some(minutes)) => -minutes as f64,
            (_, None) => f64::NEG_INFINITY,
        }
    }
}

/// How many candidates are wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The order of the hits.
    pub sort: Sort,
    /// The first hits, so many.
    pub first: usize,
    /// The best by their words alone, so many, beside them.
    pub deep: usize,
    /// The time that ages are counted from, in minutes since 1970, where the sort lets age lower scores: at the most as
    /// [`crate::engine::ranking::Ranking::left_by_age`] says, and possibly less.
    pub now: Option<i64>,
}
