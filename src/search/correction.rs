//! Corrections ("did you mean"): words of the index for words of a query that find next to nothing.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::slice::from_ref;

use rustc_hash::FxHashMap;

use super::misspelling::{cost, sounding_like};
use crate::analysis::grammar::folding::{fold, lower_case};
use crate::analysis::{self, stop_words};
use crate::engine::selection::{Operator, Selection};
use crate::engine::typos::{errors_in, written_as};
use crate::engine::{Engine, EngineError};
use crate::query::ast::{self, Query};
use crate::query::filters::Filters;

/// A word that more articles than this have, as it is written, is taken to be meant as it was typed.
const NEXT_TO_NOTHING: u64 = 2;
/// A query that finds no more than this is looked at as one that finds nothing: its rarer words may be misspelt, too.
const FEW: usize = 3;
/// Where the index has a word, its correction must be so many times as well proved.
const MUCH_MORE: u64 = 100;
/// So many times as many articles as the stem of the typed word has its correction's, where no article has the word itself: the
/// stem of `retraitte` is that of `retrait`.
const MORE: u64 = 2;
/// A typing error makes a word as improbable as if it were four hundred (e^6) times as rare.
const ERROR: f64 = 6.0;
/// What the errors may cost where the word as typed finds something: by its stem alone, or as it is written.
const DEAREST_OF_STEM: f64 = 0.5;
const DEAREST_OF_WORD: f64 = 1.1;
/// An article with the other words of the query proves more than one without, and one with the neighbours beside it still more.
const TOGETHER: u64 = 10;
const BESIDE: u64 = 100;
/// A query of more words was pasted, not typed, and each unknown word costs a walk through the dictionary.
const MOST_WORDS: usize = 40;
/// So many of the best corrections are counted together with the other words of the query.
const LOOKED_AT: usize = 8;

/// `selection`'s query with the index's own words for those that find nothing, or next to nothing; none if there is nothing to
/// correct, or if the query would not find more than the `total` that it finds.
pub fn corrected(engine: &dyn Engine, selection: &Selection, total: usize) -> Result<Option<Query>, EngineError> {
    let query = &selection.query;
    if query.to_string().split_whitespace().nth(MOST_WORDS).is_some() {
        return Ok(None);
    }
    let most_of_an_error = match total {
        // Another word has a hundred times as many, so that an error is one in a hundred at most.
        0 => NEXT_TO_NOTHING.max(engine.count()? / MUCH_MORE),
        // Most queries that find a few are right, and each of their words that is looked at takes its time.
        1..=FEW => NEXT_TO_NOTHING.max(engine.count()? / (10 * MUCH_MORE)),
        _ => NEXT_TO_NOTHING,
    };
    let mut speller = Speller { engine, most_of_an_error, known: Vec::new(), frequencies: RefCell::default() };
    speller.learn(query)?;
    let better = speller.rewrite(query, Neighbours::default())?;
    if better == *query {
        return Ok(None);
    }
    let finds_more = total == 0 || engine.total(&Selection { query: better.clone(), ..selection.clone() })? > total;
    Ok(finds_more.then_some(better))
}

/// The words that a word stands between.
#[derive(Debug, Clone, Copy, Default)]
struct Neighbours<'a> {
    before: Option<&'a str>,
    after: Option<&'a str>,
}

struct Speller<'a> {
    engine: &'a dyn Engine,
    /// More articles have no error, beside other words that are known.
    most_of_an_error: u64,
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

    fn rewrite(&self, query: &Query, neighbours: Neighbours) -> Result<Query, EngineError> {
        let all = |items: &[Query]| {
            items.iter().map(|item| self.rewrite(item, Neighbours::default())).collect::<Result<Vec<_>, _>>()
        };
        let inside = |inner: &Query| self.rewrite(inner, Neighbours::default()).map(Box::new);
        Ok(match query {
            // The parser corrects names of fields.
            Query::Term(text) if !text.contains(':') => Query::Term(self.spell(text, neighbours)?),
            Query::Phrase { text, slop } => Query::Phrase { text: self.spell(text, neighbours)?, slop: *slop },
            Query::AtLeast { count, text } => Query::AtLeast { count: *count, text: self.spell(text, neighbours)? },
            Query::Words(items) => {
                let word = |n: usize| match items.get(n) {
                    Some(Query::Term(word)) => Some(word.as_str()),
                    _ => None,
                };
                let beside = |n: usize| Neighbours { before: n.checked_sub(1).and_then(word), after: word(n + 1) };
                let rewritten = items.iter().enumerate().map(|(n, item)| self.rewrite(item, beside(n)));
                Query::Words(rewritten.collect::<Result<_, _>>()?)
            }
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
    fn spell(&self, text: &str, neighbours: Neighbours) -> Result<String, EngineError> {
        let tokens = analysis::tokens(text);
        let of_word = |n: usize| tokens.get(n).map(|token| &text[token.start..token.end]);
        let mut spelt = String::new();
        let mut from = 0;
        for (n, token) in tokens.iter().enumerate() {
            let word = &text[token.start..token.end];
            if token.start < from || token.length > 1 || !word.chars().all(char::is_alphabetic) {
                continue;
            }
            let around = Neighbours {
                before: n.checked_sub(1).map_or(neighbours.before, of_word),
                after: of_word(n + 1).or(neighbours.after),
            };
            if let Some(better) = self.better(word, around)? {
                spelt += &text[from..token.start];
                spelt += &better;
                from = token.end;
            }
        }
        Ok(spelt + &text[from..])
    }

    /// The word that was most probably meant by one that is next to nowhere in the index.
    fn better(&self, word: &str, neighbours: Neighbours) -> Result<Option<String>, EngineError> {
        let lower = word.to_lowercase();
        let others: Vec<&str> = self.known.iter().map(String::as_str).filter(|known| *known != lower).collect();
        let most = if others.is_empty() { NEXT_TO_NOTHING } else { self.most_of_an_error };
        // Most words are common as they stand, which needs no walk through the dictionary.
        if self.engine.articles_with_form(&lower_case(word))? > most {
            return Ok(None);
        }
        let typed = fold(word);
        let written = self.engine.forms_of(from_ref(&typed))?.into_iter().map(|(_, count)| count).max().unwrap_or(0);
        if written > most {
            return Ok(None);
        }
        let (stems, stem_has) = (stems_of(word), self.articles_with(word)?);
        let dearest = match (written, stem_has) {
            (0, 0) => f64::INFINITY,
            (0, _) if stem_has > NEXT_TO_NOTHING => DEAREST_OF_STEM,
            _ => DEAREST_OF_WORD,
        };
        let mut candidates = Vec::new();
        for (form, articles) in self.similar(&typed)? {
            let cost = cost(&typed, &fold(&form));
            // What has the same stem is found by the word as it was typed.
            if cost <= dearest && articles > written && !stop_words::is_stop_word(&form) && stems_of(&form) != stems {
                candidates.push(Candidate { probability: probability(articles, cost), cost, form, articles });
            }
        }
        candidates.sort_by(Candidate::by_probability);
        candidates.truncate(LOOKED_AT);
        // Where the word finds something, most are too rare, however often they stand with the other words and beside them.
        let most_proof = |articles: u64| articles * (1 + TOGETHER + BESIDE);
        let may_be = |candidate: &Candidate| is_likely(most_proof(candidate.articles), candidate.cost, written);
        candidates.retain(|candidate| stem_has == 0 || may_be(candidate));
        if candidates.is_empty() {
            return Ok(None);
        }
        // What one or two articles have may be misspelt there, beside the same words.
        let typed_proof = match written {
            0..=NEXT_TO_NOTHING => written,
            _ => self.proof(word, written, &others, neighbours)?,
        };
        let mut likely = Vec::new();
        for candidate in candidates {
            let Candidate { cost, form, articles, .. } = candidate;
            // A word two errors away should at least stand in an article with the others.
            if cost > 1.0 && !others.is_empty() && self.together(&form, &others)? == 0 {
                continue;
            }
            if stem_has > 0 && self.articles_with(&form)? < MORE * stem_has {
                continue;
            }
            let proof = self.proof(&form, articles, &others, neighbours)?;
            if stem_has == 0 || is_likely(proof, cost, typed_proof) {
                likely.push(Candidate { probability: probability(proof, cost), cost, form, articles });
            }
        }
        likely.sort_by(Candidate::by_probability);
        Ok(likely.into_iter().next().map(|candidate| written_as(word, candidate.form)))
    }

    /// How well the index proves that a word belongs where it stands in the query: by the articles that have it, more by those
    /// that have the other words too, most by those that have it beside its neighbours.
    fn proof(&self, form: &str, articles: u64, others: &[&str], place: Neighbours) -> Result<u64, EngineError> {
        // Other forms of the stem prove nothing of this one.
        let (together, beside) = (self.together(form, others)?.min(articles), self.beside(form, place)?.min(articles));
        Ok(articles + TOGETHER * together + BESIDE * beside)
    }

    /// The written words that a folded word may be a misspelling of, each with the number of articles that have it.
    fn similar(&self, typed: &str) -> Result<FxHashMap<String, u64>, EngineError> {
        let mut similar: FxHashMap<String, u64> =
            self.engine.similar_forms(typed, errors_in(typed))?.into_iter().collect();
        similar.extend(self.engine.forms_of(&sounding_like(typed))?);
        Ok(similar)
    }

    /// How many articles have a word as a query finds it.
    fn articles_with(&self, word: &str) -> Result<u64, EngineError> {
        let mut most = 0;
        for stem in stems_of(word) {
            most = most.max(self.frequency(stem)?);
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

    /// How many articles have a word together with all others.
    fn together(&self, form: &str, others: &[&str]) -> Result<u64, EngineError> {
        if others.is_empty() {
            return Ok(0);
        }
        let words = others.iter().copied().chain([form]);
        self.total(Query::And(words.map(|word| Query::Term(word.to_owned())).collect()))
    }

    /// How many articles have a word beside those that it stands between in the query; of two the greater number.
    fn beside(&self, form: &str, Neighbours { before, after }: Neighbours) -> Result<u64, EngineError> {
        let pairs = [before.map(|before| format!("{before} {form}")), after.map(|after| format!("{form} {after}"))];
        let mut most = 0;
        for text in pairs.into_iter().flatten() {
            most = most.max(self.total(Query::Phrase { text, slop: 0 })?);
        }
        Ok(most)
    }

    fn total(&self, query: Query) -> Result<u64, EngineError> {
        let selection = Selection { query, filters: Filters::default(), operator: Operator::And };
        Ok(self.engine.total(&selection)? as u64)
    }
}

fn stems_of(word: &str) -> Vec<String> {
    analysis::tokens(word).into_iter().map(|token| token.stem).collect()
}

/// A word that may have been meant.
struct Candidate {
    probability: f64,
    cost: f64,
    form: String,
    articles: u64,
}

impl Candidate {
    /// The most probable first.
    fn by_probability(a: &Self, b: &Self) -> Ordering {
        b.probability.total_cmp(&a.probability).then_with(|| a.form.cmp(&b.form))
    }
}

/// Whether a word with such a proof was probably meant where one was typed that has a proof of its own.
fn is_likely(proof: u64, cost: f64, typed_proof: u64) -> bool {
    let typed = typed_proof.max(1);
    proof >= MUCH_MORE * typed && probability(proof, cost) > (typed as f64).ln()
}

/// How probable it is, but for a constant, that a word with such a proof was meant where these errors were typed (the noisy
/// channel of Kernighan, Church & Gale 1990): the logarithm of what the word makes of all, less what the errors cost.
fn probability(proof: u64, cost: f64) -> f64 {
    (proof as f64).ln() - ERROR * cost
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;
    use crate::search::answer::search;
    use crate::search::request::Request;

    fn index() -> Embedded {
        let texts = [
            ("La grève des ferries", 3),
            ("Une grave erreur sur les marchés", 5),
            ("Le président Macron à l’Élysée", 2),
            ("Les marins de Calais en grève", 2),
            ("Un ferronnier à l’œuvre", 1),
            ("Lhuissier signe un disque", 1),
            ("Un huissier à la porte", 120),
            ("La manifestation est dispersée", 900),
            ("Une manifestion à Lyon", 1),
            ("Un gilet jaune sur le rond-point", 90),
            ("Édouard Philippe en visite", 450),
            ("Edouard Phillipe en visite", 1),
            ("Philip et Jones en concert", 4),
            ("La retraite à la carte", 300),
            ("Un retrait massif", 40),
            ("Marine Le Pen à Hénin", 60),
            ("Il reste peu de places à Hénin", 200),
            ("Emmanuel Macron au Touquet", 30),
            ("Emanuel chante", 4),
            ("Une journée de soleil", 500),
            ("La loi ajournée", 1),
        ];
        let mut entries = Vec::new();
        for (title, count) in texts {
            for _ in 0..count {
                let article = Article { title: title.to_owned(), body: title.to_owned(), ..Article::default() };
                let id = entries.len().to_string();
                entries.push(Entry::new(id, Ok(article)));
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
        // Misspelt in an article, too.
        check("manifestion", Some("manifestation"));
        check("edouard phillipe", Some("edouard philippe"));
        check("ajournée", None);
        // As it sounds.
        check("gilet jone", Some("gilet jaune"));
        check("jilet", Some("gilet"));
        // No article has it, but another word of its stem.
        check("retraitte", Some("retraite"));
        check("retraits", None);
        // The neighbours tell which one was meant, and no stop word was.
        check("Marine Le Pem", Some("Marine Le Pen"));
        check("Hénin Le Peu", None);
        // Found, but not together.
        check("emanuel macron", Some("emmanuel macron"));
        check("emanuel", None);
        check("iter:macron", None);
    }
}
