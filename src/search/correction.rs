//! Corrections ("did you mean"): words of the index for words of a query that find next to nothing.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::analysis::grammar::folding::fold;
use crate::analysis::{self, stop_words};
use crate::engine::selection::{Operator, Selection};
use crate::engine::typos::{errors_in, written_as};
use crate::engine::{Engine, EngineError};
use crate::query::ast::{self, Query};
use crate::query::filters::Filters;

/// A word that more articles than this have is taken to be meant as it was typed.
const NEXT_TO_NOTHING: u64 = 2;
/// Where a word is found in one or two articles, its correction must have so many times as many.
const MUCH_MORE: u64 = 100;
/// A typing error makes a word as improbable as if it were four hundred (e^6) times as rare.
const ERROR: f64 = 6.0;
/// A query of more words was pasted, not typed, and each unknown word costs a walk through the dictionary.
const MOST_WORDS: usize = 40;
/// So many of the best corrections are counted together with the other words of the query.
const LOOKED_AT: usize = 8;

/// `query` with the index's own words for those that find nothing, or next to nothing; none if there is nothing to correct.
pub fn corrected(engine: &dyn Engine, query: &Query) -> Result<Option<Query>, EngineError> {
    if query.to_string().split_whitespace().nth(MOST_WORDS).is_some() {
        return Ok(None);
    }
    let mut speller = Speller { engine, known: Vec::new(), frequencies: RefCell::default() };
    speller.learn(query)?;
    let better = speller.rewrite(query)?;
    Ok((better != *query).then_some(better))
}

struct Speller<'a> {
    engine: &'a dyn Engine,
    /// The words of the query that are found and are no stop words.
    known: Vec<String>,
    /// How many articles have each stem that was asked for: every word is asked for twice.
    frequencies: RefCell<FxHashMap<String, u64>>,
}

impl Speller<'_> {
    fn learn(&mut self, query: &Query) -> Result<(), EngineError> {
        match query {
            Query::Term(text) | Query::Phrase { text, .. } => {
                for token in analysis::tokens(text) {
                    if !stop_words::is_stop_word(&token.form) && self.articles_with(&token.form)? > NEXT_TO_NOTHING {
                        self.known.push(token.form);
                    }
                }
            }
            Query::Words(items) | Query::And(items) => items.iter().try_for_each(|item| self.learn(item))?,
            Query::Must(inner) | Query::Boost(inner, _) => self.learn(inner)?,
            _ => {}
        }
        Ok(())
    }

    fn rewrite(&self, query: &Query) -> Result<Query, EngineError> {
        let all = |items: &[Query]| items.iter().map(|item| self.rewrite(item)).collect::<Result<Vec<_>, _>>();
        let inside = |inner: &Query| self.rewrite(inner).map(Box::new);
        Ok(match query {
            // The parser corrects names of fields.
            Query::Term(text) if !text.contains(':') => Query::Term(self.spell(text)?),
            Query::Phrase { text, slop } => Query::Phrase { text: self.spell(text)?, slop: *slop },
            Query::AtLeast { count, text } => Query::AtLeast { count: *count, text: self.spell(text)? },
            Query::Words(items) => Query::Words(all(items)?),
            Query::And(items) => Query::And(all(items)?),
            Query::Or(items) => Query::Or(all(items)?),
            Query::Near { left, right, distance, ordered } => {
                Query::Near { left: inside(left)?, right: inside(right)?, distance: *distance, ordered: *ordered }
            }
            Query::Field(field @ (ast::Field::Title | ast::Field::Lead | ast::Field::Body), inner) => {
                Query::Field(*field, inside(inner)?)
            }
            Query::Must(inner) => Query::Must(inside(inner)?),
            Query::Boost(inner, factor) => Query::Boost(inside(inner)?, *factor),
            other => other.clone(),
        })
    }

    /// `text` with its unknown words replaced.
    fn spell(&self, text: &str) -> Result<String, EngineError> {
        let mut spelt = String::new();
        let mut from = 0;
        for token in analysis::tokens(text) {
            let word = &text[token.start..token.end];
            if token.start < from || token.length > 1 || !word.chars().all(char::is_alphabetic) {
                continue;
            }
            if let Some(better) = self.better(word)? {
                spelt += &text[from..token.start];
                spelt += &better;
                from = token.end;
            }
        }
        Ok(spelt + &text[from..])
    }

    /// The word that was most probably meant by one that is next to nowhere in the index.
    fn better(&self, word: &str) -> Result<Option<String>, EngineError> {
        let articles = self.articles_with(word)?;
        if articles > NEXT_TO_NOTHING {
            return Ok(None);
        }
        let typed = fold(word);
        let limit = if articles == 0 { errors_in(word) } else { errors_in(word).min(1) };
        let mut candidates = Vec::new();
        for (form, count) in self.engine.similar_forms(word, limit)? {
            if articles == 0 || count >= MUCH_MORE * articles {
                candidates.push((probability(&typed, &form, count), form));
            }
        }
        let by_probability = |a: &(f64, String), b: &(f64, String)| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1));
        candidates.sort_by(by_probability);
        candidates.truncate(LOOKED_AT);
        for (probability, form) in &mut candidates {
            let together = self.together(form)?;
            // A word two errors away should at least stand in an article with the others.
            if together == 0 && !self.known.is_empty() && !is_one_error(&typed, form) {
                *probability = f64::NEG_INFINITY;
            }
            *probability += (1.0 + together as f64).ln();
        }
        candidates.retain(|(probability, _)| probability.is_finite());
        candidates.sort_by(by_probability);
        Ok(candidates.into_iter().next().map(|(_, form)| written_as(word, form)))
    }

    /// How many articles have a word as a query finds it.
    fn articles_with(&self, word: &str) -> Result<u64, EngineError> {
        let mut most = 0;
        for token in analysis::tokens(word) {
            most = most.max(self.frequency(token.stem)?);
        }
        Ok(most)
    }

    fn frequency(&self, stem: String) -> Result<u64, EngineError> {
        if let Some(frequency) = self.frequencies.borrow().get(&stem) {
            return Ok(*frequency);
        }
        let frequency = self.engine.document_frequency(&stem)?;
        self.frequencies.borrow_mut().insert(stem, frequency);
        Ok(frequency)
    }

    /// How many articles have a word together with all the known ones of the query.
    fn together(&self, form: &str) -> Result<usize, EngineError> {
        if self.known.is_empty() {
            return Ok(0);
        }
        let words = self.known.iter().map(String::as_str).chain([form]);
        let selection = Selection {
            query: Query::And(words.map(|word| Query::Term(word.to_owned())).collect()),
            filters: Filters::default(),
            operator: Operator::And,
        };
        self.engine.total(&selection)
    }
}

/// How probable it is, but for a constant, that `typed` stands for a form that so many articles have (the noisy channel
/// of Kernighan, Church & Gale 1990): the logarithm of what the form makes of all, less what the errors cost.
fn probability(typed: &str, form: &str, articles: u64) -> f64 {
    let (typed, form): (Vec<char>, Vec<char>) = (typed.chars().collect(), fold(form).chars().collect());
    let mut cost = distance(&typed, &form);
    // People rarely mistype the first letter.
    if typed.first() != form.first() {
        cost += 0.5;
    }
    (articles as f64).ln() - ERROR * cost
}

fn is_one_error(typed: &str, form: &str) -> bool {
    let letters = |word: &str| word.chars().collect::<Vec<_>>();
    distance(&letters(typed), &letters(&fold(form))) <= 1.0
}

/// The optimal string alignment distance, where a letter doubled, or not, and two letters changed for each other weigh a
/// little less than other errors.
pub(super) fn distance(a: &[char], b: &[char]) -> f64 {
    const SLIP: f64 = 0.8;
    let mut rows = vec![vec![0.0; b.len() + 1]; a.len() + 1];
    let alone = |word: &[char], n: usize| if n > 1 && word[n - 1] == word[n - 2] { SLIP } else { 1.0 };
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let mut cost = if i == 0 && j == 0 { 0.0 } else { f64::INFINITY };
            if i > 0 {
                cost = rows[i - 1][j] + alone(a, i);
            }
            if j > 0 {
                cost = f64::min(cost, rows[i][j - 1] + alone(b, j));
            }
            if i > 0 && j > 0 {
                cost = f64::min(cost, rows[i - 1][j - 1] + f64::from(a[i - 1] != b[j - 1]));
            }
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = f64::min(cost, rows[i - 2][j - 2] + SLIP);
            }
            rows[i][j] = cost;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;
    use crate::search::answer::search;
    use crate::search::request::Request;

    #[test]
    fn slips_weigh_less() {
        let check = |a: &str, b: &str, expected: f64| {
            let found = distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
            assert!((found - expected).abs() < 1e-9, "{a} {b}: {found}");
        };
        check("apeler", "appeler", 0.8);
        check("acceuil", "accueil", 0.8);
        check("digue", "dogue", 1.0);
        check("dgue", "digue", 1.0);
        check("digue", "digue", 0.0);
    }

    fn index() -> Embedded {
        let texts = [
            ("La grève des ferries", 3),
            ("Une grave erreur sur les marchés", 5),
            ("Le président Macron à l’Élysée", 2),
            ("Les marins de Calais en grève", 2),
            ("Un ferronnier à l’œuvre", 1),
            ("Lhuissier signe un disque", 1),
            ("Un huissier à la porte", 120),
        ];
        let mut entries = Vec::new();
        for (title, count) in texts {
            for _ in 0..count {
                let article = Article { title: title.to_owned(), body: title.to_owned(), ..Article::default() };
                let id = entries.len().to_string();
                entries.push(Entry { id, container: String::new(), fingerprint: 0, outcome: Ok(article) });
            }
        }
        Embedded::new(in_memory(&entries)).unwrap()
    }

    #[test]
    fn suggestions() {
        let index = index();
        let check = |text: &str, expected: Option<&str>| {
            let query = query::parse(text, date(2025, 7, 1)).query;
            let found = search(&index, &Request::new(query)).unwrap().suggestion.map(|query| query.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("greve", None);
        check("grve", Some("grave"));
        // The other words tell which one was meant.
        check("grve ferries", Some("grève ferries"));
        check("Macorn", Some("Macron"));
        check("\"prseident macron\" -ferris", Some("\"président macron\" -ferris"));
        check("titre:(ferris OU marin)", Some("titre:(ferries OU marin)"));
        check("elysee", None);
        check("lelysee", None);
        check("xylophone", None);
        check("=grve", None);
        check("titer:grave", None);
        // Found, but a hundred times rarer than the other.
        check("lhuissier", Some("huissier"));
        check("ferronnier", None);
    }
}
