//! Newspapers that a search names and the index does not have: those that come near are offered.

use std::cmp::Reverse;

use crate::analysis::{self, stop_words};
use crate::engine::count::By;
use crate::engine::ranking::Ranking;
use crate::engine::selection::{Operator, Selection};
use crate::engine::typos::errors_in;
use crate::engine::{Engine, EngineError};
use crate::query::ast::{Field, Query};
use crate::query::filters::{Filter, Filters};

/// A name that no newspaper of the index has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownNewspaper {
    /// The name, as it was typed.
    pub name: String,
    /// The newspapers whose names come near, the nearest first, each with the number of its articles.
    pub near: Vec<(String, u64)>,
}

/// So many newspapers are offered.
const OFFERED: usize = 3;

/// The newspapers that a query and the filters beside it name in vain. `found` says whether they have found an article: what
/// has is not looked at again.
pub fn unknown(
    engine: &dyn Engine,
    query: &Query,
    filters: &Filters,
    found: bool,
) -> Result<Vec<UnknownNewspaper>, EngineError> {
    let (words, typed) = Filters::lift(query);
    let mut asked = Vec::new();
    collect(&words, &mut asked);
    let is_alternative = !asked.is_empty();
    let filters = typed.and(filters);
    for filter in &filters.0 {
        if let Filter::Named(Field::Source, name) = filter {
            add_names(name, &mut asked);
        }
    }
    if found && asked.len() < 2 && !is_alternative {
        return Ok(Vec::new());
    }
    let mut unknown = Vec::new();
    for leaf in asked {
        let Some(name) = text_of(leaf) else { continue };
        let filters = Filters(vec![Filter::Named(Field::Source, leaf.clone())]);
        if !engine.has_any(&Selection { query: Query::All, filters, operator: Operator::And })? {
            unknown.push(UnknownNewspaper { name: name.to_owned(), near: near(engine, name)? });
        }
    }
    Ok(unknown)
}

/// The names that stand behind `source:` anywhere in a query.
fn collect<'q>(query: &'q Query, asked: &mut Vec<&'q Query>) {
    match query {
        Query::Field(Field::Source, inner) => add_names(inner, asked),
        Query::Field(_, inner) | Query::Must(inner) | Query::Not(inner) | Query::Boost(inner, _) => {
            collect(inner, asked);
        }
        Query::Words(items) | Query::And(items) | Query::Or(items) => {
            items.iter().for_each(|item| collect(item, asked));
        }
        _ => {}
    }
}

fn add_names<'q>(query: &'q Query, asked: &mut Vec<&'q Query>) {
    match query {
        Query::Or(items) => items.iter().for_each(|item| add_names(item, asked)),
        Query::Must(inner) | Query::Not(inner) | Query::Boost(inner, _) => add_names(inner, asked),
        leaf => asked.push(leaf),
    }
}

fn text_of(leaf: &Query) -> Option<&str> {
    match leaf {
        Query::Term(text) | Query::Exact(text) | Query::Fuzzy(text) | Query::Phrase { text, .. } => Some(text),
        _ => None,
    }
}

/// The newspapers of the index with names that a few typing errors make of one, or that share a word with it.
fn near(engine: &dyn Engine, name: &str) -> Result<Vec<(String, u64)>, EngineError> {
    let everything = Selection { query: Query::All, filters: Filters::default(), operator: Operator::And };
    let ranking = Ranking::default();
    let newspapers = engine.matches(&everything, &ranking)?.facet(By::Source)?.counts.into_iter();
    let asked = words(name);
    let mut near: Vec<(f64, (String, u64))> =
        newspapers.filter_map(|known| Some((farness(&asked, &words(&known.0))?, known))).collect();
    near.sort_by(|(a, one), (b, other)| {
        a.total_cmp(b).then_with(|| (Reverse(one.1), &one.0).cmp(&(Reverse(other.1), &other.0)))
    });
    // What shares a word is only offered where nothing is written alike.
    if near.first().is_some_and(|(farness, _)| *farness < SHARED) {
        near.retain(|(farness, _)| *farness < SHARED);
    }
    Ok(near.into_iter().map(|(_, known)| known).take(OFFERED).collect())
}

/// How far names are that have but a word in common.
const SHARED: f64 = 10.0;

/// So many letters of a name are enough to begin it.
const BEGUN: usize = 3;

/// How many typing errors two names are apart; none if they have nothing in common. All of the one may stand for a part of the
/// other.
fn farness(asked: &[String], known: &[String]) -> Option<f64> {
    let apart = |one: &str, other: &str| distance(&letters(one), &letters(other));
    let as_one = (asked.concat(), known.concat());
    let whole = Some(apart(&as_one.0, &as_one.1)).filter(|errors| *errors <= most_errors(&as_one.0));
    let nearest = |word: &String| {
        let errors = known.iter().map(|other| apart(word, other)).min_by(f64::total_cmp)?;
        Some(errors).filter(|errors| *errors <= most_errors(word))
    };
    // A longer name is as far as if it had one error more.
    let part = asked.iter().map(nearest).sum::<Option<f64>>().map(|errors| errors + 1.0);
    let begun = (as_one.0.chars().count() >= BEGUN && as_one.1.starts_with(&as_one.0)).then_some(1.0);
    let shared = asked.iter().any(|word| !stop_words::is_stop_word(word) && known.contains(word)).then_some(SHARED);
    let found = [whole, part, begun, shared].into_iter().flatten().min_by(f64::total_cmp);
    found.filter(|_| !asked.is_empty())
}

/// A name is offered, not taken, so that it may have an error in every three letters.
fn most_errors(word: &str) -> f64 {
    f64::from(errors_in(word)).max((word.chars().count() / 3) as f64)
}

fn letters(word: &str) -> Vec<char> {
    word.chars().collect()
}

/// The optimal string alignment distance, where a letter doubled, or not, and two letters changed for each other weigh a
/// little less than other errors.
fn distance(a: &[char], b: &[char]) -> f64 {
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

/// The words of a name, without those that others are put together to.
fn words(name: &str) -> Vec<String> {
    analysis::one_by_one(analysis::names(name)).into_iter().map(|word| word.stem).collect()
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

    #[test]
    fn what_comes_near() {
        let names = [
            "Le Monde",
            "Le Monde",
            "Le Monde diplomatique",
            "Libération",
            "Ouest-France",
            "Le Phare du Nord",
            "L’Équipe",
        ];
        let entry = |(n, name): (usize, &&str)| {
            let article = Article { source: Some((*name).to_owned()), ..Article::default() };
            Entry::new(n.to_string(), Ok(article))
        };
        let index = Embedded::new(in_memory(&names.iter().enumerate().map(entry).collect::<Vec<_>>())).unwrap();
        let check = |text: &str, found: bool, expected: &[&str]| {
            let query = query::parse(text, date(2025, 7, 1)).query;
            let unknown = unknown(&index, &query, &Filters::default(), found).unwrap().into_iter();
            let shown = unknown.map(|UnknownNewspaper { name, near }| {
                let near = near.into_iter().map(|(name, count)| format!("{name} ({count})"));
                format!("{name}: {}", near.collect::<Vec<_>>().join(", "))
            });
            assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
        };
        check("source:\"Le Mnode\"", false, &["Le Mnode: Le Monde (2), Le Monde diplomatique (1)"]);
        check("digue source:=\"lemondee\"", false, &["lemondee: Le Monde (2)"]);
        check("source:diplomatik", false, &["diplomatik: Le Monde diplomatique (1)"]);
        check("source:libé", false, &["libé: Libération (1)"]);
        check("source:Libertion", false, &["Libertion: Libération (1)"]);
        check("source:\"ouest francce\"", false, &["ouest francce: Ouest-France (1)"]);
        check("source:\"Ouest Matin\"", false, &["Ouest Matin: Ouest-France (1)"]);
        check("source:lequippe", false, &["lequippe: L’Équipe (1)"]);
        check("source:Gazette", false, &["Gazette: "]);
        check("source:monde", false, &[]);
        check("source:(libération OU gazete)", true, &["gazete: "]);
        check("digue -source:liberaton", true, &["liberaton: Libération (1)"]);
        check("digue source:x*", false, &[]);
        check("digue", false, &[]);
    }
}
