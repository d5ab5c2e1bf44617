//! Trends: words and pairs of words that more articles have than before.
//!
//! What is counted is articles, and of a story the first one alone, so that neither a long article nor a wire copy makes a
//! trend.

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::chosen::Chosen;
use super::error::StudyError;
use super::features::{Feature, features, is_pair, stems_of, written_pair};
use super::measures::Split;
use super::parts;
use super::pool::Pool;
use super::words::{Known, Words, forms};
use crate::article::Article;
use crate::engine::Engine;
use crate::engine::calendar::Unit;
use crate::engine::candidate::Handle;
use crate::engine::count::By;
use crate::engine::shown::Filed;

/// What is asked about trends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendsRequest {
    /// Whether each newspaper or section has its own.
    pub by: Option<By>,
    /// How many articles must have a word now, at least.
    pub min_articles: u64,
}

/// What is written about more than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Trends {
    /// One for each part; one without a name where the articles are not parted.
    pub parts: Vec<TrendsPart>,
    /// The articles that were left out, since they tell a story again.
    pub copies: u64,
    /// The length of the periods of [`Trend::over_time`].
    pub unit: Unit,
}

/// A part of the articles.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendsPart {
    /// The newspaper or section.
    pub name: Option<String>,
    /// The stories now.
    pub now: u64,
    /// The stories before.
    pub before: u64,
    /// The least likely to be chance first: a word that nobody had before has no great z.
    pub rows: Vec<Trend>,
}

/// A word, or a pair of words, that more articles have than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// As it is written in most articles or, if it is a pair, in the first one.
    pub words: String,
    /// The stories that have it now.
    pub now: u64,
    /// The stories that had it before.
    pub before: u64,
    /// How many times as many stories have it, of as many. Half a story stands for none.
    pub ratio: f64,
    /// The log-odds ratio with a prior, in standard deviations.
    pub z: f64,
    /// The stories that have it in each day, week or month, from the first that was asked about to the last.
    pub over_time: Vec<u64>,
    /// The first article that has it now.
    pub first: Filed,
}

/// Words are trends only if so many articles would have them by chance in one of a hundred studies like this.
const CHANCE: f64 = 0.01;

/// A word that nearly all have anyway is none, however sure it is that a few more have it.
const LEAST_RATIO: f64 = 1.5;

/// A word of which this share is one pair is shown as that pair.
const IN_PAIR: f64 = 0.7;

/// What the articles of `now` have more of than those of `before`; both have the oldest first.
pub fn trends(
    engine: &dyn Engine,
    now: &Chosen,
    before: &Chosen,
    request: &TrendsRequest,
) -> Result<Trends, StudyError> {
    let mut told = FxHashSet::default();
    let earlier = first_of_stories(engine, &before.articles, &mut told)?;
    let later = first_of_stories(engine, &now.articles, &mut told)?;
    let copies = (before.articles.len() + now.articles.len() - earlier.len() - later.len()) as u64;
    let words = Words::new();

    let counted = count(engine, now, &later, request, &words, None)?;
    let forms = forms(&counted.forms, &words);
    let wanted: FxHashSet<Feature> = {
        let frequent = counted.parts.values().flat_map(|part| &part.features);
        let frequent = frequent.filter(|(_, (count, _))| *count >= request.min_articles.max(1));
        frequent
            .map(|(feature, _)| *feature)
            .filter(|feature| stems_of(*feature).all(|stem| forms.contains_key(&stem)))
            .collect()
    };
    let past = count(engine, before, &earlier, request, &words, Some(&wanted))?;
    let unit = unit_of(&counted, &past);

    let mut names: Vec<&Option<String>> = counted.parts.keys().collect();
    names.sort();
    let mut found = Vec::new();
    let nothing = PartCounted::default();
    for name in names {
        let here = &counted.parts[name];
        let there = past.parts.get(name).unwrap_or(&nothing);
        let rows = rows(here, there, request, &wanted);
        found.push((name.clone(), here, there, rows));
    }
    let shown: FxHashSet<Feature> = found.iter().flat_map(|(.., rows)| rows.iter().map(|row| row.feature)).collect();
    let mut course = seen(engine, before, &earlier, request, &words, unit, &shown)?;
    course.extend(seen(engine, now, &later, request, &words, unit, &shown)?);
    let starts = span(&counted, &past).map_or_else(Vec::new, |days| starts(days, unit));
    let mut parts = Vec::new();
    for (name, here, there, rows) in found {
        let firsts: Vec<Handle> = rows.iter().map(|row| later[row.first]).collect();
        let articles = engine.read(&firsts)?;
        let mut written = Vec::new();
        for (row, first) in rows.into_iter().zip(articles) {
            let label = match is_pair(row.feature) {
                false => forms[&(row.feature as u32)][0].0.clone(),
                true => written_pair(&first.article, row.feature, &words),
            };
            let mut bars = vec![0; starts.len()];
            for seen in course.iter().filter(|seen| seen.part == name && seen.features.contains(&row.feature)) {
                if let Ok(at) = starts.binary_search(&seen.start) {
                    bars[at] += 1;
                }
            }
            let Row { now, before, ratio, z, .. } = row;
            written.push(Trend { words: label, now, before, ratio, z, over_time: bars, first });
        }
        parts.push(TrendsPart { name, now: here.articles, before: there.articles, rows: written });
    }
    Ok(Trends { parts, copies, unit })
}

/// The articles that are the first of their stories, of those that are not told yet.
fn first_of_stories(
    engine: &dyn Engine,
    articles: &[Handle],
    told: &mut FxHashSet<Handle>,
) -> Result<Vec<Handle>, StudyError> {
    let mut first = Vec::new();
    for (article, copies) in articles.iter().zip(engine.copies(articles)?) {
        if told.insert(*article) {
            told.extend(copies);
            first.push(*article);
        }
    }
    Ok(first)
}

/// A feature that may be shown.
struct Row {
    feature: Feature,
    now: u64,
    before: u64,
    ratio: f64,
    z: f64,
    /// How unlikely chance is, as a power of ten.
    sure: f64,
    first: usize,
}

/// The trends of a part: what is sure and great enough, each word once.
fn rows(here: &PartCounted, there: &PartCounted, request: &TrendsRequest, wanted: &FxHashSet<Feature>) -> Vec<Row> {
    let tested = here
        .features
        .iter()
        .filter(|(feature, (count, _))| *count >= request.min_articles.max(1) && wanted.contains(feature));
    let tested: Vec<(Feature, u64, usize)> =
        tested.map(|(feature, (count, first))| (*feature, *count, *first)).collect();
    let least = (tested.len().max(1) as f64 / CHANCE).log10();
    let mut rows = Vec::new();
    for (feature, now, first) in tested {
        let before = there.features.get(&feature).map_or(0, |(count, _)| *count);
        let split =
            Split { here: now as f64, part: here.articles as f64, there: before as f64, other: there.articles as f64 };
        let (ratio, (_, z)) = (split.log_ratio().exp2(), split.log_odds());
        let sure = split.specificity();
        if sure >= least && ratio >= LEAST_RATIO {
            rows.push(Row { feature, now, before, ratio, z, sure, first });
        }
    }
    rows.sort_by(|a, b| b.sure.total_cmp(&a.sure).then(b.now.cmp(&a.now)).then(a.feature.cmp(&b.feature)));
    once_each(without_fragments(rows, here))
}

/// Without pairs that are fragments of a name or a phrase, such as `annoncé emmanuel` where `emmanuel macron` is written: one of
/// their words mostly stands in another pair, new or not, and that pair stands in many more articles.
fn without_fragments(mut rows: Vec<Row>, here: &PartCounted) -> Vec<Row> {
    let pairs = rows.iter().map(|row| row.feature).filter(|feature| is_pair(*feature));
    // The articles that have the commonest pair of each word.
    let mut commonest: FxHashMap<u32, u64> = pairs.flat_map(stems_of).map(|stem| (stem, 0)).collect();
    for (feature, (count, _)) in here.features.iter().filter(|(feature, _)| is_pair(**feature)) {
        for stem in stems_of(*feature) {
            commonest.entry(stem).and_modify(|most| *most = (*most).max(*count));
        }
    }
    let is_of_another = |row: &Row, stem: u32| {
        let (most, all) = (commonest[&stem] as f64, here.features[&u64::from(stem)].0 as f64);
        most >= IN_PAIR * all && (row.now as f64) < IN_PAIR * most
    };
    rows.retain(|row| !is_pair(row.feature) || stems_of(row.feature).all(|stem| !is_of_another(row, stem)));
    rows
}

/// Each word in one row: in the pair that it mostly stands in, else alone.
fn once_each(rows: Vec<Row>) -> Vec<Row> {
    let mut of_pairs = FxHashMap::<u32, usize>::default();
    for (n, row) in rows.iter().enumerate().filter(|(_, row)| is_pair(row.feature)) {
        for stem in stems_of(row.feature) {
            let best = of_pairs.entry(stem).or_insert(n);
            if rows[*best].now < row.now {
                *best = n;
            }
        }
    }
    let mut chosen = Vec::new();
    let mut taken = FxHashSet::default();
    for (n, row) in rows.iter().enumerate() {
        let mostly = |stem: u32| {
            let pair = of_pairs.get(&stem).copied()?;
            (rows[pair].now as f64 >= IN_PAIR * row.now as f64).then_some(pair)
        };
        let shown = if is_pair(row.feature) { n } else { mostly(row.feature as u32).unwrap_or(n) };
        if stems_of(rows[shown].feature).all(|stem| !taken.contains(&stem)) {
            taken.extend(stems_of(rows[shown].feature));
            chosen.push(shown);
        } else if shown != n && taken.insert(row.feature as u32) {
            // Its pair's other word is taken.
            chosen.push(n);
        }
    }
    let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    chosen.into_iter().filter_map(|n| rows[n].take()).collect()
}

/// What one thread counted.
#[derive(Default)]
struct Counted {
    known: Known,
    parts: FxHashMap<Option<String>, PartCounted>,
    /// By written word.
    forms: FxHashMap<u32, u64>,
    /// The first and the last day.
    days: Option<(Date, Date)>,
}

#[derive(Default)]
struct PartCounted {
    articles: u64,
    /// The articles that have each, and the place of the first in the list of articles.
    features: FxHashMap<Feature, (u64, usize)>,
}

/// Counts the articles that have each feature, or each of those that are wanted.
fn count(
    engine: &dyn Engine,
    chosen: &Chosen,
    articles: &[Handle],
    request: &TrendsRequest,
    words: &Words,
    wanted: Option<&FxHashSet<Feature>>,
) -> Result<Counted, StudyError> {
    let pool = Pool::<Counted>::new();
    let mut in_order: Vec<(Handle, usize)> = articles.iter().copied().zip(0..).collect();
    // Articles that lie beside each other are read faster.
    in_order.sort_unstable();
    let handles: Vec<Handle> = in_order.iter().map(|(article, _)| *article).collect();
    engine.read_each(&handles, &|n, filed| {
        pool.with(|counted| counted.add(&filed.article, in_order[n].1, request, words, wanted));
        (chosen.each)();
    })?;
    let mut counted = Counted::default();
    pool.into_all().into_iter().for_each(|part| counted.merge(part));
    Ok(counted)
}

impl Counted {
    fn add(
        &mut self,
        article: &Article,
        place: usize,
        request: &TrendsRequest,
        words: &Words,
        wanted: Option<&FxHashSet<Feature>>,
    ) {
        let forms = &mut self.forms;
        let mut features = features(article, words, &mut self.known, &mut |number| {
            if wanted.is_none() {
                *forms.entry(number).or_default() += 1;
            }
        });
        if let Some(wanted) = wanted {
            features.retain(|feature| wanted.contains(feature));
        }
        if let Some(day) = day_of(article) {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
        for name in parts::names(article, request.by) {
            let part = self.parts.entry(name).or_default();
            part.articles += 1;
            for feature in &features {
                part.add(*feature, 1, place);
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (name, part) in other.parts {
            let known = self.parts.entry(name).or_default();
            known.articles += part.articles;
            part.features.into_iter().for_each(|(feature, (count, first))| known.add(feature, count, first));
        }
        other.forms.into_iter().for_each(|(form, count)| *self.forms.entry(form).or_default() += count);
        let both = self.days.zip(other.days).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)));
        self.days = both.or(self.days).or(other.days);
    }
}

impl PartCounted {
    fn add(&mut self, feature: Feature, count: u64, place: usize) {
        let known = self.features.entry(feature).or_insert((0, place));
        *known = (known.0 + count, known.1.min(place));
    }
}

fn day_of(article: &Article) -> Option<Date> {
    article.published.map(|published| published.moment.at.date())
}

/// An article with something that is shown.
struct Seen {
    part: Option<String>,
    /// The first day of the period that it is of.
    start: Date,
    features: Vec<Feature>,
}

/// The articles with something that is shown; once for each part that they are of.
fn seen(
    engine: &dyn Engine,
    chosen: &Chosen,
    articles: &[Handle],
    request: &TrendsRequest,
    words: &Words,
    unit: Unit,
    shown: &FxHashSet<Feature>,
) -> Result<Vec<Seen>, StudyError> {
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let pool = Pool::<(Known, Vec<Seen>)>::new();
    let mut in_order = articles.to_vec();
    in_order.sort_unstable();
    engine.read_each(&in_order, &|_, Filed { article, .. }| {
        (chosen.each)();
        let article = &article;
        let Some(day) = day_of(article) else { return };
        pool.with(|(known, seen)| {
            let mut features = features(article, words, known, &mut |_| {});
            features.retain(|feature| shown.contains(feature));
            let parts = if features.is_empty() { Vec::new() } else { parts::names(article, request.by) };
            let start = unit.start(day);
            seen.extend(parts.into_iter().map(|part| Seen { part, start, features: features.clone() }));
        });
    })?;
    Ok(pool.into_all().into_iter().flat_map(|(_, seen)| seen).collect())
}

/// The first and the last day of all articles.
fn span(now: &Counted, before: &Counted) -> Option<(Date, Date)> {
    let days = [now.days, before.days].into_iter().flatten();
    days.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)))
}

/// The longest unit that still shows the course of things.
fn unit_of(now: &Counted, before: &Counted) -> Unit {
    let Some((first, last)) = span(now, before) else { return Unit::Day };
    match first.duration_until(last).as_hours() / 24 {
        0..=31 => Unit::Day,
        32..=280 => Unit::Week,
        281..=1500 => Unit::Month,
        _ => Unit::Year,
    }
}

/// The first day of each period from the first day to the last.
fn starts((first, last): (Date, Date), unit: Unit) -> Vec<Date> {
    let mut starts = Vec::new();
    let mut next = Some(unit.start(first));
    while let Some(start) = next.filter(|start| *start <= last) {
        starts.push(start);
        next = unit.next(start);
    }
    starts
}
