//! What restricts a search beside its words: a period, a newspaper, an author. A filter says nothing of what an article is
//! about, so it neither scores nor counts as one of the words that an article has.

use std::fmt;
use std::ops::RangeInclusive;

use super::ast::{Field, Query};
use crate::date::Period;

/// One restriction.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `date:2025`, `--since 2025`: published within the period. An undated article is not, however open the period.
    Published(Period),
    /// `source:phare`, `--source "Le Phare"`: a field of names or addresses, and the query asked of it.
    Named(Field, Query),
    /// It happened to the article in one of these generations of the index. What was typed has no such filter: alerts ask for
    /// it.
    New(Event, RangeInclusive<u64>),
}

/// What happens to an article in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// The index had it for the first time.
    Arrived,
    /// Its title, standfirst or body became what it is; when it arrived, too.
    Changed,
}

/// Restrictions that an article must all satisfy, in the order they were given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filters(pub Vec<Filter>);

impl Filters {
    /// Parts a query into the words and the filters that stand beside them: `grève date:2025` into `grève` and a period. A
    /// filter inside `( … OU …)` or behind `-` stays where it is, since there it is an alternative or an exclusion.
    pub fn lift(query: &Query) -> (Query, Self) {
        let mut filters = Self::default();
        let words = filters.take(query).unwrap_or(Query::All);
        (words, filters)
    }

    /// What is left of `query` when its filters are taken; none where it was nothing else.
    fn take(&mut self, query: &Query) -> Option<Query> {
        match query {
            Query::Date(period) => self.0.push(Filter::Published(*period)),
            Query::Field(field, inner) if field.is_name() => self.0.push(Filter::Named(*field, (**inner).clone())),
            Query::Must(inner) if is_filter(inner) => return self.take(inner),
            Query::Words(items) | Query::And(items) => {
                let mut left: Vec<Query> = items.iter().filter_map(|item| self.take(item)).collect();
                return match (left.len(), query) {
                    (0 | 1, _) => left.pop(),
                    (_, Query::And(_)) => Some(Query::And(left)),
                    _ => Some(Query::Words(left)),
                };
            }
            other => return Some(other.clone()),
        }
        None
    }

    /// These and others.
    pub fn and(mut self, others: &Self) -> Self {
        self.0.extend(others.0.iter().cloned());
        self
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The days that all the periods have in common; open where there is no period. It may be that no day is left, and its
    /// first day then lies after its last.
    pub fn period(&self) -> Period {
        let mut common = Period::default();
        for filter in &self.0 {
            if let Filter::Published(period) = filter {
                common.first = common.first.max(period.first);
                common.last = [common.last, period.last].into_iter().flatten().min();
            }
        }
        common
    }

    /// The words with these filters beside them, as one query: the inverse of [`Filters::lift`]. [`Filter::New`] is no part
    /// of a query, and left out.
    pub fn beside(&self, words: Query) -> Query {
        let filters: Vec<Query> = self.0.iter().filter_map(Filter::query).collect();
        let mut items = match words {
            _ if filters.is_empty() => return words,
            Query::All => Vec::new(),
            Query::Words(items) => items,
            one => vec![one],
        };
        items.extend(filters);
        Query::words(items)
    }
}

impl Filter {
    /// The filter as a part of a query, if it may be one.
    pub fn query(&self) -> Option<Query> {
        match self {
            Self::Published(period) => Some(Query::Date(*period)),
            Self::Named(field, query) => Some(Query::Field(*field, Box::new(query.clone()))),
            Self::New(..) => None,
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.query()) {
            (Self::New(event, generations), _) => write!(f, "{event:?} in {generations:?}"),
            (_, query) => query.iter().try_for_each(|query| query.fmt(f)),
        }
    }
}

/// Whether a part of a query is a filter.
pub fn is_filter(query: &Query) -> bool {
    match query {
        Query::Date(_) => true,
        Query::Field(field, _) => field.is_name(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::query;

    #[test]
    fn filters_beside_words() {
        let check = |text: &str, words: &str, filters: &[&str]| {
            let (left, lifted) = Filters::lift(&query::parse(text, date(2025, 7, 1)).query);
            let shown: Vec<String> = lifted.0.iter().map(ToString::to_string).collect();
            assert_eq!((left.to_string().as_str(), shown), (words, filters.iter().map(|f| (*f).to_owned()).collect()));
        };
        check("grève", "grève", &[]);
        check("grève date:2025 port", "grève port", &["date:2025-01-01..2025-12-31"]);
        check("date:2025", "*", &["date:2025-01-01..2025-12-31"]);
        check("+date:2025 grève", "grève", &["date:2025-01-01..2025-12-31"]);
        check("source:phare ET grève ET port", "grève ET port", &["source:phare"]);
        check("(grève port) ET source:phare", "grève port", &["source:phare"]);
        // An alternative and an exclusion stay.
        check("grève OU date:2025", "grève OU date:2025-01-01..2025-12-31", &[]);
        check("grève -source:phare", "grève -source:phare", &[]);
        check("titre:grève", "titre:grève", &[]);
    }

    #[test]
    fn what_is_new_is_no_part_of_a_query() {
        let check = |text: &str, expected: &str| {
            let (words, typed) = Filters::lift(&query::parse(text, date(2025, 7, 1)).query);
            let filters = typed.and(&Filters(vec![Filter::New(Event::Arrived, 3..=5)]));
            assert_eq!(filters.beside(words).to_string(), expected, "{text}");
        };
        check("grève", "grève");
        check("grève source:phare", "grève source:phare");
        check("source:phare", "source:phare");
        check("*", "*");
    }

    #[test]
    fn periods_have_days_in_common() {
        let check = |text: &str, first: Option<i16>, last: Option<i16>| {
            let (_, filters) = Filters::lift(&query::parse(text, date(2025, 7, 1)).query);
            let Period { first: from, last: to } = filters.period();
            assert_eq!((from.map(|day| day.year()), to.map(|day| day.year())), (first, last), "{text}");
        };
        check("grève", None, None);
        check("date:2024", Some(2024), Some(2024));
        check("date:2020..2024 date:2023..2025", Some(2023), Some(2024));
        check("date:2020 date:2023", Some(2023), Some(2020));
    }
}
