//! A reader of Atom that takes nothing but what RFC 4287 and XML 1.0 allow.

use std::collections::BTreeSet;

use regex::Regex;

/// A feed as it was read.
#[derive(Debug)]
pub struct Feed {
    /// When something in it was last changed.
    pub updated: String,
    pub entries: Vec<Entry>,
}

#[derive(Debug)]
pub struct Entry {
    pub id: String,
    pub title: String,
    pub text: String,
    pub link: Option<String>,
}

/// An element with its attributes, its text and what is in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

/// Reads a feed; why it is none, where it is not.
pub fn read(text: &str) -> Result<Feed, String> {
    let rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n").ok_or("no declaration")?;
    if let Some(c) =
        text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}'))
    {
        return Err(format!("{c:?} is no character of XML"));
    }
    let (root, rest) = element(rest)?;
    if !rest.trim().is_empty() || root.name != "feed" || root.attribute("xmlns") != Some("http://www.w3.org/2005/Atom")
    {
        return Err("more or less than one feed".to_owned());
    }
    root.has_only(&["id", "title", "updated", "author", "generator", "link", "entry"])?;
    let id = root.urn()?;
    let mut ids = BTreeSet::from([id]);
    let mut feed = Feed { updated: root.time("updated")?, entries: Vec::new() };
    root.one("title")?;
    root.one("author")?.one("name")?;
    let is_address = Regex::new("^https?://[!-~]+$").unwrap();
    for entry in root.children.iter().filter(|child| child.name == "entry") {
        entry.has_only(&["id", "title", "updated", "published", "author", "link", "category", "summary", "content"])?;
        if !ids.insert(entry.urn()?) {
            return Err("two entries with one id".to_owned());
        }
        if entry.children.iter().any(|child| child.name == "published") {
            entry.time("published")?;
        }
        let link = entry.children.iter().find(|child| child.name == "link");
        let link = link.map(|link| link.attribute("href").unwrap_or_default().to_owned());
        if link.as_ref().is_some_and(|link| !is_address.is_match(link)) {
            return Err(format!("{link:?} is no address of the web"));
        }
        let text = entry.one(if link.is_some() { "summary" } else { "content" })?.text.clone();
        let (title, updated) = (entry.one("title")?.text.clone(), entry.time("updated")?);
        if updated > feed.updated {
            return Err("an entry is newer than its feed".to_owned());
        }
        feed.entries.push(Entry { id: entry.urn()?, title, text, link });
    }
    Ok(feed)
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn one(&self, name: &str) -> Result<&Self, String> {
        let mut found = self.children.iter().filter(|child| child.name == name);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(format!("not one {name} in {}", self.name)),
        }
    }

    fn has_only(&self, names: &[&str]) -> Result<(), String> {
        let other = self.children.iter().find(|child| !names.contains(&child.name.as_str()));
        other.map_or(Ok(()), |other| Err(format!("{} in {}", other.name, self.name)))
    }

    fn time(&self, name: &str) -> Result<String, String> {
        let text = &self.one(name)?.text;
        text.parse::<jiff::Timestamp>().map_err(|error| format!("{text}: {error}"))?;
        Ok(text.clone())
    }

    fn urn(&self) -> Result<String, String> {
        let text = &self.one("id")?.text;
        let urn = Regex::new("^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$").unwrap();
        if urn.is_match(text) { Ok(text.clone()) } else { Err(format!("{text} is no name that stays")) }
    }
}

/// The element that a text begins with, and what follows it.
fn element(text: &str) -> Result<(Element, &str), String> {
    let tag = Regex::new(r#"^<([a-z]+)((?: [a-z:]+="[^"<]*")*)(/?)>"#).unwrap();
    let found = tag.captures(text).ok_or_else(|| format!("no tag: {}", text.chars().take(40).collect::<String>()))?;
    let mut element = Element { name: found[1].to_owned(), ..Element::default() };
    let attribute = Regex::new(r#" ([a-z:]+)="([^"]*)""#).unwrap();
    for pair in attribute.captures_iter(&found[2]) {
        if element.attribute(&pair[1]).is_some() {
            return Err(format!("{} twice", &pair[1]));
        }
        element.attributes.push((pair[1].to_owned(), unescaped(&pair[2])?));
    }
    let mut rest = &text[found[0].len()..];
    if &found[3] == "/" {
        return Ok((element, rest));
    }
    loop {
        let at = rest.find('<').ok_or("an element without an end")?;
        element.text += &unescaped(&rest[..at])?;
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("</") {
            let after = after.strip_prefix(element.name.as_str()).and_then(|after| after.strip_prefix('>'));
            return Ok((element, after.ok_or("another element's end")?));
        }
        let (child, after) = self::element(rest)?;
        element.children.push(child);
        rest = after;
    }
}

fn unescaped(text: &str) -> Result<String, String> {
    if text.contains("]]>") {
        return Err("]]> in text".to_owned());
    }
    let entity = Regex::new("&([^;&]*;?)").unwrap();
    if let Some(other) =
        entity.captures_iter(text).find(|found| !["amp;", "lt;", "gt;", "quot;", "apos;"].contains(&&found[1]))
    {
        return Err(format!("&{} is no entity of XML", &other[1]));
    }
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    Ok(pairs.iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain)))
}
