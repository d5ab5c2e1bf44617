//! A corpus of French press pages as large as one likes, from nobody's data: `cargo bench --bench generate -- --help`.
//!
//! Without `--out` it measures itself: how fast stories and pages are made in memory, on one thread. It checks that they
//! are the same twice over, that half of their bytes are not text or markup, and that copies share their original's words;
//! and it measures how many of the copies, and how little else, are taken for such.

mod filler;
mod page;
mod phrase;
mod prose;
mod random;
mod site;
mod story;
mod words;

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use kiosque::dedup::Signature;
use rayon::prelude::*;
use serde_json::json;

use page::page;
use site::{OUTLETS, Site};
use story::{Copy, Story, story};
use words::Vocabulary;

/// Generate a corpus of French press pages
///
/// DIR gets `pages/` (or `articles.jsonl`), `copies.tsv` (which story copies which, and what was changed) and `topics.tsv`
/// with `qrels.txt` (three words of a title, and the stories that have it). The same seed gives the same stories, as
/// pages and as JSON Lines, whatever the number of threads; more of them only add to the end.
#[derive(Parser)]
struct Arguments {
    /// Where to write; without it, the generator measures and checks itself
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// How many stories
    #[arg(long, default_value_t = 10_000)]
    pages: usize,

    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Write articles as extraction would find them, a JSON line each, instead of pages
    #[arg(long)]
    jsonl: bool,

    /// A page's median weight; pages weigh from a fifth to twice that
    #[arg(long, value_name = "KB", default_value_t = 150.0)]
    weight: f64,

    /// What `cargo bench` says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// How many stories all threads make before the lists are written on.
const BATCH: usize = 1000;
/// How many stories become topics.
const TOPICS: usize = 1000;

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let words = Vocabulary::new();
    let sites: Vec<_> = OUTLETS.iter().map(|outlet| Site::new(outlet, &words, arguments.seed)).collect();
    match &arguments.out {
        Some(out) => generate(&arguments, &words, &sites, out),
        None => {
            measure(&arguments, &words, &sites);
            measure_copies(&arguments, &words);
            Ok(())
        }
    }
}

/// What remains of a story once its page is written.
struct Made {
    path: String,
    copy: Option<Copy>,
    /// For one story in so many.
    query: Option<String>,
    /// The JSON line, where no page was written.
    record: Vec<u8>,
    bytes: usize,
}

fn generate(arguments: &Arguments, words: &Vocabulary, sites: &[Site], out: &Path) -> io::Result<()> {
    let started = Instant::now();
    fs::create_dir_all(out)?;
    let create = |name| File::create(out.join(name)).map(BufWriter::new);
    let mut articles = if arguments.jsonl { Some(create("articles.jsonl")?) } else { None };
    let (mut copies, mut topics, mut qrels) = (create("copies.tsv")?, create("topics.tsv")?, create("qrels.txt")?);
    writeln!(copies, "copy\toriginal\tchanges")?;

    // What an id that looks like a page's path becomes in the index.
    let prefix = if arguments.jsonl { "#" } else { "" };
    let mut bytes = 0;
    let mut topic_of = HashMap::new();
    for first in (0..arguments.pages).step_by(BATCH) {
        let batch = first..arguments.pages.min(first + BATCH);
        let made: io::Result<Vec<_>> =
            batch.into_par_iter().map(|number| make(arguments, words, sites, out, number)).collect();
        for Made { path, copy, query, record, bytes: size } in made? {
            bytes += size;
            if let Some(articles) = &mut articles {
                articles.write_all(&record)?;
            }
            if let Some(Copy { original, changes }) = copy {
                writeln!(copies, "{path}\t{original}\t{}", changes.join(","))?;
                if let Some(topic) = topic_of.get(&original).filter(|_| !changes.contains(&"headline")) {
                    writeln!(qrels, "{topic} 0 {prefix}{path} 1")?;
                }
            }
            if let Some(query) = query {
                let topic = topic_of.len() + 1;
                writeln!(topics, "{topic}\t{query}")?;
                writeln!(qrels, "{topic} 0 {prefix}{path} 1")?;
                topic_of.insert(path, topic);
            }
        }
    }
    for file in [copies, topics, qrels].iter_mut().chain(&mut articles) {
        file.flush()?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let (pages, megabytes) = (arguments.pages, bytes as f64 / 1e6);
    println!("{pages} stories, {megabytes:.0} MB in {seconds:.1} s: {:.0} a second", pages as f64 / seconds);
    Ok(())
}

fn make(arguments: &Arguments, words: &Vocabulary, sites: &[Site], out: &Path, number: usize) -> io::Result<Made> {
    let story = story(words, arguments.seed, number);
    let path = story.path();
    let mut record = Vec::new();
    let bytes = if arguments.jsonl {
        write_record(&mut record, &story)?;
        record.len()
    } else {
        let page = page(&sites[story.outlet], &story, arguments.seed, arguments.weight);
        let file = out.join("pages").join(&path);
        fs::create_dir_all(file.parent().unwrap_or(out))?;
        fs::write(file, &page)?;
        page.len()
    };
    let is_topic = number.is_multiple_of(arguments.pages.div_ceil(TOPICS)) && story.copy.is_none();
    Ok(Made { path, query: is_topic.then(|| story.query()), copy: story.copy, record, bytes })
}

fn write_record(out: &mut Vec<u8>, story: &Story) -> io::Result<()> {
    let record = json!({
        "id": story.path(),
        "url": story.url(),
        "title": story.title,
        "text": story.text(),
        "date": story.published.to_string(),
        "source": story.outlet().name,
        "authors": [story.author],
        "section": story.section,
        "lang": "fr",
    });
    writeln!(out, "{record}")
}

fn measure(arguments: &Arguments, words: &Vocabulary, sites: &[Site]) {
    const STORIES: usize = 500;
    let make = |number| {
        let story = story(words, arguments.seed, number);
        let page = page(&sites[story.outlet], &story, arguments.seed, arguments.weight);
        (story, page)
    };
    let started = Instant::now();
    let made: Vec<_> = (0..STORIES).map(make).collect();
    let seconds = started.elapsed().as_secs_f64();

    let bytes: usize = made.iter().map(|(_, page)| page.len()).sum();
    let silent: usize = made.iter().map(|(_, page)| silent_bytes(&String::from_utf8_lossy(page))).sum();
    let text: usize = made.iter().map(|(story, _)| story.text().len()).sum();
    println!(
        "{:.0} pages a second on one thread, {:.0} MB/s; {:.0} KB a page, {:.0} % script, style, drawing or comment, {:.1} % article",
        STORIES as f64 / seconds,
        bytes as f64 / 1e6 / seconds,
        bytes as f64 / 1e3 / STORIES as f64,
        100.0 * silent as f64 / bytes as f64,
        100.0 * text as f64 / bytes as f64,
    );

    assert!(
        made.iter().enumerate().rev().all(|(number, (_, page))| make(number).1 == *page),
        "a page differs when made again"
    );
    assert!((0.4..0.6).contains(&(silent as f64 / bytes as f64)), "about half of a page is to say nothing");
    let by_path: HashMap<_, _> = made.iter().map(|(story, _)| (story.path(), story)).collect();
    let copies: Vec<_> = made.iter().filter_map(|(story, _)| Some((story, story.copy.as_ref()?))).collect();
    assert!((20..60).contains(&copies.len()), "{} copies among {STORIES} stories", copies.len());
    for (story, Copy { original, changes }) in copies {
        let shared = shared_words(&story.text(), &by_path[original].text());
        assert!(shared > 0.7, "{} shares only {shared:.2} of its words with {original}: {changes:?}", story.path());
    }
}

/// Of pairs of stories, how many that are taken for copies are some, and how many that are some are taken for copies.
fn measure_copies(arguments: &Arguments, words: &Vocabulary) {
    const STORIES: usize = 10_000;
    let stories: Vec<_> = (0..STORIES).into_par_iter().map(|number| story(words, arguments.seed, number)).collect();
    let signatures: Vec<_> = stories.par_iter().map(|story| Signature::of(&story.text())).collect();
    let original = |story: &Story| story.copy.as_ref().map_or_else(|| story.path(), |copy| copy.original.clone());
    let originals: Vec<_> = stories.iter().map(original).collect();
    let count = |a: usize| {
        let (mut both, mut taken, mut copied) = (0, 0, 0);
        for b in 0..a {
            let are_taken = signatures[a].resemblance_of_copies(&signatures[b]).is_some();
            let are_copies = originals[a] == originals[b];
            both += usize::from(are_taken && are_copies);
            taken += usize::from(are_taken);
            copied += usize::from(are_copies);
        }
        (both, taken, copied)
    };
    let (both, taken, copied) =
        (0..STORIES).into_par_iter().map(count).reduce(|| (0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
    let (precision, recall) = (both as f64 / taken as f64, both as f64 / copied as f64);
    println!("{copied} pairs of copies among {STORIES} stories: precision {precision:.3}, recall {recall:.3}");
    assert!(precision >= 0.95 && recall >= 0.95, "copies are not told from other stories");
}

/// What stands in scripts, styles, drawings and comments.
fn silent_bytes(page: &str) -> usize {
    let mut bytes = 0;
    for (open, close) in [("<script", "</script>"), ("<style", "</style>"), ("<svg", "</svg>"), ("<!--", "-->")] {
        bytes += page.split(open).skip(1).map(|rest| rest.find(close).unwrap_or(0)).sum::<usize>();
    }
    bytes
}

/// The share of the words of `text` that `other` has too.
fn shared_words(text: &str, other: &str) -> f64 {
    let other: HashSet<_> = other.split_whitespace().collect();
    let shared = text.split_whitespace().filter(|word| other.contains(word)).count();
    shared as f64 / text.split_whitespace().count() as f64
}
