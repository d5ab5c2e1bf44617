//! Formats for programs: every hit is a line.

use std::io::{self, Write};

use serde::Serialize;

use crate::article::Evidence;
use crate::date::Moment;
use crate::search::{Hit, Response};

/// A hit as `--format jsonl` gives it. The names are documented in the README and do not change.
#[derive(Serialize)]
struct Record<'a> {
    rank: usize,
    score: f64,
    id: &'a str,
    title: &'a str,
    source: Option<&'a str>,
    date: Option<Moment>,
    date_evidence: Option<Evidence>,
    section: Option<&'a str>,
    authors: &'a [String],
    lang: Option<&'a str>,
    url: Option<&'a str>,
    path: &'a str,
    snippet: &'a str,
    /// Bytes of `snippet`, from and to.
    highlights: Vec<(usize, usize)>,
}

impl<'a> From<&'a Hit> for Record<'a> {
    fn from(hit: &'a Hit) -> Self {
        let article = &hit.article;
        Self {
            rank: hit.rank,
            score: hit.score,
            id: &hit.id,
            title: &article.title,
            source: article.source.as_deref(),
            date: article.published.map(|published| published.moment),
            date_evidence: article.published.map(|published| published.evidence),
            section: article.section.as_deref(),
            authors: &article.authors,
            lang: article.language.as_deref(),
            url: article.url.as_deref(),
            path: &hit.path,
            snippet: &hit.snippet.text,
            highlights: hit.snippet.marks.iter().map(|mark| (mark.start, mark.end)).collect(),
        }
    }
}

pub fn write_jsonl(out: &mut impl Write, response: &Response) -> io::Result<()> {
    for hit in &response.hits {
        serde_json::to_writer(&mut *out, &Record::from(hit))?;
        writeln!(out)?;
    }
    Ok(())
}

pub fn write_lines<'a>(out: &mut impl Write, lines: impl Iterator<Item = &'a str>) -> io::Result<()> {
    for line in lines {
        // A path or an address with a line break in it must not become two.
        writeln!(out, "{}", line.replace(['\n', '\r'], "%0A"))?;
    }
    Ok(())
}
