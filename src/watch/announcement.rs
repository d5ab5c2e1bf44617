//! What is said of the new articles of one query, in each format.

use std::io::{self, Write};

use jiff::Timestamp;
use twox_hash::XxHash3_64;

use super::atom::{self, Feed};
use super::mail::{self, Message};
use super::news::{News, Span};
use crate::article::is_web_address;
use crate::engine::EngineError;
use crate::engine::cursor::Cursor;
use crate::output::count::articles;
use crate::output::fields::HitField;
use crate::output::style::{BOLD, Style};
use crate::output::{json, lines, sanitise, text};

/// How new articles are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// To read.
    Text,
    /// One JSON object a line and article.
    Jsonl,
    /// A feed for a feed reader.
    Atom,
    /// A mail message.
    Eml,
    /// The address of each article that has one on the web.
    Urls,
}

impl Format {
    /// What the names of files in it end with.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Jsonl => "jsonl",
            Self::Atom => "atom",
            Self::Eml => "eml",
            Self::Urls => "urls",
        }
    }

    /// Whether the announcements of several queries are one document if they follow each other.
    pub fn may_follow(self) -> bool {
        !matches!(self, Self::Atom | Self::Eml)
    }
}

/// What an article is told by in JSON Lines. The names are documented in docs/formats-and-fields.md and do not change.
pub const FIELDS: [HitField; 13] = [
    HitField::Topic,
    HitField::Id,
    HitField::Title,
    HitField::Source,
    HitField::Date,
    HitField::DateEvidence,
    HitField::Section,
    HitField::Authors,
    HitField::Lang,
    HitField::Url,
    HitField::Path,
    HitField::Snippet,
    HitField::Highlights,
];

/// Whose new articles they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Announcement<'a> {
    /// What the query is called among others, as its files are.
    pub name: &'a str,
    /// What it is called for who reads of it.
    pub title: &'a str,
    /// The index, and up to where it was looked through.
    pub cursor: &'a Cursor,
    /// The generations that were looked through.
    pub span: Span,
    /// When the last of these was committed.
    pub date: Timestamp,
    /// Of text.
    pub style: Style,
}

/// The columns of a mail message.
const MAIL_WIDTH: usize = 76;

/// Writes new articles. The same are written the same, byte for byte.
pub fn write(
    out: &mut impl Write,
    announcement: &Announcement,
    format: Format,
    news: News,
) -> Result<(), AnnouncementError> {
    let Announcement { name, title, cursor, span, date, style } = announcement;
    match format {
        Format::Text => write_text(out, title, news, style)?,
        Format::Jsonl => {
            for hit in news {
                json::write_hit(out, &hit?, &FIELDS, title)?;
                writeln!(out)?;
            }
        }
        Format::Urls => {
            for hit in news {
                if let Some(url) = hit?.article.url.filter(|url| is_web_address(url)) {
                    lines::write(out, &url, lines::End::Line)?;
                }
            }
        }
        Format::Atom => {
            let feed = Feed { key: &format!("{} {name}", cursor.index), title, address: None, page: None };
            let news = news.map(|hit| hit.map_err(AnnouncementError::from));
            atom::write(out, &feed, news)?;
        }
        Format::Eml => {
            let subject = format!("{title}: {}", new_articles(news.total));
            let hash = XxHash3_64::oneshot(format!("{} {name}", cursor.index).as_bytes());
            let id = format!("{}-{}.{hash:016x}", span.after + 1, span.until);
            let mut body = Vec::new();
            write_text(&mut body, title, news, &Style { color: false, links: false, width: MAIL_WIDTH })?;
            mail::write(out, &Message { subject: &subject, date: *date, id: &id }, &body)?;
        }
    }
    Ok(())
}

fn write_text(out: &mut impl Write, title: &str, news: News, style: &Style) -> Result<(), AnnouncementError> {
    let heading = format!("{}: {}", sanitise::line(title), new_articles(news.total));
    writeln!(out, "{}\n", style.paint(&heading, BOLD))?;
    for hit in news {
        text::write_hit(out, &hit?, style)?;
        writeln!(out)?;
    }
    Ok(())
}

/// `3 new articles`.
fn new_articles(total: usize) -> String {
    articles(total as u64).replacen(" article", " new article", 1)
}

/// New articles could not be told.
#[derive(Debug, thiserror::Error)]
pub enum AnnouncementError {
    /// They could not be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// They could not be written.
    #[error(transparent)]
    Output(#[from] io::Error),
}
