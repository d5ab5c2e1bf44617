//! A folder of announcements, whose names say how far each query has been followed, so that no other file need:
//! `grève.00012-00015.jsonl` has what came for the query `grève` in the generations 12 to 15 of the index.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use super::news::Span;
use crate::engine::cursor::Cursor;

/// A folder of announcements of one index.
///
/// Beside them stand an empty file for each query, such as `grève.00015.mark`, which is renamed as the query is followed, and
/// one whose name is the index's own UUID. So announcements may be taken away, and where nothing is new no file is written.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    names: HashMap<String, Names>,
    /// The file that says which index it is of, locked against other runs for as long as this is open.
    _lock: File,
}

/// What is there of one query.
#[derive(Debug, Default)]
struct Names {
    /// The last generation that it was followed to.
    followed: u64,
    marks: Vec<u64>,
    /// Announcements in JSON Lines.
    announcements: Vec<String>,
}

/// Why a folder cannot be used.
#[derive(Debug, Error)]
pub enum FolderError {
    /// It is of another index.
    #[error("{} has what came to the index {other}, and this is {index}: name another folder", dir.display())]
    OtherIndex {
        /// The folder.
        dir: PathBuf,
        /// The index that it is of.
        other: String,
        /// The index that was asked.
        index: String,
    },
    /// Another run is at it.
    #[error("another watch is writing to {}: wait until it has ended, or name another folder", dir.display())]
    Busy {
        /// The folder.
        dir: PathBuf,
    },
    /// A query was followed further than the index goes.
    #[error("{} has {name} up to generation {followed}, but the index ends at {generation}: an older state of it was put back", dir.display())]
    Ahead {
        /// The folder.
        dir: PathBuf,
        /// What the query is called.
        name: String,
        /// The last generation that it was followed to.
        followed: u64,
        /// The last of the index.
        generation: u64,
    },
    /// It cannot be read or written.
    #[error("{} cannot be used: {error}", path.display())]
    Unusable {
        /// The folder, or a file in it.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

const INDEX: &str = ".index";
const MARK: &str = "mark";
/// Ends the names of files that are being written, which are hidden.
const PART: &str = ".part";

impl Folder {
    /// Opens a folder, or makes it, for the index that `cursor` is of, for this run alone. What a run left half written when it was
    /// killed is removed.
    pub fn open(dir: &Path, cursor: &Cursor) -> Result<Self, FolderError> {
        let unusable = |error| FolderError::Unusable { path: dir.to_owned(), error };
        fs::create_dir_all(dir).map_err(unusable)?;
        if let Some(other) = files(dir).map_err(unusable)?.iter().find_map(|file| file.strip_suffix(INDEX))
            && other != cursor.index
        {
            let (dir, other, index) = (dir.to_owned(), other.to_owned(), cursor.index.clone());
            return Err(FolderError::OtherIndex { dir, other, index });
        }
        let mut folder = Self { dir: dir.to_owned(), names: HashMap::new(), _lock: lock(dir, &cursor.index)? };
        for file in files(dir).map_err(unusable)? {
            if file.starts_with('.') && file.ends_with(PART) {
                fs::remove_file(dir.join(&file)).map_err(unusable)?;
            } else if let Some((name, last, ending)) = parts(&file) {
                let names = folder.names.entry(name.to_owned()).or_default();
                names.followed = names.followed.max(last);
                match ending {
                    MARK => names.marks.push(last),
                    "jsonl" => names.announcements.push(file),
                    _ => {}
                }
            }
        }
        let ahead = folder.names.iter().find(|(_, names)| names.followed > cursor.generation);
        if let Some((name, Names { followed, .. })) = ahead {
            let (name, followed, generation) = (name.clone(), *followed, cursor.generation);
            return Err(FolderError::Ahead { dir: dir.to_owned(), name, followed, generation });
        }
        Ok(folder)
    }

    /// The generation up to which a query was followed; none where it is new here.
    pub fn followed(&self, name: &str) -> Option<u64> {
        self.names.get(name).map(|names| names.followed)
    }

    /// The ids of the articles that were announced for a query, by the announcements in JSON Lines that are still there.
    pub fn announced(&self, name: &str) -> Result<HashSet<String>, FolderError> {
        #[derive(Deserialize)]
        struct Announced {
            id: String,
        }
        let mut ids = HashSet::new();
        for file in self.names.get(name).map_or(&[][..], |names| &names.announcements) {
            let path = self.dir.join(file);
            let text = fs::read_to_string(&path).map_err(|error| FolderError::Unusable { path, error })?;
            let read = |line: &str| serde_json::from_str::<Announced>(line).ok();
            ids.extend(text.lines().filter_map(read).map(|announced| announced.id));
        }
        Ok(ids)
    }

    /// A file to write an announcement into. It has its name once [`Folder::announce`] gives it.
    pub fn draft(&self, name: &str) -> Result<(PathBuf, File), FolderError> {
        let path = self.dir.join(format!(".{name}{PART}"));
        match File::options().create(true).truncate(true).write(true).read(true).open(&path) {
            Ok(file) => Ok((path, file)),
            Err(error) => Err(FolderError::Unusable { path, error }),
        }
    }

    /// Gives a draft its name once it is on the disk, and notes that the query was followed so far. Returns where it is.
    pub fn announce(&mut self, draft: &Path, name: &str, span: Span, ending: &str) -> Result<PathBuf, FolderError> {
        let file = format!("{name}.{:05}-{:05}.{ending}", span.after + 1, span.until);
        let path = self.dir.join(&file);
        let is_on_disk = File::options().write(true).open(draft).and_then(|file| file.sync_data());
        is_on_disk.map_err(|error| FolderError::Unusable { path: draft.to_owned(), error })?;
        fs::rename(draft, &path).map_err(|error| FolderError::Unusable { path: path.clone(), error })?;
        self.mark(name, span.until)?;
        Ok(path)
    }

    /// Notes that a query was followed so far.
    pub fn mark(&mut self, name: &str, generation: u64) -> Result<(), FolderError> {
        let Self { dir, names, .. } = self;
        let path = |generation: u64| dir.join(format!("{name}.{generation:05}.{MARK}"));
        let names = names.entry(name.to_owned()).or_default();
        let new = path(generation);
        let unusable = |error| FolderError::Unusable { path: new.clone(), error };
        names.marks.sort_unstable();
        match names.marks.pop() {
            Some(last) if last == generation => {}
            Some(last) => fs::rename(path(last), &new).map_err(unusable)?,
            None => drop(File::create(&new).map_err(unusable)?),
        }
        // A second one is there only if somebody put it there.
        for other in names.marks.drain(..) {
            fs::remove_file(path(other)).map_err(unusable)?;
        }
        names.marks.push(generation);
        names.followed = generation;
        Ok(())
    }
}

/// The names of the files of a folder, as far as they are text.
fn files(dir: &Path) -> io::Result<Vec<String>> {
    let names = fs::read_dir(dir)?.map(|entry| Ok(entry?.file_name().into_string()));
    names.filter_map(|name| name.map(Result::ok).transpose()).collect()
}

/// Locks a folder by the file that says which index it is of. The system takes the lock away when the process ends, however it does.
fn lock(dir: &Path, index: &str) -> Result<File, FolderError> {
    let path = dir.join(format!("{index}{INDEX}"));
    let unusable = |error| FolderError::Unusable { path: path.clone(), error };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(FolderError::Busy { dir: dir.to_owned() }),
        // Some network file systems have no locks.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// The name, the last generation and the ending of a file's name.
fn parts(file: &str) -> Option<(&str, u64, &str)> {
    let mut parts = file.rsplitn(3, '.');
    let (ending, generations, name) = (parts.next()?, parts.next()?, parts.next()?);
    let last = generations.rsplit('-').next()?;
    let is_plain = |c: char| c.is_ascii_digit() || c == '-';
    (!name.is_empty() && generations.chars().all(is_plain)).then(|| Some((name, last.parse().ok()?, ending)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        let check = |file: &str, expected: Option<(&str, u64, &str)>| assert_eq!(parts(file), expected, "{file}");
        check("grève.00012-00015.jsonl", Some(("grève", 15, "jsonl")));
        check("grève.00015.mark", Some(("grève", 15, "mark")));
        check("grève.100000-100001.eml", Some(("grève", 100_001, "eml")));
        check("notes.txt", None);
        check("grève.old.jsonl", None);
        check("grève.-.jsonl", None);
        check(".00015.mark", None);
    }

    #[test]
    fn names_are_the_state() {
        let dir = tempfile::tempdir().unwrap();
        let cursor = |index: &str, generation| Cursor { index: index.to_owned(), generation };
        let open = |index: &str, generation| Folder::open(dir.path(), &cursor(index, generation));
        let check = |generation, expected: Option<u64>| {
            assert_eq!(open("ab", generation).unwrap().followed("port"), expected, "{generation}");
        };
        check(1, None);
        let mut folder = open("ab", 11).unwrap();
        folder.mark("port", 11).unwrap();
        assert!(matches!(open("ab", 12), Err(FolderError::Busy { .. })));
        drop(folder);
        check(12, Some(11));
        // A run that is killed leaves a draft, and one that is killed a little later an announcement without a mark.
        let (draft, _) = open("ab", 12).unwrap().draft("port").unwrap();
        check(15, Some(11));
        assert!(!draft.exists());
        let (draft, _) = open("ab", 12).unwrap().draft("port").unwrap();
        fs::write(&draft, "{\"id\":\"a\"}\n{\"id\":\"b\"}\n").unwrap();
        fs::rename(&draft, dir.path().join("port.00012-00015.jsonl")).unwrap();
        check(15, Some(15));
        let mut folder = open("ab", 20).unwrap();
        assert_eq!(folder.announced("port").unwrap(), HashSet::from(["a", "b"].map(str::to_owned)));
        folder.mark("port", 20).unwrap();
        drop(folder);
        check(20, Some(20));
        assert!(matches!(open("ab", 19), Err(FolderError::Ahead { .. })));
        assert!(matches!(open("cd", 20), Err(FolderError::OtherIndex { .. })));
        let mut names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["ab.index", "port.00012-00015.jsonl", "port.00020.mark"]);
    }
}
