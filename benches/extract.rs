//! How fast pages become articles, and the stages of it alone: `charset` decodes a page's bytes, `parse` builds our tree
//! of its text, `extract` does all from bytes to article; `html5ever` builds the tree of the same text and no more, by
//! `scraper::Html::parse_document`. One thread, the pages of the bundled corpus or of the folder that PAGES names. The
//! answers are checked: the number of characters, of nodes, of articles.
//!
//!     cargo bench --bench extract
//!     PAGES=/some/folder cargo bench --bench extract

use std::borrow::Cow;
use std::env;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use kiosque::extract::{count_nodes, decode, extract};
use kiosque::source::names::Names;
use kiosque::source::skip::Skip;
use kiosque::source::{self, Item, RawPage};
use scraper::Html;

fn main() {
    divan::main();
}

#[divan::bench]
fn charset(bencher: Bencher) {
    measure(bencher, |page| decode(page).len());
}

#[divan::bench]
fn parse(bencher: Bencher) {
    measure_texts(bencher, count_nodes);
}

#[divan::bench]
fn html5ever(bencher: Bencher) {
    measure_texts(bencher, |text| Html::parse_document(text).tree.nodes().len());
}

#[divan::bench(name = "extract")]
fn bytes_to_article(bencher: Bencher) {
    let pages = pages();
    let articles = pages.iter().filter(|page| extract(page).is_ok()).count();
    assert!(articles > pages.len() / 2, "{articles} of {} pages: something is wrong", pages.len());
    measure(bencher, |page| usize::from(extract(page).is_ok()));
}

fn measure(bencher: Bencher, count: impl Fn(&RawPage) -> usize) {
    let pages = pages();
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let all = |pages: &[RawPage]| pages.iter().map(&count).sum::<usize>();
    let expected = all(&pages);
    assert!(expected > 0);
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(pages.len())).bench_local(|| {
        assert_eq!(all(&pages), expected);
    });
}

fn measure_texts(bencher: Bencher, count: impl Fn(&str) -> usize) {
    let pages = pages();
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let texts: Vec<_> = pages.iter().map(decode).collect();
    let all = |texts: &[Cow<str>]| texts.iter().map(|text| count(text)).sum::<usize>();
    let expected = all(&texts);
    assert!(expected > 10 * pages.len());
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(pages.len())).bench_local(|| {
        assert_eq!(all(&texts), expected);
    });
}

fn pages() -> Vec<RawPage> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages");
    let folder = env::var_os("PAGES").map_or(corpus, PathBuf::from);
    let consumed = AtomicU64::new(0);
    let mut pages = Vec::new();
    let _ = source::paths::read(&folder, &Skip::default(), &Names::default(), &consumed, &mut |item| {
        match item {
            Item::File { origin, .. } => pages.extend(source::file::load(&origin.container, &consumed)),
            Item::Capture(capture) => pages.extend(capture.page()),
            Item::Page(page) => pages.push(page),
            _ => {}
        }
        ControlFlow::Continue(())
    });
    pages
}
