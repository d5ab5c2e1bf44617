//! Keywords: what some articles say more than others.

use rustc_hash::{FxHashMap, FxHashSet};

use super::chosen::Chosen;
use super::counted::{Count, Names, PartCounted, Totals, count};
use super::error::StudyError;
use super::measures::Split;
use super::parts;
use super::words::{forms, is_calendar, is_small};
use crate::article::Article;
use crate::engine::Engine;
use crate::engine::candidate::Handle;
use crate::engine::count::By;
use crate::engine::statistics::StemCount;
use crate::text::fold;

/// What is asked about keywords.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeywordsRequest {
    /// What they are sorted by.
    pub measure: Measure,
    /// Whether each newspaper, year and so on of the articles has its own.
    pub by: Option<By>,
    /// How many articles must have a word at least.
    pub min_articles: u64,
    /// Whether stop words, single letters, numbers and signatures are among them; in the parts of a time, words of the calendar
    /// too.
    pub small_words: bool,
}

/// What keywords are sorted by: [`Split`] says how each is computed, of how often words stand in the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Measure {
    Specificity,
    LogLikelihood,
    LogOdds,
}

/// The keywords of some articles, or of each part of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Keywords {
    /// One for each part; one without a name where they are not parted.
    pub parts: Vec<Part>,
    /// The articles that are of no part.
    pub without: u64,
    /// The articles that were read.
    pub articles: u64,
    /// The articles that match: more than were read where these are a sample.
    pub of: u64,
}

/// A part of the articles, and what it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The newspaper, the year and so on.
    pub name: Option<String>,
    /// Its articles.
    pub articles: u64,
    /// Their words.
    pub words: u64,
    /// The articles that it is compared with.
    pub other_articles: u64,
    /// Their words.
    pub other_words: u64,
    /// The greatest measure first.
    pub rows: Vec<Keyword>,
}

/// A word that a part says more often.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// Its commonest written form in all the parts.
    pub word: String,
    /// How often it stands in the part, in any form.
    pub times: u64,
    /// How many articles of the part have it.
    pub articles: u64,
    /// How many newspapers these are of.
    pub sources: u64,
    /// How often it stands in the others.
    pub other_times: u64,
    /// How many of the others have it.
    pub other_articles: u64,
    /// The measure that was asked for.
    pub score: f64,
    /// How many times as frequent it is in the part, in powers of two.
    pub log_ratio: f64,
}

/// Words are keywords only if so many articles would have them by chance in one of a hundred studies like this. One long article
/// makes none, and neither do halves that were parted by lot.
const CHANCE: f64 = 0.01;

/// The keywords of articles. They are compared with the articles `against` that are not among them, else each part with the others
/// where there are parts, else with all other articles of the index.
pub fn keywords(
    engine: &dyn Engine,
    chosen: &Chosen,
    against: Option<&Chosen>,
    request: &KeywordsRequest,
) -> Result<Keywords, StudyError> {
    let names = Names::default();
    if request.by.is_none() {
        names.part(None);
    }
    let by = |article: &Article| parts::names(article, request.by);
    let counted = count(engine, chosen, &chosen.articles, &by, &names)?;
    let others = match against {
        Some(against) => {
            let here: FxHashSet<Handle> = chosen.articles.iter().copied().collect();
            let others: Vec<Handle> =
                against.articles.iter().copied().filter(|article| !here.contains(article)).collect();
            Some(count(engine, against, &others, &|_| Vec::new(), &names)?.all)
        }
        None => None,
    };
    let stems = names.words.stems();
    let written = (0..).zip(counted.forms.iter().copied()).filter(|(_, count)| *count > 0);
    let forms = forms(&written.collect(), &names.words);
    let mut found = Vec::new();
    for (name, part) in names.parts() {
        let part = &counted.parts[part as usize];
        let mut tested: Vec<(u32, &Count)> = part.stems.iter().map(|(stem, count)| (*stem, count)).collect();
        tested.retain(|(stem, count)| count.articles >= request.min_articles.max(1) && forms.contains_key(stem));
        tested.sort_unstable_by_key(|(stem, _)| *stem);
        let of_counted = |other: &Totals| -> Vec<StemCount> {
            tested.iter().map(|(stem, _)| other.stems.get(*stem as usize).copied().unwrap_or_default()).collect()
        };
        let less = |(all, here): (u64, u64)| all.saturating_sub(here);
        let without = |totals: Vec<StemCount>, in_all: &dyn Fn(u64) -> u64| -> Vec<StemCount> {
            let rest = |(total, (_, here)): (StemCount, &(u32, &Count))| StemCount {
                times: less((total.times, in_all(here.times))),
                articles: less((total.articles, in_all(here.articles))),
            };
            totals.into_iter().zip(&tested).map(rest).collect()
        };
        // The articles that match and were not read are none of the others.
        let in_all = |here: u64| (u128::from(here) * chosen.of as u128 / chosen.articles.len().max(1) as u128) as u64;
        let (there, (other_articles, other_words)) = match (&others, request.by) {
            (Some(others), _) => (of_counted(others), (others.articles, others.words)),
            (None, Some(_)) => {
                let Totals { articles, words, .. } = counted.all;
                (without(of_counted(&counted.all), &|here| here), (articles - part.articles, words - part.words))
            }
            (None, None) => {
                let wanted: Vec<String> = tested.iter().map(|(stem, _)| stems[*stem as usize].clone()).collect();
                let (articles, words) = (engine.count()?, engine.tokens()?);
                (
                    without(engine.stem_counts(&wanted)?, &in_all),
                    (less((articles, in_all(part.articles))), less((words, in_all(part.words)))),
                )
            }
        };
        let least = (tested.len() as f64 / CHANCE).log10();
        let mut rows = Vec::new();
        for ((stem, here), there) in tested.iter().zip(there) {
            let split = |here: u64, part: u64, there: u64, other: u64| Split {
                here: here as f64,
                part: part as f64,
                there: there as f64,
                other: other as f64,
            };
            let of_articles = split(here.articles, part.articles, there.articles, other_articles);
            if of_articles.specificity() < least {
                continue;
            }
            let of_words = split(here.times, part.words, there.times, other_words);
            let row = Keyword {
                word: forms[stem][0].0.clone(),
                times: here.times,
                articles: here.articles,
                sources: here.sources.count(),
                other_times: there.times,
                other_articles: there.articles,
                score: request.measure.of(&of_words),
                log_ratio: of_words.log_ratio(),
            };
            let is_signature = here.signed as f64 >= SIGNED * here.articles as f64;
            if row.score > 0.0 && (request.small_words || !is_signature && !says_nothing(&row.word, request.by)) {
                rows.push(row);
            }
        }
        rows.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.times.cmp(&a.times)).then_with(|| a.word.cmp(&b.word)));
        let rows = without_parts_of_compounds(rows);
        let PartCounted { articles, words, .. } = *part;
        found.push(Part { name, articles, words, other_articles, other_words, rows });
    }
    let (articles, of) = (chosen.articles.len() as u64, chosen.of as u64);
    Ok(Keywords { parts: found, without: counted.without, articles, of })
}

/// Whether a word would tell nothing about a part: that January's articles have `janvier` is no news.
fn says_nothing(word: &str, by: Option<By>) -> bool {
    is_small(word) || matches!(by, Some(By::Year | By::Month)) && is_calendar(word)
}

/// A word that so many of its articles have in their signature alone, such as the name of a journalist, is none of what they say.
const SIGNED: f64 = 0.7;

/// A word that this share of is a part of one compound is shown as that compound.
const IN_COMPOUND: f64 = 0.7;

/// Without words that mostly stand in a compound which is among them, such as the `champs` of `champs-élysées`.
fn without_parts_of_compounds(mut rows: Vec<Keyword>) -> Vec<Keyword> {
    let mut compounds = FxHashMap::<String, u64>::default();
    for row in rows.iter().filter(|row| row.word.contains('-')) {
        for part in row.word.split('-') {
            let times = compounds.entry(fold(part)).or_default();
            *times = row.times.max(*times);
        }
    }
    rows.retain(|row| {
        let times = compounds.get(&fold(&row.word)).copied().unwrap_or_default();
        (times as f64) < IN_COMPOUND * row.times as f64
    });
    rows
}

impl Measure {
    fn of(self, split: &Split) -> f64 {
        match self {
            Self::Specificity => split.specificity(),
            Self::LogLikelihood => split.log_likelihood(),
            Self::LogOdds => split.log_odds().1,
        }
    }
}
