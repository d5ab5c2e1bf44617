//! The scores of words, as OpenSearch counts them: BM25F over fields with `combined_fields`, and its statistics over all shards.
//! kiosque's own scores are the same but for three things. OpenSearch counts deleted articles until a merge drops them, and passes over
//! those that lack a field ([`margin`] says what that may change). It rounds otherwise. And of a word with two stems it counts both, where kiosque counts one: never less. So its order tells which
//! articles may be among the first, and the scores themselves are computed here.

use serde_json::{Value, json};
use tantivy::schema::Schema;

use super::condition::{has_form, has_word};
use super::snapshot::hits;
use crate::embedded::plan::Plan;
use crate::embedded::postings::lengths::Lengths;
use crate::embedded::postings::statistics::form_fields;
use crate::embedded::postings::word::{WordBase, WordForm};
use crate::engine::ranking::Ranking;

/// What OpenSearch makes of a stem beside what kiosque makes of it: it counts articles that are deleted, and not those without the field.
pub struct Measure {
    /// Shows how OpenSearch comes to the score of one article with the stem.
    pub body: Value,
    idf: f32,
    average_length: f32,
}

/// What is to be asked about each stem of a plan before its scores are compared.
pub fn measures(plan: &Plan, schema: &Schema, idf: impl Fn(u64) -> f32) -> Vec<Measure> {
    let mut measures = Vec::new();
    for word in &plan.words {
        let WordBase::Terms { words, part } = &word.base else { continue };
        let lengths = &plan.lengths[word.lengths];
        measures.extend(words.iter().map(|stem| Measure {
            body: json!({"size": 1, "explain": true, "track_total_hits": false, "_source": false,
                "query": stems(std::slice::from_ref(stem), lengths, schema, 1.0)}),
            idf: idf(part.terms.document_frequency),
            average_length: lengths.average,
        }));
    }
    measures
}

/// How much greater a score may be than what OpenSearch gives the article, as a share of it, by the answers to the measures.
pub fn margin(measures: &[Measure], answers: &[Value]) -> f64 {
    let times = measures.iter().zip(answers).filter_map(|(measure, answer)| {
        let explanation = &hits(answer).first()?["_explanation"];
        let less = |ours: f32, name: &str| detail(explanation, name).map(|theirs| f64::from(ours) / theirs);
        // A shorter average makes articles seem longer, and worth less.
        let (idf, length) = (less(measure.idf, "idf,"), less(measure.average_length, "avgdl,"));
        Some(idf.zip(length).map_or(1.0 + UNKNOWN, |(idf, length)| idf.max(1.0) * length.max(1.0)))
    });
    times.fold(1.0, f64::max) * (1.0 + ROUNDING) - 1.0
}

/// The margin where an explanation is not understood.
const UNKNOWN: f64 = 0.5;

/// What sums of rounded numbers may differ by.
const ROUNDING: f64 = 0.001;

/// The value of the first detail of an explanation whose description begins so.
fn detail(explanation: &Value, beginning: &str) -> Option<f64> {
    if explanation["description"].as_str().is_some_and(|description| description.starts_with(beginning)) {
        return explanation["value"].as_f64();
    }
    explanation["details"].as_array()?.iter().find_map(|detail_of| detail(detail_of, beginning))
}

/// The clauses that score an article by the words of a plan. `idf` gives what a document frequency makes a word weigh.
pub fn clauses(plan: &Plan, schema: &Schema, idf: impl Fn(u64) -> f32) -> Vec<Value> {
    let mut clauses = Vec::new();
    for word in &plan.words {
        let lengths = &plan.lengths[word.lengths];
        let weight = word.base.weight();
        if weight <= 0.0 {
            continue;
        }
        match &word.base {
            WordBase::Several { .. } => {
                let filter = has_word(word, lengths, schema).query;
                clauses.push(json!({"constant_score": {"filter": filter, "boost": weight}}));
            }
            WordBase::Terms { words, part } => {
                // OpenSearch multiplies by the same again.
                let idf = idf(part.terms.document_frequency);
                let scored = |weight: f32| stems(words, lengths, schema, weight / idf);
                let forms = form_fields(&lengths.fields);
                let forms: Vec<&str> = forms.into_iter().map(|field| schema.get_field_name(field)).collect();
                let as_written =
                    |weight: f32| json!({"bool": {"must": [scored(weight)], "filter": [has_form(&word.text, &forms)]}});
                match &word.form {
                    WordForm::Required(_) => clauses.push(as_written(weight)),
                    WordForm::None => clauses.push(scored(weight)),
                    WordForm::Adds(form) => {
                        clauses.push(scored(weight));
                        if form.weight() > 0.0 {
                            clauses.push(as_written(form.weight()));
                        }
                    }
                }
            }
        }
    }
    clauses
}

fn stems(stems: &[String], lengths: &Lengths, schema: &Schema, boost: f32) -> Value {
    let field = |(field, weight): &(crate::index::schema::TextField, f32)| {
        format!("{}^{weight}", schema.get_field_name(field.stems))
    };
    let fields: Vec<String> = lengths.fields.iter().map(field).collect();
    let clause = |stem: &String| json!({"combined_fields": {"query": stem, "fields": fields, "boost": boost}});
    match stems {
        [stem] => clause(stem),
        _ => json!({"bool": {"should": stems.iter().map(clause).collect::<Vec<_>>()}}),
    }
}

/// A query whose scores age as much as they may: as [`Ranking::left_by_age`] says, and undated articles not at all.
pub fn aged(query: Value, ranking: &Ranking, now: i64) -> Value {
    let minutes = ranking.half_life_days * 1440.0;
    json!({"function_score": {
        "query": query,
        "functions": [
            {"weight": 1.0 - ranking.recency},
            {
                "weight": ranking.recency,
                "filter": {"range": {"published": {"lt": now}}},
                "exp": {"published": {"origin": now, "scale": minutes, "decay": 0.5}},
            },
            // What lies ahead is as new as now.
            {
                "weight": ranking.recency,
                "filter": {"bool": {"must_not": [{"range": {"published": {"lt": now}}}]}},
            },
        ],
        "score_mode": "sum",
        "boost_mode": "multiply",
    }})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opensearch_counts_otherwise_is_in_the_margin() {
        let check = |explanation: Value, expected: f64| {
            let measure = Measure { body: Value::Null, idf: 2.0, average_length: 100.0 };
            let answer = json!({"hits": {"hits": [{"_explanation": explanation}]}});
            let found = margin(&[measure], &[answer]);
            assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
        };
        let explained = |idf: f64, average: f64| {
            let average = json!({"value": average, "description": "avgdl, average length of field", "details": []});
            let tf = json!({"value": 0.5, "description": "tf, computed as ...", "details": [average]});
            let idf = json!({"value": idf, "description": "idf, computed as ...", "details": []});
            json!({"value": 1, "description": "score(freq=1.0)", "details": [idf, tf]})
        };
        check(explained(2.0, 100.0), 0.001);
        check(explained(3.0, 200.0), 0.001);
        check(explained(1.6, 100.0), 1.25 * 1.001 - 1.0);
        check(explained(1.6, 80.0), 1.5625 * 1.001 - 1.0);
        check(json!({"value": 1, "description": "something new"}), 1.5 * 1.001 - 1.0);
        assert!((margin(&[], &[]) - 0.001).abs() < 1e-9, "no article has the word");
    }
}
