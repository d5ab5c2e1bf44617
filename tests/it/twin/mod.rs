//! The second engine: it holds the embedded one to the definition of search.
//!
//! [`engine::BruteForce`] has all articles in memory and answers every question by looking at each of them, in plain lines
//! that follow the definitions: what matches (`need`, `places`), what it scores (`score`), what completes a beginning
//! (`completion`). Over generated corpora and requests both engines must give the same answers, scores to the bit.
//!
//! `KIOSQUE_CASES=10000 cargo test --test it twin` tries as many corpora.

mod held;
mod places;
mod need;
mod score;
mod completion;
mod occurrences;
pub mod engine;
mod corpora;
mod requests;
mod shown;
mod studies;
mod trends;

use std::collections::BTreeSet;
use std::env;

use kiosque::engine::Engine;
use kiosque::engine::calendar::Unit;
use kiosque::engine::count::By;
use kiosque::engine::selection::Operator;
use kiosque::engine::shown::Filed;
use kiosque::engine::statistics::Statistics;
use kiosque::query::filters::Filters;
use kiosque::search::answer::{search, stream};
use kiosque::search::request::{Matching, Request};
use kiosque::search::response::Response;
use kiosque::search::similar::similar;
use kiosque::search::stories::stories;
use kiosque::search::timeline::{TimelineRequest, timeline};
use kiosque::study::kwic::{Line, LineSort, Lines};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;

use corpora::{brute_force, embedded, history};
use requests::{Asked, asked, filter, one_by_one};
use shown::{answer, lines, same};

/// Requests of one corpus: to write it down takes longer than to answer one.
const REQUESTS: usize = 10;

fn config() -> Config {
    let cases = env::var("KIOSQUE_CASES").map_or(64, |cases| cases.parse().expect("a number of corpora"));
    Config { cases, failure_persistence: None, max_shrink_iters: 1000, ..Config::default() }
}

/// What is typed before it is completed.
const BEGUN: [&str; 14] = [
    "la digue d",
    "les marins de c",
    "m",
    "mar",
    "la dig",
    "le port de b",
    "grève mar",
    "d'",
    "l'é",
    "Élys",
    "porte-p",
    "œuvre v",
    "digue ",
    "14",
];

proptest! {
    #![proptest_config(Config { cases: 2, max_shrink_iters: 0, ..config() })]

    /// Chance seldom asks for each of them.
    #[test]
    fn each_filter_and_each_kind_of_word(history in history()) {
        let (_dir, index) = embedded(&history);
        let twin = brute_force(&history);
        for asked in &one_by_one() {
            let request = asked.request();
            same(&answer(&index, &request), &answer(&twin, &request), &format!("{asked:?}"))?;
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn both_engines_answer_alike(history in history(), asked in prop::collection::vec(asked(), REQUESTS)) {
        let (_dir, index) = embedded(&history);
        let twin = brute_force(&history);
        for asked in &asked {
            let request = asked.request();
            same(&answer(&index, &request), &answer(&twin, &request), &request.query)?;
        }
    }

    #[test]
    fn both_engines_know_the_same(
        history in history(),
        asked in prop::collection::vec((asked(), asked(), select(&[Unit::Day, Unit::Week, Unit::Month, Unit::Year][..])), 3),
    ) {
        let (_dir, index) = embedded(&history);
        let twin = brute_force(&history);
        let statistics = Statistics { bytes: 0, ..index.statistics().unwrap() };
        prop_assert_eq!(statistics, twin.statistics().unwrap());
        let all = Filters::default();
        prop_assert_eq!(stories(&index, &all).unwrap(), stories(&twin, &all).unwrap());
        for id in (0..400).step_by(7).take(6).map(corpora::name) {
            let named = |engine: &dyn Engine| engine.read(&engine.find(&id).unwrap()).unwrap().pop();
            let filed = named(&index);
            let article = |filed: &Option<Filed>| filed.as_ref().map(|filed| filed.article.clone());
            prop_assert_eq!(article(&filed), article(&named(&twin)));
            let Some(filed) = filed else { continue };
            let like = |engine| lines(similar(engine, &filed, &all, 5, 0).unwrap());
            prop_assert_eq!(like(&index), like(&twin), "similar to {}", id);
        }
        for url in corpora::URLS {
            let ids = |engine: &dyn Engine| engine.ids(&engine.find(url).unwrap()).unwrap();
            prop_assert_eq!(ids(&index), ids(&twin), "{}", url);
        }
        for beginning in BEGUN {
            for limit in [1, 4, 100] {
                let words = |engine: &dyn Engine| engine.complete_words(beginning, limit).unwrap();
                prop_assert_eq!(words(&index), words(&twin), "{}", beginning);
                let titles = |engine: &dyn Engine| engine.complete_titles(beginning, limit).unwrap();
                prop_assert_eq!(titles(&index), titles(&twin), "{}", beginning);
                let ids = |engine: &dyn Engine| engine.complete_ids(beginning, limit).unwrap();
                prop_assert_eq!(ids(&index), ids(&twin), "{}", beginning);
            }
        }
        for (first, second, unit) in asked {
            let (first, second) = (first.request(), second.request());
            let operator = if first.matching == Matching::Any { Operator::Or } else { Operator::And };
            for by in [[By::Source, By::Month], [By::Author, By::Year], [By::Month, By::Author]] {
                let request = Request { crossed: Some(by), limit: 0, ..first.clone() };
                let crossed = |engine: &dyn Engine| search(engine, &request).unwrap().crossed;
                prop_assert_eq!(crossed(&index), crossed(&twin), "{:?}", request);
            }
            let queries = vec![first.query, second.query];
            let request = TimelineRequest { queries, filters: first.filters, operator, unit };
            prop_assert_eq!(timeline(&index, &request).unwrap(), timeline(&twin, &request).unwrap(), "{:?}", request);
        }
    }

    #[test]
    fn both_engines_have_the_same_concordance(
        history in history(),
        asked in prop::collection::vec((asked(), 0..9_usize, select(&[LineSort::Left, LineSort::Right, LineSort::Source][..])), REQUESTS),
    ) {
        let (_dir, index) = embedded(&history);
        let twin = brute_force(&history);
        for (asked, context, by) in asked {
            let request = asked.request();
            let shown = |lines: Vec<Line>| -> Vec<String> {
                lines.iter().map(|line| format!("{}: {} | {} | {}", line.id, line.left, line.hit, line.right)).collect()
            };
            let in_order = |engine: &dyn Engine| {
                let (_, hits) = stream(engine, &request).unwrap();
                shown(Lines::new(&hits, context).map(Result::unwrap).collect())
            };
            let sorted = |engine: &dyn Engine, memory| {
                let (_, hits) = stream(engine, &request).unwrap();
                shown(Lines::new(&hits, context).sorted(by, memory).unwrap().map(Result::unwrap).collect())
            };
            same(&in_order(&index), &in_order(&twin), &request.query)?;
            same(&sorted(&index, 2000), &sorted(&twin, usize::MAX), &request.query)?;
        }
    }

    /// A filter is the same wherever it is typed, and never a word that an article may have instead of others.
    #[test]
    fn filters_are_filters(history in history(), asked in prop::collection::vec((asked(), filter()), REQUESTS)) {
        let (_dir, index) = embedded(&history);
        for (asked, filter) in asked {
            let words = format!("({})", asked.query);
            let inside = Asked { query: format!("{words} {filter}"), filters: String::new(), ..asked.clone() }.request();
            let beside = Asked { query: words.clone(), filters: filter, ..asked.clone() }.request();
            let without = Asked { query: words, filters: String::new(), ..asked }.request();
            let answer = |request| {
                // A corrected query has the filters that were typed in it.
                let response = Response { suggestion: None, ..search(&index, request).unwrap() };
                lines(response)
            };
            same(&answer(&inside), &answer(&beside), &inside.query)?;
            let found = |request: Request| {
                let request = Request { matching: Matching::Any, offset: 0, limit: usize::MAX, group_copies: false, ..request };
                let response = search(&index, &request).unwrap();
                (response.relaxed, response.hits.into_iter().map(|hit| hit.id).collect::<BTreeSet<String>>())
            };
            let query = inside.query.clone();
            let ((inside_relaxed, inside), (without_relaxed, without)) = (found(inside), found(without));
            // Where the filter leaves no article with a quotation, its words are looked for, which is another question.
            prop_assert!(inside_relaxed != without_relaxed || inside.is_subset(&without), "{}", query);
        }
    }
}
