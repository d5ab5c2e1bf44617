//! Which of the matching articles come first.
//!
//! All matches are counted, few are scored. Of each window of documents the words are decoded and put together; what they
//! can give at most, by which of them a document has and how often, then tells which documents may still be among the first
//! (MaxScore: Turtle & Flood 1995, "Query evaluation: strategies and optimizations"). These alone get the scores of their
//! stems, and those still in the running those of their forms. A bound is never less than the score that it stands for, so that what
//! comes first is what would, had all been scored.

use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

use tantivy::{DocAddress, Searcher, SegmentOrdinal};

use super::bm25f::{SegmentLengths, SegmentWord, Statistics};
use super::compile::Plan;
use super::matching::{self, Articles, SegmentMatches};
use super::proximity::Gain;
use super::ranking::Ranking;
use super::window::{BLOCK, Places, Window};
use super::{Sort, cores, recency};
use crate::index::collection::Dates;

/// A matching article. `key` is what it is sorted by, greatest first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    pub address: DocAddress,
    pub score: f64,
    /// What of it is for where the words stand.
    pub gain: Gain,
    /// Minutes since 1970; none for an undated article.
    pub published: Option<i64>,
    pub key: f64,
}

/// What is looked for among the matches.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub sort: Sort,
    /// How many of the first matches are wanted.
    pub first: usize,
    /// How many of the best by words alone are wanted beside them.
    pub deep: usize,
    /// The least share of its score that the sort leaves an article.
    pub least_share: f64,
}

/// Which articles match, and those of them that may be among the first.
#[derive(Default)]
pub struct Found {
    pub articles: Articles,
    /// At least all that are wanted.
    pub best: Vec<Match>,
}

/// Documents of a window while the shortlist has room for every match.
const FIRST_WINDOW: usize = 256;

/// Finds what a plan asks for.
pub fn find(plan: &Plan, statistics: &Statistics, wanted: &Wanted) -> tantivy::Result<Found> {
    let Statistics { searcher, collection, .. } = *statistics;
    if wanted.first == 0 {
        return Ok(Found { articles: matching::find(plan, searcher, collection)?, best: Vec::new() });
    }
    let dates = collection.dates(searcher)?;
    let bounds = Bounds::new(plan);
    let bar = Bar(Mutex::new(f64::NEG_INFINITY));
    let of_segments = cores::each_segment(searcher, |ord| {
        let mut shortlist = Shortlist::new(*wanted);
        let mut articles = Articles::default();
        let mut scoring = Scoring::open(plan, &bounds, searcher, ord)?;
        let mut matching = SegmentMatches::open(&plan.root, plan.words.len(), &plan.fields, searcher, collection, ord)?;
        loop {
            bar.share(&mut shortlist.least);
            let least = shortlist.least;
            // Until it is known what a match must reach, all are scored: so the first windows are small.
            let length = if least == f64::NEG_INFINITY { FIRST_WINDOW } else { Window::LARGEST };
            let Some((window, places)) = matching.next(&mut scoring.words, length)? else { break };
            let mut offer = |place, score, key: &dyn Fn(Option<i64>) -> f64| {
                let address = DocAddress::new(ord, window.doc(place));
                let published = dates.of(address);
                shortlist.offer(Match { address, score, gain: Gain::default(), published, key: key(published) });
            };
            match wanted.sort {
                Sort::Best | Sort::Relevance => {
                    scoring.run(window, &places, least, |place, score| offer(place, score, &|_| score));
                }
                Sort::Newest | Sort::Oldest => {
                    places.iter().for_each(|place| offer(place, 0.0, &|date| key_by_date(wanted.sort, date)));
                }
            }
            articles.add(ord, window, places);
        }
        Ok(Found { articles, best: shortlist.kept })
    })?;
    let mut all = Found::default();
    for found in of_segments {
        all.articles.append(found.articles);
        all.best.extend(found.best);
    }
    Ok(all)
}

/// Gives matches, which were found by their dates, the scores of their words.
pub fn score(matches: &mut [Match], plan: &Plan, searcher: &Searcher) -> tantivy::Result<()> {
    let bounds = Bounds::new(plan);
    let mut in_order: Vec<&mut Match> = matches.iter_mut().collect();
    in_order.sort_unstable_by_key(|hit| hit.address);
    for hits in in_order.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
        let mut scoring = Scoring::open(plan, &bounds, searcher, hits[0].address.segment_ord)?;
        for hit in hits {
            let window = Window { start: hit.address.doc_id, end: hit.address.doc_id + 1 };
            scoring.run(window, &Places::all(window), f64::NEG_INFINITY, |_, score| hit.score = score);
        }
    }
    Ok(())
}

/// What the words of a plan give at most.
struct Bounds {
    of_words: Vec<f32>,
    /// The words, from the one that gives least.
    ascending: Vec<usize>,
    /// What sums of bounds are multiplied with, since they are rounded, as are the contributions that they bound.
    slack: f64,
}

impl Bounds {
    fn new(plan: &Plan) -> Self {
        let slack = 1.0 + 1e-6 + plan.words.len() as f32 * f32::EPSILON;
        let above = |weight: f32| weight * slack + 1e-8;
        let of_words: Vec<f32> = plan.words.iter().map(|word| above(word.base.weight() + word.form_weight())).collect();
        let mut ascending: Vec<usize> = (0..of_words.len()).collect();
        ascending.sort_by(|a, b| of_words[*a].total_cmp(&of_words[*b]));
        Self { of_words, ascending, slack: slack.into() }
    }

    /// The words without which an article does not reach `least`, even if it has all the others.
    fn telling(&self, least: f64) -> &[usize] {
        let mut sum = 0.0;
        let too_little = self.ascending.iter().take_while(|word| {
            sum += f64::from(self.of_words[**word]);
            sum < least
        });
        &self.ascending[too_little.count()..]
    }

    /// `least` for sums that are added up in single precision: their error is a small part of the largest sum.
    fn single(&self, least: f64) -> f32 {
        const ERROR: f64 = 1e-6;
        let largest: f64 = self.of_words.iter().copied().map(f64::from).sum();
        (least - ERROR * (largest + least.abs())) as f32
    }
}

/// The words of a plan in one segment.
struct Scoring<'a> {
    bounds: &'a Bounds,
    words: Vec<SegmentWord>,
    lengths: Vec<SegmentLengths<'a>>,
    /// Those of the document that is being scored.
    inverse_lengths: Vec<f32>,
    /// The words that the window has at all.
    here: Vec<usize>,
}

impl<'a> Scoring<'a> {
    fn open(plan: &'a Plan, bounds: &'a Bounds, searcher: &Searcher, segment: SegmentOrdinal) -> tantivy::Result<Self> {
        let words = plan.open_words(searcher, segment)?;
        let mut lengths = Vec::with_capacity(plan.lengths.len());
        for fields in &plan.lengths {
            lengths.push(fields.open(searcher.segment_reader(segment))?);
        }
        Ok(Self { bounds, words, inverse_lengths: vec![0.0; lengths.len()], lengths, here: Vec::new() })
    }

    /// Scores those of some documents of a window that may reach `least`, and hands on those that do.
    fn run(&mut self, window: Window, among: &Places, least: f64, mut each: impl FnMut(usize, f64)) {
        let running = self.may_reach(window, among, least);
        if running.is_empty() {
            return;
        }
        self.here.clear();
        for (n, word) in self.words.iter_mut().enumerate() {
            word.load(window);
            if !word.places.is_empty() {
                self.here.push(n);
            }
        }
        for place in running.iter() {
            for (inverse, lengths) in self.inverse_lengths.iter_mut().zip(&self.lengths) {
                *inverse = lengths.inverse(window.doc(place));
            }
            let (mut score, mut more) = (0.0, 0.0);
            for word in self.here.iter().map(|n| &self.words[*n]) {
                let base = word.base(place, self.inverse_lengths[word.lengths]);
                score += base;
                more += base * word.form_share;
            }
            if score + more * self.bounds.slack < least {
                continue;
            }
            for n in &self.here {
                let word = &mut self.words[*n];
                score += word.form(window, place, self.inverse_lengths[word.lengths]);
            }
            if score >= least {
                each(place, score);
            }
        }
    }

    /// Those that may, by which of the words they have and how often, were they as short as can be.
    fn may_reach(&mut self, window: Window, among: &Places, least: f64) -> Places {
        let mut running = among.clone();
        let telling = self.bounds.telling(least);
        if telling.len() < self.words.len() {
            let mut told = Places::default();
            for word in telling {
                self.words[*word].load(window);
                told.add(&self.words[*word].places);
            }
            running.keep(&told);
        }
        if least == f64::NEG_INFINITY || running.is_empty() {
            return running;
        }
        self.words.iter_mut().for_each(|word| word.load(window));
        let least = self.bounds.single(least);
        running.retain_blocks(|first, marks| {
            let mut most = [0.0; BLOCK];
            for (word, bound) in self.words.iter().zip(&self.bounds.of_words) {
                let Some(frequencies) = word.block(first) else { continue };
                let inverse = self.lengths[word.lengths].greatest_inverse();
                for (most, frequency) in most.iter_mut().zip(frequencies) {
                    *most += bound - bound / (1.0 + frequency * inverse);
                }
            }
            for (mark, most) in marks.iter_mut().zip(&most) {
                *mark = u8::from(*most >= least);
            }
        });
        running
    }
}

/// The greatest key that a match of any segment has been found to need.
struct Bar(Mutex<f64>);

impl Bar {
    /// Raises the lesser of the two to the other.
    fn share(&self, least: &mut f64) {
        let mut bar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *bar = bar.max(*least);
        *least = *bar;
    }
}

/// The matches of a segment that may be among the first, whatever is still added to scores.
struct Shortlist {
    wanted: Wanted,
    kept: Vec<Match>,
    /// What a match's key must reach.
    least: f64,
    /// The length at which it is looked who must leave.
    full: usize,
}

impl Shortlist {
    fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            kept: Vec::new(),
            least: f64::NEG_INFINITY,
            full: 2 * wanted.first.max(wanted.deep).min(1 << 20),
        }
    }

    fn offer(&mut self, hit: Match) {
        if hit.key < self.least {
            return;
        }
        self.kept.push(hit);
        if self.kept.len() > self.full {
            let deep = self.nth_key(self.wanted.deep).unwrap_or(f64::INFINITY);
            let first = self.nth_key(self.wanted.first).unwrap_or(f64::INFINITY);
            self.least = deep.min(first * self.wanted.least_share);
            self.kept.retain(|hit| hit.key >= self.least);
            self.full = 2 * self.kept.len().max(64);
        }
    }

    /// The key of the match at this place in the order, counted from 1; of the last one, where there are fewer.
    fn nth_key(&mut self, place: usize) -> Option<f64> {
        let n = place.min(self.kept.len()).checked_sub(1)?;
        Some(self.kept.select_nth_unstable_by(n, |a, b| b.key.total_cmp(&a.key)).1.key)
    }
}

fn key_by_date(sort: Sort, minutes: Option<i64>) -> f64 {
    match (sort, minutes) {
        (Sort::Newest, Some(minutes)) => minutes as f64,
        (_, Some(minutes)) => -minutes as f64,
        (_, None) => f64::NEG_INFINITY,
    }
}

/// Gives each match its key; `now` in minutes is used by `Sort::Best` alone.
pub fn set_keys(found: &mut Found, dates: &Dates, sort: Sort, now: i64, ranking: &Ranking) {
    let factor = |published: i64| recency::factor(published, now, ranking);
    let has_undated = found.best.iter().any(|hit| hit.published.is_none());
    let undated = match sort {
        Sort::Best if has_undated => {
            recency::median(found.articles.iter().filter_map(|article| dates.of(article)).collect()).map_or(1.0, factor)
        }
        _ => 1.0,
    };
    for hit in &mut found.best {
        hit.key = match sort {
            Sort::Best => hit.score * f64::from(hit.published.map_or(undated, factor)),
            Sort::Relevance => hit.score,
            Sort::Newest | Sort::Oldest => key_by_date(sort, hit.published),
        };
    }
}

/// The first `count` matches in order; ties break by date, newest first, then by id.
pub fn first(mut matches: Vec<Match>, count: usize, searcher: &Searcher) -> tantivy::Result<Vec<Match>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if count < matches.len() {
        let (_, last, _) = matches.select_nth_unstable_by(count - 1, by_key_and_date);
        let last = *last;
        // All that tie with the last one are still in the running: their ids decide.
        matches.retain(|hit| by_key_and_date(hit, &last) != Ordering::Greater);
    }
    matches.sort_unstable_by(by_key_and_date);
    let mut ordered = Vec::with_capacity(count.min(matches.len()));
    for ties in matches.chunk_by(|a, b| by_key_and_date(a, b) == Ordering::Equal) {
        if ordered.len() >= count {
            break;
        }
        if let [alone] = ties {
            ordered.push(*alone);
            continue;
        }
        let mut named = Vec::with_capacity(ties.len());
        for hit in ties {
            named.push((id(searcher, hit.address)?, *hit));
        }
        named.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        ordered.extend(named.into_iter().map(|(_, hit)| hit));
    }
    ordered.truncate(count);
    Ok(ordered)
}

fn by_key_and_date(a: &Match, b: &Match) -> Ordering {
    b.key.total_cmp(&a.key).then(b.published.cmp(&a.published))
}

fn id(searcher: &Searcher, address: DocAddress) -> tantivy::Result<String> {
    let mut id = String::new();
    let segment = searcher.segment_reader(address.segment_ord);
    if let Some(column) = segment.fast_fields().str("id")?
        && let Some(ord) = column.term_ords(address.doc_id).next()
    {
        column.ord_to_str(ord, &mut id)?;
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::article::{Article, Evidence, Published};
    use crate::date::Moment;
    use crate::index::schema::Entry;
    use crate::index::{Index, in_segments};
    use crate::query;
    use crate::search::{Matching, Request, search};

    const WORDS: [&str; 10] =
        ["port", "digue", "marin", "phare", "navire", "navires", "tempête", "chantier", "maire", "mairie"];

    /// Articles of words that stand in them the rarer, the later they are in the list.
    fn articles() -> impl Strategy<Value = Vec<Entry>> {
        let word = (0..WORDS.len(), 0..WORDS.len()).prop_map(|(a, b)| WORDS[a.min(b)]);
        let article = (
            prop::collection::vec(word.clone(), 1..4),
            prop::collection::vec(word, 0..40),
            prop::option::weighted(0.8, 0..2000_i64),
        );
        prop::collection::vec(article, 1..160).prop_map(|articles| {
            let moment = |age: i64| Moment::day(date(2025, 7, 1).saturating_sub(age.days()));
            let mut entries = Vec::new();
            for (title, body, age) in articles {
                let published = age.map(|age| Published { moment: moment(age), evidence: Evidence::Meta });
                let article = Article { title: title.join(" "), body: body.join(" "), published, ..Article::default() };
                let id = entries.len().to_string();
                entries.push(Entry { id, container: String::new(), fingerprint: 0, outcome: Ok(article) });
            }
            entries
        })
    }

    fn queries() -> impl Strategy<Value = String> {
        let word = prop::sample::select(&WORDS[..]);
        let part = prop_oneof![
            6 => word.clone().prop_map(str::to_owned),
            1 => word.clone().prop_map(|word| format!("titre:{word}^2")),
            1 => word.clone().prop_map(|word| format!("={word}")),
            1 => (word.clone(), word.clone()).prop_map(|(a, b)| format!("\"{a} {b}\"~2")),
            1 => (word.clone(), word).prop_map(|(a, b)| format!("({a} OU -{b})")),
            1 => Just("nav*".to_owned()),
        ];
        prop::collection::vec(part, 1..6).prop_map(|parts| parts.join(" "))
    }

    /// A short list is soon full, so that little is scored.
    fn request(text: &str, sort: Sort, limit: usize) -> Request {
        let ranking = Ranking { proximity_depth: 4, ..Ranking::default() };
        let query = query::parse(text, date(2025, 7, 1)).query;
        Request { matching: Matching::Any, sort, ranking, limit, ..Request::new(query) }
    }

    fn hits(index: &Index, request: &Request) -> (usize, Vec<(String, u64)>) {
        let response = search(index, request).unwrap();
        (response.total, response.hits.into_iter().map(|hit| (hit.id, hit.score.to_bits())).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// However the index is cut, and however little of it is scored, the order and every bit of the scores are those
        /// of one segment of which all is scored.
        #[test]
        fn neither_segments_nor_pruning_change_an_answer(
            entries in articles(),
            text in queries(),
            sort in prop::sample::select(&[Sort::Best, Sort::Relevance, Sort::Newest, Sort::Oldest][..]),
        ) {
            let whole = in_segments(&entries, entries.len());
            let (total, all) = hits(&whole, &request(&text, sort, usize::MAX));
            prop_assert_eq!(all.len(), total);
            let cut = in_segments(&entries, entries.len().div_ceil(6));
            for index in [&whole, &cut] {
                for limit in [1, 3, 10] {
                    let (counted, first) = hits(index, &request(&text, sort, limit));
                    prop_assert_eq!((counted, first.as_slice()), (total, &all[..limit.min(total)]), "{} of {}", limit, text);
                }
            }
        }
    }
}
