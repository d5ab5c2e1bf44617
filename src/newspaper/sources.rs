//! The user's own list of newspapers, `sources.toml`: what each is called, and by which addresses and other names it is known.
//!
//! ```toml
//! [[newspaper]]
//! name = "Le Monde"
//! addresses = ["lemonde.fr"]       # and those below it, such as sport.lemonde.fr
//! names = ["LM", "Le Monde.fr"]    # spaces, capitals and accents make no difference
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use super::key;
use crate::text;

/// The newspapers that a user lists. Where one claims an imprint, nothing else decides whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// In the order of the file.
    pub(super) newspapers: Vec<Listed>,
    /// The newspapers by their hosts.
    hosts: BTreeMap<String, usize>,
    /// The newspapers by the keys of their names.
    pub(super) keys: BTreeMap<String, usize>,
}

/// A newspaper of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// What it is called.
    pub name: String,
    /// Its other names.
    pub names: Vec<String>,
    /// Its hosts.
    pub hosts: Vec<String>,
}

/// What is wrong with a list, and where; lines and columns are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {what}")]
pub struct SourcesError {
    /// The line.
    pub line: usize,
    /// The character of the line.
    pub column: usize,
    /// What is wrong, and what to write instead.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    newspaper: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    #[serde(default)]
    addresses: Vec<Spanned<String>>,
    #[serde(default)]
    names: Vec<Spanned<String>>,
}

impl Sources {
    /// Reads a list.
    pub fn parse(text: &str) -> Result<Self, SourcesError> {
        let error = |span: Range<usize>, what: &str| SourcesError::at(text, span.start, what);
        let file: File =
            toml::from_str(text).map_err(|found| error(found.span().unwrap_or_default(), found.message()))?;
        let mut sources = Self::default();
        for (number, Entry { name, addresses, names }) in file.newspaper.into_iter().enumerate() {
            let mut listed = Listed { name: squeezed(name.get_ref()), names: Vec::new(), hosts: Vec::new() };
            for one in names.iter().chain([&name]) {
                let written = squeezed(one.get_ref());
                if !written.contains(char::is_alphanumeric) {
                    return Err(error(one.span(), "a name needs a letter or a digit"));
                }
                // Another name may be an address, as sites have them for a name.
                if let Some(host) = key::domain(&written) {
                    sources.claim_host(host, number, &mut listed).map_err(|what| error(one.span(), &what))?;
                }
                let other = *sources.keys.entry(key::key(&written)).or_insert(number);
                if other != number {
                    let what = format!("`{written}` is a name of `{}` already", sources.newspapers[other].name);
                    return Err(error(one.span(), &what));
                }
                listed.names.push(written);
            }
            for address in &addresses {
                let Some(host) = key::domain(address.get_ref()) else {
                    return Err(error(address.span(), "an address is a host, as \"lemonde.fr\""));
                };
                sources.claim_host(host, number, &mut listed).map_err(|what| error(address.span(), &what))?;
            }
            sources.newspapers.push(listed);
        }
        Ok(sources)
    }

    fn claim_host(&mut self, host: String, number: usize, listed: &mut Listed) -> Result<(), String> {
        let other = *self.hosts.entry(host.clone()).or_insert(number);
        if other != number {
            return Err(format!("`{host}` is an address of `{}` already", self.newspapers[other].name));
        }
        listed.hosts.push(host);
        Ok(())
    }

    /// The newspaper to which a host belongs: that of the nearest address above it.
    pub(super) fn at(&self, host: &str) -> Option<usize> {
        let above = std::iter::successors(Some(host), |host| host.split_once('.').map(|(_, rest)| rest));
        above.filter_map(|host| self.hosts.get(host)).next().copied()
    }
}

impl SourcesError {
    fn at(list: &str, byte: usize, what: &str) -> Self {
        let (line, column) = text::line_and_column(list, byte);
        Self { line, column, what: what.trim_end().replace('\n', ", ") }
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_a_list() {
        let text = "[[newspaper]]\nname = \"Le Monde\"\naddresses = [\"www.lemonde.fr\"]\n\
                    [[newspaper]]\nname = \"Le Monde des livres\"\nnames = [\"livres.lemonde.fr\"]\n";
        let sources = Sources::parse(text).unwrap();
        let check = |host: &str, expected: Option<usize>| assert_eq!(sources.at(host), expected, "{host}");
        check("lemonde.fr", Some(0));
        check("sport.lemonde.fr", Some(0));
        check("a.livres.lemonde.fr", Some(1));
        check("monde.fr", None);
        check("", None);
        assert_eq!(Sources::parse("# none yet\n").unwrap(), Sources::default());
    }

    #[test]
    fn a_bad_list_says_where() {
        let check = |text: &str, line, column, what: &str| {
            let error = Sources::parse(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{error}");
            assert!(error.what.contains(what), "{error}");
        };
        check("[[newspaper]]\nname = Le Monde\n", 2, 8, "");
        check("[[newspaper]]\nadresses = []\n", 2, 1, "adresses");
        check("[[newspaper]]\naddresses = []\n", 1, 1, "name");
        check("[[newspaper]]\nname = \"—\"\n", 2, 8, "a letter");
        check("[[newspaper]]\nname = \"É\"\naddresses = [\"é.fr\", \"Le Monde\"]\n", 3, 22, "a host");
        check("[[newspaper]]\nname = \"A\"\n[[newspaper]]\nname = \"B\"\nnames = [\"a.fr\"]\n", 5, 10, "`A` already");
        check(
            "[[newspaper]]\nname = \"A\"\naddresses = [\"x.fr\"]\n[[newspaper]]\nname = \"B\"\naddresses = [\"x.fr\"]\n",
            6,
            14,
            "`A` already",
        );
    }
}
