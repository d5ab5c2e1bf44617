//! Facets as programs get them. The names are documented in `docs/formats-and-fields.md` and do not change.

use serde::Serialize;

use crate::engine::count::Facet;

/// A facet as JSON has it. The names are documented in docs/formats-and-fields.md and do not change.
#[derive(Serialize)]
pub struct FacetRecord<'a> {
    by: &'static str,
    counts: Vec<Value<'a>>,
    /// Articles that have none.
    without: u64,
}

#[derive(Serialize)]
struct Value<'a> {
    value: &'a str,
    count: u64,
}

/// A count by two values at once as JSON has it. The names are documented in docs/formats-and-fields.md and do not change.
#[derive(Serialize)]
pub struct CrossedRecord<'a> {
    values: [Option<&'a str>; 2],
    count: u64,
}

impl<'a> From<(&'a [Option<String>; 2], &'a u64)> for CrossedRecord<'a> {
    fn from(([first, second], count): (&'a [Option<String>; 2], &'a u64)) -> Self {
        Self { values: [first.as_deref(), second.as_deref()], count: *count }
    }
}

impl<'a> From<&'a Facet> for FacetRecord<'a> {
    fn from(facet: &'a Facet) -> Self {
        let counts = facet.counts.iter().map(|(value, count)| Value { value, count: *count });
        Self { by: facet.by.name(), counts: counts.collect(), without: facet.without }
    }
}
