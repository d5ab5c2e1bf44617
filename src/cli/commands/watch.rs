//! `kiosque watch`: what is new for a query.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use kiosque::engine::Engine;
use kiosque::engine::cursor::Cursor;
use kiosque::output::count::grouped;
use kiosque::output::sanitise;
use kiosque::output::style::Style;
use kiosque::search::request::Request;
use kiosque::text::fold;
use kiosque::watch::announcement::{self, Announcement, Format};
use kiosque::watch::folder::Folder;
use kiosque::watch::news::{News, Span, asked_of};
use serde_json::json;

use crate::cli::failure::{Failure, NO_HITS};
use crate::cli::names::Names;
use crate::cli::options::format::SNIPPET;
use crate::cli::options::index::AskedIndex;
use crate::cli::options::selection::{self, FilterOptions, ReadingOptions};
use crate::cli::screen::terminal::Screen;

/// Tell what has come to the index for a query since the last time
///
/// The first time only prints a cursor: how far the index goes. With --after CURSOR the articles that came later are told, each
/// once, and the next cursor is printed. With --out a folder keeps how far one has come. `@name` follows a query with a name.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  kiosque watch grève > cursor                            from now on
  kiosque watch grève --after \"$(cut -d' ' -f2 cursor)\"    what came since
  kiosque watch @grève @port --out alertes                a file for each
  kiosque watch '@*' --out alertes --format eml --exec 'sendmail desk@example.org'

Queries with names stand in the file `queries` beside the default arguments, one
a line: grève = grève OU débrayage. They may be used wherever a query is typed.")]
pub struct Arguments {
    /// The query, or names of queries; `@*` for all that have one
    #[arg(required = true, value_name = "QUERY|@NAME")]
    words: Vec<String>,
    #[command(flatten)]
    pub index: AskedIndex,
    /// What an earlier time has printed
    #[arg(long, value_name = "CURSOR")]
    after: Option<Cursor>,
    /// Also articles whose text has changed
    #[arg(long)]
    updates: bool,
    /// Of articles that tell the same story in the same words, only the first, and none if one was there before
    #[arg(long)]
    stories: bool,
    /// How to tell
    #[arg(long, value_enum, default_value_t)]
    format: FormatOption,
    /// A folder for the articles, NAME.00012-00015.jsonl and the like. Its names say how far each query was followed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// A command that gets the articles of each query on standard input. It may get them twice where it or this was broken off
    #[arg(long, value_name = "CMD")]
    exec: Option<String>,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    reading: ReadingOptions,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FormatOption {
    /// To read
    #[default]
    Text,
    /// One JSON object a line and article; the last one has the cursor
    Jsonl,
    /// A feed for a feed reader
    Atom,
    /// A mail message
    Eml,
    /// The address of each article that has one
    Urls,
}

impl From<FormatOption> for Format {
    fn from(option: FormatOption) -> Self {
        match option {
            FormatOption::Text => Self::Text,
            FormatOption::Jsonl => Self::Jsonl,
            FormatOption::Atom => Self::Atom,
            FormatOption::Eml => Self::Eml,
            FormatOption::Urls => Self::Urls,
        }
    }
}

/// A query that is followed.
struct Followed {
    /// What its files are called.
    name: String,
    /// What it is called for who reads of it: its name, or what was typed.
    title: String,
    text: String,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let format = Format::from(arguments.format);
    let followed = followed(&arguments.words)?;
    let is_for_files = arguments.out.is_some() || arguments.exec.is_some();
    if followed.len() > 1 && !is_for_files && !format.may_follow() {
        return Err(Failure::Options("atom and eml are a document for each query: add --out DIR or --exec CMD"));
    }
    let index = arguments.index.open()?;
    let watch = Watch {
        arguments,
        index: &*index,
        cursor: index.cursor()?,
        date: index.committed().unwrap_or_else(now),
        style: screen.style(),
    };
    if let Some(after) = &arguments.after {
        check(after, &watch.cursor)?;
    }
    let mut told = false;
    match (&arguments.out, &arguments.after) {
        (Some(dir), after) => {
            let mut folder = Folder::open(dir, &watch.cursor)?;
            told = watch.tell_in_folder(&followed, &mut folder, after.as_ref().map(|after| after.generation))?;
        }
        (None, None) => {
            for query in &followed {
                watch.request(query)?;
            }
            told = true;
            let mut out = screen.out();
            watch.write_cursor(&mut out)?;
            out.finish()?;
        }
        (None, Some(after)) => {
            let mut out = screen.out();
            for query in &followed {
                told |= watch.onto(query, after.generation, &mut out)?;
            }
            watch.write_cursor(&mut out)?;
            out.finish()?;
        }
    }
    Ok(if told { ExitCode::SUCCESS } else { ExitCode::from(NO_HITS) })
}

#[expect(clippy::disallowed_methods, reason = "mail says when it was written")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// The queries that words name, or the one that they are.
fn followed(words: &[String]) -> Result<Vec<Followed>, Failure> {
    let is_name = |word: &String| word.starts_with('@') && !word.contains(char::is_whitespace);
    let names = Names::read()?;
    if !words.iter().all(is_name) {
        let text = words.join(" ");
        let (name, expanded) = (file_name(&text), names.expanded(&text)?);
        return Ok(vec![Followed { name, title: text, text: expanded }]);
    }
    let mut followed: Vec<Followed> = Vec::new();
    for word in words {
        let asked: Vec<&str> = if word == "@*" { names.all().collect() } else { vec![&word[1..]] };
        for name in asked {
            let (name, _) = names.get(name)?;
            if followed.iter().all(|known| known.name != name) {
                let text = names.expanded(&format!("@{name}"))?;
                followed.push(Followed { name: name.to_owned(), title: name.to_owned(), text });
            }
        }
    }
    if followed.is_empty() {
        return Err(Failure::Options("no query has a name; `kiosque watch --help` says where they are written"));
    }
    Ok(followed)
}

/// A query without a name is called by its words, as the names of files may be. What does not show in these is told by a number.
fn file_name(text: &str) -> String {
    let mut name = String::new();
    for c in fold(text).chars() {
        match c {
            c if c.is_alphanumeric() => name.push(c),
            _ if !name.ends_with('-') && !name.is_empty() => name.push('-'),
            _ => {}
        }
    }
    let name: String = name.chars().take(40).collect();
    let name = name.trim_end_matches('-');
    // FNV-1a, which will be the same in all versions.
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    if name == text { name.to_owned() } else { format!("{name}_{hash:08x}") }
}

/// An error where a cursor is none of this index.
fn check(after: &Cursor, cursor: &Cursor) -> Result<(), Failure> {
    if after.index != cursor.index {
        return Err(Failure::OtherIndex { cursor: after.clone(), index: cursor.index.clone() });
    }
    if after.generation > cursor.generation {
        return Err(Failure::Ahead { cursor: after.clone(), generation: cursor.generation });
    }
    Ok(())
}

/// What all queries of a run share.
struct Watch<'a> {
    arguments: &'a Arguments,
    index: &'a dyn Engine,
    cursor: Cursor,
    date: Timestamp,
    style: Style,
}

/// What there is to write for a query.
enum Draft {
    /// Nothing: it was not followed before.
    First,
    Nothing,
    /// A file without its name, with so many articles that came after a generation.
    Written {
        path: PathBuf,
        after: u64,
        total: usize,
    },
}

impl Watch<'_> {
    fn request(&self, query: &Followed) -> Result<Request, Failure> {
        let Arguments { reading, filters, .. } = self.arguments;
        let today = reading.today();
        Ok(Request {
            filters: filters.filters(today)?,
            matching: reading.whole(),
            snippet: SNIPPET,
            ..Request::new(selection::parse(&mut io::stderr().lock(), &query.text, today)?)
        })
    }

    /// Hands what is new for a query since a generation to `tell`, but for articles that are known; whether there is anything.
    fn look(
        &self,
        query: &Followed,
        after: u64,
        known: impl FnOnce() -> Result<HashSet<String>, Failure>,
        tell: impl FnOnce(&Announcement, News) -> Result<(), Failure>,
    ) -> Result<bool, Failure> {
        let span = Span { after, until: self.cursor.generation };
        if after >= span.until {
            return Ok(false);
        }
        let Arguments { updates, stories, .. } = *self.arguments;
        let all = self.request(query)?;
        let asked = asked_of(&all, span, updates);
        let mut new = News::of(self.index, &asked)?;
        if new.total > 0 && stories {
            new.leave_out_told(self.index, &all, span)?;
        }
        // With updates an article may be told again.
        if new.total > 0 && !updates {
            new.leave_out(self.index, &known()?)?;
        }
        if new.total == 0 {
            return Ok(false);
        }
        let Self { cursor, date, style, .. } = self;
        let Followed { name, title, .. } = query;
        tell(&Announcement { name, title, cursor, span, date: *date, style: *style }, new)?;
        Ok(true)
    }

    /// Tells what is new on standard output, or to a command.
    fn onto(&self, query: &Followed, after: u64, out: &mut impl Write) -> Result<bool, Failure> {
        let tell = |announcement: &Announcement, new: News| {
            let Some(command) = &self.arguments.exec else {
                return Ok(announcement::write(out, announcement, self.arguments.format.into(), new)?);
            };
            let (total, mut file) = (new.total, tempfile::tempfile()?);
            self.write(&file, announcement, new)?;
            file.rewind()?;
            self.exec(command, file, announcement.name, total)
        };
        self.look(query, after, || Ok(HashSet::new()), tell)
    }

    /// Writes what is new into a folder, which says since when; a query that is new there is followed from now on, or from a generation.
    fn tell_in_folder(&self, queries: &[Followed], folder: &mut Folder, after: Option<u64>) -> Result<bool, Failure> {
        // All files are written before the first is to be on the disk, which then gets them together.
        let mut drafts = Vec::new();
        let mut failed = Ok(());
        for query in queries {
            match self.draft(query, folder, after) {
                Ok(draft) => drafts.push((query, draft)),
                Err(failure) => {
                    failed = Err(failure);
                    break;
                }
            }
        }
        let mut told = false;
        for (query, draft) in drafts {
            told |= self.announce(query, draft, folder)?;
        }
        failed.map(|()| told)
    }

    fn draft(&self, query: &Followed, folder: &Folder, after: Option<u64>) -> Result<Draft, Failure> {
        let name = &query.name;
        let Some(after) = folder.followed(name).or(after) else {
            self.request(query)?;
            return Ok(Draft::First);
        };
        let mut draft = Draft::Nothing;
        let tell = |announcement: &Announcement, new: News| {
            let (path, file) = folder.draft(name)?;
            let total = new.total;
            self.write(&file, announcement, new)?;
            draft = Draft::Written { path, after, total };
            Ok(())
        };
        self.look(query, after, || Ok(folder.announced(name)?), tell)?;
        Ok(draft)
    }

    /// Hands a draft to the command, gives it its name, and says so; whether there is anything to say.
    fn announce(&self, query: &Followed, draft: Draft, folder: &mut Folder) -> Result<bool, Failure> {
        let Followed { name, title, .. } = query;
        let until = self.cursor.generation;
        let shown = sanitise::line(title);
        match draft {
            Draft::First => {
                folder.mark(name, until)?;
                eprintln!("kiosque: {shown} is followed from now on");
            }
            Draft::Nothing => {
                folder.mark(name, until)?;
                return Ok(false);
            }
            Draft::Written { path, after, total } => {
                if let Some(command) = &self.arguments.exec {
                    self.exec(command, File::open(&path)?, name, total)?;
                }
                let ending = Format::from(self.arguments.format).ending();
                let path = folder.announce(&path, name, Span { after, until }, ending)?;
                eprintln!("kiosque: {shown}: {} new, in {}", grouped(total as u64), path.display());
            }
        }
        Ok(true)
    }

    fn write(&self, file: &File, announcement: &Announcement, new: News) -> Result<(), Failure> {
        let mut out = BufWriter::new(file);
        let plain = Announcement { style: Style { color: false, links: false, ..self.style }, ..announcement.clone() };
        announcement::write(&mut out, &plain, self.arguments.format.into(), new)?;
        Ok(out.flush()?)
    }

    /// Hands a file to a command of the user's shell, with what it is about in its environment.
    fn exec(&self, command: &str, file: File, name: &str, total: usize) -> Result<(), Failure> {
        let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let status = Command::new(shell)
            .args([option, command])
            .env("KIOSQUE_NAME", name)
            .env("KIOSQUE_COUNT", total.to_string())
            .env("KIOSQUE_CURSOR", self.cursor.to_string())
            .stdin(file)
            .status()
            .map_err(|error| Failure::Exec { command: command.to_owned(), why: error.to_string() })?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::Exec { command: command.to_owned(), why: status.to_string() })
    }

    /// Prints where to go on the next time: behind what is read, or else to standard error.
    fn write_cursor(&self, out: &mut impl Write) -> Result<(), Failure> {
        match self.arguments.format {
            FormatOption::Text => writeln!(out, "cursor {}", self.cursor)?,
            FormatOption::Jsonl => writeln!(out, "{}", json!({ "cursor": self.cursor.to_string() }))?,
            FormatOption::Atom | FormatOption::Eml | FormatOption::Urls => eprintln!("kiosque: cursor {}", self.cursor),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        let check = |text: &str, expected: &str| assert_eq!(file_name(text), expected, "{text}");
        check("grève", "greve_d26bce8a");
        check("port", "port");
        check("../../etc/passwd", "etc-passwd_6fadc99a");
        check("\"\"", "_ffcaaa85");
        assert_ne!(file_name("port -mer"), file_name("port mer"));
    }
}
