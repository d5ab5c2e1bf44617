//! The abstract syntax tree of a query: what the parser makes of a text, and what a search goes by.

use crate::date::Period;

/// What a query asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// Every article.
    All,
    /// Words as typed, any inflected form; several tokens (`l'avion`, `porte-parole`) are one unit.
    Term(String),
    /// `=mot`: this form alone, accents and ending included.
    Exact(String),
    /// `mot*`
    Prefix(String),
    /// `mot~`: at most a typing error or two away.
    Fuzzy(String),
    /// `"des mots"`, or with `~n`, in any order within n other words.
    Phrase {
        text: String,
        slop: u32,
    },
    /// `a NEAR/5 b`: at most five words apart, where neighbours are one apart; `a ADJ/5 b` keeps the order.
    Near {
        left: Box<Query>,
        right: Box<Query>,
        distance: u32,
        ordered: bool,
    },
    /// `auMoins3:SNCF`
    AtLeast {
        count: u32,
        text: String,
    },
    /// `date:`, `depuis:`: published within the period.
    Date(Period),
    /// `titre:…`: the query, asked of one field.
    Field(Field, Box<Query>),
    /// Words side by side, two at least: how many of them an article must have is for the request to say.
    Words(Vec<Query>),
    And(Vec<Query>),
    Or(Vec<Query>),
    /// `+word` among `Words`.
    Must(Box<Query>),
    /// `-word`, `SAUF word`.
    Not(Box<Query>),
    /// `mot^2`
    Boost(Box<Query>, f32),
}

/// A field that a query may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Title,
    Lead,
    Body,
    Author,
    Source,
    Section,
    Language,
    Url,
}

impl Field {
    /// How the query language calls it, in French.
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

    /// By any of its names, folded.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "titre" | "title" => Self::Title,
            "chapo" | "lead" => Self::Lead,
            "texte" | "text" | "corps" | "body" => Self::Body,
            "auteur" | "author" => Self::Author,
            "source" => Self::Source,
            "rubrique" | "section" => Self::Section,
            "langue" | "language" | "lang" => Self::Language,
            "url" => Self::Url,
            _ => return None,
        })
    }
}
