//! The names of an article's parts: under which names tools write them in records and in the headings of tables.
//!
//! Spellings of one name compare equal: `published_at`, `publishedAt` and `Published at`. Of several names of one part, the
//! first in this table counts whose value says something. What the user maps comes before all of them.

use std::str::FromStr;

use rustc_hash::FxHashMap;
use thiserror::Error;
use twox_hash::XxHash3_64;

use crate::text::squeeze;

/// A part of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Its identity, which comes before its address.
    Id,
    /// Its identity in a database, which counts where it has no address.
    Key,
    /// Its address.
    Url,
    /// Its headline.
    Title,
    /// Its standfirst or summary.
    Lead,
    /// Its text, plain or as markup.
    Text,
    /// The page that it stands on.
    Html,
    /// When it was published.
    Date,
    /// Its newspaper.
    Source,
    /// Who wrote it.
    Authors,
    /// The section of the newspaper.
    Section,
    /// The code of its language.
    Language,
    /// The address of its picture.
    Image,
    /// When its page was fetched.
    Fetched,
}

/// The names of each part, squeezed, the best first.
#[rustfmt::skip]
const NAMES: &[(Part, &str)] = &[
    (Part::Id, "id"),
    (Part::Key, "guid uuid docid documentid articleid key"),
    (Part::Url, "url link canonicalurl canonicallink resolvedurl finalurl pageurl articleurl permalink weburl requestedurl \
        externalurl lien adresse mainentityofpage uri loc href originalurl"),
    (Part::Title, "title headline titre articletitle webtitle titlepage pagetitle titlerss ogtitle articleheadline \
        titrearticle titredelarticle intitule"),
    (Part::Lead, "lead excerpt description summary standfirst chapo chapeau abstract leadparagraph articlelead \
        metadescription subtitle soustitre resume dek teaser trailtext"),
    (Part::Text, "text body fulltext maintext articlebody articletext contenthtml contentencoded content contenttext \
        bodyhtml plaintext textcontent cleanedtext cleantext bodytext storytext textbody articlecontent texte texteintegral \
        textecomplet textearticle corps corpsdutexte corpstexte contenu contenuarticle fullcontent rawcontent rawtext \
        textplain article"),
    (Part::Html, "html rawhtml pagehtml fullhtml htmlsource pagesource"),
    (Part::Date, "date published publishdate publisheddate publishingdate publicationdate datepublish datepublished \
        datepublication pubdate publishedat publishedtime publishedon publishtime publicationtime firstpublishdate \
        firstpublished webpublicationdate displaydate articledate articlepublicationtimestamp dcdate issued datedepublication \
        datedeparution dateparution parution datepub dategmt isodate created createdat datecreated datetime time timestamp \
        updated updatedat"),
    (Part::Source, "source sitename sourcehostname hostname newspaper publisher publication outlet metasitename ogsitename medianame media journal \
        sourcename sourcetitle feedtitle publicationname providername provider newssource newssite websitename titredepresse \
        nomdujournal sourcedomain domain website site"),
    (Part::Authors, "authors author byline dccreator creator auteurs auteur authorname authornames articleauthor writers \
        writer journalists journalist journalistes journaliste reporter signature"),
    (Part::Section, "section categories category rubrique sectionname articlesection rubriques categorie channel"),
    (Part::Language, "lang language langue inlanguage metalang langcode"),
    (Part::Image, "image imageurl topimage ogimage mainimage leadimage"),
    (Part::Fetched, "fetched fetchedat fetchdate fetchtime datefetched crawled crawledat crawldate crawltime datecrawled lastcrawled \
        scraped scrapedat scrapedate scrapetime datescraped datedownload downloaddate downloadedat downloadtime retrieved \
        retrievedat retrievaldate dateretrieved accessed accessedat accessdate collectedat datecollecte captured capturedat \
        capturedate capturetime warcdate datetimeutc"),
];

/// The parts as `--map` calls them.
#[rustfmt::skip]
const PARTS: &[(&str, Part)] = &[
    ("id", Part::Id), ("url", Part::Url), ("title", Part::Title), ("lead", Part::Lead), ("text", Part::Text),
    ("html", Part::Html), ("date", Part::Date), ("source", Part::Source), ("authors", Part::Authors),
    ("section", Part::Section), ("lang", Part::Language), ("image", Part::Image),
    ("fetched", Part::Fetched),
];

/// The names of parts: those of the table, and those that the user maps.
#[derive(Debug, Clone)]
pub struct Names {
    known: FxHashMap<String, (Part, u8)>,
    mapped: Vec<Mapping>,
}

/// A part, and the field that holds it in the user's records.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mapping {
    part: Part,
    /// As it is written; a dot opens an object.
    field: String,
}

/// Why a map cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[allow(missing_docs, reason = "each message says it")]
pub enum MapError {
    #[error("{0:?} is no PART=FIELD, such as text=corps")]
    NoPair(String),
    #[error(
        "there is no part {0:?}; parts are id, url, title, lead, text, html, date, source, authors, section, lang, image, fetched"
    )]
    NoPart(String),
}

impl Default for Names {
    fn default() -> Self {
        let mut known = FxHashMap::default();
        for (part, names) in NAMES {
            for (rank, name) in (0..).zip(names.split_ascii_whitespace()) {
                known.insert(name.to_owned(), (*part, rank));
            }
        }
        Self { known, mapped: Vec::new() }
    }
}

/// Reads a map such as `text=corps,date=meta.paru_le`.
impl FromStr for Names {
    type Err = MapError;

    fn from_str(map: &str) -> Result<Self, MapError> {
        let mut names = Self::default();
        for pair in map.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (part, field) = pair.split_once('=').ok_or_else(|| MapError::NoPair(pair.to_owned()))?;
            let (part, field) = (part.trim(), field.trim());
            if field.is_empty() {
                return Err(MapError::NoPair(pair.to_owned()));
            }
            let found = PARTS.iter().find(|(name, _)| *name == part);
            let (_, part) = found.ok_or_else(|| MapError::NoPart(part.to_owned()))?;
            names.mapped.push(Mapping { part: *part, field: field.to_owned() });
        }
        Ok(names)
    }
}

impl Names {
    /// The part that a field of this name holds by the table, and the rank of the name among those of that part.
    pub fn part(&self, name: &str) -> Option<(Part, u8)> {
        // Most names are spelled as they are compared.
        let (part, rank) = *self.known.get(name).or_else(|| self.known.get(squeeze(name).as_str()))?;
        match part {
            // `_id` and `ID` are keys of databases, which change with the export. A record's own address says more.
            Part::Id if name != "id" => Some((Part::Key, 0)),
            // `_source` and `_type` are of databases, too.
            _ if name.starts_with('_') => None,
            part => Some((part, rank)),
        }
    }

    /// The fields that the user maps to this part, in the order of the map.
    pub fn mapped(&self, part: Part) -> impl Iterator<Item = &str> {
        self.mapped.iter().filter(move |mapping| mapping.part == part).map(|mapping| mapping.field.as_str())
    }

    /// Whether the user maps a field of this name, or one inside of it.
    pub fn is_mapped(&self, name: &str) -> bool {
        let begins =
            |field: &str| field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.mapped.iter().any(|mapping| begins(&mapping.field))
    }

    /// Whether fields of these names seem to be those of an article: one holds a text, or one a headline and another what only
    /// articles have. A headline alone has every entry of a menu.
    pub fn seem_article(&self, fields: &[String]) -> bool {
        let has =
            |parts: &[Part]| fields.iter().any(|name| self.part(name).is_some_and(|(part, _)| parts.contains(&part)));
        has(&[Part::Text, Part::Html])
            || has(&[Part::Title]) && has(&[Part::Date, Part::Authors, Part::Source])
            || fields.iter().any(|name| self.is_mapped(name))
    }

    /// A number that differs with the map, and is zero without one. Fingerprints of records are seeded with it.
    pub fn seed(&self) -> u64 {
        let map: Vec<String> =
            self.mapped.iter().map(|mapping| format!("{:?}={}", mapping.part, mapping.field)).collect();
        if map.is_empty() { 0 } else { XxHash3_64::oneshot(map.join("\n").as_bytes()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts() {
        #[track_caller]
        fn check(name: &str, expected: Option<Part>) {
            assert_eq!(Names::default().part(name).map(|(part, _)| part), expected, "{name}");
        }
        check("text", Some(Part::Text));
        check("content:encoded", Some(Part::Text));
        check("articleBody", Some(Part::Text));
        check("Texte intégral", Some(Part::Text));
        check("published_at", Some(Part::Date));
        check("publishedAt", Some(Part::Date));
        check("Date de publication", Some(Part::Date));
        check("@timestamp", Some(Part::Date));
        check("dc:creator", Some(Part::Authors));
        check("Auteur(s)", Some(Part::Authors));
        check("source-hostname", Some(Part::Source));
        check("id", Some(Part::Id));
        check("_id", Some(Part::Key));
        check("ID", Some(Part::Key));
        check("_source", None);
        check("paru_le", None);
        check("", None);
    }

    #[test]
    fn a_name_is_one_of_one_part() {
        let names: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.split_ascii_whitespace()).collect();
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{name} stands twice");
            assert_eq!(squeeze(name), *name, "is compared squeezed");
        }
    }

    #[test]
    fn all_names_are_documented() {
        let document = include_str!("../../docs/records.md");
        let words: Vec<String> = document.split('`').skip(1).step_by(2).map(squeeze).collect();
        for name in NAMES.iter().flat_map(|(_, names)| names.split_ascii_whitespace()) {
            assert!(words.iter().any(|word| word == name), "docs/records.md does not name {name}");
        }
        for (part, _) in PARTS {
            assert!(document.contains(&format!("| `{part}` |")), "docs/records.md has no row for {part}");
        }
    }

    #[test]
    fn maps() {
        let names: Names = "text=data.body, date=paru_le,text=corps".parse().unwrap();
        assert_eq!(names.mapped(Part::Text).collect::<Vec<_>>(), ["data.body", "corps"]);
        assert_eq!(names.mapped(Part::Date).collect::<Vec<_>>(), ["paru_le"]);
        assert!(names.is_mapped("data") && names.is_mapped("paru_le") && !names.is_mapped("dat"));
        let seem =
            |fields: &[&str]| names.seem_article(&fields.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert!(seem(&["data"]) && seem(&["title", "author"]) && !seem(&["title", "url"]));
        let seed = |map: &str| map.parse::<Names>().unwrap().seed();
        assert_eq!(seed(""), 0);
        assert_ne!(seed("text=a"), seed("text=b"));
        assert_ne!(seed("text=a"), seed("title=a"));

        #[track_caller]
        fn check(map: &str, expected: MapError) {
            assert_eq!(map.parse::<Names>().err(), Some(expected), "{map}");
        }
        check("corps", MapError::NoPair("corps".to_owned()));
        check("text=", MapError::NoPair("text=".to_owned()));
        check("corps=text", MapError::NoPart("corps".to_owned()));
    }
}
