//! Imprints: what an article says of where it was published.

use std::borrow::Cow;

use super::key;
use crate::article::Article;

/// Where an article was published, as it was found: the host of its address, and the name of the newspaper.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Imprint {
    /// Host and name, as the index keeps them.
    text: String,
    /// Where the host ends.
    host: usize,
}

/// Parts host and name. No host has it.
const BETWEEN: char = '\u{1f}';

/// Bytes of a name that are looked at: an index keeps no longer terms than 65,530 bytes, and no newspaper is called so.
const LONGEST: usize = 1000;

impl Imprint {
    /// That of an article; none if nothing is known.
    pub fn of(article: &Article) -> Option<Self> {
        let host = article.url.as_deref().and_then(key::host).unwrap_or_default();
        let name = article.source.as_deref().unwrap_or_default();
        let end = (0..=name.len().min(LONGEST)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
        let name = name[..end].split_whitespace().collect::<Vec<_>>().join(" ");
        (!host.is_empty() || !name.is_empty()).then(|| Self::new(&host, &name))
    }

    /// An imprint of these parts, either of which may be empty.
    pub fn new(host: &str, name: &str) -> Self {
        Self { text: format!("{host}{BETWEEN}{name}"), host: host.len() }
    }

    /// The inverse of [`Imprint::text`].
    pub fn from_text(text: String) -> Self {
        let host = text.find(BETWEEN).unwrap_or(0);
        Self { text, host }
    }

    /// The imprint as one text, as the index keeps it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The host of the article's address, without `www.`; empty if it has no address on the web.
    pub fn host(&self) -> &str {
        &self.text[..self.host]
    }

    /// The newspaper's name; empty if the page gives none.
    pub fn name(&self) -> &str {
        self.text[self.host..].strip_prefix(BETWEEN).unwrap_or_default()
    }

    /// The host that it names where it names no newspaper: the one that stands in the place of the name, else that of its
    /// address. None where it has a name.
    pub fn nameless(&self) -> Option<Cow<'_, str>> {
        if self.name().is_empty() { Some(self.host().into()) } else { key::domain(self.name()).map(Cow::Owned) }
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
            assert_eq!(found.as_ref().map(|it| (it.host(), it.name())), expected);
            assert_eq!(found.as_ref().map(|it| Imprint::from_text(it.text().to_owned())), found);
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
            assert_eq!(Imprint::new(host, name).nameless().as_deref(), expected, "{host} {name}");
        };
        check("lemonde.fr", "", Some("lemonde.fr"));
        check("lemonde.fr", "sport.lemonde.fr", Some("sport.lemonde.fr"));
        check("", "www.lemonde.fr", Some("lemonde.fr"));
        check("lemonde.fr", "Le Monde", None);
    }
}
