//! From the query's syntax tree to a tantivy query. Words score, patterns of words and metadata filter.

use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur, Query as TantivyQuery,
    RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use super::Matching;
use super::bm25f::{WeightedField, WordQuery};
use super::expand;
use super::proximity::QueryWord;
use super::ranking::Ranking;
use super::spans::{Pattern, PatternQuery};
use crate::analysis::{self, Token, stop_words};
use crate::date::Period;
use crate::index::schema::{Fields, minutes};
use crate::query::ast::{Field, Query};

type Compiled = Box<dyn TantivyQuery>;

/// What the meaning of a query depends on, beside the query.
pub struct Context<'a> {
    pub searcher: &'a Searcher,
    pub fields: &'a Fields,
    pub ranking: &'a Ranking,
    pub matching: Matching,
    /// The number of articles in the index.
    pub articles: u64,
}

/// The articles that `query` asks for.
pub fn compile(query: &Query, context: &Context) -> tantivy::Result<Compiled> {
    let scope = Scope::Text(context.text_fields());
    let compiled = context.compile(query, &scope)?;
    // Whatever a query excludes, the documents that stand for rejected pages are no articles.
    let rejected = Box::new(ExistsQuery::new("rejection".to_owned(), false));
    Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, compiled), (Occur::MustNot, rejected)])))
}

/// Which fields a part of a query is asked of.
enum Scope {
    Text(Vec<WeightedField>),
    /// One field of names or addresses, which filters and never scores.
    Names(Field),
}

impl Context<'_> {
    /// The fields that a word is looked for in unless the query names one.
    pub fn text_fields(&self) -> Vec<WeightedField> {
        let Ranking { title, lead, body, .. } = *self.ranking;
        vec![(self.fields.title, title), (self.fields.lead, lead), (self.fields.body, body)]
    }

    fn scope(&self, field: Field) -> Scope {
        match field {
            Field::Title => Scope::Text(vec![(self.fields.title, 1.0)]),
            Field::Lead => Scope::Text(vec![(self.fields.lead, 1.0)]),
            Field::Body => Scope::Text(vec![(self.fields.body, 1.0)]),
            Field::Author | Field::Source | Field::Section | Field::Language | Field::Url => Scope::Names(field),
        }
    }

    fn compile(&self, query: &Query, scope: &Scope) -> tantivy::Result<Compiled> {
        Ok(match query {
            // `auteur:*`: whoever has one.
            Query::All => match scope {
                Scope::Names(field) if *field != Field::Url => {
                    filter(Box::new(ExistsQuery::new(self.column(*field).0.to_owned(), false)))
                }
                _ => Box::new(AllQuery),
            },
            Query::Date(period) => self.published_within(period),
            Query::Field(field, inner) => self.compile(inner, &self.scope(*field))?,
            Query::Words(items) => self.words(items, scope)?,
            Query::And(items) => {
                let (prohibited, required): (Vec<_>, Vec<_>) =
                    items.iter().partition(|item| matches!(item, Query::Not(_)));
                self.boolean(&required, &prohibited, &[], scope)?
            }
            Query::Or(items) => self.boolean(&[], &[], &items.iter().collect::<Vec<_>>(), scope)?,
            Query::Must(inner) => self.compile(inner, scope)?,
            Query::Not(_) => self.boolean(&[], &[query], &[], scope)?,
            Query::Boost(inner, factor) => Box::new(BoostQuery::new(self.compile(inner, scope)?, *factor)),
            Query::Term(_)
            | Query::Exact(_)
            | Query::Prefix(_)
            | Query::Fuzzy(_)
            | Query::Phrase { .. }
            | Query::Near { .. }
            | Query::AtLeast { .. } => match scope {
                Scope::Text(fields) => self.text(query, fields)?,
                Scope::Names(field) => self.names(query, *field)?,
            },
        })
    }

    /// Words side by side: in `Matching::All` an article must have them all but for stop words, in `Matching::Any` one.
    fn words(&self, items: &[Query], scope: &Scope) -> tantivy::Result<Compiled> {
        let (mut required, mut prohibited, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        for item in items {
            match item {
                Query::Not(_) => prohibited.push(item),
                Query::Must(_) | Query::Date(_) => required.push(item),
                Query::Field(field, _) if matches!(self.scope(*field), Scope::Names(_)) => required.push(item),
                _ => wanted.push(item),
            }
        }
        if matches!(scope, Scope::Text(_)) {
            wanted = without_stop_words(wanted.into_iter());
        }
        match self.matching {
            Matching::All | Matching::AllElseAny => {
                required.extend(wanted);
                self.boolean(&required, &prohibited, &[], scope)
            }
            Matching::Any => {
                let apart: Vec<Query> = match scope {
                    Scope::Text(_) => wanted.into_iter().flat_map(taken_apart).collect(),
                    Scope::Names(_) => wanted.into_iter().cloned().collect(),
                };
                self.boolean(&required, &prohibited, &apart.iter().collect::<Vec<_>>(), scope)
            }
        }
    }

    /// `prohibited` are `Query::Not`s. Without required or optional parts, everything but the prohibited.
    fn boolean(
        &self,
        required: &[&Query],
        prohibited: &[&Query],
        optional: &[&Query],
        scope: &Scope,
    ) -> tantivy::Result<Compiled> {
        let mut clauses: Vec<(Occur, Compiled)> = Vec::new();
        for query in required {
            clauses.push((Occur::Must, self.compile(query, scope)?));
        }
        for query in optional {
            clauses.push((Occur::Should, self.compile(query, scope)?));
        }
        if clauses.is_empty() {
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        for query in prohibited {
            if let Query::Not(inner) = query {
                clauses.push((Occur::MustNot, self.compile(inner, scope)?));
            }
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn published_within(&self, period: &Period) -> Compiled {
        let term = |at| Term::from_field_i64(self.fields.published, minutes(at));
        let lower = period.first.map_or(Bound::Unbounded, |first| Bound::Included(term(first.at(0, 0, 0, 0))));
        let upper = period.last.map_or(Bound::Unbounded, |last| Bound::Included(term(last.at(23, 59, 0, 0))));
        if matches!((&lower, &upper), (Bound::Unbounded, Bound::Unbounded)) {
            return filter(Box::new(ExistsQuery::new("published".to_owned(), false)));
        }
        filter(Box::new(RangeQuery::new(lower, upper)))
    }

    /// A word or a pattern of words in the text: the pattern filters, its words score.
    fn text(&self, query: &Query, fields: &[WeightedField]) -> tantivy::Result<Compiled> {
        let expansion = match query {
            Query::Prefix(prefix) => Some(expand::by_prefix(self.searcher, fields, prefix)?),
            Query::Fuzzy(word) => Some(expand::by_similarity(self.searcher, fields, word)?),
            _ => None,
        };
        if let Some(terms) = expansion {
            return Ok(Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 1.0)));
        }
        let words = scored_words(query);
        if let (Query::Term(_) | Query::Exact(_), [word]) = (query, words.as_slice()) {
            return Ok(self.word(word, fields));
        }
        let at_least = if let Query::AtLeast { count, .. } = query { *count as usize } else { 1 };
        let Some(pattern) = self.pattern(query, fields)? else { return Ok(Box::new(EmptyQuery)) };
        let pattern = PatternQuery { pattern, fields: fields.iter().map(|(field, _)| *field).collect(), at_least };
        let mut clauses: Vec<(Occur, Compiled)> = vec![(Occur::Must, Box::new(pattern))];
        clauses.extend(words.iter().map(|word| (Occur::Should, self.word(word, fields))));
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// One word: its stem decides whether it matches, its very form adds to the score.
    fn word(&self, word: &Word, fields: &[WeightedField]) -> Compiled {
        let of = |terms: Vec<String>| WordQuery::new(terms, fields, self.ranking, self.articles);
        let form = of(vec![marked(&word.form)]);
        if word.stems.is_empty() {
            return Box::new(form);
        }
        let form = BoostQuery::new(Box::new(form), self.ranking.exact_form);
        let stem: Compiled = Box::new(of(word.stems.clone()));
        Box::new(BooleanQuery::new(vec![(Occur::Must, stem), (Occur::Should, Box::new(form))]))
    }

    /// The words of a query that are asked of all text, in the order they were typed.
    pub fn words_in_order(&self, query: &Query) -> tantivy::Result<Vec<QueryWord>> {
        let fields = self.text_fields();
        let mut words = Vec::new();
        let mut pending = vec![query];
        while let Some(query) = pending.pop() {
            match query {
                Query::Words(items) | Query::And(items) => pending.extend(items.iter().rev()),
                Query::Must(inner) | Query::Boost(inner, _) => pending.push(inner),
                Query::Term(_) | Query::Phrase { .. } => {
                    for word in scored_words(query) {
                        let scored = WordQuery::new(word.stems, &fields, self.ranking, self.articles);
                        words.push(QueryWord { idf: scored.idf(self.searcher)?, terms: scored.words });
                    }
                }
                _ => {}
            }
        }
        Ok(words)
    }

    /// What of a text shows that it matches `query`, for highlighting.
    pub fn visible(&self, query: &Query) -> tantivy::Result<Vec<Pattern>> {
        let fields = self.text_fields();
        let mut patterns = Vec::new();
        let mut pending = vec![query];
        while let Some(query) = pending.pop() {
            match query {
                Query::Words(items) => pending.extend(without_stop_words(items.iter().rev())),
                Query::And(items) | Query::Or(items) => pending.extend(items.iter().rev()),
                Query::Must(inner) | Query::Boost(inner, _) => pending.push(inner),
                Query::Field(field, inner) if matches!(self.scope(*field), Scope::Text(_)) => pending.push(inner),
                Query::All | Query::Date(_) | Query::Field(..) | Query::Not(_) => {}
                leaf => patterns.extend(self.pattern(leaf, &fields)?),
            }
        }
        Ok(patterns)
    }

    /// Where the words of a query must stand; `None` if no place can satisfy it.
    fn pattern(&self, query: &Query, fields: &[WeightedField]) -> tantivy::Result<Option<Pattern>> {
        let expanded = |terms: Vec<Term>| {
            let words = terms.iter().filter_map(|term| term.value().as_str().map(str::to_owned));
            Some(Pattern::Word(words.collect()))
        };
        Ok(match query {
            Query::Term(text) | Query::AtLeast { text, .. } => phrase(&analysis::tokens(text), 0),
            Query::Exact(text) => exact_phrase(&analysis::tokens(text)),
            Query::Phrase { text, slop } => phrase(&analysis::tokens(text), *slop),
            Query::Prefix(prefix) => expanded(expand::by_prefix(self.searcher, fields, prefix)?),
            Query::Fuzzy(word) => expanded(expand::by_similarity(self.searcher, fields, word)?),
            Query::Or(items) => {
                let mut patterns = Vec::new();
                for item in items {
                    patterns.extend(self.pattern(item, fields)?);
                }
                Some(Pattern::Or(patterns))
            }
            Query::Near { left, right, distance, ordered } => {
                let (left, right) = (self.pattern(left, fields)?, self.pattern(right, fields)?);
                let parts = left.into_iter().chain(right).collect();
                Some(Pattern::Group { parts, slop: distance.saturating_sub(1), ordered: *ordered })
            }
            Query::Boost(inner, _) | Query::Must(inner) => self.pattern(inner, fields)?,
            _ => None,
        })
    }

    fn names(&self, query: &Query, field: Field) -> tantivy::Result<Compiled> {
        let (column, indexed) = self.column(field);
        Ok(filter(match query {
            Query::Exact(name) if field != Field::Url => self.whole_value(column, indexed, name)?,
            Query::Term(code) | Query::Phrase { text: code, .. } if field == Field::Language => {
                let term = Term::from_field_text(self.fields.language, &code.to_lowercase());
                Box::new(TermQuery::new(term, IndexRecordOption::Basic))
            }
            Query::Term(text) | Query::Exact(text) | Query::Fuzzy(text) | Query::AtLeast { text, .. } => {
                self.name_pattern(text, indexed)
            }
            Query::Phrase { text, .. } => self.name_pattern(text, indexed),
            Query::Prefix(prefix) => {
                Box::new(TermSetQuery::new(expand::names_by_prefix(self.searcher, indexed, prefix)?))
            }
            _ => Box::new(EmptyQuery),
        }))
    }

    /// A field of names in the index, by name and handle.
    fn column(&self, field: Field) -> (&'static str, tantivy::schema::Field) {
        match field {
            Field::Author => ("author", self.fields.author),
            Field::Source => ("source", self.fields.source),
            Field::Section => ("section", self.fields.section),
            Field::Url => ("url", self.fields.url),
            _ => ("language", self.fields.language),
        }
    }

    /// The articles whose field is this name, whatever its case, accents and spaces; not those that only contain it.
    fn whole_value(&self, column: &str, field: tantivy::schema::Field, name: &str) -> tantivy::Result<Compiled> {
        let mut values: Vec<(Occur, Compiled)> = Vec::new();
        for value in expand::values_equal(self.searcher, column, name)? {
            let bound = Bound::Included(Term::from_field_text(field, &value));
            values.push((Occur::Should, Box::new(RangeQuery::new(bound.clone(), bound))));
        }
        Ok(Box::new(BooleanQuery::new(values)))
    }

    fn name_pattern(&self, text: &str, field: tantivy::schema::Field) -> Compiled {
        match phrase(&analysis::names(text), 0) {
            Some(pattern) => Box::new(PatternQuery { pattern, fields: vec![field], at_least: 1 }),
            None => Box::new(EmptyQuery),
        }
    }
}

fn filter(query: Compiled) -> Compiled {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// One word of a query as it is scored; `=mot` has no stems.
struct Word {
    stems: Vec<String>,
    form: String,
}

/// The words of a query that score, one for each position of its text.
fn scored_words(query: &Query) -> Vec<Word> {
    match query {
        Query::Term(text) | Query::AtLeast { text, .. } | Query::Phrase { text, .. } => {
            let word = |tokens: Vec<&Token>| Word {
                stems: tokens.iter().map(|token| token.stem.clone()).collect(),
                form: tokens[0].form.clone(),
            };
            by_position(&analysis::tokens(text)).into_iter().map(word).collect()
        }
        Query::Exact(text) => {
            let word = |tokens: Vec<&Token>| Word { stems: Vec::new(), form: tokens[0].form.clone() };
            by_position(&analysis::tokens(text)).into_iter().map(word).collect()
        }
        Query::Near { left, right, .. } => scored_words(left).into_iter().chain(scored_words(right)).collect(),
        Query::Or(items) => items.iter().flat_map(scored_words).collect(),
        Query::Boost(inner, _) | Query::Must(inner) => scored_words(inner),
        _ => Vec::new(),
    }
}

/// The tokens of one position each, in order; those that stand for several positions are left to the pattern.
fn by_position(tokens: &[Token]) -> Vec<Vec<&Token>> {
    let mut positions: Vec<Vec<&Token>> = Vec::new();
    for token in tokens.iter().filter(|token| token.length == 1) {
        match positions.last_mut() {
            Some(last) if last[0].position == token.position => last.push(token),
            _ => positions.push(vec![token]),
        }
    }
    positions
}

/// The words of a text one after the other; `weekend` may stand for `week-end`.
fn phrase(tokens: &[Token], slop: u32) -> Option<Pattern> {
    let words = by_position(tokens);
    let mut parts = Vec::new();
    let mut next = 0;
    while next < words.len() {
        let position = words[next][0].position;
        let joined: Vec<&Token> =
            tokens.iter().filter(|token| token.position == position && token.length > 1).collect();
        let length = joined.iter().map(|token| token.length as usize).max().unwrap_or(1).min(words.len() - next);
        let apart: Vec<Pattern> = words[next..next + length].iter().map(|tokens| word_pattern(tokens)).collect();
        if joined.is_empty() {
            parts.extend(apart);
        } else {
            parts.push(Pattern::Or(vec![in_order(apart, 0)?, word_pattern(&joined)]));
        }
        next += length;
    }
    match slop {
        0 => in_order(parts, 0),
        _ if parts.len() > 1 => Some(Pattern::Group { parts, slop, ordered: false }),
        _ => parts.pop(),
    }
}

fn exact_phrase(tokens: &[Token]) -> Option<Pattern> {
    let forms = by_position(tokens).into_iter().map(|tokens| Pattern::Word(vec![marked(&tokens[0].form)]));
    in_order(forms.collect(), 0)
}

fn in_order(mut parts: Vec<Pattern>, slop: u32) -> Option<Pattern> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Pattern::Group { parts, slop, ordered: true }),
    }
}

fn word_pattern(tokens: &[&Token]) -> Pattern {
    Pattern::Word(tokens.iter().map(|token| token.stem.clone()).collect())
}

/// A form as the index has it, beside the stems of the same field.
fn marked(form: &str) -> String {
    format!("{}{form}", analysis::EXACT)
}

/// The words of a compound, each for itself, where an article may have any of them.
fn taken_apart(query: &Query) -> Vec<Query> {
    let Query::Term(text) = query else { return vec![query.clone()] };
    let tokens = analysis::tokens(text);
    match by_position(&tokens).as_slice() {
        [] | [_] => vec![query.clone()],
        words => {
            let alone = words.iter().map(|word| Query::Term(text[word[0].start..word[0].end].to_owned()));
            alone.filter(|word| !is_stop_word(word)).collect()
        }
    }
}

/// The parts that are more than stop words; all of them if none is.
pub fn without_stop_words<'a>(items: impl Iterator<Item = &'a Query> + Clone) -> Vec<&'a Query> {
    let telling: Vec<&Query> = items.clone().filter(|item| !is_stop_word(item)).collect();
    if telling.is_empty() { items.collect() } else { telling }
}

/// Whether a part of a query is nothing but stop words, typed as plain words.
fn is_stop_word(query: &Query) -> bool {
    match query {
        Query::Term(text) => analysis::tokens(text).iter().all(|token| stop_words::is_stop_word(&token.form)),
        _ => false,
    }
}
