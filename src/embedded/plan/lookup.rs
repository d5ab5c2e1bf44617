//! Everything of an index that the meaning of a query depends on.

use std::sync::Arc;

use super::patterns;
use super::words::{QueryWord, is_name, scored_words, written_words};
use crate::analysis::{self, stop_words};
use crate::embedded::dictionary::expand::{self, Expansions};
use crate::embedded::matching::node::Node;
use crate::embedded::matching::single::Single;
use crate::embedded::postings::several::Several;
use crate::embedded::postings::statistics::{TermStatistics, WeightedField};
use crate::embedded::snapshot::Snapshot;
use crate::engine::ranking::Ranking;
use crate::engine::selection::{Operator, without_stop_words};
use crate::highlight::pattern::Pattern;
use crate::index::schema::Fields;
use crate::query::ast::{Field, Query};

/// Where the words of a query are looked up.
#[derive(Clone, Copy)]
pub struct Lookup<'a> {
    pub snapshot: &'a Snapshot,
    pub statistics: &'a TermStatistics<'a>,
    pub expansions: &'a Expansions,
    pub fields: &'a Fields,
    pub operator: Operator,
}

/// Which fields a part of a query is asked of.
pub enum Scope {
    Text(Vec<WeightedField>),
    /// One field of names or addresses, which filters and never scores.
    Names(Field),
}

impl Lookup<'_> {
    /// The fields that a word is looked for in unless the query names one: those that any article has.
    pub fn text_fields(&self) -> Vec<WeightedField> {
        let Ranking { title, lead, body, .. } = *self.statistics.ranking;
        let mut fields = vec![(self.fields.title, title), (self.fields.lead, lead), (self.fields.body, body)];
        fields.retain(|(field, _)| self.statistics.collection.tokens(field.stems) > 0.0);
        fields
    }

    /// The fields that `field:` names.
    pub fn scope(&self, field: Field) -> Scope {
        match field {
            Field::Title => Scope::Text(vec![(self.fields.title, 1.0)]),
            Field::Lead => Scope::Text(vec![(self.fields.lead, 1.0)]),
            Field::Body => Scope::Text(vec![(self.fields.body, 1.0)]),
            Field::Author | Field::Source | Field::Section | Field::Language | Field::Url => Scope::Names(field),
        }
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
                Query::Term(_) | Query::Spellings(_) | Query::Phrase { .. } => {
                    for (word, written) in scored_words(query).into_iter().zip(written_words(query)) {
                        let terms = statistics.look_up(&word.stems, &fields)?;
                        words.push(QueryWord {
                            idf: statistics.idf(&terms),
                            terms,
                            telling: !stop_words::is_stop_word(&word.form),
                            is_name: !words.is_empty() && is_name(&written),
                            stems: word.stems,
                        });
                    }
                }
                _ => {}
            }
        }
        Ok(words)
    }

    /// The patterns to highlight in a text that matches `query`.
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

    /// The pattern of positions that a part of a query asks for; none if it has no words.
    pub fn pattern(&self, query: &Query, fields: &[WeightedField]) -> tantivy::Result<Option<Pattern>> {
        if let Some(words) = self.expansion(query, fields)? {
            return Ok(Some(patterns::written(words.forms())));
        }
        Ok(match query {
            Query::Term(text) | Query::AtLeast { text, .. } => patterns::phrase(&analysis::tokens(text), 0),
            Query::Spellings(words) => {
                let tokens = words.iter().flat_map(|word| analysis::tokens(word));
                Some(Pattern::Word(tokens.map(|token| token.stem).collect()))
            }
            Query::Exact(text) => patterns::exact_phrase(&analysis::tokens(text)),
            Query::Phrase { text, slop } => patterns::phrase(&analysis::tokens(text), *slop),
            Query::Or(items) => {
                let mut patterns = Vec::new();
                for item in items {
                    patterns.extend(self.pattern(item, fields)?);
                }
                Some(Pattern::Or(patterns))
            }
            Query::Near { left, right, distance, ordered } => {
                patterns::near(self.pattern(left, fields)?, self.pattern(right, fields)?, *distance, *ordered)
            }
            Query::Boost(inner, _) | Query::Must(inner) => self.pattern(inner, fields)?,
            _ => None,
        })
    }

    /// What `field:query` asks of a field of names.
    pub fn names(&self, query: &Query, field: Field) -> tantivy::Result<Node> {
        if field == Field::Source {
            return self.newspapers(query);
        }
        let (column, indexed) = self.column(field);
        let words_begun = |prefix: &str| {
            let terms = expand::names_by_prefix(self.statistics.searcher, indexed, prefix)?;
            Ok(terms.iter().filter_map(|term| term.value().as_str().map(str::to_owned)).collect())
        };
        Ok(match query {
            Query::Term(code)
            | Query::Exact(code)
            | Query::Phrase { text: code, .. }
            | Query::Fuzzy(code)
            | Query::AtLeast { text: code, .. }
                if field == Field::Language =>
            {
                self.single(Single::Terms(indexed, vec![code.to_lowercase()]))?
            }
            Query::Exact(name) if field != Field::Url => {
                self.single(Single::Whole { column, field: indexed, name: name.clone() })?
            }
            Query::Prefix(prefix) => self.single(Single::Beginning(indexed, prefix.clone()))?,
            // A code is one word, near no other.
            _ if field == Field::Language => Node::nothing(),
            _ => match self.name_pattern(query, &words_begun)? {
                Some(pattern) => Node::Pattern { pattern, fields: vec![indexed], at_least: 1 },
                None => Node::nothing(),
            },
        })
    }

    /// The written words that a leaf of a query stands for; none if it stands for itself.
    pub fn expansion(&self, query: &Query, fields: &[WeightedField]) -> tantivy::Result<Option<Arc<Several>>> {
        self.expansions.of(query, fields, self.statistics)
    }

    /// The articles of which a field has this.
    pub fn single(&self, what: Single) -> tantivy::Result<Node> {
        Node::single(what, self.statistics.searcher)
    }

    /// Where the words of a query must stand in a name. `words_begun` gives the words of names that begin so.
    pub fn name_pattern(
        &self,
        query: &Query,
        words_begun: &dyn Fn(&str) -> tantivy::Result<Vec<String>>,
    ) -> tantivy::Result<Option<Pattern>> {
        Ok(match query {
            Query::Term(text) | Query::Exact(text) | Query::Fuzzy(text) | Query::AtLeast { text, .. } => {
                patterns::phrase(&analysis::names(text), 0)
            }
            Query::Phrase { text, slop } => patterns::phrase(&analysis::names(text), *slop),
            Query::Prefix(prefix) => Some(Pattern::Word(words_begun(prefix)?)),
            Query::Or(items) => {
                let patterns = items.iter().map(|item| self.name_pattern(item, words_begun));
                Some(Pattern::Or(patterns.flat_map(Result::transpose).collect::<tantivy::Result<_>>()?))
            }
            Query::Near { left, right, distance, ordered } => patterns::near(
                self.name_pattern(left, words_begun)?,
                self.name_pattern(right, words_begun)?,
                *distance,
                *ordered,
            ),
            Query::Boost(inner, _) | Query::Must(inner) => self.name_pattern(inner, words_begun)?,
            _ => None,
        })
    }

    /// A field of names in the index, by name and handle.
    pub fn column(&self, field: Field) -> (&'static str, tantivy::schema::Field) {
        match field {
            Field::Author => ("author", self.fields.author),
            Field::Source => ("source", self.fields.source),
            Field::Section => ("section", self.fields.section),
            Field::Url => ("url", self.fields.url),
            _ => ("language", self.fields.language),
        }
    }
}
