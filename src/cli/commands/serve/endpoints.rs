//! The paths of the API: each answers what a command answers with `--format json`, byte for byte. Studies, which are tables, answer
//! with JSON Lines, or what `format` says.

use clap::{Args, Command};
use kiosque::engine::Engine;
use kiosque::serve::asked::Asked;

use super::parameters::SELECTION;
use super::{media, parameters};
use crate::cli::commands::{
    collocates, duplicates, facets, keywords, kwic, parse, search, show, similar, stats, suggest, timeline, trends,
};
use crate::cli::failure::Failure;
use crate::cli::screen::terminal::Printed;

/// A path of the API.
pub struct Endpoint {
    /// Its last part.
    pub name: &'static str,
    pub about: &'static str,
    /// Its parameters, in groups: `q`, `id`, and long options of the command.
    parameters: &'static [&'static [&'static str]],
    /// The command's own description of its options.
    pub command: fn() -> Command,
    answer: fn(&Self, &Asked, &dyn Engine, &mut Printed) -> Result<bool, Failure>,
}

/// All of them. What reads or writes files, opens programs or prints other formats is no parameter.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "search",
        about: "Find articles, the best first",
        parameters: &[&[
            "q",
            "since",
            "until",
            "source",
            "sort",
            "recency",
            "half-life",
            "now",
            "all",
            "any",
            "limit",
            "offset",
            "facet",
            "group",
            "no-group",
            "fields",
            "explain",
        ]],
        command: parameters::command::<search::Arguments>,
        answer: |this, asked, index, to| search::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "facets",
        about: "Count the articles that match, by source, section, author, year, month or language",
        parameters: &[&["q", "by", "cross"], SELECTION],
        command: parameters::command::<facets::Arguments>,
        answer: |this, asked, index, to| facets::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "timeline",
        about: "Count the articles that match in each day, week, month or year; several q are compared",
        parameters: &[&["q", "by"], SELECTION],
        command: parameters::command::<timeline::Arguments>,
        answer: |this, asked, index, to| timeline::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "suggest",
        about: "Suggest how a query may go on",
        parameters: &[&["q", "limit", "words", "titles", "ids"]],
        command: parameters::command::<suggest::Arguments>,
        answer: |this, asked, index, to| suggest::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "parse",
        about: "Show how a query is read, without searching",
        parameters: &[&["q", "now"]],
        command: parameters::command::<parse::Arguments>,
        answer: |this, asked, _, to| parse::answer(&this.read(asked)?, to),
    },
    Endpoint {
        name: "similar",
        about: "Find articles on the subject of a given article, leaving out its copies",
        parameters: &[&["id", "since", "until", "source", "limit", "fields"]],
        command: parameters::command::<similar::Arguments>,
        answer: |this, asked, index, to| similar::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "article",
        about: "Give one article, as the command show does",
        parameters: &[&["id", "fields"]],
        command: parameters::command::<show::Arguments>,
        answer: |this, asked, index, to| show::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "duplicates",
        about: "List stories that several articles tell in the same words",
        parameters: &[&["since", "until", "source", "fields"]],
        command: parameters::command::<duplicates::Arguments>,
        answer: |this, asked, index, to| duplicates::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "kwic",
        about: "Show each occurrence of a query with the words around it",
        parameters: &[&["q", "context", "sort", "limit", "format", "raw-cells"], SELECTION],
        command: parameters::command::<kwic::Arguments>,
        answer: |this, asked, index, to| kwic::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "collocates",
        about: "List the words that stand beside a query more often than chance would have it",
        parameters: &[
            &[
                "q",
                "window",
                "within",
                "side",
                "measure",
                "min",
                "small-words",
                "forms",
                "limit",
                "format",
                "raw-cells",
            ],
            SELECTION,
        ],
        command: parameters::command::<collocates::Arguments>,
        answer: |this, asked, index, to| collocates::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "keywords",
        about: "List the words that the articles of a query say more often than others do",
        parameters: &[
            &["q", "against", "by", "measure", "min-articles", "small-words", "limit", "format", "raw-cells"],
            SELECTION,
        ],
        command: parameters::command::<keywords::Arguments>,
        answer: |this, asked, index, to| keywords::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "trends",
        about: "List the words, and pairs of words, that more articles have than before",
        parameters: &[&[
            "q",
            "last",
            "period",
            "against",
            "by",
            "min-articles",
            "limit",
            "format",
            "raw-cells",
            "source",
            "now",
            "all",
            "any",
        ]],
        command: parameters::command::<trends::Arguments>,
        answer: |this, asked, index, to| trends::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "stats",
        about: "Show what is in the index",
        parameters: &[],
        command: parameters::command::<stats::Arguments>,
        answer: |this, asked, index, to| stats::answer(&this.read(asked)?, index, to),
    },
];

/// Hits, or suggestions, of one answer; an export gives all.
pub const MOST_HITS: usize = 1000;
/// Words on each side of an occurrence.
const MOST_CONTEXT: usize = 100;
/// Queries that a timeline compares.
const MOST_QUERIES: usize = 20;

/// The path with this last part.
pub fn named(name: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.name == name)
}

impl Endpoint {
    /// Prints what the command would print.
    pub fn answer(&self, asked: &Asked, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
        (self.answer)(self, asked, index, to)
    }

    /// The names of its parameters.
    pub fn parameters(&self) -> Vec<&'static str> {
        self.parameters.concat()
    }

    /// The media type of its answers.
    pub fn media(&self, asked: &Asked) -> &'static str {
        match self.usual_format() {
            "jsonl" => media::of(media::format(asked, "jsonl")).0,
            usual => media::of(usual).0,
        }
    }

    /// The format of its answers where no other is asked for.
    pub fn usual_format(&self) -> &'static str {
        if self.parameters().contains(&"format") { "jsonl" } else { "json" }
    }

    /// The arguments of the command.
    pub fn read<A: Args>(&self, asked: &Asked) -> Result<A, Failure> {
        check_size(asked)?;
        parameters::read(asked, &self.parameters(), &[&format!("--format={}", self.usual_format())])
    }
}

/// An error where more is asked for at once than one answer may have.
pub fn check_size(asked: &Asked) -> Result<(), Failure> {
    let is_all = |limit: &str| matches!(limit, "all" | "0");
    if asked.parameters.iter().any(|(name, value)| name == "limit" && is_all(value))
        || is_over(asked, "limit", MOST_HITS)
    {
        return Err(Failure::Parameter(format!("an answer has at most {MOST_HITS} hits; /export gives all")));
    }
    check_context(asked)?;
    if asked.parameters.iter().filter(|(name, _)| name == "q").count() > MOST_QUERIES {
        return Err(Failure::Parameter(format!("at most {MOST_QUERIES} queries may be compared")));
    }
    Ok(())
}

/// An error where lines have more words around an occurrence than anyone reads: an article would be told again for each.
pub fn check_context(asked: &Asked) -> Result<(), Failure> {
    match is_over(asked, "context", MOST_CONTEXT) {
        true => Err(Failure::Parameter(format!("a line has at most {MOST_CONTEXT} words on each side"))),
        false => Ok(()),
    }
}

fn is_over(asked: &Asked, wanted: &str, most: usize) -> bool {
    let mut values = asked.parameters.iter().filter(|(name, _)| name == wanted);
    values.any(|(_, value)| value.parse().is_ok_and(|n: usize| n > most))
}
