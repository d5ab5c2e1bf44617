//! `kiosque show`: one article, to read.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use kiosque::engine::Engine;
use kiosque::engine::shown::Filed;
use kiosque::output::fields::HitField;
use kiosque::output::json::{self, ArticleRecord};
use kiosque::output::{sanitise, text};
use kiosque::source::names::Names;
use kiosque::source::reopen::{Reopened, reopen};
use kiosque::source::{Origin, STDIN, Unreadable};

use crate::cli::failure::Failure;
use crate::cli::options::article;
use crate::cli::options::fields::FieldsOption;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::report::ReportFormat;
use crate::cli::screen::terminal::{Printed, Screen};

/// Print one article, to read or as JSON
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque show le-phare-du-nord/cantine-bio.html
  kiosque show https://www.phare.example/sport/voile-12/
  kiosque show le-phare-du-nord/cantine-bio.html --format json | jq .text
  kiosque show le-phare-du-nord/cantine-bio.html --origin
  kiosque search cantine --show 1")]
pub struct Arguments {
    /// The article's id, URL or path, as `search` shows it
    id: String,
    #[command(flatten)]
    pub index: AskedIndex,
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    fields: FieldsOption,
    /// Say in which file the page stands, where in it, when it was fetched, and what the server said
    #[arg(long, conflicts_with_all = ["format", "fields", "raw"])]
    origin: bool,
    /// Print the page as it was stored, out of all compressions
    #[arg(long, conflicts_with_all = ["format", "fields"])]
    raw: bool,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let index = arguments.index.open()?;
    screen.print(|to| answer(arguments, &*index, to))
}

/// Prints the article of `index`, where there is one.
pub fn answer(arguments: &Arguments, index: &dyn Engine, to: &mut Printed) -> Result<bool, Failure> {
    let is_text = arguments.format == ReportFormat::Text;
    let fields = arguments.fields.of_articles(is_text, &HitField::OF_ARTICLES)?;
    let filed = article::find(index, &arguments.id)?;
    if arguments.origin {
        write_origin(&filed, to)?;
        return Ok(true);
    }
    if arguments.raw {
        let bytes = stored(&filed)?.bytes;
        match io::stdout().is_terminal() {
            // A page may say anything to a terminal.
            true => {
                String::from_utf8_lossy(&bytes).lines().try_for_each(|it| writeln!(to.out, "{}", sanitise::line(it)))?
            }
            false => to.out.write_all(&bytes)?,
        }
        return Ok(true);
    }
    match arguments.format {
        ReportFormat::Text => text::write_article(&mut to.out, &filed.article, &to.style)?,
        ReportFormat::Json => writeln!(to.out, "{}", json::to_string(&ArticleRecord { filed: &filed, fields }))?,
    }
    Ok(true)
}

/// What is stored where the article came from.
fn stored(filed: &Filed) -> Result<Reopened, Failure> {
    let unread = |why: &'static str| {
        let place = Origin { container: filed.path.clone().into(), member: filed.member.clone() }.to_string();
        Failure::NotStored { place: sanitise::line(&place).into_owned(), why }
    };
    if filed.path == STDIN {
        return Err(unread("it came by standard input, which nobody keeps"));
    }
    let found = reopen(Path::new(&filed.path), filed.member.as_deref(), &Names::default());
    found.map_err(|reason| match reason {
        Unreadable::Vanished => unread("the page is no longer there; index its file again"),
        reason => unread(reason.advice()),
    })
}

fn write_origin(filed: &Filed, to: &mut Printed) -> Result<(), Failure> {
    let fetched = filed.article.captured().map(|captured| captured.to_string());
    let rows = [
        ("file", Some(&filed.path)),
        ("member", filed.member.as_ref()),
        ("address", filed.article.url.as_ref()),
        ("fetched", fetched.as_ref()),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            writeln!(to.out, "{name:<8} {}", sanitise::line(value))?;
        }
    }
    if let Some(head) = stored(filed)?.head {
        writeln!(to.out)?;
        for line in String::from_utf8_lossy(&head).lines().filter(|line| !line.is_empty()) {
            writeln!(to.out, "{}", sanitise::line(line))?;
        }
    }
    Ok(())
}
