//! `--fields`: what programs get of each hit.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use kiosque::output::Format;
use kiosque::output::fields::HitField;

use crate::cli::failure::Failure;

/// What programs get of each hit: the same option for every command that prints hits.
#[derive(Debug, Args)]
pub struct FieldsOption {
    /// What json, jsonl, csv and tsv give of each hit, in this order
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', value_parser = field_names())]
    fields: Vec<HitField>,
}

/// The names of the fields, as the command line takes and documents them.
fn field_names() -> impl TypedValueParser<Value = HitField> {
    let names = HitField::ALL.map(|(_, name, about)| PossibleValue::new(name).help(about));
    PossibleValuesParser::new(names).map(|name| HitField::named(&name).expect("only names of fields are possible"))
}

impl FieldsOption {
    /// The fields that were chosen, none where the usual ones are wanted; an error where the format has none.
    pub fn of(&self, format: Format) -> Result<&[HitField], Failure> {
        if !self.fields.is_empty() && format.usual_fields().is_empty() {
            return Err(Failure::Options("--fields is for programs: add --format json, jsonl, csv or tsv"));
        }
        Ok(&self.fields)
    }

    /// The fields of articles that were not searched for, `usual` unless others were chosen.
    pub fn of_articles<'a>(&'a self, is_text: bool, usual: &'a [HitField]) -> Result<&'a [HitField], Failure> {
        if !self.fields.is_empty() && is_text {
            return Err(Failure::Options("--fields is for programs: add --format jsonl or csv"));
        }
        if self.fields.iter().any(|field| field.is_of_hits()) {
            return Err(Failure::Options(
                "only hits have topic, rank, score, snippet, highlights, explanation and copies: leave these out of --fields",
            ));
        }
        Ok(if self.fields.is_empty() { usual } else { &self.fields })
    }
}
