//! Ranking quality on the bundled collections, as a committed file: a diff shows what a change does to each topic.

use std::fs;

use jiff::civil::{Date, date};
use kiosque::embedded::Embedded;
use kiosque::engine::candidate::Sort;
use kiosque::engine::reading::Explanation;
use kiosque::eval::{self, Measure};
use kiosque::output;
use kiosque::query;
use kiosque::search::answer::search;
use kiosque::search::request::{Matching, Request};
use kiosque::trec::{self, Retrieved, Run};
use proptest::prelude::*;

use crate::search::{corpus, corpus_index, kiosque};

#[test]
fn topics() {
    check("topics", "topics.tsv", "qrels.txt");
}

#[test]
fn known_items() {
    check("known_items", "known-item.tsv", "known-item-qrels.txt");
}

/// For each topic, its nDCG@10 and the ranks of the articles that answer it.
fn check(name: &str, topics: &str, qrels: &str) {
    let read = |name: &str| fs::read_to_string(corpus(name)).unwrap();
    let qrels = trec::read_qrels(&read(qrels)).unwrap();
    let index = Embedded::open(&corpus_index()).unwrap();
    let mut run = Run::new();
    let mut lines = Vec::new();
    for topic in trec::read_topics(&read(topics)).unwrap() {
        let ranking = ranking(&index, &topic.query);
        let relevant = qrels[&topic.id].iter().filter(|(_, grade)| **grade > 0);
        let mut ranks: Vec<Option<usize>> =
            relevant.map(|(id, _)| ranking.iter().position(|hit| hit.document == *id)).collect();
        ranks.sort_unstable_by_key(|rank| rank.unwrap_or(usize::MAX));
        let ranks = ranks.iter().map(|rank| rank.map_or("-".to_owned(), |rank| (rank + 1).to_string()));
        lines.push((topic.id.clone(), format!("{}  {}", topic.query, ranks.collect::<Vec<_>>().join(" "))));
        run.insert(topic.id, ranking);
    }
    let evaluation = eval::evaluate(&qrels, &run);
    let mut shown = format!("mean  {:.3}\n", evaluation.mean.get(Measure::Ndcg10));
    for (id, line) in lines {
        shown += &format!("{id}  {:.3}  {line}\n", evaluation.topics[&id].get(Measure::Ndcg10));
    }
    insta::assert_snapshot!(name, shown);
}

/// Words of titles of the corpus, as people put them together.
fn queries() -> impl Strategy<Value = String> {
    let word =
        prop::sample::select(&["port", "grève", "ferries", "eau", "=pêche", "titre:village^3", "mer", "éco*"][..]);
    let part = prop_oneof![
        5 => word.clone().prop_map(str::to_owned),
        1 => (word.clone(), word.clone()).prop_map(|(a, b)| format!("({a} OU {b})")),
        1 => word.prop_map(|word| format!("-{word}")),
        1 => Just("\"port de pêche\"".to_owned()),
        1 => Just("source:phare".to_owned()),
        1 => Just("date:2025".to_owned()),
    ];
    prop::collection::vec(part, 1..6).prop_map(|parts| parts.join(" "))
}

/// Each value is the sum of its parts.
fn adds_up(explanation: &Explanation) -> bool {
    let sum: f64 = explanation.parts.iter().map(|part| part.value).sum();
    explanation.parts.is_empty() || (explanation.value - sum).abs() < 1e-5 && explanation.parts.iter().all(adds_up)
}

proptest! {
    #[test]
    fn explanations_add_up_to_the_score(
        text in queries(),
        sort in prop::sample::select(&[Sort::Best, Sort::Relevance, Sort::Newest][..]),
        matching in prop::sample::select(&[Matching::Any, Matching::AllElseAny][..]),
        limit in 1..30_usize,
    ) {
        let index = Embedded::open(&corpus_index()).unwrap();
        let query = query::parse(&text, date(2025, 7, 1)).query;
        let request = Request { matching, sort, limit, explain: true, ..Request::new(query) };
        for hit in search(&index, &request).unwrap().hits {
            let explanation = hit.explanation.unwrap();
            prop_assert!((explanation.value - hit.score).abs() < 1e-5, "{text}: {} and {explanation:#?}", hit.score);
            let sum: f64 = explanation.parts.iter().map(|part| part.value).sum();
            prop_assert!((sum - hit.score).abs() < 1e-5, "{text}: {} and {explanation:#?}", hit.score);
            prop_assert!(adds_up(&explanation), "{text}: {explanation:#?}");
        }
    }
}

fn ranking(index: &Embedded, text: &str) -> Vec<Retrieved> {
    let query = query::parse(text, date(2025, 7, 1)).query;
    let request = Request { matching: Matching::Any, limit: 100, ..Request::new(query) };
    let hits = search(index, &request).unwrap().hits.into_iter();
    hits.map(output::retrieved).collect()
}

/// Ages are counted from the index, and the day of asking is only what `hier` means.
#[test]
fn the_day_of_asking_changes_no_order() {
    let index = Embedded::open(&corpus_index()).unwrap();
    let order = |today: Date| {
        let query = query::parse("port grève", today).query;
        let request = Request { matching: Matching::Any, sort: Sort::Best, ..Request::new(query) };
        let response = search(&index, &request).unwrap();
        (response.now, response.hits.into_iter().map(output::retrieved).collect::<Vec<_>>())
    };
    assert_eq!(order(date(1999, 12, 31)), order(date(2077, 1, 1)));
}

#[test]
fn age_counts_as_much_as_is_asked() {
    let first = |options: &[&str]| {
        let ran = kiosque(&[&["search", "grève", "--format", "trec", "-n", "all"], options].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.stdout
    };
    assert_eq!(first(&["--recency", "0"]), first(&["--sort", "relevance"]));
    assert_ne!(first(&["--recency", "1"]), first(&["--recency", "0"]));
    assert_ne!(first(&["--recency", "1", "--half-life", "10"]), first(&["--recency", "1", "--half-life", "1000"]));
    for wrong in [["--recency", "1.5"], ["--recency", "NaN"], ["--half-life", "0"], ["--half-life", "inf"]] {
        let ran = kiosque(&[&["search", "grève"], &wrong[..]].concat());
        assert_eq!(ran.code, Some(2), "{wrong:?}");
        assert!(ran.stderr.contains("not a number"), "{}", ran.stderr);
    }
}
