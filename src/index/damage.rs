//! Damage: files of an index that are not as they were written. tantivy ends every file of a segment with a checksum.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tantivy::SegmentMeta;
use tantivy::directory::error::OpenReadError;
use tantivy::index::SegmentComponent;

use super::folder::is_forbidden;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// The name of the file, within the folder of the index.
    pub file: String,
    /// What is wrong with it, as a sentence to print.
    pub what: String,
}

impl Damage {
    /// Damage of a file.
    pub fn new(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file: file.into(), what: what.into() }
    }
}

/// The files of a segment, but for the one that says which documents are deleted.
pub const COMPONENTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::Terms,
    SegmentComponent::Store,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
];

/// An index of up to so many bytes is looked at whole whenever it is opened, which takes a millisecond or two. A larger one
/// would make its searches wait: that is what `check` is for.
const SMALL: u64 = 16 << 20;

/// The first damaged file of some segments, if these are small. Of large ones those are looked at that say which documents
/// are deleted: a bit for each, and any that is wrong is an article too many or too few.
pub fn damage_at_a_glance(index: &tantivy::Index, dir: &Path, segments: &[SegmentMeta]) -> Option<Damage> {
    let files_of = |components: &[SegmentComponent]| -> Vec<PathBuf> {
        segments.iter().flat_map(|segment| files(segment, components)).collect()
    };
    let all = files_of(&COMPONENTS);
    let bytes: u64 = all.iter().map(|file| fs::metadata(dir.join(file)).map_or(0, |metadata| metadata.len())).sum();
    let looked_at = if bytes > SMALL { files_of(&[]) } else { all };
    looked_at.iter().find_map(|file| damage_of_file(index, file))
}

/// The first that is damaged of some files of a segment, and of its list of deleted documents, if it has one.
pub fn damage_of(index: &tantivy::Index, segment: &SegmentMeta, components: &[SegmentComponent]) -> Option<Damage> {
    files(segment, components).iter().find_map(|file| damage_of_file(index, file))
}

/// The files of a segment, with its list of deleted documents.
pub fn files(segment: &SegmentMeta, components: &[SegmentComponent]) -> Vec<PathBuf> {
    let deletes = segment.has_deletes().then(|| segment.relative_path(SegmentComponent::Delete));
    components.iter().map(|component| segment.relative_path(component.clone())).chain(deletes).collect()
}

/// What is wrong with a file by its checksum.
pub fn damage_of_file(index: &tantivy::Index, file: &Path) -> Option<Damage> {
    let what = match index.directory().validate_checksum(file) {
        Ok(true) => return None,
        Ok(false) => "its bytes are not those that were written",
        Err(OpenReadError::FileDoesNotExist(_)) => "it is missing",
        // Opening it says so: a good index is not to be deleted for want of a right.
        Err(OpenReadError::IoError { io_error, .. }) if is_forbidden(&io_error) => return None,
        Err(_) => "its end is not what was written",
    };
    Some(Damage::new(file.to_string_lossy(), what))
}
