//! `/export` and what is below it: all hits, all lines of a concordance, or a corpus for another program, while the client reads.

use std::time::{Duration, Instant};

use clap::{Args, Command};
use kiosque::embedded::deadline::within;
use kiosque::serve::asked::Asked;
use kiosque::serve::reply::{Head, Reply};

use super::parameters::SELECTION;
use super::{endpoints, media, parameters};
use crate::cli::commands::{export, kwic, search};
use crate::cli::failure::Failure;
use crate::cli::options::index::OpenIndex;
use crate::cli::screen::terminal::Printed;

/// A path that gives all of something.
pub struct Export {
    pub path: &'static str,
    pub about: &'static str,
    /// Its parameters, in groups: `q`, and long options of the command.
    parameters: &'static [&'static [&'static str]],
    pub command: fn() -> Command,
    write: fn(&Self, &Asked, &OpenIndex, &mut Reply) -> Result<bool, Failure>,
    /// How long its search may take, where that is more than for any other: what is read while lines are written counts.
    time: Option<Duration>,
}

/// All of them.
pub const EXPORTS: &[Export] = &[
    Export {
        path: "/export",
        about: "All hits of a search, as a file",
        parameters: &[&[
            "q",
            "format",
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
            "group",
            "no-group",
            "fields",
            "raw-cells",
        ]],
        command: parameters::command::<search::Arguments>,
        write: |this, asked, index, reply| {
            let arguments: search::Arguments = this.read(asked, &["--format=csv", "--limit=all"])?;
            begin(reply, "kiosque", media::format(asked, "csv"));
            Printed::plain(reply, |to| search::answer(&arguments, &**index, to))
        },
        time: None,
    },
    Export {
        path: "/export/kwic",
        about: "All occurrences of a query with the words around them, as a file",
        parameters: &[&["q", "format", "context", "sort", "limit"], SELECTION, &["raw-cells"]],
        command: parameters::command::<kwic::Arguments>,
        write: |this, asked, index, reply| {
            endpoints::check_context(asked)?;
            let arguments: kwic::Arguments = this.read(asked, &["--format=csv", "--limit=all"])?;
            begin(reply, "kiosque-kwic", media::format(asked, "csv"));
            Printed::plain(reply, |to| kwic::answer(&arguments, &**index, to))
        },
        // As long as an answer may take.
        time: Some(Duration::from_secs(600)),
    },
    Export {
        path: "/export/corpus",
        about: "The articles of a query as a corpus for another program; a folder comes as a ZIP archive",
        parameters: &[
            &["q", "to", "unit", "vars", "stories", "min-words", "sample", "seed"],
            SELECTION,
            &["raw-cells"],
        ],
        command: parameters::command::<export::Arguments>,
        write: |this, asked, index, reply| {
            let arguments: export::Arguments = this.read(asked, &["--to=csv"])?;
            let (name, ending) = export::name(&arguments);
            begin(reply, &format!("kiosque-{name}"), ending);
            let found = Printed::plain(reply, |to| export::answer(&arguments, index, to))?;
            if found { Ok(true) } else { Err(Failure::Parameter("no text is left to export".to_owned())) }
        },
        time: None,
    },
];

impl Export {
    /// The export at a path.
    pub fn at(path: &str) -> Option<&'static Self> {
        EXPORTS.iter().find(|export| export.path == path)
    }

    /// The names of its parameters.
    pub fn parameters(&self) -> Vec<&'static str> {
        self.parameters.concat()
    }

    /// Writes all of it. The search may take until `deadline`.
    pub fn write(
        &self,
        asked: &Asked,
        index: &OpenIndex,
        deadline: Option<Instant>,
        reply: &mut Reply,
    ) -> Result<(), Failure> {
        let deadline = self.time.and_then(|time| Instant::now().checked_add(time)).or(deadline);
        within(deadline, || (self.write)(self, asked, index, reply)).map(drop)
    }

    /// The arguments of the command. A field of a form that was left empty is none.
    fn read<A: Args>(&self, asked: &Asked, defaults: &[&str]) -> Result<A, Failure> {
        let command = parameters::command::<A>();
        let is_empty = |(name, value): &&(String, String)| {
            let mut options = command.get_arguments();
            let takes_value = options.any(|option| option.get_long() == Some(name) && parameters::takes_value(option));
            value.is_empty() && takes_value
        };
        let given = asked.parameters.iter().filter(|pair| !is_empty(pair)).cloned().collect();
        parameters::read(&Asked { parameters: given, ..asked.clone() }, &self.parameters(), defaults)
    }
}

/// Begins a file of this name.
fn begin(reply: &mut Reply, name: &str, format: &str) {
    let (media, ending) = media::of(format);
    let file = format!("attachment; filename=\"{name}.{ending}\"");
    reply.begin(Head { others: vec![("content-disposition", file)], ..Head::new(200, media) });
}
