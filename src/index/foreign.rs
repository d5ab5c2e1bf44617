//! An index that somebody else made names files, and tantivy believes it: whoever writes to it first deletes those of its
//! list that no segment has, wherever they are. So the names are looked at before tantivy sees them.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::IndexError;
use super::folder::{MANAGED, META};

/// Refuses the index in `dir` if it lists files that are none of an index, such as `../thesis.odt`, or if its locks,
/// which are opened to be written, lead elsewhere.
pub fn check(dir: &Path) -> Result<(), IndexError> {
    let foreign = |name: String| Err(IndexError::Foreign { dir: dir.to_owned(), name });
    for lock in LOCKS {
        if fs::symlink_metadata(dir.join(lock)).is_ok_and(|found| !found.is_file()) {
            return foreign(lock.to_owned());
        }
    }
    // What cannot be read here, tantivy cannot read either, and says so.
    let listed = fs::read(dir.join(MANAGED)).unwrap_or_default();
    let listed: Vec<PathBuf> = serde_json::from_str(&String::from_utf8_lossy(&listed)).unwrap_or_default();
    match listed.iter().find(|path| !is_of_an_index(path)) {
        Some(path) => foreign(path.display().to_string()),
        None => Ok(()),
    }
}

const LOCKS: [&str; 2] = [".tantivy-writer.lock", ".tantivy-meta.lock"];

/// Whether a file is called as those of an index are: after its segment's UUID, `0123456789abcdef0123456789abcdef.store`.
fn is_of_an_index(path: &Path) -> bool {
    let Some(name) = path.to_str() else { return false };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    name == META
        || name.split_once('.').is_some_and(|(segment, rest)| {
            segment.len() == 32 && segment.bytes().all(|byte| byte.is_ascii_hexdigit()) && rest.bytes().all(is_plain)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_an_index() {
        let check = |name: &str, expected| assert_eq!(is_of_an_index(Path::new(name)), expected, "{name}");
        let segment = "0123456789abcdef0123456789abcdef";
        check("meta.json", true);
        check(&format!("{segment}.store"), true);
        check(&format!("{segment}.store.temp"), true);
        check(&format!("{segment}.102.del"), true);
        check(&format!("../{segment}.store"), false);
        check(&format!("/{segment}.store"), false);
        check(&format!("{segment}./../../thesis.odt"), false);
        check(&format!("{segment}.\\..\\thesis.odt"), false);
        check("../meta.json", false);
        check("thesis.odt", false);
        check("..", false);
        check("", false);
    }
}
