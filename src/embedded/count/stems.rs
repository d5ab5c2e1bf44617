//! How often stems stand in the texts, read from their postings.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use crate::embedded::cores;
use crate::embedded::snapshot::Snapshot;
use crate::engine::statistics::StemCount;

/// The counts of stems, in their order.
pub fn counts(snapshot: &Snapshot, stems: &[String]) -> tantivy::Result<Vec<StemCount>> {
    let fields = snapshot.texts();
    let count = |stem: &String| {
        let mut count = StemCount::default();
        for segment in snapshot.searcher.segment_readers() {
            let mut lists = Vec::new();
            for field in &fields {
                let term = Term::from_field_text(field.stems, stem);
                let index = segment.inverted_index(field.stems)?;
                lists.extend(index.read_postings(&term, IndexRecordOption::WithFreqs)?);
            }
            add(&mut count, lists, segment);
        }
        Ok(count)
    };
    cores::each(stems.iter().collect(), count).into_iter().collect()
}

/// Adds the counts of a segment: an article may have the stem in several fields.
fn add(count: &mut StemCount, mut lists: Vec<SegmentPostings>, segment: &SegmentReader) {
    loop {
        let next = lists.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        if next == TERMINATED {
            return;
        }
        let is_alive = !segment.is_deleted(next);
        count.articles += u64::from(is_alive);
        for list in lists.iter_mut().filter(|list| list.doc() == next) {
            count.times += if is_alive { u64::from(list.term_freq()) } else { 0 };
            list.advance();
        }
    }
}
