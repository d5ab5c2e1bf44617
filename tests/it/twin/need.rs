//! What an article must be to match, and which words of the query score.

use std::ops::RangeInclusive;

use kiosque::analysis::grammar::folding::fold;
use kiosque::analysis::{self, Token, stop_words};
use kiosque::date::Period;
use kiosque::engine::ranking::Ranking;
use kiosque::engine::selection::{Operator, Selection, is_stop_word, without_stop_words};
use kiosque::newspaper::imprint::Imprint;
use kiosque::newspaper::key;
use kiosque::newspaper::table::Newspapers;
use kiosque::query::ast::{Field, Query};
use kiosque::query::filters::{Event, Filter};

use super::held::{BODY, Fields, Held, LEAD, TITLE};
use super::places::{by_position, places, places_in_name, stands_for};

/// What an article must be.
pub enum Need {
    Everything,
    /// It has a word in one of these fields.
    AnyWord(Fields),
    /// It has the word or the pattern of words in these fields.
    Text(Query, Fields),
    /// It has a name like this.
    Name(Field, Query),
    AnyName(Field),
    /// It was published by one of these, by their names.
    Newspaper(Vec<Imprint>),
    Published(Period),
    New(Event, RangeInclusive<u64>),
    All(Vec<Need>),
    Any(Vec<Need>),
    Not(Box<Need>),
}

/// A word of the query, and how many times it counts.
pub struct Word {
    pub text: String,
    pub sense: Sense,
    pub fields: Fields,
    pub boost: f32,
    /// The same for its very form.
    pub form_boost: f32,
}

/// What it is to have a word.
#[derive(Clone, PartialEq)]
pub enum Sense {
    /// One of the stems; the form adds to the score.
    Stems { stems: Vec<String>, form: String },
    /// One of the stems, and the form.
    Form { stems: Vec<String>, form: String },
    /// A written word that `mot*` or `mot~` stands for.
    Several(Query),
}

/// Reads a selection: words are looked for in `fields` unless the query names one.
pub fn read(selection: &Selection, fields: &Fields, ranking: &Ranking, newspapers: &Newspapers) -> (Need, Vec<Word>) {
    let exact_form = ranking.exact_form;
    let mut reader = Reader { operator: selection.operator, exact_form, words: Vec::new(), newspapers };
    let mut all = vec![reader.need(&selection.query, &Scope::Text(fields.clone()), 1.0)];
    for filter in &selection.filters.0 {
        all.push(match filter {
            Filter::Published(period) => Need::Published(*period),
            Filter::Named(field, query) => reader.need(query, &scope(*field), 0.0),
            Filter::New(event, generations) => Need::New(*event, generations.clone()),
        });
    }
    (Need::All(all), reader.words)
}

/// The fields that a part of a query is asked of.
enum Scope {
    Text(Fields),
    Names(Field),
}

fn scope(field: Field) -> Scope {
    match field {
        Field::Title => Scope::Text(vec![(TITLE, 1.0)]),
        Field::Lead => Scope::Text(vec![(LEAD, 1.0)]),
        Field::Body => Scope::Text(vec![(BODY, 1.0)]),
        names => Scope::Names(names),
    }
}

struct Reader<'a> {
    operator: Operator,
    exact_form: f32,
    words: Vec<Word>,
    newspapers: &'a Newspapers,
}

impl Reader<'_> {
    /// `weight` is how many times a word in this part of the query counts: never where it is excluded.
    fn need(&mut self, query: &Query, at: &Scope, weight: f32) -> Need {
        match (query, at) {
            (Query::All, Scope::Text(_)) => Need::Everything,
            (Query::All, Scope::Names(field)) => Need::AnyName(*field),
            (Query::Date(period), _) => Need::Published(*period),
            (Query::Field(field, inner), _) => match (scope(*field), &**inner) {
                (Scope::Text(fields), Query::All) => Need::AnyWord(fields),
                (at, inner) => self.need(inner, &at, weight),
            },
            (Query::Words(items), _) => self.side_by_side(items, at, weight),
            (Query::And(items), _) => Need::All(self.needs(items, at, weight)),
            (Query::Or(items), _) => Need::Any(self.needs(items, at, weight)),
            (Query::Must(inner), _) => self.need(inner, at, weight),
            (Query::Not(inner), _) => Need::Not(Box::new(self.need(inner, at, 0.0))),
            (Query::Boost(inner, factor), _) => self.need(inner, at, weight * factor),
            (leaf, Scope::Names(Field::Source)) => Need::Newspaper(published_by(leaf, self.newspapers)),
            (leaf, Scope::Names(field)) => Need::Name(*field, leaf.clone()),
            (leaf, Scope::Text(fields)) => {
                for (sense, text) in senses(leaf) {
                    self.score(sense, text, fields, weight);
                }
                Need::Text(leaf.clone(), fields.clone())
            }
        }
    }

    fn needs(&mut self, items: &[Query], at: &Scope, weight: f32) -> Vec<Need> {
        items.iter().map(|item| self.need(item, at, weight)).collect()
    }

    /// Words side by side: an article must have all that are more than stop words or, with [`Operator::Or`], one of them.
    /// What is excluded, what must be there and what filters is asked of it in any case; and if something must be there, the
    /// other words need not.
    fn side_by_side(&mut self, items: &[Query], at: &Scope, weight: f32) -> Need {
        let is_asked = |item: &Query| match item {
            Query::Not(_) | Query::Must(_) | Query::Date(_) => true,
            Query::Field(field, _) => field.is_name(),
            _ => false,
        };
        let wanted = items.iter().filter(|item| !is_asked(item));
        let wanted = if matches!(at, Scope::Text(_)) { without_stop_words(wanted) } else { wanted.collect() };
        let (mut all, mut any) = (Vec::new(), Vec::new());
        for item in items {
            if is_asked(item) {
                all.push(self.need(item, at, weight));
            } else if !wanted.iter().any(|wanted| std::ptr::eq(*wanted, item)) {
                continue;
            } else if self.operator == Operator::And {
                all.push(self.need(item, at, weight));
            } else if matches!(at, Scope::Text(_)) {
                any.extend(self.needs(&taken_apart(item), at, weight));
            } else {
                any.push(self.need(item, at, weight));
            }
        }
        if !any.is_empty() && !items.iter().any(|item| matches!(item, Query::Must(_))) {
            all.push(Need::Any(any));
        }
        Need::All(all)
    }

    /// A word that stands in the query twice counts twice; words with a star or a tilde are not compared.
    fn score(&mut self, sense: Sense, text: String, fields: &Fields, weight: f32) {
        let several = matches!(sense, Sense::Several(_));
        let known = self.words.iter_mut().find(|word| !several && word.sense == sense && word.fields == *fields);
        match known {
            _ if weight == 0.0 => {}
            Some(word) => {
                word.boost += weight;
                word.form_boost += weight * self.exact_form;
            }
            None => {
                let form_boost = weight * self.exact_form;
                self.words.push(Word { text, sense, fields: fields.clone(), boost: weight, form_boost });
            }
        }
    }
}

/// The words of a compound, each for itself, where an article may have any of them.
fn taken_apart(query: &Query) -> Vec<Query> {
    let Query::Term(text) = query else { return vec![query.clone()] };
    let tokens = analysis::tokens(text);
    let words = by_position(&tokens);
    let alone = words.iter().map(|words| Query::Term(text[words[0].start..words[0].end].to_owned()));
    let telling: Vec<Query> = alone.filter(|word| !is_stop_word(word)).collect();
    if words.len() < 2 || telling.is_empty() { vec![query.clone()] } else { telling }
}

/// The words of a leaf that score, one for each position, and how they are called.
fn senses(query: &Query) -> Vec<(Sense, String)> {
    let by_position = |text: &str, sense: fn(&[&Token]) -> Sense| -> Vec<(Sense, String)> {
        let tokens = analysis::tokens(text);
        let words = by_position(&tokens);
        words.iter().map(|words| (sense(words), words[0].form.clone())).collect()
    };
    match query {
        Query::Term(text) | Query::AtLeast { text, .. } | Query::Phrase { text, .. } => by_position(text, |words| {
            let stems = words.iter().map(|word| word.stem.clone()).collect();
            Sense::Stems { stems, form: words[0].form.clone() }
        }),
        Query::Spellings(words) => {
            let tokens: Vec<Token> = words.iter().flat_map(|word| analysis::tokens(word)).collect();
            let form = tokens[0].form.clone();
            vec![(
                Sense::Stems { stems: tokens.into_iter().map(|token| token.stem).collect(), form: form.clone() },
                form,
            )]
        }
        Query::Exact(text) => by_position(text, |words| {
            let form = words[0].form.clone();
            Sense::Form { stems: analysis::stems_of_form(&form), form }
        }),
        Query::Prefix(_) | Query::Fuzzy(_) => vec![(Sense::Several(query.clone()), query.to_string())],
        Query::Near { left, right, .. } => [in_pattern(left), in_pattern(right)].concat(),
        _ => Vec::new(),
    }
}

/// The same within a pattern, where words with a star or a tilde only filter.
fn in_pattern(query: &Query) -> Vec<(Sense, String)> {
    match query {
        Query::Or(items) => items.iter().flat_map(in_pattern).collect(),
        Query::Boost(inner, _) | Query::Must(inner) => in_pattern(inner),
        Query::Prefix(_) | Query::Fuzzy(_) => Vec::new(),
        leaf => senses(leaf),
    }
}

/// A word of the query as the places of words are judged by it.
pub struct Placed {
    pub stems: Vec<String>,
    /// Whether it is more than a stop word.
    pub telling: bool,
    /// Whether it is written as a name: with a capital among small letters, inside the query.
    pub is_name: bool,
}

/// The words and phrases that are asked of all text, in the order they were typed; no alternatives, nothing excluded.
pub fn in_order(query: &Query) -> Vec<Placed> {
    let mut words = placed(query);
    if let Some(first) = words.first_mut() {
        first.is_name = false;
    }
    words
}

fn placed(query: &Query) -> Vec<Placed> {
    match query {
        Query::Words(items) | Query::And(items) => items.iter().flat_map(placed).collect(),
        Query::Must(inner) | Query::Boost(inner, _) => placed(inner),
        Query::Term(text) | Query::Phrase { text, .. } => placed_in(text, query),
        Query::Spellings(words) => placed_in(&words[0], query),
        _ => Vec::new(),
    }
}

fn placed_in(text: &str, query: &Query) -> Vec<Placed> {
    let mut written = analysis::tokens(text);
    written.retain(|token| token.length == 1);
    written.dedup_by_key(|token| token.position);
    let words = senses(query).into_iter().zip(written).filter_map(|((sense, _), token)| match sense {
        Sense::Stems { stems, form } => {
            let written = &text[token.start..token.end];
            let is_name = written.starts_with(char::is_uppercase) && written.contains(char::is_lowercase);
            Some(Placed { stems, telling: !stop_words::is_stop_word(&form), is_name })
        }
        _ => None,
    });
    words.collect()
}

impl Need {
    /// Whether an article is what is needed.
    pub fn is_met(&self, article: &Held) -> bool {
        match self {
            Self::Everything => true,
            Self::AnyWord(fields) => fields.iter().any(|(field, _)| !article.texts[*field].is_empty()),
            Self::Text(query, fields) => {
                let places = |field: &(usize, f32)| places(query, &article.texts[field.0]);
                let starts = |field| {
                    let mut starts: Vec<u32> = places(field).unwrap_or_default().into_iter().map(|at| at.0).collect();
                    starts.dedup();
                    starts.len()
                };
                let least = if let Query::AtLeast { count, .. } = query { *count as usize } else { 1 };
                fields.iter().map(starts).sum::<usize>() >= least
            }
            Self::Name(field, query) => article.names(*field).iter().any(|name| is_named(name, *field, query)),
            Self::Newspaper(imprints) => article.imprint.as_ref().is_some_and(|it| imprints.contains(it)),
            Self::AnyName(field) => !article.names(*field).is_empty(),
            Self::Published(period) => {
                article.filed.article.published.is_some_and(|published| period.contains(published.moment.at.date()))
            }
            Self::New(Event::Arrived, generations) => generations.contains(&article.news.arrived.into()),
            Self::New(Event::Changed, generations) => generations.contains(&article.news.changed.into()),
            Self::All(needs) => needs.iter().all(|need| need.is_met(article)),
            Self::Any(needs) => needs.iter().any(|need| need.is_met(article)),
            Self::Not(need) => !need.is_met(article),
        }
    }
}

/// The imprints that `source:query` asks for. A newspaper goes by each of its names. A word or a phrase is the address of a
/// site, else a whole name, else a part of one.
fn published_by(query: &Query, newspapers: &Newspapers) -> Vec<Imprint> {
    let of = |is_wanted: &dyn Fn(&str) -> bool| -> Vec<Imprint> {
        let wanted = |number: usize| newspapers.all()[number].names.iter().any(|name| is_wanted(name));
        newspapers.imprints(wanted).into_iter().cloned().collect()
    };
    let whole = |text: &str| of(&|name| key::key(name) == key::key(text));
    let part = || of(&|name| places_in_name(query, &analysis::names(name)).is_some_and(|places| !places.is_empty()));
    let ways = match query {
        Query::Exact(text) => return whole(text),
        Query::Term(text) | Query::Fuzzy(text) | Query::AtLeast { text, .. } | Query::Phrase { text, slop: 0 } => {
            [newspapers.at(text).into_iter().cloned().collect(), whole(text)]
        }
        Query::Prefix(prefix) => {
            let begins = |name: &str| key::letters(name).starts_with(&key::letters(prefix));
            return [of(&begins), part()].concat();
        }
        _ => [Vec::new(), Vec::new()],
    };
    ways.into_iter().find(|found| !found.is_empty()).unwrap_or_else(part)
}

/// Whether a name is as `field:query` asks: `=` for the whole name but for case, accents, spaces and punctuation, a code as
/// it is, else its words.
fn is_named(name: &str, field: Field, query: &Query) -> bool {
    let letters = |name: &str| fold(name).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    match query {
        Query::Term(code)
        | Query::Exact(code)
        | Query::Phrase { text: code, .. }
        | Query::Fuzzy(code)
        | Query::AtLeast { text: code, .. }
            if field == Field::Language =>
        {
            name == code.to_lowercase()
        }
        Query::Exact(whole) if field != Field::Url => letters(name) == letters(whole),
        _ => {
            let mut words = analysis::names(name);
            // Of an address, what is joined of several words is not looked for.
            words.retain(|word| field != Field::Url || word.length == 1);
            places_in_name(query, &words).is_some_and(|places| !places.is_empty())
        }
    }
}

impl Sense {
    /// Whether an article has the word in one of some fields.
    pub fn is_in(&self, article: &Held, fields: &Fields) -> bool {
        let has_stem = |stems: &[String]| fields.iter().any(|(field, _)| article.count(*field, stems) > 0);
        match self {
            Self::Stems { stems, .. } => has_stem(stems),
            Self::Form { stems, form } => has_stem(stems) && article.has_form(fields, &|other| other == form),
            Self::Several(query) => article.has_form(fields, &|form| stands_for(query, form)),
        }
    }
}
