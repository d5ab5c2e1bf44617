//! The hits of a response, read some at a time.

use super::request::Request;
use super::response::Hit;
use super::stories;
use crate::date::minutes::from_minutes;
use crate::engine::candidate::{Candidate, Handle, Sort};
use crate::engine::reading::Explanation;
use crate::engine::shown::Filed;
use crate::engine::{Engine, EngineError, Matches};

/// The hits of a request that are still to be read.
pub struct Hits<'a> {
    engine: &'a dyn Engine,
    matches: Box<dyn Matches + 'a>,
    order: std::vec::IntoIter<(Candidate, Vec<Handle>)>,
    request: &'a Request,
    /// The number of hits before the next one that is read.
    rank: usize,
    /// Hits that have been read.
    ready: std::vec::IntoIter<Hit>,
}

/// Hits that are read at a time, which an engine does on all cores.
const AT_ONCE: usize = 32;

impl<'a> Hits<'a> {
    /// Candidates in their order, each with the other articles of its story.
    pub(super) fn new(
        engine: &'a dyn Engine,
        matches: Box<dyn Matches + 'a>,
        order: Vec<(Candidate, Vec<Handle>)>,
        request: &'a Request,
    ) -> Self {
        let (order, ready) = (order.into_iter(), Vec::new().into_iter());
        Self { engine, matches, order, request, rank: request.offset, ready }
    }

    /// The articles of the hits that are still to be read, in their order; without their copies.
    pub fn articles(&self) -> Vec<Handle> {
        self.order.as_slice().iter().map(|(candidate, _)| candidate.article).collect()
    }

    /// All that may be asked about the articles that match.
    pub fn matches(&self) -> &dyn Matches {
        &*self.matches
    }

    fn read(&mut self) -> Result<Vec<Hit>, EngineError> {
        let (next, copies): (Vec<Candidate>, Vec<Vec<Handle>>) = self.order.by_ref().take(AT_ONCE).unzip();
        let shown = self.matches.show(&next, self.request.snippet, self.request.explain)?;
        let mut copies_read = self.engine.read(&copies.concat())?.into_iter();
        let by_key = self.request.sort == Sort::Best;
        let mut hits = Vec::with_capacity(next.len());
        for ((candidate, shown), copies) in next.iter().zip(shown).zip(copies) {
            self.rank += 1;
            let mut copies: Vec<Filed> = copies_read.by_ref().take(copies.len()).collect();
            stories::sort(&mut copies);
            let Filed { id, path, article, .. } = shown.filed;
            let explain = |of_text| if by_key { with_age(of_text, candidate) } else { of_text };
            hits.push(Hit {
                rank: self.rank,
                score: if by_key { candidate.key } else { candidate.score },
                id,
                path,
                title: shown.title,
                snippet: shown.snippet,
                article,
                explanation: shown.explanation.map(explain),
                copies,
            });
        }
        Ok(hits)
    }
}

impl Iterator for Hits<'_> {
    type Item = Result<Hit, EngineError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.as_slice().is_empty() && !self.order.as_slice().is_empty() {
            match self.read() {
                Ok(hits) => self.ready = hits.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
        self.ready.next().map(Ok)
    }
}

/// The explanation of a text's score, with what age takes away.
fn with_age(mut of_text: Explanation, candidate: &Candidate) -> Explanation {
    let published = match candidate.published {
        Some(minutes) => format!("published {}", from_minutes(minutes).date()),
        None => "undated, and so taken to be of the median date of all matches".to_owned(),
    };
    let share = if candidate.score == 0.0 { 1.0 } else { candidate.key / candidate.score };
    of_text.parts.push(Explanation::leaf(format!("age ({published}): × {share:.4}"), candidate.key - candidate.score));
    of_text.value = candidate.key;
    of_text
}
