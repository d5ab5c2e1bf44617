//! Whether the corpus of an index is now another folder. Its pages are known by their paths below the root, so it is
//! enough to say where the root is; taken for new pages, they would all be in the index twice.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use super::corpus::common_root;
use super::fingerprint;
use super::reached::is_there;
use crate::index::error::IndexError;
use crate::index::{Index, manifest};
use crate::source::{self, Item, Skip, path_text, text_path};

/// Files of a segment that are looked at.
const SAMPLE: usize = 64;

/// Pages of a file that are looked at: of a feed the first may have changed.
const PAGES: usize = 4;

/// The folder that the root has become, if it has moved to where one of `paths` lies. Of some files that the index knows,
/// spread over all, none is left below the old root; and half of them are below the new one, with pages whose very bytes
/// the index has. Names alone would not do: every site has an `index.html`.
pub fn root(index: &Index, root: &str, paths: &[&Path], known: &[u64]) -> Result<Option<PathBuf>, IndexError> {
    let files = manifest::containers(index, &is_relative, SAMPLE)?;
    if files.is_empty() || files.iter().any(|file| is_there(&format!("{root}/{file}"))) {
        return Ok(None);
    }
    let mut best = (0, None);
    for candidate in paths.iter().flat_map(|path| candidates(path, root)) {
        let there = count(&files, |file| candidate.join(file).is_file());
        if there > best.0 {
            best = (there, Some(candidate));
        }
    }
    let (_, Some(candidate)) = best else { return Ok(None) };
    let same = count(&files, |file| has_known_page(&candidate.join(file), known));
    Ok((same * 2 >= files.len()).then_some(candidate))
}

/// Whether a container's name is that of a file below the root.
pub fn is_relative(name: &str) -> bool {
    name != source::STDIN && !Path::new(name).is_absolute()
}

/// The folders that may be the moved root, if `path` lies in it, or it in `path`.
fn candidates(path: &Path, root: &str) -> Vec<PathBuf> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let mut found: Vec<PathBuf> = folder.ancestors().map(Path::to_owned).collect();
    // `/data/press` that has become `/mnt/disk/press`, of which `/mnt/disk` is indexed.
    let ends = root.match_indices('/').map(|(at, _)| folder.join(&root[at + 1..]));
    found.extend(ends.filter(|end| end.is_dir()));
    found
}

fn count(files: &BTreeSet<String>, is_so: impl Fn(&Path) -> bool) -> usize {
    files.iter().filter(|file| is_so(&text_path(file))).count()
}

/// Whether one of the first pages of a file is in the index as it is.
fn has_known_page(file: &Path, known: &[u64]) -> bool {
    let consumed = AtomicU64::new(0);
    let (mut found, mut left) = (false, PAGES);
    let mut look = |item: Item| {
        let page = match &item {
            Item::File { origin, .. } => source::load(&origin.container, &consumed).ok(),
            Item::Page(page) | Item::Record(page) => Some(page.clone()),
            Item::Own { .. } | Item::Unreadable { .. } => None,
        };
        found |= page.is_some_and(|page| known.binary_search(&fingerprint(&page.bytes)).is_ok());
        left -= 1;
        if found || left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let _ = file.is_file() && source::read(file, &Skip::default(), &consumed, &mut look).is_continue();
    found
}

/// The folder of the corpus as it was named, if that leads to `root` through symbolic links.
pub fn alias(named: &[PathBuf], root: &Path) -> Option<String> {
    let on_disk = named.iter().filter(|path| path.exists() && *path != Path::new(source::STDIN));
    let absolute: Vec<PathBuf> = on_disk.filter_map(|path| std::path::absolute(path).ok()).collect();
    let alias = common_root(&absolute)?;
    (alias != root && alias.canonicalize().is_ok_and(|folder| folder == root)).then(|| path_text(&alias))
}

/// Where the corpus lies now, if one of its names leads elsewhere than to `root`, and one of `paths` is in there.
pub fn led_to(names: &[&str], root: &str, paths: &[&Path]) -> Option<PathBuf> {
    let elsewhere = names.iter().filter_map(|name| text_path(name).canonicalize().ok());
    elsewhere
        .filter(|folder| folder.is_dir() && path_text(folder) != root)
        .find(|folder| paths.iter().any(|path| path.starts_with(folder)))
}
