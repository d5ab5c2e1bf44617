//! Reading what is at a path, be it a folder, a file, a pipe or standard input.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use super::folder::Found;
use super::names::Names;
use super::skip::Skip;
use super::{Item, Origin, STDIN, file, folder};

/// Whether a path is a stream that ends when its writer ends it: standard input, a pipe or a device.
pub fn is_feed(path: &Path) -> bool {
    path == Path::new(STDIN) || path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Reads a folder, a file, a pipe, or standard input for `-`, and passes every item to `each`, until that breaks off. A folder
/// is read in the order of its names, without hidden files, pipes, and what `skip` has. Records are recognised by `names`. The bytes taken from disk are added to
/// `consumed` as they are read.
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
    for found in folder::files(path, skip) {
        match found {
            Found::File(path) => file::read(&path, skip, names, consumed, each)?,
            Found::Index(path) => each(Item::Own { origin: Origin { container: path, member: None } })?,
            Found::Unreadable(path, reason) => {
                each(Item::Unreadable { origin: Origin { container: path, member: None }, reason })?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// The bytes of all files below `path`, to forecast the time left.
pub fn measure(path: &Path, skip: &Skip) -> u64 {
    let length = |found| {
        let Found::File(path) = found else { return None };
        path.metadata().ok().filter(|metadata| !skip.is_output(&path, metadata)).map(|metadata| metadata.len())
    };
    folder::files(path, skip).filter_map(length).sum()
}
