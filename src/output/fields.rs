//! The fields of a hit, by the names that programs know them by. They are documented here and do not change.

use serde_json::{Value, json};

use crate::article::Article;
use crate::search::response::Hit;

/// A field of a hit; [`HitField::ALL`] says what each is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "`ALL` says it")]
pub enum HitField {
    Topic,
    Rank,
    Score,
    Id,
    Title,
    Source,
    Date,
    DateEvidence,
    Section,
    Authors,
    Lang,
    Url,
    Path,
    Snippet,
    Highlights,
    Lead,
    Text,
    Modified,
    Image,
    Truncated,
    Explanation,
    Copies,
    Captures,
    Page,
}

impl HitField {
    /// All of them, with their names and what they are.
    pub const ALL: [(Self, &'static str, &'static str); 24] = [
        (Self::Topic, "topic", "the id of the query, with --topics"),
        (Self::Rank, "rank", "the place among all hits, from 1"),
        (Self::Score, "score", "what hits are sorted by; with newest and oldest, how well the text matches"),
        (Self::Id, "id", "a record's id or url, else the page's path below the corpus"),
        (Self::Title, "title", "the article's own title"),
        (Self::Source, "source", "the newspaper"),
        (Self::Date, "date", "when it was published: ISO 8601, no finer than the page says"),
        (Self::DateEvidence, "date_evidence", "where the date was found"),
        (Self::Section, "section", "the section of the newspaper"),
        (Self::Authors, "authors", "names, with `; ` between them in csv and tsv"),
        (Self::Lang, "lang", "ISO 639-1 code of the language"),
        (Self::Url, "url", "where the page was fetched from, else the address that it gives itself"),
        (Self::Path, "path", "the file that the page is in, from the root of the file system"),
        (Self::Snippet, "snippet", "the part of the text that shows the match"),
        (Self::Highlights, "highlights", "the matches in the snippet, as pairs of byte offsets"),
        (Self::Lead, "lead", "the standfirst, where the page sets it apart"),
        (Self::Text, "text", "standfirst and body, a paragraph a line"),
        (Self::Modified, "modified", "when it was last changed"),
        (Self::Image, "image", "the address of its picture"),
        (Self::Truncated, "truncated", "whether the rest stands behind a paywall"),
        (Self::Explanation, "explanation", "what the score is made of: `what`, `value`, and `parts` that add up to it"),
        (Self::Copies, "copies", "the ids of the articles that tell the same story again, where they are one hit"),
        (Self::Captures, "captures", "when a crawler fetched its address: `first`, `last` in UTC, and `count`"),
        (Self::Page, "page", "the page of the printed newspaper, where an export has it"),
    ];

    /// What the formats for programs give unless they are told which.
    pub const USUAL: [Self; 14] = [
        Self::Rank,
        Self::Score,
        Self::Id,
        Self::Title,
        Self::Source,
        Self::Date,
        Self::DateEvidence,
        Self::Section,
        Self::Authors,
        Self::Lang,
        Self::Url,
        Self::Path,
        Self::Snippet,
        // Last, since a table has no use for it.
        Self::Highlights,
    ];

    /// What `duplicates` gives of each article unless it is told which.
    pub const OF_STORIES: [Self; 5] = [Self::Id, Self::Source, Self::Date, Self::Title, Self::Url];

    /// What is given of an article that was asked for by its name, unless it is told which.
    pub const OF_ARTICLES: [Self; 15] = [
        Self::Id,
        Self::Title,
        Self::Source,
        Self::Date,
        Self::DateEvidence,
        Self::Section,
        Self::Authors,
        Self::Lang,
        Self::Url,
        Self::Path,
        Self::Lead,
        Self::Text,
        Self::Modified,
        Self::Image,
        Self::Truncated,
    ];

    /// The field of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(field, ..)| *field)
    }

    /// The name that JSON, tables and the command line have for it.
    pub fn name(self) -> &'static str {
        // The order of the table is the order of the variants, which a test holds.
        Self::ALL[self as usize].1
    }

    /// The field of `hit`, which answers the topic of that id; null where extraction did not find it.
    pub fn value(self, hit: &Hit, topic: &str) -> Value {
        match self {
            Self::Topic => json!(topic),
            Self::Rank => json!(hit.rank),
            Self::Score => json!(hit.score),
            Self::Snippet => json!(hit.snippet.text),
            Self::Highlights => json!(hit.snippet.marks.iter().map(|mark| [mark.start, mark.end]).collect::<Vec<_>>()),
            Self::Explanation => json!(hit.explanation),
            Self::Copies => json!(hit.copies.iter().map(|copy| copy.id.as_str()).collect::<Vec<_>>()),
            _ => self.of_article(&hit.id, &hit.path, &hit.article),
        }
    }

    /// The field of an article that goes by an id and came in the file at a path; null where extraction did not find it, and
    /// where only a hit has it.
    pub fn of_article(self, id: &str, path: &str, article: &Article) -> Value {
        match self {
            Self::Id => json!(id),
            Self::Title => json!(article.title),
            Self::Source => json!(article.source),
            Self::Date => json!(article.published.map(|published| published.moment)),
            Self::DateEvidence => json!(article.published.map(|published| published.evidence)),
            Self::Section => json!(article.section),
            Self::Authors => json!(article.authors),
            Self::Lang => json!(article.language),
            Self::Url => json!(article.url),
            Self::Path => json!(path),
            Self::Lead => json!(article.lead),
            Self::Text => json!(article.text()),
            Self::Modified => json!(article.modified),
            Self::Image => json!(article.image),
            Self::Truncated => json!(article.truncated),
            Self::Captures => json!(article.captured()),
            Self::Page => json!(article.page),
            _ => Value::Null,
        }
    }

    /// Whether only an article that was searched for has it.
    pub fn is_of_hits(self) -> bool {
        matches!(
            self,
            Self::Topic
                | Self::Rank
                | Self::Score
                | Self::Snippet
                | Self::Highlights
                | Self::Explanation
                | Self::Copies
        )
    }

    /// Whether it has to be looked for in the article's text.
    pub fn is_of_snippet(self) -> bool {
        matches!(self, Self::Snippet | Self::Highlights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_name() {
        for (n, (field, name, _)) in HitField::ALL.iter().enumerate() {
            assert_eq!(*field as usize, n, "{name} stands at another place in HitField::ALL than in HitField");
            assert_eq!((field.name(), HitField::named(name)), (*name, Some(*field)));
        }
        assert_eq!(HitField::named("titre"), None);
    }
}
