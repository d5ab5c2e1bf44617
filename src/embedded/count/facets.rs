//! How many of the matching articles have each source, section, author, year, month and language.

use std::collections::BTreeMap;

use tantivy::Searcher;

use super::days::days;
use crate::embedded::matching::articles::Articles;
use crate::engine::calendar::Unit;
use crate::engine::count::{By, Facet};

/// Counts some articles.
pub fn count(searcher: &Searcher, articles: &Articles, by: By) -> tantivy::Result<Facet> {
    match by {
        By::Source => names(searcher, articles, by, "source"),
        By::Section => names(searcher, articles, by, "section"),
        By::Author => names(searcher, articles, by, "author"),
        By::Language => names(searcher, articles, by, "language"),
        By::Year => Ok(Facet::of_periods(by, &days(searcher, articles)?, Unit::Year)),
        By::Month => Ok(Facet::of_periods(by, &days(searcher, articles)?, Unit::Month)),
    }
}

fn names(searcher: &Searcher, articles: &Articles, by: By, field: &str) -> tantivy::Result<Facet> {
    let mut counts = BTreeMap::<String, u64>::new();
    let mut without = 0;
    articles.each_segment(searcher, |_, segment, docs| {
        let Some(column) = segment.fast_fields().str(field)? else {
            without += docs.len() as u64;
            return Ok(());
        };
        let mut by_ord = vec![0; column.num_terms()];
        for doc in docs {
            let mut has_one = false;
            for ord in column.term_ords(*doc) {
                by_ord[ord as usize] += 1;
                has_one = true;
            }
            without += u64::from(!has_one);
        }
        for (ord, count) in by_ord.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let mut name = String::new();
            column.ord_to_str(ord as u64, &mut name)?;
            *counts.entry(name).or_default() += count;
        }
        Ok(())
    })?;
    Ok(Facet::of_names(by, counts, without))
}
