//! The deletion of documents by their ids, as a query of tantivy's.

use std::sync::Arc;

use tantivy::index::SegmentReader;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, TERMINATED, Term};

/// The documents with some ids that came before a batch. A term of tantivy's would not do: what is deleted while a segment
/// is on its way into the index would reach the documents of that segment too, which have the ids of those that they replace
/// (`DeleteQueue::cursor` in tantivy 0.27 gives a place before the operations that nobody has asked for yet).
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The field of ids.
    pub id: Field,
    /// The ids.
    pub ids: Arc<[String]>,
    /// The number of the batch; those before it have lower ones.
    pub generation: u64,
}

impl Query for Earlier {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Earlier {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let (lists, generations) = (segment.inverted_index(self.id)?, segment.fast_fields().u64("generation")?);
        let mut found = BitSet::with_max_value(segment.max_doc());
        for id in &*self.ids {
            let term = Term::from_field_text(self.id, id);
            let Some(mut list) = lists.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while list.doc() != TERMINATED {
                if generations.first(list.doc()).is_some_and(|generation| generation < self.generation) {
                    found.insert(list.doc());
                }
                list.advance();
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("an id", 1.0))
    }
}
