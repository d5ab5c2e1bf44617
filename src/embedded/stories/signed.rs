//! What the index has of an article to find its copies by: its signature, and when it comes to stand for a story.

use tantivy::columnar::Column;
use tantivy::{DocId, Searcher, SegmentOrdinal};

use crate::dedup::Signature;
use crate::dedup::beginning::Beginning;
use crate::dedup::sketch::{Sketch, unpack};
use crate::index::schema::PUBLISHED;

/// When an article comes to stand for its story: by its date, in minutes since 1970, undated ones last; then by its id, hashed.
pub type Turn = (i64, u64);

/// The columns of a segment that say which articles are alike.
pub struct Columns {
    shingles: Column<u64>,
    beginning: Column<u64>,
    details: Column<u64>,
    published: Column<i64>,
    id_hash: Column<u64>,
}

impl Columns {
    /// Opens those of a segment.
    pub fn open(searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<Self> {
        let columns = searcher.segment_reader(segment).fast_fields();
        Ok(Self {
            shingles: columns.u64("sketch")?,
            beginning: columns.u64("beginning")?,
            details: columns.u64("details")?,
            published: columns.i64(PUBLISHED)?,
            id_hash: columns.u64("id_hash")?,
        })
    }

    /// The signature of an article; an empty one for one that is not to be compared.
    pub fn signature(&self, doc: DocId) -> Signature {
        Signature { shingles: self.shingles(doc), details: self.details(doc) }
    }

    /// The beginning of the sketch of its shingles.
    pub fn beginning(&self, doc: DocId) -> Beginning {
        Beginning::unpack(&packed(&self.beginning, doc))
    }

    /// The sketch of its shingles.
    pub fn shingles(&self, doc: DocId) -> Sketch {
        unpack(&packed(&self.shingles, doc))
    }

    /// The sketch of its details.
    pub fn details(&self, doc: DocId) -> Sketch {
        unpack(&packed(&self.details, doc))
    }

    /// When an article comes to stand for its story.
    pub fn turn(&self, doc: DocId) -> Turn {
        (self.published.first(doc).unwrap_or(i64::MAX), self.id_hash.first(doc).unwrap_or_default())
    }
}

fn packed(column: &Column<u64>, doc: DocId) -> Vec<u64> {
    let rows = column.index.value_row_ids(doc);
    let mut packed = vec![0; rows.len()];
    column.values.get_range(rows.start.into(), &mut packed);
    packed
}
