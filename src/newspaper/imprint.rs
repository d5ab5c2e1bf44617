//! Imprints: what an article says of where it was published.

use super::key;
use crate::article::Article;

/// Where an article was published, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Imprint {
    /// The host of its address, without `www.`; empty if it has no address on the web.
    pub host: String,
    /// The newspaper's name; empty if the page gives none.
    pub name: String,
}

/// Parts host and name in the index. No host has it.
const BETWEEN: char = '\u{1f}';

/// Bytes of a name that are looked at: an index keeps no longer terms than 65,530 bytes, and no newspaper is called so.
const LONGEST: usize = 1000;

impl Imprint {
    /// That of an article; none if nothing is known.
    pub fn of(article: &Article) -> Option<Self> {
        let host = article.url.as_deref().and_then(key::host).unwrap_or_default();
        let name = article.source.as_deref().unwrap_or_default();
        let end = (0..=name.len().min(LONGEST)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        let name = &name[..end];
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        (!host.is_empty() || !name.is_empty()).then_some(Self { host, name })
    }

    /// The imprint as one text, as the index keeps it.
    pub fn to_text(&self) -> String {
        format!("{}{BETWEEN}{}", self.host, self.name)
    }

    /// The inverse of [`Imprint::to_text`].
    pub fn from_text(text: &str) -> Self {
        let (host, name) = text.split_once(BETWEEN).unwrap_or(("", text));
        Self { host: host.to_owned(), name: name.to_owned() }
    }

    /// The host that it names where it names no newspaper: the one that stands in the place of the name, else that of its
    /// address. None where it has a name.
    pub fn nameless(&self) -> Option<String> {
        if self.name.is_empty() { Some(self.host.clone()) } else { key::domain(&self.name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imprints() {
        let check = |url: Option<&str>, source: Option<&str>, expected: Option<(&str, &str)>| {
            let (url, source) = (url.map(str::to_owned), source.map(str::to_owned));
            let found = Imprint::of(&Article { url, source, ..Article::default() });
            assert_eq!(found.as_ref().map(|it| (it.host.as_str(), it.name.as_str())), expected);
            assert_eq!(found.as_ref().map(|it| Imprint::from_text(&it.to_text())), found);
        };
        let url = Some("https://www.lemonde.fr/a");
        check(url, Some("Le \n Monde"), Some(("lemonde.fr", "Le Monde")));
        check(url, None, Some(("lemonde.fr", "")));
        check(None, Some("Le Monde"), Some(("", "Le Monde")));
        check(None, Some("Le\u{1f}Monde"), Some(("", "Le\u{1f}Monde")));
        check(Some("a.html"), Some(" "), None);
        check(None, Some(&"é".repeat(2000)), Some(("", &"é".repeat(500))));
    }

    #[test]
    fn names_that_are_none() {
        let check = |host: &str, name: &str, expected: Option<&str>| {
            let imprint = Imprint { host: host.to_owned(), name: name.to_owned() };
            assert_eq!(imprint.nameless().as_deref(), expected, "{host} {name}");
        };
        check("lemonde.fr", "", Some("lemonde.fr"));
        check("lemonde.fr", "sport.lemonde.fr", Some("sport.lemonde.fr"));
        check("", "www.lemonde.fr", Some("lemonde.fr"));
        check("lemonde.fr", "Le Monde", None);
    }
}
