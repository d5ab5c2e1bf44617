//! The article: the text and the metadata of a page, as plain values; and the reasons why a page is none.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::date::Moment;

/// One press article, as it is indexed and shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Article {
    /// The article's own title, without the site's name or section.
    pub title: String,
    /// The standfirst (chapô), if the page sets it apart from the body. The body does not repeat it.
    pub lead: Option<String>,
    /// Paragraphs, intertitles, quotes and list items, one a line.
    pub body: String,
    /// The names of the authors, in the page's order, each once.
    pub authors: Vec<String>,
    /// The newspaper; on an aggregator, the one in which the article first appeared.
    pub source: Option<String>,
    /// The part of the newspaper that it stands in, such as "Politique".
    pub section: Option<String>,
    /// The page of the printed newspaper, as an export has it: `12`, `A4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// When it was published; none if the page has no date to trust.
    pub published: Option<Published>,
    /// When it was last changed.
    pub modified: Option<Moment>,
    /// ISO 639-1 code of the language the article is written in.
    pub language: Option<String>,
    /// The address that the page was fetched from, if that is known, else the one that it gives itself.
    pub url: Option<String>,
    /// The address of its picture.
    pub image: Option<String>,
    /// Whether the text is a beginning only, with the rest behind a paywall.
    pub truncated: bool,
    /// When crawlers fetched it, the first time first: as many moments as there are captures of its address. None where its
    /// container does not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captures: Vec<DateTime>,
    /// Lines around the body that the site repeats on article after article, and that are left out of it.
    #[serde(default, skip_serializing_if = "Repeated::is_empty")]
    pub repeated: Repeated,
}

/// Lines around a body that are known from the whole corpus to be the site's. The extraction of a single page finds none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Repeated {
    /// The lines above the body.
    pub before: Option<String>,
    /// The lines below it.
    pub after: Option<String>,
}

impl Repeated {
    fn is_empty(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }
}

impl Article {
    /// The standfirst, if there is one, and the body.
    pub fn text(&self) -> String {
        match &self.lead {
            Some(lead) => format!("{lead}\n{}", self.body),
            None => self.body.clone(),
        }
    }

    /// The body with the repeated lines around it, as the page has it.
    pub fn whole_body(&self) -> Cow<'_, str> {
        let Repeated { before, after } = &self.repeated;
        if before.is_none() && after.is_none() {
            return Cow::Borrowed(&self.body);
        }
        let lines = [before.as_deref(), Some(self.body.as_str()), after.as_deref()];
        Cow::Owned(lines.into_iter().flatten().collect::<Vec<_>>().join("\n"))
    }

    /// When its address was fetched, if its container says so.
    pub fn captured(&self) -> Option<Captured> {
        let (first, last) = (self.captures.first()?, self.captures.last()?);
        Some(Captured { first: *first, last: *last, count: self.captures.len() })
    }

    /// Bytes of title, lead and body.
    pub fn text_length(&self) -> usize {
        self.title.len() + self.lead.as_deref().map_or(0, str::len) + self.body.len()
    }
}

/// The captures of an address, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Captured {
    /// When it was first fetched, in UTC.
    pub first: DateTime,
    /// When it was last fetched, in UTC.
    pub last: DateTime,
    /// At how many moments.
    pub count: usize,
}

impl fmt::Display for Captured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last, count } = self;
        match count {
            1 => write!(f, "captured {}", first.date()),
            count => write!(f, "captured {count} times, {} to {}", first.date(), last.date()),
        }
    }
}

/// Whether an address that a page gives is one of the web. No other may become a link: a page could name a file of the reader
/// (`file:///etc/passwd`), or run something by `javascript:` or the scheme of an application.
pub fn is_web_address(url: &str) -> bool {
    let after = |scheme: &str| {
        let (begins, rest) = url.split_at_checked(scheme.len())?;
        begins.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest = after("https://").or_else(|| after("http://"));
    rest.is_some_and(|rest| !rest.starts_with(['/', '?', '#']) && !rest.is_empty())
}

/// When an article was published, and how we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// On the clock of the newspaper, as exact as the page is.
    pub moment: Moment,
    /// Where on the page it was found.
    pub evidence: Evidence,
}

/// Where a publication date was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// `datePublished` of schema.org, in JSON-LD.
    JsonLd,
    /// A `<meta>` element, such as `article:published_time`.
    Meta,
    /// `itemprop="datePublished"`.
    Microdata,
    /// A `<time>` element.
    TimeElement,
    /// The page's address, as in `/2025/07/01/`.
    Url,
    /// What a reader sees, as in "Publié le 1er juillet 2025".
    VisibleText,
    /// The date that a record gives.
    Record,
    /// What a rule of `sites.toml` points at.
    Rule,
}

/// The reason why a page that was read is no article of the index. It is a value that reports count, not an error that ends a
/// run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    /// No byte, or nothing but white space.
    Empty,
    /// Binary data or text without any markup.
    NotHtml,
    /// JSON with no article's title or text in it.
    Json,
    /// A section front, a list of headlines or of search results.
    Front,
    /// A gallery or a video with no text of its own.
    Gallery,
    /// An error page ("404", "page introuvable").
    ErrorPage,
    /// Nothing but "activez JavaScript".
    NeedsJavascript,
    /// Nothing but a login form.
    LoginWall,
    /// No title, or too few words of text, to be an article.
    TooShort,
    /// A record with a title alone, where the index has the article of that id with its text, which stays.
    WithoutText,
    /// Written by kiosque itself: hits, reports, lists of errors, another index.
    OwnOutput,
    /// Its address is one that `sites.toml` says is no article's.
    Excluded,
}

/// The name of the reason in reports and in the index, in kebab case.
impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
