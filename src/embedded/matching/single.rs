//! What a single field of names, codes or numbers says of an article.

use std::ops::{Bound, RangeInclusive};

use tantivy::query::{BooleanQuery, ExistsQuery, Occur, Query, RangeQuery, TermSetQuery};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::embedded::dictionary::expand;

/// What a field must hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Single {
    /// Any value, in this column.
    Any(&'static str),
    /// A word that begins so, whatever its accents and capitals.
    Beginning(Field, String),
    /// One of these terms.
    Terms(Field, Vec<String>),
    /// This name as a whole, whatever its case, accents and spaces; the field has its values in the column.
    Whole { column: &'static str, field: Field, name: String },
    /// At least one token: the number of them stands in this field.
    Tokens(Field),
    /// A number within these. A segment that has none of them is not looked through.
    Within(Field, RangeInclusive<u64>),
}

impl Single {
    /// The query that finds the documents.
    pub fn query(&self, searcher: &Searcher) -> tantivy::Result<Box<dyn Query>> {
        Ok(match self {
            Self::Any(column) => Box::new(ExistsQuery::new((*column).to_owned(), false)),
            Self::Beginning(field, prefix) => {
                Box::new(TermSetQuery::new(expand::names_by_prefix(searcher, *field, prefix)?))
            }
            Self::Terms(field, terms) => {
                let terms = terms.iter().map(|term| Term::from_field_text(*field, term));
                Box::new(TermSetQuery::new(terms.collect::<Vec<_>>()))
            }
            Self::Whole { column, field, name } => {
                let mut values: Vec<(Occur, Box<dyn Query>)> = Vec::new();
                for value in expand::values_equal(searcher, column, name)? {
                    let bound = Bound::Included(Term::from_field_text(*field, &value));
                    values.push((Occur::Should, Box::new(RangeQuery::new(bound.clone(), bound))));
                }
                Box::new(BooleanQuery::new(values))
            }
            Self::Tokens(field) => {
                let one = Bound::Included(Term::from_field_u64(*field, 1));
                Box::new(RangeQuery::new(one, Bound::Unbounded))
            }
            Self::Within(field, numbers) => {
                let bound = |number: &u64| Bound::Included(Term::from_field_u64(*field, *number));
                Box::new(RangeQuery::new(bound(numbers.start()), bound(numbers.end())))
            }
        })
    }
}
