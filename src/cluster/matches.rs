//! The articles that a selection names, and all that may be asked about them.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::part::{KEPT, Part, WINDOW, entry};
use super::proof::{Bound, Known, is_proven};
use super::snapshot::{Snapshot, hits, total};
use super::state::State;
use super::{condition, counts, part, scoring};
use crate::embedded::matches::EmbeddedMatches;
use crate::embedded::rank::explain;
use crate::engine::candidate::{Candidate, Gain, Handle, Sort, Wanted};
use crate::engine::count::{By, Crossed, Days, Facet};
use crate::engine::ranking::Ranking;
use crate::engine::reading::WordReading;
use crate::engine::selection::Selection;
use crate::engine::shown::{Occurrences, Shown};
use crate::engine::{EngineError, Matches};
use crate::index::schema::{Entry, id_hash};
use crate::opensearch::document::{name, signed};
use crate::opensearch::mapping;

/// A selection, planned as the embedded engine plans it, and what has been found of it.
pub struct ClusterMatches<'a> {
    state: &'a State,
    selection: Selection,
    ranking: &'a Ranking,
    /// Which articles match: that depends on no document frequency.
    unscored: EmbeddedMatches<'a>,
    /// The same plan with what its words weigh.
    planned: OnceCell<EmbeddedMatches<'a>>,
    /// What finds those articles and no others.
    query: OnceCell<Value>,
    total: OnceCell<usize>,
    /// How much greater scores may be than OpenSearch's.
    margin: OnceCell<f64>,
    /// The articles that were asked for last.
    part: RefCell<Option<Rc<Part>>>,
}

/// Candidates that are scored here. Where more are wanted, OpenSearch's own order is taken.
const MOST_SCORED: usize = 5_000;

/// Candidates whose scores are asked for at first. A score is cheap, and a text is not.
const LISTED: usize = 1_000;

/// So many times more texts are read where those that are there prove nothing.
const MORE: usize = 4;

/// Articles that are asked for at a time where all are.
pub(super) const PAGE: usize = 1_000;

/// Articles that are looked at one by one where a query cannot be put in OpenSearch's language without a difference.
const MOST_LOOKED_AT: u64 = 50_000;

impl<'a> ClusterMatches<'a> {
    pub fn new(state: &'a State, selection: &Selection, ranking: &'a Ranking) -> Result<Self, EngineError> {
        let unscored = state.nothing.embedded.planned(selection, ranking)?;
        let (planned, query, total, margin, part) = Default::default();
        Ok(Self { state, selection: selection.clone(), ranking, unscored, planned, query, total, margin, part })
    }

    fn planned(&self) -> Result<&EmbeddedMatches<'a>, EngineError> {
        if let Some(planned) = self.planned.get() {
            return Ok(planned);
        }
        let state = self.state;
        let plan = || state.nothing.embedded.planned(&self.selection, self.ranking);
        let planned = state.snapshot.with_frequencies(plan)?;
        Ok(self.planned.get_or_init(|| planned))
    }

    fn snapshot(&self) -> &'a Snapshot {
        &self.state.snapshot
    }

    /// What finds these articles and no others.
    pub fn query(&self) -> Result<&Value, EngineError> {
        if let Some(query) = self.query.get() {
            return Ok(query);
        }
        let schema = self.state.nothing.embedded.schema();
        let whole = |field: &str, name: &str| counts::spellings(self.snapshot(), field, name);
        let condition = condition::of_plan(&self.unscored.plan, &schema, &whole)?;
        let query = if condition.is_exact { condition.query } else { self.looked_at(condition.query)? };
        Ok(self.query.get_or_init(|| query))
    }

    /// Those of some articles that match, each looked at.
    fn looked_at(&self, query: Value) -> Result<Value, EngineError> {
        let counted = self.snapshot().count_of(&query)?;
        if counted > MOST_LOOKED_AT {
            return Err(EngineError::refused(TooMany { counted }));
        }
        let mut found = Vec::new();
        let body = json!({"_source": KEPT, "query": query, "sort": [{"id": "asc"}]});
        self.snapshot().pages(&body, PAGE, &mut |page| {
            let part = Part::of(&self.state.snapshot, page.iter().filter_map(entry).collect())?;
            let all = Wanted { sort: Sort::Newest, first: usize::MAX, deep: 0, now: None };
            let matching = part.sent_back(self.of_part(&part, |matches| matches.best(&all))?);
            let articles: Vec<Handle> = matching.iter().map(|hit| hit.article).collect();
            found.extend(self.snapshot().ids(&articles).iter().map(|id| name(id)));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(json!({"ids": {"values": found}}))
    }

    /// Asks the embedded engine of the articles that are here.
    fn of_part<R>(
        &self,
        part: &Part,
        ask: impl Fn(&EmbeddedMatches) -> Result<R, EngineError>,
    ) -> Result<R, EngineError> {
        self.snapshot().with_frequencies(|| ask(&part.embedded.planned(&self.selection, self.ranking)?))
    }

    /// A part with these articles at least.
    fn part_with(&self, articles: &[Handle]) -> Result<Rc<Part>, EngineError> {
        if let Some(part) = &*self.part.borrow()
            && part.has(articles.iter().copied())
        {
            return Ok(Rc::clone(part));
        }
        let part = Rc::new(Part::read(&self.state.snapshot, articles)?);
        *self.part.borrow_mut() = Some(Rc::clone(&part));
        Ok(part)
    }

    fn scored(&self) -> Result<Value, EngineError> {
        let schema = self.state.nothing.embedded.schema();
        let planned = self.planned()?;
        let clauses = scoring::clauses(&planned.plan, &schema, |frequency| planned.statistics.idf_of(frequency));
        Ok(json!({"bool": {"filter": [self.query()?], "should": clauses}}))
    }

    /// The first by their scores. OpenSearch's scores tell how many articles may be among them, and the texts of these are read.
    fn best_scored(&self, wanted: &Wanted) -> Result<Vec<Candidate>, EngineError> {
        let deep = wanted.deep.max(self.ranking.proximity_depth);
        let mut size = deep.max(wanted.first) * 5 / 4 + 10;
        let mut lists = self.lists(wanted.now, LISTED.max(MORE * size))?;
        let mut entries = FxHashMap::<i64, Entry>::default();
        loop {
            size = size.min(lists.length());
            let missing: Vec<i64> = lists.first(size).filter(|id| !entries.contains_key(id)).collect();
            let read = part::entries(self.snapshot(), &missing, |ids| json!({"terms": {"id_hash": ids}}))?;
            entries.extend(read.into_iter().map(|entry| (signed(id_hash(&entry.id)), entry)));
            let part = Rc::new(Part::of(&self.state.snapshot, entries.values().cloned().collect())?);
            let all = Wanted { first: usize::MAX, deep: usize::MAX, ..*wanted };
            let best = self.of_part(&part, |matches| matches.best(&all))?;
            let best = part.sent_back(best);
            *self.part.borrow_mut() = Some(part);
            let known: Vec<Known> = best.iter().map(|hit| Known::of(hit, wanted.now, self.ranking)).collect();
            let is_enough = |lists: &Lists, size: usize| {
                lists.bound(size).is_none_or(|bound| is_proven(&known, wanted.first, deep, bound))
            };
            if is_enough(&lists, size) {
                return Ok(best);
            }
            if size == WINDOW {
                return Err(EngineError::refused(Undecided { size }));
            }
            let most = size * MORE;
            if most > lists.length() && lists.length() < lists.found.min(WINDOW) {
                lists = self.lists(wanted.now, most * MORE)?;
            }
            // The fewest that prove it where none of the others turns out better than expected.
            let (mut too_few, mut enough) = (size, most.min(lists.length()));
            while too_few + 1 < enough {
                let middle = usize::midpoint(too_few, enough);
                *(if is_enough(&lists, middle) { &mut enough } else { &mut too_few }) = middle;
            }
            size = enough;
        }
    }

    /// The best by OpenSearch's scores, so many.
    fn lists(&self, now: Option<i64>, size: usize) -> Result<Lists, EngineError> {
        let Ranking { k1, b, title, lead, body, .. } = *self.ranking;
        if (k1, b) != (mapping::K1, mapping::B) || [title, lead, body].iter().any(|weight| *weight < 1.0) {
            return Err(EngineError::refused(OtherRanking));
        }
        let mut queries = vec![self.scored()?];
        queries.extend(now.map(|now| scoring::aged(queries[0].clone(), self.ranking, now)));
        let body = |query| {
            json!({"size": size.min(WINDOW), "track_total_hits": true, "_source": false, "stored_fields": "_none_",
                "docvalue_fields": ["id_hash"], "query": query})
        };
        let asked = queries.len();
        let mut bodies: Vec<Value> = queries.into_iter().map(body).collect();
        let mut measures = Vec::new();
        if self.margin.get().is_none() {
            let planned = self.planned()?;
            let idf = |frequency| planned.statistics.idf_of(frequency);
            measures = scoring::measures(&planned.plan, &self.state.nothing.embedded.schema(), idf);
            bodies.extend(measures.iter().map(|measure| measure.body.clone()));
        }
        let mut answers = self.snapshot().search_each_scored(bodies)?;
        let margin = *self.margin.get_or_init(|| scoring::margin(&measures, &answers[asked..]));
        answers.truncate(asked);
        let found = total(&answers[0]) as usize;
        let _ = self.total.set(found);
        let listed = |hit: &Value| Some((hit["fields"]["id_hash"][0].as_i64()?, hit["_score"].as_f64()?));
        let list = |answer: &Value| hits(answer).iter().filter_map(listed).collect();
        Ok(Lists { lists: answers.iter().map(list).collect(), found, margin })
    }

    /// All by OpenSearch's own scores.
    fn best_of_all(&self) -> Result<Vec<Candidate>, EngineError> {
        (self.state.tell)();
        let mut best = Vec::new();
        let body = json!({"_source": false, "query": self.scored()?, "docvalue_fields": ["published", "id"],
            "sort": [{"_score": "desc"}, {"id": "asc"}]});
        self.snapshot().pages_scored(&body, PAGE, &mut |page| {
            best.extend(page.iter().map(|hit| {
                let score = hit["sort"][0].as_f64().unwrap_or_default();
                self.candidate(hit, score, score)
            }));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(best)
    }

    /// The first by date, so many, each with this score.
    fn first_by_date(&self, wanted: &Wanted, score: f64) -> Result<Vec<Candidate>, EngineError> {
        let sort = if wanted.sort == Sort::Oldest { Sort::Oldest } else { Sort::Newest };
        let order = if sort == Sort::Oldest { "asc" } else { "desc" };
        let mut first = self.first_in_order(self.query()?, order, wanted.first)?;
        if wanted.sort == Sort::Best && first.len() == wanted.first {
            // Undated ones are taken to have the median date, and so may be among the first.
            let undated =
                json!({"bool": {"filter": [self.query()?], "must_not": [{"exists": {"field": "published"}}]}});
            first.extend(self.first_in_order(&undated, order, wanted.first)?);
        }
        let mut candidates: Vec<Candidate> = first
            .iter()
            .map(|hit| {
                let candidate = self.candidate(hit, score, 0.0);
                Candidate { key: sort.key_of_date(candidate.published), ..candidate }
            })
            .collect();
        candidates.sort_unstable_by_key(|hit| hit.article);
        candidates.dedup_by_key(|hit| hit.article);
        Ok(candidates)
    }

    /// The first by date and id.
    fn first_in_order(&self, query: &Value, order: &str, count: usize) -> Result<Vec<Value>, EngineError> {
        let mut found = Vec::new();
        let body = json!({"_source": false, "query": query, "docvalue_fields": ["published", "id"],
            "sort": [{"published": {"order": order, "missing": "_last"}}, {"id": "asc"}]});
        self.snapshot().pages(&body, PAGE.min(count), &mut |page| {
            found.extend(page);
            Ok(if found.len() < count { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        found.truncate(count);
        Ok(found)
    }

    /// A hit with its date and id as columns.
    fn candidate(&self, hit: &Value, score: f64, key: f64) -> Candidate {
        let id = hit["fields"]["id"][0].as_str().unwrap_or_default();
        let published = hit["fields"]["published"][0].as_i64();
        Candidate { article: self.snapshot().handle(id), score, gain: Gain::default(), published, key }
    }
}

/// The best articles by OpenSearch's scores, and by what age leaves of them where that counts.
struct Lists {
    /// The hashes of their ids, with the scores, in descending order.
    lists: Vec<Vec<(i64, f64)>>,
    /// How many articles match.
    found: usize,
    margin: f64,
}

impl Lists {
    /// How many articles each list has.
    fn length(&self) -> usize {
        self.lists[0].len()
    }

    /// The first so many of each list.
    fn first(&self, size: usize) -> impl Iterator<Item = i64> {
        let ids = self.lists.iter().flat_map(move |list| &list[..size.min(list.len())]);
        ids.map(|(id, _)| *id).collect::<BTreeSet<_>>().into_iter()
    }

    /// The greatest scores that an article can have that is not among these; none where there is no other.
    fn bound(&self, size: usize) -> Option<Bound> {
        let last = |list: &Vec<(i64, f64)>| list[..size].last().map(|(_, score)| score * (1.0 + self.margin));
        (size < self.found).then(|| Bound {
            score: last(&self.lists[0]).unwrap_or(f64::INFINITY),
            aged: self.lists.get(1).and_then(last),
        })
    }
}

impl Matches for ClusterMatches<'_> {
    fn total(&self) -> Result<usize, EngineError> {
        if let Some(total) = self.total.get() {
            return Ok(*total);
        }
        let counted = self.snapshot().count_of(self.query()?)? as usize;
        Ok(*self.total.get_or_init(|| counted))
    }

    fn best(&self, wanted: &Wanted) -> Result<Vec<Candidate>, EngineError> {
        if wanted.first == 0 {
            return Ok(Vec::new());
        }
        if matches!(wanted.sort, Sort::Newest | Sort::Oldest) {
            return self.first_by_date(wanted, 0.0);
        }
        if let Some(score) = self.unscored.one_score() {
            return self.first_by_date(wanted, score);
        }
        if wanted.first > MOST_SCORED && self.total()? > MOST_SCORED {
            return self.best_of_all();
        }
        let first = wanted.first.min(self.total()?);
        self.best_scored(&Wanted { first, ..*wanted })
    }

    fn have_one_score(&self) -> Result<bool, EngineError> {
        self.unscored.have_one_score()
    }

    fn dates(&self) -> Result<Vec<(i64, usize)>, EngineError> {
        counts::dates(self.snapshot(), self.query()?)
    }

    fn score(&self, candidates: &mut [Candidate]) -> Result<(), EngineError> {
        let articles: Vec<Handle> = candidates.iter().map(|hit| hit.article).collect();
        let part = self.part_with(&articles)?;
        let brought = part.brought(candidates);
        let scored = self.of_part(&part, |matches| {
            let mut scored = brought.clone();
            matches.score(&mut scored)?;
            Ok(scored)
        })?;
        let scores: FxHashMap<Handle, f64> =
            part.sent_back(scored).into_iter().map(|hit| (hit.article, hit.score)).collect();
        for hit in candidates {
            hit.score = scores.get(&hit.article).copied().unwrap_or_default();
        }
        Ok(())
    }

    fn facet(&self, by: By) -> Result<Facet, EngineError> {
        counts::facet(self.snapshot(), self.query()?, self.total()? as u64, by)
    }

    fn crossed(&self, by: [By; 2]) -> Result<Crossed, EngineError> {
        counts::crossed(self.snapshot(), self.query()?, by)
    }

    fn days(&self) -> Result<Days, EngineError> {
        counts::days(self.snapshot(), self.query()?, self.total()? as u64)
    }

    fn words(&self) -> Result<Vec<WordReading>, EngineError> {
        let schema = self.state.nothing.embedded.schema();
        let plan = &self.planned()?.plan;
        explain::words(plan, |word| {
            let query = condition::has_word(word, &plan.lengths[word.lengths], &schema).query;
            self.snapshot().count_of(&query)
        })
    }

    fn visit(&self, articles: &[Handle], work: &(dyn Fn(usize, Occurrences) + Sync)) -> Result<(), EngineError> {
        for (start, articles) in (0..).step_by(PAGE).zip(articles.chunks(PAGE)) {
            let part = Part::read(&self.state.snapshot, articles)?;
            let here: Vec<Handle> = articles.iter().filter_map(|article| part.here(*article)).collect();
            let matches = part.embedded.planned(&self.selection, self.ranking)?;
            matches.visit(&here, &|n, occurrences| work(start + n, occurrences))?;
        }
        Ok(())
    }

    fn show(&self, candidates: &[Candidate], snippet: usize, explain: bool) -> Result<Vec<Shown>, EngineError> {
        let articles: Vec<Handle> = candidates.iter().map(|hit| hit.article).collect();
        let part = self.part_with(&articles)?;
        let here = part.brought(candidates);
        self.of_part(&part, |matches| matches.show(&here, snippet, explain))
    }
}

/// Why a query is not answered that OpenSearch cannot be asked without a difference.
#[derive(Debug, thiserror::Error)]
#[error(
    "{counted} articles may match, and each would have to be looked at, for a cluster cannot tell: ask for fewer, such as with a further word or a shorter period"
)]
struct TooMany {
    counted: u64,
}

/// Why scores of other weights are not given.
#[derive(Debug, thiserror::Error)]
#[error("a cluster scores with k1 = {}, b = {} and no weight of a field below 1", mapping::K1, mapping::B)]
struct OtherRanking;

/// Why hits cannot be put in order.
#[derive(Debug, thiserror::Error)]
#[error(
    "{size} articles are as good as each other, so that the first cannot be told: ask for fewer, such as with a further word or a shorter period"
)]
struct Undecided {
    size: usize,
}
