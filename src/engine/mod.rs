//! What a command asks of an index, whatever keeps it: the trait of engines, and the plain values of their questions and
//! answers.
//!
//! An engine answers questions of fact: which articles match, how many, with what scores, on which days. It decides
//! nothing that a user would call the behaviour of a search: that is [`crate::search`], which stands above every engine.
//! The embedded engine is [`crate::embedded`]; the tests have another one, which computes every answer by brute force.
//! (The cut is that of zoekt's `Searcher`, <https://github.com/sourcegraph/zoekt/blob/main/api.go>.)

use std::error::Error as StdError;

use thiserror::Error;

use crate::analysis::grammar::folding::fold;
use candidate::{Candidate, Handle, Wanted};
use count::{By, Crossed, Days, Facet};
use cursor::Cursor;
use ranking::Ranking;
use reading::WordReading;
use selection::Selection;
use shown::{Filed, Occurrences, Shown};
use statistics::{Statistics, StemCount};

pub mod selection;
pub mod ranking;
pub mod typos;
pub mod candidate;
pub mod reading;
pub mod shown;
pub mod calendar;
pub mod count;
pub mod statistics;
pub mod cursor;

/// An index as one commit left it. All its answers are about the same articles, so that one request never mixes two states;
/// what is to see later commits opens another one.
pub trait Engine: Sync {
    /// Prepares all that may be asked about the articles that `selection` names, scored as `ranking` says.
    fn matches<'a>(&'a self, selection: &Selection, ranking: &'a Ranking)
    -> Result<Box<dyn Matches + 'a>, EngineError>;

    /// The number of articles that `selection` names.
    fn total(&self, selection: &Selection) -> Result<usize, EngineError> {
        self.matches(selection, &Ranking::default())?.total()
    }

    /// Whether there is one.
    fn has_any(&self, selection: &Selection) -> Result<bool, EngineError> {
        self.matches(selection, &Ranking::default())?.has_more_than(0)
    }

    /// The number of articles.
    fn count(&self) -> Result<u64, EngineError>;

    /// The last generation of the index, up to which it may be read. Articles that come later have greater ones.
    fn cursor(&self) -> Result<Cursor, EngineError>;

    /// The newest plausible publication date of the index, in minutes since 1970: what ages are counted from.
    fn newest(&self) -> Result<Option<i64>, EngineError>;

    /// How many articles have this stem in their text. Of several fields the greatest number counts, as BM25F counts document
    /// frequencies.
    fn document_frequency(&self, stem: &str) -> Result<u64, EngineError>;

    /// The number of tokens of all texts, titles and all: the sum of all that [`Engine::stem_counts`] may count.
    fn tokens(&self) -> Result<u64, EngineError>;

    /// How often each of these stems stands in the texts, in the order that is asked for.
    fn stem_counts(&self, stems: &[String]) -> Result<Vec<StemCount>, EngineError>;

    /// Says that a text will be asked about, word by word: an engine that is far away learns of all its words at once.
    fn expect(&self, _text: &str) -> Result<(), EngineError> {
        Ok(())
    }

    /// Whether any article has this stem in its text.
    fn has_stem(&self, stem: &str) -> Result<bool, EngineError>;

    /// The written words that differ from `word` by at most so many typing errors, where case and accents are no
    /// difference, each with the number of articles that have it.
    fn similar_forms(&self, word: &str, errors: u8) -> Result<Vec<(String, u64)>, EngineError>;

    /// The written words that are one of these, where case and accents are no difference, each with the number of articles that
    /// have it.
    fn forms_of(&self, words: &[String]) -> Result<Vec<(String, u64)>, EngineError>;

    /// How many articles have a word as it is written, in small letters.
    fn articles_with_form(&self, form: &str) -> Result<u64, EngineError> {
        let forms = self.forms_of(&[fold(form)])?;
        Ok(forms.into_iter().find(|(written, _)| written == form).map_or(0, |(_, articles)| articles))
    }

    /// The likeliest continuations of the last word of `beginning`: at most `limit`, each with all that was typed.
    fn complete_words(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError>;

    /// The titles that have words with all these beginnings: at most `limit`, the newest first.
    fn complete_titles(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError>;

    /// The ids that begin so: at most `limit`, in their order.
    fn complete_ids(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError>;

    /// For each of some articles, the other articles of its story: the article that stands for it, and the copies of that one.
    fn copies(&self, articles: &[Handle]) -> Result<Vec<Vec<Handle>>, EngineError>;

    /// The stories that more than one article tells, in no order.
    fn stories(&self) -> Result<Vec<Vec<Handle>>, EngineError>;

    /// Reads articles, in the order that is asked for.
    fn read(&self, articles: &[Handle]) -> Result<Vec<Filed>, EngineError>;

    /// Reads articles on all cores, and passes each to `work` with its number in the list, in no order. It keeps none, so that
    /// there may be more articles than memory holds.
    fn read_each(&self, articles: &[Handle], work: &(dyn Fn(usize, Filed) + Sync)) -> Result<(), EngineError>;

    /// The ids of articles, in the order that is asked for.
    fn ids(&self, articles: &[Handle]) -> Result<Vec<String>, EngineError>;

    /// The first of some articles by their ids, so many, in this order.
    fn first_by_id(&self, articles: &[Handle], count: usize) -> Result<Vec<Handle>, EngineError> {
        let mut named: Vec<(String, Handle)> = self.ids(articles)?.into_iter().zip(articles.iter().copied()).collect();
        named.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Ok(named.into_iter().take(count).map(|(_, article)| article).collect())
    }

    /// The articles that go by this name, by their ids: the one with this id, else those at this address on the web, else
    /// those that came in the file at this path.
    fn find(&self, name: &str) -> Result<Vec<Handle>, EngineError>;

    /// What the index holds, counted.
    fn statistics(&self) -> Result<Statistics, EngineError>;
}

/// The articles that a selection names.
pub trait Matches {
    /// The number of them.
    fn total(&self) -> Result<usize, EngineError>;

    /// Whether there are more than so many, which may be known long before all are counted.
    fn has_more_than(&self, most: usize) -> Result<bool, EngineError> {
        Ok(self.total()? > most)
    }

    /// Those that may be among the first, in no order: all that `wanted` describes are there, and others may be. Equal scores
    /// are not told apart, unless all are equal.
    fn best(&self, wanted: &Wanted) -> Result<Vec<Candidate>, EngineError>;

    /// Whether all of them have the same score, as those of `grev*` or of a filter alone. Then the order by score is one by
    /// date, and [`Matches::best`] gives those that may be among the first by that.
    fn have_one_score(&self) -> Result<bool, EngineError>;

    /// How many were published at each minute since 1970, in order; undated ones are not among them.
    fn dates(&self) -> Result<Vec<(i64, usize)>, EngineError>;

    /// Gives candidates that were found by their dates the scores of their words.
    fn score(&self, candidates: &mut [Candidate]) -> Result<(), EngineError>;

    /// How many have each source, author, year and so on.
    fn facet(&self, by: By) -> Result<Facet, EngineError>;

    /// How many have each pair of a source and a month, or the like.
    fn crossed(&self, by: [By; 2]) -> Result<Crossed, EngineError>;

    /// How many were published on each day.
    fn days(&self) -> Result<Days, EngineError>;

    /// How each word that scores is looked for.
    fn words(&self) -> Result<Vec<WordReading>, EngineError>;

    /// Reads articles as [`Engine::read_each`] does, and passes each to `work` with the places of the query's words too.
    fn visit(&self, articles: &[Handle], work: &(dyn Fn(usize, Occurrences) + Sync)) -> Result<(), EngineError>;

    /// Reads candidates with their matches marked, in the order that is asked for: a snippet of so many characters, and an
    /// explanation of the score where `explain` says so.
    fn show(&self, candidates: &[Candidate], snippet: usize, explain: bool) -> Result<Vec<Shown>, EngineError>;
}

/// Why an engine could not answer.
#[derive(Debug, Error)]
pub enum EngineError {
    /// It took longer than it may, and was given up.
    #[error(
        "the search was given up, for it took too long: ask for less, such as a shorter period or fewer words with * or ~"
    )]
    TimedOut,
    /// Its own words, which say what, where and the way out.
    #[error(transparent)]
    Failed(Box<dyn StdError + Send + Sync>),
    /// What this engine does not answer, whenever it is asked, and the way out.
    #[error(transparent)]
    Refused(Box<dyn StdError + Send + Sync>),
}

impl EngineError {
    /// An engine's own error.
    pub fn failed(error: impl StdError + Send + Sync + 'static) -> Self {
        Self::Failed(Box::new(error))
    }

    /// What an engine does not answer.
    pub fn refused(error: impl StdError + Send + Sync + 'static) -> Self {
        Self::Refused(Box::new(error))
    }
}
