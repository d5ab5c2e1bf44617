//! The index on disk: what is created, opened and refused. Its commit payload, the stamp, says how it was made.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::RamDirectory;
use tantivy::directory::error::OpenDirectoryError;
use tantivy::index::{IndexSortByField, Order};
use tantivy::indexer::IndexWriterOptions;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{
    Directory, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, SegmentMeta, TantivyDocument,
    TantivyError,
};

use crate::analysis::vocabulary::CurrentVocabulary;
use crate::source;
use batch::Batch;
use damage::Damage;
use error::IndexError;
use folder::{Folder, META};
use schema::{Document, Entry, Fields};
use stamp::Stamp;

pub mod folder;
pub mod error;
mod foreign;
pub mod damage;
mod packed;
mod spilled;
mod lists;
pub mod terms;
pub mod texts;
mod inversion;
pub mod schema;
pub mod stamp;
pub mod collection;
pub mod check;
pub mod manifest;
pub mod quota;
pub mod target;
mod batch;
mod deletion;
mod merges;
pub mod writer;
mod pages;

/// An index that this version can read and write.
pub struct Index {
    /// The folder that it lies in.
    pub dir: PathBuf,
    pub(crate) tantivy: tantivy::Index,
    pub(crate) fields: Fields,
    /// What the words of texts are numbered in, on their way into the index.
    vocabulary: Arc<CurrentVocabulary>,
    /// What the last commit carried.
    pub stamp: Stamp,
}

impl Index {
    /// Opens the index in `dir` for searching.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        match Self::open_if_any(dir, &plain)? {
            Some(index) => Ok(index),
            None if is_vacant(dir) => Err(IndexError::Missing(dir.to_owned())),
            None => Err(IndexError::NotAnIndex(dir.to_owned())),
        }
    }

    /// Opens the index in `dir` or, where there is nothing yet, makes an empty one whose pages live below `root`.
    pub fn open_or_create(dir: &Path, root: Option<String>) -> Result<Self, IndexError> {
        Self::open_or_create_within(dir, root, &plain)
    }

    /// The same, where `within` makes the directory that tantivy sees of the folder: one that fails, in a test.
    pub fn open_or_create_within(dir: &Path, root: Option<String>, within: Within) -> Result<Self, IndexError> {
        if let Some(mut index) = Self::open_if_any(dir, within)? {
            index.stamp.root = index.stamp.root.or(root);
            return Ok(index);
        }
        if !is_vacant(dir) {
            return Err(IndexError::NotAnIndex(dir.to_owned()));
        }
        let storage = |source: TantivyError| IndexError::of(dir, &source);
        std::fs::create_dir_all(dir).map_err(|error| storage(error.into()))?;
        let (schema, fields) = schema::build();
        let directory = Folder::open(dir).map_err(|error| storage(error.into()))?;
        let tantivy = tantivy::Index::create(within(directory), schema, settings()).map_err(storage)?;
        Ok(Self { dir: dir.to_owned(), tantivy, fields, vocabulary: Arc::default(), stamp: Stamp::new(root) })
    }

    /// Makes an index of a few documents in memory, in one segment. Their texts were analysed with `vocabulary`, and the files
    /// that they came from lie below `root`.
    pub(crate) fn of_documents(
        documents: Vec<Document>,
        vocabulary: &Arc<CurrentVocabulary>,
        root: Option<String>,
    ) -> Result<Self, IndexError> {
        let dir = PathBuf::from("memory");
        let storage = |source: TantivyError| IndexError::of(&dir, &source);
        let (schema, fields) = schema::build();
        let tantivy = tantivy::Index::create(RamDirectory::create(), schema, settings()).map_err(storage)?;
        let (stamp, vocabulary) = (Stamp::new(root), Arc::clone(vocabulary));
        let index = Self { dir: dir.clone(), tantivy, fields, vocabulary, stamp };
        let mut writer = index.tantivy_writer()?;
        index.add_segment(&mut writer, documents).map_err(storage)?;
        index.commit(&mut writer, &index.stamp)?;
        Ok(index)
    }

    /// Adds a segment of some documents.
    fn add_segment(&self, writer: &mut IndexWriter, documents: Vec<Document>) -> tantivy::Result<()> {
        let mut batch = Batch::new(writer.new_segment(), self.fields, self.vocabulary.get(), &self.dir)?;
        for mut document in documents {
            document.comes_in(1, &self.fields);
            batch.add(document)?;
        }
        writer.add_segment(batch.write()?)
    }

    /// What the index takes of `entry`, with its text analysed.
    pub fn document(&self, entry: &Entry) -> Document {
        self.fields.document(entry, self.vocabulary.get())
    }

    /// Takes the index's only place for a writer. tantivy's own threads get nothing to do but merges, one at a time.
    fn tantivy_writer(&self) -> Result<IndexWriter, IndexError> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(LEAST_HEAP)
            .num_merge_threads(1)
            .build();
        self.tantivy.writer_with_options(options).map_err(|source| self.storage(source))
    }

    /// Makes all that `writer` was given durable and visible, under a stamp.
    fn commit(&self, writer: &mut IndexWriter, stamp: &Stamp) -> Result<(), IndexError> {
        let payload = serde_json::to_string(stamp).expect("a stamp holds only numbers and a text");
        let mut commit = writer.prepare_commit().map_err(|source| self.storage(source))?;
        commit.set_payload(&payload);
        commit.commit().map_err(|source| self.storage(source))?;
        Ok(())
    }

    /// tantivy's number of the last commit: another one means another state of the index.
    pub fn last_commit(&self) -> Result<u64, IndexError> {
        self.last_commit_with_stamp().map(|(commit, _)| commit)
    }

    /// The same, with the stamp that the commit has, if it has one.
    pub(crate) fn last_commit_with_stamp(&self) -> Result<(u64, Option<Stamp>), IndexError> {
        let meta = self.tantivy.load_metas().map_err(|source| self.storage(source))?;
        Ok((meta.opstamp, meta.payload.and_then(|stamp| serde_json::from_str(&stamp).ok())))
    }

    /// The size of its files, in bytes.
    pub fn bytes_on_disk(&self) -> Result<u64, IndexError> {
        let files = std::fs::read_dir(&self.dir).map_err(|error| self.storage(error.into()))?;
        Ok(files.flatten().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum())
    }

    /// The documents of the last commit.
    pub(crate) fn latest(&self) -> Result<Searcher, IndexError> {
        Ok(self.open_reader()?.searcher())
    }

    /// The same at the end of a run, which looked for damage when it began, and has written the rest itself.
    fn latest_of_run(&self) -> Result<Searcher, IndexError> {
        Ok(self.reader()?.searcher())
    }

    /// Opens the files of the last commit. One that a merge has just put others in the place of may be gone between the list
    /// and the file: then there is another list.
    fn open_reader(&self) -> Result<IndexReader, IndexError> {
        const TRIES: usize = 5;
        let mut opened = self.try_open_reader(&self.segments()?);
        for _ in 1..TRIES {
            let Err(IndexError::Damaged { .. }) = opened else { break };
            opened = self.try_open_reader(&self.segments()?);
        }
        opened
    }

    fn try_open_reader(&self, segments: &[SegmentMeta]) -> Result<IndexReader, IndexError> {
        if let Some(damage) = damage::damage_at_a_glance(&self.tantivy, &self.dir, segments) {
            return Err(self.damaged(damage));
        }
        self.reader()
    }

    fn reader(&self) -> Result<IndexReader, IndexError> {
        let builder = self.tantivy.reader_builder().reload_policy(ReloadPolicy::Manual);
        builder.try_into().map_err(|source| self.storage(source))
    }

    /// The segments of the last commit.
    fn segments(&self) -> Result<Vec<SegmentMeta>, IndexError> {
        self.tantivy.searchable_segment_metas().map_err(|source| self.storage(source))
    }

    /// The path of the file that a document's page came from; `-` for standard input. One that is not UTF-8 is written as
    /// [`source::path_text`] does.
    pub(crate) fn path_of(&self, document: &TantivyDocument) -> String {
        self.path_in(self.fields.text(document, self.fields.container))
    }

    /// The path of the file that documents have as their container.
    pub(crate) fn path_in(&self, container: &str) -> String {
        let path = match &self.stamp.root {
            Some(root) if container != source::STDIN => {
                source::text_path(root).join(source::text_path(container.trim_start_matches("./")))
            }
            _ => source::text_path(container),
        };
        path.into_os_string().into_string().unwrap_or_else(|path| source::path_text(Path::new(&path)))
    }

    /// Says what a failure of tantivy's means for this index.
    pub(crate) fn storage(&self, source: TantivyError) -> IndexError {
        IndexError::of(&self.dir, &source)
    }

    fn damaged(&self, damage: Damage) -> IndexError {
        IndexError::Damaged { dir: self.dir.clone(), what: format!("{}: {}", damage.file, damage.what) }
    }

    fn open_if_any(dir: &Path, within: Within) -> Result<Option<Self>, IndexError> {
        let storage = |source: TantivyError| IndexError::of(dir, &source);
        foreign::check(dir)?;
        let folder = match Folder::open(dir) {
            Ok(folder) => folder,
            Err(OpenDirectoryError::DoesNotExist(_)) => return Ok(None),
            Err(OpenDirectoryError::NotADirectory(_)) => return Err(IndexError::NotAnIndex(dir.to_owned())),
            Err(error) => return Err(storage(error.into())),
        };
        if !tantivy::Index::exists(&folder).map_err(|error| storage(error.into()))? {
            return Ok(None);
        }
        let is_sealed = folder.is_sealed();
        let tantivy = tantivy::Index::open(within(folder)).map_err(storage)?;
        let meta = tantivy.load_metas().map_err(storage)?;
        let (schema, fields) = schema::build();
        let stamp = match meta.payload {
            // It was made, and before the first commit something ended the run.
            None if meta.segments.is_empty() && meta.schema == schema => Stamp::new(None),
            payload => stamp::check(dir, &payload.unwrap_or_default(), &meta.schema, &schema)?,
        };
        // An index of another version may have none, and was told apart above.
        if !is_sealed {
            return Err(IndexError::Damaged { dir: dir.to_owned(), what: format!("{META} has lost its checksum") });
        }
        Ok(Some(Self { dir: dir.to_owned(), tantivy, fields, vocabulary: Arc::default(), stamp }))
    }
}

/// What tantivy sees of a folder.
pub type Within<'a> = &'a dyn Fn(Folder) -> Box<dyn Directory>;

fn plain(folder: Folder) -> Box<dyn Directory> {
    Box::new(folder)
}

/// The least heap that tantivy accepts for a thread. It takes none before it gets a document.
const LEAST_HEAP: usize = 15_000_000;

/// Articles lie in the order of their dates, so that a period is a stretch of each segment. That costs nothing that could be
/// measured, and a search in one year of ten takes three quarters of the time.
fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
        sort_by_field: Some(IndexSortByField { field: schema::PUBLISHED.to_owned(), order: Order::Desc }),
        ..Default::default()
    }
}

/// Whether an index may be made in `dir`: it does not exist, or holds nothing but hidden files such as `.gitignore`.
fn is_vacant(dir: &Path) -> bool {
    match std::fs::read_dir(dir) {
        Ok(entries) => entries.flatten().all(|entry| entry.file_name().as_encoded_bytes().starts_with(b".")),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// The documents of a test, without a directory.
#[cfg(test)]
pub fn in_memory(entries: &[schema::Entry]) -> Index {
    in_segments(entries, entries.len().max(1))
}

/// The same, so many to a segment; eight segments would be merged.
#[cfg(test)]
pub fn in_segments(entries: &[schema::Entry], length: usize) -> Index {
    let (schema, fields) = schema::build();
    let tantivy = tantivy::Index::create(RamDirectory::create(), schema, settings()).unwrap();
    let (dir, stamp) = (PathBuf::from("memory"), Stamp::new(None));
    let index = Index { dir, tantivy, fields, vocabulary: Arc::default(), stamp };
    let mut writer = index.tantivy_writer().unwrap();
    for entries in entries.chunks(length) {
        let documents = entries.iter().map(|entry| index.document(entry)).collect();
        index.add_segment(&mut writer, documents).unwrap();
        index.commit(&mut writer, &Stamp { settled: true, ..index.stamp.clone() }).unwrap();
    }
    index
}
