//! A concordance (keyword in context): a line an occurrence, with what stands before it and behind it.

use std::sync::{Mutex, PoisonError};
use std::{mem, vec};

use serde::{Deserialize, Serialize};

use super::context::{around, on_one_line};
use super::error::StudyError;
use super::sorted::{Sorted, sorted};
use crate::date::Moment;
use crate::engine::candidate::Handle;
use crate::engine::shown::Occurrences;
use crate::search::hits::Hits;
use crate::text::fold;

/// An occurrence of the query in an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The words before it, on one line. A blank ends them where one stands there in the text.
    pub left: String,
    /// The occurrence itself.
    pub hit: String,
    /// The words behind it. A blank begins them where one stands there in the text.
    pub right: String,
    /// When the article was published.
    pub date: Option<Moment>,
    /// Its newspaper.
    pub source: Option<String>,
    /// Its id.
    pub id: String,
    /// The file that it came from.
    pub path: String,
    /// Its address.
    pub url: Option<String>,
}

/// The order of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineSort {
    /// By the words before the occurrence, the nearest first.
    Left,
    /// By the words behind it.
    Right,
    /// By the newspaper; those without one last.
    Source,
}

/// The lines of hits in their order: first those of the title, then those of the text. Some articles are read at a time, so
/// that all lines need no more memory than the articles' numbers do.
pub struct Lines<'h> {
    hits: &'h Hits<'h>,
    articles: vec::IntoIter<Handle>,
    context: usize,
    /// Articles to read next.
    at_once: usize,
    ready: vec::IntoIter<Line>,
    /// The number of articles that were read.
    pub read: usize,
}

/// The first lines are wanted at once, the others soon.
const FIRST: usize = 16;
const MOST: usize = 512;

impl<'h> Lines<'h> {
    /// The lines of the hits, with so many words on each side.
    pub fn new(hits: &'h Hits<'h>, context: usize) -> Self {
        let articles = hits.articles().into_iter();
        Self { hits, articles, context, at_once: FIRST, ready: Vec::new().into_iter(), read: 0 }
    }

    /// All lines in another order. Those that are more than `memory` bytes wait in temporary files.
    pub fn sorted(self, by: LineSort, memory: usize) -> Result<Sorted<Line>, StudyError> {
        sorted(self, |line| key(line, by), Line::size, memory)
    }

    fn read(&mut self) -> Result<Vec<Line>, StudyError> {
        let next: Vec<Handle> = self.articles.by_ref().take(self.at_once).collect();
        let read = Mutex::new(vec![Vec::new(); next.len()]);
        self.hits.matches().visit(&next, &|n, found| {
            let lines = lines(&found, self.context);
            read.lock().unwrap_or_else(PoisonError::into_inner)[n] = lines;
        })?;
        self.read += next.len();
        self.at_once = MOST.min(self.at_once * 2);
        Ok(read.into_inner().unwrap_or_else(PoisonError::into_inner).concat())
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Line, StudyError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.as_slice().is_empty() && !self.articles.as_slice().is_empty() {
            match self.read() {
                Ok(lines) => self.ready = lines.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
        self.ready.next().map(Ok)
    }
}

/// The lines of an article.
fn lines(found: &Occurrences, context: usize) -> Vec<Line> {
    let Occurrences { filed, title, text } = found;
    let (article, body) = (&filed.article, filed.article.text());
    let places = title.iter().map(|place| (&article.title, place)).chain(text.iter().map(|place| (&body, place)));
    let line = |(text, place): (&String, &std::ops::Range<usize>)| {
        let (left, right) = around(text, place.clone(), context);
        Line {
            left,
            hit: on_one_line(&text[place.clone()]),
            right,
            date: article.published.map(|published| published.moment),
            source: article.source.clone(),
            id: filed.id.clone(),
            path: filed.path.clone(),
            url: article.url.clone(),
        }
    };
    places.map(line).collect()
}

impl Line {
    /// Bytes of its texts.
    fn size(&self) -> usize {
        let optional = [&self.source, &self.url].into_iter().flatten().map(String::len);
        let texts = [&self.left, &self.hit, &self.right, &self.id, &self.path].map(String::len);
        mem::size_of::<Self>() + texts.iter().sum::<usize>() + optional.sum::<usize>()
    }
}

/// What lines are compared by: words without signs, in lower case and without accents.
fn key(line: &Line, by: LineSort) -> String {
    let words = |text: &str| -> Vec<String> {
        let folded = fold(text);
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    match by {
        LineSort::Left => words(&line.left).into_iter().rev().collect::<Vec<_>>().join(" "),
        LineSort::Right => words(&line.right).join(" "),
        // Nothing stands behind this character.
        LineSort::Source => line.source.as_deref().map_or_else(|| char::MAX.to_string(), fold),
    }
}
