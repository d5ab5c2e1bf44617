//! The declarations that a page makes of its article to machines, in its head and in JSON-LD, and its address.

use super::head::{self, Head};
use super::jsonld::{self, Described};
use crate::article::is_web_address;
use crate::extract::dom::tree::Tree;

/// A page's declarations. Title, dates, authors, newspaper and section are chosen among them.
pub struct Declared<'p> {
    pub head: Head,
    pub described: Described,
    /// The address that the page was fetched from, if that is known.
    pub url: Option<&'p str>,
}

impl<'p> Declared<'p> {
    /// Reads the declarations of a page that was fetched from `url`.
    pub fn read(tree: &Tree, url: Option<&'p str>) -> Self {
        Self { head: head::read(tree), described: jsonld::read(&tree.json_ld), url }
    }

    /// The address that the page was fetched from, else the one that it gives itself.
    pub fn address(&self) -> Option<&str> {
        self.url.or(self.head.canonical.as_deref())
    }

    /// The host of that address; empty if there is none.
    pub fn host(&self) -> &str {
        self.address().map_or("", host)
    }

    /// The address that the page gives itself to be shared.
    pub fn shared_address(&self) -> Option<&str> {
        self.head.get(&["og:url"]).filter(|url| is_web_address(url))
    }

    /// The language that the page declares, such as `fr-FR`.
    pub fn language(&self) -> Option<&str> {
        self.described.language.as_deref().or(self.head.language.as_deref())
    }

    /// The texts that sum up the article.
    pub fn descriptions(&self) -> Vec<&str> {
        self.summaries().into_iter().map(|(_, text)| text).collect()
    }

    /// The texts that sum up the article, each with its place.
    pub fn summaries(&self) -> Vec<(&'static str, &str)> {
        let in_head = ["og:description", "description", "twitter:description"];
        let in_head = in_head.into_iter().filter_map(|key| Some((key, self.head.get(&[key])?)));
        self.described.description.as_deref().map(|text| ("json-ld", text)).into_iter().chain(in_head).collect()
    }
}

/// The host that an address names; empty if it is longer than the domain name system allows.
pub fn host(url: &str) -> &str {
    const LONGEST: usize = 255;
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest);
    if host.len() > LONGEST { "" } else { host }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dom::builder;

    #[test]
    fn hosts() {
        let check = |url: &str, expected: &str| assert_eq!(host(url), expected, "{url}");
        check("https://www.quai.example/a?b#c", "www.quai.example");
        check("https://quai.example:8080", "quai.example");
        check("quai.example/a", "quai.example");
        check(&format!("https://{}/", "a".repeat(256)), "");
    }

    #[test]
    fn the_address_fetched_wins() {
        let tree = builder::parse("<link rel=canonical href=https://quai.example/a>");
        assert_eq!(Declared::read(&tree, None).host(), "quai.example");
        assert_eq!(Declared::read(&tree, Some("https://phare.example/b")).host(), "phare.example");
    }
}
