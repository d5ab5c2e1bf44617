//! What an index holds, counted.

use std::collections::BTreeMap;

use tantivy::index::SegmentReader;
use tantivy::{Searcher, TantivyDocument};

use crate::date::minutes::from_minutes;
use crate::engine::statistics::Statistics;
use crate::index::schema::Fields;

/// Counts the articles and rejected pages of a commit. The size on disk is left 0.
pub fn count(searcher: &Searcher) -> tantivy::Result<Statistics> {
    let mut statistics = Statistics::default();
    for segment in searcher.segment_readers() {
        add(&mut statistics, segment)?;
    }
    Ok(statistics)
}

/// Bytes of the texts that the index has, titles and all. It reads every article.
pub fn text_bytes(searcher: &Searcher, fields: &Fields) -> tantivy::Result<u64> {
    let mut bytes = 0;
    for segment in searcher.segment_readers() {
        let store = segment.get_store_reader(1)?;
        for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
            bytes += fields.article(&document?)?.map_or(0, |article| article.text_length() as u64);
        }
    }
    Ok(bytes)
}

fn add(statistics: &mut Statistics, segment: &SegmentReader) -> tantivy::Result<()> {
    let rejected = by_value(segment, "rejection")?;
    statistics.articles += u64::from(segment.num_docs()) - rejected.values().sum::<u64>();
    let published = segment.fast_fields().i64("published")?;
    let mut dated = 0;
    for minutes in segment.doc_ids_alive().filter_map(|doc| published.first(doc)) {
        dated += 1;
        *statistics.by_year.entry(from_minutes(minutes).year()).or_default() += 1;
    }
    statistics.undated += u64::from(segment.num_docs()) - rejected.values().sum::<u64>() - dated;
    merge(&mut statistics.rejected, rejected);
    merge(&mut statistics.by_source, by_value(segment, "source")?);
    merge(&mut statistics.by_language, by_value(segment, "language")?);
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
