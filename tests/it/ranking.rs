//! Ranking quality on the bundled collections, as a committed file: a diff shows what a change does to each topic.

use std::fs;

use jiff::civil::date;
use kiosque::eval::{self, Measure};
use kiosque::index::Index;
use kiosque::output;
use kiosque::query;
use kiosque::search::{self, Matching, Request};
use kiosque::trec::{self, Retrieved, Run};

use crate::search::{corpus, corpus_index};

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
    let index = Index::open(&corpus_index()).unwrap();
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

fn ranking(index: &Index, text: &str) -> Vec<Retrieved> {
    let query = query::parse(text, date(2025, 7, 1)).query;
    let request = Request { matching: Matching::Any, limit: 100, ..Request::new(query) };
    let hits = search::search(index, &request).unwrap().hits.into_iter();
    hits.map(output::retrieved).collect()
}
