//! What is at which path, and what is answered there.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::cli::options::index::OpenIndex;
use kiosque::embedded::cores;
use kiosque::embedded::deadline::within;
use kiosque::engine::EngineError;
use kiosque::export::corpus::ExportError;
use kiosque::output::json;
use kiosque::serve::asked::Asked;
use kiosque::serve::counters::Counters;
use kiosque::serve::page::address::Address;
use kiosque::serve::page::frame::Frame;
use kiosque::serve::page::language::Language;
use kiosque::serve::page::tab::Tab;
use kiosque::serve::page::{SCRIPT, STYLE, message};
use kiosque::serve::reply::{Head, Reply};
use kiosque::serve::server::{Cost, Site};
use kiosque::study::error::StudyError;
use serde::Serialize;

use super::current::Current;
use super::endpoints::{self, Endpoint};
use super::export::Export;
use super::kept::Kept;
use super::{feed, openapi, pages};
use crate::cli::failure::Failure;
use crate::cli::options::selection;
use crate::cli::screen::terminal::Printed;

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const ATOM: &str = "application/atom+xml; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The site of one index.
pub struct Press {
    pub current: Current,
    pub kept: Kept,
    pub counters: Arc<Counters>,
    pub title: String,
    pub base: String,
    /// How long a search may take.
    pub timeout: Duration,
    /// Tells this run of the server from others, whose program may be of another version.
    pub run: u64,
}

impl Site for Press {
    fn cost(&self, path: &str) -> Cost {
        match path {
            "/" | "/article" | "/stats" | "/help" | "/feed.atom" => Cost::Search,
            path if Export::at(path).is_some() => Cost::Export,
            path if endpoint(path).is_some() || Tab::of_study(path).is_some() => Cost::Search,
            _ => Cost::Nothing,
        }
    }

    fn answer(&self, asked: &Asked, reply: &mut Reply) -> io::Result<()> {
        match asked.path.as_str() {
            "/healthz" => write(reply, 200, TEXT, "ok\n"),
            "/readyz" => match self.current.check() {
                Ok(_) => write(reply, 200, TEXT, "ok\n"),
                Err(error) => write(reply, 503, TEXT, &format!("{error}\n")),
            },
            "/metrics" => self.write_metrics(reply),
            "/robots.txt" => write(reply, 200, TEXT, "User-agent: *\nDisallow: /\n"),
            "/openapi.json" => fixed(asked, reply, JSON, openapi::document().as_bytes()),
            "/style.css" => fixed(asked, reply, "text/css; charset=utf-8", STYLE.as_bytes()),
            "/script.js" => fixed(asked, reply, "text/javascript; charset=utf-8", SCRIPT.as_bytes()),
            "/feed.atom" => self.write_feed(asked, reply),
            path => match (Export::at(path), endpoint(path)) {
                (Some(export), _) => {
                    let done = export.write(asked, &self.current.get(), self.deadline(), reply);
                    done.or_else(|failure| fail_as_json(reply, &failure))
                }
                (_, Some(endpoint)) => self.write_data(endpoint, asked, reply),
                _ if path.starts_with("/api/") => {
                    let message = "there is no such path; /openapi.json lists all".to_owned();
                    write(reply, 404, JSON, &json::to_string(&Wrong { error: message }))
                }
                _ => self.write_page(asked, reply),
            },
        }
    }
}

fn endpoint(path: &str) -> Option<&'static Endpoint> {
    path.strip_prefix("/api/v1/").and_then(endpoints::named)
}

impl Press {
    fn deadline(&self) -> Option<Instant> {
        Instant::now().checked_add(self.timeout)
    }

    /// Does the work of one answer, as long as its search may take.
    fn in_time<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        within(self.deadline(), || cores::among(work))
    }

    /// The tag of an answer: another one for each index, commit, day, language and address.
    fn tag(&self, index: &OpenIndex, asked: &Asked, language: Language) -> String {
        let mut hasher = DefaultHasher::new();
        let uuid = index.cursor().map(|cursor| cursor.index).unwrap_or_default();
        (self.run, uuid, index.commit(), selection::today(), language.code(), &asked.target).hash(&mut hasher);
        // The bytes may differ in how long it took.
        format!("W/\"{:016x}\"", hasher.finish())
    }

    fn write_data(&self, endpoint: &Endpoint, asked: &Asked, reply: &mut Reply) -> io::Result<()> {
        let index = self.current.get();
        let tag = self.tag(&index, asked, Language::default());
        if !begin(asked, reply, endpoint.media(asked), &tag) {
            return Ok(());
        }
        if let Some(answer) = self.kept.get(&asked.target, &tag) {
            return reply.write_all(&answer);
        }
        let mut answer = Vec::new();
        let print = || Printed::plain(&mut answer, |to| endpoint.answer(asked, &*index, to));
        if let Err(failure) = self.in_time(print) {
            return fail_as_json(reply, &failure);
        }
        self.kept.keep(&asked.target, &tag, &answer);
        reply.write_all(&answer)
    }

    /// A feed has the tag of its bytes: a commit without anything new for it leaves it as it was.
    fn write_feed(&self, asked: &Asked, reply: &mut Reply) -> io::Result<()> {
        let (index, address) = (self.current.get(), Address::of(asked, &self.base));
        match self.in_time(|| feed::feed(asked, &*index, &address, &self.title)) {
            Ok(feed) => fixed(asked, reply, ATOM, &feed),
            Err(failure) => fail_as_json(reply, &failure),
        }
    }

    fn write_page(&self, asked: &Asked, reply: &mut Reply) -> io::Result<()> {
        let index = self.current.get();
        let language = Language::wished(&asked.languages);
        let tag = self.tag(&index, asked, language);
        if !begin(asked, reply, HTML, &tag) {
            return Ok(());
        }
        if let Some(answer) = self.kept.get(&asked.target, &tag) {
            return reply.write_all(&answer);
        }
        let frame = Frame { title: self.title.clone(), language, address: Address::of(asked, &self.base) };
        let (status, page) = match self.in_time(|| pages::page(asked, &*index, &frame)) {
            Ok(Some(page)) => {
                self.kept.keep(&asked.target, &tag, page.as_bytes());
                return reply.write_all(page.as_bytes());
            }
            Ok(None) => (404, message::nowhere(&frame)),
            Err(failure) => (status(&failure), message::page(&failure.to_string(), &frame)),
        };
        reply.begin(with_retry(Head::new(status, HTML)));
        reply.write_all(page.into_string().as_bytes())
    }

    fn write_metrics(&self, reply: &mut Reply) -> io::Result<()> {
        reply.begin(Head::new(200, "text/plain; version=0.0.4; charset=utf-8"));
        self.counters.write(reply)?;
        let index = self.current.get();
        let articles = kiosque::engine::Engine::count(&*index).unwrap_or_default();
        writeln!(reply, "# TYPE kiosque_articles gauge\nkiosque_articles {articles}")?;
        writeln!(reply, "# TYPE kiosque_commit gauge\nkiosque_commit {}", index.commit())
    }
}

fn write(reply: &mut Reply, status: u16, media: &'static str, text: &str) -> io::Result<()> {
    reply.begin(Head::new(status, media));
    reply.write_all(text.as_bytes())
}

/// Answers with bytes that depend on nothing but what was asked; they are their own tag.
fn fixed(asked: &Asked, reply: &mut Reply, media: &'static str, bytes: &[u8]) -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    if begin(asked, reply, media, &format!("W/\"{:016x}\"", hasher.finish())) {
        reply.write_all(bytes)?;
    }
    Ok(())
}

/// Begins an answer that has a tag; false where the client has that answer already, so that nothing is to be written.
fn begin(asked: &Asked, reply: &mut Reply, media: &'static str, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let is_known = asked.known.split(',').any(|known| opaque(known) == opaque(tag));
    let others = vec![
        ("etag", tag.to_owned()),
        ("cache-control", "private, no-cache".to_owned()),
        ("vary", "accept-encoding, accept-language, authorization".to_owned()),
    ];
    reply.begin(Head { status: if is_known { 304 } else { 200 }, media, others });
    !is_known
}

/// What programs get where something is wrong.
#[derive(Serialize)]
struct Wrong {
    error: String,
}

fn fail_as_json(reply: &mut Reply, failure: &Failure) -> io::Result<()> {
    if !reply.begin(with_retry(Head::new(status(failure), JSON))) {
        return Err(ErrorKind::Other.into());
    }
    writeln!(reply, "{}", json::to_string(&Wrong { error: failure.to_string() }))
}

fn status(failure: &Failure) -> u16 {
    match failure {
        Failure::NoArticle(_) => 404,
        Failure::Study(StudyError::Engine(EngineError::Refused(_)))
        | Failure::Export(ExportError::Engine(EngineError::Refused(_))) => 400,
        Failure::Index(_)
        | Failure::Engine(EngineError::TimedOut | EngineError::Failed(_))
        | Failure::Study(StudyError::Engine(_) | StudyError::Disk(_))
        | Failure::Export(ExportError::Engine(_)) => 503,
        Failure::Output(_) => 503,
        _ => 400,
    }
}

fn with_retry(mut head: Head) -> Head {
    if head.status == 503 {
        head.others.push(("retry-after", "1".to_owned()));
    }
    head
}
