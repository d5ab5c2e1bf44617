//! The head of a page: its `<title>`, the `<meta>` elements, and the few `<link>`s that matter.

use crate::article::is_web_address;
use crate::extract::dom::attributes::Attribute;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::text;
use crate::extract::dom::tree::Tree;

/// A page's head, as the page writes it.
#[derive(Default)]
pub struct Head {
    /// The `<title>` as one line, down to its first [`LONGEST_TITLE`] bytes.
    pub title: Option<String>,
    /// The `<meta>` elements in the page's order: the `property` or `name` in lower case, and the content as one line.
    entries: Vec<(String, String)>,
    /// The address that the page gives itself.
    pub canonical: Option<String>,
    /// `<html lang>`.
    pub language: Option<String>,
}

/// Bytes of a title that are read: a longer one is no title, and comparing all of it with every heading would take
/// forever.
pub const LONGEST_TITLE: usize = 4096;

/// Reads the head of a page.
pub fn read(tree: &Tree) -> Head {
    let mut head = Head {
        title: tree.title.map(|title| text::line_of_text(text::beginning(title, LONGEST_TITLE))),
        language: tree.attribute(0, Attribute::Lang).map(|lang| lang.trim().to_ascii_lowercase()),
        ..Head::default()
    };
    for node in 0..tree.len() {
        match tree.tag(node) {
            Tag::Meta => {
                let Some(content) = tree.attribute(node, Attribute::Content) else { continue };
                let key = [Attribute::Property, Attribute::Name].iter().find_map(|&it| tree.attribute(node, it));
                let content = text::line(content);
                if let Some(key) = key
                    && !content.is_empty()
                {
                    head.entries.push((key.trim().to_ascii_lowercase(), content));
                }
            }
            Tag::Link
                if tree.attribute(node, Attribute::Rel).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                let href = tree.attribute(node, Attribute::Href).map(text::line);
                head.canonical = head.canonical.or(href.filter(|href| is_web_address(href)));
            }
            _ => {}
        }
    }
    head
}

impl Head {
    /// The first value under the first of `keys` that has one.
    pub fn get(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.all(key).next())
    }

    /// The values under a key, in the page's order.
    pub fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(move |(it, _)| it == key).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dom::builder;

    #[test]
    fn keys_and_values() {
        let page = "<html lang=' fr-FR'><title> Le pont &amp; le port</title><meta name=Author content='A &amp; B'>\
            <meta property=og:title content='Un'><meta name=og:title content='Deux'><meta name=empty content=' '>\
            <link rel=canonical href=/a><link rel=Canonical href=https://quai.example/a>";
        let head = read(&builder::parse(page));
        assert_eq!(head.title.as_deref(), Some("Le pont & le port"));
        assert_eq!(head.language.as_deref(), Some("fr-fr"));
        assert_eq!(head.canonical.as_deref(), Some("https://quai.example/a"));
        assert_eq!(head.get(&["empty", "author"]), Some("A & B"));
        assert_eq!(head.all("og:title").collect::<Vec<_>>(), ["Un", "Deux"]);
    }
}
