//! The paths of the API: each answers what a command answers with `--format json`, byte for byte.

use clap::{Args, Command};
use kiosque::engine::Engine;
use kiosque::serve::asked::Asked;

use super::parameters;
use crate::cli::commands::{duplicates, facets, parse, search, show, similar, stats, suggest, timeline};
use crate::cli::failure::Failure;
use crate::cli::screen::terminal::Printed;

/// A path of the API.
pub struct Endpoint {
    /// Its last part.
    pub name: &'static str,
    pub about: &'static str,
    /// Its parameters: `q`, `id`, and long options of the command.
    pub parameters: &'static [&'static str],
    /// The command's own description of its options.
    pub command: fn() -> Command,
    answer: fn(&Self, &Asked, &dyn Engine, &mut Printed) -> Result<bool, Failure>,
}

/// All of them. What reads or writes files, opens programs or prints other formats is no parameter.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "search",
        about: "Find articles, the best first",
        parameters: &[
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
        ],
        command: parameters::command::<search::Arguments>,
        answer: |this, asked, index, to| search::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "facets",
        about: "Count the articles that match, by source, section, author, year, month or language",
        parameters: &["q", "by", "cross", "since", "until", "source", "now", "all", "any"],
        command: parameters::command::<facets::Arguments>,
        answer: |this, asked, index, to| facets::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "timeline",
        about: "Count the articles that match in each day, week, month or year; several q are compared",
        parameters: &["q", "by", "since", "until", "source", "now", "all", "any"],
        command: parameters::command::<timeline::Arguments>,
        answer: |this, asked, index, to| timeline::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "suggest",
        about: "Suggest how a query may go on",
        parameters: &["q", "limit", "words", "titles", "ids"],
        command: parameters::command::<suggest::Arguments>,
        answer: |this, asked, index, to| suggest::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "parse",
        about: "Show how a query is read, without searching",
        parameters: &["q", "now"],
        command: parameters::command::<parse::Arguments>,
        answer: |this, asked, _, to| parse::answer(&this.read(asked)?, to),
    },
    Endpoint {
        name: "similar",
        about: "Find articles on the subject of a given article, leaving out its copies",
        parameters: &["id", "since", "until", "source", "limit", "fields"],
        command: parameters::command::<similar::Arguments>,
        answer: |this, asked, index, to| similar::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "article",
        about: "Give one article, as the command show does",
        parameters: &["id", "fields"],
        command: parameters::command::<show::Arguments>,
        answer: |this, asked, index, to| show::answer(&this.read(asked)?, index, to),
    },
    Endpoint {
        name: "duplicates",
        about: "List stories that several articles tell in the same words",
        parameters: &["since", "until", "source", "fields"],
        command: parameters::command::<duplicates::Arguments>,
        answer: |this, asked, index, to| duplicates::answer(&this.read(asked)?, index, to),
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
/// Queries that a timeline compares.
const MOST_QUERIES: usize = 20;

impl Endpoint {
    /// Prints what the command would print.
    pub fn answer(&self, asked: &Asked, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
        (self.answer)(self, asked, index, to)
    }

    fn read<A: Args>(&self, asked: &Asked) -> Result<A, Failure> {
        check_size(asked)?;
        parameters::read(asked, self.parameters, &["--format=json"])
    }
}

/// An error where more is asked for at once than one answer may have.
pub fn check_size(asked: &Asked) -> Result<(), Failure> {
    let limit = asked.parameters.iter().filter(|(name, _)| name == "limit").map(|(_, value)| value.as_str());
    if limit.into_iter().any(|limit| matches!(limit, "all" | "0") || limit.parse().is_ok_and(|n: usize| n > MOST_HITS))
    {
        return Err(Failure::Parameter(format!("an answer has at most {MOST_HITS} hits; /export gives all")));
    }
    if asked.parameters.iter().filter(|(name, _)| name == "q").count() > MOST_QUERIES {
        return Err(Failure::Parameter(format!("at most {MOST_QUERIES} queries may be compared")));
    }
    Ok(())
}
