//! Which articles match, as a query of OpenSearch's.
//!
//! A plan of the embedded engine is a tree of words, patterns and filters. Nearly all of it can be said in OpenSearch's
//! query language without a difference: a phrase is an `intervals` query, a period a `range`. A few patterns cannot, such as
//! a written word in a phrase, since the index does not know where written words stand. Of these the condition finds more
//! articles than match, and says so: what asks looks at each of them.

use serde_json::{Value, json};
use tantivy::schema::{Field, Schema};

use super::spelling;
use crate::analysis::grammar::folding::fold;
use crate::embedded::matching::node::Node;
use crate::embedded::matching::single::Single;
use crate::embedded::plan::Plan;
use crate::embedded::postings::lengths::Lengths;
use crate::embedded::postings::statistics::form_fields;
use crate::embedded::postings::word::{ScoredWord, WordBase, WordForm};
use crate::engine::EngineError;
use crate::highlight::pattern::Pattern;
use crate::opensearch::document::form_key;

/// A query that finds articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// In OpenSearch's query language; it scores nothing.
    pub query: Value,
    /// Whether it finds those alone that match, and not others beside them.
    pub is_exact: bool,
}

impl Condition {
    fn exact(query: Value) -> Self {
        Self { query, is_exact: true }
    }

    /// Articles that match all of these.
    pub fn all(parts: Vec<Self>) -> Self {
        let is_exact = parts.iter().all(|part| part.is_exact);
        let queries: Vec<Value> = parts.into_iter().map(|part| part.query).collect();
        Self { query: json!({"bool": {"filter": queries}}), is_exact }
    }

    fn any(parts: Vec<Self>) -> Self {
        if parts.is_empty() {
            return Self::exact(json!({"match_none": {}}));
        }
        let is_exact = parts.iter().all(|part| part.is_exact);
        let queries: Vec<Value> = parts.into_iter().map(|part| part.query).collect();
        Self { query: any_of(queries), is_exact }
    }

    fn not(self) -> Self {
        match self.is_exact {
            true => Self::exact(json!({"bool": {"must_not": [self.query]}})),
            // Some of those that it finds do not match, and it cannot say which.
            false => Self { query: json!({"match_all": {}}), is_exact: false },
        }
    }
}

/// The articles whose field holds a name, by the values that it has.
pub type Whole<'a> = &'a dyn Fn(&str, &str) -> Result<Vec<String>, EngineError>;

/// What a plan asks of an article. `whole` gives the values of a field that are a name but for case, accents and spaces.
pub fn of_plan(plan: &Plan, schema: &Schema, whole: Whole) -> Result<Condition, EngineError> {
    let asked = Asked { plan, schema, whole };
    let is_article = Condition::exact(json!({"term": {"is_article": true}}));
    Ok(Condition::all(vec![is_article, asked.node(&plan.root)?]))
}

/// Whether an article has a word.
pub fn has_word(word: &ScoredWord, lengths: &Lengths, schema: &Schema) -> Condition {
    let fields: Vec<&str> = lengths.fields.iter().map(|(field, _)| schema.get_field_name(field.stems)).collect();
    let forms: Vec<&str> = form_fields(&lengths.fields).into_iter().map(|field| schema.get_field_name(field)).collect();
    match &word.base {
        WordBase::Several { leaf, .. } => {
            Condition::any(spelling::queries(leaf, &forms).into_iter().map(Condition::exact).collect())
        }
        WordBase::Terms { words, .. } => {
            let stems = has_stem(words, &fields);
            match &word.form {
                WordForm::Required(_) => {
                    Condition::exact(json!({"bool": {"filter": [stems, has_form(&word.text, &forms)]}}))
                }
                WordForm::None | WordForm::Adds(_) => Condition::exact(stems),
            }
        }
    }
}

/// A word as it is written, in any of some fields of written words.
pub fn has_form(form: &str, fields: &[&str]) -> Value {
    let value = form_key(form);
    any_of(fields.iter().map(|field| json!({"term": {*field: value}})).collect())
}

fn has_stem(stems: &[String], fields: &[&str]) -> Value {
    any_of(fields.iter().map(|field| json!({"terms": {*field: stems}})).collect())
}

fn any_of(mut queries: Vec<Value>) -> Value {
    match queries.len() {
        // An empty `bool` is everything.
        0 => json!({"match_none": {}}),
        1 => queries.remove(0),
        _ => json!({"bool": {"should": queries, "minimum_should_match": 1}}),
    }
}

struct Asked<'a> {
    plan: &'a Plan,
    schema: &'a Schema,
    whole: Whole<'a>,
}

impl Asked<'_> {
    fn node(&self, node: &Node) -> Result<Condition, EngineError> {
        let nodes = |parts: &[Node]| parts.iter().map(|part| self.node(part)).collect::<Result<Vec<_>, _>>();
        Ok(match node {
            Node::All => Condition::exact(json!({"match_all": {}})),
            Node::Word(n) => {
                let word = &self.plan.words[*n];
                has_word(word, &self.plan.lengths[word.lengths], self.schema)
            }
            Node::Pattern { pattern, fields, at_least } => {
                let fields: Vec<String> = fields.iter().map(|field| self.words_of(*field)).collect();
                has_pattern(pattern, &fields, *at_least)
            }
            Node::Published(range) => {
                Condition::exact(json!({"range": {"published": {"gte": range.start(), "lte": range.end()}}}))
            }
            Node::Single(single, _) => Condition::exact(self.single(single)?),
            Node::And(parts) => Condition::all(nodes(parts)?),
            Node::Or(parts) => Condition::any(nodes(parts)?),
            Node::Not(part) => self.node(part)?.not(),
        })
    }

    fn single(&self, single: &Single) -> Result<Value, EngineError> {
        Ok(match single {
            Single::Any(column) => json!({"exists": {"field": column}}),
            Single::Beginning(field, prefix) => {
                let prefix = fold(prefix);
                match prefix.is_empty() {
                    true => json!({"exists": {"field": self.words_of(*field)}}),
                    false => json!({"prefix": {self.words_of(*field): {"value": prefix}}}),
                }
            }
            Single::Terms(field, terms) => json!({"terms": {self.schema.get_field_name(*field): terms}}),
            Single::Whole { column, name, .. } => json!({"terms": {*column: (self.whole)(column, name)?}}),
            Single::Tokens(field) => json!({"range": {self.schema.get_field_name(*field): {"gte": 1}}}),
            Single::Within(field, numbers) => {
                let name = self.schema.get_field_name(*field);
                json!({"range": {name: {"gte": numbers.start(), "lte": numbers.end()}}})
            }
        })
    }

    /// The field of a cluster's index that has the words of a field of the embedded one, with their places.
    fn words_of(&self, field: Field) -> String {
        match self.schema.get_field_name(field) {
            name @ ("author" | "section" | "url") => format!("{name}_words"),
            name => name.to_owned(),
        }
    }
}

/// Fields together that an article has a word several times in, for so many times and no more.
const MOST_TIMES: usize = 6;

/// Whether an article has a pattern so many times, in all the fields together.
fn has_pattern(pattern: &Pattern, fields: &[String], at_least: usize) -> Condition {
    let superset = || Condition { query: has_words_of(pattern, fields), is_exact: false };
    if at_least > 1 {
        return match pattern {
            Pattern::Word(stems) if !stems.is_empty() && at_least <= MOST_TIMES => {
                let rule = word(stems);
                let times = |field: &String, times: usize| in_field(field, row(vec![rule.clone(); times], None));
                let ways = shares(at_least, fields.len()).into_iter().map(|share| {
                    let parts = fields.iter().zip(share).filter(|(_, count)| *count > 0);
                    json!({"bool": {"filter": parts.map(|(field, count)| times(field, count)).collect::<Vec<_>>()}})
                });
                Condition::exact(any_of(ways.collect()))
            }
            _ => superset(),
        };
    }
    if let Pattern::Word(stems) = pattern
        && !stems.is_empty()
    {
        return Condition::exact(any_of(fields.iter().map(|field| json!({"terms": {field: stems}})).collect()));
    }
    match ways(pattern) {
        Some(ways) => {
            let rules: Vec<Value> = ways.into_iter().map(|(rule, _)| rule).collect();
            let rule = if rules.len() == 1 { rules[0].clone() } else { json!({"any_of": {"intervals": rules}}) };
            Condition::exact(any_of(fields.iter().map(|field| in_field(field, rule.clone())).collect()))
        }
        None => superset(),
    }
}

/// All ways to have `count` in some fields.
fn shares(count: usize, fields: usize) -> Vec<Vec<usize>> {
    if fields <= 1 {
        return vec![vec![count; fields]];
    }
    let first = |here: usize| shares(count - here, fields - 1).into_iter().map(move |rest| [vec![here], rest].concat());
    (0..=count).flat_map(first).collect()
}

/// An `intervals` rule, and how many positions what it finds takes; none where that differs.
type Way = (Value, Option<u32>);

/// Ways in which a pattern may stand in a field are written down as long as they are no more than these.
const MOST_WAYS: usize = 64;

/// The ways in which a pattern may stand in a field, so that each is exact: `intervals` looks at the shortest of what may be
/// a part of a group, and misses a group with a longer one. Where all that may be a part is of one length, there is no
/// longer one. Words in any order may be one word for `intervals`, and so each order is a way.
fn ways(pattern: &Pattern) -> Option<Vec<Way>> {
    match pattern {
        Pattern::Word(stems) if !stems.is_empty() => Some(vec![(word(stems), Some(1))]),
        // A beginning stands for words that the plan does not know.
        Pattern::Word(_) | Pattern::Written(_) => None,
        Pattern::Or(parts) => {
            let ways: Vec<Way> = parts.iter().map(ways).collect::<Option<Vec<_>>>()?.concat();
            (ways.len() <= MOST_WAYS && !ways.is_empty()).then_some(ways)
        }
        Pattern::Group { parts, slop, ordered } => {
            let mut found = Vec::new();
            for order in if *ordered { vec![parts.iter().collect()] } else { orders(parts)? } {
                found.extend(groups(&order, *slop)?);
            }
            (found.len() <= MOST_WAYS).then_some(found)
        }
    }
}

/// The ways in which parts may stand in their order.
fn groups(parts: &[&Pattern], slop: u32) -> Option<Vec<Way>> {
    let mut rows: Vec<(Vec<Value>, u32)> = vec![(Vec::new(), 0)];
    for part in parts {
        let of_part = ways(part)?;
        let mut longer = Vec::new();
        for (rules, length) in &rows {
            for (rule, of_rule) in &of_part {
                longer.push(([rules.as_slice(), std::slice::from_ref(rule)].concat(), length + (*of_rule)?));
            }
        }
        rows = longer;
        if rows.len() > MOST_WAYS {
            return None;
        }
    }
    let way = |(rules, length): (Vec<Value>, u32)| (row(rules, Some(slop)), (slop == 0).then_some(length));
    Some(rows.into_iter().map(way).collect())
}

/// All orders of some parts, if they are few.
fn orders(parts: &[Pattern]) -> Option<Vec<Vec<&Pattern>>> {
    let mut orders: Vec<Vec<&Pattern>> = vec![Vec::new()];
    for part in parts {
        let with = |order: &Vec<_>| {
            let at = |place: usize| {
                let mut longer = order.clone();
                longer.insert(place, part);
                longer
            };
            (0..=order.len()).map(at).collect::<Vec<_>>()
        };
        orders = orders.iter().flat_map(with).collect();
        if orders.len() > MOST_WAYS {
            return None;
        }
    }
    let mut different: Vec<Vec<&Pattern>> = Vec::new();
    for order in orders {
        if !different.contains(&order) {
            different.push(order);
        }
    }
    Some(different)
}

fn in_field(field: &str, rule: Value) -> Value {
    json!({"intervals": {field: rule}})
}

/// Any of some stems, at one position.
fn word(stems: &[String]) -> Value {
    let rule = |stem: &String| json!({"match": {"query": stem, "analyzer": "keyword"}});
    match stems {
        [stem] => rule(stem),
        _ => json!({"any_of": {"intervals": stems.iter().map(rule).collect::<Vec<_>>()}}),
    }
}

/// Rules in their order, with at most so many positions between them.
fn row(mut rules: Vec<Value>, slop: Option<u32>) -> Value {
    if rules.len() == 1 {
        return rules.remove(0);
    }
    let most = slop.map_or(-1, |slop| i64::from(slop.min(i32::MAX as u32)));
    json!({"all_of": {"intervals": rules, "ordered": true, "max_gaps": most}})
}

/// The articles that have the words of a pattern in one field, wherever they stand there.
fn has_words_of(pattern: &Pattern, fields: &[String]) -> Value {
    fn in_one(pattern: &Pattern, field: &str) -> Value {
        let any_stem = |stems: &[String]| match stems {
            // What it stands for is not known.
            [] => json!({"exists": {"field": field}}),
            _ => json!({"terms": {field: stems}}),
        };
        match pattern {
            Pattern::Word(stems) => any_stem(stems),
            Pattern::Written(words) => any_stem(words.stems()),
            Pattern::Or(parts) => any_of(parts.iter().map(|part| in_one(part, field)).collect()),
            Pattern::Group { parts, .. } => {
                json!({"bool": {"filter": parts.iter().map(|part| in_one(part, field)).collect::<Vec<_>>()}})
            }
        }
    }
    any_of(fields.iter().map(|field| in_one(pattern, field)).collect())
}
