//! How fast a folder of pages becomes an index, from the disk and back to it: the pages of the bundled corpus, or of the
//! folder that PAGES names, into a fresh index each time, on one thread and on all. The number of articles is checked.
//! `kiosque bench index` measures the same with its parts, from outside.
//!
//!     cargo bench --bench indexing
//!     PAGES=/some/folder cargo bench --bench indexing

use std::env;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use kiosque::ingest;
use kiosque::ingest::options::Options;
use kiosque::ingest::report::Report;

fn main() {
    divan::main();
}

#[divan::bench]
fn one_thread(bencher: Bencher) {
    measure(bencher, &Options { threads: 1, ..Options::default() });
}

#[divan::bench]
fn all_threads(bencher: Bencher) {
    measure(bencher, &Options::default());
}

fn measure(bencher: Bencher, options: &Options) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    let folder = env::var_os("PAGES").map_or(corpus, PathBuf::from);
    let expected = index(&folder, options);
    assert!(expected.added > expected.read / 2, "{} of {} pages: something is wrong", expected.added, expected.read);
    bencher.counter(BytesCount::new(expected.bytes)).counter(ItemsCount::new(expected.read)).bench_local(|| {
        assert_eq!(index(&folder, options).added, expected.added);
    });
}

fn index(folder: &Path, options: &Options) -> Report {
    let dir = tempfile::tempdir().expect("a folder for the index");
    let paths = [folder.to_owned()];
    ingest::run(dir.path(), &paths, options, &AtomicBool::new(false), &mut |_| {}).expect("pages to index")
}
