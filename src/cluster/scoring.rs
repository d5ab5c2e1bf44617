//! The scores of words, as OpenSearch counts them: BM25F over fields with `combined_fields`, and its statistics over all shards.
//! kiosque's own scores are the same but for three things. OpenSearch counts deleted articles until a merge drops them. It
//! rounds otherwise. And of a word with two stems it counts both, where kiosque counts one: never less. So its order tells which
//! articles may be among the first, and the scores themselves are computed here.

use serde_json::{Value, json};
use tantivy::schema::Schema;

use super::condition::{has_form, has_word};
use crate::embedded::plan::Plan;
use crate::embedded::postings::lengths::Lengths;
use crate::embedded::postings::statistics::form_fields;
use crate::embedded::postings::word::{WordBase, WordForm};
use crate::engine::ranking::Ranking;

/// How much greater a score may be than what OpenSearch gives the article, as a share of it.
pub fn margin(has_deleted: bool) -> f64 {
    if has_deleted { 0.1 } else { 0.001 }
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
