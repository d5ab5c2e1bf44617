//! Why an article stands where it stands: every component of its score, in a tree whose parts add up; and how the query's
//! words were read.

use rustc_hash::FxHashSet;
use serde::Serialize;
use tantivy::{DocAddress, Searcher, TERMINATED};

use super::bm25f::{Base, Form, Occurrences, Statistics, Weighted, Word, contribution};
use super::compile::Plan;
use super::matching;
use super::top::Match;
use crate::index::schema::{Fields, from_minutes};
use crate::query::ast::Query;

/// A part of a score. The values of its parts add up to its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    pub what: String,
    pub value: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Explanation>,
}

/// How a query was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// As the words of the index.
    pub query: Query,
    /// The words that score.
    pub words: Vec<WordReading>,
}

/// A word of the query as it is looked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordReading {
    /// In small letters, or as it was typed where it stands for several.
    pub word: String,
    /// What the index has it as: an article with any of these has the word.
    pub stems: Vec<String>,
    /// Where it is looked for.
    pub fields: Vec<&'static str>,
    /// The articles that have it: as many as a search for it alone finds.
    pub articles: u64,
    /// How much it tells: the more, the rarer it is.
    pub idf: f32,
    /// How many times it counts.
    pub boost: f32,
}

impl Explanation {
    fn leaf(what: impl Into<String>, value: f64) -> Self {
        Self { what: what.into(), value, parts: Vec::new() }
    }
}

/// How `query` was understood, which became `plan`.
pub fn reading(query: Query, plan: &Plan, statistics: &Statistics) -> tantivy::Result<Reading> {
    let mut words = Vec::new();
    for word in plan.words.iter().filter(|word| word.base.weight() > 0.0) {
        let searched = &plan.lengths[word.lengths].fields;
        let (stems, idf, boost) = match &word.base {
            Base::Terms { words, part } => (words.clone(), part.idf, part.boost),
            Base::Found { weight, .. } => (Vec::new(), 1.0, *weight),
        };
        let articles = matching::find_word(word, plan, statistics.searcher, statistics.collection)?.count() as u64;
        let fields = searched.iter().map(|(field, _)| name(field.stems, &plan.fields)).collect();
        words.push(WordReading { word: word.text.clone(), stems, fields, articles, idf, boost });
    }
    Ok(Reading { query, words })
}

/// Which of some articles have each of the plan's words that stand for several, by the number of the word. Such a word is a
/// union of as many lists as it has words: putting it together for each article anew took seconds.
pub type Having = FxHashSet<(usize, DocAddress)>;

pub fn having(plan: &Plan, articles: &[DocAddress], searcher: &Searcher) -> tantivy::Result<Having> {
    let mut articles = articles.to_vec();
    articles.sort_unstable();
    let mut having = Having::default();
    for (number, word) in plan.words.iter().enumerate().filter(|(_, word)| matches!(word.base, Base::Found { .. })) {
        for of_segment in articles.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let mut open = word.open(searcher, of_segment[0].segment_ord)?;
            for article in of_segment {
                if open.next(article.doc_id) == article.doc_id {
                    having.insert((number, *article));
                }
            }
        }
    }
    Ok(having)
}

/// Why `hit` has its score, or where that is what it was sorted by, its key.
pub fn explain(
    hit: &Match,
    by_key: bool,
    plan: &Plan,
    having: &Having,
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Explanation> {
    let mut parts = Vec::new();
    for (number, word) in plan.words.iter().enumerate() {
        parts.extend(match &word.base {
            Base::Terms { part, .. } => of_word(word, part, hit.address, plan, searcher, fields)?,
            Base::Found { weight, .. } if *weight > 0.0 && having.contains(&(number, hit.address)) => {
                let segment = searcher.segment_reader(hit.address.segment_ord);
                let inverse = plan.lengths[word.lengths].open(segment)?.inverse(hit.address.doc_id);
                let value = contribution(*weight, f32::INFINITY, inverse);
                Some(Explanation::leaf(format!("{}: a word that it stands for", word.text), value))
            }
            Base::Found { .. } => None,
        });
    }
    let gains = hit.gain.parts().into_iter().filter(|(_, gain)| *gain != 0.0);
    parts.extend(gains.map(|(what, gain)| Explanation::leaf(what, gain.into())));
    if by_key {
        let published = match hit.published {
            Some(minutes) => format!("published {}", from_minutes(minutes).date()),
            None => "undated, and so taken to be of the median date of all matches".to_owned(),
        };
        let share = if hit.score == 0.0 { 1.0 } else { hit.key / hit.score };
        parts.push(Explanation::leaf(format!("age ({published}): × {share:.4}"), hit.key - hit.score));
    }
    let value = if by_key { hit.key } else { hit.score };
    Ok(Explanation { what: "score".to_owned(), value, parts })
}

/// What a word gives to an article that has it.
fn of_word(
    word: &Word,
    part: &Weighted,
    article: DocAddress,
    plan: &Plan,
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Option<Explanation>> {
    let DocAddress { segment_ord, doc_id } = article;
    let mut open = word.open(searcher, segment_ord)?;
    if word.base.weight() <= 0.0 || open.next(doc_id) != doc_id || doc_id == TERMINATED {
        return Ok(None);
    }
    let lengths = &plan.lengths[word.lengths];
    let here = lengths.open(searcher.segment_reader(segment_ord))?;
    let inverse = here.inverse(doc_id);
    let found = open.occurrences(doc_id);
    if found.is_empty() {
        return Ok(None);
    }
    let frequency = found.iter().map(|found| found.weight * found.count as f32).sum::<f32>();
    let mut parts = by_field(contribution(part.weight(), frequency, inverse), &found, fields);
    if let Form::Adds(form) = &word.form
        && open.has_form(doc_id)
    {
        let value = contribution(form.weight(), frequency, inverse);
        parts.push(Explanation::leaf(format!("as written in the query: idf {:.3}", form.idf), value));
    }
    let what =
        format!("{}: idf {:.3}, length {} (average {:.0})", word.text, part.idf, here.length(doc_id), lengths.average);
    Ok(Some(Explanation { what, value: parts.iter().map(|part| part.value).sum(), parts }))
}

/// Frequencies are summed before they are saturated; each field gets its share of what came of it.
fn by_field(score: f64, occurrences: &[Occurrences], fields: &Fields) -> Vec<Explanation> {
    let weighted = |found: &Occurrences| f64::from(found.weight) * f64::from(found.count);
    let whole: f64 = occurrences.iter().map(weighted).sum();
    let part = |found: &Occurrences| {
        let Occurrences { field, weight, count } = *found;
        Explanation::leaf(
            format!("stem in {}: {count} × {weight}", name(field, fields)),
            score * weighted(found) / whole,
        )
    };
    occurrences.iter().map(part).collect()
}

fn name(field: tantivy::schema::Field, fields: &Fields) -> &'static str {
    match field {
        field if field == fields.title.stems => "title",
        field if field == fields.lead.stems => "lead",
        _ => "body",
    }
}
