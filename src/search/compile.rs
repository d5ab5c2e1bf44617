//! From the query's syntax tree to a plan: what an article must be, and which words score. Words score wherever they
//! stand, patterns of words and metadata only filter.

use std::collections::HashMap;
use std::ops::Bound;

use tantivy::query::{BooleanQuery, ExistsQuery, Occur, Query as TantivyQuery, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentOrdinal, Term};

use super::Matching;
use super::bm25f::{self, Base, Form, Lengths, SegmentWord, Statistics, Weighted, WeightedField};
use super::expand;
use super::matching::{self, Articles, Node};
use super::proximity::QueryWord;
use super::ranking::Ranking;
use super::spans::Pattern;
use crate::analysis::{self, Token, stop_words};
use crate::date::Period;
use crate::index::collection::nearest;
use crate::index::schema::{Fields, minutes};
use crate::query::ast::{Field, Query};

/// What the meaning of a query depends on, beside the query.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub statistics: &'a Statistics<'a>,
    pub fields: &'a Fields,
    pub matching: Matching,
}

/// Which articles match, and what scores them: the sum of what the words give that an article has.
pub struct Plan {
    pub root: Node,
    /// In the order of the query; a word that stands in it twice is here once, with twice the weight.
    pub words: Vec<bm25f::Word>,
    /// Of the fields that words are looked for in.
    pub lengths: Vec<Lengths>,
    pub fields: Fields,
}

impl Plan {
    pub fn open_words(&self, searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<Vec<SegmentWord>> {
        bm25f::open(&self.words, searcher, segment)
    }
}

/// The articles that `query` asks for.
pub fn compile(query: &Query, context: &Context) -> tantivy::Result<Plan> {
    let mut planner = Planner { context, words: Vec::new(), lengths: Vec::new(), numbers: HashMap::new() };
    let mut root = planner.node(query, &Scope::Text(context.text_fields()), 1.0)?;
    if root.is_open() {
        // Whatever a query excludes, the documents that stand for rejected pages are no articles.
        let rejected = Node::Found(Box::new(ExistsQuery::new("rejection".to_owned(), false)));
        root = Node::And(vec![root, Node::Not(Box::new(rejected))]);
    }
    Ok(Plan { root, words: planner.words, lengths: planner.lengths, fields: *context.fields })
}

/// Which fields a part of a query is asked of.
enum Scope {
    Text(Vec<WeightedField>),
    /// One field of names or addresses, which filters and never scores.
    Names(Field),
}

/// A plan on its way.
struct Planner<'a> {
    context: &'a Context<'a>,
    words: Vec<bm25f::Word>,
    lengths: Vec<Lengths>,
    /// Of the words so far, by their terms and fields.
    numbers: HashMap<(WordTerms, usize), usize>,
}

impl Planner<'_> {
    /// What an article must be; `weight` is what a word in this part of the query counts, 0 where it is excluded.
    fn node(&mut self, query: &Query, scope: &Scope, weight: f32) -> tantivy::Result<Node> {
        Ok(match query {
            // `auteur:*`: whoever has one.
            Query::All => match scope {
                Scope::Names(field) if *field != Field::Url => {
                    Node::Found(Box::new(ExistsQuery::new(self.context.column(*field).0.to_owned(), false)))
                }
                _ => Node::All,
            },
            Query::Date(period) => published_within(period),
            Query::Field(field, inner) => self.node(inner, &self.context.scope(*field), weight)?,
            Query::Words(items) => self.side_by_side(items, scope, weight)?,
            Query::And(items) => Node::And(self.nodes(items, scope, weight)?),
            Query::Or(items) => Node::Or(self.nodes(items, scope, weight)?),
            Query::Must(inner) => self.node(inner, scope, weight)?,
            Query::Not(inner) => Node::Not(Box::new(self.node(inner, scope, 0.0)?)),
            Query::Boost(inner, factor) => self.node(inner, scope, weight * factor)?,
            Query::Term(_)
            | Query::Exact(_)
            | Query::Prefix(_)
            | Query::Fuzzy(_)
            | Query::Phrase { .. }
            | Query::Near { .. }
            | Query::AtLeast { .. } => match scope {
                Scope::Text(fields) => self.text(query, fields, weight)?,
                Scope::Names(field) => self.context.names(query, *field)?,
            },
        })
    }

    fn nodes<'q>(
        &mut self,
        queries: impl IntoIterator<Item = &'q Query>,
        scope: &Scope,
        weight: f32,
    ) -> tantivy::Result<Vec<Node>> {
        queries.into_iter().map(|query| self.node(query, scope, weight)).collect()
    }

    /// Words side by side: in `Matching::All` an article must have them all but for stop words, in `Matching::Any` one.
    fn side_by_side(&mut self, items: &[Query], scope: &Scope, weight: f32) -> tantivy::Result<Node> {
        let (mut required, mut wanted) = (Vec::new(), Vec::new());
        for item in items {
            match item {
                Query::Not(_) | Query::Must(_) | Query::Date(_) => required.push(item),
                Query::Field(field, _) if matches!(self.context.scope(*field), Scope::Names(_)) => required.push(item),
                _ => wanted.push(item),
            }
        }
        if matches!(scope, Scope::Text(_)) {
            wanted = without_stop_words(wanted.into_iter());
        }
        if self.context.matching != Matching::Any {
            required.extend(wanted);
            return Ok(Node::And(self.nodes(required, scope, weight)?));
        }
        let apart: Vec<Query> = match scope {
            Scope::Text(_) => wanted.into_iter().flat_map(taken_apart).collect(),
            Scope::Names(_) => wanted.into_iter().cloned().collect(),
        };
        let any = self.nodes(&apart, scope, weight)?;
        // A word that must be there decides, and the others then only score. A filter says nothing of what an article is about:
        // all articles of a year have none of the words.
        let are_enough = required.iter().any(|item| matches!(item, Query::Must(_)));
        let mut all = self.nodes(required, scope, weight)?;
        if !are_enough && !any.is_empty() {
            all.push(Node::Or(any));
        }
        Ok(Node::And(all))
    }

    /// A word or a pattern of words in the text: the pattern filters, its words score.
    fn text(&mut self, query: &Query, fields: &[WeightedField], weight: f32) -> tantivy::Result<Node> {
        let searcher = self.context.statistics.searcher;
        let expansion = match query {
            Query::Prefix(prefix) => Some(expand::by_prefix(searcher, fields, prefix)?),
            Query::Fuzzy(word) => Some(expand::by_similarity(searcher, fields, word)?),
            _ => None,
        };
        if let Some(terms) = expansion {
            let base = Base::Found { query: Box::new(TermSetQuery::new(terms)), weight };
            let lengths = self.lengths(fields);
            self.words.push(bm25f::Word { text: query.to_string(), base, form: Form::None, lengths });
            return self.written(self.words.len() - 1, query, fields);
        }
        let mut words = scored_words(query);
        if words.len() == 1 {
            match query {
                Query::Term(_) => return Ok(Node::Word(self.word(words.remove(0), fields, weight)?)),
                Query::Exact(_) => {
                    let number = self.word(words.remove(0), fields, weight)?;
                    return self.written(number, query, fields);
                }
                _ => {}
            }
        }
        if weight != 0.0 {
            for word in words {
                self.word(word, fields, weight)?;
            }
        }
        self.pattern(query, fields)
    }

    fn pattern(&self, query: &Query, fields: &[WeightedField]) -> tantivy::Result<Node> {
        let at_least = if let Query::AtLeast { count, .. } = query { *count as usize } else { 1 };
        let fields_of_pattern = fields.iter().map(|(field, _)| field.stems).collect();
        Ok(match self.context.pattern(query, fields)? {
            Some(pattern) => Node::Pattern { pattern, fields: fields_of_pattern, at_least },
            None => Node::nothing(),
        })
    }

    /// The plan's word of this number, which is found as it is written. Of standfirst and body the index only knows that it
    /// stands in one of them; where a query wants it in a certain one, the text tells.
    fn written(&self, number: usize, query: &Query, fields: &[WeightedField]) -> tantivy::Result<Node> {
        let Fields { lead, body, .. } = *self.context.fields;
        // Where no article has the one, it can only be the other.
        let collection = self.context.statistics.collection;
        let are_both = [lead, body].iter().all(|field| collection.tokens(field.stems) > 0.0);
        Ok(match fields {
            [(field, _)] if are_both && (*field == lead || *field == body) => {
                Node::And(vec![Node::Word(number), self.pattern(query, fields)?])
            }
            _ => Node::Word(number),
        })
    }

    /// The number of a word: its stem decides whether it matches, its very form adds to the score.
    fn word(&mut self, word: WordTerms, fields: &[WeightedField], weight: f32) -> tantivy::Result<usize> {
        let lengths = self.lengths(fields);
        let exact_form = self.context.statistics.ranking.exact_form;
        if let Some(number) = self.numbers.get(&(word.clone(), lengths)) {
            self.words[*number].add_boost(weight, exact_form);
            return Ok(*number);
        }
        let statistics = self.context.statistics;
        let written = statistics.look_up_form(&word.form, fields)?;
        let form_idf = statistics.idf(&written);
        let (words, idf, form) = if word.stems.is_empty() {
            (analysis::stems_of_form(&word.form), Some(form_idf), Form::Required(written))
        } else {
            (
                word.stems.clone(),
                None,
                Form::Adds(Weighted { terms: written, idf: form_idf, boost: weight * exact_form }),
            )
        };
        let terms = statistics.look_up(&words, fields)?;
        let idf = idf.unwrap_or_else(|| statistics.idf(&terms));
        let base = Base::Terms { words, part: Weighted { terms, idf, boost: weight } };
        self.words.push(bm25f::Word { text: word.form.clone(), base, form, lengths });
        self.numbers.insert((word, lengths), self.words.len() - 1);
        Ok(self.words.len() - 1)
    }

    fn lengths(&mut self, fields: &[WeightedField]) -> usize {
        let known = self.lengths.iter().position(|lengths| lengths.fields == fields);
        known.unwrap_or_else(|| {
            self.lengths.push(Lengths::new(fields, self.context.statistics));
            self.lengths.len() - 1
        })
    }
}

fn published_within(period: &Period) -> Node {
    // An undated article is none of these, however open the period.
    let first = period.first.map_or(i64::MIN, |first| minutes(first.at(0, 0, 0, 0)));
    let last = period.last.map_or(i64::MAX, |last| minutes(last.at(23, 59, 0, 0)));
    Node::Published(nearest(first)..=nearest(last))
}

impl Context<'_> {
    /// The fields that a word is looked for in unless the query names one: those that any article has.
    pub fn text_fields(&self) -> Vec<WeightedField> {
        let Ranking { title, lead, body, .. } = *self.statistics.ranking;
        let mut fields = vec![(self.fields.title, title), (self.fields.lead, lead), (self.fields.body, body)];
        fields.retain(|(field, _)| self.statistics.collection.tokens(field.stems) > 0.0);
        fields
    }

    fn scope(&self, field: Field) -> Scope {
        match field {
            Field::Title => Scope::Text(vec![(self.fields.title, 1.0)]),
            Field::Lead => Scope::Text(vec![(self.fields.lead, 1.0)]),
            Field::Body => Scope::Text(vec![(self.fields.body, 1.0)]),
            Field::Author | Field::Source | Field::Section | Field::Language | Field::Url => Scope::Names(field),
        }
    }

    /// The articles that `query` asks for, in no order.
    pub fn articles(&self, query: &Query) -> tantivy::Result<Articles> {
        matching::find(&compile(query, self)?, self.statistics.searcher, self.statistics.collection)
    }

    /// The words of a query that are asked of all text, in the order they were typed.
    pub fn words_in_order(&self, query: &Query) -> tantivy::Result<Vec<QueryWord>> {
        let (fields, statistics) = (self.text_fields(), self.statistics);
        let mut words = Vec::new();
        let mut pending = vec![query];
        while let Some(query) = pending.pop() {
            match query {
                Query::Words(items) | Query::And(items) => pending.extend(items.iter().rev()),
                Query::Must(inner) | Query::Boost(inner, _) => pending.push(inner),
                Query::Term(_) | Query::Phrase { .. } => {
                    for word in scored_words(query) {
                        let telling = !stop_words::is_stop_word(&word.form);
                        let terms = statistics.look_up(&word.stems, &fields)?;
                        words.push(QueryWord { idf: statistics.idf(&terms), terms, telling });
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
            Some(written(terms.iter().filter_map(|term| term.value().as_str().map(str::to_owned)).collect()))
        };
        Ok(match query {
            Query::Term(text) | Query::AtLeast { text, .. } => phrase(&analysis::tokens(text), 0),
            Query::Exact(text) => exact_phrase(&analysis::tokens(text)),
            Query::Phrase { text, slop } => phrase(&analysis::tokens(text), *slop),
            Query::Prefix(prefix) => expanded(expand::by_prefix(self.statistics.searcher, fields, prefix)?),
            Query::Fuzzy(word) => expanded(expand::by_similarity(self.statistics.searcher, fields, word)?),
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

    fn names(&self, query: &Query, field: Field) -> tantivy::Result<Node> {
        let (column, indexed) = self.column(field);
        Ok(match query {
            Query::Exact(name) if field != Field::Url => self.whole_value(column, indexed, name)?,
            Query::Term(code) | Query::Phrase { text: code, .. } if field == Field::Language => {
                let term = Term::from_field_text(self.fields.language, &code.to_lowercase());
                Node::Found(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))
            }
            Query::Term(text) | Query::Exact(text) | Query::Fuzzy(text) | Query::AtLeast { text, .. } => {
                name_pattern(text, indexed)
            }
            Query::Phrase { text, .. } => name_pattern(text, indexed),
            Query::Prefix(prefix) => Node::Found(Box::new(TermSetQuery::new(expand::names_by_prefix(
                self.statistics.searcher,
                indexed,
                prefix,
            )?))),
            _ => Node::nothing(),
        })
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
    fn whole_value(&self, column: &str, field: tantivy::schema::Field, name: &str) -> tantivy::Result<Node> {
        let mut values: Vec<(Occur, Box<dyn TantivyQuery>)> = Vec::new();
        for value in expand::values_equal(self.statistics.searcher, column, name)? {
            let bound = Bound::Included(Term::from_field_text(field, &value));
            values.push((Occur::Should, Box::new(RangeQuery::new(bound.clone(), bound))));
        }
        Ok(Node::Found(Box::new(BooleanQuery::new(values))))
    }
}

fn name_pattern(text: &str, field: tantivy::schema::Field) -> Node {
    match phrase(&analysis::names(text), 0) {
        Some(pattern) => Node::Pattern { pattern, fields: vec![field], at_least: 1 },
        None => Node::nothing(),
    }
}

/// One word of a query as it is scored; `=mot` has no stems.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct WordTerms {
    stems: Vec<String>,
    form: String,
}

/// The words of a query that score, one for each position of its text.
fn scored_words(query: &Query) -> Vec<WordTerms> {
    match query {
        Query::Term(text) | Query::AtLeast { text, .. } | Query::Phrase { text, .. } => {
            let word = |tokens: Vec<&Token>| WordTerms {
                stems: tokens.iter().map(|token| token.stem.clone()).collect(),
                form: tokens[0].form.clone(),
            };
            by_position(&analysis::tokens(text)).into_iter().map(word).collect()
        }
        Query::Exact(text) => {
            let word = |tokens: Vec<&Token>| WordTerms { stems: Vec::new(), form: tokens[0].form.clone() };
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
    let forms = by_position(tokens).into_iter().map(|tokens| written(vec![tokens[0].form.clone()]));
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

/// Any of some written words.
fn written(mut forms: Vec<String>) -> Pattern {
    forms.sort_unstable();
    forms.dedup();
    let mut stems: Vec<String> = forms.iter().flat_map(|form| analysis::stems_of_form(form)).collect();
    stems.sort_unstable();
    stems.dedup();
    Pattern::Written { forms, stems }
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
