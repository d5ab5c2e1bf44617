//! How long queries take in process. `search` does all that it does for a person (BM25F over three fields, exact forms,
//! proximity, dates, an exact count, the hits' articles); beside it, tantivy's own BM25 union of the same words in the same
//! index, pruned by block-max WAND, which ranks and no more: over the bodies alone, over title, lead and body, and with the
//! articles of its ten hits read too. tantivy's works on one core, `search` on all. Each query is asked of every contender in
//! turn, so that whatever else the machine does is shared by all. Checked: that both find the same number of articles.
//!
//!     cargo bench --bench generate -- --pages 100000 --jsonl --out corpus-100k
//!     cargo run --release -- index corpus-100k/articles.jsonl -i index-100k
//!     KIOSQUE_INDEX=index-100k TOPICS=corpus-100k/topics.tsv cargo bench --bench query
//!
//! Without these two, the bundled corpus is asked its own topics, which tells that this still runs and little more.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use jiff::civil::date;
use kiosque::analysis::{self, stop_words::is_stop_word};
use kiosque::embedded::{Embedded, cores};
use kiosque::engine::Engine;
use kiosque::engine::candidate::Sort;
use kiosque::index::folder::Folder;
use kiosque::index::schema::{self, Fields};
use kiosque::ingest;
use kiosque::ingest::options::Options;
use kiosque::query::{self, ast};
use kiosque::search::answer::{search, stream};
use kiosque::search::request::{Matching, Request};
use kiosque::{date::period, trec};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, Term};

fn main() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let made = tempfile::tempdir().expect("there is a place for temporary files");
    let index = env::var_os("KIOSQUE_INDEX").map_or_else(|| bundled(&corpus, made.path()), PathBuf::from);
    let topics = env::var_os("TOPICS").map_or(corpus.join("topics.tsv"), PathBuf::from);
    cores::work_along();
    let (_, schema) = schema::build();
    let searcher = tantivy::Index::open(Folder::open(&index).unwrap()).unwrap().reader().unwrap().searcher();
    let index = Embedded::open(&index).unwrap();
    let texts: Vec<String> = trec::read_topics(&std::fs::read_to_string(topics).unwrap())
        .unwrap()
        .into_iter()
        .map(|topic| topic.query)
        .collect();

    let fields = [schema.title, schema.lead, schema.body].map(|field| field.stems);
    let ours = |change: fn(&mut Request)| {
        let index = &index;
        move |text: &str| {
            let mut request = request(text);
            change(&mut request);
            search(index, &request).unwrap().total
        }
    };
    let union = |fields: Vec<Field>| {
        let searcher = searcher.clone();
        move |text: &str| best(&searcher, &fields, text).len()
    };
    let completed = |typed: fn(&str) -> &str| {
        let index = &index;
        move |text: &str| {
            let words = index.complete_words(typed(text), 10).unwrap();
            words.len() + index.complete_titles(typed(text), 10).unwrap().len()
        }
    };
    for text in texts.iter().take(100) {
        let union = BooleanQuery::new(terms(&fields, text));
        let total = search(&index, &request(text)).unwrap().total;
        assert_eq!(total, searcher.search(&union, &Count).unwrap(), "{text}");
    }
    let contenders: Vec<Contender> = vec![
        ("tantivy, union over body", Box::new(union(vec![schema.body.stems]))),
        ("tantivy, union over title, lead, body", Box::new(union(fields.to_vec()))),
        ("the same, and its articles", Box::new(|text| read_articles(&searcher, &schema, &fields, text))),
        ("relevance, any word, unread", Box::new(|text| stream(&index, &request(text)).unwrap().0.total)),
        ("relevance, any word", Box::new(ours(|_| {}))),
        ("relevance, all words", Box::new(ours(|request| request.matching = Matching::All))),
        ("best, any word", Box::new(ours(|request| request.sort = Sort::Best))),
        ("best, all words, else any", Box::new(ours(as_a_person_asks))),
        ("newest, any word", Box::new(ours(|request| request.sort = Sort::Newest))),
        ("relevance, any word, one year", Box::new(ours(within_a_year))),
        ("completion of a letter", Box::new(completed(|text| letters(text, 0, 1)))),
        ("completion of three letters", Box::new(completed(|text| letters(text, 0, 3)))),
        ("completion of a word after others", Box::new(completed(|text| letters(text, last_word(text), 3)))),
    ];

    // Words after `--` choose contenders by their names.
    let wanted: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let contenders: Vec<_> = contenders
        .into_iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|part| name.contains(part)))
        .collect();
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); contenders.len()];
    for round in 0..ROUNDS {
        for text in &texts {
            for ((_, answer), times) in contenders.iter().zip(&mut times) {
                let start = Instant::now();
                let total = answer(text);
                let took = start.elapsed();
                std::hint::black_box(total);
                if round > 0 {
                    times.push(took);
                }
            }
        }
    }
    println!("{:40} {:>9} {:>9} {:>9} {:>9}", "microseconds a query", "mean", "median", "p99", "ratio");
    let mean = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64() * 1e6 / times.len() as f64;
    let reference = mean(&times[0]);
    for ((name, _), times) in contenders.iter().zip(&mut times) {
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e6;
        println!("{name:40} {:9.0} {:9.0} {:9.0} {:9.2}", mean(times), at(0.5), at(0.99), mean(times) / reference);
    }
}

/// Its name, and how it answers a query: with a number that the compiler cannot do without.
type Contender<'a> = (&'static str, Box<dyn Fn(&str) -> usize + 'a>);

/// The first warms the caches.
const ROUNDS: usize = 3;

fn bundled(corpus: &Path, dir: &Path) -> PathBuf {
    let index = dir.join("index");
    let pages = [corpus.join("pages")];
    ingest::run(&index, &pages, &Options::default(), &AtomicBool::new(false), &mut |_| {}).unwrap();
    index
}

fn request(text: &str) -> Request {
    let query = query::parse(text, date(2025, 7, 1)).query;
    Request { matching: Matching::Any, limit: 10, ..Request::new(query) }
}

fn as_a_person_asks(request: &mut Request) {
    request.matching = Matching::AllElseAny;
    request.sort = Sort::Best;
    request.snippet = 240;
}

fn within_a_year(request: &mut Request) {
    let year = ast::Query::Date(period::parse("2022", date(2025, 7, 1)).unwrap());
    request.query = ast::Query::And(vec![request.query.clone(), year]);
}

/// What somebody has typed who comes to so many letters of the word that begins there.
fn letters(text: &str, word: usize, count: usize) -> &str {
    let end = text[word..].char_indices().nth(count).map_or(text.len(), |(at, _)| word + at);
    &text[..end]
}

fn last_word(text: &str) -> usize {
    text.rfind(' ').map_or(0, |at| at + 1)
}

/// The best ten by tantivy's BM25, each word in each field a term of one flat union.
fn best(searcher: &Searcher, fields: &[Field], text: &str) -> Vec<DocAddress> {
    let union = BooleanQuery::new(terms(fields, text));
    let best = searcher.search(&union, &TopDocs::with_limit(10).order_by_score()).unwrap();
    best.into_iter().map(|(_, address)| address).collect()
}

fn read_articles(searcher: &Searcher, schema: &Fields, fields: &[Field], text: &str) -> usize {
    let article = |address| schema.article(&searcher.doc(address).unwrap()).unwrap();
    best(searcher, fields, text).into_iter().filter_map(article).count()
}

/// What tells of a query's words, as `search` has it too.
fn terms(fields: &[Field], text: &str) -> Vec<(Occur, Box<dyn Query>)> {
    let tokens = analysis::tokens(text);
    let mut words: Vec<_> = tokens.iter().filter(|token| token.length == 1).collect();
    if words.iter().any(|token| !is_stop_word(&token.form)) {
        words.retain(|token| !is_stop_word(&token.form));
    }
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for token in words {
        for field in fields {
            let term = Term::from_field_text(*field, &token.stem);
            clauses.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
        }
    }
    clauses
}
