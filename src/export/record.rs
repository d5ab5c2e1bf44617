//! A record of an export: an article, a paragraph or a sentence, with what is known of its article.

use crate::article::Article;
use crate::date::Precision;
use crate::engine::shown::Filed;
use crate::highlight::sentences::sentences;

/// What is one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A whole article, its title first.
    Article,
    /// A paragraph of its text; the title is none.
    Paragraph,
    /// A sentence of its text; the title is none.
    Sentence,
}

/// What records are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable {
    /// The article's id.
    Id,
    /// The newspaper.
    Source,
    /// The year of publication.
    Year,
    /// The month of publication, with its year.
    Month,
    /// The section of the newspaper.
    Section,
    /// The first author.
    Author,
}

/// A piece of text with its article.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// The article.
    pub filed: &'a Filed,
    /// Its place among the records of the article, from 1; none where the record is the article.
    pub piece: Option<usize>,
    /// The title, where the record is the article.
    pub title: Option<&'a str>,
    /// Paragraphs, one a line.
    pub text: String,
}

impl Unit {
    /// The records of an article.
    pub fn records(self, filed: &Filed) -> Vec<Record<'_>> {
        let text = filed.article.text();
        let piece = |(n, text): (usize, &str)| Record { filed, piece: Some(n + 1), title: None, text: text.to_owned() };
        match self {
            Self::Article => vec![Record { filed, piece: None, title: Some(&filed.article.title), text }],
            Self::Paragraph => text.lines().filter(|line| !line.trim().is_empty()).enumerate().map(piece).collect(),
            Self::Sentence => {
                let sentences = sentences(&text, &[]).into_iter();
                sentences.map(|sentence| &text[sentence]).enumerate().map(piece).collect()
            }
        }
    }
}

impl Variable {
    /// How columns call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Source => "source",
            Self::Year => "year",
            Self::Month => "month",
            Self::Section => "section",
            Self::Author => "author",
        }
    }

    /// Its value; none where nobody knows.
    pub fn of(self, filed: &Filed) -> Option<String> {
        let Article { source, section, authors, published, .. } = &filed.article;
        let moment = published.map(|published| published.moment);
        match self {
            Self::Id => Some(filed.id.clone()),
            Self::Source => source.clone(),
            Self::Year => moment.map(|moment| format!("{:04}", moment.at.year())),
            Self::Month => moment
                .filter(|moment| moment.precision >= Precision::Month)
                .map(|moment| format!("{:04}-{:02}", moment.at.year(), moment.at.month())),
            Self::Section => section.clone(),
            Self::Author => authors.first().cloned(),
        }
    }
}

impl Record<'_> {
    /// The words of the text, and of the title where the record has it.
    pub fn words(&self) -> usize {
        let texts = [self.title.unwrap_or_default(), &self.text];
        texts
            .iter()
            .flat_map(|text| text.split_whitespace())
            .filter(|word| word.contains(char::is_alphanumeric))
            .count()
    }

    /// The article's id and, where the record is a piece of it, its place: `a17`, `a17#3`.
    pub fn id(&self) -> String {
        match self.piece {
            None => self.filed.id.clone(),
            Some(piece) => format!("{}#{piece}", self.filed.id),
        }
    }
}
