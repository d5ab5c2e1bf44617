//! A batch: documents on their way into a segment, and the writing of it.
//!
//! tantivy's own `SegmentWriter` inverts one token after the other. Here the texts of a batch are inverted together
//! ([`super::inversion`]), once it is known in which order the documents will lie: that of their dates. All else is written
//! as tantivy does it, with its own serializers, so that tantivy reads and merges the segment as any other.

use std::cmp::Reverse;
use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};

use rustc_hash::FxHashMap;
use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::{FastFieldsWriter, write_alive_bitset};
use tantivy::fieldnorm::{FieldNormReader, FieldNormsSerializer};
use tantivy::index::{Segment, SegmentComponent};
use tantivy::indexer::DocIdMapping;
use tantivy::schema::Schema;
use tantivy::store::StoreWriter;
use tantivy::{BitSet, DocId, SegmentMeta};

use super::inversion::{Counted, Dictionary, Occurrences};
use super::lists::{Aside, Lists};
use super::schema::{Document, Fields};
use super::spilled::Spilled;
use super::terms::SegmentTerms;
use super::texts::{Gathered, Part, Texts};
use crate::analysis::vocabulary::Vocabulary;

/// Documents that will be one segment.
pub struct Batch {
    /// What they will be; no file of it is there before it is written.
    pub segment: Segment,
    /// Where the index lies.
    dir: PathBuf,
    fields: Fields,
    /// That of the first text.
    vocabulary: Arc<Vocabulary>,
    texts: Gathered,
    terms: SegmentTerms,
    columns: FastFieldsWriter,
    /// What is given back of each document.
    stored: Spilled,
    published: Vec<Option<i64>>,
    /// Which document has an id, by the hash of it.
    by_id: FxHashMap<u64, DocId>,
    /// Documents whose ids others have that came later, or that were deleted.
    deleted: Vec<DocId>,
    /// How many words the texts have.
    words: usize,
    /// Numbers that the words of another vocabulary have in this one's.
    foreign: Option<Foreign>,
}

struct Foreign {
    vocabulary: Arc<Vocabulary>,
    words: Vec<Arc<str>>,
    numbers: FxHashMap<u32, u32>,
}

impl Batch {
    /// A batch without a document, for a new segment of an index in `dir`.
    pub fn new(segment: Segment, fields: Fields, vocabulary: Arc<Vocabulary>, dir: &Path) -> tantivy::Result<Self> {
        let tokenizers = segment.index().fast_field_tokenizer().clone();
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(&segment.schema(), tokenizers)?;
        Ok(Self {
            segment,
            dir: dir.to_owned(),
            fields,
            vocabulary,
            texts: Gathered::new(dir),
            terms: SegmentTerms::default(),
            columns,
            stored: Spilled::new(dir),
            published: Vec::new(),
            by_id: FxHashMap::default(),
            deleted: Vec::new(),
            words: 0,
            foreign: None,
        })
    }

    /// Adds a document.
    pub fn add(&mut self, document: Document) -> tantivy::Result<()> {
        let Document { id_hash, vocabulary, mut texts, terms, published, columns, stored, .. } = document;
        let number = self.texts.length() as DocId;
        if !Arc::ptr_eq(&vocabulary, &self.vocabulary) {
            self.renumber(&mut texts, &vocabulary);
        }
        self.words += texts.words.len();
        self.texts.add(&texts)?;
        self.terms.add(number, &terms);
        self.published.push(published);
        self.columns.add_document(&columns)?;
        self.stored.add(|bytes| stored.write(&self.fields, bytes))?;
        self.by_id.insert(id_hash, number);
        Ok(())
    }

    /// Deletes the document with this id, if there is one.
    pub fn delete(&mut self, id_hash: u64) {
        self.deleted.extend(self.by_id.remove(&id_hash));
    }

    /// The memory that it takes now, and while it is written, in bytes.
    pub fn sizes(&self) -> (usize, usize) {
        /// Of a document, beside what is counted.
        const ROW: usize = Gathered::ROW + size_of::<Option<i64>>() + Spilled::ROW + 2 * size_of::<(u64, DocId)>();
        let rest = self.terms.size() + self.texts.length() * ROW;
        let columns = self.columns.mem_usage();
        (rest + columns, rest + columns.max(self.words * Occurrences::WORD))
    }

    /// Texts that were analysed with another vocabulary get the numbers of this batch's.
    fn renumber(&mut self, texts: &mut Texts, vocabulary: &Arc<Vocabulary>) {
        if self.foreign.as_ref().is_none_or(|foreign| !Arc::ptr_eq(&foreign.vocabulary, vocabulary)) {
            let (words, numbers) = (Vec::new(), FxHashMap::default());
            self.foreign = Some(Foreign { vocabulary: Arc::clone(vocabulary), words, numbers });
        }
        let Some(Foreign { words, numbers, .. }) = &mut self.foreign else { return };
        for word in &mut texts.words {
            let own = *numbers.entry(word.number()).or_insert_with(|| {
                if word.number() as usize >= words.len() {
                    *words = vocabulary.words();
                }
                self.vocabulary.adopt(&words[word.number() as usize])
            });
            *word = word.renumbered(own);
        }
    }

    /// Writes the segment. It has no documents but these, and knows which of them are deleted.
    pub fn write(self) -> tantivy::Result<SegmentMeta> {
        let Self { segment, dir, fields, vocabulary, mut texts, terms, columns, stored, published, deleted, .. } = self;
        let count = texts.length() as DocId;
        if count == 0 {
            return Ok(segment.meta().clone());
        }
        // The newest first, the undated last; of one date, as they came.
        let mut order: Vec<DocId> = (0..count).collect();
        order.sort_by_key(|doc| Reverse(published[*doc as usize]));
        let mut places = vec![0; order.len()];
        for (place, doc) in (0..).zip(&order) {
            places[*doc as usize] = place;
        }
        let lengths = Part::ALL.map(|part| lengths(&texts, &order, part));
        // At the end of a run nothing else is left to do: so the parts are written side by side, and files are made meanwhile.
        thread::scope(|threads| {
            let lists = threads.spawn(|| {
                write_lengths(&segment, &fields, &lengths)?;
                Lists::open(&segment)
            });
            let columns = threads.spawn(|| write_columns(&segment, columns, &order));
            let words = vocabulary.words();
            let counted = Counted::of(&mut texts, &order, words.len())?;
            // The columns and what is sorted are each most of the memory.
            joined(columns)?;
            let lists = joined(lists)?;
            let stored = threads.spawn(|| write_stored(&segment, stored, &order));
            let occurrences = counted.sorted(&mut texts, &order)?;
            drop(texts);
            write_postings(lists, &segment.schema(), &fields, &dir, &words, &occurrences, (&terms, &places))?;
            drop((occurrences, terms));
            joined(stored)
        })?;
        let mut segment = segment.with_max_doc(count);
        if !deleted.is_empty() {
            let mut alive = BitSet::with_max_value_and_full(count);
            deleted.iter().for_each(|doc| alive.remove(places[*doc as usize]));
            // No commit has this number: so that of the next is another.
            segment = segment.with_delete_meta(deleted.len() as u32, 0);
            let mut file = segment.open_write(SegmentComponent::Delete)?;
            write_alive_bitset(&alive, &mut file)?;
            file.terminate()?;
        }
        let meta = segment.meta().clone();
        meta.untrack_temp_docstore();
        Ok(meta)
    }
}

/// What a thread gives, or its panic.
fn joined<T>(thread: ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Writes the posting lists of all fields, those of forms beside those of stems.
fn write_postings(
    mut lists: Lists,
    schema: &Schema,
    fields: &Fields,
    dir: &Path,
    words: &[Arc<str>],
    texts: &[Occurrences; 3],
    (terms, places): (&SegmentTerms, &[DocId]),
) -> io::Result<()> {
    thread::scope(|threads| {
        let forms = threads.spawn(|| forms_aside(schema, fields, dir, words, texts));
        write_stems(fields, words, texts, &mut lists)?;
        schema.fields().try_for_each(|(field, _)| terms.write(field, places, &mut lists))?;
        joined(forms)?.into_iter().try_for_each(|forms| lists.take(forms))
    })?;
    lists.close()
}

/// Writes the posting lists of the stems of each text.
fn write_stems(fields: &Fields, words: &[Arc<str>], texts: &[Occurrences; 3], lists: &mut Lists) -> io::Result<()> {
    let stems = Dictionary::of_stems(words, texts);
    for (field, text) in [fields.title, fields.lead, fields.body].into_iter().zip(texts) {
        if text.tokens > 0 {
            stems.write_stems(text, lists.of_field(field.stems, text.tokens)?)?;
        }
    }
    Ok(())
}

/// Writes the posting lists of the forms aside.
fn forms_aside(
    schema: &Schema,
    fields: &Fields,
    dir: &Path,
    words: &[Arc<str>],
    texts: &[Occurrences; 3],
) -> io::Result<Vec<Aside>> {
    let forms = Dictionary::of_forms(words, texts);
    let mut written = Vec::new();
    // Standfirst and body share the lists of their written words.
    for (field, texts) in [(fields.title.forms, &texts[..1]), (fields.body.forms, &texts[1..])] {
        let count: u64 = texts.iter().map(|text| text.count).sum();
        if count > 0 {
            let mut aside = Aside::new(field, schema, dir);
            forms.write_forms(texts, aside.lists(count)?)?;
            written.push(aside);
        }
    }
    Ok(written)
}

/// The lengths of one text of the documents in tokens, each as the byte that stands for it.
fn lengths(texts: &Gathered, order: &[DocId], part: Part) -> Vec<u8> {
    order.iter().map(|doc| FieldNormReader::fieldnorm_to_id(texts.tokens(*doc, part))).collect()
}

/// Writes the lengths of all texts.
fn write_lengths(segment: &Segment, fields: &Fields, lengths: &[Vec<u8>; 3]) -> tantivy::Result<()> {
    let mut file = FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?;
    for (field, lengths) in [fields.title, fields.lead, fields.body].into_iter().zip(lengths) {
        file.serialize_field(field.stems, lengths)?;
    }
    file.close()?;
    Ok(())
}

/// Writes the columns.
fn write_columns(segment: &Segment, mut columns: FastFieldsWriter, order: &[DocId]) -> tantivy::Result<()> {
    let mut file = segment.open_write(SegmentComponent::FastFields)?;
    columns.serialize(&mut file, Some(&DocIdMapping::new_permutation(order.to_vec())?))?;
    file.terminate()?;
    Ok(())
}

/// Writes what is kept of each document, in their order.
fn write_stored(segment: &Segment, mut stored: Spilled, order: &[DocId]) -> tantivy::Result<()> {
    let settings = segment.index().settings();
    let mut store = StoreWriter::new(
        segment.open_write(SegmentComponent::Store)?,
        settings.docstore_compression,
        settings.docstore_blocksize,
        settings.docstore_compress_dedicated_thread,
    )?;
    for doc in order {
        store.store_bytes(stored.read(*doc)?)?;
    }
    store.close()?;
    Ok(())
}
