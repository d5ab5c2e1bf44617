//! A corpus that has moved to another folder. Pages are named by their paths below the root, so it is enough to change the
//! root; else all pages would be taken for new ones and be in the index twice.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use super::corpus::{common_root, is_below};
use super::options::Options;
use super::reached::is_there;
use super::report::Moved;
use super::unit::{Unit, fingerprint, of_record, seed};
use crate::index::error::IndexError;
use crate::index::target::{Fingerprints, Target};
use crate::source::paths::is_feed;
use crate::source::record::Record;
use crate::source::skip::Skip;
use crate::source::{self, Item, RawPage, path_text, text_path};

/// Files of a segment that are looked for.
const SAMPLE: usize = 64;

/// Pages of a file that are looked at; the first pages of a feed may have changed.
const PAGES: usize = 4;

/// Where the pages of the index are, as far as it is known before any is read.
#[derive(Default)]
pub struct Whereabouts {
    /// The corpus lies in another folder than before.
    pub moved: Option<Moved>,
    /// The fingerprints of all articles, if a path lies outside the corpus: the index may have its pages under other names.
    pub known: Option<Box<dyn Fingerprints>>,
}

/// Finds where the corpus of an index lies now, and changes the root in its stamp if it has moved.
pub fn follow_root(target: &mut dyn Target, paths: &[PathBuf], options: &Options) -> Result<Whereabouts, IndexError> {
    let Some(root) = target.stamp().root.clone() else { return Ok(Whereabouts::default()) };
    let on_disk: Vec<&Path> = paths.iter().map(PathBuf::as_path).filter(|path| !is_feed(path)).collect();
    if on_disk.iter().all(|path| is_below(&path_text(path), &root)) {
        return Ok(Whereabouts::default());
    }
    let known = target.fingerprints()?;
    if !target.is_shared() && target.containers_in_root(1)?.is_empty() {
        // No page is named by a path below the root, nor about to be by another run, so nothing depends on it.
        target.stamp_mut().root = common_root(paths).as_deref().map(path_text);
        return Ok(Whereabouts { moved: None, known: Some(known) });
    }
    let alias = target.stamp().alias.clone();
    let spellings: Vec<&str> = [Some(root.as_str()), alias.as_deref()].into_iter().flatten().collect();
    let now = match led_to(&spellings, &root, &on_disk) {
        None => new_root(target, &root, &on_disk, &*known, options)?,
        now => now,
    };
    let moved = now.as_deref().map(path_text).map(|to| Moved { from: root, to });
    if let Some(moved) = &moved {
        target.stamp_mut().root = Some(moved.to.clone());
    }
    Ok(Whereabouts { moved, known: Some(known) })
}

/// The folder that the root has moved to, if one of `paths` lies in it. Of a sample of the files that the index knows, none is
/// left below the old root, and at least half are below the new one with pages that the index has byte for byte. Names alone
/// prove nothing: every site has an `index.html`.
fn new_root(
    target: &dyn Target,
    root: &str,
    paths: &[&Path],
    known: &dyn Fingerprints,
    options: &Options,
) -> Result<Option<PathBuf>, IndexError> {
    let files = target.containers_in_root(SAMPLE)?;
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
    let mut same = 0;
    for file in &files {
        let first = first_pages(&candidate.join(text_path(file)), options);
        same += usize::from(!known.among(&first)?.is_empty());
    }
    Ok((same * 2 >= files.len()).then_some(candidate))
}

/// The folders that the root may have become, with `path` inside or outside of them.
fn candidates(path: &Path, root: &str) -> Vec<PathBuf> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    let mut found: Vec<PathBuf> = folder.ancestors().map(Path::to_owned).collect();
    // Where `/data/press` has become `/mnt/disk/press`, the path may be `/mnt/disk`.
    let ends = root.match_indices('/').map(|(at, _)| folder.join(&root[at + 1..]));
    found.extend(ends.filter(|end| end.is_dir()));
    found
}

fn count(files: &BTreeSet<String>, is_so: impl Fn(&Path) -> bool) -> usize {
    files.iter().filter(|file| is_so(&text_path(file))).count()
}

/// The fingerprints of the first pages of a file.
fn first_pages(file: &Path, options: &Options) -> Vec<u64> {
    let Options { names, sites, .. } = options;
    let consumed = AtomicU64::new(0);
    let (mut found, mut left) = (Vec::new(), PAGES);
    let mut is_done = |fingerprint: Option<u64>| {
        found.extend(fingerprint);
        left -= 1;
        left == 0
    };
    let first = |page: RawPage| Unit::all(Cow::Owned(page), sites).first().map(Unit::fingerprint);
    let record = |bytes: &[u8]| {
        let record = Record::read(bytes, names).ok().and_then(|record| of_record(&record, bytes, sites));
        fingerprint(bytes, names.seed() ^ seed(record))
    };
    let mut look = |item: Item| {
        let is_done = match &item {
            Item::File { origin, .. } => is_done(source::file::load(&origin.container, &consumed).ok().and_then(first)),
            Item::Page(page) => is_done(first(page.clone())),
            Item::Capture(capture) => is_done(capture.page().ok().and_then(first)),
            Item::Lines(lines) => lines.places().any(|place| is_done(Some(record(&lines.record(place))))),
            // Among a thousand pictures the first pages come late.
            Item::Opened { .. } | Item::PassedOver { .. } | Item::Revisit(_) => false,
            Item::Own { .. } | Item::Unchanged { .. } | Item::Unreadable { .. } => is_done(None),
        };
        if is_done { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let _ = file.is_file() && source::paths::read(file, &Skip::default(), names, &consumed, &mut look).is_continue();
    found
}

/// The folder of the corpus by the name that the user gave, if symbolic links lead from there to `root`.
pub fn alias(named: &[PathBuf], root: &Path) -> Option<String> {
    let on_disk = named.iter().filter(|path| path.exists() && *path != Path::new(source::STDIN));
    let absolute: Vec<PathBuf> = on_disk.filter_map(|path| std::path::absolute(path).ok()).collect();
    let alias = common_root(&absolute)?;
    (alias != root && alias.canonicalize().is_ok_and(|folder| folder == root)).then(|| path_text(&alias))
}

/// The folder that one of the names of the corpus leads to now, if that is not `root` and one of `paths` lies in it.
fn led_to(names: &[&str], root: &str, paths: &[&Path]) -> Option<PathBuf> {
    let elsewhere = names.iter().filter_map(|name| text_path(name).canonicalize().ok());
    elsewhere
        .filter(|folder| folder.is_dir() && path_text(folder) != root)
        .find(|folder| paths.iter().any(|path| path.starts_with(folder)))
}
