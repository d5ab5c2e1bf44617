//! How fast pages become articles: `extract`, with its own parsing, beside `scraper::Html::parse_document`, which builds the
//! tree and no more, on the same pages and one thread. The pages are those of the bundled corpus, or of the folder that
//! PAGES names. The number of articles is checked; of the reference, that every page has a root.
//!
//!     cargo bench --bench extract
//!     PAGES=/some/folder cargo bench --bench extract

use std::env;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use kiosque::extract::extract;
use kiosque::source::{self, Item, RawPage};
use scraper::Html;

fn main() {
    divan::main();
}

#[divan::bench]
fn bytes_to_article(bencher: Bencher) {
    measure(bencher, |page| extract(page).is_ok());
}

#[divan::bench]
fn scraper_tree_alone(bencher: Bencher) {
    measure(bencher, |page| Html::parse_document(&String::from_utf8_lossy(&page.bytes)).tree.nodes().len() > 1);
}

fn measure(bencher: Bencher, is_done: impl Fn(&RawPage) -> bool) {
    let pages = pages();
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let done = |pages: &[RawPage]| pages.iter().filter(|page| is_done(page)).count();
    let expected = done(&pages);
    assert!(expected > pages.len() / 2, "{expected} of {} pages: something is wrong", pages.len());
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(pages.len())).bench_local(|| {
        assert_eq!(done(&pages), expected);
    });
}

fn pages() -> Vec<RawPage> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    let folder = env::var_os("PAGES").map_or(corpus, PathBuf::from);
    let consumed = AtomicU64::new(0);
    let mut pages = Vec::new();
    let _ = source::read(&folder, Path::new(""), &consumed, &mut |item| {
        match item {
            Item::File { origin, .. } => pages.extend(source::load(&origin.container, &consumed)),
            Item::Page(page) => pages.push(page),
            Item::Record(_) | Item::Unreadable { .. } => {}
        }
        ControlFlow::Continue(())
    });
    pages
}
