//! Counts over all articles of an index, and their newest plausible date: what scores and ages are counted with.

use serde_json::{Value, json};

use super::error::ClusterError;
use crate::index::collection::{nearest, suspects};
use crate::index::stamp::Totals;

const DAY: i64 = 24 * 60;
const YEAR: i64 = 366 * DAY;

/// Days that are asked for at a time.
const DAYS: usize = 1_000;

/// Counts the articles and their tokens, and finds the newest plausible date, by searches that `ask` answers.
///
/// # Errors
///
/// Those of `ask`.
pub fn count(ask: &dyn Fn(&Value) -> Result<Value, ClusterError>) -> Result<Totals, ClusterError> {
    let sum = |field: &str| json!({"sum": {"field": field}});
    let mut aggregations = json!({
        "title": sum("title_tokens"),
        "lead": sum("lead_tokens"),
        "body": sum("body_tokens"),
        "dated": {"value_count": {"field": "published"}},
        "days": {
            "composite": {
                "size": DAYS,
                "sources": [{"day": {"histogram": {"field": "published", "interval": DAY, "order": "desc"}}}],
            },
            "aggs": {"first": {"min": {"field": "published"}}, "last": {"max": {"field": "published"}}},
        },
    });
    let body = |aggregations: &Value| json!({"size": 0, "track_total_hits": true, "query": {"term": {"is_article": true}}, "aggs": aggregations});
    let mut answer = ask(&body(&aggregations))?;
    let counted = |name: &str| answer["aggregations"][name]["value"].as_f64().unwrap_or_default() as u64;
    let mut totals = Totals {
        articles: answer["hits"]["total"]["value"].as_u64().unwrap_or_default(),
        tokens: [counted("title"), counted("lead"), counted("body")],
        newest: None,
    };
    let mut newest = Newest { suspects: suspects(counted("dated") as usize), newer: 0, first: None, newest: None };
    while newest.takes(&answer["aggregations"]["days"]) {
        aggregations = json!({"days": aggregations["days"].take()});
        aggregations["days"]["composite"]["after"] = answer["aggregations"]["days"]["after_key"].take();
        answer = ask(&body(&aggregations))?;
    }
    totals.newest = newest.newest;
    Ok(totals)
}

/// The newest date but for those few that lie more than a year after all others, as
/// [`newest_plausible`](crate::index::collection::newest_plausible) finds it. The articles of one day lie in one year, so that their first
/// and last tell what each of them would.
struct Newest {
    /// So many articles may have a date that is an error.
    suspects: usize,
    /// The articles of the days that have come, in descending order.
    newer: usize,
    /// The first date of the last of these days.
    first: Option<i64>,
    newest: Option<i64>,
}

impl Newest {
    /// Takes some days, and says whether more are needed.
    fn takes(&mut self, days: &Value) -> bool {
        let buckets = days["buckets"].as_array().map_or(&[][..], Vec::as_slice);
        for day in buckets {
            let date = |name: &str| day[name]["value"].as_f64().map(|minutes| i64::from(nearest(minutes as i64)));
            let (Some(first), Some(last)) = (date("first"), date("last")) else { continue };
            if self.newer > self.suspects {
                return false;
            }
            if self.first.is_none_or(|newer| newer - last > YEAR) {
                self.newest = Some(last);
            }
            self.newer += day["doc_count"].as_u64().unwrap_or_default() as usize;
            self.first = Some(first);
        }
        buckets.len() == DAYS && self.newer <= self.suspects
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::index::collection::newest_plausible;

    /// The days of dates, as a cluster counts them.
    fn days(dates: &[i64]) -> Value {
        let mut days = BTreeMap::<i64, Vec<i64>>::new();
        for date in dates {
            days.entry(date.div_euclid(DAY)).or_default().push(*date);
        }
        let bucket = |dates: &Vec<i64>| json!({"doc_count": dates.len(), "first": {"value": dates.iter().min()}, "last": {"value": dates.iter().max()}});
        json!({"buckets": days.values().rev().map(bucket).collect::<Vec<_>>()})
    }

    proptest! {
        #[test]
        fn by_days_as_by_dates(dates in prop::collection::vec((0..12_i64, 0..3_i64, 0..DAY), 0..300)) {
            let mut dates: Vec<i64> =
                dates.into_iter().map(|(half_years, day, minute)| half_years * 183 * DAY + day * DAY + minute).collect();
            let mut newest =
                Newest { suspects: suspects(dates.len()), newer: 0, first: None, newest: None };
            newest.takes(&days(&dates));
            dates.sort_unstable_by(|a, b| b.cmp(a));
            dates.truncate(suspects(dates.len()) + 1);
            let dates: Vec<i32> = dates.into_iter().map(nearest).collect();
            prop_assert_eq!(newest.newest, newest_plausible(&dates).map(i64::from));
        }
    }
}
