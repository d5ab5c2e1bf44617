//! Answers as lines, so that the first difference of two can be said.

use std::fmt;

use kiosque::engine::Engine;
use kiosque::engine::reading::Explanation;
use kiosque::search::answer::search;
use kiosque::search::request::Request;
use kiosque::search::response::{Hit, Response};
use proptest::test_runner::TestCaseError;

/// What an engine answers, line by line.
pub fn answer(engine: &dyn Engine, request: &Request) -> Vec<String> {
    lines(search(engine, request).unwrap())
}

/// A response line by line: all but the time that it took, and marks, which the twin does not set.
pub fn lines(response: Response) -> Vec<String> {
    let Response { total, hits, facets, reading, relaxed, suggestion, now, undated, alternatives, .. } = response;
    let mut lines = vec![format!("{total} found, relaxed {relaxed}, {undated} undated, now {now:?}")];
    lines.push(format!("instead {} {alternatives:?}", suggestion.map_or(String::new(), |query| query.to_string())));
    lines.extend(facets.iter().map(|facet| format!("{facet:?}")));
    if let Some(reading) = reading {
        lines.push(format!("read as {}", reading.query));
        // In whatever order: a word may be excluded before it scores.
        let mut words: Vec<String> = reading.words.iter().map(|word| format!("{word:?}")).collect();
        words.sort_unstable();
        lines.extend(words);
    }
    for Hit { rank, score, id, path, article, explanation, copies, .. } in hits {
        let copies: Vec<String> = copies.into_iter().map(|copy| copy.id).collect();
        let numbers = explanation.as_ref().map_or(Vec::new(), numbers);
        lines.push(format!("{rank} {id} ({path}): {score:?} = {numbers:?}, copies {copies:?}, {article:?}"));
    }
    lines
}

/// The numbers that an explanation adds up, rounded. What is below them must add up too.
fn numbers(explanation: &Explanation) -> Vec<i64> {
    fn check(explanation: &Explanation) {
        let sum: f64 = explanation.parts.iter().map(|part| part.value).sum();
        assert!(explanation.parts.is_empty() || (sum - explanation.value).abs() < 1e-5, "{explanation:#?}");
        explanation.parts.iter().for_each(check);
    }
    check(explanation);
    let mut numbers: Vec<i64> = explanation.parts.iter().map(|part| (part.value * 1e9).round() as i64).collect();
    numbers.sort_unstable();
    numbers
}

/// Both must be alike; the first line that is not is said.
pub fn same(found: &[String], expected: &[String], of: &dyn fmt::Display) -> Result<(), TestCaseError> {
    let differs = (0..found.len().max(expected.len())).find(|n| found.get(*n) != expected.get(*n));
    match differs {
        None => Ok(()),
        Some(n) => Err(TestCaseError::fail(format!("{of}\n  found {:?}\n  twin  {:?}", found.get(n), expected.get(n)))),
    }
}
