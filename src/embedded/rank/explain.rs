//! Explanations of scores: every component, in a tree whose parts add up. And how each word of the query was read.

use rustc_hash::FxHashSet;
use tantivy::{DocAddress, Searcher, TERMINATED};

use crate::embedded::address::address;
use crate::embedded::plan::Plan;
use crate::embedded::postings::word::{Occurrences, ScoredWord, Weighted, WordBase, WordForm, contribution};
use crate::engine::candidate::Candidate;
use crate::engine::reading::{Explanation, WordReading};
use crate::index::schema::Fields;

/// How each word of a plan that scores is looked for; `count` gives the number of articles that have it.
pub fn words<E>(plan: &Plan, mut count: impl FnMut(&ScoredWord) -> Result<u64, E>) -> Result<Vec<WordReading>, E> {
    let mut words = Vec::new();
    for word in plan.words.iter().filter(|word| word.base.weight() > 0.0) {
        let searched = &plan.lengths[word.lengths].fields;
        let (stems, idf, boost) = match &word.base {
            WordBase::Terms { words, part } => (words.clone(), part.idf, part.boost),
            WordBase::Several { weight, .. } => (Vec::new(), 1.0, *weight),
        };
        let articles = count(word)?;
        let fields = searched.iter().map(|(field, _)| name(field.stems, &plan.fields)).collect();
        words.push(WordReading { word: word.text.clone(), stems, fields, articles, idf, boost });
    }
    Ok(words)
}

/// The articles that have a word of the plan that stands for several, each with the number of the word. Such a word is a
/// union of thousands of posting lists, so that opening it for each article anew took seconds.
pub type Having = FxHashSet<(usize, DocAddress)>;

pub fn having(plan: &Plan, articles: &[DocAddress], searcher: &Searcher) -> tantivy::Result<Having> {
    let mut articles = articles.to_vec();
    articles.sort_unstable();
    let mut having = Having::default();
    for (number, word) in
        plan.words.iter().enumerate().filter(|(_, word)| matches!(word.base, WordBase::Several { .. }))
    {
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

/// Why a candidate has the score of its text.
pub fn explain(
    hit: &Candidate,
    plan: &Plan,
    having: &Having,
    searcher: &Searcher,
    fields: &Fields,
) -> tantivy::Result<Explanation> {
    let article = address(hit.article);
    let mut parts = Vec::new();
    for (number, word) in plan.words.iter().enumerate() {
        parts.extend(match &word.base {
            WordBase::Terms { part, .. } => of_word(word, part, article, plan, searcher, fields)?,
            WordBase::Several { weight, .. } if *weight > 0.0 && having.contains(&(number, article)) => {
                let segment = searcher.segment_reader(article.segment_ord);
                let inverse = plan.lengths[word.lengths].open(segment)?.inverse(article.doc_id);
                let value = contribution(*weight, f32::INFINITY, inverse);
                Some(Explanation::leaf(format!("{}: a word that it stands for", word.text), value))
            }
            WordBase::Several { .. } => None,
        });
    }
    let gains = hit.gain.parts().into_iter().filter(|(_, gain)| *gain != 0.0);
    parts.extend(gains.map(|(what, gain)| Explanation::leaf(what, gain.into())));
    Ok(Explanation { what: "score".to_owned(), value: hit.score, parts })
}

/// The contribution of a word to an article that has it.
fn of_word(
    word: &ScoredWord,
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
    if let WordForm::Adds(form) = &word.form
        && open.has_form(doc_id)
    {
        let value = contribution(form.weight(), frequency, inverse);
        parts.push(Explanation::leaf(format!("as written in the query: idf {:.3}", form.idf), value));
    }
    let what =
        format!("{}: idf {:.3}, length {} (average {:.0})", word.text, part.idf, here.length(doc_id), lengths.average);
    Ok(Some(Explanation { what, value: parts.iter().map(|part| part.value).sum(), parts }))
}

/// The score by field. Frequencies are summed over fields before they are saturated, so each field gets the share of its
/// frequency.
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
