//! What an index holds, counted.

use std::collections::BTreeMap;

use tantivy::{Searcher, SegmentOrdinal, TantivyDocument};

use super::names::Names;
use crate::date::minutes::from_minutes;
use crate::embedded::snapshot::Snapshot;
use crate::engine::statistics::Statistics;
use crate::index::schema::{Fields, SOURCE};

/// Counts the articles and rejected pages of a commit. The size on disk is left 0.
pub fn count(snapshot: &Snapshot) -> tantivy::Result<Statistics> {
    let mut statistics = Statistics::default();
    for (number, _) in (0..).zip(snapshot.searcher.segment_readers()) {
        add(&mut statistics, snapshot, number)?;
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

fn add(statistics: &mut Statistics, snapshot: &Snapshot, number: SegmentOrdinal) -> tantivy::Result<()> {
    let by_value = |field: &str| by_value(snapshot, number, field);
    let segment = snapshot.searcher.segment_reader(number);
    let rejected = by_value("rejection")?;
    statistics.articles += u64::from(segment.num_docs()) - rejected.values().sum::<u64>();
    let published = segment.fast_fields().i64("published")?;
    let mut dated = 0;
    for minutes in segment.doc_ids_alive().filter_map(|doc| published.first(doc)) {
        dated += 1;
        *statistics.by_year.entry(from_minutes(minutes).year()).or_default() += 1;
    }
    statistics.undated += u64::from(segment.num_docs()) - rejected.values().sum::<u64>() - dated;
    merge(&mut statistics.rejected, rejected);
    merge(&mut statistics.by_source, by_value(SOURCE)?);
    merge(&mut statistics.by_language, by_value("language")?);
    Ok(())
}

/// How many documents have each value of a field.
fn by_value(snapshot: &Snapshot, number: SegmentOrdinal, field: &str) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut counts = BTreeMap::new();
    let Some(names) = Names::open(snapshot, number, field)? else { return Ok(counts) };
    let mut counted = vec![0; names.count()];
    for value in snapshot.searcher.segment_reader(number).doc_ids_alive().flat_map(|doc| names.of_doc(doc)) {
        counted[value as usize] += 1;
    }
    for (value, count) in (0..).zip(counted).filter(|(_, count)| *count > 0) {
        *counts.entry(names.name(value)?).or_default() += count;
    }
    Ok(counts)
}

fn merge(counts: &mut BTreeMap<String, u64>, more: BTreeMap<String, u64>) {
    for (value, count) in more {
        *counts.entry(value).or_default() += count;
    }
}
