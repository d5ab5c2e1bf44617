//! The abstract syntax tree of a query.

use crate::date::Period;

/// What a query asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// Every article.
    All,
    /// Words as typed, any inflected form; several tokens (`l'avion`, `porte-parole`) are one unit.
    Term(String),
    /// One word in several spellings, the one that was typed first: an article with any of them has the word. A search makes
    /// these, of what the index has; nothing that is typed is one.
    Spellings(Vec<String>),
    /// `=mot`: this form alone, accents and ending included.
    Exact(String),
    /// `mot*`: any word that begins so.
    Prefix(String),
    /// `mot~`: at most a typing error or two away.
    Fuzzy(String),
    /// `"des mots"`, or with `~n`, in any order within n other words.
    Phrase {
        /// The words between the quotes.
        text: String,
        /// The n of `~n`; 0 for the words as they are.
        slop: u32,
    },
    /// `a NEAR/5 b`: at most five words apart, where neighbours are one apart; `a ADJ/5 b` keeps the order.
    Near {
        /// The word or phrase before the operator, or another such pair.
        left: Box<Query>,
        /// The word or phrase behind it.
        right: Box<Query>,
        /// The largest distance in words.
        distance: u32,
        /// Whether `left` has to come first.
        ordered: bool,
    },
    /// `auMoins3:SNCF`: a word or phrase that an article has at least so many times.
    AtLeast {
        /// How many times.
        count: u32,
        /// The word or phrase.
        text: String,
    },
    /// `date:`, `depuis:`: published within the period.
    Date(Period),
    /// `titre:…`: the query, asked of one field.
    Field(Field, Box<Query>),
    /// Two or more parts with nothing between them. The request says how many of them an article must have.
    Words(Vec<Query>),
    /// `a ET b`: all parts.
    And(Vec<Query>),
    /// `a OU b`: any of the parts.
    Or(Vec<Query>),
    /// `+word`: the article must match, where other [`Query::Words`] may be missing.
    Must(Box<Query>),
    /// `-word`, `SAUF word`: the article must not match.
    Not(Box<Query>),
    /// `mot^2`: the query with its score multiplied.
    Boost(Box<Query>, f32),
}

impl Query {
    /// Some parts beside each other; one alone stays as it is.
    pub fn words(mut items: Vec<Self>) -> Self {
        if items.len() == 1 { items.remove(0) } else { Self::Words(items) }
    }
}

/// A field that a query may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// `titre`
    Title,
    /// `chapo`, the standfirst
    Lead,
    /// `texte`, the body
    Body,
    /// `auteur`
    Author,
    /// `source`, the newspaper
    Source,
    /// `rubrique`
    Section,
    /// `langue`, by its code in ISO 639-1
    Language,
    /// `url`, by words of the address
    Url,
}

impl Field {
    /// The name of the field in the query language, in French.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "titre",
            Self::Lead => "chapo",
            Self::Body => "texte",
            Self::Author => "auteur",
            Self::Source => "source",
            Self::Section => "rubrique",
            Self::Language => "langue",
            Self::Url => "url",
        }
    }

    /// Whether it holds names, a code or an address, which filter articles and never score them.
    pub fn is_name(self) -> bool {
        match self {
            Self::Title | Self::Lead | Self::Body => false,
            Self::Author | Self::Source | Self::Section | Self::Language | Self::Url => true,
        }
    }

    /// The field with this name, in French or English, folded.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "titre" | "title" | "intitle" => Self::Title,
            "chapo" | "lead" => Self::Lead,
            "texte" | "text" | "corps" | "body" | "intext" => Self::Body,
            "auteur" | "author" => Self::Author,
            "source" | "journal" | "newspaper" => Self::Source,
            "rubrique" | "section" => Self::Section,
            "langue" | "language" | "lang" => Self::Language,
            "url" | "inurl" | "site" => Self::Url,
            _ => return None,
        })
    }
}
