//! What a selection asks of an index.

use tantivy::{Searcher, SegmentOrdinal};

use crate::embedded::matching::articles::Articles;
use crate::embedded::matching::find::Search;
use crate::embedded::matching::node::Node;
use crate::embedded::postings::lengths::Lengths;
use crate::embedded::postings::word::{self, ScoredWord, SegmentWord, WordBase, contribution};
use crate::index::collection::Collection;
use crate::index::schema::Fields;

pub mod words;
mod patterns;
pub mod lookup;
mod newspapers;
pub mod compile;

/// Which articles match, and the words that score them. An article's score is the sum of the contributions of the words
/// that it has.
pub struct Plan {
    pub root: Node,
    /// In the order of the query. A word that stands twice in the query is here once, with twice the weight.
    pub words: Vec<ScoredWord>,
    /// One for each set of fields that words are looked for in.
    pub lengths: Vec<Lengths>,
    pub fields: Fields,
}

impl Plan {
    /// The articles that match.
    pub fn articles(&self, searcher: &Searcher, collection: &Collection) -> tantivy::Result<Articles> {
        self.search(&self.root, &self.words, searcher, collection).all()
    }

    /// The same; none if they are more than so many.
    pub fn articles_up_to(
        &self,
        most: usize,
        searcher: &Searcher,
        collection: &Collection,
    ) -> tantivy::Result<Option<Articles>> {
        self.search(&self.root, &self.words, searcher, collection).up_to(most)
    }

    /// The score of all the articles that match, if it is the same: where all words are such as stand for several, and an
    /// article must have them all; and where no word scores.
    pub fn one_score(&self) -> Option<f64> {
        let mut score = 0.0;
        for (n, word) in self.words.iter().enumerate() {
            match &word.base {
                WordBase::Several { weight, .. } if *weight > 0.0 && self.root.requires(n) => {
                    score += contribution(*weight, f32::INFINITY, 1.0);
                }
                base if base.weight() == 0.0 && word.form_weight() == 0.0 => {}
                _ => return None,
            }
        }
        Some(score)
    }

    /// The articles that have one of its words. No other word is opened: some are unions of thousands of posting lists.
    pub fn articles_with(
        &self,
        word: &ScoredWord,
        searcher: &Searcher,
        collection: &Collection,
    ) -> tantivy::Result<Articles> {
        self.search(&Node::Word(0), std::slice::from_ref(word), searcher, collection).all()
    }

    fn search<'a>(
        &'a self,
        root: &'a Node,
        words: &'a [ScoredWord],
        searcher: &'a Searcher,
        collection: &'a Collection,
    ) -> Search<'a> {
        Search { root, words, fields: &self.fields, searcher, collection }
    }

    /// Its words in one segment.
    pub fn open_words(&self, searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<Vec<SegmentWord>> {
        word::open(&self.words, searcher, segment)
    }
}
