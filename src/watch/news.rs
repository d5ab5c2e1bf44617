//! What is new for a query: the articles that came to the index after some generation of it, each once.

use std::collections::HashSet;

use rustc_hash::FxHashSet;

use crate::engine::candidate::{Handle, Sort};
use crate::engine::{Engine, EngineError};
use crate::query::filters::{Event, Filter, Filters};
use crate::search::answer::stream;
use crate::search::hits::Hits;
use crate::search::request::Request;
use crate::search::response::Hit;

/// From when to when something is new, as generations of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// What came up to this one is known.
    pub after: u64,
    /// What comes after this one is not to be looked at yet.
    pub until: u64,
}

impl Span {
    fn filter(self, event: Event) -> Filter {
        Filter::New(event, self.after + 1..=self.until)
    }
}

/// `request` with what is new in a span, the oldest first. Nothing is suggested in its place.
pub fn asked_of(request: &Request, span: Span, updates: bool) -> Request {
    let event = if updates { Event::Changed } else { Event::Arrived };
    let filters = request.filters.clone().and(&Filters(vec![span.filter(event)]));
    Request { filters, sort: Sort::Oldest, offset: 0, limit: usize::MAX, suggest: false, ..request.clone() }
}

/// New articles, read some at a time.
pub struct News<'a> {
    /// How many there are.
    pub total: usize,
    hits: Hits<'a>,
    left_out: HashSet<String>,
    given: usize,
}

impl<'a> News<'a> {
    /// The articles that `asked` asks for, which [`asked_of`] has made.
    pub fn of(engine: &'a dyn Engine, asked: &'a Request) -> Result<Self, EngineError> {
        let (_, hits) = stream(engine, asked)?;
        Ok(Self { total: hits.articles().len(), hits, left_out: HashSet::new(), given: 0 })
    }

    /// Leaves out the articles with these ids, which were announced before they went and came again.
    pub fn leave_out(&mut self, engine: &dyn Engine, known: &HashSet<String>) -> Result<(), EngineError> {
        if !known.is_empty() {
            let ids = engine.ids(&self.hits.articles())?;
            self.left_out.extend(ids.into_iter().filter(|id| known.contains(id)));
            self.total = self.hits.articles().len() - self.left_out.len();
        }
        Ok(())
    }

    /// Leaves out the articles whose story is no news: another article of it that `all` asks for was there before the span, or stands
    /// before it among these. `all` is the request that is followed.
    pub fn leave_out_told(&mut self, engine: &dyn Engine, all: &Request, span: Span) -> Result<(), EngineError> {
        let articles = self.hits.articles();
        let copies = engine.copies(&articles)?;
        if copies.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let earlier = asked_of(all, Span { after: 0, until: span.after }, false);
        let earlier: FxHashSet<Handle> = stream(engine, &earlier)?.1.articles().into_iter().collect();
        let (mut told, mut announced) = (Vec::new(), FxHashSet::default());
        for (article, copies) in articles.iter().zip(&copies) {
            // What was there itself has changed, and was no copy of what came later.
            let was_there = earlier.contains(article);
            let is_told = |copy: &Handle| announced.contains(copy) || !was_there && earlier.contains(copy);
            if copies.iter().any(is_told) {
                told.push(*article);
            } else {
                announced.insert(*article);
            }
        }
        self.left_out.extend(engine.ids(&told)?);
        self.total = articles.len() - self.left_out.len();
        Ok(())
    }
}

impl Iterator for News<'_> {
    type Item = Result<Hit, EngineError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { hits, left_out, .. } = self;
        let hit = hits.find(|hit| hit.as_ref().map_or(true, |hit| !left_out.contains(&hit.id)))?;
        self.given += 1;
        Some(hit.map(|hit| Hit { rank: self.given, ..hit }))
    }
}

/// The articles of a request that came last, so many: all of some last generations, and of the one before these the newest.
pub fn latest(engine: &dyn Engine, request: &Request, count: usize) -> Result<Vec<Hit>, EngineError> {
    let until = engine.cursor()?.generation;
    let asked = |after: u64, until: u64, limit: usize| Request {
        sort: Sort::Newest,
        limit,
        ..asked_of(request, Span { after, until }, false)
    };
    // The last generation after which too few have come is between these.
    let (mut low, mut high) = (0, until);
    while low < high {
        let middle = low + (high - low) / 2;
        if stream(engine, &asked(middle, until, 0))?.0.total < count {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let mut latest = Vec::new();
    let last = asked(high, until, count);
    let (_, hits) = stream(engine, &last)?;
    latest.extend(hits.collect::<Result<Vec<_>, _>>()?);
    if high > 0 && latest.len() < count {
        let before = asked(high - 1, high, count - latest.len());
        let (_, hits) = stream(engine, &before)?;
        latest.extend(hits.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(latest)
}
