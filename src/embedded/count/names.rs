//! The values of a field of names in one segment, as articles are counted by them.

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentOrdinal};

use crate::embedded::press::Press;
use crate::embedded::snapshot::Snapshot;
use crate::index::schema::SOURCE;

/// A column of names.
pub struct Names<'a> {
    column: StrColumn,
    /// Of a column of imprints, the newspapers that they are of.
    press: Option<(&'a Press, SegmentOrdinal)>,
}

impl<'a> Names<'a> {
    /// Opens the column of a segment; none if no article of it has a value.
    pub fn open(snapshot: &'a Snapshot, segment: SegmentOrdinal, field: &str) -> tantivy::Result<Option<Self>> {
        let Some(column) = snapshot.searcher.segment_reader(segment).fast_fields().str(field)? else { return Ok(None) };
        let press = if field == SOURCE { Some((snapshot.press()?, segment)) } else { None };
        Ok(Some(Self { column, press }))
    }

    /// How many values it has.
    pub fn count(&self) -> usize {
        self.column.num_terms()
    }

    /// The values of a document, by their numbers.
    pub fn of_doc(&self, doc: DocId) -> impl Iterator<Item = u64> + '_ {
        self.column.term_ords(doc)
    }

    /// The name that stands for a value.
    pub fn name(&self, number: u64) -> tantivy::Result<String> {
        if let Some((press, segment)) = self.press {
            return Ok(press.name(segment, number).to_owned());
        }
        let mut name = String::new();
        self.column.ord_to_str(number, &mut name)?;
        Ok(name)
    }
}
