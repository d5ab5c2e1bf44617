//! From a selection to a plan: which articles match, and which words score. Words score wherever they stand in the query;
//! patterns of words and metadata only filter.

use std::collections::HashMap;
use std::ptr;

use super::Plan;
use super::lookup::{Lookup, Scope};
use super::words::{WordTerms, scored_words, taken_apart};
use crate::analysis;
use crate::date::Period;
use crate::date::minutes::minutes;
use crate::embedded::matching::node::Node;
use crate::embedded::matching::single::Single;
use crate::embedded::postings::lengths::Lengths;
use crate::embedded::postings::statistics::WeightedField;
use crate::embedded::postings::word::{ScoredWord, Weighted, WordBase, WordForm};
use crate::engine::selection::{Operator, Selection, without_stop_words};
use crate::index::collection::nearest;
use crate::index::schema::{Fields, TextField};
use crate::query::ast::{Field, Query};
use crate::query::filters::{Event, Filter, is_filter};

/// The plan of a selection.
pub fn compile(selection: &Selection, lookup: &Lookup) -> tantivy::Result<Plan> {
    let mut planner = Planner { lookup, words: Vec::new(), lengths: Vec::new(), numbers: HashMap::new() };
    let mut root = planner.node(&selection.query, &Scope::Text(lookup.text_fields()), 1.0)?;
    if !selection.filters.is_empty() {
        let mut parts = vec![root];
        for filter in &selection.filters.0 {
            parts.push(match filter {
                Filter::Published(period) => published_within(period),
                Filter::Named(field, query) => planner.node(query, &lookup.scope(*field), 0.0)?,
                Filter::New(event, generations) => {
                    let column = match event {
                        Event::Arrived => lookup.fields.arrived,
                        Event::Changed => lookup.fields.changed,
                    };
                    lookup.single(Single::Within(column, generations.clone()))?
                }
            });
        }
        root = Node::And(parts);
    }
    if root.is_open() {
        // A query that only excludes would find the documents that stand for rejected pages, which are no articles.
        let rejected = lookup.single(Single::Any("rejection"))?;
        root = Node::And(vec![root, Node::Not(Box::new(rejected))]);
    }
    Ok(Plan { root, words: planner.words, lengths: planner.lengths, fields: *lookup.fields })
}

/// A plan that is being made.
struct Planner<'a> {
    lookup: &'a Lookup<'a>,
    words: Vec<ScoredWord>,
    lengths: Vec<Lengths>,
    /// The numbers of the words so far, by their terms and fields.
    numbers: HashMap<(WordTerms, usize), usize>,
}

impl Planner<'_> {
    /// What an article must be to match a part of the query. `weight` is how many times a word in this part counts: 0 where
    /// the part is excluded.
    fn node(&mut self, query: &Query, scope: &Scope, weight: f32) -> tantivy::Result<Node> {
        Ok(match query {
            // `auteur:*` finds the articles that have an author.
            Query::All => match scope {
                Scope::Text(_) => Node::All,
                // Addresses have no column.
                Scope::Names(Field::Url) => {
                    self.lookup.single(Single::Beginning(self.lookup.fields.url, String::new()))?
                }
                Scope::Names(field) => self.lookup.single(Single::Any(self.lookup.column(*field).0))?,
            },
            Query::Date(period) => published_within(period),
            Query::Field(field, inner) => match (self.lookup.scope(*field), &**inner) {
                // `chapo:*` finds the articles that have a standfirst.
                (Scope::Text(fields), Query::All) => {
                    let has_words = |(field, _): &WeightedField| self.lookup.single(Single::Tokens(field.tokens));
                    Node::Or(fields.iter().map(has_words).collect::<tantivy::Result<_>>()?)
                }
                (scope, inner) => self.node(inner, &scope, weight)?,
            },
            Query::Words(items) => self.side_by_side(items, scope, weight)?,
            Query::And(items) => Node::And(self.nodes(items, scope, weight)?),
            Query::Or(items) => Node::Or(self.nodes(items, scope, weight)?),
            Query::Must(inner) => self.node(inner, scope, weight)?,
            Query::Not(inner) => Node::Not(Box::new(self.node(inner, scope, 0.0)?)),
            Query::Boost(inner, factor) => self.node(inner, scope, weight * factor)?,
            Query::Term(_)
            | Query::Spellings(_)
            | Query::Exact(_)
            | Query::Prefix(_)
            | Query::Fuzzy(_)
            | Query::Phrase { .. }
            | Query::Near { .. }
            | Query::AtLeast { .. } => match scope {
                Scope::Text(fields) => self.text(query, fields, weight)?,
                Scope::Names(field) => self.lookup.names(query, *field)?,
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

    /// Words beside each other: with [`Operator::And`] an article must have them all but for stop words, with
    /// [`Operator::Or`] one of them.
    fn side_by_side(&mut self, items: &[Query], scope: &Scope, weight: f32) -> tantivy::Result<Node> {
        let is_text = matches!(scope, Scope::Text(_));
        let wanted = items.iter().filter(|item| !Self::is_required(item));
        let wanted = if is_text { without_stop_words(wanted) } else { wanted.collect() };
        let (mut all, mut any) = (Vec::new(), Vec::new());
        // In the order of the query, which is that of its words in an explanation.
        for item in items {
            if Self::is_required(item) {
                all.push(self.node(item, scope, weight)?);
            } else if !wanted.iter().any(|wanted| ptr::eq(*wanted, item)) {
                // A stop word.
            } else if self.lookup.operator == Operator::And {
                all.push(self.node(item, scope, weight)?);
            } else if is_text {
                any.extend(self.nodes(&taken_apart(item), scope, weight)?);
            } else {
                any.push(self.node(item, scope, weight)?);
            }
        }
        // A word that must be there decides which articles match, and the others then only score. A filter does not: all
        // articles of a year would match, with none of the words.
        let are_enough = items.iter().any(|item| matches!(item, Query::Must(_)));
        if !are_enough && !any.is_empty() {
            all.push(Node::Or(any));
        }
        Ok(Node::And(all))
    }

    /// Whether a part of a query is asked of an article whatever else it has.
    fn is_required(item: &Query) -> bool {
        matches!(item, Query::Not(_) | Query::Must(_)) || is_filter(item)
    }

    /// A word or a pattern of words in the text: the pattern filters, its words score.
    fn text(&mut self, query: &Query, fields: &[WeightedField], weight: f32) -> tantivy::Result<Node> {
        if let Some(words) = self.lookup.expansion(query, fields)? {
            let base = WordBase::Several { leaf: query.clone(), words, weight };
            let lengths = self.lengths(fields);
            self.words.push(ScoredWord { text: query.to_string(), base, form: WordForm::None, lengths });
            return self.written(self.words.len() - 1, query, fields);
        }
        let mut words = scored_words(query);
        if words.len() == 1 {
            match query {
                Query::Term(_) | Query::Spellings(_) => {
                    return Ok(Node::Word(self.word(words.remove(0), fields, weight)?));
                }
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
        Ok(match self.lookup.pattern(query, fields)? {
            Some(pattern) => Node::Pattern { pattern, fields: fields_of_pattern, at_least },
            None => Node::nothing(),
        })
    }

    /// Articles with the plan's word of this number, which is looked for as it is written. The index keeps written words
    /// for standfirst and body together. Where a query wants the word in one of these, the stored text decides.
    fn written(&self, number: usize, query: &Query, fields: &[WeightedField]) -> tantivy::Result<Node> {
        let Fields { lead, body, .. } = *self.lookup.fields;
        let has_words = |field: TextField| self.lookup.statistics.collection.tokens(field.stems) > 0.0;
        Ok(match fields {
            // Where no article has one of the two, the word can only stand in the other.
            [(field, _)] if *field == lead && has_words(body) || *field == body && has_words(lead) => {
                Node::And(vec![Node::Word(number), self.pattern(query, fields)?])
            }
            _ => Node::Word(number),
        })
    }

    /// The number of a word in the plan. Its stem decides whether an article has it, and its very form adds to the score.
    fn word(&mut self, word: WordTerms, fields: &[WeightedField], weight: f32) -> tantivy::Result<usize> {
        let lengths = self.lengths(fields);
        let exact_form = self.lookup.statistics.ranking.exact_form;
        if let Some(number) = self.numbers.get(&(word.clone(), lengths)) {
            self.words[*number].add_boost(weight, exact_form);
            return Ok(*number);
        }
        let statistics = self.lookup.statistics;
        let written = statistics.look_up_form(&word.form, fields)?;
        let form_idf = statistics.idf(&written);
        let (words, idf, form) = if word.stems.is_empty() {
            (analysis::stems_of_form(&word.form), Some(form_idf), WordForm::Required(written))
        } else {
            (
                word.stems.clone(),
                None,
                WordForm::Adds(Weighted { terms: written, idf: form_idf, boost: weight * exact_form }),
            )
        };
        let terms = statistics.look_up(&words, fields)?;
        let idf = idf.unwrap_or_else(|| statistics.idf(&terms));
        let base = WordBase::Terms { words, part: Weighted { terms, idf, boost: weight } };
        self.words.push(ScoredWord { text: word.form.clone(), base, form, lengths });
        self.numbers.insert((word, lengths), self.words.len() - 1);
        Ok(self.words.len() - 1)
    }

    fn lengths(&mut self, fields: &[WeightedField]) -> usize {
        let known = self.lengths.iter().position(|lengths| lengths.fields == fields);
        known.unwrap_or_else(|| {
            self.lengths.push(Lengths::new(fields, self.lookup.statistics));
            self.lengths.len() - 1
        })
    }
}

fn published_within(period: &Period) -> Node {
    // An undated article is in no period, however open.
    let first = period.first.map_or(i64::MIN, |first| minutes(first.at(0, 0, 0, 0)));
    let last = period.last.map_or(i64::MAX, |last| minutes(last.at(23, 59, 0, 0)));
    Node::Published(nearest(first)..=nearest(last))
}
