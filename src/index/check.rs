//! Whether an index is what was written: every file by its checksum, then what the files say by what they must agree on.
//! Disks, memory and copies over a network change a bit now and then, and a changed bit in a posting list is an answer
//! that is wrong and looks right.

use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentReader;
use tantivy::{SegmentMeta, TantivyDocument};

use super::Index;
use super::collection::Collection;
use super::damage::{COMPONENTS, Damage, damage_of, damage_of_file, files};
use super::error::IndexError;
use super::folder::{MANAGED, META};
use super::schema::{PUBLISHED, id_hash};
use super::stamp::Stamp;
use crate::date::minutes::minutes;

/// What was found in an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// The files of the last commit, and their bytes.
    pub files: u64,
    /// The sizes of these files, added up.
    pub bytes: u64,
    /// Articles and rejected pages that were read; they are not where a file is damaged.
    pub articles: u64,
    /// Pages without an article that were read.
    pub rejected: u64,
    /// All that was found wrong; none in a sound index.
    pub damages: Vec<Damage>,
}

/// Examines the index in `dir`: all of its files and, where these are sound, all of its articles.
pub fn examine(dir: &Path) -> Result<Examination, IndexError> {
    let mut examination = Examination::default();
    let index = match Index::open(dir) {
        Ok(index) => index,
        Err(IndexError::Damaged { what, .. } | IndexError::Storage { what, .. }) => {
            examination.damages.push(Damage::new(META, what));
            return Ok(examination);
        }
        Err(error) => return Err(error),
    };
    let segments = index.segments()?;
    for file in segments.iter().flat_map(|segment| files(segment, &COMPONENTS)) {
        examination.files += 1;
        examination.bytes += fs::metadata(dir.join(&file)).map_or(0, |metadata| metadata.len());
        examination.damages.extend(damage_of_file(&index.tantivy, &file));
    }
    examination.damages.extend(damage_of_list(&index, &segments));
    if examination.damages.is_empty() {
        let read = catch_unwind(AssertUnwindSafe(|| read(&index, &mut examination)));
        match read {
            Ok(Ok(())) => {}
            Ok(Err(error @ IndexError::Forbidden { .. })) => return Err(error),
            Ok(Err(error)) => examination.damages.push(Damage::new(META, error.to_string())),
            Err(_) => examination.damages.push(Damage::new(META, "reading the articles failed")),
        }
    }
    Ok(examination)
}

/// Why an index that opens, or does not, fails beyond that: the first of its files that is damaged, if any is.
pub fn explain(dir: &Path) -> Result<Option<IndexError>, IndexError> {
    let index = match Index::open(dir) {
        Err(error @ IndexError::Damaged { .. }) => return Ok(Some(error)),
        opened => opened?,
    };
    let damage = index.segments()?.iter().find_map(|segment| damage_of(&index.tantivy, segment, &COMPONENTS));
    Ok(damage.map(|damage| index.damaged(damage)))
}

/// The list of files that tantivy may delete has no checksum of its own: it must name those of the commit. That it names
/// no others is looked at when the index is opened.
fn damage_of_list(index: &Index, segments: &[SegmentMeta]) -> Option<Damage> {
    let listed = index.tantivy.directory().list_managed_files();
    let mut expected = segments.iter().flat_map(|segment| files(segment, &COMPONENTS)).chain([PathBuf::from(META)]);
    let missing = expected.find(|file| !listed.contains(file))?;
    Some(Damage::new(MANAGED, format!("it does not name {}", missing.display())))
}

/// Reads every document, and what the index says of it elsewhere.
fn read(index: &Index, examination: &mut Examination) -> Result<(), IndexError> {
    let searcher = index.latest()?;
    let mut ids = HashSet::new();
    for segment in searcher.segment_readers() {
        read_segment(index, segment, &mut ids, examination).map_err(|source| index.storage(source))?;
    }
    let articles = Collection::new(&searcher, &index.fields).map_err(|source| index.storage(source))?.articles;
    if articles != examination.articles {
        let what = format!("the index counts {articles} articles and has {}", examination.articles);
        examination.damages.push(Damage::new(META, what));
    }
    Ok(())
}

fn read_segment(
    index: &Index,
    segment: &SegmentReader,
    ids: &mut HashSet<u64>,
    examination: &mut Examination,
) -> tantivy::Result<()> {
    let Index { fields, stamp, .. } = index;
    let columns = Columns::open(segment)?;
    let store = segment.get_store_reader(1)?;
    for doc in segment.doc_ids_alive() {
        let document: TantivyDocument = store.get(doc)?;
        let id = fields.text(&document, fields.id);
        let (article, rejection) = (fields.article(&document)?, columns.rejections.as_ref());
        let is_rejected = rejection.is_some_and(|rejections| rejections.term_ords(doc).next().is_some());
        let what = if !ids.insert(id_hash(id)) {
            "it is there twice"
        } else if !columns.agree(doc, id, stamp) {
            "its columns are those of another page"
        } else {
            match &article {
                None if !is_rejected => "it has no article",
                Some(_) if is_rejected => "it is an article and a rejected page",
                Some(article)
                    if columns.published.first(doc)
                        != article.published.map(|published| minutes(published.moment.at)) =>
                {
                    "its date is that of another article"
                }
                _ => "",
            }
        };
        *if article.is_some() { &mut examination.articles } else { &mut examination.rejected } += 1;
        if !what.is_empty() {
            examination.damages.push(Damage::new(id, what));
        }
    }
    Ok(())
}

/// What the index knows of each document beside its text.
struct Columns {
    hashes: Column<u64>,
    fingerprints: Column<u64>,
    generations: Column<u64>,
    published: Column<i64>,
    rejections: Option<StrColumn>,
}

impl Columns {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            hashes: columns.u64("id_hash")?,
            fingerprints: columns.u64("fingerprint")?,
            generations: columns.u64("generation")?,
            published: columns.i64(PUBLISHED)?,
            rejections: columns.str("rejection")?,
        })
    }

    fn agree(&self, doc: tantivy::DocId, id: &str, stamp: &Stamp) -> bool {
        self.hashes.first(doc) == Some(id_hash(id))
            && self.fingerprints.first(doc).is_some()
            && self.generations.first(doc).is_none_or(|generation| generation <= stamp.generation)
    }
}
