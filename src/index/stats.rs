//! What is in an index, counted.

use std::collections::BTreeMap;
use std::fs;

use serde::Serialize;
use tantivy::index::SegmentReader;
use tantivy::{TantivyDocument, TantivyError};

use super::schema::from_minutes;
use super::{Index, IndexError};

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Stats {
    pub articles: u64,
    pub undated: u64,
    /// Pages that are known, but are no articles, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Articles by source; those without one are not among them, nor in `by_language`.
    pub by_source: BTreeMap<String, u64>,
    pub by_year: BTreeMap<i16, u64>,
    pub by_language: BTreeMap<String, u64>,
    /// The index's size on disk.
    pub bytes: u64,
}

/// Counts what the last commit holds.
pub fn count(index: &Index) -> Result<Stats, IndexError> {
    let storage = |source| index.storage(source);
    let mut stats = Stats::default();
    for segment in index.searcher()?.segment_readers() {
        add(&mut stats, segment).map_err(storage)?;
    }
    let files = fs::read_dir(&index.dir).map_err(|error| storage(error.into()))?;
    stats.bytes = files.flatten().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum();
    Ok(stats)
}

/// Bytes of the texts that the index has, titles and all. It reads every article.
pub fn text_bytes(index: &Index) -> Result<u64, IndexError> {
    let storage = |source: TantivyError| index.storage(source);
    let mut bytes = 0;
    for segment in index.searcher()?.segment_readers() {
        let store = segment.get_store_reader(1).map_err(|error| storage(error.into()))?;
        for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
            let article = index.fields.article(&document.map_err(storage)?).map_err(storage)?;
            bytes += article.map_or(0, |article| article.text_length() as u64);
        }
    }
    Ok(bytes)
}

fn add(stats: &mut Stats, segment: &SegmentReader) -> tantivy::Result<()> {
    let rejected = by_value(segment, "rejection")?;
    stats.articles += u64::from(segment.num_docs()) - rejected.values().sum::<u64>();
    let published = segment.fast_fields().i64("published")?;
    let mut dated = 0;
    for minutes in segment.doc_ids_alive().filter_map(|doc| published.first(doc)) {
        dated += 1;
        *stats.by_year.entry(from_minutes(minutes).year()).or_default() += 1;
    }
    stats.undated += u64::from(segment.num_docs()) - rejected.values().sum::<u64>() - dated;
    merge(&mut stats.rejected, rejected);
    merge(&mut stats.by_source, by_value(segment, "source")?);
    merge(&mut stats.by_language, by_value(segment, "language")?);
    Ok(())
}

/// How many documents have each value of a field.
fn by_value(segment: &SegmentReader, field: &str) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut counts = BTreeMap::new();
    let Some(column) = segment.fast_fields().str(field)? else { return Ok(counts) };
    let mut by_ord = vec![0; column.num_terms()];
    for ord in segment.doc_ids_alive().flat_map(|doc| column.term_ords(doc)) {
        by_ord[ord as usize] += 1;
    }
    for (ord, count) in by_ord.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        let mut value = String::new();
        column.ord_to_str(ord as u64, &mut value)?;
        counts.insert(value, count);
    }
    Ok(counts)
}

fn merge(counts: &mut BTreeMap<String, u64>, more: BTreeMap<String, u64>) {
    for (value, count) in more {
        *counts.entry(value).or_default() += count;
    }
}
