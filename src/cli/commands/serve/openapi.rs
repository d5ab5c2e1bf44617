//! The description of the API in OpenAPI 3.1, made of the options of the commands. It is committed as docs/openapi.json.

use std::any::TypeId;

use clap::{Arg, ArgAction, Command};
use kiosque::output::fields::HitField;
use serde_json::{Value, json};

use super::endpoints::{ENDPOINTS, MOST_HITS};
use super::export::EXPORTS;
use super::{feed, media, parameters};

/// The description.
pub fn document() -> String {
    let mut paths = serde_json::Map::new();
    for endpoint in ENDPOINTS {
        let operation = operation(
            endpoint.about,
            &endpoint.parameters(),
            &(endpoint.command)(),
            media::of(endpoint.usual_format()).0,
            true,
        );
        paths.insert(format!("/api/v1/{}", endpoint.name), json!({ "get": operation }));
    }
    for export in EXPORTS {
        let operation = operation(export.about, &export.parameters(), &(export.command)(), "text/csv", false);
        paths.insert(export.path.to_owned(), json!({ "get": operation }));
    }
    let command = parameters::command::<feed::Followed>();
    let about = "What came to the index last for a search, as a feed";
    let feed = operation(about, feed::PARAMETERS, &command, "application/atom+xml", false);
    paths.insert("/feed.atom".to_owned(), json!({ "get": feed }));
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "kiosque",
            "version": "1",
            "description": "Answers are those of the commands with --format json, or jsonl where they are tables; docs/formats-and-fields.md says what they hold.",
        },
        "servers": [{ "url": "." }],
        "paths": paths,
    });
    format!("{document:#}\n")
}

/// What a client may choose of, where it may.
const FORMATS: [&str; 7] = ["csv", "tsv", "json", "jsonl", "ris", "zip", "txt"];

/// A path. The rows of an answer are bounded, those of an export are not.
fn operation(about: &str, names: &[&str], command: &Command, media: &'static str, is_bounded: bool) -> Value {
    let parameters: Vec<Value> = names.iter().map(|name| parameter(name, names, command, is_bounded)).collect();
    let plain = |media: &'static str| media.split(';').next().unwrap_or(media).to_owned();
    let chosen = names.iter().any(|name| matches!(*name, "format" | "to"));
    let formats = FORMATS.iter().filter(|_| chosen).map(|format| media::of(format).0);
    let content: serde_json::Map<_, _> = formats.chain([media]).map(|media| (plain(media), json!({}))).collect();
    let error = |about: &str| {
        let schema = json!({
            "type": "object", "required": ["error"], "properties": { "error": { "type": "string" } },
        });
        json!({ "description": about, "content": { "application/json": { "schema": schema } } })
    };
    let mut responses = json!({
        "200": { "description": "the answer", "content": content },
        "304": { "description": "the client has this answer" },
        "400": error("a parameter is wrong, or there is no such parameter"),
        "401": { "description": "a token is needed" },
        "503": { "description": "too many are asking, or the search took too long" },
    });
    if names.contains(&"id") {
        responses["404"] = error("there is no such article");
    }
    json!({ "summary": about, "parameters": parameters, "responses": responses })
}

fn parameter(name: &str, names: &[&str], command: &Command, is_bounded: bool) -> Value {
    if let "q" | "id" = name {
        let is_required = command.get_positionals().any(Arg::is_required_set);
        let about = command.get_positionals().next().and_then(Arg::get_help).map(ToString::to_string);
        return json!({
            "name": name, "in": "query", "required": is_required, "description": about.unwrap_or_default(),
            "schema": { "type": "string" },
        });
    }
    let option =
        command.get_arguments().find(|option| option.get_long() == Some(name)).expect("a parameter is an option");
    let possible = option.get_possible_values();
    let type_id = option.get_value_parser().type_id();
    let mut schema = match name {
        // Without a value it is true.
        _ if !parameters::takes_value(option) => json!({ "enum": [true, false, null, "", 1, 0] }),
        "limit" if is_bounded => json!({ "type": "integer", "minimum": 1, "maximum": MOST_HITS }),
        "limit" => json!({ "type": "string", "pattern": "^(all|[0-9]{1,18})$" }),
        "recency" => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        "half-life" => json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 1e6 }),
        _ if !possible.is_empty() => {
            // Articles that were not searched for have no score and the like.
            let is_there = |value: &&str| {
                name != "fields"
                    || names.contains(&"limit")
                    || !HitField::named(value).is_some_and(HitField::is_of_hits)
            };
            let values: Vec<&str> = possible.iter().map(|value| value.get_name()).filter(is_there).collect();
            json!({ "type": "string", "enum": values })
        }
        "context" => json!({ "type": "integer", "minimum": 0, "maximum": 100 }),
        _ if type_id == TypeId::of::<usize>() || type_id == TypeId::of::<u64>() => {
            json!({ "type": "integer", "minimum": 0 })
        }
        _ => json!({ "type": "string" }),
    };
    if matches!(option.get_action(), ArgAction::Append) {
        schema = json!({ "type": "array", "items": schema });
    }
    json!({
        "name": name, "in": "query", "required": option.is_required_set(),
        "description": option.get_help().map(ToString::to_string).unwrap_or_default(), "schema": schema,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs};

    #[test]
    fn the_committed_document_is_true() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
        let document = super::document();
        if env::var_os("UPDATE_OPENAPI").is_some() {
            fs::write(&path, &document).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap();
        assert!(committed == document, "docs/openapi.json is old: run this test with UPDATE_OPENAPI=1");
    }
}
