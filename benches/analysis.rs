//! The speed of analysis, from French text to the numbers of its words. The whole chain, with a stem and a form for each word, runs beside
//! tantivy's own French chain, which gives one posting for each word, drops stop words and knows no elision.
//!
//! The text is that of the bundled corpus, twelve times over, about a megabyte, on one thread. The number of postings is
//! checked, for a chain that skipped words would be fast.
//!
//!     cargo bench --bench analysis

use std::fs;
use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use kiosque::analysis::numbered::NumberedText;
use kiosque::analysis::vocabulary::Vocabulary;
use serde_json::Value;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer,
};

fn main() {
    divan::main();
}

#[divan::bench]
fn kiosque(bencher: Bencher) {
    let vocabulary = Vocabulary::new();
    measure(bencher, |text, count| *count += NumberedText::of(text, &vocabulary).tokens as usize);
}

#[divan::bench]
fn tantivy_french(bencher: Bencher) {
    let mut chain = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(StopWordFilter::new(Language::French).expect("tantivy has French stop words"))
        .filter(Stemmer::new(Language::French))
        .build();
    measure(bencher, |text, count| chain.token_stream(text).process(&mut |_| *count += 1));
}

fn measure(bencher: Bencher, mut chain: impl FnMut(&str, &mut usize)) {
    let articles = articles();
    let bytes: usize = articles.iter().map(String::len).sum();
    let words: usize = articles.iter().map(|article| article.split_whitespace().count()).sum();
    let expected = postings(&mut chain, &articles);
    assert!(expected > words / 2, "{expected} postings of {words} words: words are lost");
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        assert_eq!(postings(&mut chain, &articles), expected);
    });
}

fn postings(chain: &mut impl FnMut(&str, &mut usize), articles: &[String]) -> usize {
    let mut count = 0;
    articles.iter().for_each(|article| chain(article, &mut count));
    count
}

/// The bodies of the golden results, twelve times over.
fn articles() -> Vec<String> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/golden");
    let mut bodies = Vec::new();
    for site in fs::read_dir(golden).expect("the corpus is in the checkout") {
        for file in fs::read_dir(site.unwrap().path()).unwrap() {
            let golden: Value = serde_json::from_slice(&fs::read(file.unwrap().path()).unwrap()).unwrap();
            bodies.extend(golden["text"].as_str().map(str::to_owned));
        }
    }
    bodies.sort_unstable();
    let once = bodies.len();
    bodies.into_iter().cycle().take(12 * once).collect()
}
