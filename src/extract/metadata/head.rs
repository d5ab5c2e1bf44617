//! What a page says of itself in its head and in microdata, as it says it: keys and values.

use crate::article::is_web_address;
use crate::extract::dom::attributes::Attribute;
use crate::extract::dom::entities;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::tree::Tree;

/// The page's `<meta>` elements and the few `<link>`s that matter, in its order.
#[derive(Default)]
pub struct Metadata {
    /// Lower-case `name` or `property`, and the content with its character references resolved.
    entries: Vec<(String, String)>,
    pub canonical: Option<String>,
    /// `<html lang>`.
    pub language: Option<String>,
}

pub fn read(tree: &Tree) -> Metadata {
    let mut metadata = Metadata {
        language: tree.attribute(0, Attribute::Lang).map(|lang| lang.trim().to_ascii_lowercase()),
        ..Metadata::default()
    };
    for node in 0..tree.len() {
        match tree.tag(node) {
            Tag::Meta => {
                let Some(content) = tree.attribute(node, Attribute::Content) else { continue };
                let key = [Attribute::Property, Attribute::Name].iter().find_map(|&it| tree.attribute(node, it));
                let content = entities::line(content);
                if let Some(key) = key
                    && !content.is_empty()
                {
                    metadata.entries.push((key.trim().to_ascii_lowercase(), content));
                }
            }
            Tag::Link
                if tree.attribute(node, Attribute::Rel).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                let href = tree.attribute(node, Attribute::Href).map(entities::line);
                metadata.canonical = metadata.canonical.or(href.filter(|href| is_web_address(href)));
            }
            _ => {}
        }
    }
    metadata
}

impl Metadata {
    /// The first value under the first of `keys` that has one.
    pub fn get(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.all(key).next())
    }

    pub fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(move |(it, _)| it == key).map(|(_, value)| value.as_str())
    }
}
