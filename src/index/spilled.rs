//! What waits of the documents of a batch until their order is known, in a file that nobody else sees: so memory is left for what has to
//! be sorted, a batch has more documents, and fewer segments are merged.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use tantivy::DocId;
use tempfile::SpooledTempFile;

/// Bytes of each document, by their numbers. A few documents stay in memory.
#[derive(Debug)]
pub struct Spilled {
    file: BufWriter<SpooledTempFile>,
    /// Where those of each document end.
    ends: Vec<u64>,
    /// Those of the document that is written or read.
    bytes: Vec<u8>,
}

/// Bytes from which on they are a file.
const IN_MEMORY: usize = 1 << 18;

impl Spilled {
    /// Bytes of memory that a document takes.
    pub const ROW: usize = size_of::<u64>();

    /// No documents; the file is to lie in this folder.
    pub fn new(dir: &Path) -> Self {
        Self { file: file(dir), ends: Vec::new(), bytes: Vec::new() }
    }

    /// Adds a document, whose bytes `write` appends.
    pub fn add(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        self.bytes.clear();
        write(&mut self.bytes);
        self.file.write_all(&self.bytes)?;
        self.ends.push(self.ends.last().unwrap_or(&0) + self.bytes.len() as u64);
        Ok(())
    }

    /// The bytes of a document. It is slow between additions.
    pub fn read(&mut self, document: DocId) -> io::Result<&[u8]> {
        self.file.flush()?;
        let start = (document as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        self.bytes.resize((self.ends[document as usize] - start) as usize, 0);
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut self.bytes)?;
        Ok(&self.bytes)
    }
}

/// An empty file in a folder, or in that of the system, as a test's index lies in none.
pub fn file(dir: &Path) -> BufWriter<SpooledTempFile> {
    let file = match dir.is_dir() {
        true => tempfile::spooled_tempfile_in(IN_MEMORY, dir),
        false => tempfile::spooled_tempfile(IN_MEMORY),
    };
    BufWriter::with_capacity(1 << 16, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_in_any_order() {
        let dir = tempfile::tempdir().unwrap();
        for length in [3, 3_000] {
            let mut spilled = Spilled::new(dir.path());
            let of_document = |document: u32| vec![document as u8; length * document as usize];
            for document in 0..20 {
                spilled.add(|bytes| bytes.extend(of_document(document))).unwrap();
            }
            for document in [7, 0, 19, 7, 1] {
                assert_eq!(spilled.read(document).unwrap(), of_document(document));
            }
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nobody sees the file");
    }
}
