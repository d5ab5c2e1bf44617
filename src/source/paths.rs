//! Reading what is at a path, be it a folder, a file, a pipe or standard input.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use super::folder::Found;
use super::names::Names;
use super::report::{self, Named, Report};
use super::skip::Skip;
use super::{Item, Origin, STDIN, file, folder};

/// Whether a path is a stream that ends when its writer ends it: standard input, a pipe or a device.
pub fn is_feed(path: &Path) -> bool {
    path == Path::new(STDIN) || path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Reads a folder, a file, a pipe, or standard input for `-`, and passes every item to `each`, until that breaks off. A folder
/// is read in the order of its names, without hidden files, pipes, and what `skip` has; but first the pages that a report in it
/// or beside it names. Records are recognised by `names`. The bytes taken from disk are added to `consumed` as they are read.
pub fn read(
    path: &Path,
    skip: &Skip,
    names: &Names,
    consumed: &AtomicU64,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if is_feed(path) {
        return file::read_feed(path, names, consumed, each);
    }
    let mut named = Named::default();
    for report in reports(path, names) {
        report.read(skip, names, consumed, &mut named, each)?;
    }
    for found in folder::files(path, skip) {
        match found {
            Found::File(path) if named.contains(&report::hash(&path)) => {}
            Found::File(path) => file::read(&path, skip, names, consumed, each)?,
            Found::Index(path) => each(Item::Own { origin: Origin { container: path, member: None } })?,
            Found::PassedOver(path, what) => {
                each(Item::PassedOver { origin: Origin { container: path, member: None }, what })?;
            }
            Found::Unreadable(path, reason) => {
                each(Item::Unreadable { origin: Origin { container: path, member: None }, reason })?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// The report that is at `path`, or those that stand directly in a folder there, or beside it and are of its pages. In a folder
/// only files with the name of a table are opened, for it may hold a million pages.
fn reports(path: &Path, names: &Names) -> Vec<Report> {
    if path.is_file() {
        return Report::open(path, None, names).into_iter().collect();
    }
    let beside = path.parent().map(tables).unwrap_or_default().into_iter().map(|table| (table, Some(path)));
    let tables = tables(path).into_iter().map(|table| (table, None)).chain(beside);
    tables.filter_map(|(table, within)| Report::open(&table, within, names)).collect()
}

/// The files in a folder that have the name of a table, in the order of their names.
fn tables(folder: &Path) -> Vec<PathBuf> {
    let is_table = |path: &PathBuf| path.extension().is_some_and(|name| name == "csv" || name == "tsv");
    let files = folder.read_dir().into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut tables: Vec<PathBuf> = files.filter(is_table).collect();
    tables.sort_unstable();
    tables
}

/// The bytes of all files below `path`, to forecast the time left.
pub fn measure(path: &Path, skip: &Skip) -> u64 {
    let length = |found| {
        let Found::File(path) = found else { return None };
        path.metadata().ok().filter(|metadata| !skip.is_output(&path, metadata)).map(|metadata| metadata.len())
    };
    folder::files(path, skip).filter_map(length).sum()
}
