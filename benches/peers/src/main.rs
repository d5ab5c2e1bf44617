//! How fast the pages of a folder become articles: kiosque beside two other extractors in Rust, on the same bytes, one
//! thread, parsing included. The tools take turns, each over all pages, and the best of their rounds counts.
//!
//!     cargo run --release --manifest-path benches/peers/Cargo.toml --ignore-rust-version -- FOLDER [ROUNDS]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use kiosque::source::names::Names;
use kiosque::source::skip::Skip;
use kiosque::source::{self, Item, RawPage};

/// A tool's name, and whether it finds a text of some words in a page.
const TOOLS: [(&str, fn(&RawPage) -> bool); 3] =
    [("kiosque", kiosque), ("dom_smoothie", dom_smoothie), ("rust-trafilatura", rust_trafilatura)];

const WORDS: usize = 40;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("a folder of pages"));
    let rounds = arguments.next().map_or(3, |rounds| rounds.parse().expect("a number of rounds"));
    let pages = pages(&folder);
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let mut best = [Duration::MAX; TOOLS.len()];
    let mut found = [0; TOOLS.len()];
    for _ in 0..rounds {
        for (at, (_, finds)) in TOOLS.iter().enumerate() {
            let start = Instant::now();
            found[at] = pages.iter().filter(|page| finds(page)).count();
            best[at] = best[at].min(start.elapsed());
        }
    }
    println!("{} pages, {} MB, the best of {rounds} rounds", pages.len(), bytes / 1_000_000);
    for (at, (name, _)) in TOOLS.iter().enumerate() {
        let seconds = best[at].as_secs_f64();
        let ratio = seconds / best[0].as_secs_f64();
        let rate = pages.len() as f64 / seconds;
        println!("{name:<18} {rate:>7.0} pages/s  {:>6.1} MB/s  x{ratio:<5.1} text in {}", bytes as f64 / 1e6 / seconds, found[at]);
    }
}

fn kiosque(page: &RawPage) -> bool {
    kiosque::extract::extract(page).is_ok_and(|article| has_words(&article.text()))
}

/// It takes text: what is not UTF-8 is replaced, which costs less than to find the encoding.
fn dom_smoothie(page: &RawPage) -> bool {
    let text = String::from_utf8_lossy(&page.bytes);
    let article = dom_smoothie::Readability::new(text.as_ref(), None, None).and_then(|mut it| it.parse());
    article.is_ok_and(|article| has_words(&article.text_content))
}

/// Its fast mode, its default.
fn rust_trafilatura(page: &RawPage) -> bool {
    let article = rust_trafilatura::extract(page.bytes.as_slice(), &rust_trafilatura::Options::default());
    article.is_ok_and(|article| has_words(&article.content_text))
}

fn has_words(text: &str) -> bool {
    text.split_whitespace().nth(WORDS - 1).is_some()
}

fn pages(folder: &Path) -> Vec<RawPage> {
    let consumed = AtomicU64::new(0);
    let mut pages = Vec::new();
    let _ = source::paths::read(folder, &Skip::default(), &Names::default(), &consumed, &mut |item| {
        match item {
            Item::File { origin, .. } => pages.extend(source::file::load(&origin.container, &consumed)),
            Item::Page(page) => pages.push(page),
            _ => {}
        }
        ControlFlow::Continue(())
    });
    pages
}
