//! The files of a segment that hold posting lists, field by field: dictionary, documents, positions.
//!
//! tantivy's `InvertedIndexSerializer` writes one field after the other. Here a field can also be written aside, by another
//! thread, and taken in when it is whole: a field's lists say nothing of where they lie among those of the others.

use std::io::{self, BufWriter, Seek, Write};
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use tantivy::directory::{CompositeWrite, WritePtr};
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::FieldSerializer;
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy_common::CountingWriter;
use tempfile::SpooledTempFile;

use super::spilled;

/// The three files of a segment.
pub struct Lists {
    files: [CompositeWrite; 3],
    schema: Schema,
}

impl Lists {
    /// Those of a new segment.
    pub fn open(segment: &Segment) -> tantivy::Result<Self> {
        let write = |component| segment.open_write(component).map(CompositeWrite::wrap);
        let files =
            [write(SegmentComponent::Terms)?, write(SegmentComponent::Postings)?, write(SegmentComponent::Positions)?];
        Ok(Self { files, schema: segment.schema() })
    }

    /// Whether the lists of a field have positions.
    pub fn have_positions(&self, field: Field) -> bool {
        recorded(&self.schema, field).has_positions()
    }

    /// The lists of a field, which has so many tokens: each field comes once.
    pub fn of_field(&mut self, field: Field, tokens: u64) -> io::Result<FieldSerializer<'_, WritePtr>> {
        let [terms, postings, positions] = self.files.each_mut().map(|file| file.for_field(field));
        FieldSerializer::create(recorded(&self.schema, field), tokens, terms, postings, positions, None)
    }

    /// Takes in the lists of a field that were written aside.
    pub fn take(&mut self, aside: Aside) -> io::Result<()> {
        for (file, written) in self.files.iter_mut().zip(aside.files) {
            let mut written = written.finish().into_inner()?;
            written.rewind()?;
            io::copy(&mut written, file.for_field(aside.field))?;
        }
        Ok(())
    }

    /// Ends the files. Each waits for the disk, and so they wait together.
    pub fn close(self) -> io::Result<()> {
        thread::scope(|threads| {
            let closing = self.files.map(|file| threads.spawn(|| file.close()));
            closing.into_iter().try_for_each(|file| file.join().unwrap_or_else(|panic| resume_unwind(panic)))
        })
    }
}

/// The lists of one field, in files that nobody else sees.
pub struct Aside {
    field: Field,
    recorded: IndexRecordOption,
    files: [CountingWriter<BufWriter<SpooledTempFile>>; 3],
}

impl Aside {
    /// No lists yet; the files are to lie in this folder.
    pub fn new(field: Field, schema: &Schema, dir: &Path) -> Self {
        let files = [(); 3].map(|()| CountingWriter::wrap(spilled::file(dir)));
        Self { field, recorded: recorded(schema, field), files }
    }

    /// The lists of the field, which has so many tokens.
    pub fn lists(&mut self, tokens: u64) -> io::Result<FieldSerializer<'_, impl Write>> {
        let [terms, postings, positions] = &mut self.files;
        FieldSerializer::create(self.recorded, tokens, terms, postings, positions, None)
    }
}

/// What the lists of a field hold beside documents.
fn recorded(schema: &Schema, field: Field) -> IndexRecordOption {
    schema.get_field_entry(field).field_type().index_record_option().unwrap_or(IndexRecordOption::Basic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::in_memory;
    use crate::index::terms::NO_COUNT;

    /// So many terms that the files do not stay in memory.
    fn write<W: Write>(mut lists: FieldSerializer<W>) {
        for term in 0..100_000_u32 {
            lists.new_term(format!("{term:06}").as_bytes(), NO_COUNT, true).unwrap();
            for document in 0..term % 5 {
                lists.write_doc(document, 2, &[term % 7, 1]);
            }
            lists.close_term().unwrap();
        }
        lists.close().unwrap();
    }

    #[test]
    fn lists_that_were_written_aside_are_what_they_would_be() {
        let index = in_memory(&[]);
        let dir = tempfile::tempdir().unwrap();
        let [first, second] = [index.fields.title.stems, index.fields.body.stems];
        let [direct, aside] = [false, true].map(|is_aside| {
            let segment = index.tantivy.new_segment();
            let mut lists = Lists::open(&segment).unwrap();
            for field in [first, second] {
                if is_aside {
                    let mut aside = Aside::new(field, &segment.schema(), dir.path());
                    write(aside.lists(7).unwrap());
                    lists.take(aside).unwrap();
                } else {
                    write(lists.of_field(field, 7).unwrap());
                }
            }
            lists.close().unwrap();
            let read = |component| segment.open_read(component).unwrap().read_bytes().unwrap().to_vec();
            [SegmentComponent::Terms, SegmentComponent::Postings, SegmentComponent::Positions].map(read)
        });
        assert!(direct == aside);
        assert!(direct.iter().all(|file| file.len() > 100_000));
    }
}
