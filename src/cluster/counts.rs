//! Counts of articles: by source, author, year and so on, and by day. `composite` aggregations count exactly over all shards,
//! and give all there is.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::snapshot::{Snapshot, number};
use crate::date::minutes::from_minutes;
use crate::embedded::dictionary::expand::letters;
use crate::embedded::whole::Whole;
use crate::engine::EngineError;
use crate::engine::calendar::Unit;
use crate::engine::count::{By, Crossed, Days, Facet};
use crate::engine::statistics::Statistics;
use crate::index::schema::precision;
use crate::newspaper::imprint::Imprint;

const DAY: i64 = 24 * 60;

/// How many articles were published at each minute, in order.
pub fn dates(snapshot: &Snapshot, query: &Value) -> Result<Vec<(i64, usize)>, EngineError> {
    let found = snapshot.composite(query, &json!([{"at": {"terms": {"field": "published"}}}]))?;
    Ok(found.into_iter().filter_map(|(key, count)| Some((key["at"].as_i64()?, count as usize))).collect())
}

/// How many articles were published on each day; `total` have been found.
pub fn days(snapshot: &Snapshot, query: &Value, total: u64) -> Result<Days, EngineError> {
    let mut days = Days::default();
    let mut dated = 0;
    let day = json!({"day": {"histogram": {"field": "published", "interval": DAY}}});
    let found = snapshot.composite(query, &json!([day, {"precision": {"terms": {"field": "precision"}}}]))?;
    for (key, count) in found {
        if let (Some(day), Some(precision)) = (key["day"].as_f64(), precision(number(&key["precision"]))) {
            days.add(Some((day as i64, precision)), count);
            dated += count;
        }
    }
    days.add(None, total - dated);
    Ok(days)
}

/// How many articles have each value; `total` have been found.
pub fn facet(snapshot: &Snapshot, query: &Value, total: u64, by: By) -> Result<Facet, EngineError> {
    let unit = match by {
        By::Year => Unit::Year,
        By::Month => Unit::Month,
        By::Source | By::Section | By::Author | By::Language => return names(snapshot, query, total, by),
    };
    Ok(Facet::of_periods(by, &days(snapshot, query, total)?, unit))
}

fn names(snapshot: &Snapshot, query: &Value, all: u64, by: By) -> Result<Facet, EngineError> {
    let field = field(by);
    let mut counts = BTreeMap::<String, u64>::new();
    for (key, count) in snapshot.composite(query, &json!([{"value": {"terms": {"field": field}}}]))? {
        *counts.entry(name(snapshot, by, &key["value"])?).or_default() += count;
    }
    let having = json!({"bool": {"filter": [query, {"exists": {"field": field}}]}});
    Ok(Facet::of_names(by, counts, all - snapshot.count_of(&having)?))
}

/// How many articles have each pair of values.
pub fn crossed(snapshot: &Snapshot, query: &Value, by: [By; 2]) -> Result<Crossed, EngineError> {
    let mut sources = Vec::new();
    for (n, by) in by.iter().enumerate() {
        let with_none = |kind: &str, mut source: Value| {
            source["missing_bucket"] = true.into();
            json!({kind: source})
        };
        match by {
            By::Year | By::Month => {
                let day = with_none("histogram", json!({"field": "published", "interval": DAY}));
                let precision = with_none("terms", json!({"field": "precision"}));
                sources.extend([json!({format!("day{n}"): day}), json!({format!("precision{n}"): precision})]);
            }
            by => sources.push(json!({format!("value{n}"): with_none("terms", json!({"field": field(*by)}))})),
        }
    }
    let mut counts = BTreeMap::new();
    for (key, count) in snapshot.composite(query, &json!(sources))? {
        let mut values = [None, None];
        for (n, (by, value)) in by.iter().zip(&mut values).enumerate() {
            *value = match by {
                By::Year => period(&key, n, Unit::Year),
                By::Month => period(&key, n, Unit::Month),
                by => match &key[format!("value{n}")] {
                    Value::Null => None,
                    found => Some(name(snapshot, *by, found)?),
                },
            };
        }
        *counts.entry(values).or_default() += count;
    }
    Ok(Crossed { by, counts })
}

fn period(key: &Value, n: usize, unit: Unit) -> Option<String> {
    let day = key[format!("day{n}")].as_f64()?;
    let known = precision(number(&key[format!("precision{n}")]))?;
    (known >= unit.precision()).then(|| unit.name(unit.start(from_minutes(day as i64).date())))
}

fn field(by: By) -> &'static str {
    match by {
        By::Source => "source",
        By::Section => "section",
        By::Author => "author",
        By::Language => "language",
        By::Year | By::Month => "published",
    }
}

/// What a value is called: an imprint by its newspaper.
fn name(snapshot: &Snapshot, by: By, value: &Value) -> Result<String, EngineError> {
    let value = value.as_str().unwrap_or_default().to_owned();
    if by != By::Source {
        return Ok(value);
    }
    let newspapers = snapshot.newspapers()?;
    Ok(newspapers.name(&Imprint::from_text(value)).unwrap_or_default().to_owned())
}

/// The values of a field that are a name but for case, accents, spaces and punctuation.
pub fn spellings(snapshot: &Snapshot, field: &str, name: &str) -> Result<Vec<String>, EngineError> {
    let words: Vec<Value> = crate::analysis::names(name)
        .iter()
        .filter(|word| word.length == 1)
        .map(|word| json!({"term": {format!("{field}_words"): word.stem}}))
        .collect();
    let found =
        snapshot.composite(&json!({"bool": {"filter": words}}), &json!([{"value": {"terms": {"field": field}}}]))?;
    let values = found.into_iter().filter_map(|(key, _)| key["value"].as_str().map(str::to_owned));
    Ok(values.filter(|value| letters(value) == letters(name)).collect())
}

/// What the whole index holds.
pub fn statistics(snapshot: &Snapshot) -> Result<Statistics, EngineError> {
    let articles = json!({"term": {"is_article": true}});
    let mut statistics = Statistics { articles: snapshot.totals.articles, ..Statistics::default() };
    let (years, undated) = days(snapshot, &articles, statistics.articles)?.by(Unit::Year);
    statistics.by_year = years.into_iter().map(|(first, count)| (first.year(), count)).collect();
    statistics.undated = undated;
    for (key, count) in
        snapshot.composite(&json!({"match_all": {}}), &json!([{"why": {"terms": {"field": "rejection"}}}]))?
    {
        statistics.rejected.insert(key["why"].as_str().unwrap_or_default().to_owned(), count);
    }
    for (by, counts) in [(By::Source, &mut statistics.by_source), (By::Language, &mut statistics.by_language)] {
        counts.extend(names(snapshot, &articles, statistics.articles, by)?.counts);
    }
    let path = format!("/{}/_stats/store", snapshot.client.index());
    let stored = snapshot.client.get(&path).map_err(EngineError::failed)?;
    statistics.bytes = number(&stored["_all"]["primaries"]["store"]["size_in_bytes"]);
    Ok(statistics)
}
